"""Live codes and welcome rules as someone writes them, before they are let in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import msgspec

from siyu.acquisition.models import WelcomeRule
from siyu.acquisition.rules.aims import Aim
from siyu.acquisition.rules.duty import Plan
from siyu.acquisition.rules.message import Link
from siyu.acquisition.rules.schedule import Hours
from siyu.acquisition.rules.welcome import ONE_TO_SEVEN, Greeting, Level


@dataclass(frozen=True, kw_only=True)
class CodeDraft:
    """All that people decide of a live code; without a node it belongs to headquarters.

    Without a source its friends count for the poster of its store.
    """

    name: str
    plan: Plan
    node_id: UUID | None = None
    source_id: UUID | None = None
    paused: bool = False
    tag_ids: tuple[UUID, ...] = ()
    remark_pattern: str | None = None
    nickname_blocklist: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RuleDraft:
    """All that people decide of a welcome rule."""

    name: str
    level: Level
    text: str
    active: bool = True
    position: int = 0
    live_code_ids: tuple[UUID, ...] = ()
    node_ids: tuple[UUID, ...] = ()
    staff_ids: tuple[UUID, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    weekdays: frozenset[int] = ONE_TO_SEVEN
    hours: Hours | None = None
    links: tuple[Link, ...] = ()
    marks: Mapping[Aim, str] = field(default_factory=dict)


def greeting_of(rule: WelcomeRule) -> Greeting:
    """A rule's row as far as choosing goes."""
    hours = None
    if rule.starts is not None and rule.ends is not None:
        hours = Hours(starts=rule.starts, ends=rule.ends)
    return Greeting(
        id=rule.id,
        level=Level(rule.level),
        saved_at=rule.updated_at,
        active=rule.active,
        position=rule.position,
        stores=frozenset(rule.node_ids),
        advisers=frozenset(rule.staff_ids),
        live_codes=frozenset(rule.live_code_ids),
        first_day=rule.first_day,
        last_day=rule.last_day,
        weekdays=frozenset(rule.weekdays) or ONE_TO_SEVEN,
        hours=hours,
    )


def links_of(rule: WelcomeRule) -> tuple[Link, ...]:
    return tuple(msgspec.convert(rule.links, list[Link]))
