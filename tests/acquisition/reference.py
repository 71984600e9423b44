"""A live code decided the slow, plain way: walk the day minute by minute and look."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from siyu.acquisition.rules.duty import Plan, Standing
from siyu.acquisition.rules.schedule import Hours, Schedule

MINUTE = timedelta(minutes=1)


def clock_shows(at: datetime, zone: ZoneInfo) -> tuple[date, time]:
    """The local day and a wall clock that is never turned back within it."""
    local = at.astimezone(zone)
    latest, step = local.time(), at
    for _ in range(4 * 60):
        step -= MINUTE
        earlier = step.astimezone(zone)
        if earlier.date() == local.date():
            latest = max(latest, earlier.time())
    return local.date(), latest


def holds(hours: Hours, own_day: bool, wall: time) -> bool:
    """Whether hours that began today (or, if not `own_day`, yesterday) still hold at `wall`."""
    crosses = hours.ends <= hours.starts
    if own_day:
        return hours.starts <= wall and (crosses or wall < hours.ends)
    return crosses and wall < hours.ends


def listed(schedule: Schedule, at: datetime, zone: ZoneInfo) -> tuple[str, tuple[UUID, ...]]:
    """The rung that speaks and its people."""
    today, wall = clock_shows(at, zone)
    yesterday = today - timedelta(days=1)
    for special in schedule.special_dates:
        for day in (yesterday, today):
            if special.day == day and holds(special, day == today, wall):
                return "special_date", special.staff_ids
    for slot in schedule.slots:
        for day in (yesterday, today):
            if slot.weekday == day.isoweekday() and holds(slot, day == today, wall):
                return "weekday", slot.staff_ids
    if schedule.all_day:
        return "all_day", schedule.all_day
    return "none", ()


def decided(
    plan: Plan, standings: Mapping[UUID, Standing], at: datetime, zone: ZoneInfo
) -> tuple[str, tuple[UUID, ...]]:
    """The rung and people for a code whose assignment is `all`; ("nobody", ()) if none."""
    rung, people = listed(plan.schedule, at, zone)
    able = []
    for person in people:
        caps = plan.own_caps.get(person, plan.caps)
        standing = standings.get(person)
        if standing is None or not standing.online:
            continue
        if caps.per_day is not None and not standing.added_today < caps.per_day:
            continue
        if caps.total is not None and not standing.added_total < caps.total:
            continue
        able.append(person)
    if able:
        return rung, tuple(able)
    able = [one for one in plan.backups if one in standings and standings[one].online]
    return ("backup", tuple(able)) if able else ("nobody", ())


def verifies(schedule: Schedule, at: datetime, zone: ZoneInfo) -> bool:
    """Whether staff must agree to the friend."""
    if isinstance(schedule.skip_verify, bool):
        return not schedule.skip_verify
    _, wall = clock_shows(at, zone)
    hours = schedule.skip_verify
    return not (holds(hours, True, wall) or holds(hours, False, wall))


def minutes(start: datetime, end: datetime) -> list[datetime]:
    """Every whole minute from `start` up to, not including, `end`."""
    first = start.astimezone(UTC).replace(second=0, microsecond=0)
    if first < start:
        first += MINUTE
    return [
        first + MINUTE * i
        for i in range(int((end - first) / MINUTE) + 1)
        if first + MINUTE * i < end
    ]
