"""Who is whom, by the accounts they show. Pure: it compares blind marks and says what they prove.

A strong id is one person. What people share (a phone at home, a shop's tablet) is weighed, and
only what the points of a table add up to counts; the table stands in docs/decisions/0014.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

Key: TypeAlias = tuple[str, bytes]
"""An account as it is compared: its kind and its blind mark."""

IDS = ("external_userid", "unionid", "member_number", "mall_id", "app_user_id")
WEAK = ("phone", "email", "device")
OPENID = "openid:"
ONE_EACH = ("unionid", "member_number")
"""Kinds a person has one of, as the openids of one app: two of them are two people."""

CERTAIN = 100
POINTS = {"phone": 60, "email": 60, "device": 20}
TYPED = 40
"""A phone that an adviser typed: one digit wrong is another person."""
SAME_NAME = 30
JOIN = 90
"""A newcomer this alike is the person we know: a phone or e-mail and the name."""
SUGGEST = 40
"""Two people this alike are shown to a person, who decides."""
MOST_SHARED = 3
"""A value of more people than this is evidence of nothing: a household shares a phone, a fourth
holder makes it a shop's, a school's or an invented one."""


@dataclass(frozen=True)
class Side:
    """One of the two compared: accounts with their weights, and a name as `plain` has it."""

    accounts: Mapping[Key, int] = field(default_factory=dict)
    name: str = ""


@dataclass(frozen=True)
class Likeness:
    """What two sides agree on, what keeps them apart, and the points of what they agree on."""

    agree: tuple[str, ...] = ()
    conflict: tuple[str, ...] = ()
    score: int = 0


@lru_cache(maxsize=1024)
def is_strong(kind: str) -> bool:
    """Whether an account of this kind is one person's alone."""
    return kind in IDS or kind.startswith(OPENID)


def is_known(kind: str) -> bool:
    """Whether accounts of this kind say anything of who someone is."""
    return is_strong(kind) or kind in WEAK


@lru_cache(maxsize=1024)
def weight(kind: str, source: str) -> int:
    """The points of an account of this kind that `source` told of."""
    if is_strong(kind):
        return CERTAIN
    return TYPED if kind == "phone" and source == "remark" else POINTS.get(kind, 0)


def plain(name: str) -> str:
    """A name without what people write differently: case and spaces."""
    return "".join(name.lower().split())


def is_shared(holders: int) -> bool:
    """Whether a value with so many holders is quarantined."""
    return holders > MOST_SHARED


def compare(one: Side, other: Side, shared: Collection[Key] = ()) -> Likeness:
    """How alike two sides are; what is `shared` by too many counts for nothing."""
    both = [key for key in one.accounts if key in other.accounts and key not in shared]
    points: dict[str, int] = {}
    for key in both:
        least = min(one.accounts[key], other.accounts[key])
        points[key[0]] = max(points.get(key[0], 0), least)
    if one.name and one.name == other.name:
        points["name"] = SAME_NAME
    score = sum(points.values()) if points.keys() - {"name"} else 0
    return Likeness(tuple(sorted(points)), clash(one, other), score)


def clash(one: Side, other: Side) -> tuple[str, ...]:
    """The kinds a person has one of in which these two have different ones."""
    ours, theirs = _single(one), _single(other)
    kinds = ours.keys() & theirs.keys()
    return tuple(sorted(kind for kind in kinds if not ours[kind] & theirs[kind]))


def _single(side: Side) -> dict[str, set[bytes]]:
    found: dict[str, set[bytes]] = {}
    for kind, mark in side.accounts:
        if kind in ONE_EACH or kind.startswith(OPENID):
            found.setdefault(kind, set()).add(mark)
    return found


def repeats(newcomer: Side, known: Side) -> bool:
    """Whether a newcomer says nothing that we do not know of this person already."""
    named = not newcomer.name or newcomer.name == known.name
    return named and newcomer.accounts.keys() <= known.accounts.keys()
