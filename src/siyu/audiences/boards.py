"""The live segments of a brand, read into plans: what concerns whom, and what is asked of the log.

Plans are kept between batches and read anew when a definition, a field or a cut is another.
"""

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from siyu.audiences import asking, cuts, trails
from siyu.audiences.language.checking import check
from siyu.audiences.language.conditions import Top
from siyu.audiences.language.holds import Compiled, Judge, compiled
from siyu.audiences.language.plan import Moment, Plan
from siyu.audiences.models import LadderStep, Segment
from siyu.kit.instants import zone
from siyu.organisation import service as organisation
from siyu.platform.registry import Registry
from siyu.platform.work import Work

MOST_BOARDS = 64


@dataclass(frozen=True)
class LiveSegment:
    """A live segment with its plan."""

    id: UUID
    number: int
    version: int
    use: str
    filling: bool
    plan: Plan


@dataclass
class Board:
    """All live segments of a brand by their numbers. Those that fill concern everybody touched."""

    segments: Mapping[int, LiveSegment]
    ladders: Mapping[str, tuple[tuple[str, int], ...]]
    by_event: dict[str, frozenset[int]] = field(default_factory=dict)
    by_field: dict[str, frozenset[int]] = field(default_factory=dict)
    filling: frozenset[int] = frozenset()
    properties: Mapping[str, frozenset[str]] = field(default_factory=dict)
    _compiled: Compiled[int] = field(init=False)

    def __post_init__(self) -> None:
        every = self.segments.values()
        self.by_event = _index(every, lambda plan: plan.events)
        self.by_field = _index(every, lambda plan: plan.fields)
        self.filling = frozenset(one.number for one in every if one.filling)
        self.properties = trails.asked_properties([one.plan for one in every])
        self._compiled = compiled({one.number: one.plan for one in every})

    @property
    def everything(self) -> frozenset[int]:
        return frozenset(self.segments)

    def concerned(self, events: Iterable[str], fields: Iterable[str]) -> frozenset[int]:
        """The segments that these events and changes of fields may change somebody's place in."""
        found = set(self.filling)
        for name in events:
            found |= self.by_event.get(name, frozenset())
        for name in fields:
            found |= self.by_field.get(name, frozenset())
        return frozenset(found)

    def events(self, numbers: Collection[int]) -> frozenset[str]:
        """The events that these segments ask of."""
        return frozenset(name for n in numbers for name in self.segments[n].plan.events)

    def judge(self, moment: Moment) -> Judge[int]:
        """Who decides about these segments at a moment; made once a batch."""
        return self._compiled.at(moment)


def _index(segments: Iterable[LiveSegment], names: Any) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for one in segments:
        for name in names(one.plan):
            found.setdefault(name, set()).add(one.number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


_kept: OrderedDict[UUID, tuple[Any, Board]] = OrderedDict()
_lock = threading.Lock()
LIVE = ("filling", "live")


def board(work: Work, registry: Registry) -> Board:
    """The live segments as they stand in this Work."""
    rows = work.session.execute(
        select(
            Segment.id, Segment.number, Segment.version, Segment.use, Segment.state,
            Segment.definition, Segment.name,
        )
        .where(Segment.tenant_id == work.tenant_id, Segment.gone_at.is_(None))
        .order_by(Segment.number)
    ).all()  # fmt: skip
    steps = _ladders(work)
    if not any(row.state in LIVE for row in rows):
        return Board({}, {})
    known = asking.plain(work, registry)
    mark = (
        tuple((row.id, row.version, row.state) for row in rows),
        tuple((one.name, one.kind) for one in known.fields.values()),
        tuple(known.events),
        tuple(steps.items()),
    )
    with _lock:
        kept = _kept.get(work.tenant_id)
        if kept is not None and kept[0] == mark:
            return kept[1]
    made = Board(_plans(rows, known), steps)
    with _lock:
        _kept[work.tenant_id] = mark, made
        if len(_kept) > MOST_BOARDS:
            _kept.popitem(last=False)
    return made


def _plans(rows: Iterable[Any], known: Any) -> dict[int, LiveSegment]:
    found = {}
    for row in rows:
        plan = check(row.definition, known, row.id) if row.state in LIVE else None
        if isinstance(plan, Plan):
            filling = row.state == "filling"
            found[row.number] = LiveSegment(row.id, row.number, row.version, row.use, filling, plan)
    return found


def _ladders(work: Work) -> dict[str, tuple[tuple[str, int], ...]]:
    rows = work.session.execute(
        select(LadderStep.ladder, LadderStep.key, Segment.number)
        .join(Segment, Segment.id == LadderStep.segment_id)
        .where(LadderStep.tenant_id == work.tenant_id)
        .order_by(LadderStep.ladder, LadderStep.place)
    )
    found: dict[str, list[tuple[str, int]]] = {}
    for ladder, key, number in rows:
        found.setdefault(ladder, []).append((key, number))
    return {ladder: tuple(steps) for ladder, steps in found.items()}


def moment(work: Work, at: datetime | None = None) -> Moment:
    """The instant it is, by the days of the brand and the cuts as they stand."""
    place = zone(organisation.tenant_facts(work).zone)
    return Moment(at or work.now(), place, cuts.standing(work))


def draw_missing(work: Work, tops: Iterable[Top]) -> None:
    """Draw the cuts that nobody asked for yet. Raises Unreachable."""
    known = cuts.standing(work)
    if missing := [top for top in tops if top not in known]:
        cuts.draw(work, missing)
