"""Who is on a live code: the order of resolution, caps, backups, nobody, and the clock."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siyu.acquisition.rules.duty import (
    Assignment,
    Away,
    Caps,
    Count,
    Lack,
    Nobody,
    OnDuty,
    Plan,
    Standing,
    decide,
    next_duty,
)
from siyu.acquisition.rules.schedule import (
    Hours,
    Rung,
    Schedule,
    SpecialDate,
    WeekSlot,
    instant_of,
    next_change,
    overlaps,
    skips_verify,
)
from tests.acquisition import reference

SHANGHAI = ZoneInfo("Asia/Shanghai")
ZONES = [ZoneInfo(name) for name in ("Asia/Shanghai", "Europe/London", "America/New_York")] + [
    ZoneInfo("Australia/Lord_Howe"),  # half an hour of daylight saving
    ZoneInfo("America/Havana"),  # the clock jumps at midnight
]
ANN, BO, CAI, DAN = (UUID(int=i) for i in range(1, 5))
ALL_HERE = {staff: Standing() for staff in (ANN, BO, CAI, DAN)}
MONDAY = date(2026, 3, 2)


def at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def slot(weekday: int, starts: str, ends: str, *staff: UUID) -> WeekSlot:
    return WeekSlot(
        weekday=weekday,
        starts=time.fromisoformat(starts),
        ends=time.fromisoformat(ends),
        staff_ids=staff,
    )


def special(day: date, starts: str, ends: str, *staff: UUID) -> SpecialDate:
    return SpecialDate(
        day=day, starts=time.fromisoformat(starts), ends=time.fromisoformat(ends), staff_ids=staff
    )


def duty(plan: Plan, when: datetime, **standings: Standing) -> OnDuty | Nobody:
    return decide(plan, ALL_HERE, Count(), when, SHANGHAI)


FULL = Schedule(
    special_dates=(special(MONDAY, "10:00", "16:00", ANN),),
    slots=(slot(1, "09:00", "18:00", BO),),
    all_day=(CAI,),
)


@pytest.mark.parametrize(
    ("when", "rung", "staff"),
    [
        (at(8, 59), Rung.ALL_DAY, CAI),
        (at(9), Rung.WEEKDAY, BO),
        (at(10), Rung.SPECIAL_DATE, ANN),
        (at(15, 59), Rung.SPECIAL_DATE, ANN),
        (at(16), Rung.WEEKDAY, BO),
        (at(18), Rung.ALL_DAY, CAI),
        (at(12, day=MONDAY + timedelta(days=7)), Rung.WEEKDAY, BO),
        (at(12, day=MONDAY + timedelta(days=1)), Rung.ALL_DAY, CAI),
    ],
)
def test_special_date_then_weekday_then_all_day(when: datetime, rung: Rung, staff: UUID) -> None:
    on_duty = duty(Plan(schedule=FULL), when)
    assert isinstance(on_duty, OnDuty)
    assert (on_duty.rung, on_duty.staff_ids) == (rung, (staff,))


@pytest.mark.parametrize(
    ("when", "there"),
    [
        (at(21, 59), False),
        (at(22), True),
        (at(5, 59, MONDAY + timedelta(days=1)), True),
        (at(6, 0, MONDAY + timedelta(days=1)), False),
        (at(5, 59), False),
    ],
)
def test_a_slot_over_midnight_belongs_to_the_day_it_starts_on(when: datetime, there: bool) -> None:
    plan = Plan(schedule=Schedule(slots=(slot(1, "22:00", "06:00", ANN),)))
    assert isinstance(duty(plan, when), OnDuty) is there


def test_a_slot_from_midnight_to_midnight_is_the_whole_day() -> None:
    plan = Plan(schedule=Schedule(slots=(slot(1, "00:00", "00:00", ANN),)))
    assert [isinstance(duty(plan, at(hour)), OnDuty) for hour in range(24)] == [True] * 24
    assert isinstance(duty(plan, at(0, day=MONDAY + timedelta(days=1))), Nobody)


def test_a_special_date_without_staff_is_closed_and_the_backups_answer() -> None:
    schedule = Schedule(special_dates=(special(MONDAY, "00:00", "00:00"),), all_day=(CAI,))
    assert duty(Plan(schedule=schedule), at(12)) == Nobody(
        reason=Lack.CLOSED, shift=duty(Plan(schedule=schedule), at(12)).shift, dropped={}
    )
    covered = duty(Plan(schedule=schedule, backups=(DAN,)), at(12))
    assert isinstance(covered, OnDuty)
    assert (covered.rung, covered.staff_ids) == (Rung.BACKUP, (DAN,))


@pytest.mark.parametrize(
    ("standings", "reason", "dropped"),
    [
        ({}, Lack.ALL_OFFLINE, {ANN: Away.OFFLINE, BO: Away.OFFLINE}),
        (
            {ANN: Standing(added_today=3), BO: Standing(added_total=9)},
            Lack.ALL_AT_CAP,
            {ANN: Away.DAILY_CAP, BO: Away.TOTAL_CAP},
        ),
        (
            {ANN: Standing(added_today=4), BO: Standing(online=False)},
            Lack.ALL_AWAY,
            {ANN: Away.DAILY_CAP, BO: Away.OFFLINE},
        ),
    ],
)
def test_nobody_says_why(
    standings: dict[UUID, Standing], reason: Lack, dropped: dict[UUID, Away]
) -> None:
    plan = Plan(schedule=Schedule(all_day=(ANN, BO)), caps=Caps(per_day=3, total=9))
    answer = decide(plan, standings, Count(), at(12), SHANGHAI)
    assert isinstance(answer, Nobody)
    assert (answer.reason, answer.dropped) == (reason, dropped)


def test_without_any_slot_nobody_is_on_duty_and_it_says_so() -> None:
    assert duty(Plan(schedule=Schedule()), at(12)) == Nobody(
        reason=Lack.NO_SLOT, shift=None, dropped={}
    )


def test_the_cap_is_judged_after_counting_so_the_third_friend_of_three_closes_it() -> None:
    plan = Plan(schedule=Schedule(all_day=(ANN, BO)), caps=Caps(per_day=3))
    two = {ANN: Standing(added_today=2), BO: Standing()}
    three = {ANN: Standing(added_today=3), BO: Standing()}
    before, after = (decide(plan, s, Count(), at(12), SHANGHAI) for s in (two, three))
    assert isinstance(before, OnDuty)
    assert isinstance(after, OnDuty)
    assert (before.staff_ids, after.staff_ids) == ((ANN, BO), (BO,))


def test_a_persons_own_cap_replaces_the_cap_of_the_code() -> None:
    plan = Plan(
        schedule=Schedule(all_day=(ANN, BO)),
        caps=Caps(per_day=3),
        own_caps={ANN: Caps(per_day=None), BO: Caps(per_day=1)},
    )
    standings = {ANN: Standing(added_today=50), BO: Standing(added_today=1)}
    answer = decide(plan, standings, Count(), at(12), SHANGHAI)
    assert isinstance(answer, OnDuty)
    assert answer.staff_ids == (ANN,)


def test_backups_have_no_cap_but_must_be_online() -> None:
    plan = Plan(schedule=Schedule(all_day=(ANN,)), backups=(BO, CAI), caps=Caps(total=1))
    standings = {
        ANN: Standing(added_total=1),
        BO: Standing(online=False),
        CAI: Standing(added_total=7),
    }
    answer = decide(plan, standings, Count(), at(12), SHANGHAI)
    assert isinstance(answer, OnDuty)
    assert (answer.rung, answer.staff_ids) == (Rung.BACKUP, (CAI,))


def shared(assignment: Assignment, friends: int, **weights: int) -> list[UUID]:
    """Who receives each of `friends` friends, one after the other."""
    named = {"ann": ANN, "bo": BO, "cai": CAI}
    plan = Plan(
        schedule=Schedule(all_day=(ANN, BO, CAI)),
        assignment=assignment,
        weights={named[name]: weight for name, weight in weights.items()},
        seed="code",
    )
    got: list[UUID] = []
    for _ in range(friends):
        standings = {
            one: Standing(added_today=got.count(one), added_today_anywhere=got.count(one))
            for one in (ANN, BO, CAI)
        }
        count = Count(added=len(got), last_staff_id=got[-1] if got else None)
        answer = decide(plan, standings, count, at(12), SHANGHAI)
        assert isinstance(answer, OnDuty)
        got += answer.staff_ids
    return got


def test_round_robin_goes_to_the_next_of_the_list() -> None:
    assert shared(Assignment.ROUND_ROBIN, 4, ann=9) == [ANN, BO, CAI, ANN]


def test_round_robin_goes_on_behind_the_last_even_when_that_one_left() -> None:
    plan = Plan(schedule=Schedule(all_day=(ANN, BO, CAI)), assignment=Assignment.ROUND_ROBIN)
    here = {ANN: Standing(), CAI: Standing()}
    answer = decide(plan, here, Count(added=1, last_staff_id=BO), at(12), SHANGHAI)
    assert isinstance(answer, OnDuty)
    assert answer.staff_ids == (CAI,)


def test_weights_share_friends_exactly_and_evenly() -> None:
    got = shared(Assignment.WEIGHTED, 12, ann=3, bo=2, cai=1)
    assert [got.count(one) for one in (ANN, BO, CAI)] == [6, 4, 2]
    assert sorted(got[:6]) == sorted(got[6:])


def test_random_is_the_same_for_the_same_count_and_reaches_everyone() -> None:
    got = shared(Assignment.RANDOM, 60)
    assert got == shared(Assignment.RANDOM, 60)
    assert all(got.count(one) >= 10 for one in (ANN, BO, CAI))


def test_least_loaded_counts_todays_friends_by_any_code() -> None:
    plan = Plan(schedule=Schedule(all_day=(ANN, BO)), assignment=Assignment.LEAST_LOADED)
    standings = {
        ANN: Standing(added_today=0, added_today_anywhere=8),
        BO: Standing(added_today=5, added_today_anywhere=5),
    }
    answer = decide(plan, standings, Count(), at(12), SHANGHAI)
    assert isinstance(answer, OnDuty)
    assert answer.staff_ids == (BO,)


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (Schedule(slots=(slot(1, "09:00", "18:00"), slot(1, "18:00", "20:00"))), []),
        (
            Schedule(slots=(slot(1, "09:00", "18:00"), slot(1, "17:30", "20:00"))),
            [("slots[0]", "slots[1]", 1, "17:30", "18:00")],
        ),
        (
            Schedule(slots=(slot(1, "05:00", "09:00"), slot(7, "22:00", "06:00"))),
            [("slots[1]", "slots[0]", 1, "05:00", "06:00")],
        ),
        (Schedule(slots=(slot(3, "09:00", "18:00"),), all_day=(ANN,)), []),
        (
            Schedule(
                special_dates=(special(MONDAY, "00:00", "00:00"),),
                slots=(slot(1, "09:00", "18:00"),),
            ),
            [],
        ),
        (
            Schedule(
                special_dates=(
                    special(MONDAY + timedelta(days=1), "01:00", "05:00"),
                    special(MONDAY, "22:00", "02:00"),
                )
            ),
            [("special_dates[1]", "special_dates[0]", None, "01:00", "02:00")],
        ),
    ],
)
def test_an_overlap_is_named_with_its_place(schedule: Schedule, expected: list[object]) -> None:
    assert [
        (one.first, one.second, one.weekday, f"{one.starts:%H:%M}", f"{one.ends:%H:%M}")
        for one in overlaps(schedule)
    ] == expected


@pytest.mark.parametrize(
    ("when", "change"),
    [
        (at(8), at(9)),
        (at(9), at(10)),
        (at(11), at(16)),
        (at(17, 59), at(18)),
        (at(18), at(20)),
        (at(20), at(0, day=MONDAY + timedelta(days=1))),
    ],
)
def test_the_next_change_is_the_next_edge_of_any_kind(when: datetime, change: datetime) -> None:
    hours = Hours(starts=time(20), ends=time(9))
    assert next_change(replace(FULL, skip_verify=hours), when, SHANGHAI) == change


def test_next_duty_is_the_first_instant_with_other_people() -> None:
    plan = Plan(schedule=FULL)
    found = next_duty(plan, ALL_HERE, Count(), at(9, 30), SHANGHAI)
    assert found is not None
    assert found[0] == at(10)
    assert isinstance(found[1], OnDuty)
    assert found[1].staff_ids == (ANN,)


def test_next_duty_sees_the_caps_of_the_day_open_at_midnight() -> None:
    plan = Plan(schedule=Schedule(all_day=(ANN,)), caps=Caps(per_day=1))
    found = next_duty(plan, {ANN: Standing(added_today=1)}, Count(), at(12), SHANGHAI)
    assert found is not None
    assert found[0] == at(0, day=MONDAY + timedelta(days=1))
    assert isinstance(found[1], OnDuty)


def test_a_duty_that_never_changes_has_no_next() -> None:
    assert (
        next_duty(Plan(schedule=Schedule(all_day=(ANN,))), ALL_HERE, Count(), at(12), SHANGHAI)
        is None
    )


@pytest.mark.parametrize(
    ("zone", "day", "wall", "expected"),
    [
        # 2026-03-29 01:00 London does not exist; 2026-10-25 01:30 exists twice.
        ("Europe/London", date(2026, 3, 29), time(1, 30), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (
            "Europe/London",
            date(2026, 10, 25),
            time(1, 30),
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        ),
        ("America/Havana", date(2026, 3, 8), time(0, 0), datetime(2026, 3, 8, 5, 0, tzinfo=UTC)),
        # Samoa skipped 2011-12-30 altogether.
        ("Pacific/Apia", date(2011, 12, 30), time(9), datetime(2011, 12, 30, 10, 0, tzinfo=UTC)),
    ],
)
def test_a_wall_time_is_the_first_instant_the_clock_has_reached_it(
    zone: str, day: date, wall: time, expected: datetime
) -> None:
    assert instant_of(day, wall, ZoneInfo(zone)) == expected


# ------------------------------------------------------------------ against the plain reference

STAFF = st.lists(st.sampled_from([ANN, BO, CAI, DAN]), unique=True, max_size=3).map(tuple)
WALL = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
# Around the days on which the zones above change their clocks, and ordinary ones.
DAYS = st.sampled_from(
    [date(2026, 3, 8), date(2026, 3, 29), date(2026, 4, 5), date(2026, 10, 25), date(2026, 11, 1)]
).flatmap(lambda day: st.integers(-2, 2).map(lambda shift: day + timedelta(days=shift)))


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """Random schedules that would be let in: without overlaps."""
    slots: list[WeekSlot] = []
    specials: list[SpecialDate] = []
    for _ in range(draw(st.integers(0, 5))):
        one = WeekSlot(
            weekday=draw(st.integers(1, 7)),
            starts=draw(WALL),
            ends=draw(WALL),
            staff_ids=draw(STAFF),
        )
        if not overlaps(Schedule(slots=(*slots, one))):
            slots.append(one)
    for _ in range(draw(st.integers(0, 3))):
        on = SpecialDate(day=draw(DAYS), starts=draw(WALL), ends=draw(WALL), staff_ids=draw(STAFF))
        if not overlaps(Schedule(special_dates=(*specials, on))):
            specials.append(on)
    skip = draw(st.booleans() | st.builds(Hours, starts=WALL, ends=WALL))
    return Schedule(
        special_dates=tuple(specials), slots=tuple(slots), all_day=draw(STAFF), skip_verify=skip
    )


CAP = st.none() | st.integers(0, 3)
CAPS = st.builds(Caps, per_day=CAP, total=CAP)
PLANS = st.builds(
    Plan,
    schedule=schedules(),
    backups=STAFF,
    caps=CAPS,
    own_caps=st.dictionaries(st.sampled_from([ANN, BO]), CAPS),
)
STANDINGS = st.dictionaries(
    st.sampled_from([ANN, BO, CAI, DAN]),
    st.builds(
        Standing, online=st.booleans(), added_today=st.integers(0, 3), added_total=st.integers(0, 4)
    ),
)
MOMENTS = st.tuples(DAYS, st.integers(0, 1439)).map(
    lambda pair: datetime.combine(pair[0], time(), UTC) + timedelta(minutes=pair[1])
)


@settings(max_examples=300, deadline=None)
@given(plan=PLANS, standings=STANDINGS, moment=MOMENTS, zone=st.sampled_from(ZONES))
def test_the_decision_is_that_of_the_plain_reference(
    plan: Plan, standings: dict[UUID, Standing], moment: datetime, zone: ZoneInfo
) -> None:
    answer = decide(plan, standings, Count(), moment, zone)
    rung, staff = reference.decided(plan, standings, moment, zone)
    if isinstance(answer, OnDuty):
        assert (str(answer.rung), answer.staff_ids) == (rung, staff)
    else:
        assert rung == "nobody"
    assert skips_verify(plan.schedule, moment, zone) is not reference.verifies(
        plan.schedule, moment, zone
    )


@settings(max_examples=40, deadline=None)
@given(plan=PLANS, standings=STANDINGS, moment=MOMENTS, zone=st.sampled_from(ZONES))
def test_between_now_and_the_next_change_no_minute_differs(
    plan: Plan, standings: dict[UUID, Standing], moment: datetime, zone: ZoneInfo
) -> None:
    change = next_change(plan.schedule, moment, zone)
    assert moment < change <= moment + timedelta(hours=25, minutes=30)
    first = reference.decided(plan, standings, moment, zone)
    verifies = reference.verifies(plan.schedule, moment, zone)
    day = moment.astimezone(zone).date()
    for minute in reference.minutes(moment, change):
        assert reference.decided(plan, standings, minute, zone) == first
        assert reference.verifies(plan.schedule, minute, zone) is verifies
        assert minute.astimezone(zone).date() == day
