"""Why somebody is in a segment or not: each condition with what it found, now or at any instant.

Of an instant past the definition is the one of then, fields stand as they were kept then, and
events count that had happened by then, whenever they were told of. Cuts of the top are today's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, text

from siyu.audiences import asking, boards, trails
from siyu.audiences.events import cause_words
from siyu.audiences.language.checking import check
from siyu.audiences.language.columns import Columns
from siyu.audiences.language.holds import Verdict, compiled
from siyu.audiences.language.plan import Plan
from siyu.audiences.language.words import words
from siyu.audiences.models import Portrait, Segment, SegmentVersion
from siyu.audiences.portraits import GONE, Likeness, values
from siyu.audiences.segments import checked
from siyu.customers import service as customers
from siyu.kit.errors import NotFound
from siyu.organisation import service as organisation
from siyu.platform.database import Ids
from siyu.platform.registry import Registry
from siyu.platform.work import Work

CHANGES_SINCE = text(
    "SELECT before FROM portrait_changes WHERE tenant_id = :tenant AND customer_id = :customer"
    " AND at > :at ORDER BY at DESC, xid DESC, id DESC"
)
MOVES = text(
    "SELECT name, happened_at, payload FROM events WHERE tenant_id = :tenant"
    " AND customer_id = ANY(:ids) AND name IN ('SegmentEntered', 'SegmentLeft')"
    " AND payload->>'segment_id' = :segment ORDER BY happened_at DESC, id DESC LIMIT 50"
).bindparams(bindparam("ids", type_=Ids()))


@dataclass(frozen=True)
class Reason:
    """A condition in words, what it found in this person, and until when that stands."""

    place: str
    words: str
    value: object
    holds: bool
    due_at: datetime | None
    children: Sequence["Reason"]


@dataclass(frozen=True)
class Move:
    """When somebody came or went, and what made it so."""

    entered: bool
    at: datetime
    cause: str
    cause_words: str


@dataclass(frozen=True)
class Why:
    """The whole answer about one person and one segment at one instant."""

    at: datetime
    version: int
    holds: bool
    inside: bool
    reason: Reason
    moves: Sequence[Move]


def why(
    work: Work,
    registry: Registry,
    segment_id: UUID,
    customer_id: UUID,
    *,
    at: datetime | None,
    language: str,
) -> Why:
    """Raises NotFound, also for somebody out of sight, and SegmentUnfit for what is gone since."""
    segment = work.get(Segment, segment_id)
    person = _person(work, registry, customer_id)
    version = _version(work, segment, at)
    plan = _plan(work, registry, segment, version.definition)
    instant = min(at, work.now()) if at else work.now()
    properties = trails.asked_properties([plan])
    known = trails.read(work, {person.id: 0}, 1, plan.events, properties)
    facts = Columns([person.number], [_fields(work, person, at)], known)[0]
    judge = compiled({segment.id: plan}).at(boards.moment(work, instant))
    verdict = judge.why(segment.id, facts)
    names = asking.titles(work, registry, language)
    currency = organisation.tenant_facts(work).currency
    told = {line.place: line.text for line in words(plan, names, language, currency)}
    return Why(
        at=instant,
        version=version.version,
        holds=verdict.holds,
        inside=segment.number in person.segments,
        reason=_reason(verdict, told),
        moves=_moves(work, segment.id, person.id, language),
    )


def _person(work: Work, registry: Registry, customer_id: UUID) -> Likeness:
    """Whoever goes by this id, by their portrait; read now, where they have none yet.

    Raises NotFound for somebody out of sight.
    """
    id = customers.standing_id(work, customer_id)
    portrait = work.session.scalars(work.scope(Portrait).where(Portrait.id == id)).first()
    if portrait is not None:
        return Likeness(id, portrait.number, portrait.fields, segments=portrait.segments)
    if id not in customers.customer_names(work, [id]):
        raise NotFound(what="Customer", id=customer_id)
    number = customers.standings(work, [id])[id].number
    return Likeness(id, number, values(work, registry, [id])[id])


def _version(work: Work, segment: Segment, at: datetime | None) -> SegmentVersion:
    """What it was defined as at an instant; before there was any, what it was first."""
    mine = work.scope(SegmentVersion).where(SegmentVersion.segment_id == segment.id)
    every = work.session.scalars(mine.order_by(SegmentVersion.version)).all() or [_as_is(segment)]
    then = [one for one in every if at is None or one.at <= at]
    return then[-1] if then else every[0]


def _as_is(segment: Segment) -> SegmentVersion:
    return SegmentVersion(
        version=segment.version, definition=segment.definition, at=segment.made_at
    )


def _plan(work: Work, registry: Registry, segment: Segment, definition: Any) -> Plan:
    known = asking.plain(work, registry)
    found = check(definition, known, segment.id)
    return found if isinstance(found, Plan) else checked(definition, known, segment.id)


def _fields(work: Work, person: Likeness, at: datetime | None) -> Mapping[str, object]:
    """What the fields were at an instant: today's, each change since taken back."""
    fields = dict(person.fields)
    if at is None:
        return fields
    asked = {"tenant": work.tenant_id, "customer": person.id, "at": at}
    for before in work.session.scalars(CHANGES_SINCE, asked):
        fields.update(before)
    return {name: value for name, value in fields.items() if value is not None and name != GONE}


def _reason(verdict: Verdict, told: Mapping[str, str]) -> Reason:
    place = verdict.condition.place
    return Reason(
        place=place,
        words=told.get(place, ""),
        value=_plain(verdict.value),
        holds=verdict.holds,
        due_at=verdict.due,
        children=[_reason(one, told) for one in verdict.of],
    )


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.isoformat()
        case set() | frozenset() | tuple():
            return [_plain(one) for one in value]
    return value


def _moves(work: Work, segment_id: UUID, customer_id: UUID, language: str) -> list[Move]:
    ids = [customer_id, *customers.merged_below(work, [customer_id])]
    asked = {"tenant": work.tenant_id, "ids": ids, "segment": str(segment_id)}
    return [
        Move(
            row.name == "SegmentEntered",
            row.happened_at,
            row.payload["cause"],
            cause_words(row.payload["cause"], language),
        )
        for row in work.session.execute(MOVES, asked)
    ]
