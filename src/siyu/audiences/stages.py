"""The rules of ladders: by what somebody is on a step. Each brand begins with ours and edits them.

A step's rule is a segment of its own; the steps are tried in the order they stand in, and the
first that holds is somebody's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from siyu.audiences import filling, segments
from siyu.audiences.causes import Cause, Touch
from siyu.audiences.errors import StepsUnfit
from siyu.audiences.events import OtherCause, Stage, StageMoved, ValueClass, ValueClassMoved
from siyu.audiences.ladders import KINDS, NONE
from siyu.audiences.models import LadderStep, Segment
from siyu.audiences.segments import LADDER, SegmentDraft
from siyu.platform.jobs import JobRun
from siyu.platform.registry import Registry
from siyu.platform.work import Work

Definition = dict[str, Any]
CLIMB = "audiences.climb"


def _field(name: str, op: str, value: object = None) -> Definition:
    told = {"kind": "field", "field": name, "op": op}
    return told if value is None else {**told, "value": value}


def _all(*of: Definition) -> Definition:
    return {"kind": "all", "of": list(of)}


def _any(*of: Definition) -> Definition:
    return {"kind": "any", "of": list(of)}


TOP_FIFTH = {"kind": "top", "by": "spent", "share": 0.2, "end": "top"}
BOUGHT = _field("orders", "ge", 1)
FRIEND = _field("friendship", "any_of", ["friend"])
TAGGED_TWICE = {
    "kind": "event", "event": "CustomerTagged", "measure": "count", "op": "ge", "value": 2,
}  # fmt: skip
QUIET_90, QUIET_180 = (_field("last_order_at", "more_than_days_ago", n) for n in (90, 180))
OURS: dict[str, tuple[tuple[str, Definition], ...]] = {
    "stage": (
        (Stage.LOST, _any(_field("friendship", "any_of", ["lost"]), QUIET_180)),
        (Stage.SUPER, _all(TOP_FIFTH, BOUGHT)),
        (Stage.BUYING, BOUGHT),
        (
            Stage.ENGAGED,
            _all(FRIEND, _any(_field("birthday", "is_set"), _field("moved_by", "is_set"),
                              TAGGED_TWICE)),
        ),
        (Stage.ACQUAINTED, FRIEND),
    ),
    "value_class": (
        (
            ValueClass.HIGH,
            _all(TOP_FIFTH, _field("orders", "ge", 2), _field("last_order_at", "last_days", 90)),
        ),
        (ValueClass.NEW, _field("first_order_at", "last_days", 30)),
        (
            ValueClass.LEAVING,
            _all(_field("orders", "ge", 2), QUIET_90, {"kind": "not", "of": QUIET_180}),
        ),
        (ValueClass.SLEEPING, QUIET_90),
        (ValueClass.POTENTIAL, BOUGHT),
    ),
}  # fmt: skip
"""The rules a brand begins with, in the order they are tried."""


@dataclass(frozen=True)
class Step:
    """A step with its rule and how many people stand on it or could, were no step before it."""

    key: str
    segment: Segment


@dataclass(frozen=True)
class Flow:
    """So many people who stood on one step at first and on another at last."""

    before: str
    after: str
    people: int


def steps(work: Work, ladder: str) -> list[Step]:
    """The steps of a ladder in the order they are tried."""
    mine = work.scope(LadderStep).where(LadderStep.ladder == ladder).order_by(LadderStep.place)
    return [Step(one.key, work.get(Segment, one.segment_id)) for one in work.session.scalars(mine)]


def found(work: Work, registry: Registry) -> None:
    """Give a brand our rules for every ladder that it has none for."""
    for ladder, rules in OURS.items():
        if steps(work, ladder):
            continue
        for place, (key, definition) in enumerate(rules):
            draft = SegmentDraft(name=f"{ladder}: {key}", definition=definition)
            segment = segments.add(work, registry, draft, use=LADDER)
            work.add(LadderStep(ladder=ladder, key=key, place=place, segment_id=segment.id))


def change(
    work: Work, registry: Registry, ladder: str, rules: Sequence[tuple[str, Mapping[str, Any]]]
) -> list[Step]:
    """Keep other rules, or another order of them. Raises StepsUnfit, SegmentUnfit."""
    wanted = [key for key, _ in rules]
    known = [str(one) for one in KINDS[ladder][0] if one != NONE]
    if sorted(wanted) != sorted(known):
        raise StepsUnfit(field="steps", ladder=ladder, steps=", ".join(known))
    found(work, registry)
    before = [one.key for one in steps(work, ladder)]
    definitions = dict(rules)
    for one in steps(work, ladder):
        draft = SegmentDraft(name=one.segment.name, definition=definitions[one.key])
        segments.change(work, registry, one.segment.id, draft)
    mine = work.scope(LadderStep).where(LadderStep.ladder == ladder)
    for row in work.session.scalars(mine):
        row.place = wanted.index(row.key)
    if before != wanted:
        work.enqueue(CLIMB, key=ladder)
    work.audit("ladder.changed", "ladder", ladder, before={"steps": before},
               after={"steps": wanted})  # fmt: skip
    return steps(work, ladder)


def climb(job: JobRun) -> None:
    """Decide everybody's steps anew, after the order of steps is another."""
    touch = Touch((Cause(OtherCause.DEFINED),), all=True)
    filling.decide_everybody(job, touch)


FLOWS = """
SELECT before, after, count() AS people FROM (
    SELECT person,
        argMin(payload.before.:String, (happened_at, id)) AS before,
        argMax(payload.after.:String, (happened_at, id)) AS after
    FROM events WHERE name = {name:String} AND day >= {from:Date} AND day <= {until:Date}
    GROUP BY person
) GROUP BY before, after ORDER BY people DESC, before, after
"""
MOVES = {"stage": StageMoved, "value_class": ValueClassMoved}


def flows(work: Work, ladder: str, first: date, last: date) -> list[Flow]:
    """Who went from where to where between two days, both among them. Raises Unreachable."""
    asked = {"name": MOVES[ladder].__name__, "from": first, "until": last}
    return [
        Flow(row["before"], row["after"], row["people"])
        for row in work.warehouse(FLOWS, asked)
        if row["before"] != row["after"]
    ]


def titles(ladder: str, language: str) -> dict[str, str]:
    """What the steps of a ladder are called."""
    return {str(one): one.said(language) for one in KINDS[ladder][0]}
