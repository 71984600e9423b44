"""Days and hours as people of one zone live them. Instants are zone-aware, always."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The zone called `name`, such as Asia/Shanghai. Raises ValueError for one that is not."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"no time zone is called {name!r}") from error


def local_day(at: datetime, place: ZoneInfo) -> date:
    """The calendar day of an instant in a zone."""
    return at.astimezone(place).date()


def day_start(day: date, place: ZoneInfo) -> datetime:
    """The first instant of a day in a zone."""
    return datetime.combine(day, time(), place)


def day_bounds(at: datetime, place: ZoneInfo) -> tuple[datetime, datetime]:
    """The first instant of the day of `at`, and of the next day."""
    day = local_day(at, place)
    return day_start(day, place), day_start(day + timedelta(days=1), place)
