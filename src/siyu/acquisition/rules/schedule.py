"""When each shift of a live code stands, and when that next changes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from uuid import UUID

from siyu.kit.choices import Choice

MIDNIGHT = time(0)
DAY = timedelta(days=1)


class Rung(Choice):
    """Where the people on duty come from, in the order of resolution; earlier wins."""

    SPECIAL_DATE = "special_date", "special date", "特殊日期"
    WEEKDAY = "weekday", "weekday slot", "每周时段"
    ALL_DAY = "all_day", "all day", "全天"
    BACKUP = "backup", "backup", "备用员工"


@dataclass(frozen=True, kw_only=True)
class Hours:
    """A stretch of wall clock; one that ends at or before its start crosses midnight."""

    starts: time
    ends: time


@dataclass(frozen=True, kw_only=True)
class WeekSlot(Hours):
    """A shift of every week, on the ISO weekday it starts on (Monday is 1)."""

    weekday: int
    staff_ids: tuple[UUID, ...]
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class SpecialDate(Hours):
    """A shift of one date; without staff the schedule is closed for these hours."""

    day: date
    staff_ids: tuple[UUID, ...]
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """Everything of a live code that hangs on the wall clock.

    `skip_verify` is a fixed answer, or the hours in which a scan becomes a friend unasked.
    """

    special_dates: tuple[SpecialDate, ...] = ()
    slots: tuple[WeekSlot, ...] = ()
    all_day: tuple[UUID, ...] = ()
    skip_verify: bool | Hours = True


@dataclass(frozen=True, kw_only=True)
class Shift:
    """One slot on one day: from `starts_at` up to, not including, `ends_at`."""

    rung: Rung
    title: str
    staff_ids: tuple[UUID, ...]
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class Overlap:
    """Two shifts of one rung that would stand at once, by their places in the schedule.

    Special dates meet on `day`; week slots on every `weekday` (and `day` is an example).
    """

    first: str
    second: str
    day: date
    weekday: int | None = None
    starts: time
    ends: time


def instant_of(day: date, wall: time, zone: tzinfo) -> datetime:
    """The first instant of `day` at which the wall clock has reached `wall`, in UTC.

    A wall time that occurs twice is its first occurrence; one that daylight saving skips is
    the instant of the jump.
    """
    naive = datetime.combine(day, wall)
    early = naive.replace(tzinfo=zone).astimezone(UTC)
    if early.astimezone(zone).replace(tzinfo=None) == naive:
        return early
    before, after = early - 2 * DAY, early + 2 * DAY
    while after - before > timedelta(milliseconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(zone).replace(tzinfo=None) < naive:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def span_of(day: date, hours: Hours, zone: tzinfo) -> tuple[datetime, datetime]:
    """The instants at which hours that belong to `day` begin and end."""
    last = day if hours.starts < hours.ends else day + DAY
    return instant_of(day, hours.starts, zone), instant_of(last, hours.ends, zone)


def shifts_of(schedule: Schedule, day: date, zone: tzinfo) -> Iterator[Shift]:
    """The shifts that start on `day`, in the order of resolution."""
    weekday = day.isoweekday()
    slots: list[tuple[Rung, SpecialDate | WeekSlot]] = [
        *((Rung.SPECIAL_DATE, one) for one in schedule.special_dates if one.day == day),
        *((Rung.WEEKDAY, one) for one in schedule.slots if one.weekday == weekday),
    ]
    for rung, slot in slots:
        starts_at, ends_at = span_of(day, slot, zone)
        yield Shift(
            rung=rung,
            title=slot.title,
            staff_ids=slot.staff_ids,
            starts_at=starts_at,
            ends_at=ends_at,
        )
    if schedule.all_day:
        starts_at, ends_at = span_of(day, Hours(starts=MIDNIGHT, ends=MIDNIGHT), zone)
        yield Shift(
            rung=Rung.ALL_DAY,
            title="",
            staff_ids=schedule.all_day,
            starts_at=starts_at,
            ends_at=ends_at,
        )


def shift_at(schedule: Schedule, at: datetime, zone: tzinfo) -> Shift | None:
    """The shift that stands at an instant: special date, then weekday, then all day."""
    today = at.astimezone(zone).date()
    standing = [
        shift
        for day in (today - DAY, today)
        for shift in shifts_of(schedule, day, zone)
        if shift.starts_at <= at < shift.ends_at
    ]
    return min(standing, key=lambda shift: _ORDER[shift.rung], default=None)


_ORDER = {rung: place for place, rung in enumerate(Rung)}


def skips_verify(schedule: Schedule, at: datetime, zone: tzinfo) -> bool:
    """Whether a scan at this instant becomes a friend without asking the staff."""
    hours = schedule.skip_verify
    if isinstance(hours, bool):
        return hours
    today = at.astimezone(zone).date()
    spans = (span_of(day, hours, zone) for day in (today - DAY, today))
    return any(starts_at <= at < ends_at for starts_at, ends_at in spans)


def next_change(schedule: Schedule, at: datetime, zone: tzinfo) -> datetime:
    """The first instant after `at` when duty can change by the clock alone.

    Edges of shifts and of the skip-verify hours, and midnight, where the day's caps and the
    special dates turn; so never later than the next midnight that differs from `at`.
    """
    today = at.astimezone(zone).date()
    edges: set[datetime] = set()
    for day in (today - DAY, today, today + DAY):
        edges.add(instant_of(day + DAY, MIDNIGHT, zone))
        for shift in shifts_of(schedule, day, zone):
            edges |= {shift.starts_at, shift.ends_at}
        if isinstance(schedule.skip_verify, Hours):
            edges |= set(span_of(day, schedule.skip_verify, zone))
    return min(edge for edge in edges if edge > at)


def overlaps(schedule: Schedule) -> list[Overlap]:
    """Every two neighbours of one rung that stand at once, by wall clock.

    An all-day list under a weekday slot is no overlap, nor is a weekday slot under a special
    date: the order of resolution settles those.
    """
    monday = date(2024, 1, 1)
    weekly = [
        (f"slots[{i}]", monday + DAY * (slot.weekday - 1 + 7 * week), slot)
        for i, slot in enumerate(schedule.slots)
        for week in (0, 1)
    ]
    special = [(f"special_dates[{i}]", on.day, on) for i, on in enumerate(schedule.special_dates)]
    in_week = {(one.first, one.second): one for one in _meetings(weekly)}
    return [*_meetings(special), *(_of_every_week(one) for one in in_week.values())]


def _of_every_week(overlap: Overlap) -> Overlap:
    return replace(overlap, weekday=overlap.day.isoweekday())


def _meetings(placed: Iterable[tuple[str, date, Hours]]) -> Iterator[Overlap]:
    """Neighbours, in order of their start, of which the first ends after the second starts."""
    spans = sorted(
        (
            datetime.combine(day, hours.starts),
            datetime.combine(day if hours.starts < hours.ends else day + DAY, hours.ends),
            place,
        )
        for place, day, hours in placed
    )
    for (_, ends, first), (starts, second_ends, second) in pairwise(spans):
        if starts < ends:
            yield Overlap(
                first=first,
                second=second,
                day=starts.date(),
                starts=starts.time(),
                ends=min(ends, second_ends).time(),
            )
