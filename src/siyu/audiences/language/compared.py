"""What a comparison asks of a value, as a condition of the warehouse; always 0 or 1, never NULL."""

from datetime import date
from typing import cast

from siyu.audiences.language import spans
from siyu.audiences.language.conditions import Comparison, Kind
from siyu.audiences.language.plan import Moment
from siyu.audiences.language.questions import Parameters, path
from siyu.kit.instants import day_start

SIGNS = {"eq": "=", "ne": "!=", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}
KEYS = "Array(String)"
MANY = "Array(Nullable(String))"
FIELD_TYPES: dict[Kind, str] = {"choice": MANY, "tags": MANY, "yes_no": "Bool", "date": "String"}
PROPERTY_TYPES: dict[Kind, str] = {
    "money": "Int64",
    "choice": "String",
    "text": "String",
    "id": "String",
    "yes_no": "Bool",
    "instant": "String",
}


def field_value(name: str, kind: Kind) -> str:
    """A field of people: NULL, or an empty array of keys, where it is not set."""
    if kind in ("number", "money", "instant"):
        return f"{path('fields', name)}::Nullable(Float64)"
    return path("fields", name, FIELD_TYPES.get(kind, ""))


def property_value(name: str, kind: Kind) -> str:
    """A property of an event, NULL where it is not set; an instant is seconds since 1970."""
    if kind == "number":
        return f"{path('payload', name)}::Nullable(Float64)"
    value = path("payload", name, PROPERTY_TYPES[kind])
    if kind != "instant":
        return value
    return f"toFloat64(parseDateTime64BestEffortOrNull({value}, 6, 'UTC'))"


def compared(value: str, asked: Comparison, moment: Moment, bound: Parameters) -> str:
    """Whether a value, an expression of the kind that is asked of, fits."""
    if asked.op in ("is_set", "not_set"):
        there = f"notEmpty({value})" if value.endswith(f"`{MANY}`") else f"isNotNull({value})"
        return there if asked.op == "is_set" else f"NOT {there}"
    if asked.kind in ("number", "money"):
        return f"ifNull({ordered(value, asked, bound)}, 0)"
    if asked.kind in ("instant", "date"):
        return _within(value, asked, moment, bound)
    if asked.op == "is":
        return f"ifNull({value} = {bound.bound(asked.operand, 'Bool')}, 0)"
    keys = bound.bound(asked.operand, KEYS)
    if value.endswith(f"`{MANY}`"):
        found = f"{'hasAll' if asked.op == 'all_of' else 'hasAny'}({value}, {keys})"
    else:
        found = f"has({keys}, ifNull({value}, ''))"
    return f"NOT {found}" if asked.op == "none_of" else found


def ordered(value: str, asked: Comparison, bound: Parameters, type: str = "Float64") -> str:
    """A number against one or two others; NULL where there is none."""
    if asked.op == "between":
        low, high = (bound.bound(one, type) for one in cast(tuple[float, float], asked.operand))
        return f"{value} BETWEEN {low} AND {high}"
    return f"{value} {SIGNS[asked.op]} {bound.bound(asked.operand, type)}"


def _within(value: str, asked: Comparison, moment: Moment, bound: Parameters) -> str:
    first, end = spans.of_value(asked, moment.today)
    sides = [
        f"{value} {sign} {_side(day, asked, moment, bound)}"
        for sign, day in ((">=", first), ("<", end))
        if day
    ]
    return f"ifNull({' AND '.join(sides)}, 0)"


def _side(day: date, asked: Comparison, moment: Moment, bound: Parameters) -> str:
    if asked.kind == "date":
        return bound.bound(day.isoformat(), "String")
    return bound.bound(day_start(day, moment.zone).timestamp(), "Float64")
