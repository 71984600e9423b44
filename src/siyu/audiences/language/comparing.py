"""What a comparison asks of a value, as a function of the value, for one person in memory."""

import operator
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, cast

from siyu.audiences.language import spans
from siyu.audiences.language.conditions import Comparison
from siyu.audiences.language.plan import Moment
from siyu.kit.instants import day_start

Predicate = Callable[[Any], bool]
ORDERED: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
    "between": lambda value, pair: bool(pair[0] <= value <= pair[1]),
}


def predicate(asked: Comparison, moment: Moment) -> Predicate:
    """Whether a value fits; None, and a list of nothing, are values that are not set."""
    if asked.op in ("is_set", "not_set"):
        return _is_set if asked.op == "is_set" else _not_set
    if asked.kind in ("number", "money"):
        return _fits(ORDERED[asked.op], asked.operand)
    if asked.kind in ("instant", "date"):
        return _within(asked, moment)
    if asked.op == "is":
        return lambda value: value is asked.operand
    return _keyed(asked.op, frozenset(cast(tuple[str, ...], asked.operand)))


def _is_set(value: object) -> bool:
    return value is not None and value != []


def _not_set(value: object) -> bool:
    return not _is_set(value)


def _fits(compare: Callable[[Any, Any], bool], operand: object) -> Predicate:
    return lambda value: value is not None and compare(value, operand)


def _keyed(op: str, asked: frozenset[str]) -> Predicate:
    match op:
        case "any_of":
            return lambda value: not asked.isdisjoint(_keys(value))
        case "all_of":
            return lambda value: asked.issubset(_keys(value))
        case _:
            return lambda value: asked.isdisjoint(_keys(value))


def _keys(value: object) -> Collection[str]:
    """The keys of a value: a list of them, one alone, or none."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else cast(list[str], value)


def _within(asked: Comparison, moment: Moment) -> Predicate:
    """Whether a date (ISO text) or an instant lies in the days that are asked for."""
    first, end = spans.of_value(asked, moment.today)
    if asked.kind == "date":
        low, high = first and first.isoformat(), end and end.isoformat()
        return lambda value: (
            value is not None and (low is None or value >= low) and (high is None or value < high)
        )
    since = day_start(first, moment.zone).timestamp() if first else float("-inf")
    until = day_start(end, moment.zone).timestamp() if end else float("inf")
    return lambda value: value is not None and since <= seconds(value) < until


def seconds(value: object) -> float:
    """An instant in seconds since 1970: as fields hold it, or as ISO text of an event."""
    return (
        datetime.fromisoformat(value).timestamp() if isinstance(value, str) else cast(float, value)
    )
