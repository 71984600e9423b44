"""Which events are meant: a name, and conditions on properties; as data and as SQL. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from siyu.insight.catalogue import EventKind, Property
from siyu.insight.errors import Fault

Op = Literal["eq", "ne", "gt", "ge", "lt", "le", "any_of", "none_of", "is", "is_set", "not_set"]
OPS: dict[str, tuple[Op, ...]] = {
    "number": ("eq", "ne", "gt", "ge", "lt", "le", "is_set", "not_set"),
    "text": ("eq", "ne", "any_of", "none_of", "is_set", "not_set"),
    "id": ("eq", "ne", "any_of", "none_of", "is_set", "not_set"),
    "yes_no": ("is", "is_set", "not_set"),
}
SIGNS = {"eq": "=", "ne": "!=", "gt": ">", "ge": ">=", "lt": "<", "le": "<=", "is": "="}
MOST_KEYS = 1_000
Value = bool | float | str | list[str] | None


@dataclass(frozen=True)
class Condition:
    """A condition on one property; `none_of` and `not_set` hold where it is not set."""

    property: str
    op: Op
    value: Value = None


@dataclass(frozen=True)
class Selected:
    """Events of one name that fulfil all conditions."""

    event: str
    where: tuple[Condition, ...] = ()


@dataclass
class Bound:
    """The values of a statement: each is written once, as a parameter the engine fills in."""

    values: dict[str, object] = field(default_factory=dict)

    def __call__(self, value: object, kind: str) -> str:
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f"{{{name}:{kind}}}"

    def names(self, names: Sequence[str]) -> str:
        """The condition that an event has one of these names."""
        if len(names) == 1:
            return f"name = {self(names[0], 'String')}"
        return f"name IN {self(list(names), 'Array(String)')}"


def faults(selected: Selected, known: Mapping[str, EventKind], place: str) -> Iterator[Fault]:
    kind = known.get(selected.event)
    if kind is None:
        yield Fault(
            f"{place}.event",
            f"there is no event {selected.event} of people",
            f"没有名为 {selected.event} 的客户事件",
        )
        return
    for number, condition in enumerate(selected.where):
        yield from condition_faults(condition, kind, f"{place}.where.{number}")


def condition_faults(condition: Condition, kind: EventKind, place: str) -> Iterator[Fault]:
    known = kind.properties.get(condition.property)
    if known is None:
        choose = ", ".join(kind.properties)
        yield Fault(
            place,
            f"{kind.name} has no property {condition.property}; it has {choose}",
            f"{kind.name} 没有属性 {condition.property}，可选：{choose}",
        )
    elif condition.op not in OPS[known.kind]:
        choose = ", ".join(OPS[known.kind])
        yield Fault(
            place,
            f"{condition.property} cannot be compared by {condition.op}; choose {choose}",
            f"{condition.property} 不能用 {condition.op} 比较，可选：{choose}",
        )
    elif not fits(condition, known):
        yield Fault(
            place,
            f"{condition.property} {condition.op} needs another value",
            f"{condition.property} {condition.op} 的值不符",
        )


def fits(condition: Condition, known: Property) -> bool:
    """Whether the value is of the kind that the comparison needs."""
    value = condition.value
    if condition.op in ("is_set", "not_set"):
        return value is None
    if condition.op in ("any_of", "none_of"):
        return isinstance(value, list | tuple) and 0 < len(value) <= MOST_KEYS
    match known.kind:
        case "yes_no":
            return isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str)


def selected_sql(selected: Selected, known: Mapping[str, EventKind], bound: Bound) -> str:
    """The condition that a row is one of these events."""
    kind = known[selected.event]
    parts = [bound.names([selected.event])]
    parts += [condition_sql(one, kind.properties[one.property], bound) for one in selected.where]
    return f"({' AND '.join(parts)})"


def condition_sql(condition: Condition, known: Property, bound: Bound) -> str:
    column = known.column
    if condition.op in ("is_set", "not_set"):
        return f"{column} IS {'NOT ' if condition.op == 'is_set' else ''}NULL"
    if condition.op in ("any_of", "none_of"):
        assert isinstance(condition.value, list | tuple)
        keys = bound([str(one) for one in condition.value], "Array(String)")
        among = f"has({keys}, {column})"
        return f"ifNull({among}, 0)" if condition.op == "any_of" else f"ifNull(NOT {among}, 1)"
    kinds = {"number": "Float64", "yes_no": "Bool"}
    value = bound(condition.value, kinds.get(known.kind, "String"))
    told = f"{column} {SIGNS[condition.op]} {value}"
    return f"ifNull({told}, 0)"
