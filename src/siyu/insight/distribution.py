"""How a number spreads over people: how often, how much, on how many days; bars and quantiles.

Only people with at least one of the events are in it. A bar holds those from its low end up to,
but not with, its high end. Quantiles are interpolated between neighbours (R's type 7).
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import floor, inf, log10
from typing import Any, Literal

from siyu.insight import selection
from siyu.insight.catalogue import EventKind
from siyu.insight.errors import Fault, NoSuchCell
from siyu.insight.questions import Cell, Question, shared_faults
from siyu.insight.reader import Crowd, Reader, between
from siyu.insight.selection import Bound, Selected, selected_sql
from siyu.kit.choices import Choice

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)
MOST_CUTS, BARS = 100, 12
NICE = (1, 2, 5, 10)


class Measure(Choice):
    """What is told of one person."""

    COUNT = "count", "how often", "次数"
    SUM = "sum", "the sum", "合计"
    AVERAGE = "average", "the average", "平均"
    MOST = "most", "the most", "最大"
    DAYS = "days", "on how many days", "天数"


@dataclass(frozen=True, kw_only=True)
class DistributionQuestion(Question):
    """`cuts` are the ends of the bars, ascending; none leaves them to the answer."""

    kind: Literal["distribution"] = "distribution"
    event: Selected
    measure: Measure = Measure.COUNT
    property: str | None = None
    cuts: tuple[float, ...] = ()


@dataclass(frozen=True)
class Bar:
    """Those from `low` up to, not with, `high`; None is without end."""

    low: float | None
    high: float | None
    people: int
    rate: float


@dataclass(frozen=True)
class DistributionAnswer:
    """`quantiles` are at `levels`; without people there are neither bars nor quantiles."""

    people: int
    total: float
    mean: float | None
    least: float | None
    most: float | None
    quantiles: tuple[float, ...]
    bars: tuple[Bar, ...]
    levels: tuple[float, ...] = LEVELS
    kind: Literal["distribution"] = "distribution"


def faults(question: DistributionQuestion, reader: Reader) -> Iterator[Fault]:
    yield from shared_faults(question)
    yield from selection.faults(question.event, reader.known, "event")
    kind = reader.known.get(question.event.event)
    needs = question.measure in (Measure.SUM, Measure.AVERAGE, Measure.MOST)
    if kind is not None and needs:
        numbers = [one.name for one in kind.properties.values() if one.kind == "number"]
        if question.property not in numbers:
            choose = ", ".join(numbers) or "—"
            yield Fault(
                "property",
                f"choose a number of {kind.name}: {choose}",
                f"请选择 {kind.name} 的数值属性：{choose}",
            )
    if len(question.cuts) > MOST_CUTS or any(a >= b for a, b in pairwise(question.cuts)):
        yield Fault(
            "cuts", f"at most {MOST_CUTS} ends, ascending", f"分段点最多 {MOST_CUTS} 个，且须递增"
        )


def answer(question: DistributionQuestion, reader: Reader) -> DistributionAnswer:
    bound = Bound()
    (row,) = reader.rows(summary(question, reader, bound), bound)
    if not row["people"]:
        return DistributionAnswer(0, 0.0, None, None, None, (), ())
    quantiles = tuple(float(one) for one in row["quantiles"])
    whole = question.measure in (Measure.COUNT, Measure.DAYS)
    cuts = question.cuts or nice_cuts(row["least"], quantiles, whole=whole)
    bound = Bound()
    counted = {
        one["place"]: one["people"]
        for one in reader.rows(histogram(question, cuts, reader, bound), bound)
    }
    return DistributionAnswer(
        people=row["people"],
        total=float(row["total"]),
        mean=float(row["total"]) / row["people"],
        least=float(row["least"]),
        most=float(row["most"]),
        quantiles=quantiles,
        bars=tuple(_bars(cuts, counted, row["people"])),
    )


def each(question: DistributionQuestion, reader: Reader, bound: Bound) -> str:
    """`person` and `value`."""
    matches = selected_sql(question.event, reader.known, bound)
    value = "toFloat64(count())"
    if question.measure is Measure.DAYS:
        value = "toFloat64(uniqExact(day))"
    elif question.measure is not Measure.COUNT:
        column = reader.known[question.event.event].properties[question.property or ""].column
        call = {Measure.SUM: "sum", Measure.AVERAGE: "avg", Measure.MOST: "max"}[question.measure]
        value = f"toFloat64(ifNull({call}({column}), 0))"
    return (
        f"SELECT person, {value} AS value FROM events"
        f" WHERE {matches} AND {between(bound, question.span)}"
        f"{reader.among(bound, question.within)} GROUP BY person"
    )


def summary(question: DistributionQuestion, reader: Reader, bound: Bound) -> str:
    levels = ", ".join(map(str, LEVELS))
    return (
        "SELECT count() AS people, sum(value) AS total, min(value) AS least, max(value) AS most,"
        f" quantilesExactInclusive({levels})(value) AS quantiles"
        f" FROM ({each(question, reader, bound)})"
    )


def histogram(
    question: DistributionQuestion, cuts: Sequence[float], reader: Reader, bound: Bound
) -> str:
    """`place`, how many of the cuts a value has reached, and how many people stand there."""
    ends = bound([float(one) for one in cuts], "Array(Float64)")
    return (
        f"SELECT arrayCount(c -> value >= c, {ends}) AS place, count() AS people"
        f" FROM ({each(question, reader, bound)}) GROUP BY place"
    )


def nice_cuts(least: float, quantiles: Sequence[float], *, whole: bool) -> tuple[float, ...]:
    """Ends at round numbers so that the bars show the many; the few above share the last one."""
    low, high = least, quantiles[-2]
    if whole and high - low < BARS:
        return tuple(float(one) for one in range(int(low), int(high) + 2))
    step = _nice((high - low) / BARS) or 1.0
    first = floor(low / step) * step
    return tuple(first + step * place for place in range(BARS + 2))


def _nice(step: float) -> float:
    """The next of 1, 2, 5, 10 times a power of ten."""
    if step <= 0:
        return 0.0
    power = 10.0 ** floor(log10(step))
    return power * NICE[min(bisect_left(NICE, step / power), len(NICE) - 1)]


def _bars(cuts: Sequence[float], counted: Mapping[int, int], people: int) -> Iterator[Bar]:
    ends = [None, *cuts, None]
    for place, (low, high) in enumerate(pairwise(ends)):
        many = counted.get(place, 0)
        if many or (low is not None and high is not None):
            yield Bar(low, high, many, many / people)


def people(question: DistributionQuestion, cell: Cell, reader: Reader) -> Crowd:
    """Those in a bar. Raises NoSuchCell."""
    low, high = (
        (cell.low if cell.low is not None else -inf),
        (cell.high if cell.high is not None else inf),
    )
    if low >= high:
        raise NoSuchCell(cell=f"{cell.low} – {cell.high}")

    def written(bound: Bound) -> str:
        ends = []
        if cell.low is not None:
            ends.append(f"value >= {bound(cell.low, 'Float64')}")
        if cell.high is not None:
            ends.append(f"value < {bound(cell.high, 'Float64')}")
        where = f" WHERE {' AND '.join(ends)}" if ends else ""
        return f"SELECT groupBitmapState(person) FROM ({each(question, reader, bound)}){where}"

    return written


def means(question: DistributionQuestion, known: Mapping[str, EventKind]) -> tuple[str, str]:
    """What is counted, in English and Chinese."""
    event = known[question.event.event].event
    of = f" {question.property}" if question.property else ""
    measure = question.measure
    return (
        f"Of each person with “{event.title('en')}” in these days, {measure.en}{of}; how many"
        " people stand where.",
        f"所选日期内有「{event.title('zh-CN')}」的每个人的{measure.zh}{of}，各区间有多少人。",
    )


def rows_of(answer: DistributionAnswer) -> list[list[Any]]:
    return [[one.low, one.high, one.people, one.rate] for one in answer.bars]
