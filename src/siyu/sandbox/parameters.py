"""What an endpoint takes, declared once; wrong, missing and over-long values are answered here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from siyu.sandbox.errors import NOT_MODELLED, Refusal
from siyu.sandbox.world import World

Kind = Literal["text", "int", "flag", "texts", "ints", "record", "records"]
Reference = Literal["member", "customer", "department", "way", "mass", "media", "group"]


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One parameter with its limits, and the errcode of each way to break it.

    `clamp`: a number over `highest` counts as `highest`. `refers`: an id that must exist.
    `open`: the endpoint itself checks what is inside.
    """

    name: str
    kind: Kind = "text"
    required: bool = False
    missing: int = 40063
    wrong: int = 40058
    over: int = 40058
    chars: int | None = None
    bytes: int | None = None
    items: int | None = None
    item_chars: int | None = None
    lowest: int | None = None
    highest: int | None = None
    clamp: bool = False
    choices: tuple[Any, ...] = ()
    default: Any = None
    refers: Reference | None = None
    unknown: int = 40058
    inner: tuple["Parameter", ...] = ()
    open: bool = False


TYPES: Final[dict[str, Callable[[Any], bool]]] = {
    "text": lambda value: isinstance(value, str),
    "int": lambda value: type(value) is int,
    "flag": lambda value: isinstance(value, bool) or value in (0, 1),
    "texts": lambda value: isinstance(value, list) and all(isinstance(v, str) for v in value),
    "ints": lambda value: isinstance(value, list) and all(type(v) is int for v in value),
    "record": lambda value: isinstance(value, dict),
    "records": lambda value: isinstance(value, list) and all(isinstance(v, dict) for v in value),
}

REFERENCES: Final[dict[str, Callable[[World, Any], bool]]] = {
    "member": lambda world, id: world.member(id) is not None,
    "customer": lambda world, id: id in world.people,
    "department": lambda world, id: str(id) in world.departments,
    "way": lambda world, id: id in world.ways,
    "mass": lambda world, id: id in world.mass,
    "media": lambda world, id: id in world.media,
    "group": lambda world, id: id in world.groups,
}


def absent(value: Any) -> bool:
    """Empty strings and lists mean absent, as WeCom reads them."""
    return value is None or value in ("", [])


def read(
    world: World, parameters: tuple[Parameter, ...], given: Mapping[str, Any], where: str
) -> dict[str, Any]:
    """The arguments of a call, checked. Raises Refusal with the code the table names."""
    known = {parameter.name for parameter in parameters}
    for name in given:
        if name not in known:
            world.unmodelled[f"{where} {name}"] = world.unmodelled.get(f"{where} {name}", 0) + 1
            raise Refusal(NOT_MODELLED, f"parameter {name} of {where}")
    return {
        parameter.name: one(world, parameter, given.get(parameter.name), where)
        for parameter in parameters
    }


def from_query(parameters: tuple[Parameter, ...], query: Mapping[str, str]) -> dict[str, Any]:
    """A query string's values in the kinds of the table; what is no number stays text."""
    kinds = {parameter.name: parameter.kind for parameter in parameters}
    return {
        name: int(value) if kinds.get(name) in ("int", "flag") and is_number(value) else value
        for name, value in query.items()
    }


def is_number(text: str) -> bool:
    return text.removeprefix("-").isdecimal()


def one(world: World, parameter: Parameter, value: Any, where: str) -> Any:
    """One argument, checked against its row of the table."""
    if absent(value):
        if parameter.required:
            raise Refusal(parameter.missing, f"missing {parameter.name}")
        return parameter.default
    if not TYPES[parameter.kind](value):
        raise Refusal(parameter.wrong, f"invalid type of {parameter.name}")
    if parameter.choices and value not in parameter.choices:
        raise Refusal(parameter.wrong, f"invalid value of {parameter.name}")
    value = bounded(parameter, value)
    refer(world, parameter, value)
    if parameter.open:
        return value
    if parameter.kind == "record":
        return read(world, parameter.inner, value, f"{where} {parameter.name}")
    if parameter.kind == "records":
        return [read(world, parameter.inner, part, f"{where} {parameter.name}") for part in value]
    return bool(value) if parameter.kind == "flag" else value


def bounded(parameter: Parameter, value: Any) -> Any:
    """The value inside its limits. Raises Refusal with the parameter's `over` code."""
    if type(value) is int and parameter.clamp and parameter.highest is not None:
        value = min(value, parameter.highest)
    if any(over(parameter, value)):
        raise Refusal(parameter.over, f"{parameter.name} out of limit")
    return value


def over(parameter: Parameter, value: Any) -> list[bool]:
    """For each limit, whether the value breaks it."""
    match value:
        case str():
            return [
                len(value) > (parameter.chars or len(value)),
                len(value.encode()) > (parameter.bytes or len(value.encode())),
            ]
        case list():
            longest = max((len(part) for part in value if isinstance(part, str)), default=0)
            return [
                len(value) > (parameter.items or len(value)),
                longest > (parameter.item_chars or longest),
            ]
        case int():
            return [
                parameter.lowest is not None and value < parameter.lowest,
                parameter.highest is not None and value > parameter.highest,
            ]
    return []


def refer(world: World, parameter: Parameter, value: Any) -> None:
    """Refuse ids that name nothing. Raises Refusal with the parameter's `unknown` code."""
    if parameter.refers is None:
        return
    exists = REFERENCES[parameter.refers]
    for id in value if isinstance(value, list) else [value]:
        if not exists(world, id):
            raise Refusal(parameter.unknown, f"invalid {parameter.name}: {id}")
