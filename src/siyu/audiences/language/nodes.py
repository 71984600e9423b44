"""One object of a definition's JSON, read key by key; what is amiss is noted, not raised.

Every reader answers None where the value will not do, and then the fault is noted already.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from siyu.audiences.language.faults import TYPES, Found, listed, type_of

LARGEST = 10**12
DECIMALS = 4
KEY_LENGTH = 200
FIRST_YEAR, LAST_YEAR = 1900, 2149


class Node:
    """A JSON object at a place; null is as good as absent.

    `done` notes the keys that nobody asked for.
    """

    def __init__(self, raw: object, place: str, found: Found) -> None:
        self.place, self.found = place, found
        self.raw: dict[Any, Any] = raw if isinstance(raw, dict) else {}
        self.is_object = isinstance(raw, dict)
        self.read: set[str] = set()
        if not self.is_object:
            found.add(place, "not_an_object", found=type_of(raw))

    def at(self, key: str | int) -> str:
        return f"{self.place}.{key}"

    def has(self, key: str) -> bool:
        self.read.add(key)
        return self.raw.get(key) is not None

    def needed(self, key: str, wanted: str) -> Any:
        """The value of a key; None with a fault where there is none."""
        if self.has(key):
            return self.raw[key]
        if self.is_object:
            self.found.add(self.place, "missing", key=key, wanted=TYPES[wanted])
        return None

    def one_of(self, key: str, known: Sequence[str]) -> str | None:
        value = self.needed(key, "text")
        if value is None or (isinstance(value, str) and value in known):
            return value
        self.unknown(key, "not_one_of", value, known)
        return None

    def unknown(
        self, key: str, code: str, value: object, known: Sequence[str], **said: object
    ) -> None:
        """Note a name that is not among those known, the nearest of them first."""
        if not isinstance(value, str):
            self.found.add(self.at(key), "wrong_type", wanted=TYPES["text"], found=type_of(value))
            return
        near = value[:KEY_LENGTH]
        self.found.add(self.at(key), code, found=near, known=listed(known, near), **said)

    def whole(self, key: str, least: int, most: int) -> int | None:
        value = self.needed(key, "whole")
        return None if value is None else whole(value, least, most, self.at(key), self.found)

    def list_of(self, key: str, most: int, least: int = 1) -> list[Any] | None:
        value = self.needed(key, "list")
        return None if value is None else list_of(value, most, least, self.at(key), self.found)

    def day(self, key: str) -> date | None:
        value = self.needed(key, "day")
        return None if value is None else day(value, self.at(key), self.found)

    def id(self, key: str) -> UUID | None:
        value = self.needed(key, "id")
        if value is None:
            return None
        try:
            return UUID(value)
        except (ValueError, AttributeError, TypeError):
            self.found.add(self.at(key), "wrong_type", wanted=TYPES["id"], found=type_of(value))
            return None

    def done(self) -> None:
        said = {key for key, value in self.raw.items() if value is not None}
        for key in sorted(said - self.read, key=str):
            told = str(key)[:KEY_LENGTH]
            self.found.add(self.place, "unexpected", key=told, known=", ".join(sorted(self.read)))


def whole(value: object, least: int, most: int, place: str, found: Found) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        _wrong(value, "whole", place, found)
        return None
    if least <= value <= most:
        return value
    found.add(place, "out_of_range", found=_short(value), least=least, most=most)
    return None


def number(value: object, place: str, found: Found) -> int | float | None:
    """A number within ±10¹², of four decimals at most."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        _wrong(value, "number", place, found)
        return None
    if not -LARGEST <= value <= LARGEST:
        found.add(place, "out_of_range", found=_short(value), least=-LARGEST, most=LARGEST)
        return None
    if round(value, DECIMALS) != value:
        found.add(place, "too_fine", found=value)
        return None
    return value


def list_of(value: object, most: int, least: int, place: str, found: Found) -> list[Any] | None:
    if not isinstance(value, list):
        _wrong(value, "list", place, found)
        return None
    if len(value) < least:
        found.add(place, "empty", least=least)
        return None
    if len(value) > most:
        found.add(place, "too_many", found=len(value), most=most)
        return None
    return value


def day(value: object, place: str, found: Found) -> date | None:
    """A day of the calendar, as YYYY-MM-DD, of the years that the warehouse knows."""
    try:
        told = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        told = None
    if told is None or told.isoformat() != value:
        _wrong(value, "day", place, found)
        return None
    if FIRST_YEAR <= told.year <= LAST_YEAR:
        return told
    found.add(place, "out_of_range", found=value, least=FIRST_YEAR, most=LAST_YEAR)
    return None


def _wrong(value: object, wanted: str, place: str, found: Found) -> None:
    found.add(place, "wrong_type", wanted=TYPES[wanted], found=type_of(value))


def _short(value: float) -> str:
    """A number for a sentence; one with hundreds of digits is only said to be large."""
    return str(value) if abs(value) < 10 * LARGEST else ("…" if value > 0 else "-…")
