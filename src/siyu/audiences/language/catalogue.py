"""What may be asked: handed to the language as data, made by whoever knows the brand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from siyu.audiences.language.conditions import Filter, Kind


@dataclass(frozen=True, slots=True)
class Titled:
    """Something with a title in both languages."""

    name: str
    en: str
    zh: str

    def title(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class AskedField(Titled):
    """A field of people. Without `options` any key may be asked for.

    `upcoming` is, for a yearly day, the date field that holds when it comes next.
    """

    kind: Kind
    options: tuple[Titled, ...] | None = None
    upcoming: str | None = None


@dataclass(frozen=True, slots=True)
class AskedProperty(Titled):
    """A property of an event; `noun` says what an id is an id of, such as `staff`."""

    kind: Kind
    options: tuple[Titled, ...] | None = None
    noun: str | None = None


@dataclass(frozen=True, slots=True)
class AskedEvent(Titled):
    """An event. One that a brand defined is kept as those of the `stored` name that fit `only`."""

    properties: Mapping[str, AskedProperty]
    stored: str = ""
    only: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownSegment:
    """A segment that others may refer to, with its definition as JSON."""

    id: UUID
    name: str
    definition: object


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that the definitions of one brand may ask."""

    fields: Mapping[str, AskedField]
    events: Mapping[str, AskedEvent]
    segments: Mapping[UUID, KnownSegment] = field(default_factory=dict)


def catalogue(
    fields: Iterable[AskedField],
    events: Iterable[AskedEvent],
    segments: Iterable[KnownSegment] = (),
) -> Catalogue:
    """A catalogue of these, each found by its name or id."""
    return Catalogue(
        {one.name: one for one in fields},
        {one.name: one for one in events},
        {one.id: one for one in segments},
    )
