"""Leaves asked of many people at once, where a column answers; the same arithmetic as of one alone.

A field is asked once for each value that people have, through the very closure that asks one
person; instants by their days. Counts and totals in a window of days are read off running sums.
What is left (steps in order, windows after an event, measures of single values, cuts, samples) is
asked one by one.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from siyu.audiences.language import conditions as c
from siyu.audiences.language import spans
from siyu.audiences.language.columns import Columns, Flags, Longs, Trails, running
from siyu.audiences.language.comparing import Predicate, predicate, seconds
from siyu.audiences.language.facts import MICROSECOND, Facts, instant
from siyu.audiences.language.holds_events import DAY, NEVER, Asking, Calendar, Person
from siyu.audiences.language.measuring import fits_total, in_units

Answers = tuple[Flags, Longs | None]
"""Of each person whether it holds, and the microsecond at which that can change; None where it
changes for nobody."""
AskingAll = Callable[[Columns], Answers]
FIRST_DAY = date(1970, 1, 1).toordinal()
SAFE = 2**62
"""Sums below it are added as machine words."""


def at_once(condition: c.Condition, ask: Asking, calendar: Calendar) -> AskingAll | None:
    """How everybody is asked at once; None for what is asked one by one."""
    match condition:
        case c.FieldCondition():
            return _field(condition, ask, calendar)
        case c.EventCondition(measure=measure, window=window):
            if isinstance(window, c.AfterEvent) or measure not in RUNNING:
                return None
            return RUNNING[measure](condition, window, calendar)
    return None


def _field(condition: c.FieldCondition, ask: Asking, calendar: Calendar) -> AskingAll:
    name = condition.read
    if condition.asked.op in spans.TURNS and condition.asked.kind == "instant":
        return _instants(condition, calendar)

    def ask_all(columns: Columns) -> Answers:
        values, codes = columns.values(name)
        said = [ask(Person(Facts(0, {name: value}), [])) for value in values]
        holds = np.array([holds for holds, _, _ in said], bool)[codes]
        due = [due for _, due, _ in said]
        return holds, np.array(due, np.int64)[codes] if min(due, default=NEVER) < NEVER else None

    return ask_all


def _instants(condition: c.FieldCondition, calendar: Calendar) -> AskingAll:
    """Of instants, which seldom are alike, their days are asked when they turn."""
    name, asked, today = condition.read, condition.asked, calendar.moment.today
    fits = predicate(asked, calendar.moment)

    def ask_all(columns: Columns) -> Answers:
        values, codes = columns.values(name)
        told = np.array([0.0 if value is None else seconds(value) for value in values])
        days, of = np.unique(
            local_days(np.rint(told * 1_000_000).astype(np.int64), calendar), return_inverse=True
        )
        turns = [spans.next_turn(asked, date.fromordinal(day), today) for day in days.tolist()]
        due = np.array([calendar.start(turn) if turn else NEVER for turn in turns], np.int64)[of]
        due[[value is None for value in values]] = NEVER
        return np.array([fits(value) for value in values], bool)[codes], due[codes]

    return ask_all


Within = Callable[[Columns], tuple[Trails, Longs, Longs]]


def _within(condition: c.EventCondition, window: c.DayWindow, calendar: Calendar) -> Within:
    """The events a condition looks at, and of each person the rows that lie in the window."""
    happening, (low, high) = condition.happening, calendar.bounds(window)
    filters = [(one.property, predicate(one.asked, calendar.moment)) for one in happening.filters]

    def within(columns: Columns) -> tuple[Trails, Longs, Longs]:
        trails = columns.events(happening, filters)
        return trails, trails.before(low), trails.before(high + 1)

    return within


def _counted(condition: c.EventCondition, window: c.DayWindow, calendar: Calendar) -> AskingAll:
    fits, within = predicate(condition.asked, calendar.moment), _within(condition, window, calendar)

    def ask_all(columns: Columns) -> Answers:
        trails, first, end = within(columns)
        counts, of = np.unique(end - first, return_inverse=True)
        holds = np.array([fits(count) for count in counts.tolist()], bool)
        if not isinstance(window, c.LastDays | c.BeforeLastDays):
            return holds[of], None
        most = int(np.diff(trails.starts).max(initial=0))
        by = _moves(fits, counts.tolist(), -1 if isinstance(window, c.LastDays) else 1, most)
        return holds[of], _turns(window, calendar, trails, (first, end), by[of])

    return ask_all


def _moves(fits: Predicate, counts: list[int], sign: int, most: int) -> Longs:
    """How many events have to leave (-1) or enter (1) before a count answers otherwise; 0 for
    no number of them."""
    found = []
    for count in counts:
        holds, longest = fits(count), count if sign < 0 else most
        moves = (by for by in range(1, longest + 1) if fits(count + sign * by) is not holds)
        found.append(next(moves, 0))
    return np.array(found, np.int64)


def _totalled(condition: c.EventCondition, window: c.DayWindow, calendar: Calendar) -> AskingAll:
    within, fits, name = (
        _within(condition, window, calendar),
        fits_total(condition),
        condition.property,
    )

    def ask_all(columns: Columns) -> Answers:
        trails, first, end = within(columns)
        end = np.maximum(first, end)
        key = "total", name, condition.property_kind
        totals, known = trails.once(key, lambda: _running(trails, condition))
        pairs = zip(
            (totals[end] - totals[first]).tolist(),
            (known[end] - known[first]).tolist(),
            strict=True,
        )
        holds = np.array([fits(*pair) for pair in pairs], bool)
        return holds, _turns(window, calendar, trails, within(columns)[1:], np.ones_like(first))

    return ask_all


def _running(trails: Trails, asked: c.EventCondition) -> tuple[NDArray[Any], NDArray[Any]]:
    """Running sums of a property in whole units, and of how many events have it."""
    column = trails.column(str(asked.property))
    told = in_units([value for value in column if value is not None], asked.property_kind)
    there = np.array([value is not None for value in column], bool)
    safe = max(map(abs, told), default=0) * len(told) < SAFE
    units = np.zeros(len(column), np.int64 if safe else object)
    units[there] = told
    return running(units), running(there)


def _turns(
    window: c.DayWindow, calendar: Calendar, trails: Trails, part: tuple[Longs, Longs], by: Longs
) -> Longs | None:
    """When so many events have left the window or entered it; 0 of them never do."""
    if not isinstance(window, c.LastDays | c.BeforeLastDays):
        return None
    first, end = part
    if isinstance(window, c.BeforeLastDays):
        first, end = np.maximum(first, end), trails.before(calendar.now + 1)
    rows = first + by - 1
    turning = (by > 0) & (rows < end)
    found = np.full(len(by), NEVER, np.int64)
    days = trails.once("days", lambda: local_days(trails.times, calendar))
    found[turning] = _day_starts(days[rows[turning]] + window.days, calendar)
    return found


def local_days(times: Longs, calendar: Calendar) -> Longs:
    """The local days of instants, as ordinals."""
    days, of = np.unique(times // DAY, return_inverse=True)
    ahead = [_ahead(day, calendar.moment.zone) for day in days.tolist()]
    found = (times + np.array([one or 0 for one in ahead], np.int64)[of]) // DAY + FIRST_DAY
    for row in np.flatnonzero(np.array([one is None for one in ahead], bool)[of]).tolist():
        found[row] = calendar.of(int(times[row])).toordinal()
    return found


@lru_cache(maxsize=50_000)
def _ahead(day: int, zone: ZoneInfo) -> int | None:
    """By how many microseconds clocks are ahead of UTC all through a day of UTC; None on a day on
    which that changes."""
    first, last = (instant(day * DAY + at).astimezone(zone).utcoffset() for at in (0, DAY - 1))
    return None if first is None or first != last else first // MICROSECOND


def _day_starts(days: Longs, calendar: Calendar) -> Longs:
    known, of = np.unique(days, return_inverse=True)
    starts = [calendar.start(date.fromordinal(day)) for day in known.tolist()]
    return np.array(starts, np.int64)[of]


RUNNING: dict[str, Callable[[c.EventCondition, c.DayWindow, Calendar], AskingAll]] = {
    "count": _counted,
    "sum": _totalled,
    "avg": _totalled,
}
