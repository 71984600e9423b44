"""Ladders: the stages of a relationship and the classes of value, each person on one step of each.

A step is a segment; the first step, in the order of the ladder's places, whose segment somebody is
in is theirs.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, text

from siyu.audiences.boards import Board
from siyu.audiences.causes import Cause
from siyu.audiences.events import Stage, StageMoved, ValueClass, ValueClassMoved
from siyu.audiences.portraits import Likeness
from siyu.kit.choices import Choice
from siyu.kit.errors import Unreachable
from siyu.platform.database import Ids
from siyu.platform.declarations import Event, Field, chosen_of
from siyu.platform.work import Work

KINDS: dict[str, tuple[type[Choice], type[StageMoved] | type[ValueClassMoved]]] = {
    "stage": (Stage, StageMoved),
    "value_class": (ValueClass, ValueClassMoved),
}
FIELDS = tuple(KINDS)
COUNTED = (
    "SELECT arrayElement(fields.{}.:`Array(Nullable(String))`, 1) AS step, count() AS people"
    " FROM people FINAL WHERE step IS NOT NULL GROUP BY step"
)
COUNTS = {ladder: COUNTED.format(ladder) for ladder in KINDS}
NONE = "none"
OF = text(
    "SELECT customer_id, fields->:field->>0 AS step FROM portraits"
    " WHERE tenant_id = :tenant AND customer_id = ANY(:ids)"
).bindparams(bindparam("ids", type_=Ids()))


def step_of(one: Likeness, ladder: str) -> str:
    """The step somebody was on, by their portrait."""
    kept = one.fields.get(ladder)
    return str(kept[0]) if kept else NONE


def climb(work: Work, board: Board, one: Likeness, cause: Cause) -> list[str]:
    """Put somebody on the steps they belong on; the ladders they moved on."""
    inside, moved = set(one.segments), []
    for ladder, steps in board.ladders.items():
        step = next((key for key, number in steps if number in inside), NONE)
        before = step_of(one, ladder)
        if step == before:
            continue
        if step == NONE:
            one.fields.pop(ladder, None)
        else:
            one.fields[ladder] = [step]
        moved.append(ladder)
        work.emit(_move(ladder, one.id, before, step, cause))
    return moved


def _move(ladder: str, customer_id: UUID, before: str, after: str, cause: Cause) -> Event:
    choice, event = KINDS[ladder]
    told: Any = {"before": choice(before), "after": choice(after)}
    return event(
        customer_id=customer_id,
        cause=cause.name,
        cause_xid=cause.xid,
        cause_id=cause.id,
        **told,
    )


def _read(ladder: str, work: Work, ids: Sequence[UUID]) -> dict[UUID, object]:
    choice = KINDS[ladder][0]
    rows = work.session.execute(OF, {"tenant": work.tenant_id, "ids": list(ids), "field": ladder})
    return {row.customer_id: choice(row.step) for row in rows if row.step}


def counts(work: Work, ladder: str) -> dict[str, int] | None:
    """How many people in sight stand on each step; None while the warehouse does not answer."""
    try:
        return {row["step"]: row["people"] for row in work.warehouse(COUNTS[ladder])}
    except Unreachable:
        return None


def stages(work: Work, ids: Sequence[UUID]) -> dict[UUID, object]:
    """How far the relationship of each has come."""
    return _read("stage", work, ids)


def value_classes(work: Work, ids: Sequence[UUID]) -> dict[UUID, object]:
    """What each is worth."""
    return _read("value_class", work, ids)


OWN = (
    Field("stage", "Stage", "关系阶段", "choice", stages, options=chosen_of(Stage)),
    Field(
        "value_class", "Value class", "价值分层", "choice", value_classes,
        options=chosen_of(ValueClass),
    ),
)  # fmt: skip
