"""A warehouse as the contract has it, and logs of events to put into it."""

import json
from collections.abc import Generator, Iterable, Mapping, Sequence
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
MERGED = {104: 101}
"""Who was merged into whom, in every test."""
PLAIN_TEXT = {"input_format_try_infer_dates": 0, "input_format_try_infer_datetimes": 0}
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

    def merge(self, tenant_id: UUID) -> None:
        """The same merges for every brand, so that the dictionary need not be read anew."""
        lines = [f"{tenant_id}\t{gone}\t{kept}" for gone, kept in MERGED.items()]
        self._insert("merged", ["tenant_id", "number", "into"], lines)

    def _insert(self, table: str, columns: Sequence[str], lines: Sequence[str]) -> None:
        def pieces() -> Generator[bytes, None, None]:
            yield "".join(f"{line}\n" for line in lines).encode()

        if lines:
            self.warehouse.insert(table, columns, pieces(), **PLAIN_TEXT)


@dataclass
class Scene:
    """A brand's log, a clean one for each example; and its reader."""

    store: Store
    work: Work
    runtime: Runtime
    place: ZoneInfo = SHANGHAI

    def reader(self) -> Reader:
        return Reader(self.work, self.runtime.registry, self.place, "CNY")

    def fresh(self, log: Iterable[Happened]) -> Reader:
        """A reader of a new brand with just these events."""
        self.work.tenant_id = uuid4()
        self.work.store = self.store.warehouse
        self.store.merge(self.work.tenant_id)
        self.store.put(self.work.tenant_id, log, place=self.place)
        return self.reader()


def numbers(reader: Reader, crowd: Any) -> set[int]:
    """Whom a crowd holds."""
    bound = Bound()
    (row,) = reader.rows(f"SELECT bitmapToArray(({crowd(bound)})) AS them", bound)
    return set(row["them"])
