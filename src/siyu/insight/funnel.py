"""Funnels: how many took step after step within a window, how fast, and where they were lost.

- *Ordered*: each step is a later event than the one before; others may come between.
- *Strict*: each step is the very next of the person's events that is any of the steps.
- *Any order*: the steps up to this one all came within the window of the earliest of them. Steps
  that ask for the same need as many events.

The first step happens on a day of the span, those after it within the window of it, be it beyond
the span. The time to a step is that of the quickest of each person's ways to it. Quartiles are
interpolated between neighbours (R's type 7).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from siyu.insight import breakdown, selection, sequences
from siyu.insight.breakdown import fields_of
from siyu.insight.catalogue import EventKind
from siyu.insight.errors import Fault, NoSuchCell
from siyu.insight.questions import MOST_PARTS, Cell, Question, shared_faults
from siyu.insight.reader import DAY_SECONDS, MICROS, Crowd, Reader, between
from siyu.insight.selection import Bound, Selected, selected_sql
from siyu.insight.sequences import NEVER
from siyu.insight.spans import Span
from siyu.kit.choices import Choice

LEAST_STEPS, MOST_STEPS = 2, 20
MOST_WINDOW_DAYS = 366


class Order(Choice):
    """In which order the steps count."""

    ORDERED = "ordered", "in order", "按顺序"
    STRICT = "strict", "in order, nothing between", "严格顺序"
    ANY = "any", "in any order", "任意顺序"


@dataclass(frozen=True, kw_only=True)
class FunnelQuestion(Question):
    """`by` is a property of the first step, or `field:<name>` of the person."""

    kind: Literal["funnel"] = "funnel"
    steps: tuple[Selected, ...]
    window_seconds: int = 7 * DAY_SECONDS
    order: Order = Order.ORDERED
    by: str | None = None


@dataclass(frozen=True)
class FunnelStep:
    """How many came so far, the rates to the first step and to the one before, and the quartiles
    of the seconds since the first; rates and times are None where there is nobody."""

    people: int
    rate: float | None
    step_rate: float | None
    quartile_seconds: tuple[float, float, float] | None


@dataclass(frozen=True)
class FunnelPart:
    """The steps of those with one value at their first step; None is all of them."""

    part: str | None
    steps: tuple[FunnelStep, ...]


@dataclass(frozen=True)
class FunnelAnswer:
    """All first, then the parts, the largest first."""

    parts: tuple[FunnelPart, ...]
    kind: Literal["funnel"] = "funnel"


def faults(question: FunnelQuestion, reader: Reader) -> Iterator[Fault]:
    yield from shared_faults(question)
    if not LEAST_STEPS <= len(question.steps) <= MOST_STEPS:
        yield Fault(
            "steps",
            f"a funnel has {LEAST_STEPS} to {MOST_STEPS} steps",
            f"漏斗须有 {LEAST_STEPS} 到 {MOST_STEPS} 步",
        )
    if not 0 < question.window_seconds <= MOST_WINDOW_DAYS * DAY_SECONDS:
        yield Fault(
            "window_seconds",
            f"the window is above 0 and at most {MOST_WINDOW_DAYS} days",
            f"转化窗口须大于 0，且不超过 {MOST_WINDOW_DAYS} 天",
        )
    for number, step in enumerate(question.steps):
        yield from selection.faults(step, reader.known, f"steps.{number}")
    if question.by is not None and question.steps:
        yield from breakdown.faults(question.by, question.steps[0].event, reader)


def answer(question: FunnelQuestion, reader: Reader) -> FunnelAnswer:
    bound = Bound()
    rows = reader.rows(statement(question, reader, bound), bound)
    return FunnelAnswer(tuple(_parts(rows, question)))


def statement(question: FunnelQuestion, reader: Reader, bound: Bound) -> str:
    """For each part, how many reached how far, and the quartiles of how long it took."""
    count = len(question.steps)
    times = ", ".join(
        f"quantilesExactInclusiveIf(0.25, 0.5, 0.75)(soonest[{step}], reached >= {step})"
        for step in range(2, count + 1)
    )
    people = ", ".join(f"countIf(reached >= {step})" for step in range(1, count + 1))
    told = f"array({people}) AS people, array({times}) AS quartiles"
    each = per_person(question, reader, bound)
    if question.by is None:
        return f"SELECT '' AS part, 1 AS whole, {told} FROM ({each})"
    return (
        f"SELECT part, toUInt8(grouping(part)) AS whole, {told} FROM ({each})"
        f" GROUP BY GROUPING SETS ((), (part)) ORDER BY whole DESC, people[1] DESC, part"
        f" LIMIT {MOST_PARTS + 1}"
    )


def per_person(question: FunnelQuestion, reader: Reader, bound: Bound) -> str:
    """`person`, the step they `reached`, `soonest` to each step in microseconds, and `part`."""
    count = len(question.steps)
    window = sequences.window_of(bound, question.window_seconds)
    gathered, arrays = _gathered(question, reader, bound), _ways(question, window)
    ways = ", ".join(f"{array} AS way{step}" for step, array in enumerate(arrays, start=1))
    part = ", part" if question.by and not fields_of(question.by) else ""
    way = f"SELECT person, times{part}, {ways} FROM ({gathered})"
    soonest = ", ".join(_soonest(step, question.order) for step in range(1, count + 1))
    reached = " + ".join(f"(soonest[{step}] < {NEVER})" for step in range(1, count + 1))
    each = f"SELECT person{part}, array({soonest}) AS soonest, {reached} AS reached FROM ({way})"
    each = f"SELECT * FROM ({each}) WHERE reached > 0"
    if question.by and (name := fields_of(question.by)):
        return breakdown.with_field(each, name, bound)
    return each


def _soonest(step: int, order: Order) -> str:
    """The least time to a step, NEVER where it was not reached."""
    if order is Order.ANY:
        return f"arrayMin(way{step})"
    return f"arrayMin((t, s) -> if(s > 0, t - s, {NEVER}), times, way{step})"


def _gathered(question: FunnelQuestion, reader: Reader, bound: Bound) -> str:
    """The events of the steps by person; only those in the span may be a beginning."""
    known, span = reader.known, question.span
    matches = [selected_sql(step, known, bound) for step in question.steps]
    in_span = between(bound, span)
    beyond = Span(span.first, span.last + timedelta(days=-(-question.window_seconds // 86400) + 1))
    names = sorted({step.event for step in question.steps})
    masks = [f"{matches[0]} AND {in_span}", *matches[1:]]
    if question.order is Order.ANY:
        masks = [*matches, in_span]
    rows = f"{bound.names(names)} AND {between(bound, beyond)}"
    if any(step.where for step in question.steps):
        rows += f" AND ({' OR '.join(dict.fromkeys(matches))})"
    rows += reader.among(bound, question.within)
    return sequences.per_person(masks, rows, _first_value(question, reader, masks))


def _first_value(question: FunnelQuestion, reader: Reader, masks: Sequence[str]) -> list[str]:
    """The property at the first beginning in the span."""
    if question.by is None or fields_of(question.by):
        return []
    value = breakdown.column(question.by, question.steps[0].event, reader)
    begins = f"{masks[0]} AND {masks[-1]}" if question.order is Order.ANY else masks[0]
    return [f"argMinIf({value}, (happened_at, id), {begins}) AS part"]


def _ways(question: FunnelQuestion, window: str) -> list[str]:
    if question.order is not Order.ANY:
        strict = question.order is Order.STRICT
        return sequences.starts(len(question.steps), window, strict=strict)
    first = {step: place for place, step in reversed(list(enumerate(question.steps)))}
    counts = Counter[int]()
    groups = []
    for step in question.steps:
        counts[first[step]] += 1
        groups.append(sorted(counts.items()))
    return sequences.together(groups, window, len(question.steps))


def _parts(rows: Sequence[Mapping[str, Any]], question: FunnelQuestion) -> Iterator[FunnelPart]:
    for row in rows:
        people, quartiles = row["people"], [None, *row["quartiles"]]
        if not row["whole"] and not people[0]:
            continue
        steps = []
        for place, many in enumerate(people):
            before = people[place - 1] if place else many
            steps.append(
                FunnelStep(
                    people=many,
                    rate=many / people[0] if people[0] else None,
                    step_rate=many / before if before else None,
                    quartile_seconds=_seconds(quartiles[place]) if many else None,
                )
            )
        yield FunnelPart(None if row["whole"] else row["part"], tuple(steps))


def _seconds(micros: Sequence[float] | None) -> tuple[float, float, float] | None:
    if micros is None:
        return None
    low, middle, high = (one / MICROS for one in micros)
    return low, middle, high


def people(question: FunnelQuestion, cell: Cell, reader: Reader) -> Crowd:
    """Those who came to a step, or were lost before it. Raises NoSuchCell."""
    step = cell.step or 0
    if not 1 <= step <= len(question.steps) or (cell.lost and step == 1):
        raise NoSuchCell(cell=f"step {step}")
    if cell.part is not None and question.by is None:
        raise NoSuchCell(cell=f"part {cell.part}")

    def written(bound: Bound) -> str:
        each = per_person(question, reader, bound)
        where = f"reached = {step - 1}" if cell.lost else f"reached >= {step}"
        if cell.part is not None:
            where += f" AND part = {bound(cell.part, 'String')}"
        return f"SELECT groupBitmapState(person) FROM ({each}) WHERE {where}"

    return written


def means(question: FunnelQuestion, known: Mapping[str, EventKind]) -> tuple[str, str]:
    """What is counted, in English and Chinese."""
    days = question.window_seconds / DAY_SECONDS
    en = {
        Order.ORDERED: "each step later than the one before, others may come between",
        Order.STRICT: "each step the very next of these events",
        Order.ANY: "the steps in any order",
    }[question.order]
    zh = {
        Order.ORDERED: "各步依次发生，中间可以有其他行为",
        Order.STRICT: "各步必须紧接着发生，中间不能夹杂漏斗内的其他步骤",
        Order.ANY: "各步不分先后",
    }[question.order]
    return (
        f"People who did the first step in these days and the others within {days:g} days of it:"
        f" {en}.",
        f"在所选日期内完成第一步、并在其后 {days:g} 天内完成后续各步的人：{zh}。",
    )
