"""A warehouse as the contract has it, and logs of events to put into it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from siyu.insight.reader import Reader
from siyu.insight.selection import Bound
from siyu.platform.runtime import Runtime
from siyu.platform.warehouse import Warehouse
from siyu.platform.work import Work
from tests.warehouse_rows import event_row, lay_events, lay_merges, lay_people, person_row

SHANGHAI = ZoneInfo("Asia/Shanghai")
MERGED = {104: 101}
"""Who was merged into whom, in every test."""


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
        rows = [
            event_row(tenant_id, one.number, one.name, one.at, one.id, one.payload, place)
            for one in log
        ]
        lay_events(self.warehouse, rows)

    def people(
        self,
        tenant_id: UUID,
        numbers: Iterable[int],
        *,
        gone: Sequence[int] = (),
        fields: Mapping[int, Mapping[str, Any]] | None = None,
    ) -> None:
        told = fields or {}
        rows = [person_row(tenant_id, one, told.get(one, {}), gone=one in gone) for one in numbers]
        lay_people(self.warehouse, rows)

    def merge(self, tenant_id: UUID) -> None:
        """The same merges for every brand, so that the dictionary need not be read anew."""
        lay_merges(self.warehouse, tenant_id, MERGED)


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
