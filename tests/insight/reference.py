"""The definitions of funnels, retention and the rest in plain Python, as short as they read."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from zoneinfo import ZoneInfo

from siyu.insight.funnel import FunnelQuestion, Order
from siyu.insight.selection import Condition, Selected
from tests.insight.store import Happened

SIGNS = {
    "eq": lambda a, b: a == b,
    "ge": lambda a, b: a is not None and a >= b,
    "lt": lambda a, b: a is not None and a < b,
}
Reached = dict[int, tuple[int, list[float]]]


def is_one(event: Happened, selected: Selected) -> bool:
    return event.name == selected.event and all(
        holds(one, event.payload.get(one.property)) for one in selected.where
    )


def holds(condition: Condition, value: object) -> bool:
    return bool(SIGNS[condition.op](value, condition.value))  # type: ignore[no-untyped-call]


def by_person(log: Iterable[Happened], merged: Mapping[int, int]) -> dict[int, list[Happened]]:
    """Each person's events in order."""
    found: dict[int, list[Happened]] = defaultdict(list)
    for one in sorted(log, key=lambda one: (one.at, one.id)):
        found[merged.get(one.number, one.number)].append(one)
    return found


def reached_and_soonest(
    log: Iterable[Happened], merged: Mapping[int, int], question: FunnelQuestion, place: ZoneInfo
) -> Reached:
    """For everyone with a first step: how many steps they did, the least seconds to each."""
    found: Reached = {}
    for number, events in by_person(log, merged).items():
        mine = [one for one in events if any(is_one(one, step) for step in question.steps)]
        ways = [
            way
            for start, one in enumerate(mine)
            if question.span.first <= one.day(place) <= question.span.last
            for way in ways_from(mine, start, question)
        ]
        reached = max((len(way) for way in ways), default=0)
        if reached:
            soonest = [min(way[step] for way in ways if len(way) > step) for step in range(reached)]
            found[number] = (reached, soonest)
    return found


def ways_from(mine: Sequence[Happened], start: int, question: FunnelQuestion) -> list[list[float]]:
    """All ways that begin at an event: seconds since it, step by step."""
    if question.order is Order.ANY:
        return [any_order(mine[start:], question)]
    if not is_one(mine[start], question.steps[0]):
        return []
    found = [[0.0]]
    waiting = [(start, [0.0])]
    while waiting:
        place, way = waiting.pop()
        if len(way) == len(question.steps):
            continue
        following = range(place + 1, len(mine))
        if question.order is Order.STRICT:
            following = range(place + 1, min(place + 2, len(mine)))
        for after in following:
            seconds = (mine[after].at - mine[start].at).total_seconds()
            if seconds <= question.window_seconds and is_one(mine[after], question.steps[len(way)]):
                found.append([*way, seconds])
                waiting.append((after, [*way, seconds]))
    return found


def any_order(mine: Sequence[Happened], question: FunnelQuestion) -> list[float]:
    """How soon the first k steps had all come, for as many k as they did."""
    needed, way = Counter[Selected](), list[float]()
    for step in question.steps:
        needed[step] += 1
        ends = []
        for one, often in needed.items():
            times = [
                (event.at - mine[0].at).total_seconds() for event in mine if is_one(event, one)
            ]
            if len(times) < often or times[often - 1] > question.window_seconds:
                return way
            ends.append(times[often - 1])
        way.append(max(ends))
    return way
