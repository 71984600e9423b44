"""Days of a person that come again each year, by the solar or the lunar calendar. Pure.

The next day in the solar calendar follows three rules. A day that a month lacks in some year is
kept on the last day of that month (29 February on the 28th, the 30th of a short lunar month on the
29th). A day of a leap month is kept in the leap month where the year has it, else in the ordinary
month of that number. The tables of the lunar calendar end with the year 2100.
"""

import re
from calendar import monthrange
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from borax.calendars.lunardate import LCalendars, LunarDate

FIRST_YEAR, LAST_YEAR = 1900, 2100
LEAP_YEAR = 2000
LONGEST_LUNAR_MONTH = 30
LUNAR_MONTHS = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
OTHER_MONTHS = {"一": 1, "十一": 11, "十二": 12, "臘": 12}
TENS = {"初": 0, "十": 10, "廿": 20, "二十": 20, "卅": 30, "三十": 30}
ONES = ("", *"一二三四五六七八九")


class DayCalendar(StrEnum):
    """What a month and a day are counted by."""

    SOLAR = "solar"
    LUNAR = "lunar"


class NoSuchDay(ValueError):
    """No year of this calendar has this day, or no text of this form is known."""


@dataclass(frozen=True)
class YearlyDay:
    """A day that comes again, with the year of the first where it is known."""

    month: int
    day: int
    year: int | None = None
    calendar: DayCalendar = DayCalendar.SOLAR
    leap: bool = False

    def said(self, language: str) -> str:
        """The day as people of a language write it; `parsed` reads both."""
        if self.calendar == DayCalendar.SOLAR:
            return f"{self.year:04}-{self.month:02}-{self.day:02}" if self.year else self._short()
        if language.startswith("zh"):
            year = f"{self.year}年" if self.year else ""
            month = ("闰" if self.leap else "") + LUNAR_MONTHS[self.month - 1]
            return f"农历{year}{month}月{lunar_day(self.day)}"
        year = f"{self.year:04}-" if self.year else ""
        return f"lunar {'leap ' if self.leap else ''}{year}{self._short()}"

    def _short(self) -> str:
        return f"{self.month:02}-{self.day:02}"

    def plain(self) -> dict[str, Any]:
        return {**asdict(self), "calendar": self.calendar.value}


def of_plain(plain: dict[str, Any]) -> YearlyDay:
    """What `plain` told."""
    return YearlyDay(**{**plain, "calendar": DayCalendar(plain["calendar"])})


def checked(day: YearlyDay) -> YearlyDay:
    """A day that its calendar has. Raises NoSuchDay."""
    in_tables = day.year is None or FIRST_YEAR <= day.year <= LAST_YEAR
    if not (in_tables and 1 <= day.month <= 12 and 1 <= day.day <= _longest(day)):
        raise NoSuchDay
    return day


def _longest(day: YearlyDay) -> int:
    """How many days the month has at most; none for a leap month that its year lacks."""
    if day.calendar == DayCalendar.SOLAR:
        return 0 if day.leap else monthrange(day.year or LEAP_YEAR, day.month)[1]
    if day.year is None:
        return LONGEST_LUNAR_MONTH
    if day.leap and LCalendars.leap_month(day.year) != day.month:
        return 0
    return int(LCalendars.ndays(day.year, day.month, int(day.leap)))


def next_on(day: YearlyDay, today: date) -> date | None:
    """The first solar day from `today` on; None behind the end of the tables."""
    try:
        year = today.year if day.calendar == DayCalendar.SOLAR else _lunar_year(today)
        return next(at for one in (year, year + 1) if (at := in_year(day, one)) >= today)
    except (ValueError, StopIteration):
        return None


def _lunar_year(today: date) -> int:
    year: int = LunarDate.from_solar(today).year
    return year


def in_year(day: YearlyDay, year: int) -> date:
    """The solar day on which it is kept in a year of its own calendar.

    Raises ValueError beyond the tables.
    """
    if day.calendar == DayCalendar.SOLAR:
        return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))
    leap = int(day.leap and int(LCalendars.leap_month(year)) == day.month)
    last = int(LCalendars.ndays(year, day.month, leap))
    kept: date = LunarDate(year, day.month, min(day.day, last), leap).to_solar_date()
    return kept


def lunar_day(day: int) -> str:
    """A day of a lunar month as it is written: 初十, 廿三, 三十."""
    whole = {10: "初十", 20: "二十", 30: "三十"}
    return whole.get(day) or ("初", "十", "廿")[day // 10] + ONES[day % 10]


NUMBERS = r"(?:(?P<year>\d{4})[-/.年])?(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})[日号]?"
WRITTEN = re.compile(NUMBERS)
UNBROKEN = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
LUNAR = re.compile(r"(?:农历|農曆|阴历|陰曆|旧历|lunar)[\s:：]*", re.IGNORECASE)
LEAP = re.compile(r"闰|閏|leap\s*", re.IGNORECASE)
IN_WORDS = re.compile(
    r"(?:(?P<year>\d{4})年)?(?P<month>[^\d月]{1,2})月(?P<day>[^\d日号]{1,3})[日号]?"
)
MIDNIGHT = re.compile(r"[ T]00:00(:00)?(\.0+)?(Z|[+-]\d\d:?\d\d)?$")


def parsed(text: str) -> YearlyDay:
    """A day as lists write it: 1990-05-01, 05-01, 19900501, 5月1日, 农历八月十五, lunar 08-15.

    Raises NoSuchDay.
    """
    text = MIDNIGHT.sub("", text.strip())
    bare, lunar = LUNAR.subn("", text, count=1)
    bare, leap = LEAP.subn("", bare, count=1)
    found = WRITTEN.fullmatch(bare) or UNBROKEN.fullmatch(bare)
    if found is not None:
        month, day = int(found["month"]), int(found["day"])
    elif found := IN_WORDS.fullmatch(bare):
        month, day = _month_in_words(found["month"]), _day_in_words(found["day"])
    else:
        raise NoSuchDay
    year = int(found["year"]) if found["year"] else None
    calendar = DayCalendar.LUNAR if lunar else DayCalendar.SOLAR
    return checked(YearlyDay(month, day, year, calendar, bool(leap)))


def _month_in_words(text: str) -> int:
    return OTHER_MONTHS.get(text, LUNAR_MONTHS.index(text) + 1 if text in LUNAR_MONTHS else 0)


def _day_in_words(text: str) -> int:
    if text in DAYS_IN_WORDS:
        return DAYS_IN_WORDS[text]
    raise NoSuchDay


DAYS_IN_WORDS: dict[str, int] = (
    {f"{tens}{one}": above + at for tens, above in TENS.items() for at, one in enumerate(ONES)}
    | {one: at for at, one in enumerate(ONES) if one}
    | {"初十": 10, "廿十": 20}
)
