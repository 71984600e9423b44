"""What the organisation decides. Pure: no clock, no session, no tenant."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

TRIES_BEFORE_LOCK = 5
FIRST_LOCK_SECONDS = 60
LONGEST_LOCK_SECONDS = 3600
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 256


@dataclass(frozen=True)
class BuiltInRole:
    """A role each tenant starts with."""

    key: str
    en: str
    zh: str
    permissions: tuple[str, ...]
    sees: str = "subtree"


OWNER = "owner"
ACCESS = ("users.write", "roles.write", "tokens.write", "sign_in.manage")
CLERK_RIGHTS = (
    "acquisition.read", "live_codes.read", "customers.read", "orders.read", "organisation.read",
    "staff.read",
)  # fmt: skip
BUILT_IN_ROLES = (
    BuiltInRole(OWNER, "Owner", "所有者", ("*",)),
    BuiltInRole("operator", "Operator", "运营", ("*", *(f"!{right}" for right in ACCESS))),
    BuiltInRole("analyst", "Analyst", "分析", (
        "*.read", "!audit.read", "!wecom.read", "!chats.read", "insight.sql", "boards.write",
    )),
    BuiltInRole(
        "store_manager", "Store manager", "店长",
        (
            "*.read", "!audit.read", "!jobs.read", "!wecom.read", "!chats.read",
            "staff.write", "customers.write", "live_codes.write", "acquisition.write",
            "welcome.write", "publications.adopt", "boards.write",
        ),
    ),
    BuiltInRole("clerk", "Clerk", "导购", CLERK_RIGHTS, sees="own"),
)  # fmt: skip


def resolved(patterns: Iterable[str], known: Iterable[str]) -> frozenset[str]:
    """The known rights that `patterns` name: `*`, `*.read`, `customers.*`; `!` takes away."""
    return _resolved(tuple(patterns), tuple(known))


@lru_cache(maxsize=1024)
def _resolved(listed: tuple[str, ...], known: tuple[str, ...]) -> frozenset[str]:
    taken = [pattern[1:] for pattern in listed if pattern.startswith("!")]
    given = [pattern for pattern in listed if not pattern.startswith("!")]
    return frozenset(right for right in known if _any(right, given) and not _any(right, taken))


def _any(right: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(right, pattern) for pattern in patterns)


def lock_seconds(failures: int) -> int:
    """How long sign-in pauses after so many wrong passwords in a row; 0 is not at all.

    A minute after the fifth, doubling with each one after that, an hour at most.
    """
    over = failures - TRIES_BEFORE_LOCK
    if over < 0:
        return 0
    return int(min(FIRST_LOCK_SECONDS * 2 ** min(over, 16), LONGEST_LOCK_SECONDS))


def normal_login(login: str) -> str:
    """A login as it is kept and compared: without outer spaces, case folded."""
    return login.strip().casefold()


def is_weak(password: str, login: str) -> bool:
    """Whether a password is too short, endless, or the login itself."""
    fits = SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD
    return not fits or password.strip().casefold() == normal_login(login)


def node_kind(now: str, *, has_nodes: bool, has_staff: bool) -> str:
    """What a department is taken for: a region if it holds nodes, a store if staff stand in it.

    An empty one stays what it was, so that a store between two teams keeps what it is set to.
    """
    if has_nodes:
        return "region"
    return "store" if has_staff else now


def root_department(parents: Mapping[int, int]) -> int | None:
    """The corp's root among the departments an app sees: 1, or the only one on top; else None."""
    if 1 in parents:
        return 1
    tops = [department for department, parent in parents.items() if parent == 0]
    return tops[0] if len(tops) == 1 else None


def parents_first(parents: Mapping[int, int]) -> list[int]:
    """Departments so that each comes after its parent; what hangs nowhere comes as a root.

    `parents` says each one's parent, which need not be known. Of a ring, every member is given,
    the smallest first.
    """
    ordered: dict[int, None] = {}
    for start in sorted(parents):
        chain: list[int] = []
        at = start
        while at in parents and at not in ordered and at not in chain:
            chain.append(at)
            at = parents[at]
        ordered.update(dict.fromkeys(reversed(chain)))
    return list(ordered)


class CopyState(StrEnum):
    """How a store stands to what headquarters published."""

    ADOPTED = "adopted"
    LAGGING = "lagging"
    FAILED = "failed"
    RECALLED = "recalled"


def copy_state(*, version: int | None, newest: int, recalled: bool, failed: bool) -> CopyState:
    """Recalled before failed before lagging: what a person has to know first."""
    if recalled:
        return CopyState.RECALLED
    if failed:
        return CopyState.FAILED
    return CopyState.ADOPTED if version == newest else CopyState.LAGGING


def merged(
    definition: Mapping[str, Any], own_values: Mapping[str, Any], open_parts: Collection[str]
) -> dict[str, Any]:
    """A definition with what the store set itself in the parts that are open."""
    kept = {part: value for part, value in own_values.items() if part in open_parts}
    return {**definition, **kept}


def own_values(
    definition: Mapping[str, Any], now: Mapping[str, Any], open_parts: Collection[str]
) -> dict[str, Any]:
    """The open parts that a store has set otherwise than they were published."""
    return {part: now[part] for part in open_parts if now[part] != definition[part]}


def locked_change(
    before: Mapping[str, Any], after: Mapping[str, Any], open_parts: Collection[str]
) -> str | None:
    """The first part that was changed and is not open, or None."""
    changed = (part for part in before if before[part] != after[part])
    return next((part for part in changed if part not in open_parts), None)
