"""A warehouse with people put into it, and the same people in memory."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from siyu.audiences.language.facts import Facts, Trail
from siyu.audiences.language.questions import Question
from siyu.platform.warehouse import Warehouse
from siyu.platform.warehouse_tables import TABLES
from tests.warehouse_process import warehouse_process
from tests.warehouse_rows import (
    Row,
    empty,
    event_row,
    lay_events,
    lay_merges,
    lay_people,
    person_row,
)

OURS, THEIRS = UUID(int=1), UUID(int=2)
BRANDS = {OURS: 0, THEIRS: 1_000}
"""What is added to the numbers of a brand's people: no two brands share one."""


@dataclass(frozen=True)
class Happened:
    """An event as a test writes it."""

    name: str
    at: datetime
    id: int
    properties: Mapping[str, object]

    def row(self, tenant: UUID, number: int, zone: ZoneInfo) -> Row:
        return event_row(tenant, number, self.name, self.at, self.id, self.properties, zone)


@dataclass(frozen=True)
class Someone:
    """A person as a test writes them; `into` is whom they were merged into."""

    number: int
    fields: Mapping[str, object]
    events: Sequence[Happened] = ()
    into: int | None = None

    def row(self, tenant: UUID, beyond: int) -> Row:
        return person_row(tenant, self.number + beyond, self.fields, gone=self.into is not None)


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

    def fill(self, people: Sequence[Someone], zone: ZoneInfo) -> None:
        empty(self.door)
        lay_merges(self.door, OURS, {one.number: one.into for one in people if one.into})
        self.door.command("SYSTEM RELOAD DICTIONARY standing")
        # The same people are another brand's too, with fields and events of no case.
        for tenant, beyond in BRANDS.items():
            lay_people(self.door, [one.row(tenant, beyond) for one in people])
            events = [
                e.row(tenant, one.number + beyond, zone) for one in people for e in one.events
            ]
            lay_events(self.door, events)

    def ask(self, question: Question) -> list[dict[str, Any]]:
        """As the door will: the tenant is the engine's condition."""
        tenant = f"tenant_id = \\'{OURS}\\'"
        filters = ", ".join(f"'siyu.{table}': '{tenant}'" for table in TABLES)
        return self.door.query(
            question.sql, question.params, additional_table_filters=f"{{{filters}}}", readonly=1
        )

    def numbers(self, question: Question) -> set[int]:
        return {row["number"] for row in self.ask(question)}


@contextmanager
def store(path: Path) -> Iterator[Store]:
    with warehouse_process(path) as process:
        door = process.door()
        yield Store(door)
        door.close()
