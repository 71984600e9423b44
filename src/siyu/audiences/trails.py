"""What people did, read from the log for the conditions that ask: of many people at once."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, text

from siyu.audiences.language.conditions import EventCondition, happenings, walk
from siyu.audiences.language.facts import Trail
from siyu.audiences.language.plan import Plan
from siyu.customers import service as customers
from siyu.platform.database import Ids
from siyu.platform.work import Work

Trails = dict[UUID, dict[str, Trail]]
# By the place of who did it among the ids, which costs less to tell than the id; instants as
# microseconds. The names whose properties nobody asks for come without them.
ROWS = text(
    "SELECT asked.place, name, (extract(epoch FROM happened_at) * 1000000)::bigint, events.id,"
    " CASE WHEN name = ANY(:whole) THEN payload::text END"
    " FROM unnest(:ids) WITH ORDINALITY AS asked (id, place)"
    " JOIN events ON events.customer_id = asked.id"
    " WHERE events.tenant_id = :tenant AND name = ANY(:names)"
).bindparams(bindparam("ids", type_=Ids()))
NOTHING: Mapping[str, Any] = {}
decode = msgspec.json.Decoder().decode


def asked_whole(plans: Collection[Plan]) -> frozenset[str]:
    """The events of which some condition asks a property."""
    names: set[str] = set()
    for plan in plans:
        for node in walk(plan.root):
            names |= {one.stored for one in happenings(node) if one.filters}
            if isinstance(node, EventCondition) and node.property is not None:
                names.add(node.happening.stored)
    return frozenset(names)


def read(
    work: Work,
    ids: Collection[UUID],
    names: Collection[str],
    whole: Collection[str],
) -> Trails:
    """The events of these names of people, under all ids they went by, by person and name."""
    if not names or not ids:
        return {}
    below = customers.merged_below(work, ids)
    every = [*ids, *below]
    asked = {
        "tenant": work.tenant_id,
        "ids": every,
        "names": list(names),
        "whole": list(whole),
    }
    rows: list[dict[str, list[tuple[int, int, Any]]]] = [{} for _ in every]
    for place, name, at, number, told in work.session.execute(ROWS, asked).all():
        mine = rows[place - 1].setdefault(name, [])
        mine.append((at, number, decode(told) if told else NOTHING))
    found: dict[UUID, dict[str, list[tuple[int, int, Any]]]] = {}
    for id, mine in zip(every, rows, strict=True):
        theirs = found.setdefault(below.get(id, id), {})
        for name, some in mine.items():
            theirs.setdefault(name, []).extend(some)
    return {id: {name: Trail.at(some) for name, some in mine.items()} for id, mine in found.items()}
