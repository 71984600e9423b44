"""Tallies of a metric as SQL: how events become numbers by bucket and part. Pure of HTTP and rows.

All tallies of one metric are read in one scan. Every statement gives `at` (the bucket), `part`
(empty where nothing was asked), `whole` (1 for a row over all parts), and `value`. People do not
add up: they are counted anew for all parts, and `total` is how many there are in all buckets.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from siyu.insight import breakdown
from siyu.insight.breakdown import fields_of
from siyu.insight.reader import Reader, between
from siyu.insight.selection import Bound, Condition, condition_sql
from siyu.insight.spans import Grain, Span, bucket_sql
from siyu.platform.metrics import ACTIVITY, Tally

EARLIEST = date(1971, 1, 1)
"""Before it lie only events whose day is not known."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What of a metric's tallies is asked; without a grain the span is one bucket."""

    span: Span
    grain: Grain | None = None
    by: str | None = None
    where: tuple[Condition, ...] = ()
    within: str | None = None


def events_of(tallies: Sequence[Tally], reader: Reader) -> tuple[str, ...]:
    """The names of the events of these tallies, each once."""
    names = (reader.activities if one.events == ACTIVITY else one.events for one in tallies)
    return tuple(dict.fromkeys(name for some in names for name in some))


def statement(tallies: Sequence[Tally], asked: Asked, reader: Reader, bound: Bound) -> str:
    match tallies[0].how:
        case "count" | "sum":
            return _sums(tallies, asked, reader, bound)
        case "first":
            return _firsts(tallies[0], asked, reader, bound)
    return _people(tallies[0], asked, reader, bound)


def _sums(tallies: Sequence[Tally], asked: Asked, reader: Reader, bound: Bound) -> str:
    value = f"sum({worth(tallies, reader, bound)})"
    rows, at = _rows(tallies, asked, reader, bound), _at(asked, bound)
    name = fields_of(asked.by or "")
    if name is None:
        part = _part(tallies, asked, reader)
        each = f"SELECT {at} AS at, {part} AS part, {value} AS value FROM events WHERE {rows}"
        return f"SELECT at, part, 0 AS whole, value FROM ({each} GROUP BY at, part)"
    each = f"SELECT {at} AS at, person, {value} AS value FROM events WHERE {rows}"
    parted = breakdown.with_field(f"{each} GROUP BY at, person", name, bound)
    return f"SELECT at, part, 0 AS whole, sum(value) AS value FROM ({parted}) GROUP BY at, part"


def worth(tallies: Sequence[Tally], reader: Reader, bound: Bound) -> str:
    """What one row adds: nothing of another name than the tallies'."""
    cases = []
    for tally in tallies:
        names = bound.names(events_of([tally], reader))
        cases.append(f"{names}, {_one(tally, reader)}")
    return f"multiIf({', '.join(cases)}, 0)"


def _one(tally: Tally, reader: Reader) -> str:
    value = "1"
    if tally.how == "sum":
        properties = reader.known[events_of([tally], reader)[0]].properties
        value = properties[tally.of].column
        if tally.less:
            value = f"{value} - ifNull({properties[tally.less].column}, 0)"
    return f"toInt64({value})" if tally.sign > 0 else f"-toInt64({value})"


def _people(tally: Tally, asked: Asked, reader: Reader, bound: Bound) -> str:
    each = bitmaps(tally, asked, reader, bound)
    if asked.by is None:
        rows = f"SELECT at, part, 1 AS whole, b FROM ({each})"
    else:
        rows = (
            "SELECT at, part, toUInt8(grouping(part)) AS whole, groupBitmapMergeState(b) AS b"
            f" FROM ({each}) GROUP BY GROUPING SETS ((at, part), (at))"
        )
    return (
        "SELECT at, part, whole, bitmapCardinality(b) AS value,"
        f" groupBitmapOr(b) OVER (PARTITION BY whole, part) AS total FROM ({rows})"
    )


def bitmaps(tally: Tally, asked: Asked, reader: Reader, bound: Bound) -> str:
    """`at`, `part` and the bitmap `b` of people, of a tally that counts people."""
    names = events_of([tally], reader)
    if tally.how == "first":
        return _first_bitmaps(tally, asked, reader, bound)
    if tally.how == "people" and not (asked.by or asked.where or asked.within):
        # From the bitmaps of days alone; no event is read.
        return (
            f"SELECT at, '' AS part, b FROM ({reader.seen(bound, names, asked.span, asked.grain)})"
        )
    rows, at = _rows([tally], asked, reader, bound), _at(asked, bound)
    name = fields_of(asked.by or "")
    part = "''" if name is not None else _part([tally], asked, reader)
    if tally.how == "people" and name is None:
        return (
            f"SELECT {at} AS at, {part} AS part, groupBitmapState(person) AS b FROM events"
            f" WHERE {rows} GROUP BY at, part"
        )
    often = 2 if tally.how == "again" else 1
    each = (
        f"SELECT {at} AS at, {part} AS part, person FROM events WHERE {rows}"
        f" GROUP BY at, part, person HAVING count() >= {often}"
    )
    if name is not None:
        each = breakdown.with_field(f"SELECT at, person FROM ({each})", name, bound)
    return f"SELECT at, part, groupBitmapState(person) AS b FROM ({each}) GROUP BY at, part"


def _firsts(tally: Tally, asked: Asked, reader: Reader, bound: Bound) -> str:
    """Everyone has one first event, so parts add up and need no bitmaps of their own."""
    if not (asked.by or asked.where or asked.within):
        each = _first_bitmaps(tally, asked, reader, bound)
        return f"SELECT at, part, 0 AS whole, bitmapCardinality(b) AS value FROM ({each})"
    each = firsts(tally, asked, reader, bound)
    at = _at(asked, bound, "first")
    return f"SELECT {at} AS at, part, 0 AS whole, count() AS value FROM ({each}) GROUP BY at, part"


def _first_bitmaps(tally: Tally, asked: Asked, reader: Reader, bound: Bound) -> str:
    if not (asked.by or asked.where or asked.within):
        # From the bitmaps of days alone, as people are.
        names = events_of([tally], reader)
        new = reader.newcomers(bound, names, asked.span, asked.grain, earliest=EARLIEST)
        return f"SELECT at, '' AS part, b FROM ({new})"
    each = firsts(tally, asked, reader, bound)
    at = _at(asked, bound, "first")
    return f"SELECT {at} AS at, part, groupBitmapState(person) AS b FROM ({each}) GROUP BY at, part"


def firsts(tally: Tally, asked: Asked, reader: Reader, bound: Bound) -> str:
    """`person`, the day of the `first` such event ever, and the `part` it was."""
    before = Asked(
        span=Span(EARLIEST, asked.span.last),
        where=asked.where,
        within=asked.within,
    )
    rows = _rows([tally], before, reader, bound)
    name = fields_of(asked.by or "")
    part = (
        "''"
        if name is not None or asked.by is None
        else (f"argMin({_part([tally], asked, reader)}, (happened_at, id))")
    )
    since = bound(asked.span.first, "Date")
    each = (
        f"SELECT person, min(day) AS first, {part} AS part FROM events WHERE {rows}"
        f" GROUP BY person HAVING first >= {since}"
    )
    if name is None:
        return each
    return breakdown.with_field(f"SELECT person, first FROM ({each})", name, bound)


def _rows(tallies: Sequence[Tally], asked: Asked, reader: Reader, bound: Bound) -> str:
    names = events_of(tallies, reader)
    parts = [bound.names(names), between(bound, asked.span)]
    for one in asked.where:
        properties = (reader.known[name].properties for name in names)
        known = next(some[one.property] for some in properties if one.property in some)
        parts.append(condition_sql(one, known, bound))
    return " AND ".join(parts) + reader.among(bound, asked.within)


def _at(asked: Asked, bound: Bound, column: str = "day") -> str:
    if asked.grain is None:
        return f"toDate({bound(asked.span.first, 'Date')})"
    return bucket_sql(column, asked.grain)


def _part(tallies: Sequence[Tally], asked: Asked, reader: Reader) -> str:
    if asked.by is None:
        return "''"
    return breakdown.column(asked.by, events_of(tallies, reader)[0], reader)
