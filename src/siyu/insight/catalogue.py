"""The events one may ask about, and the properties of each, read off their declarations. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from siyu.kit.choices import Choice
from siyu.platform.declarations import Event
from siyu.platform.registry import Registry

Kind = Literal["number", "text", "id", "yes_no"]
HIDDEN = frozenset({"customer_id", "currency"})
TYPES: Mapping[type, tuple[Kind, str]] = {
    UUID: ("id", ".:String"),
    bool: ("yes_no", ".:Bool"),
    str: ("text", ".:String"),
    int: ("number", ".:Int64"),
    float: ("number", "::Nullable(Float64)"),
}


@dataclass(frozen=True)
class Property:
    """A property of an event; `choices` are the values it may have, where they are few."""

    name: str
    kind: Kind
    column: str
    choices: type[Choice] | None = None

    @property
    def noun(self) -> str:
        """What an id is of: `staff` of `staff_id`."""
        return self.name.removesuffix("_id")


@dataclass(frozen=True)
class EventKind:
    """A kind of event that has a person."""

    name: str
    event: type[Event]
    properties: Mapping[str, Property]


@lru_cache(maxsize=4)
def catalogue(registry: Registry) -> Mapping[str, EventKind]:
    """The events with a person, by name."""
    kinds = (kind_of(event) for event in registry.events.values())
    return {kind.name: kind for kind in kinds if kind is not None}


@lru_cache(maxsize=4)
def activities(registry: Registry) -> tuple[str, ...]:
    """The events by which a person is active."""
    return tuple(name for name, event in registry.events.items() if event.is_activity)


def kind_of(event: type[Event]) -> EventKind | None:
    """None for an event of nobody."""
    hints = get_type_hints(event)
    if "customer_id" not in hints:
        return None
    found = (property_of(one.name, hints[one.name]) for one in fields(event))
    return EventKind(
        event.__name__, event, {one.name: one for one in found if one and one.name not in HIDDEN}
    )


def property_of(name: str, hint: Any) -> Property | None:
    """None for a type that no condition compares, such as a list."""
    if get_origin(hint) in (Union, UnionType):
        hint = next(one for one in get_args(hint) if one is not type(None))
    if not isinstance(hint, type):
        return None
    path = f"payload.`{name}`"
    if issubclass(hint, Choice):
        return Property(name, "text", f"{path}.:String", hint)
    if hint is int and name == "amount":
        return Property(name, "number", "amount")
    kind, cast = TYPES.get(hint, (None, ""))
    return Property(name, kind, path + cast) if kind else None


def is_id(value: str) -> bool:
    try:
        return str(UUID(value)) == value.lower()
    except ValueError:
        return False
