"""The conditions a definition is made of, as the passes see them: checked, typed, immutable.

Two conditions that ask the same are equal wherever they stand, so an interpreter answers each
question once; `place` says where, and takes no part in comparing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias
from uuid import UUID

Kind: TypeAlias = Literal[
    "number", "money", "instant", "date", "day", "choice", "tags", "yes_no", "text", "id"
]
Op: TypeAlias = Literal[
    "eq", "ne", "gt", "ge", "lt", "le", "between",
    "before", "after", "last_days", "next_days", "more_than_days_ago",
    "any_of", "all_of", "none_of", "is", "is_set", "not_set",
]  # fmt: skip
Measure: TypeAlias = Literal[
    "count", "sum", "avg", "min", "max", "distinct", "days", "first", "last"
]
Operand: TypeAlias = bool | int | float | str | tuple[float, float] | tuple[str, ...] | None
"""What a value is compared with: a number, two of them, an ISO day or two, keys, yes or no, so many
days, or nothing (`is_set`)."""

COUNTED = ("count", "distinct", "days")
"""Measures that are whole numbers, and 0 where nothing happened; so is a `sum`, in its own unit."""
ZERO = (*COUNTED, "sum")


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is asked of a value of one kind: `ge 2`, `any_of` these keys, `last_days 30`."""

    kind: Kind
    op: Op
    operand: Operand = None


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked of one property of an event."""

    property: str
    asked: Comparison
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Happening:
    """Events of one name whose properties fit all filters.

    `event` is the name they are asked by, `stored` the one they are kept under; `only` are the
    filters that make the one the other, for events that a brand defined itself.
    """

    event: str
    stored: str
    where: tuple[Filter, ...] = ()
    only: tuple[Filter, ...] = ()
    place: str = field(default="", compare=False)

    @property
    def filters(self) -> tuple[Filter, ...]:
        return self.only + self.where


@dataclass(frozen=True, slots=True)
class Ever:
    """All that happened up to the instant of asking."""


@dataclass(frozen=True, slots=True)
class LastDays:
    """Today and the days before it, so many together."""

    days: int


@dataclass(frozen=True, slots=True)
class BeforeLastDays:
    """All days before those `LastDays` names."""

    days: int


@dataclass(frozen=True, slots=True)
class Between:
    """From one day to another, both among them."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class AfterEvent:
    """After a person's first or last event of another kind, for so many times 24 hours or for good.

    Whoever has no such event has no such window, and the condition does not hold.
    """

    anchor: Happening
    which: Literal["first", "last"]
    days: int | None


DayWindow: TypeAlias = Ever | LastDays | BeforeLastDays | Between
Window: TypeAlias = DayWindow | AfterEvent


@dataclass(frozen=True, slots=True)
class AllOf:
    of: tuple["Condition", ...]
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class AnyOf:
    of: tuple["Condition", ...]
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    of: "Condition"
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class FieldCondition:
    """What is asked of a property of the person; `read` is the field that holds the value.

    The two differ for a yearly day: of `birthday` is asked what `next_birthday` answers.
    """

    name: str
    read: str
    asked: Comparison
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class EventCondition:
    """What is asked of a measure over a person's events in a window."""

    happening: Happening
    measure: Measure
    property: str | None
    property_kind: Kind | None
    asked: Comparison
    window: Window
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class InOrder:
    """Steps one after the other, others between them, from first to last within n times 24 hours.

    All of them lie in the window.
    """

    steps: tuple[Happening, ...]
    within_days: int | None
    window: DayWindow
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class InSegment:
    """Who is in another segment: its definition stands in `of`."""

    segment: UUID
    of: "Condition"
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Top:
    """Those with the most (or least) of a field: a share of all who have a value, or so many."""

    by: str
    share: float | None
    n: int | None
    end: Literal["top", "bottom"]
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Sample:
    """A random share of all people, the same ones for the same seed."""

    share: float
    seed: int
    place: str = field(default="", compare=False)


Leaf: TypeAlias = FieldCondition | EventCondition | InOrder | Top | Sample
Condition: TypeAlias = AllOf | AnyOf | Not | InSegment | Leaf


def inside(condition: Condition) -> tuple[Condition, ...]:
    """The conditions a condition is made of."""
    match condition:
        case AllOf(of=of) | AnyOf(of=of):
            return of
        case Not(of=one) | InSegment(of=one):
            return (one,)
        case _:
            return ()


def walk(condition: Condition) -> Iterator[Condition]:
    """A condition and all those inside it, outer before inner."""
    yield condition
    for one in inside(condition):
        yield from walk(one)


def happenings(condition: Condition) -> tuple[Happening, ...]:
    """The events a single condition looks at, those its window starts from among them."""
    match condition:
        case EventCondition(happening=happening, window=AfterEvent(anchor=anchor)):
            return (happening, anchor)
        case EventCondition(happening=happening):
            return (happening,)
        case InOrder(steps=steps):
            return steps
        case _:
            return ()
