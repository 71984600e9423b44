"""Who is in which live segment, decided for the people whom something touched, and told.

Only the segments concerned by what happened, or by a field that changed, are decided; what was
decided of the others stands. Ladders (stages, value classes) are read off the segments of their
steps, and a move is a change of a field like any other.
"""

from bisect import insort
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from siyu.audiences import boards, ladders, portraits, trails
from siyu.audiences.boards import Board, LiveSegment
from siyu.audiences.causes import Cause, Touch
from siyu.audiences.events import SegmentEntered, SegmentLeft
from siyu.audiences.language import crowds
from siyu.audiences.language.columns import Columns, Trails
from siyu.audiences.language.crowds import Crowd
from siyu.audiences.language.facts import instant
from siyu.audiences.language.holds import Judge
from siyu.audiences.language.holds_events import NEVER
from siyu.audiences.language.plan import Moment
from siyu.audiences.models import Segment
from siyu.audiences.portraits import Likeness
from siyu.platform.registry import Registry
from siyu.platform.work import Work

KEPT_TO_THEMSELVES = "ladder"
"""Segments of this use are told as moves along their ladder, not as segments."""

NONE = frozenset[int]()


@dataclass(frozen=True)
class Decision:
    """All that deciding a batch needs."""

    work: Work
    board: Board
    moment: Moment
    passing: Sequence[str]
    judge: Judge[int]
    ahead: trails.Read
    moved: Counter[int] = field(default_factory=Counter)
    """By how many each segment grew."""


COUNT = text(
    "UPDATE segments SET members = members + one.moved FROM"
    " unnest(CAST(:numbers AS integer[]), CAST(:moved AS bigint[])) AS one (number, moved)"
    " WHERE segments.tenant_id = :tenant AND segments.number = one.number"
)


def follow(
    work: Work, registry: Registry, touches: Mapping[UUID, Touch], round: int
) -> list[Likeness]:
    """Read the portraits of those touched anew, decide what is concerned, and keep it all."""
    board = boards.board(work, registry)
    with trails.ahead(work, list(touches), _sought(board, touches), board.properties) as answer:
        found, tops = portraits.read(work, registry, touches.keys())
        # What was read ahead knows nothing of who turns out to be somebody else.
        ahead = answer() if all(id == top for id, top in tops.items()) else trails.NOTHING
    mine = _by_person(touches, tops)
    moment = boards.moment(work)
    passing = portraits.passing(registry)
    decision = Decision(work, board, moment, passing, board.judge(moment), ahead)
    here = [one for one in found.values() if not one.gone]
    before = {one.id: (tuple(one.segments), one.due_at) for one in found.values()}
    for one in found.values():
        if one.gone:
            _go(decision, one, mine[one.id])
    decide(decision, here, mine)
    differing = [
        one
        for one in found.values()
        if not one.kept
        or board.filling
        or before[one.id] != (tuple(one.segments), one.due_at)
        or one.changed
    ]
    portraits.write(work, differing, round)
    _count(decision)
    return differing


def _count(decision: Decision) -> None:
    moved = {number: by for number, by in decision.moved.items() if by}
    if moved:
        asked = {
            "tenant": decision.work.tenant_id,
            "numbers": list(moved),
            "moved": list(moved.values()),
        }
        decision.work.session.execute(COUNT, asked)


def _by_person(touches: Mapping[UUID, Touch], tops: Mapping[UUID, UUID]) -> dict[UUID, Touch]:
    """What touched somebody under any of their ids touched who stands for them."""
    found = dict(touches)
    for id, top in tops.items():
        if id != top:
            known = found.get(top)
            causes = [*(known.causes if known else ()), *touches[id].causes]
            found[top] = Touch(sorted(causes, key=lambda one: one[1:]), all=True)
    return found


def _go(decision: Decision, one: Likeness, touch: Touch) -> None:
    """Whoever is gone leaves whatever they were in."""
    for number in one.segments:
        segment = decision.board.segments.get(number)
        if segment is not None:
            decision.moved[number] -= 1
            tell(decision.work, one.id, segment, touch.causes[-1], enters=False)
    one.segments, one.due_at = [], None


def decide(decision: Decision, people: Sequence[Likeness], touches: Mapping[UUID, Touch]) -> None:
    """Put each person into the segments concerned, or out of them; the rest of them stands."""
    concerned = [_concerned(decision.board, one, touches[one.id]) for one in people]
    known = _trails(decision, people, concerned)
    for one in people:
        one.due_at = _next(decision, one, whole=touches[one.id].all or one.fresh)
    _settle(decision, people, concerned, touches, known)
    again = [_climbed(decision, one, touches[one.id]) for one in people]
    _settle(decision, people, again, touches, known)


def _climbed(decision: Decision, one: Likeness, touch: Touch) -> frozenset[int]:
    """The segments concerned by where somebody now stands on a ladder."""
    board = decision.board
    if not board.ladders:
        return NONE
    moved = ladders.climb(decision.work, board, one, touch.causes[-1])
    return board.concerned((), moved) - board.filling if moved else NONE


def _concerned(board: Board, one: Likeness, touch: Touch) -> frozenset[int]:
    if touch.all or one.fresh:
        return board.everything
    return board.concerned((cause.name for cause in touch.causes), one.changed)


def _trails(
    decision: Decision, people: Sequence[Likeness], concerned: Sequence[frozenset[int]]
) -> dict[str, Trails]:
    """What people did, where anything is decided of them; for moves along a ladder too."""
    board = decision.board
    numbers = NONE.union(*set(concerned)) | board.concerned((), ladders.FIELDS)
    names = board.events(numbers)
    places = {one.id: at for at, one in enumerate(people) if concerned[at]}
    known = decision.ahead.of([one.id for one in people])
    if known is None:
        known = {}
    else:
        names -= decision.ahead.names
    return known | trails.read(decision.work, places, len(people), names, board.properties)


def _sought(board: Board, touches: Mapping[UUID, Touch]) -> frozenset[str]:
    """The events that will be asked for, as far as what happened tells."""
    if any(touch.all for touch in touches.values()):
        return board.events(board.everything)
    causes = {cause.name for touch in touches.values() for cause in touch.causes}
    return board.events(board.concerned(causes, ladders.FIELDS))


def _next(decision: Decision, one: Likeness, *, whole: bool) -> datetime | None:
    """When they are due by what is not decided now; an hour that is past stays, to be seen to."""
    upcoming = portraits.next_passing(decision.moment, one, decision.passing)
    return upcoming if whole else _earlier(one.due_at, upcoming)


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((at for at in (one, other) if at is not None), default=None)


def _settle(
    decision: Decision,
    people: Sequence[Likeness],
    concerned: Sequence[frozenset[int]],
    touches: Mapping[UUID, Touch],
    known: Mapping[str, Trails],
) -> None:
    """Decide some segments for each person, and tell where they came or went."""
    asked = _asked(concerned)
    if not asked:
        return
    columns = Columns([one.number for one in people], [one.fields for one in people], known)
    found = Crowd(decision.judge, columns).standings(asked)
    before = crowds.by_number([one.segments for one in people])
    for number in sorted(asked):
        inside = found.inside[number]
        for place in crowds.places(inside ^ before.get(number, 0) & asked[number]):
            one = people[place]
            _move(decision, one, number, touches[one.id], enters=bool(inside >> place & 1))
    for one, due in zip(people, found.due, strict=True):
        if due != NEVER:
            one.due_at = _earlier(one.due_at, instant(due))


def _asked(concerned: Sequence[frozenset[int]]) -> dict[int, crowds.People]:
    """By segment the people, by their places, of whom it is asked; many are asked of the same."""
    alike: dict[frozenset[int], list[int]] = {}
    for place, numbers in enumerate(concerned):
        alike.setdefault(numbers, []).append(place)
    asked: dict[int, crowds.People] = {}
    for numbers, places in alike.items():
        mask = crowds.people_at(places, len(concerned))
        for number in numbers:
            asked[number] = asked.get(number, 0) | mask
    return asked


def _move(decision: Decision, one: Likeness, number: int, touch: Touch, *, enters: bool) -> None:
    segment = decision.board.segments[number]
    decision.moved[number] += 1 if enters else -1
    if enters:
        insort(one.segments, number)
    else:
        one.segments.remove(number)
    tell(decision.work, one.id, segment, touch.for_segment(segment), enters=enters)


def tell(
    work: Work, customer_id: UUID, segment: LiveSegment | Segment, cause: Cause, *, enters: bool
) -> None:
    if segment.use == KEPT_TO_THEMSELVES:
        return
    kind = SegmentEntered if enters else SegmentLeft
    told = kind(
        customer_id=customer_id,
        segment_id=segment.id,
        segment_version=segment.version,
        cause=cause.name,
        cause_xid=cause.xid,
        cause_id=cause.id,
    )
    work.emit(told)
