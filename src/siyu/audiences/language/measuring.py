"""Measures over a person's events, as arithmetic. Exact: numbers count in ten-thousandths.

A sum of floats depends on the order of adding, and the warehouse adds in any order; whole numbers
do not. An average is compared as a sum: `avg ≥ v` is `sum ≥ v × count`.
"""

from collections.abc import Callable, Sequence
from typing import Any, cast

from siyu.audiences.language.comparing import ORDERED, predicate
from siyu.audiences.language.conditions import EventCondition, Kind, Operand
from siyu.audiences.language.facts import Properties
from siyu.audiences.language.plan import Moment

FINENESS = 10_000
Measured = tuple[bool, object]
"""Whether the comparison holds, and the value that was found."""
Measuring = Callable[[Sequence[Properties]], Measured]
OF_VALUES: dict[str, Callable[[list[Any]], Any]] = {
    "distinct": lambda values: len(set(values)),
    "min": lambda values: min(values, default=None),
    "max": lambda values: max(values, default=None),
    "first": lambda values: values[0] if values else None,
    "last": lambda values: values[-1] if values else None,
}


def scale(kind: Kind | None) -> int:
    """How many units one is counted as: money is whole already."""
    return FINENESS if kind == "number" else 1


def scaled(operand: Operand, kind: Kind | None) -> Any:
    """A number, or two, in whole units of its kind."""
    if isinstance(operand, tuple):
        return tuple(round(cast(float, one) * scale(kind)) for one in operand)
    return round(cast(float, operand) * scale(kind))


def measuring(asked: EventCondition, moment: Moment) -> Measuring:
    """How the events of a window are measured and compared, for a measure of a property.

    Events without the property take no part.
    """
    if asked.measure in ("sum", "avg"):
        return _totalling(asked)
    name, found = cast(str, asked.property), OF_VALUES[asked.measure]
    fits = predicate(asked.asked, moment)

    def measured(events: Sequence[Properties]) -> Measured:
        value = found([value for one in events if (value := one.get(name)) is not None])
        return value is not None and fits(value), value

    return measured


def _totalling(asked: EventCondition) -> Measuring:
    name, units = cast(str, asked.property), scale(asked.property_kind)
    fits, averaged = fits_total(asked), asked.measure == "avg"

    def measured(events: Sequence[Properties]) -> Measured:
        found = [value for one in events if (value := one.get(name)) is not None]
        whole, count = sum(in_units(found, asked.property_kind)), len(found)
        value = whole if units == 1 and not averaged else whole / units
        return fits(whole, count), value / max(count, 1) if averaged else value

    return measured


def in_units(values: Sequence[object], kind: Kind | None) -> list[int]:
    """Numbers in whole units of their kind."""
    units, numbers = scale(kind), cast(Sequence[float], values)
    return list(map(round, numbers if units == 1 else [value * units for value in numbers]))


def fits_total(asked: EventCondition) -> Callable[[int, int], bool]:
    """Whether a sum in whole units, of so many values, fits, or their average."""
    compare = ORDERED[asked.asked.op]
    operand = scaled(asked.asked.operand, asked.property_kind)
    if asked.measure == "sum":
        return lambda whole, _: compare(whole, operand)
    return lambda whole, count: bool(count) and compare(whole, times(operand, count))


def times(operand: Any, count: int) -> Any:
    return tuple(one * count for one in operand) if isinstance(operand, tuple) else operand * count
