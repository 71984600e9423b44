"""Events that other systems tell of: an app was opened, a mini program page was read.

Their kinds are declared first, so that the log holds an id and a number, never a text. A request
is applied once by its key; whose event it is, is told by an account of theirs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import LargeBinary, any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, insert

from siyu.customers.errors import EventTimeUnfit, EventUnfit, NoSuchAccount, NoSuchEventKind
from siyu.customers.events import HappenedOutside
from siyu.customers.models import STRONG, EventKind, Identity
from siyu.kit.errors import Problem
from siyu.kit.ids import new_id
from siyu.platform.declarations import Fate, RowAnswer
from siyu.platform.work import Work

CLOCKS_DIFFER = timedelta(minutes=5)


class Told(msgspec.Struct):
    """An event: its kind, when, whose (the kind and value of an account), and a number."""

    event: str
    at: datetime
    kind: str
    value: str
    number: float | None = None


def declare(work: Work, *, name: str, en: str, zh: str) -> EventKind:
    """Make a kind of event known, or change what it is called."""
    row = {"id": new_id(), "tenant_id": work.tenant_id, "name": name, "en": en, "zh": zh}
    known = insert(EventKind).values(row)
    renamed = known.on_conflict_do_update(
        index_elements=["tenant_id", "name"], set_={"en": en, "zh": zh}
    )
    work.session.execute(renamed)
    return work.session.scalars(work.scope(EventKind).where(EventKind.name == name)).one()


def kinds(work: Work) -> list[EventKind]:
    """The kinds of events that may be told of."""
    return list(work.session.scalars(work.scope(EventKind).order_by(EventKind.name)))


@dataclass(frozen=True)
class OutsideKind:
    """A kind of event from outside, as other domains know it."""

    id: UUID
    name: str
    en: str
    zh: str


def outside_kinds(work: Work) -> list[OutsideKind]:
    """The kinds that a brand declared."""
    return [OutsideKind(one.id, one.name, one.en, one.zh) for one in kinds(work)]


def kind_names(work: Work, ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """What kinds of events are called, in both languages."""
    rows = work.session.scalars(work.scope(EventKind).where(EventKind.id.in_(ids)))
    return {row.id: row.en if row.en == row.zh else f"{row.en} {row.zh}" for row in rows}


def take(work: Work, rows: Sequence[object]) -> list[RowAnswer]:
    """Keep each event that fits; an answer for each."""
    told = [_converted(row) for row in rows]
    fit = [one for one in told if isinstance(one, Told)]
    known = {row.name: row.id for row in kinds(work)}
    people = _people(work, fit)
    latest = work.now() + CLOCKS_DIFFER
    return [
        _taken(work, one, known, people, latest) if isinstance(one, Told) else _refused(one)
        for one in told
    ]


def _converted(row: object) -> Told | Problem:
    try:
        return msgspec.convert(row, Told)
    except msgspec.ValidationError as error:
        return EventUnfit(reason=str(error))


def _people(work: Work, told: Sequence[Told]) -> dict[tuple[str, str], UUID]:
    """Whose accounts these are, by kind and value; one question for all."""
    accounts = {(one.kind, one.value) for one in told if one.kind in STRONG}
    marks = {(kind, work.secrets.blind(kind, value)): value for kind, value in accounts}
    # One array, not a parameter for each: reading the statement would cost more than running it.
    wanted = literal([mark for _, mark in marks], ARRAY(LargeBinary))
    rows = select(Identity.kind, Identity.mark, Identity.customer_id).where(
        Identity.tenant_id == work.tenant_id,
        Identity.mark == any_(wanted),
        Identity.kind.in_(STRONG),
    )
    return {
        (kind, marks[kind, mark]): customer_id
        for kind, mark, customer_id in work.session.execute(rows)
        if (kind, mark) in marks
    }


def _taken(
    work: Work,
    told: Told,
    known: Mapping[str, UUID],
    people: Mapping[tuple[str, str], UUID],
    latest: datetime,
) -> RowAnswer:
    if told.event not in known:
        return _refused(NoSuchEventKind(event=told.event[:100]))
    if told.at.tzinfo is None or told.at > latest:
        return _refused(EventTimeUnfit())
    customer_id = people.get((told.kind, told.value))
    if customer_id is None:
        return _refused(NoSuchAccount(kind=told.kind[:100]))
    happened = HappenedOutside(
        customer_id=customer_id, kind_id=known[told.event], number=told.number
    )
    work.emit(happened, at=told.at)
    return RowAnswer(Fate.TAKEN, customer_id)


def _refused(problem: Problem) -> RowAnswer:
    return RowAnswer(Fate.REFUSED, problem=problem)
