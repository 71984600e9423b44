"""What a person's events say, in memory: measures in a window, and steps in order."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from siyu.audiences.language import spans
from siyu.audiences.language.comparing import predicate
from siyu.audiences.language.conditions import (
    AfterEvent,
    BeforeLastDays,
    DayWindow,
    EventCondition,
    Happening,
    InOrder,
    LastDays,
)
from siyu.audiences.language.facts import NO_TRAIL, Facts, Trail, instant, micros
from siyu.audiences.language.measuring import measuring
from siyu.audiences.language.plan import Moment
from siyu.kit.instants import day_start, local_day

NEVER = 2**63 - 1
QUARTER = 15 * 60 * 1_000_000
DAY = 96 * QUARTER
Answer = tuple[bool, int, object]
"""Whether it holds, the microsecond at which that can change with nothing new, the value found."""
Asking = Callable[["Person"], Answer]


@dataclass(slots=True)
class Person:
    """Facts of one person, and what was answered of them so far."""

    facts: Facts
    answers: list[Answer | None]
    trails: dict[Happening, Trail] = field(default_factory=dict)


class Calendar:
    """The moment of asking, and whole local days as microseconds, each worked out once."""

    def __init__(self, moment: Moment) -> None:
        self.moment, self.now = moment, micros(moment.at)
        self.starts: dict[date, int] = {}

    def start(self, day: date) -> int:
        if day not in self.starts:
            self.starts[day] = micros(day_start(day, self.moment.zone))
        return self.starts[day]

    def of(self, time: int) -> date:
        day = _day_of_quarter(time // QUARTER, self.moment.zone)
        return day or local_day(instant(time), self.moment.zone)

    def bounds(self, window: DayWindow) -> tuple[int, int]:
        """The first microsecond of a window and the last one, which is not after now."""
        first, end = spans.of_window(window, self.moment.today)
        low = self.start(first) if first else -NEVER
        return low, min(self.now, self.start(end) - 1 if end else NEVER)


@lru_cache(maxsize=200_000)
def _day_of_quarter(quarter: int, zone: ZoneInfo) -> date | None:
    """The local day of a quarter of an hour; None where another begins within it."""
    first, last = (local_day(instant(quarter * QUARTER + at), zone) for at in (0, QUARTER - 1))
    return first if first == last else None


def trail_of(happening: Happening, moment: Moment) -> Callable[[Person], Trail]:
    """The events that fit all filters, sought once a person."""
    name = happening.stored
    filters = [(one.property, predicate(one.asked, moment)) for one in happening.filters]
    if not filters:
        return lambda person: person.facts.events.get(name, NO_TRAIL)

    def fitting(person: Person) -> Trail:
        if happening not in person.trails:
            whole = person.facts.events.get(name, NO_TRAIL)
            rows = zip(whole.times, whole.ids, whole.properties, strict=True)
            fit = [row for row in rows if all(fits(row[2].get(p)) for p, fits in filters)]
            trail = Trail(*map(list, zip(*fit, strict=True))) if fit else NO_TRAIL
            person.trails[happening] = trail
        return person.trails[happening]

    return fitting


def measured(condition: EventCondition, calendar: Calendar) -> Asking:
    """A measure over the events of a window; without a window nothing holds."""
    trail = trail_of(condition.happening, calendar.moment)
    within = _slicing(condition.window, calendar)
    moved = _moving(condition.window, calendar)
    if condition.measure == "count":
        fits = predicate(condition.asked, calendar.moment)
        if isinstance(condition.window, LastDays):
            return _counted_lately(trail, condition.window, calendar, fits)
        return _counted(trail, within, moved, fits)
    measure = _measure(condition, calendar)

    def ask(person: Person) -> Answer:
        events = trail(person)
        part = within(person, events)
        if part is None:
            return False, NEVER, None
        holds, value = measure(events, *part)
        return holds, moved(events, part, _always_may_differ), value

    return ask


def _measure(
    condition: EventCondition, calendar: Calendar
) -> Callable[[Trail, int, int], tuple[bool, object]]:
    if condition.measure == "days":
        fits = predicate(condition.asked, calendar.moment)

        def days(events: Trail, low: int, high: int) -> tuple[bool, object]:
            count = len({calendar.of(time) for time in events.times[low:high]})
            return fits(count), count

        return days
    measure = measuring(condition, calendar.moment)
    return lambda events, low, high: measure(events.properties[low:high])


Slice = tuple[int, int]
Within = Callable[[Person, Trail], Slice | None]
Moved = Callable[[Trail, Slice, Callable[[int], bool]], int]


def _counted(
    trail: Callable[[Person], Trail],
    within: Within,
    moved: Moved,
    fits: Callable[[int], bool],
) -> Asking:
    """A count needs no properties, and what it will be is known before events leave or enter."""

    def ask(person: Person) -> Answer:
        events = trail(person)
        part = within(person, events)
        if part is None:
            return False, NEVER, None
        count = part[1] - part[0]
        holds = fits(count)
        return holds, moved(events, part, lambda by: fits(count + by) is not holds), count

    return ask


def _counted_lately(
    trail: Callable[[Person], Trail],
    window: LastDays,
    calendar: Calendar,
    fits: Callable[[int], bool],
) -> Asking:
    """The same of the last days, where events only leave: told of each count once, whether it
    fits and how many have to leave before that is otherwise."""
    low, high = calendar.bounds(window)
    length, told = spans.days(window.days), dict[int, tuple[bool, int]]()

    def tell(count: int) -> tuple[bool, int]:
        holds = fits(count)
        leaving = (by for by in range(1, count + 1) if fits(count - by) is not holds)
        told[count] = holds, next(leaving, 0)
        return told[count]

    def ask(person: Person) -> Answer:
        times = trail(person).times
        first = bisect_left(times, low)
        count = bisect_right(times, high) - first
        holds, leaving = told.get(count) or tell(count)
        if not leaving:
            return holds, NEVER, count
        return holds, calendar.start(calendar.of(times[first + leaving - 1]) + length), count

    return ask


def _always_may_differ(_by: int) -> bool:
    return True


def _slicing(window: DayWindow | AfterEvent, calendar: Calendar) -> Within:
    """Which part of a trail lies in the window; None for whoever has no such window."""
    if isinstance(window, AfterEvent):
        return _after(window, calendar)
    low, high = calendar.bounds(window)
    return lambda _, events: (bisect_left(events.times, low), bisect_right(events.times, high))


def _after(window: AfterEvent, calendar: Calendar) -> Within:
    anchors, now = trail_of(window.anchor, calendar.moment), calendar.now
    length = NEVER if window.days is None else window.days * DAY

    def within(person: Person, events: Trail) -> Slice | None:
        trail = anchors(person)
        known = bisect_right(trail.times, now)
        if not known:
            return None
        at = 0 if window.which == "first" else known - 1
        anchor = (trail.times[at], trail.ids[at])
        low = bisect_left(events.times, anchor[0])
        while low < len(events.times) and (events.times[low], events.ids[low]) <= anchor:
            low += 1
        return low, max(low, bisect_right(events.times, min(now, anchor[0] + length)))

    return within


def _moving(window: DayWindow | AfterEvent, calendar: Calendar) -> Moved:
    """When the first event leaves or enters after which the answer may differ.

    The last argument tells whether it may, once the count has changed by so many.
    """
    if not isinstance(window, LastDays | BeforeLastDays):
        return lambda _events, _part, _differs: NEVER
    length, sign = spans.days(window.days), -1 if isinstance(window, LastDays) else 1

    def moved(events: Trail, part: Slice, differs: Callable[[int], bool]) -> int:
        known = (max(part), bisect_right(events.times, calendar.now))
        for by, at in enumerate(range(*(part if sign < 0 else known)), 1):
            if differs(sign * by):
                return calendar.start(calendar.of(events.times[at]) + length)
        return NEVER

    return moved


def in_order(condition: InOrder, calendar: Calendar) -> Asking:
    """Steps one after the other; of all ways through them, the one that began last is kept."""
    trails = [trail_of(step, calendar.moment) for step in condition.steps]
    low, high = calendar.bounds(condition.window)
    longest = NEVER if condition.within_days is None else condition.within_days * DAY
    window = condition.window

    def ask(person: Person) -> Answer:
        steps = [trail(person) for trail in trails]
        began = _last_start(steps, low, high, longest)
        if isinstance(window, LastDays) and began is not None:
            return True, calendar.start(calendar.of(began) + spans.days(window.days)), None
        if isinstance(window, BeforeLastDays) and began is None:
            later = [time for one in steps for time in one.times if high < time <= calendar.now]
            if later:
                due = calendar.start(calendar.of(min(later)) + spans.days(window.days))
                return False, due, None
        return began is not None, NEVER, None

    return ask


def _last_start(steps: list[Trail], low: int, high: int, longest: int) -> int | None:
    """When the way through all steps that began last began; None if there is none.

    Events are taken in order. `starts[n]` is the last start of a way that has come through step
    n: no other can be finished in time if that one cannot. An event that fits several steps is
    tried for the later one first, so that it is no two steps of one way.
    """
    rows = sorted(
        (time, id, -n)
        for n, trail in enumerate(steps)
        for time, id in zip(trail.times, trail.ids, strict=True)
        if low <= time <= high
    )
    starts: list[int | None] = [None] * len(steps)
    for time, _, negative in rows:
        n = -negative
        start = time if n == 0 else starts[n - 1]
        if start is not None and time - start <= longest:
            starts[n] = start
    return starts[-1]
