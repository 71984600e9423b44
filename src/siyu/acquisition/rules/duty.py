"""Who answers a live code now, and why nobody else does."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from fractions import Fraction
from typing import NamedTuple
from uuid import UUID

from siyu.acquisition.rules.schedule import Rung, Schedule, Shift, next_change, shift_at
from siyu.kit.choices import Choice

MOST_STAFF = 100
"""Staff that one WeCom contact way can hold (WeCom document 92228)."""


class Assignment(Choice):
    """How friends are shared among the people of a shift.

    `all` leaves it to WeCom's own round over the list. The others put one person on the code
    at a time and move on after each friend: `round_robin` to the next of the list, `weighted`
    to whoever is furthest behind their share of today's friends, `random` to a draw that is
    the same for the same count, `least_loaded` to whoever added fewest today by any code.
    """

    ALL = "all", "WeCom's own round", "企业微信轮流"
    ROUND_ROBIN = "round_robin", "in turn", "依次轮流"
    WEIGHTED = "weighted", "by weight", "按权重"
    RANDOM = "random", "at random", "随机"
    LEAST_LOADED = "least_loaded", "fewest today", "今日最少优先"


class Away(Choice):
    """Why a member of staff was dropped from a shift."""

    OFFLINE = "offline", "takes no new friends now", "暂停接待"
    DAILY_CAP = "daily_cap", "reached today's cap", "已达今日上限"
    TOTAL_CAP = "total_cap", "reached the total cap", "已达累计上限"


class Lack(Choice):
    """Why nobody is on duty."""

    NO_SLOT = "no_slot", "no shift covers this time", "当前时段没有排班"
    CLOSED = "closed", "the schedule is closed now", "当前时段设为休息"
    ALL_OFFLINE = "all_offline", "everyone on the shift is offline", "当班员工都暂停接待"
    ALL_AT_CAP = "all_at_cap", "everyone on the shift is at their cap", "当班员工都已达上限"
    ALL_AWAY = (
        "all_away",
        "everyone on the shift is offline or at their cap",
        "当班员工都已暂停接待或达到上限",
    )


@dataclass(frozen=True)
class Caps:
    """The most friends one person takes through one code; None is no limit."""

    per_day: int | None = None
    total: int | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A live code as far as duty goes.

    `own_caps` replaces `caps` for the people it names. Backups have no cap: they only have to
    be online. A weight that is not given is 1.
    """

    schedule: Schedule
    backups: tuple[UUID, ...] = ()
    caps: Caps = Caps()
    own_caps: Mapping[UUID, Caps] = field(default_factory=dict)
    assignment: Assignment = Assignment.ALL
    weights: Mapping[UUID, int] = field(default_factory=dict)
    seed: str = ""


class Standing(NamedTuple):
    """A member of staff as one code sees them; `added_*` count friends through it alone.

    A tuple, for a decision makes a hundred of them.
    """

    online: bool = True
    added_today: int = 0
    added_total: int = 0
    added_today_anywhere: int = 0


@dataclass(frozen=True)
class Count:
    """What a code has counted so far: how many friends, and who received the last."""

    added: int = 0
    last_staff_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class OnDuty:
    """The people to stand on the code."""

    staff_ids: tuple[UUID, ...]
    rung: Rung
    shift: Shift | None
    dropped: Mapping[UUID, Away]


@dataclass(frozen=True, kw_only=True)
class Nobody:
    """No one can take a friend; never to be read as an ordinary state."""

    reason: Lack
    shift: Shift | None
    dropped: Mapping[UUID, Away]


Duty = OnDuty | Nobody
_ABSENT = Standing(online=False)


def decide(
    plan: Plan, standings: Mapping[UUID, Standing], count: Count, at: datetime, zone: tzinfo
) -> Duty:
    """Who stands on the code at an instant.

    Special date, weekday slot, all-day list; then those offline or at their cap are dropped;
    then the backups; then nobody, with the reason. Staff without a standing are offline.
    """
    shift = shift_at(plan.schedule, at, zone)
    listed = shift.staff_ids if shift else ()
    looked = [(staff, why_away(staff, plan, standings.get(staff, _ABSENT))) for staff in listed]
    dropped = {staff: away for staff, away in looked if away}
    present = tuple(staff for staff, away in looked if not away)
    if shift and present:
        chosen = choose(listed, present, plan, standings, count)
        return OnDuty(staff_ids=chosen, rung=shift.rung, shift=shift, dropped=dropped)
    backups = tuple(staff for staff in plan.backups if standings.get(staff, _ABSENT).online)
    if backups:
        chosen = choose(plan.backups, backups, plan, standings, count)
        return OnDuty(staff_ids=chosen, rung=Rung.BACKUP, shift=shift, dropped=dropped)
    return Nobody(reason=_lack(shift, dropped), shift=shift, dropped=dropped)


def caps_of(plan: Plan, staff: UUID) -> Caps:
    """The caps that bind this person on this code."""
    return plan.own_caps.get(staff, plan.caps)


def why_away(staff: UUID, plan: Plan, standing: Standing) -> Away | None:
    """Why this person cannot take one more friend, or None."""
    caps = caps_of(plan, staff)
    if not standing.online:
        return Away.OFFLINE
    if caps.total is not None and standing.added_total >= caps.total:
        return Away.TOTAL_CAP
    if caps.per_day is not None and standing.added_today >= caps.per_day:
        return Away.DAILY_CAP
    return None


def _lack(shift: Shift | None, dropped: Mapping[UUID, Away]) -> Lack:
    reasons = set(dropped.values())
    if shift is None:
        return Lack.NO_SLOT
    if not reasons:
        return Lack.CLOSED
    if reasons == {Away.OFFLINE}:
        return Lack.ALL_OFFLINE
    return Lack.ALL_AWAY if Away.OFFLINE in reasons else Lack.ALL_AT_CAP


def choose(
    listed: Sequence[UUID],
    present: Sequence[UUID],
    plan: Plan,
    standings: Mapping[UUID, Standing],
    count: Count,
) -> tuple[UUID, ...]:
    """Those of the present who go on the code; the same count gives the same answer."""
    match plan.assignment:
        case Assignment.ALL:
            return tuple(present)
        case Assignment.ROUND_ROBIN:
            return (_next_after(count.last_staff_id, listed, present),)
        case Assignment.WEIGHTED:
            return (min(present, key=lambda one: _share(one, plan, standings)),)
        case Assignment.RANDOM:
            digest = hashlib.sha256(f"{plan.seed}/{count.added}".encode()).digest()
            return (present[int.from_bytes(digest[:8], "big") % len(present)],)
        case Assignment.LEAST_LOADED:
            return (min(present, key=lambda one: standings[one].added_today_anywhere),)


def _next_after(last: UUID | None, listed: Sequence[UUID], present: Sequence[UUID]) -> UUID:
    """The first of the present behind `last` in the list, going round."""
    start = listed.index(last) + 1 if last in listed else 0
    here = frozenset(present)
    return next(staff for staff in (*listed[start:], *listed[:start]) if staff in here)


def _share(staff: UUID, plan: Plan, standings: Mapping[UUID, Standing]) -> Fraction:
    """How far along its share this person would be with one friend more (Webster's rule)."""
    return Fraction(2 * standings[staff].added_today + 1, plan.weights.get(staff, 1))


def next_duty(
    plan: Plan, standings: Mapping[UUID, Standing], count: Count, at: datetime, zone: tzinfo
) -> tuple[datetime, Duty] | None:
    """The next instant at which other people stand on the code, if no friend is added.

    Looks eight days ahead, which sees every weekday whole; None if nothing changes in them.
    """
    now, moment = decide(plan, standings, count, at, zone), at
    while (moment := next_change(plan.schedule, moment, zone)) <= at + timedelta(days=8):
        if moment.astimezone(zone).date() != at.astimezone(zone).date():
            standings = after_midnight(standings)
        then = decide(plan, standings, count, moment, zone)
        if roster(then) != roster(now):
            return moment, then
    return None


def after_midnight(standings: Mapping[UUID, Standing]) -> dict[UUID, Standing]:
    """The same staff on a day on which no friend was added yet."""
    return {
        staff: standing._replace(added_today=0, added_today_anywhere=0)
        for staff, standing in standings.items()
    }


def roster(duty: Duty) -> tuple[UUID, ...] | Lack:
    """What tells one duty from another: the people, or why there are none."""
    return duty.staff_ids if isinstance(duty, OnDuty) else duty.reason
