"""From counts of days to ranges of days. Both interpreters read these, so they cannot differ.

A span is half-open: its first day is in it, its `end` is not; None leaves a side open.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple, cast

from siyu.audiences.language.conditions import (
    BeforeLastDays,
    Between,
    Comparison,
    DayWindow,
    Ever,
    LastDays,
)


class Span(NamedTuple):
    """The days from `first` on, before `end`."""

    first: date | None
    end: date | None


def days(count: int) -> timedelta:
    return timedelta(days=count)


def of_window(window: DayWindow, today: date) -> Span:
    """The days whose events count; what happens after the instant of asking never does."""
    match window:
        case Ever():
            return Span(None, None)
        case LastDays(days=n):
            return Span(today - days(n - 1), None)
        case BeforeLastDays(days=n):
            return Span(None, today - days(n - 1))
        case Between(first=first, last=last):
            return Span(first, last + days(1))


def of_value(asked: Comparison, today: date) -> Span:
    """The days on which a date or an instant must lie."""
    if isinstance(asked.operand, int):
        return COUNTED_DAYS[asked.op](today, asked.operand)
    if asked.op == "between":
        first, last = map(date.fromisoformat, cast(tuple[str, str], asked.operand))
        return Span(first, last + days(1))
    told = date.fromisoformat(cast(str, asked.operand))
    return Span(None, told) if asked.op == "before" else Span(told + days(1), None)


COUNTED_DAYS: dict[str, Callable[[date, int], Span]] = {
    "last_days": lambda today, n: Span(today - days(n - 1), today + days(1)),
    "next_days": lambda today, n: Span(today, today + days(n)),
    "more_than_days_ago": lambda today, n: Span(None, today - days(n)),
}
TURNS: dict[str, Callable[[date, int], tuple[date, ...]]] = {
    "last_days": lambda day, n: (day, day + days(n)),
    "next_days": lambda day, n: (day - days(n - 1), day + days(1)),
    "more_than_days_ago": lambda day, n: (day + days(n + 1),),
}
"""The days at whose start a value on `day` begins or ceases to fit."""


def next_turn(asked: Comparison, day: date, today: date) -> date | None:
    """The first day after today on which a value that lies on `day` changes its answer."""
    if asked.op not in TURNS:
        return None
    turns = TURNS[asked.op](day, cast(int, asked.operand))
    return next((turn for turn in turns if turn > today), None)
