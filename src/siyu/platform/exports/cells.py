"""The values of a list as they stand in a file. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import NoneType
from typing import Any, Literal, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from siyu.kit.choices import Choice
from siyu.kit.money import digits
from siyu.kit.text import mask_email, mask_phone

Kind = Literal["text", "number", "instant", "money"]
Cell = str | int | float | datetime | None
TEXTS: frozenset[type] = frozenset((str, NoneType))
NUMBERS: frozenset[type] = frozenset((int, float, NoneType))
INSTANTS: frozenset[type] = frozenset((datetime, NoneType))
PLAIN = TEXTS | NUMBERS
"""The types of values that are cells as they stand."""
USUAL: dict[Kind, frozenset[type]] = {
    "text": TEXTS,
    "number": NUMBERS,
    "money": NUMBERS,
    "instant": INSTANTS,
}
"""The types of cells that each kind of column takes."""


@dataclass(frozen=True)
class Column:
    """A column of a file: its name for programs, its title for people, and what its cells are."""

    name: str
    title: str
    kind: Kind


@dataclass(frozen=True)
class Spoken:
    """In whose language, at whose time of day and in whose money values are told."""

    language: str
    place: ZoneInfo
    currency: str = ""


def column_of(
    values: Sequence[Any], kind: Kind, spoken: Spoken, *, hidden: bool = False
) -> list[Cell]:
    """The values of one column as its cells. Most are such already and stay as they are."""
    if kind == "money":
        worth = 10 ** digits(spoken.currency)
        values = [one / worth if type(one) is int else None for one in values]
    found = _cells(values, spoken)
    if hidden:
        found = [masked(one) for one in found]
    usual = USUAL[kind]
    if usual.issuperset(map(type, found)):
        return found
    return [one if type(one) in usual else of_kind(kind, one) for one in found]


def _cells(values: Sequence[Any], spoken: Spoken) -> list[Cell]:
    """By the types in the column, not value by value: of a million, each look counts."""
    types = set(map(type, values))
    if types <= PLAIN:
        return list(values)
    if types <= INSTANTS:
        place = spoken.place
        return [one and one.astimezone(place).replace(tzinfo=None) for one in values]
    return [one if type(one) in PLAIN else cell(one, spoken) for one in values]


@runtime_checkable
class Told(Protocol):
    """A value that has its own words in each language."""

    def said(self, language: str) -> str: ...


def cell(value: object, spoken: Spoken) -> Cell:
    """A value as a cell: an instant on the local clock, several things in one text."""
    match value:
        case None | str() if not isinstance(value, Choice):
            return value
        case Choice():
            return value.said(spoken.language)
        case bool():
            return _yes(spoken) if value else _no(spoken)
        case int() | float():
            return value
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case datetime():
            return value.astimezone(spoken.place).replace(tzinfo=None)
        case list() | tuple() | set() | frozenset():
            return "; ".join(str(cell(one, spoken)) for one in value)
    return value.said(spoken.language) if isinstance(value, Told) else str(value)


def _yes(spoken: Spoken) -> str:
    return "是" if spoken.language.startswith("zh") else "yes"


def _no(spoken: Spoken) -> str:
    return "否" if spoken.language.startswith("zh") else "no"


def masked(value: Cell) -> Cell:
    """A sealed value for those who may not read it whole."""
    match value:
        case str() if "@" in value:
            return mask_email(value)
        case str() if value.lstrip("+").isdigit():
            return mask_phone(value)
        case str() if value:
            return f"{value[:1]}**"
    return None


def of_kind(kind: Kind, value: Cell) -> Cell:
    """A cell that its column takes: what is no number in a column of numbers is left out."""
    match kind:
        case "number" | "money":
            return value if isinstance(value, int | float) else None
        case "instant":
            return value if isinstance(value, datetime) else None
    return value if value is None or isinstance(value, str) else str(value)
