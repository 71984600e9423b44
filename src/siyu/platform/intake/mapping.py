"""Which column of a file is which field of an intake. Pure: headings and a few values, no file."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from siyu.kit.cells import RUN_BY_SPREADSHEETS

ENOUGH_RATE = 0.8
PHONE = re.compile(r"\+?\d[\d\s()-]{6,18}\d")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
INSTANT = re.compile(r"\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}.*")


@dataclass(frozen=True)
class Place:
    """A field of an intake, as people know it."""

    name: str
    title_en: str
    title_zh: str
    needed: bool
    guesses: tuple[str, ...]
    look: str | None = None

    def title(self, language: str) -> str:
        return self.title_zh if language.startswith("zh") else self.title_en


@dataclass(frozen=True)
class Guess:
    """A column guessed for a field, and by what: `heading` or `values`."""

    column: int
    by: str


def places(row: type[BaseModel]) -> list[Place]:
    """The fields of a row, in their order."""
    return [_place(name, field) for name, field in row.model_fields.items()]


def _place(name: str, field: FieldInfo) -> Place:
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    title, guesses = field.title or name, extra.get("guesses") or ()
    return Place(
        name=name,
        title_en=title,
        title_zh=str(extra.get("zh") or title),
        needed=field.is_required(),
        guesses=tuple(str(one) for one in guesses) if isinstance(guesses, list | tuple) else (),
        look=_look(name, field.annotation),
    )


def _look(name: str, annotation: Any) -> str | None:
    if "phone" in name or "mobile" in name:
        return "phone"
    if "email" in name:
        return "email"
    if any(kind in (date, datetime) for kind in (annotation, *get_args(annotation))):
        return "instant"
    return None


def normal(heading: str) -> str:
    """A heading by its letters and digits alone: width, case, spaces and marks do not count."""
    plain = unicodedata.normalize("NFKC", heading).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def guessed(
    asked: Sequence[Place], headings: Sequence[str], samples: Sequence[Sequence[str]]
) -> dict[str, Guess]:
    """A column for each field that can be told, by its heading first, then by how values look."""
    by_heading = _by_heading(asked, headings)
    free = [
        at for at in range(len(headings)) if at not in {one.column for one in by_heading.values()}
    ]
    left = [place for place in asked if place.name not in by_heading]
    return by_heading | _by_look(left, free, samples)


def _by_heading(asked: Sequence[Place], headings: Sequence[str]) -> dict[str, Guess]:
    """Names said in full come before those that only hold one another."""
    found: dict[str, Guess] = {}
    said = [normal(heading) for heading in headings]
    for fits in (_is, _holds):
        for place in asked:
            taken = {one.column for one in found.values()}
            if place.name not in found:
                fitting = (
                    at for at, one in enumerate(said) if at not in taken and fits(place, one)
                )
                column = next(fitting, None)
                if column is not None:
                    found[place.name] = Guess(column, "heading")
    return found


def _names(place: Place) -> list[str]:
    said = (place.name, place.title_en, place.title_zh, *place.guesses)
    return [one for one in map(normal, said) if one]


def _is(place: Place, heading: str) -> bool:
    return heading in _names(place)


def _holds(place: Place, heading: str) -> bool:
    """Whether a heading such as 会员手机号码 holds a name of some length, such as 手机号."""
    return any(len(name) >= _enough(name) and name in heading for name in _names(place))


def _enough(name: str) -> int:
    return 4 if name.isascii() else 2


LOOKS: Mapping[str, Callable[[str], object]] = {
    "phone": PHONE.fullmatch,
    "email": EMAIL.fullmatch,
    "instant": INSTANT.fullmatch,
}


def _by_look(
    asked: Sequence[Place], free: Sequence[int], samples: Sequence[Sequence[str]]
) -> dict[str, Guess]:
    found: dict[str, Guess] = {}
    for place in asked:
        taken = {one.column for one in found.values()}
        fitting = [at for at in free if at not in taken and looks_like(place.look, at, samples)]
        # Two columns that look alike are a person's to tell apart.
        if len(fitting) == 1:
            found[place.name] = Guess(fitting[0], "values")
    return found


def looks_like(look: str | None, column: int, samples: Sequence[Sequence[str]]) -> bool:
    """Whether most of a column's values look like what a field holds."""
    if look is None:
        return False
    values = [row[column].strip() for row in samples if column < len(row) and row[column].strip()]
    fitting = sum(LOOKS[look](value) is not None for value in values)
    return bool(values) and fitting / len(values) >= ENOUGH_RATE


def unmatched(asked: Sequence[Place], columns: Mapping[str, int]) -> list[Place]:
    """Fields that need a column and have none."""
    return [place for place in asked if place.needed and place.name not in columns]


def picked(columns: Mapping[str, int], cells: Sequence[str]) -> dict[str, str]:
    """A row of cells as the values of fields; an empty cell is no value."""
    values = {name: unguarded(cells[at].strip()) for name, at in columns.items() if at < len(cells)}
    return {name: value for name, value in values.items() if value}


def unguarded(cell: str) -> str:
    """A cell without the apostrophe that our exports put before what a spreadsheet would run."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in RUN_BY_SPREADSHEETS else cell
