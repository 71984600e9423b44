"""What people did, read from the log for the conditions that ask: of many people at once."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
import numpy as np
from sqlalchemy import TextClause, bindparam, text

from siyu.audiences.language.columns import Trails
from siyu.audiences.language.conditions import EventCondition, happenings, walk
from siyu.audiences.language.plan import Plan
from siyu.customers import service as customers
from siyu.platform.database import Ids
from siyu.platform.work import Work

# A row for each name: its columns end to end, as the wire has them. Instants are microseconds
# since 2000 there.
ROWS = (
    "SELECT name, string_agg(int8send(asked.place), ''),"
    " string_agg(timestamptz_send(happened_at), ''), string_agg(int8send(events.id), ''){told}"
    " FROM unnest(:ids, CAST(:places AS bigint[])) AS asked (id, place)"
    " JOIN events ON events.customer_id = asked.id"
    " WHERE events.tenant_id = :tenant AND name = ANY(:names) GROUP BY name"
)
TOLD = ", string_agg(coalesce((payload->:property{})::text, 'null'), ',')"
MANY = 200
SINCE_2000 = 946_684_800_000_000
decode = msgspec.json.Decoder(list[Any]).decode


def asked_properties(plans: Collection[Plan]) -> dict[str, frozenset[str]]:
    """The properties of events that some condition asks, by the names of the events."""
    found: dict[str, set[str]] = {}
    for plan in plans:
        for node in walk(plan.root):
            for one in happenings(node):
                found.setdefault(one.stored, set()).update(by.property for by in one.filters)
            if isinstance(node, EventCondition) and node.property is not None:
                found[node.happening.stored].add(node.property)
    return {name: frozenset(properties) for name, properties in found.items()}


def read(
    work: Work,
    places: Mapping[UUID, int],
    count: int,
    names: Collection[str],
    asked: Mapping[str, Iterable[str]],
) -> dict[str, Trails]:
    """The events of these names of people, under all ids they went by, with the properties that
    are asked of each name. People are told by their places among `count`.
    """
    if not names or not places:
        return {}
    below = customers.merged_below(work, places.keys())
    properties = sorted({one for name in names for one in asked.get(name, ())})
    params = {
        "tenant": work.tenant_id,
        "ids": [*places, *below],
        "places": [*places.values(), *(places[top] for top in below.values())],
        "names": list(names),
        **{f"property{at}": one for at, one in enumerate(properties)},
    }
    rows = work.session.execute(_rows(len(properties)), params)
    return {row[0]: _trails(count, row, properties, asked.get(row[0], ())) for row in rows}


@dataclass(frozen=True)
class Read:
    """Events of some people, told by their places, and the names that were asked for."""

    places: Mapping[UUID, int]
    names: frozenset[str]
    trails: Mapping[str, Trails]

    def of(self, ids: Sequence[UUID]) -> dict[str, Trails] | None:
        """The events of these people, by their places; None where some were not asked for."""
        if not self.places.keys() >= set(ids):
            return None
        places = np.array([self.places[id] for id in ids], np.int64)
        return {name: one.of_these(places) for name, one in self.trails.items()}


NOTHING = Read({}, frozenset(), {})


@contextmanager
def ahead(
    work: Work, ids: Sequence[UUID], names: frozenset[str], asked: Mapping[str, Iterable[str]]
) -> Iterator[Callable[[], Read]]:
    """Read events of many people while something else of theirs is read; of a few that is not
    worth a connection, and nothing is read.
    """
    if len(ids) < MANY:
        yield lambda: NOTHING
        return
    places = {id: at for at, id in enumerate(ids)}

    def found(beside: Work) -> Read:
        return Read(places, names, read(beside, places, len(ids), names, asked))

    with work.beside(found) as answer:
        yield answer


def _rows(properties: int) -> TextClause:
    """The statement for so many properties."""
    told = "".join(map(TOLD.format, range(properties)))
    return text(ROWS.format(told=told)).bindparams(bindparam("ids", type_=Ids()))


def _trails(count: int, row: Any, properties: Sequence[str], asked: Iterable[str]) -> Trails:
    places, times, ids = (np.frombuffer(one, ">i8").astype(np.int64) for one in row[1:4])
    told = {
        name: decode(f"[{values}]")
        for name, values in zip(properties, row[4:], strict=True)
        if name in asked
    }
    return Trails.of(count, places, times + SINCE_2000, ids, told)
