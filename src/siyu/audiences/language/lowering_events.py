"""What people's events say, as passes over `events`: days, measures in a window, steps in order."""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import reduce
from typing import cast

from siyu.audiences.language import lowering_histories as histories
from siyu.audiences.language import spans
from siyu.audiences.language.compared import SIGNS, compared, ordered, property_value
from siyu.audiences.language.comparing import ORDERED
from siyu.audiences.language.conditions import (
    COUNTED,
    ZERO,
    AfterEvent,
    Condition,
    DayWindow,
    EventCondition,
    Happening,
    InOrder,
    Kind,
    Window,
    happenings,
    walk,
)
from siyu.audiences.language.measuring import scale, scaled
from siyu.audiences.language.questions import EVERYONE, Writing, select

INSTANT = "DateTime64(6, 'UTC')"
ORDER = "(happened_at, id)"
NO_START = -(2**62)
UNENDING = 2**61
DAY_MICROS = 24 * 3600 * 1_000_000


def begin(writing: Writing, root: Condition) -> None:
    """The steps `late`, whether any event asked for lies after the moment, and `whole`, the last
    day of which all is known to have been by then. Where nothing is late, and that is nearly
    always, sets of days serve for today too, and no instant is read.
    """
    names = sorted({one.stored for node in walk(root) for one in happenings(node)})
    if not names:
        return
    bound, today = writing.bound, writing.moment.today
    now, day = bound.bound(writing.moment.at, INSTANT), bound.day(today)
    asked = [f"name IN {bound.bound(tuple(names), 'Array(String)')}", f"day >= {day}"]
    writing.steps["late"] = select([f"max(happened_at) > {now}"], "events", asked)
    writing.steps["whole"] = f"SELECT if(late, {bound.day(today - timedelta(days=1))}, {day})"


def scan_of(condition: EventCondition) -> Hashable | None:
    """What a pass reads: conditions of one pass are answered together. None: days are enough."""
    if _by_days(condition):
        return None
    window = condition.window
    return condition.happening, window if isinstance(window, AfterEvent) else None


def cost(condition: EventCondition) -> int:
    if _by_days(condition):
        return 1
    if isinstance(condition.window, AfterEvent):
        return 4
    return 3 if condition.happening.filters or condition.property else 2


def _at_nothing(condition: EventCondition) -> bool:
    """Whether it holds for people without any such event."""
    if condition.measure not in ZERO:
        return False
    return bool(ORDERED[condition.asked.op](0, condition.asked.operand))


def _by_days(condition: EventCondition) -> bool:
    """Whether it only asks if there is any such event, which is kept for each day."""
    if condition.measure != "count" or condition.happening.filters:
        return False
    if isinstance(condition.window, AfterEvent):
        return False
    asked = (condition.asked.op, condition.asked.operand)
    return asked in {("ge", 1), ("gt", 0), ("ne", 0), ("eq", 0), ("lt", 1), ("le", 0)}


def measured(writing: Writing, conditions: Sequence[EventCondition], among: str) -> Sequence[str]:
    """For each condition of one pass, the set of those `among` a set for whom it holds.

    Who has no such event is not seen by the pass. So where the condition holds for them, the pass
    seeks those for whom it fails, and they are taken away.
    """
    if _by_days(conditions[0]):
        return [_by_day_sets(writing, one, among) for one in conditions]
    measures, holding = _holding(writing, conditions)
    sought = [
        f"NOT ({holds})" if _at_nothing(one) else holds
        for one, holds in zip(conditions, holding, strict=True)
    ]
    found = _passed(writing, conditions, among, measures, sought)
    return [
        writing.without(_base(writing, one, among), those)
        if _at_nothing(one)
        else _among(writing, among, those)
        for one, those in zip(conditions, found, strict=True)
    ]


def all_measured(writing: Writing, conditions: Sequence[EventCondition], among: str) -> str:
    """The set of those `among` a set for whom all conditions of one pass hold."""
    if len(conditions) == 1 or all(map(_at_nothing, conditions)):
        return reduce(writing.both, measured(writing, conditions, among))
    measures, holding = _holding(writing, conditions)
    held = " AND ".join(f"({one})" for one in holding)
    (those,) = _passed(writing, conditions, among, measures, [held])
    return _among(writing, among, those)


def _holding(writing: Writing, conditions: Sequence[EventCondition]) -> tuple[list[str], list[str]]:
    """The measures of a pass, and what each condition asks of its own."""
    shared = len({one.window for one in conditions}) == 1
    measures, holding = ["person"], []
    for n, one in enumerate(conditions):
        window = None if shared else " AND ".join(_days(writing, one.window)) or "1"
        measures.append(f"{_measure(one, window)} AS m{n}")
        holding.append(_compared(writing, one, f"m{n}"))
    return measures, holding


def _passed(
    writing: Writing,
    conditions: Sequence[EventCondition],
    among: str,
    measures: Sequence[str],
    sought: Sequence[str],
) -> list[str]:
    """The sets of those who are sought, of one pass over the events of candidates."""
    rows = _rows(writing, conditions, among, measures)
    sets = ", ".join(f"groupBitmapStateIf(person, {one})" for one in sought)
    scan = writing.step("e", select([f"tuple({sets})"], f"({rows})"))
    return [f"{scan}.{n}" for n in range(1, len(sought) + 1)]


def _among(writing: Writing, among: str, seen: str) -> str:
    """Those whom a pass has seen are among its candidates; but it knows nothing of everyone."""
    return writing.both(among, seen) if among == EVERYONE else seen


def _rows(
    writing: Writing, conditions: Sequence[EventCondition], among: str, measures: Sequence[str]
) -> str:
    """The measures of each candidate who has such events. What histories can tell they tell, where
    nothing is late.
    """
    happening, window = conditions[0].happening, conditions[0].window
    asked = [*_fitting(writing, happening), *_candidates(among)]
    if isinstance(window, AfterEvent):
        return _rows_after(writing, window, among, measures, asked)
    if not all(map(histories.serve, conditions)):
        return _rows_by_day(writing, conditions, measures, asked)
    windows = [" AND ".join(_days(writing, one.window)) for one in conditions]
    if not any(_reaches_now(writing, one.window) for one in conditions):
        return histories.rows(conditions, windows, asked)
    told = histories.rows(conditions, windows, ["NOT late", *asked])
    return f"{told} UNION ALL {_rows_by_day(writing, conditions, measures, ['late', *asked])}"


def _rows_after(
    writing: Writing, window: AfterEvent, among: str, measures: Sequence[str], asked: Sequence[str]
) -> str:
    after = [*asked, f"{ORDER} > anchor", _until_now(writing)]
    if window.days is not None:
        hours = writing.bound.bound(window.days * 24, "UInt32")
        after.append(f"happened_at <= addHours(anchor.1, {hours})")
    anchors = _anchors(writing, window, among)
    source = f"events INNER JOIN ({anchors}) AS anchors ON person = anchored"
    return select(measures, source, after, group="person")


def _rows_by_day(
    writing: Writing,
    conditions: Sequence[EventCondition],
    measures: Sequence[str],
    asked: Sequence[str],
) -> str:
    within = list(asked)
    if len({one.window for one in conditions}) == 1:
        within += _days(writing, conditions[0].window)
    if any(_reaches_now(writing, one.window) for one in conditions):
        within.append(_until_now(writing))
    return select(measures, "events", within, group="person")


def _anchors(writing: Writing, window: AfterEvent, among: str) -> str:
    """The event of each candidate from which their window starts."""
    which = "min" if window.which == "first" else "max"
    asked = [*_fitting(writing, window.anchor), _until_now(writing), *_candidates(among)]
    columns = ["person AS anchored", f"{which}({ORDER}) AS anchor"]
    return select(columns, "events", asked, group="person")


def _base(writing: Writing, condition: EventCondition, among: str) -> str:
    """Those among whom nobody in the window means a count of 0: those who have a window."""
    if not isinstance(condition.window, AfterEvent):
        return among
    anchors = _anchors(writing, condition.window, among)
    anchored = writing.step("e", select(["groupBitmapState(anchored)"], f"({anchors})"))
    return writing.both(among, anchored)


def _fitting(writing: Writing, happening: Happening) -> list[str]:
    """Conditions on the row of an event."""
    asked = [f"name = {writing.bound.bound(happening.stored, 'String')}"]
    for one in happening.filters:
        value = property_value(one.property, one.asked.kind)
        asked.append(compared(value, one.asked, writing.moment, writing.bound))
    return asked


def _candidates(among: str) -> list[str]:
    """Only people who may matter; to ask it of everyone would cost more than it saves."""
    return [] if among == EVERYONE else [f"bitmapContains({among}, person)"]


def _until_now(writing: Writing) -> str:
    return f"(NOT late OR happened_at <= {writing.bound.bound(writing.moment.at, INSTANT)})"


def _days(writing: Writing, window: Window) -> list[str]:
    """Conditions on the day of an event; none for a window that is not of days."""
    if isinstance(window, AfterEvent):
        return []
    first, end = spans.of_window(window, writing.moment.today)
    bound = writing.bound
    return [f"day {sign} {bound.day(day)}" for sign, day in ((">=", first), ("<", end)) if day]


def _reaches_now(writing: Writing, window: Window) -> bool:
    """Whether events of the window may lie after the moment."""
    if isinstance(window, AfterEvent):
        return True
    end = spans.of_window(window, writing.moment.today).end
    return end is None or end > writing.moment.today


def _measure(condition: EventCondition, window: str | None) -> str:
    """The aggregate of a measure; with a window, over the events in it."""

    def over(aggregate: str, *values: str) -> str:
        inside = [*values, window] if window else values
        return f"{aggregate}{'If' if window else ''}({', '.join(inside)})"

    if condition.measure == "count":
        return over("count")
    if condition.measure == "days":
        return over("uniqExact", "day")
    name, kind = cast(str, condition.property), cast(Kind, condition.property_kind)
    value = property_value(name, kind)
    match condition.measure:
        case "distinct":
            return over("uniqExact", value)
        case "sum":
            return over("sum", _units(name, kind))
        case "avg":
            return f"({over('sum', _units(name, kind))}, {over('count', value)})"
        case "first" | "last":
            return over("argMin" if condition.measure == "first" else "argMax", value, ORDER)
        case _:
            return over(condition.measure, value)


def _units(name: str, kind: Kind) -> str:
    """A number as the whole units it is counted in; 0 where there is none."""
    if kind == "money":
        return "amount" if name == "amount" else f"ifNull({property_value(name, kind)}, 0)"
    return f"toInt128(ifNull(round({property_value(name, kind)} * {scale(kind)}), 0))"


def _compared(writing: Writing, condition: EventCondition, measure: str) -> str:
    """Whether a measure of a person fits; 0 where there is nothing to measure."""
    asked, bound = condition.asked, writing.bound
    if condition.measure in COUNTED:
        return ordered(measure, asked, bound, "Int64")
    if condition.measure not in ("sum", "avg"):
        return f"isNotNull({measure}) AND {compared(measure, asked, writing.moment, bound)}"
    units = replace(asked, operand=scaled(asked.operand, condition.property_kind))
    if condition.measure == "sum":
        return ordered(measure, units, bound, "Int64")
    count = f"{measure}.2"
    low, *high = units.operand if isinstance(units.operand, tuple) else (units.operand,)
    total = f"toInt128({measure}.1)"
    least, *most = (f"{bound.bound(one, 'Int128')} * {count}" for one in (low, *high))
    if most:
        return f"({count} > 0 AND {total} BETWEEN {least} AND {most[0]})"
    return f"({count} > 0 AND {total} {SIGNS[asked.op]} {least})"


def _by_day_sets(writing: Writing, condition: EventCondition, among: str) -> str:
    """Whether there is any such event, from the sets of people kept for each day, and from the
    events of today where some are late.
    """
    today = writing.moment.today
    first, end = spans.of_window(cast(DayWindow, condition.window), today)
    over = end is not None and end <= today
    seen = [_days_that_are_whole(writing, condition, first, end if over else None)]
    if not over and not (first and first > today):
        seen.append(_late_today(writing, condition))
    anybody = reduce(writing.either, seen)
    if _at_nothing(condition):
        return writing.without(among, anybody)
    return writing.both(among, anybody)


def _days_that_are_whole(
    writing: Writing, condition: EventCondition, first: date | None, end: date | None
) -> str:
    bound = writing.bound
    last = f"day < {bound.day(end)}" if end else "day <= whole"
    asked = [*_fitting(writing, condition.happening), last]
    if first:
        asked.append(f"day >= {bound.day(first)}")
    # Written just so, or the engine does not read the projection `days`.
    name = writing.step("d", select(["groupBitmapState(number)"], "events", asked))
    if not writing.merges:
        return name
    gone = bound.bound(tuple(writing.merges), "Array(UInt32)")
    kept = bound.bound(tuple(writing.merges.values()), "Array(UInt32)")
    return writing.set(f"bitmapTransform({name}, {gone}, {kept})")


def _late_today(writing: Writing, condition: EventCondition) -> str:
    asked = [
        "late",
        *_fitting(writing, condition.happening),
        f"day = {writing.bound.day(writing.moment.today)}",
        f"happened_at <= {writing.bound.bound(writing.moment.at, INSTANT)}",
    ]
    return writing.step("d", select(["groupBitmapState(person)"], "events", asked))


def in_order(writing: Writing, condition: InOrder, among: str) -> str:
    """Who came through all steps: the fold of `holds_events`, over the events of each candidate.

    An event says with a bit for each step which ones it fits. All steps move at once, from where
    they were before the event, so one event is no two steps of one way.
    """
    steps = [" AND ".join(_fitting(writing, step)) for step in condition.steps]
    bits = " + ".join(f"({step}) * {1 << n}" for n, step in enumerate(steps))
    names = tuple(dict.fromkeys(step.stored for step in condition.steps))
    asked = [
        f"name IN {writing.bound.bound(names, 'Array(String)')}",
        *_candidates(among),
        *_days(writing, condition.window),
        _until_now(writing),
        "fits > 0",
    ]
    event = "(toUnixTimestamp64Micro(happened_at), id, toUInt8(fits))"
    columns = ["person", f"({bits}) AS fits", f"{event} AS event"]
    events = select(columns, "events", asked)
    longest = UNENDING if condition.within_days is None else condition.within_days * DAY_MICROS
    began = (
        f"arrayFold((began, e) -> [{_moves(len(steps), longest)}], {IN_ORDER}, {_none(len(steps))})"
    )
    came = select(["person", f"{began}[{len(steps)}] AS start"], f"({events})", group="person")
    through = f"groupBitmapStateIf(person, start > {NO_START})"
    return writing.both(among, writing.step("o", select([through], f"({came})")))


IN_ORDER = "arraySort(groupArray(event))"


def _moves(steps: int, longest: int) -> str:
    """For each step the last start of a way that has come through it, once an event is seen."""
    moves = ["if(bitTest(e.3, 0), e.1, began[1])"]
    for n in range(1, steps):
        moves.append(
            f"if(bitTest(e.3, {n}) AND e.1 - began[{n}] <= {longest}, began[{n}], began[{n + 1}])"
        )
    return ", ".join(moves)


def _none(steps: int) -> str:
    return f"arrayResize([toInt64({NO_START})], {steps}, toInt64({NO_START}))"
