"""Retention: of those who began in a period, who did the returning event k periods later.

Periods are the brand's whole days, weeks or months; which hour does not matter. A cohort is those
whose *first ever* such event lies in the period, or, counted *each time*, everyone who did it
then. In column k stand those who did the returning event

- *exact* (N-day): in the kth period after;
- *or later* (unbounded): in the kth period after or in any later one, up to today;
- *unbroken* (rolling): in every period from the first to the kth after.

Column 0 is the cohort itself. A period that has not ended is not whole; one not begun is empty.
All cells come of bitmaps: one for each cohort, one for each period, and their cuts.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from siyu.insight import selection
from siyu.insight.catalogue import EventKind
from siyu.insight.errors import Fault, NoSuchCell
from siyu.insight.questions import Cell, Question, shared_faults
from siyu.insight.reader import Crowd, Reader, between
from siyu.insight.selection import Bound, Selected, selected_sql
from siyu.insight.spans import Grain, Span, bucket_of, bucket_sql, next_bucket
from siyu.kit.choices import Choice

MOST_PERIODS, MOST_COHORTS = 60, 400
ITSELF, NOBODY = "toDate(0)", "bitmapBuild(emptyArrayUInt32())"


class Entry(Choice):
    """Who is in a cohort."""

    FIRST = "first", "first time ever", "首次发生"
    EACH = "each", "each time", "每次发生"


class How(Choice):
    """When somebody counts as retained."""

    EXACT = "exact", "in that very period", "当期回访"
    LATER = "or_later", "in that period or later", "当期及以后回访"
    UNBROKEN = "unbroken", "in every period up to it", "连续每期回访"


@dataclass(frozen=True, kw_only=True)
class RetentionQuestion(Question):
    """Cohorts are the buckets of the span; `periods` columns after the cohort itself."""

    kind: Literal["retention"] = "retention"
    first: Selected
    returning: Selected
    grain: Grain = Grain.WEEK
    periods: int = 8
    entry: Entry = Entry.FIRST
    how: How = How.EXACT


@dataclass(frozen=True)
class Kept:
    """Those kept in one period; the rate is of the cohort."""

    people: int
    rate: float
    is_whole: bool


@dataclass(frozen=True)
class Cohort:
    """Those who began in the bucket from `at`; `kept[0]` is one period later."""

    at: date
    people: int
    kept: tuple[Kept, ...]


@dataclass(frozen=True)
class RetentionAnswer:
    """Cohorts by time; `average_rates` weigh each cohort by its people, whole periods only."""

    cohorts: tuple[Cohort, ...]
    average_rates: tuple[float | None, ...]
    kind: Literal["retention"] = "retention"


def faults(question: RetentionQuestion, reader: Reader) -> Iterator[Fault]:
    yield from shared_faults(question)
    if not 1 <= question.periods <= MOST_PERIODS:
        yield Fault("periods", f"1 to {MOST_PERIODS} periods", f"期数须在 1 到 {MOST_PERIODS} 之间")
    if sum(1 for _ in question.span.buckets(question.grain)) > MOST_COHORTS:
        yield Fault(
            "span",
            f"at most {MOST_COHORTS} cohorts; choose longer periods or fewer days",
            f"最多 {MOST_COHORTS} 个批次，请选更长的周期或缩短日期",
        )
    yield from selection.faults(question.first, reader.known, "first")
    yield from selection.faults(question.returning, reader.known, "returning")


def answer(question: RetentionQuestion, reader: Reader) -> RetentionAnswer:
    bound = Bound()
    found: dict[date, dict[int, int]] = defaultdict(dict)
    for row in reader.rows(statement(question, reader, bound), bound):
        found[row["at"]][row["k"]] = row["people"]
    cohorts = tuple(_cohorts(question, reader.today, found))
    return RetentionAnswer(cohorts, tuple(_averages(question.periods, cohorts)))


def statement(question: RetentionQuestion, reader: Reader, bound: Bound) -> str:
    """`at`, `k` and how many; what is not there is nobody."""
    if question.how is How.UNBROKEN:
        cells = cell_bitmaps(question, reader, bound)
        return f"SELECT at, k, bitmapCardinality(b) AS people FROM ({cells}) WHERE people > 0"
    # Of a cut that is only counted no bitmap need be made.
    people = f"if(r.at = {ITSELF}, bitmapCardinality(c.b), bitmapAndCardinality(c.b, r.b))"
    cells = _cells(f"{people} AS people", question, reader, bound)
    return f"SELECT at, k, people FROM ({cells}) WHERE people > 0"


def cell_bitmaps(question: RetentionQuestion, reader: Reader, bound: Bound) -> str:
    """`at`, `k` and the bitmap `b` of every cell; k = 0 is the cohort."""
    joined = _cells(f"if(r.at = {ITSELF}, c.b, bitmapAnd(c.b, r.b)) AS b", question, reader, bound)
    if question.how is not How.UNBROKEN:
        return joined
    # A period in which nobody came back ends the row of every cohort.
    running = "PARTITION BY at ORDER BY k ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
    joined = (
        f"SELECT at, k, groupBitmapAndState(b) OVER ({running}) AS b,"
        f" row_number() OVER (PARTITION BY at ORDER BY k) AS n FROM ({joined})"
    )
    return f"SELECT at, k, b FROM ({joined}) WHERE n = k + 1"


def _cells(told: str, question: RetentionQuestion, reader: Reader, bound: Bound) -> str:
    """`at`, `k` and what is `told` of every cell's cohort `c` and period `r`."""
    cohorts, periods = _cohort_bitmaps(question, reader, bound), _periods(question, reader, bound)
    apart = _apart(question.grain, "r.at", "c.at")
    most = bound(question.periods, "Int32")
    # A day before all others stands for the cohort itself, so that it is gathered once.
    periods = f"SELECT at, b FROM ({periods}) UNION ALL SELECT {ITSELF}, {NOBODY}"
    return (
        f"SELECT c.at AS at, if(r.at = {ITSELF}, 0, {apart}) AS k, {told}"
        f" FROM ({cohorts}) AS c CROSS JOIN ({periods}) AS r"
        f" WHERE r.at = {ITSELF} OR r.at > c.at AND k <= {most}"
    )


def _apart(grain: Grain, later: str, earlier: str) -> str:
    return f"toInt32(dateDiff('{grain}', {earlier}, {later}))"


def _cohort_bitmaps(question: RetentionQuestion, reader: Reader, bound: Bound) -> str:
    """`at` and the bitmap of each cohort."""
    span, selected = _whole(question), question.first
    if question.entry is Entry.EACH:
        return _done(selected, span, question, reader, bound)
    if not (selected.where or question.within):
        return reader.newcomers(bound, [selected.event], span, question.grain)
    matches = selected_sql(selected, reader.known, bound)
    last = bound(span.last, "Date")
    each = (
        f"SELECT person, min(day) AS first FROM events WHERE {matches} AND day <= {last}"
        f"{reader.among(bound, question.within)} GROUP BY person"
    )
    at = bucket_sql("first", question.grain)
    since = bound(span.first, "Date")
    return (
        f"SELECT {at} AS at, groupBitmapState(person) AS b FROM ({each})"
        f" WHERE first >= {since} GROUP BY at"
    )


def _periods(question: RetentionQuestion, reader: Reader, bound: Bound) -> str:
    """`at` and the bitmap of who came back in each period, or in it and later."""
    span, grain = _whole(question), question.grain
    if question.how is How.LATER:
        reach = Span(span.first, max(reader.today, span.last))
        done = _done(question.returning, reach, question, reader, bound)
        return _from_then_on(done, reach, grain, bound)
    last = next_bucket(bucket_of(span.last, grain), grain, question.periods + 1)
    reach = Span(span.first, last - timedelta(days=1))
    return _done(question.returning, reach, question, reader, bound)


def _from_then_on(done: str, reach: Span, grain: Grain, bound: Bound) -> str:
    """Each period with all after it; a period in which nobody came is there too."""
    starts = bound([one.first for one in reach.buckets(grain)], "Array(Date)")
    every = f"SELECT at, b FROM ({done}) UNION ALL SELECT arrayJoin({starts}) AS at, {NOBODY} AS b"
    merged = f"SELECT at, groupBitmapMergeState(b) AS b FROM ({every}) GROUP BY at"
    return (
        "SELECT at, groupBitmapOrState(b) OVER (ORDER BY at DESC ROWS BETWEEN UNBOUNDED PRECEDING"
        f" AND CURRENT ROW) AS b FROM ({merged})"
    )


def _done(
    selected: Selected, span: Span, question: RetentionQuestion, reader: Reader, bound: Bound
) -> str:
    """`at` and the bitmap of who did it in each bucket: without conditions, from days alone."""
    if selected.where or question.within:
        matches = selected_sql(selected, reader.known, bound)
        among = reader.among(bound, question.within)
        at = bucket_sql("day", question.grain)
        return (
            f"SELECT {at} AS at, groupBitmapState(person) AS b FROM events"
            f" WHERE {matches} AND {between(bound, span)}{among} GROUP BY at"
        )
    return reader.seen(bound, [selected.event], span, question.grain)


def _whole(question: RetentionQuestion) -> Span:
    """The span, widened to whole buckets."""
    buckets = list(question.span.buckets(question.grain))
    return Span(buckets[0].first, buckets[-1].last)


def _cohorts(
    question: RetentionQuestion, today: date, found: Mapping[date, Mapping[int, int]]
) -> Iterator[Cohort]:
    for bucket in question.span.buckets(question.grain):
        if bucket.first > today:
            continue
        cells = found.get(bucket.first, {})
        people = cells.get(0, 0)
        kept = []
        for k in range(1, question.periods + 1):
            begins = next_bucket(bucket.first, question.grain, k)
            if begins > today:
                break
            is_whole = next_bucket(begins, question.grain) <= today
            many = cells.get(k, 0)
            kept.append(Kept(many, many / people if people else 0.0, is_whole))
        yield Cohort(bucket.first, people, tuple(kept))


def _averages(periods: int, cohorts: tuple[Cohort, ...]) -> Iterator[float | None]:
    for place in range(periods):
        whole = [one for one in cohorts if len(one.kept) > place and one.kept[place].is_whole]
        people = sum(one.people for one in whole)
        yield sum(one.kept[place].people for one in whole) / people if people else None


def people(question: RetentionQuestion, cell: Cell, reader: Reader) -> Crowd:
    """A cohort (period 0), those of it kept in a period, or lost by it. Raises NoSuchCell."""
    if cell.at is None or not 0 <= (cell.period or 0) <= question.periods:
        raise NoSuchCell(cell=f"cohort {cell.at}, period {cell.period}")
    at, period = cell.at, cell.period or 0

    def written(bound: Bound) -> str:
        cells = cell_bitmaps(question, reader, bound)
        place = f"at = {bound(at, 'Date')} AND k"
        kept = f"SELECT groupBitmapMergeState(b) FROM ({cells}) WHERE {place} = {period}"
        if not cell.lost:
            return kept
        cohort = f"SELECT groupBitmapMergeState(b) FROM ({cells}) WHERE {place} = 0"
        return f"SELECT bitmapAndnot(({cohort}), ({kept}))"

    return written


def means(question: RetentionQuestion, known: Mapping[str, EventKind]) -> tuple[str, str]:
    """What is counted, in English and Chinese."""
    grain, entry, how = question.grain, question.entry, question.how
    first, returning = (
        [known[one.event].event.title(language) for language in ("en", "zh-CN")]
        for one in (question.first, question.returning)
    )
    return (
        f"Of those with “{first[0]}” ({entry.en}) in a {grain.en}, the share with"
        f" “{returning[0]}” {how.en} k {grain.en}s later.",
        f"某{grain.zh}内「{first[1]}」（{entry.zh}）的人中，第 k {grain.zh}有「{returning[1]}」"
        f"的占比（{how.zh}）。",
    )


def row_of(cohort: Cohort) -> list[Any]:
    """A row of a table: the cohort, its people, the rates."""
    return [cohort.at.isoformat(), cohort.people, *(one.rate for one in cohort.kept)]
