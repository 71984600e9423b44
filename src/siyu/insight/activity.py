"""How many people are active: a day (DAU), in 7 days (WAU), in 30 (MAU), and how steadily.

A person is active on a local day with any event of their own doing (`Event.is_activity`), or with
any of the events asked for. Weeks and months roll: the day itself and the 6 or 29 before it.
Stickiness is DAU by MAU. All of it comes of one bitmap a day, which the engine keeps.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from siyu.insight.catalogue import EventKind
from siyu.insight.errors import Fault, NoSuchCell
from siyu.insight.questions import Cell, Question, event_faults, shared_faults
from siyu.insight.reader import Crowd, Reader, between
from siyu.insight.selection import Bound
from siyu.insight.spans import Grain, Span

WEEK, MONTH = 7, 30
MOST_DAYS = 400
WIDTHS = {"dau": 1, "wau": WEEK, "mau": MONTH}


@dataclass(frozen=True, kw_only=True)
class ActivityQuestion(Question):
    """`events` are what counts as being active; none means all that people do themselves."""

    kind: Literal["activity"] = "activity"
    events: tuple[str, ...] = ()


@dataclass(frozen=True)
class ActiveDay:
    """Those active on a day, in the 7 and in the 30 days that end with it."""

    at: date
    dau: int
    wau: int
    mau: int
    stickiness_rate: float | None


@dataclass(frozen=True)
class ActivityAnswer:
    """Day by day; the averages are over the days of the span that have begun."""

    days: tuple[ActiveDay, ...]
    average_dau: float | None
    average_stickiness_rate: float | None
    kind: Literal["activity"] = "activity"


def faults(question: ActivityQuestion, reader: Reader) -> Iterator[Fault]:
    yield from shared_faults(question)
    if question.span.days > MOST_DAYS:
        yield Fault("span", f"at most {MOST_DAYS} days", f"最多 {MOST_DAYS} 天")
    yield from event_faults(question.events, reader.known)


def answer(question: ActivityQuestion, reader: Reader) -> ActivityAnswer:
    bound = Bound()
    rows = reader.rows(statement(question, reader, bound), bound)
    found = {row["at"]: (row["dau"], row["wau"], row["mau"]) for row in rows}
    days = tuple(
        _day(bucket.first, *found.get(bucket.first, (0, 0, 0)))
        for bucket in question.span.buckets(Grain.DAY)
        if bucket.first <= reader.today
    )
    sticky = [one.stickiness_rate for one in days if one.stickiness_rate is not None]
    return ActivityAnswer(
        days,
        sum(one.dau for one in days) / len(days) if days else None,
        sum(sticky) / len(sticky) if sticky else None,
    )


def _day(at: date, dau: int, wau: int, mau: int) -> ActiveDay:
    return ActiveDay(at, dau, wau, mau, dau / mau if mau else None)


def statement(question: ActivityQuestion, reader: Reader, bound: Bound) -> str:
    """Days lie in blocks of as many as a month (or week) has: each rolling one is the end of a
    block with the beginning of the next, and both grow by a day at a time (van Herk, 1992). So a
    day's bitmap is put together with three others, not with thirty.
    """
    first = question.span.first - timedelta(days=MONTH - 1)
    days = _active(question, Span(first, question.span.last), Grain.DAY, reader, bound)
    since, until = bound(first, "Date"), bound(question.span.last + timedelta(days=1), "Date")
    every = f"SELECT at, b FROM ({days}) ORDER BY at WITH FILL FROM {since} TO {until}"
    blocks = ", ".join(_blocks(width, since) for width in (WEEK, MONTH))
    return (
        f"SELECT * FROM (SELECT at, bitmapCardinality(b) AS dau, {_rolling(WEEK)} AS wau,"
        f" {_rolling(MONTH)} AS mau FROM (SELECT at, b, {blocks} FROM ({every})))"
        f" WHERE at >= {bound(question.span.first, 'Date')} ORDER BY at"
    )


def _blocks(width: int, since: str) -> str:
    """Those of each day's block up to the day, and from it on."""
    block = f"PARTITION BY intDiv(dateDiff('day', {since}, at), {width})"
    grown = "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
    return ", ".join(
        f"groupBitmapOrState(b) OVER ({block} ORDER BY {order} {grown}) AS {side}_{width}"
        for order, side in (("at", "until"), ("at DESC", "since"))
    )


def _rolling(width: int) -> str:
    """How many in as many days as are in a block, each of which is a row."""
    days = f"ORDER BY at ROWS BETWEEN {width - 1} PRECEDING AND CURRENT ROW"
    begun = f"lagInFrame(since_{width}, {width - 1}) OVER ({days})"
    return f"bitmapOrCardinality(until_{width}, {begun})"


def _active(
    question: ActivityQuestion, span: Span, grain: Grain | None, reader: Reader, bound: Bound
) -> str:
    names = question.events or reader.activities
    if question.within is None:
        return reader.seen(bound, names, span, grain)
    at = "day" if grain else f"toDate({bound(span.last, 'Date')})"
    return (
        f"SELECT {at} AS at, groupBitmapState(person) AS b FROM events WHERE {bound.names(names)}"
        f" AND {between(bound, span)}{reader.among(bound, question.within)} GROUP BY at"
    )


def people(question: ActivityQuestion, cell: Cell, reader: Reader) -> Crowd:
    """Those active on a day, or in the days up to it: `key` is dau, wau or mau."""
    if cell.at is None or cell.key not in WIDTHS:
        raise NoSuchCell(cell=f"{cell.key} of {cell.at}")
    span = Span(cell.at - timedelta(days=WIDTHS[cell.key] - 1), cell.at)

    def written(bound: Bound) -> str:
        days = _active(question, span, None, reader, bound)
        return f"SELECT groupBitmapMergeState(b) FROM ({days})"

    return written


def means(question: ActivityQuestion, known: Mapping[str, EventKind]) -> tuple[str, str]:
    """What is counted, in English and Chinese."""
    del known
    what = ", ".join(question.events)
    return (
        f"People with {what or 'anything they did themselves'} on the day (DAU), in the 7 days"
        " (WAU) and the 30 days (MAU) that end with it; stickiness is DAU by MAU.",
        f"当天（DAU）、截至当天的 7 天（WAU）和 30 天（MAU）内有{what or '任意本人行为'}的人；"
        "粘性 = DAU ÷ MAU。",
    )
