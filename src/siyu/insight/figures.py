"""One metric over time: by day, week or month, in all, against another span or segment, in parts.

A bucket that the span cuts, or that has not ended, is not whole. Sums of an unknown bucket are 0,
ratios None. The total of people counts each once in the span, and so is less than the sum.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from siyu.insight import breakdown, selection, tallies
from siyu.insight.errors import Fault, NoSuchCell
from siyu.insight.questions import MOST_PARTS, Cell, Question, shared_faults
from siyu.insight.reader import Crowd, Reader
from siyu.insight.selection import Bound, Condition
from siyu.insight.spans import Against, Grain, Span, bucket_of, compared, next_bucket
from siyu.insight.tallies import Asked
from siyu.platform.metrics import Kept, Metric, Ratio, Tally

MOST_BUCKETS = 1_200
Number = int | float | None
ALL: str | None = None


@dataclass(frozen=True, kw_only=True)
class FigureQuestion(Question):
    """`where` are conditions on the metric's events, such as a store or a source. `by` is one of
    their properties, `store`, or `field:<name>` of the person. `versus` is a segment to compare
    with, in place of `against`, another span."""

    kind: Literal["figure"] = "figure"
    metric: str
    grain: Grain = Grain.DAY
    against: Against = Against.NOTHING
    versus: str | None = None
    by: str | None = None
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Point:
    """A bucket from `at`; `against` is the bucket in the same place of what it is compared with."""

    at: date
    value: Number
    is_whole: bool
    against_at: date | None = None
    against: Number = None


@dataclass(frozen=True)
class FigurePart:
    """The figure of one value; None is all."""

    part: str | None
    total: Number
    against_total: Number
    change_rate: float | None
    points: tuple[Point, ...]


@dataclass(frozen=True)
class FigureAnswer:
    """All first, then the parts, the largest first; `parts_left_off` are those not shown."""

    metric: str
    unit: str
    parts: tuple[FigurePart, ...]
    parts_left_off: int = 0
    kind: Literal["figure"] = "figure"


Found = dict[str | None, dict[date, Number]]
Totals = dict[str | None, Number]


def faults(question: FigureQuestion, reader: Reader) -> Iterator[Fault]:
    yield from shared_faults(question)
    metric = reader.metrics.get(question.metric)
    if metric is None:
        choose = ", ".join(reader.metrics)
        yield Fault(
            "metric",
            f"there is no metric {question.metric}; choose {choose}",
            f"没有指标 {question.metric}，可选：{choose}",
        )
        return
    if sum(1 for _ in question.span.buckets(question.grain)) > MOST_BUCKETS:
        yield Fault(
            "grain",
            f"at most {MOST_BUCKETS} points; choose weeks or months",
            f"最多 {MOST_BUCKETS} 个点，请按周或按月",
        )
    for plain in plain_metrics(metric, reader.metrics):
        yield from _plain_faults(question, plain, reader)


def _plain_faults(question: FigureQuestion, metric: Metric, reader: Reader) -> Iterator[Fault]:
    names = tallies.events_of(metric.tallies, reader)
    if isinstance(metric.of, Kept):
        if question.by or question.where or question.within or question.versus:
            yield Fault(
                "metric",
                f"{metric.name} is known by the day alone, not by people or parts",
                f"{metric.title_zh}只按天记录，不能按人群拆分或筛选",
            )
        return
    if question.by is not None:
        yield from breakdown.faults(question.by, names[0], reader)
    for number, condition in enumerate(question.where):
        for name in names:
            kind = reader.known[name]
            yield from selection.condition_faults(condition, kind, f"where.{number}")


def plain_metrics(metric: Metric, known: Mapping[str, Metric]) -> list[Metric]:
    """The metric, or the two that it divides."""
    if isinstance(metric.of, Ratio):
        return [known[metric.of.above], known[metric.of.below]]
    return [metric]


def answer(question: FigureQuestion, reader: Reader) -> FigureAnswer:
    metric = reader.metrics[question.metric]
    now = _values(question, question.span, question.within, reader)
    other = _other(question)
    then = _values(question, other, question.versus or question.within, reader) if other else None
    parts = _shown(now, then)
    shown = tuple(_part(one, question, other, now, then, reader.today) for one in parts)
    left = len(now[0]) - len(parts) if question.by else 0
    return FigureAnswer(metric.name, metric.unit, shown, max(left, 0))


Values = tuple[Found, Totals]


def _values(question: FigureQuestion, span: Span, within: str | None, reader: Reader) -> Values:
    """Each part's buckets and total."""
    metric = reader.metrics[question.metric]
    asked = Asked(
        span=span, grain=question.grain, by=question.by, where=question.where, within=within
    )
    if not isinstance(metric.of, Ratio):
        return _plain(metric, asked, reader)
    above, below = (_plain(one, asked, reader) for one in plain_metrics(metric, reader.metrics))
    buckets: Found = {
        part: {at: _divided(above[0].get(part, {}).get(at, 0), many) for at, many in found.items()}
        for part, found in below[0].items()
    }
    totals = {part: _divided(above[1].get(part, 0), many) for part, many in below[1].items()}
    return buckets, totals


def _divided(above: Number, below: Number) -> float | None:
    return (above or 0) / below if below else None


def _plain(metric: Metric, asked: Asked, reader: Reader) -> Values:
    if isinstance(metric.of, Kept):
        return _kept(metric.of, asked, reader)
    match metric.tallies[0].how:
        case "count" | "sum" | "first":
            buckets = _added_up(metric.tallies, asked, reader)
            return buckets, _summed(buckets)
        case "people":
            return _counted(metric.tallies, asked, reader)
    # Who comes again within the span need not do so within a bucket.
    buckets, _ = _counted(metric.tallies, asked, reader)
    return buckets, _counted(metric.tallies, replace(asked, grain=None), reader)[1]


def _summed(found: Found) -> Totals:
    return {part: sum(one or 0 for one in buckets.values()) for part, buckets in found.items()}


def _added_up(asked_tallies: Sequence[Tally], asked: Asked, reader: Reader) -> Found:
    bound = Bound()
    rows = reader.rows(tallies.statement(asked_tallies, asked, reader, bound), bound)
    found: Found = defaultdict(dict)
    found[ALL] = {}
    by_field = breakdown.fields_of(asked.by or "") is not None
    for row in rows:
        if asked.by is not None:
            found[row["part"]][row["at"]] = row["value"]
        if not by_field:
            found[ALL][row["at"]] = (found[ALL].get(row["at"]) or 0) + row["value"]
    if by_field:
        found[ALL] = _added_up(asked_tallies, replace(asked, by=None), reader)[ALL]
    return dict(found)


def _counted(asked_tallies: Sequence[Tally], asked: Asked, reader: Reader) -> Values:
    """People, each once in a bucket and once in the span."""
    bound = Bound()
    found: Found = defaultdict(dict)
    found[ALL] = {}
    totals: Totals = {ALL: 0}
    for row in reader.rows(tallies.statement(asked_tallies, asked, reader, bound), bound):
        part = ALL if row["whole"] else row["part"]
        found[part][row["at"]] = row["value"]
        totals[part] = row["total"]
    return dict(found), totals


def _kept(source: Kept, asked: Asked, reader: Reader) -> Values:
    days = source.read(reader.work, asked.span.first, asked.span.last)
    found: dict[date, Number] = defaultdict(int)
    for day, value in days.items():
        at = bucket_of(day, asked.grain) if asked.grain else asked.span.first
        found[at] = (found[at] or 0) + value
    return {ALL: dict(found)}, {ALL: sum(days.values())}


def _other(question: FigureQuestion) -> Span | None:
    """The span to compare with: the same days for another segment."""
    return question.span if question.versus else compared(question.span, question.against)


def _shown(now: Values, then: Values | None) -> list[str | None]:
    every = {*now[1], *(then[1] if then else ())} - {ALL}
    by_size = sorted(every, key=lambda part: (-(now[1].get(part) or 0), part or ""))
    return [ALL, *by_size[:MOST_PARTS]]


def _part(
    part: str | None,
    question: FigureQuestion,
    other: Span | None,
    now: Values,
    then: Values | None,
    today: date,
) -> FigurePart:
    nothing = now[1].get(ALL)
    blank: Number = None if isinstance(nothing, float) or nothing is None else 0
    total = now[1].get(part, blank)
    before = then[1].get(part, blank) if then else None
    change = (total - before) / before if before and total is not None else None
    return FigurePart(
        part,
        total,
        before,
        change,
        tuple(_points(part, question, other, now[0], then[0] if then else {}, today, blank)),
    )


def _points(
    part: str | None,
    question: FigureQuestion,
    other: Span | None,
    now: Found,
    then: Found,
    today: date,
    blank: Number,
) -> Iterator[Point]:
    span, grain = question.span, question.grain
    others = list(other.buckets(grain)) if other else []
    for place, bucket in enumerate(span.buckets(grain)):
        if bucket.first > today:
            break
        whole = span.first <= bucket.first and bucket.last <= span.last and bucket.last < today
        against = others[place].first if place < len(others) else None
        yield Point(
            at=bucket.first,
            value=now.get(part, {}).get(bucket.first, blank),
            is_whole=whole,
            against_at=against,
            against=then.get(part, {}).get(against, blank) if against else None,
        )


def people(question: FigureQuestion, cell: Cell, reader: Reader) -> Crowd:
    """Those whose events make up a figure: of a bucket, a part, or all; of a ratio, the upper
    number's. Raises NoSuchCell where no event tells who it was."""
    metric = plain_metrics(reader.metrics[question.metric], reader.metrics)[0]
    if isinstance(metric.of, Kept):
        raise NoSuchCell(cell=metric.title_en)
    span = _cell_span(question, cell)
    tally = metric.tallies[0]
    if tally.how in ("count", "sum"):
        tally = Tally(tallies.events_of(metric.tallies, reader), "people")
    asked = Asked(
        span=span,
        by=question.by if cell.part is not None else None,
        where=question.where,
        within=question.within,
    )

    def written(bound: Bound) -> str:
        each = tallies.bitmaps(tally, asked, reader, bound)
        where = f" WHERE part = {bound(cell.part, 'String')}" if cell.part is not None else ""
        return f"SELECT groupBitmapMergeState(b) FROM ({each}){where}"

    return written


def _cell_span(question: FigureQuestion, cell: Cell) -> Span:
    if cell.at is None:
        return question.span
    last = next_bucket(cell.at, question.grain) - timedelta(days=1)
    found = Span(max(cell.at, question.span.first), min(last, question.span.last))
    if found.last < found.first:
        raise NoSuchCell(cell=cell.at)
    return found


def means(question: FigureQuestion, known: Mapping[str, Metric]) -> tuple[str, str]:
    """What is counted, in English and Chinese."""
    metric = known[question.metric]
    return metric.means_en, metric.means_zh
