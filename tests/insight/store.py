"""A warehouse as the contract has it, and logs of events to put into it."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from siyu.insight.reader import Reader
from siyu.insight.selection import Bound
from siyu.platform.runtime import Runtime
from siyu.platform.warehouse import Warehouse
from siyu.platform.work import Work

SHANGHAI = ZoneInfo("Asia/Shanghai")
STATEMENTS = (
    "CREATE DATABASE IF NOT EXISTS {db}",
    "CREATE TABLE IF NOT EXISTS {db}.merged (number UInt64, into UInt32)"
    " ENGINE = MergeTree ORDER BY number",
    "CREATE DICTIONARY IF NOT EXISTS {db}.standing (number UInt64, into UInt32) PRIMARY KEY number"
    " SOURCE(CLICKHOUSE(QUERY 'SELECT number, into FROM {db}.merged')) LIFETIME(0) LAYOUT(FLAT())",
    "CREATE TABLE IF NOT EXISTS {db}.events (tenant_id UUID, name LowCardinality(String),"
    " number UInt32, happened_at DateTime64(6, 'UTC'), id UInt64, day Date, customer_id UUID,"
    " xid UInt64, version UInt16, payload JSON(SKIP customer_id),"
    " amount Int64 MATERIALIZED toInt64(ifNull(payload.amount.:Int64, 0)),"
    " person UInt32 ALIAS dictGetOrDefault('{db}.standing', 'into', toUInt64(number), number),"
    " PROJECTION days (SELECT tenant_id, name, day, groupBitmapState(number)"
    " GROUP BY tenant_id, name, day))"
    " ENGINE = MergeTree ORDER BY (tenant_id, name, number, happened_at, id)",
    "CREATE TABLE IF NOT EXISTS {db}.people (tenant_id UUID, number UInt32, version UInt64,"
    " gone UInt8, customer_id UUID, fields JSON)"
    " ENGINE = ReplacingMergeTree(version, gone) ORDER BY (tenant_id, number)",
)
MERGED = {104: 101}
"""Who was merged into whom, in every test."""
EVENT_COLUMNS = "tenant_id name number happened_at id day customer_id xid version payload".split()
PEOPLE_COLUMNS = "tenant_id number version gone customer_id fields".split()


@dataclass(frozen=True)
class Happened:
    """An event of a log; the order of a person's events is (at, id)."""

    number: int
    name: str
    at: datetime
    id: int
    payload: Mapping[str, Any] = field(default_factory=dict)

    def day(self, place: ZoneInfo) -> date:
        return self.at.astimezone(place).date()


@dataclass
class Store:
    """One database of the warehouse, emptied at will."""

    warehouse: Warehouse
    url: str = ""

    def create(self) -> None:
        for statement in STATEMENTS:
            self.warehouse._anywhere(statement.format(db=self.warehouse.database))
        self._insert("merged", ["number", "into"], [f"{a}\t{b}" for a, b in MERGED.items()])
        self.warehouse.command(f"SYSTEM RELOAD DICTIONARY {self.warehouse.database}.standing")

    def put(self, tenant_id: UUID, log: Iterable[Happened], *, place: ZoneInfo = SHANGHAI) -> None:
        lines = [
            "\t".join(
                (
                    str(tenant_id), one.name, str(one.number), f"{one.at.astimezone(UTC):%F %T.%f}",
                    str(one.id), str(one.day(place)), str(UUID(int=one.number)), str(one.id), "1",
                    json.dumps(dict(one.payload)),
                )
            )
            for one in log
        ]  # fmt: skip
        self._insert("events", EVENT_COLUMNS, lines)

    def people(
        self,
        tenant_id: UUID,
        numbers: Iterable[int],
        *,
        gone: Sequence[int] = (),
        fields: Mapping[int, Mapping[str, Any]] | None = None,
    ) -> None:
        lines = [
            "\t".join(
                (
                    str(tenant_id), str(number), "1", str(int(number in gone)),
                    str(UUID(int=number)), json.dumps(dict((fields or {}).get(number, {}))),
                )
            )
            for number in numbers
        ]  # fmt: skip
        self._insert("people", PEOPLE_COLUMNS, lines)

    def _insert(self, table: str, columns: Sequence[str], lines: Sequence[str]) -> None:
        def pieces() -> Iterator[bytes]:
            yield "".join(f"{line}\n" for line in lines).encode()

        if lines:
            self.warehouse.insert(table, columns, (piece for piece in pieces()))


@dataclass
class Scene:
    """A brand's log, a clean one for each example; and its reader."""

    store: Store
    work: Work
    runtime: Runtime
    place: ZoneInfo = SHANGHAI

    def reader(self) -> Reader:
        return Reader(self.work, self.store.warehouse, self.runtime.registry, self.place, "CNY")

    def fresh(self, log: Iterable[Happened]) -> Reader:
        """A reader of a new brand with just these events."""
        self.work.tenant_id = uuid4()
        self.store.put(self.work.tenant_id, log, place=self.place)
        return self.reader()


def numbers(reader: Reader, crowd: Any) -> set[int]:
    """Whom a crowd holds."""
    bound = Bound()
    (row,) = reader.rows(f"SELECT bitmapToArray(({crowd(bound)})) AS them", bound)
    return set(row["them"])
