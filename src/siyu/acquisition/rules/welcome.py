"""Which welcome rule greets a new friend."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from uuid import UUID

from siyu.acquisition.rules.schedule import DAY, Hours, span_of
from siyu.kit.choices import Choice

ONE_TO_SEVEN = frozenset(range(1, 8))


class Level(Choice):
    """The kinds of rule, in the order in which they are asked."""

    SPECIAL = "special", "special", "特殊日期"
    PERIODIC = "periodic", "periodic", "周期"
    CHANNEL = "channel", "channel", "渠道"
    DEFAULT = "default", "default", "默认"


class Miss(StrEnum):
    """Why a rule did not greet this friend."""

    PAUSED = "paused"
    OTHER_DAY = "other_day"
    OTHER_HOUR = "other_hour"
    OTHER_CODE = "other_code"
    OTHER_ADVISER = "other_adviser"
    OTHER_STORE = "other_store"


@dataclass(frozen=True, kw_only=True)
class Greeting:
    """A welcome rule as far as choosing goes; an empty scope is everyone.

    Days include both ends; `hours` belong to the weekday they start on. `saved_at` settles ties.
    """

    id: UUID
    level: Level
    saved_at: datetime
    active: bool = True
    position: int = 0
    stores: frozenset[UUID] = frozenset()
    advisers: frozenset[UUID] = frozenset()
    live_codes: frozenset[UUID] = frozenset()
    first_day: date | None = None
    last_day: date | None = None
    weekdays: frozenset[int] = ONE_TO_SEVEN
    hours: Hours | None = None


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A new friend: whose, in which store (`store_path` from the store up to HQ), by which code."""

    at: datetime
    zone: tzinfo
    staff_id: UUID
    store_path: Sequence[UUID] = ()
    live_code_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Greeted:
    """The rule that greets, or None; and why each other was not asked to."""

    rule_id: UUID | None
    missed: dict[UUID, Miss]


def choose_greeting(greetings: Iterable[Greeting], arrival: Arrival) -> Greeted:
    """Special, periodic, channel, default; inside a level the most specific.

    A rule for the adviser beats one for the store, the nearer store beats the region above it,
    and that beats one for everyone. Of equals the lower `position` wins, then the one saved last.
    """
    missed: dict[UUID, Miss] = {}
    fitting: list[Greeting] = []
    for greeting in greetings:
        miss = why_not(greeting, arrival)
        if miss:
            missed[greeting.id] = miss
        else:
            fitting.append(greeting)
    best = min(fitting, key=lambda one: _precedence(one, arrival), default=None)
    return Greeted(rule_id=best.id if best else None, missed=missed)


def why_not(greeting: Greeting, arrival: Arrival) -> Miss | None:
    """Why a rule does not fit an arrival, or None."""
    if not greeting.active:
        return Miss.PAUSED
    if greeting.advisers and arrival.staff_id not in greeting.advisers:
        return Miss.OTHER_ADVISER
    if greeting.stores and greeting.stores.isdisjoint(arrival.store_path):
        return Miss.OTHER_STORE
    match greeting.level:
        case Level.SPECIAL:
            return None if _on_its_days(greeting, arrival) else Miss.OTHER_DAY
        case Level.PERIODIC:
            return _off_hours(greeting, arrival)
        case Level.CHANNEL:
            return None if arrival.live_code_id in greeting.live_codes else Miss.OTHER_CODE
        case Level.DEFAULT:
            return None


def _on_its_days(greeting: Greeting, arrival: Arrival) -> bool:
    today = arrival.at.astimezone(arrival.zone).date()
    return (greeting.first_day or date.min) <= today <= (greeting.last_day or date.max)


def _off_hours(greeting: Greeting, arrival: Arrival) -> Miss | None:
    today = arrival.at.astimezone(arrival.zone).date()
    if greeting.hours is None:
        return None if today.isoweekday() in greeting.weekdays else Miss.OTHER_DAY
    days = [day for day in (today - DAY, today) if day.isoweekday() in greeting.weekdays]
    spans = [span_of(day, greeting.hours, arrival.zone) for day in days]
    if any(starts_at <= arrival.at < ends_at for starts_at, ends_at in spans):
        return None
    return Miss.OTHER_HOUR if today in days else Miss.OTHER_DAY


def _precedence(greeting: Greeting, arrival: Arrival) -> tuple[int, int, int, timedelta, str]:
    newest_first = arrival.at - greeting.saved_at
    return (
        list(Level).index(greeting.level),
        _distance(greeting, arrival),
        greeting.position,
        newest_first,
        str(greeting.id),
    )


def _distance(greeting: Greeting, arrival: Arrival) -> int:
    """How far the rule's scope is from the adviser: 0 is the adviser, then up the tree."""
    if greeting.advisers:
        return 0
    if greeting.stores:
        path = arrival.store_path
        return 1 + min(i for i, node in enumerate(path) if node in greeting.stores)
    return 1 + len(arrival.store_path)
