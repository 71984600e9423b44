"""Days that come again: lunar days against published conversions, and the rules of the edges."""

from datetime import date, timedelta

import pytest
from borax.calendars.lunardate import LCalendars, LunarDate
from hypothesis import given
from hypothesis import strategies as st

from siyu.customers import birthdays
from siyu.customers.birthdays import DayCalendar, NoSuchDay, YearlyDay

LUNAR = DayCalendar.LUNAR
TODAYS = st.dates(date(1950, 1, 1), date(2098, 12, 31))
DAYS = st.builds(
    YearlyDay,
    month=st.integers(1, 12),
    day=st.integers(1, 28),
    calendar=st.sampled_from(DayCalendar),
)
LUNAR_DAYS = st.builds(
    YearlyDay,
    month=st.integers(1, 12),
    day=st.integers(1, 30),
    calendar=st.just(LUNAR),
    leap=st.booleans(),
)


@pytest.mark.parametrize(
    ("month", "day", "leap", "year", "expected"),
    [
        # New Year's days, Mid-Autumn and leap months of the Hong Kong Observatory's calendars.
        (1, 1, False, 1933, date(1933, 1, 26)),
        (6, 1, False, 1933, date(1933, 7, 23)),
        (1, 1, False, 1985, date(1985, 2, 20)),
        (1, 1, False, 2000, date(2000, 2, 5)),
        (8, 15, False, 2020, date(2020, 10, 1)),
        (4, 1, True, 2020, date(2020, 5, 23)),
        (1, 1, False, 2023, date(2023, 1, 22)),
        (2, 1, True, 2023, date(2023, 3, 22)),
        (6, 1, True, 2025, date(2025, 7, 25)),
        (8, 15, False, 2025, date(2025, 10, 6)),
        (1, 1, False, 2026, date(2026, 2, 17)),
        (5, 5, False, 2026, date(2026, 6, 19)),
        (11, 1, True, 2033, date(2033, 12, 22)),
        (1, 1, False, 2034, date(2034, 2, 19)),
    ],
)
def test_a_lunar_day_stands_where_the_observatory_has_it(
    month: int, day: int, leap: bool, year: int, expected: date
) -> None:
    born = YearlyDay(month, day, calendar=LUNAR, leap=leap)
    assert birthdays.in_year(born, year) == expected
    assert birthdays.next_on(born, expected) == expected


@given(DAYS, TODAYS)
def test_the_next_time_is_the_first_from_today_on(day: YearlyDay, today: date) -> None:
    found = birthdays.next_on(day, today)
    assert found is not None
    assert today <= found <= today + timedelta(days=385)
    assert birthdays.next_on(day, found) == found
    if found > today:
        assert birthdays.next_on(day, today + timedelta(days=1)) == found


@given(LUNAR_DAYS, TODAYS)
def test_a_lunar_day_is_kept_in_its_month_or_on_its_last_day(day: YearlyDay, today: date) -> None:
    found = birthdays.next_on(day, today)
    assert found is not None
    kept = LunarDate.from_solar(found)
    in_leap = day.leap and LCalendars.leap_month(kept.year) == day.month
    assert (kept.month, bool(kept.leap)) == (day.month, in_leap)
    last = LCalendars.ndays(kept.year, kept.month, kept.leap)
    assert kept.day == min(day.day, last)


def test_a_day_the_year_lacks_is_kept_on_the_last_of_its_month() -> None:
    leapling = YearlyDay(2, 29, 2000)
    assert birthdays.next_on(leapling, date(2027, 1, 1)) == date(2027, 2, 28)
    assert birthdays.next_on(leapling, date(2028, 1, 1)) == date(2028, 2, 29)
    eve = YearlyDay(12, 30, calendar=LUNAR)
    # The twelfth month of 2025 has 29 days, that of 2026 has 30... both end before New Year.
    assert birthdays.next_on(eve, date(2026, 1, 1)) == date(2026, 2, 16)


def test_a_day_of_a_leap_month_waits_for_no_leap_month() -> None:
    born = YearlyDay(6, 10, 1987, LUNAR, leap=True)
    assert birthdays.next_on(born, date(2025, 7, 1)) == date(2025, 8, 3)
    assert birthdays.next_on(born, date(2026, 1, 1)) == birthdays.in_year(
        YearlyDay(6, 10, calendar=LUNAR), 2026
    )


def test_behind_the_tables_nothing_is_said() -> None:
    assert birthdays.next_on(YearlyDay(1, 1, calendar=LUNAR), date(2101, 6, 1)) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1990-05-01", YearlyDay(5, 1, 1990)),
        ("1990/5/1", YearlyDay(5, 1, 1990)),
        ("1990年5月1日", YearlyDay(5, 1, 1990)),
        ("19900501", YearlyDay(5, 1, 1990)),
        ("1990-05-01 00:00:00", YearlyDay(5, 1, 1990)),
        ("05-01", YearlyDay(5, 1)),
        ("5月1日", YearlyDay(5, 1)),
        ("02-29", YearlyDay(2, 29)),
        ("农历八月十五", YearlyDay(8, 15, None, LUNAR)),
        ("农历1990年八月十五", YearlyDay(8, 15, 1990, LUNAR)),
        ("农历腊月廿三", YearlyDay(12, 23, None, LUNAR)),
        ("农历十一月初十", YearlyDay(11, 10, None, LUNAR)),
        ("阴历闰四月初三", YearlyDay(4, 3, None, LUNAR, leap=True)),
        ("农历8月15日", YearlyDay(8, 15, None, LUNAR)),
        ("lunar 08-15", YearlyDay(8, 15, None, LUNAR)),
        ("lunar leap 2020-04-03", YearlyDay(4, 3, 2020, LUNAR, leap=True)),
    ],
)
def test_lists_write_days_in_many_ways(text: str, expected: YearlyDay) -> None:
    assert birthdays.parsed(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "soon", "13-01", "2026-02-30", "02-30", "19901301", "农历八月三十一", "农历十三月初一",
     "农历闰2021年四月初三", "农历1990年闰八月初一", "1850-01-01", "闰04-03"],
)  # fmt: skip
def test_what_is_no_day_is_not_taken(text: str) -> None:
    with pytest.raises(NoSuchDay):
        birthdays.parsed(text)


@given(LUNAR_DAYS | DAYS, st.none() | st.integers(1950, 2020))
def test_what_is_written_is_read_back(day: YearlyDay, year: int | None) -> None:
    whole = YearlyDay(day.month, day.day, year, day.calendar, day.leap)
    try:
        birthdays.checked(whole)
    except NoSuchDay:
        return
    assert birthdays.parsed(whole.said("zh-CN")) == whole
    assert birthdays.parsed(whole.said("en")) == whole
    assert birthdays.of_plain(whole.plain()) == whole
