"""A warehouse with the tables that the language asks, and people put into it.

The tables stand here until the platform makes them; nothing else in these tests knows of them.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from siyu.audiences.language.facts import Facts, Trail
from siyu.audiences.language.questions import Question
from siyu.kit.instants import local_day
from siyu.platform.warehouse import Warehouse
from tests.warehouse_process import warehouse_process

OURS, THEIRS = UUID(int=1), UUID(int=2)
TABLES = (
    "CREATE TABLE merged (number UInt64, into UInt32) ENGINE = MergeTree ORDER BY number",
    """CREATE DICTIONARY standing (number UInt64, into UInt32) PRIMARY KEY number
    SOURCE(CLICKHOUSE(TABLE 'merged' DB 'siyu')) LAYOUT(FLAT()) LIFETIME(0)""",
    """CREATE TABLE events (
        tenant_id UUID, name LowCardinality(String), number UInt32,
        happened_at DateTime64(6, 'UTC'), id UInt64, day Date,
        customer_id UUID, xid UInt64, version UInt16,
        payload JSON(SKIP customer_id),
        amount Int64 MATERIALIZED toInt64(ifNull(payload.amount.:Int64, 0)),
        person UInt32 ALIAS dictGetOrDefault('siyu.standing', 'into', toUInt64(number), number),
        INDEX position xid TYPE minmax GRANULARITY 1,
        PROJECTION days (
            SELECT tenant_id, name, day, groupBitmapState(number) GROUP BY tenant_id, name, day)
    ) ENGINE = MergeTree ORDER BY (tenant_id, name, number, happened_at, id)""",
    """CREATE TABLE people (
        tenant_id UUID, number UInt32, version UInt64, gone UInt8, customer_id UUID, fields JSON
    ) ENGINE = ReplacingMergeTree(version, gone) ORDER BY (tenant_id, number)""",
)
# Texts that look like dates stay texts.
AS_TEXT = {"input_format_try_infer_dates": 0, "input_format_try_infer_datetimes": 0}


@dataclass(frozen=True)
class Happened:
    """An event as a test writes it."""

    name: str
    at: datetime
    id: int
    properties: Mapping[str, object]


@dataclass(frozen=True)
class Someone:
    """A person as a test writes them; `into` is whom they were merged into."""

    number: int
    fields: Mapping[str, object]
    events: Sequence[Happened] = ()
    into: int | None = None


def facts(people: Sequence[Someone]) -> list[Facts]:
    """Everybody who stands for themselves, with the events of those merged into them."""
    return [_facts(one, people) for one in people if one.into is None]


def _facts(one: Someone, people: Sequence[Someone]) -> Facts:
    events = [
        event
        for other in people
        if one.number in (other.number, other.into)
        for event in other.events
    ]
    names = {event.name for event in events}
    trails = {
        name: Trail.of((e.at, e.id, e.properties) for e in events if e.name == name)
        for name in names
    }
    return Facts(one.number, one.fields, trails)


class Store:
    """The tables, filled anew for each case."""

    def __init__(self, door: Warehouse) -> None:
        self.door = door
        door.create()
        door.command("DROP TABLE events")
        for table in TABLES:
            door.command(table)

    def fill(self, people: Sequence[Someone], zone: ZoneInfo) -> None:
        for table in ("events", "people", "merged"):
            self.door.command(f"TRUNCATE TABLE {table}")
        merged = [{"number": one.number, "into": one.into} for one in people if one.into]
        self._insert("merged", merged)
        self.door.command("SYSTEM RELOAD DICTIONARY standing")
        # The same people are another brand's too, with fields and events of no case.
        for tenant in (OURS, THEIRS):
            self._insert("people", [_person(one, tenant) for one in people])
            events = [_event(one, e, tenant, zone) for one in people for e in one.events]
            self._insert("events", events)

    def _insert(self, table: str, rows: Sequence[Mapping[str, object]]) -> None:
        if rows:
            lines = "\n".join(json.dumps(row) for row in rows)
            options = ", ".join(f"{key} = {value}" for key, value in AS_TEXT.items())
            self.door.command(f"INSERT INTO {table} SETTINGS {options} FORMAT JSONEachRow {lines}")

    def ask(self, question: Question) -> list[dict[str, Any]]:
        """As the door will: the tenant is the engine's condition."""
        tenant = f"tenant_id = \\'{OURS}\\'"
        filters = f"{{'siyu.events': '{tenant}', 'siyu.people': '{tenant}'}}"
        return self.door.query(
            question.sql, question.params, additional_table_filters=filters, readonly=1
        )

    def numbers(self, question: Question) -> set[int]:
        return {row["number"] for row in self.ask(question)}


def _person(one: Someone, tenant: UUID) -> dict[str, object]:
    return {
        "tenant_id": str(tenant),
        "number": one.number if tenant == OURS else one.number + 1000,
        "version": 1,
        "gone": int(one.into is not None),
        "customer_id": str(UUID(int=one.number)),
        "fields": one.fields,
    }


def _event(one: Someone, event: Happened, tenant: UUID, zone: ZoneInfo) -> dict[str, object]:
    return {
        "tenant_id": str(tenant),
        "name": event.name,
        "number": one.number,
        "happened_at": f"{event.at.astimezone(UTC):%F %T.%f}",
        "id": event.id,
        "day": local_day(event.at, zone).isoformat(),
        "customer_id": str(UUID(int=one.number)),
        "xid": event.id,
        "version": 1,
        "payload": event.properties,
    }


@contextmanager
def store(path: Path) -> Iterator[Store]:
    with warehouse_process(path) as process:
        door = process.door()
        yield Store(door)
        door.close()
