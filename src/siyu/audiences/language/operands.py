"""Comparisons read and checked: which ops a kind knows, and what each compares with.

The same table serves fields, properties of events and measures.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from siyu.audiences.language.catalogue import Titled
from siyu.audiences.language.conditions import Comparison, Kind, Op, Operand
from siyu.audiences.language.faults import TYPES, Found, listed, type_of
from siyu.audiences.language.nodes import KEY_LENGTH, Node, day, list_of, number, whole

LONGEST_DAYS = 3660
KEYS_AT_MOST = 1000
LARGEST_MONEY = 10**12

ORDER: tuple[Op, ...] = ("eq", "ne", "gt", "ge", "lt", "le", "between")
SET: tuple[Op, ...] = ("is_set", "not_set")
DAYS: tuple[Op, ...] = ("before", "after", "between")
DAY_COUNTS: tuple[Op, ...] = ("last_days", "next_days", "more_than_days_ago")
FIELD_OPS: dict[Kind, tuple[Op, ...]] = {
    "number": ORDER + SET,
    "money": ORDER + SET,
    "instant": DAYS + DAY_COUNTS + SET,
    "date": DAYS + DAY_COUNTS + SET,
    "day": ("next_days", *SET),
    "choice": ("any_of", "all_of", "none_of", *SET),
    "tags": ("any_of", "all_of", "none_of", *SET),
    "yes_no": ("is", *SET),
    "text": SET,
    "id": SET,
}
PROPERTY_OPS: dict[Kind, tuple[Op, ...]] = FIELD_OPS | {
    "instant": DAYS + SET,
    "choice": ("any_of", "none_of", *SET),
    "text": ("any_of", "none_of", *SET),
    "id": ("any_of", "none_of", *SET),
}


@dataclass(frozen=True)
class Subject:
    """What is compared: its title, its kind, the ops it knows, and the keys where they are few."""

    titled: Titled
    kind: Kind
    ops: Sequence[Op]
    options: Sequence[Titled] | None = None
    whole: bool = False
    """Only whole numbers can be compared with it."""

    @property
    def title(self) -> tuple[str, str]:
        return (f"“{self.titled.en}”", f"「{self.titled.zh}」")


def comparison(node: Node, subject: Subject) -> Comparison | None:
    """What `op` and `value` of a node ask of the subject."""
    op = node.needed("op", "text")
    if op is None:
        node.has("value")
        return None
    if op not in subject.ops:
        node.has("value")
        node.unknown("op", "op_unfit", op, subject.ops, title=subject.title)
        return None
    if op in SET:
        return Comparison(subject.kind, op)
    value = node.needed("value", _wanted(op, subject))
    if value is None:
        return None
    operand = _reader(op)(value, subject, node.at("value"), node.found)
    return None if operand is None else Comparison(subject.kind, op, operand)


Reader = Callable[[Any, Subject, str, Found], Operand]


def _reader(op: Op) -> Reader:
    if op in DAY_COUNTS:
        return _day_count
    return {
        "between": _pair,
        "is": _yes_no,
        "any_of": _keys,
        "all_of": _keys,
        "none_of": _keys,
    }.get(op, _single)


def _wanted(op: Op, subject: Subject) -> str:
    if op in DAY_COUNTS:
        return "whole"
    known = {"between": "pair", "is": "yes_no", "any_of": "keys", "all_of": "keys"}
    return known.get(op, "keys" if op == "none_of" else _single_type(subject))


def _single_type(subject: Subject) -> str:
    if subject.kind in ("instant", "date"):
        return "day"
    return "money" if subject.kind == "money" else "whole" if subject.whole else "number"


def _single(value: object, subject: Subject, place: str, found: Found) -> float | str | None:
    if subject.kind in ("instant", "date"):
        told = day(value, place, found)
        return told.isoformat() if told else None
    if subject.kind == "money" or subject.whole:
        return whole(value, -LARGEST_MONEY, LARGEST_MONEY, place, found)
    return number(value, place, found)


def _pair(value: object, subject: Subject, place: str, found: Found) -> Operand:
    both = list_of(value, 2, 2, place, found)
    if both is None:
        return None
    read = [_single(one, subject, f"{place}[{at}]", found) for at, one in enumerate(both)]
    if read[0] is None or read[1] is None:
        return None
    pair = cast(tuple[float, float], tuple(read))
    if pair[0] > pair[1]:
        found.add(place, "upside_down", first=pair[0], last=pair[1])
        return None
    return pair


def _day_count(value: object, _subject: Subject, place: str, found: Found) -> int | None:
    return whole(value, 1, LONGEST_DAYS, place, found)


def _yes_no(value: object, _subject: Subject, place: str, found: Found) -> bool | None:
    if isinstance(value, bool):
        return value
    found.add(place, "wrong_type", wanted=TYPES["yes_no"], found=type_of(value))
    return None


def _keys(value: object, subject: Subject, place: str, found: Found) -> tuple[str, ...] | None:
    """Each key once, in order, so that two lists of the same keys ask the same."""
    listing = list_of(value, KEYS_AT_MOST, 1, place, found)
    if listing is None:
        return None
    known = None if subject.options is None else {one.name for one in subject.options}
    fit = [_fits(one, known, subject, f"{place}[{at}]", found) for at, one in enumerate(listing)]
    return tuple(sorted(set(listing))) if all(fit) else None


def _fits(key: object, known: set[str] | None, subject: Subject, place: str, found: Found) -> bool:
    if not isinstance(key, str) or not 0 < len(key) <= KEY_LENGTH:
        found.add(place, "wrong_type", wanted=TYPES["key"], found=type_of(key))
        return False
    if known is None or key in known:
        return True
    names = listed([one.name for one in subject.options or ()], key)
    found.add(place, "unknown_key", found=key, title=subject.title, known=names)
    return False
