"""Spans of whole local days, and the days, weeks and months they fall into. Pure."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from siyu.insight.errors import Fault
from siyu.kit.choices import Choice

MOST_DAYS = 3_660
ONE = timedelta(days=1)


class Grain(Choice):
    """How long a bucket is; weeks begin on Monday."""

    DAY = "day", "day", "日"
    WEEK = "week", "week", "周"
    MONTH = "month", "month", "月"


class Against(Choice):
    """What a span is compared with."""

    NOTHING = "nothing", "nothing", "不对比"
    PREVIOUS = "previous", "the span before", "上一期"
    YEAR = "year", "the same span a year before", "去年同期"


@dataclass(frozen=True)
class Span:
    """Whole days of the brand's zone, both ends in it."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def before(self) -> "Span":
        """The span of the same length just before; of whole months, as many months before."""
        if self.first.day == 1 and (self.last + ONE).day == 1:
            months = _months(self.last) - _months(self.first) + 1
            return Span(_month_start(_months(self.first) - months), self.first - ONE)
        return Span(self.first - timedelta(days=self.days), self.first - ONE)

    def year_before(self) -> "Span":
        """The same dates a year before; 29 February becomes the 28th."""
        last = _year_before(self.last)
        if (self.last + ONE).day == 1 and self.first.day == 1:
            last = last.replace(day=monthrange(last.year, last.month)[1])
        return Span(_year_before(self.first), last)

    def buckets(self, grain: Grain) -> Iterator["Span"]:
        """The buckets that have a day in the span, each whole."""
        at = bucket_of(self.first, grain)
        while at <= self.last:
            following = next_bucket(at, grain)
            yield Span(at, following - ONE)
            at = following


def compared(span: Span, against: Against) -> Span | None:
    match against:
        case Against.PREVIOUS:
            return span.before()
        case Against.YEAR:
            return span.year_before()
    return None


def bucket_of(day: date, grain: Grain) -> date:
    """The first day of the bucket that a day falls into."""
    match grain:
        case Grain.WEEK:
            return day - timedelta(days=day.weekday())
        case Grain.MONTH:
            return day.replace(day=1)
    return day


def next_bucket(at: date, grain: Grain, by: int = 1) -> date:
    """The first day of the bucket that comes `by` after the one beginning at `at`."""
    match grain:
        case Grain.WEEK:
            return at + timedelta(weeks=by)
        case Grain.MONTH:
            return _month_start(_months(at) + by)
    return at + timedelta(days=by)


def bucket_sql(column: str, grain: Grain) -> str:
    match grain:
        case Grain.WEEK:
            return f"toMonday({column})"
        case Grain.MONTH:
            return f"toStartOfMonth({column})"
    return column


def faults(span: Span, place: str = "span") -> Iterator[Fault]:
    if span.last < span.first:
        yield Fault(place, "the span ends before it begins", "结束日期早于开始日期")
    elif span.days > MOST_DAYS:
        yield Fault(place, f"a span has at most {MOST_DAYS} days", f"时间范围最多 {MOST_DAYS} 天")
    if span.first.year < 1971 or span.last.year > 2148:
        yield Fault(place, "days lie between 1971 and 2148", "日期须在 1971 至 2148 年之间")


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1


def _month_start(months: int) -> date:
    return date(months // 12, months % 12 + 1, 1)


def _year_before(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)
