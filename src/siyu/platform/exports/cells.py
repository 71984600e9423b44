"""The values of a list as they stand in a file. Pure."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from siyu.kit.choices import Choice
from siyu.kit.text import mask_email, mask_phone

Kind = Literal["text", "number", "instant"]
Cell = str | int | float | datetime | None


@dataclass(frozen=True)
class Column:
    """A column of a file: its name for programs, its title for people, and what its cells are."""

    name: str
    title: str
    kind: Kind


@dataclass(frozen=True)
class Spoken:
    """In whose language and at whose time of day values are told."""

    language: str
    place: ZoneInfo


@runtime_checkable
class Told(Protocol):
    """A value that has its own words in each language."""

    def said(self, language: str) -> str: ...


def cell(value: object, spoken: Spoken) -> Cell:
    """A value as a cell: an instant on the local clock, several things in one text."""
    match value:
        case None | str() if not isinstance(value, Choice):
            return value
        case Choice() | Told():
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
    return str(value)


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
        case "number":
            return value if isinstance(value, int | float) else None
        case "instant":
            return value if isinstance(value, datetime) else None
    return value if value is None or isinstance(value, str) else str(value)
