"""Many people side by side are the same people; days of many instants are the days of each."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from siyu.audiences.language import crowds
from siyu.audiences.language.columns import Columns
from siyu.audiences.language.crowd_leaves import local_days
from siyu.audiences.language.facts import Facts, Trail, instant, micros
from siyu.audiences.language.holds_events import Calendar
from siyu.audiences.language.plan import Moment
from siyu.kit.instants import local_day

AT = datetime(2026, 3, 1, tzinfo=UTC)
PEOPLE = [
    Facts(
        7, {"orders": 2}, {"A": Trail([3, 5], [1, 2], [{"n": 1}, {}]), "B": Trail([4], [9], [{}])}
    ),
    Facts(8),
    Facts(9, {"orders": 2}, {"A": Trail([1], [4], [{"n": 2.5}])}),
]
QUARTER = 15 * 60 * 1_000_000
# Clocks in St John's went back at one past midnight: a day began, ended, and began again.
ZONES = ("America/St_Johns", "Asia/Shanghai", "Pacific/Apia", "Africa/Casablanca", "UTC")


def test_somebody_among_many_is_who_they_are_alone() -> None:
    columns = Columns.of(PEOPLE)
    known = {name: trail for name, trail in columns[0].events.items() if trail.times}
    assert known == {
        "A": Trail([3, 5], [1, 2], [{"n": 1}, {"n": None}]),
        "B": Trail([4], [9], [{}]),
    }
    assert [one.number for one in columns[1:]] == [8, 9]
    assert not any(trail.times for trail in columns[1].events.values())


def test_the_events_of_each_are_counted_before_an_instant_and_by_what_fits() -> None:
    trails = Columns.of(PEOPLE).trails["A"]
    assert (trails.before(4) - trails.starts[:-1]).tolist() == [1, 0, 1]
    some = trails.fitting([("n", lambda value: value is not None and value > 1)])
    assert np.diff(some.starts).tolist() == [0, 0, 1]
    assert some.column("n") == [2.5]
    assert some.column("other") == [None]


def test_values_that_people_share_are_told_once() -> None:
    values, codes = Columns.of(PEOPLE).values("orders")
    assert values == [2, None]
    assert codes.tolist() == [0, 1, 0]


@pytest.mark.parametrize("zone", ZONES)
def test_the_days_of_many_instants_are_the_days_of_each(zone: str) -> None:
    calendar = Calendar(Moment(AT, ZoneInfo(zone)))
    first = micros(datetime(2011, 1, 1, tzinfo=UTC))
    times = np.arange(first - 7, first + 366 * 96 * QUARTER, QUARTER, dtype=np.int64)
    alone = [local_day(instant(time), calendar.moment.zone).toordinal() for time in times.tolist()]
    assert local_days(times, calendar).tolist() == alone


def test_a_set_of_people_is_a_number_and_back() -> None:
    assert crowds.people_at([0, 9], 11) == 0b1000000001
    assert crowds.places(0b1000000001) == [0, 9]
    assert crowds.places(0) == crowds.places(crowds.people_at([], 3)) == []
    assert crowds.by_number([[4, 2], [], [2]]) == {2: 0b101, 4: 0b001}
    assert crowds.by_number([]) == {}
