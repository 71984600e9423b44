"""Live codes as people save them and the loop reckons them, on a real database."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest

from siyu.acquisition import refreshing, service
from siyu.acquisition.errors import (
    BadMessage,
    BeyondYourStores,
    NameMissing,
    NobodyNamed,
    SlotsOverlap,
    StaffUnknown,
    TagUnknown,
    TooManyStaff,
)
from siyu.acquisition.models import LiveCode
from siyu.acquisition.plans import plan_of
from siyu.acquisition.rules.duty import Assignment, Caps, OnDuty, Plan
from siyu.acquisition.rules.schedule import Hours, Schedule, SpecialDate, WeekSlot
from siyu.acquisition.service import CodeDraft
from siyu.kit.errors import NotFound
from siyu.messaging.service import Purpose
from siyu.platform.access import Reach
from siyu.platform.clock import FixedClock
from tests.acquisition.shop import Shop, founded_shop
from tests.conftest import MONDAY_NOON

NINE, SIX = time(9), time(18)


def day_shift(shop: Shop) -> Plan:
    """Ann from nine to six on Mondays, Bo as backup."""
    ann, bo, _ = shop.everyone
    slot = WeekSlot(weekday=1, starts=NINE, ends=SIX, staff_ids=(ann,), title="Day")
    return Plan(schedule=Schedule(slots=(slot,)), backups=(bo,))


def test_a_plan_comes_back_as_it_was_saved(shop: Shop) -> None:
    ann, bo, cai = shop.everyone
    plan = Plan(
        schedule=Schedule(
            special_dates=(
                SpecialDate(day=date(2026, 12, 31), starts=NINE, ends=time(0), staff_ids=(cai,)),
            ),
            slots=(WeekSlot(weekday=5, starts=time(22), ends=time(6), staff_ids=(ann,)),),
            all_day=(bo, cai),
            skip_verify=Hours(starts=NINE, ends=SIX),
        ),
        backups=(cai,),
        caps=Caps(per_day=20),
        own_caps={ann: Caps(total=300)},
        assignment=Assignment.WEIGHTED,
        weights={ann: 3},
    )
    code = shop.row(shop.code(plan))
    kept = plan_of(code)
    assert (kept.schedule, kept.backups, kept.caps, kept.own_caps, kept.weights) == (
        plan.schedule,
        plan.backups,
        plan.caps,
        plan.own_caps,
        plan.weights,
    )
    assert kept.assignment is Assignment.WEIGHTED
    assert code.wecom_state.startswith("lc_")
    assert len(code.wecom_state) <= 30


@pytest.mark.parametrize(
    ("problem", "change"),
    [
        (NameMissing, {"name": "  "}),
        (NobodyNamed, {"plan": Plan(schedule=Schedule())}),
        (StaffUnknown, {"plan": Plan(schedule=Schedule(all_day=(uuid4(),)))}),
        (
            TooManyStaff,
            {"plan": Plan(schedule=Schedule(all_day=tuple(uuid4() for _ in range(101))))},
        ),
        (TagUnknown, {"tag_ids": (uuid4(),)}),
        (BadMessage, {"remark_pattern": "{shop}"}),
        (NotFound, {"node_id": uuid4()}),
    ],
)
def test_what_cannot_stand_is_refused_and_nothing_is_kept(
    shop: Shop, problem: type[Exception], change: dict[str, object]
) -> None:
    with pytest.raises(problem):
        shop.code(**change)  # type: ignore[arg-type]
    with shop.work() as work:
        assert work.session.scalars(work.scope(LiveCode)).all() == []
    assert shop.events("LiveCodeCreated") == []


def test_overlapping_slots_are_refused_with_their_place_in_both_languages(shop: Shop) -> None:
    slots = (
        WeekSlot(weekday=1, starts=NINE, ends=SIX, staff_ids=shop.everyone, title="Day"),
        WeekSlot(weekday=1, starts=time(17, 30), ends=time(21), staff_ids=shop.everyone),
    )
    with pytest.raises(SlotsOverlap) as refused:
        shop.code(Plan(schedule=Schedule(slots=slots)))
    assert refused.value.sentence("en") == (
        "Day and slots[1] both stand on Monday from 17:30 to 18:00; shorten one of them."
    )
    assert "在周一 17:30–18:00 重叠" in refused.value.sentence("zh-CN")


def test_a_change_leaves_a_trace_and_the_mark_of_the_code_stays(shop: Shop) -> None:
    code_id = shop.code()
    mark = shop.row(code_id).wecom_state
    draft = CodeDraft(name="Parcel card", plan=day_shift(shop), node_id=shop.store_id)
    with shop.work() as work:
        service.change_code(work, code_id, draft)
        service.change_code(work, code_id, draft)
    assert shop.row(code_id).wecom_state == mark
    assert len(shop.events("LiveCodeChanged")) == 1


def test_the_roster_follows_the_clock_over_its_edges(shop: Shop, clock: FixedClock) -> None:
    ann, bo, _ = shop.everyone
    code_id = shop.code(day_shift(shop))
    with shop.work() as work:
        refreshing.refresh_due(work)
    code = shop.row(code_id)
    assert (code.duty_state, code.duty_by, code.duty_staff_ids) == ("on_duty", "weekday", [ann])
    assert code.wanted_userids == ["ann"]
    six = MONDAY_NOON + timedelta(hours=6)
    assert (code.next_change_at, code.duty_until) == (six, six)
    clock.forward(hours=5.9)
    with shop.work() as work:
        assert refreshing.refresh_due(work) == 0
    clock.forward(hours=0.1)
    with shop.work() as work:
        assert refreshing.refresh_due(work) == 1
    code = shop.row(code_id)
    assert (code.duty_state, code.duty_staff_ids, code.wanted_userids) == ("backup", [bo], ["bo"])
    assert [one["by"] for one in shop.events("DutyChanged")] == ["weekday", "backup"]


def test_nobody_is_said_once_to_managers_and_the_last_list_stays(
    shop: Shop, clock: FixedClock
) -> None:
    shop.manager("cai")
    ann = shop.staff["ann"]
    code_id = shop.code(Plan(schedule=Schedule(all_day=(ann,))))
    with shop.work() as work:
        refreshing.refresh_due(work)
    shop.switch("ann", online=False)
    shop.listen()
    for _ in range(2):
        with shop.work() as work:
            refreshing.refresh_due(work)
        clock.forward(days=1)
    code = shop.row(code_id)
    assert (code.duty_state, code.duty_reason, code.duty_staff_ids) == (
        "nobody",
        "all_offline",
        [],
    )
    assert code.wanted_userids == ["ann"]
    assert [one["reason"] for one in shop.events("NobodyOnDuty")] == ["all_offline"]
    told = shop.deliveries()
    assert [(one.purpose, one.to_staff_ids) for one in told] == [
        (Purpose.STAFF_ALERT, [shop.staff["cai"]])
    ]
    shop.switch("ann", online=True)
    shop.listen()
    with shop.work() as work:
        refreshing.refresh_due(work)
    assert shop.row(code_id).duty_state == "on_duty"


def test_a_paused_code_is_left_as_it_is(shop: Shop) -> None:
    code_id = shop.code(paused=True)
    with shop.work() as work:
        assert refreshing.refresh_due(work) == 0
    assert shop.row(code_id).duty_state is None


def test_what_the_roster_shows_is_decided_anew(shop: Shop, clock: FixedClock) -> None:
    code_id = shop.code(day_shift(shop))
    clock.forward(hours=5)
    with shop.work() as work:
        roster = service.roster(work, code_id)
        following = roster.next()
    assert isinstance(roster.duty, OnDuty)
    assert roster.duty.staff_ids == (shop.staff["ann"],)
    assert following is not None
    assert following[0] == MONDAY_NOON + timedelta(hours=6)


def test_a_manager_makes_codes_for_the_own_store_with_the_own_staff_only(shop: Shop) -> None:
    ann, bo, _ = shop.everyone
    hq_code = shop.code(node_id=None, name="Brand")
    reach = Reach(staff_ids=frozenset({ann}), node_ids=frozenset({shop.store_id}))
    own = CodeDraft(
        name="Mine", node_id=shop.store_id, plan=Plan(schedule=Schedule(all_day=(ann,)))
    )
    with shop.work(reach) as work:
        service.create_code(work, own)
    other = CodeDraft(name="x", node_id=shop.store_id, plan=Plan(schedule=Schedule(all_day=(bo,))))
    with shop.work(reach) as work, pytest.raises(StaffUnknown):
        service.create_code(work, other)
    for draft in (
        CodeDraft(name="x", plan=own.plan),
        CodeDraft(name="x", plan=own.plan, node_id=uuid4()),
    ):
        with shop.work(reach) as work, pytest.raises(BeyondYourStores):
            service.create_code(work, draft)
    with shop.work(reach) as work:
        assert {one.name for one in service.code_page(work).items} == {"Mine", "Brand"}
        with pytest.raises(BeyondYourStores):
            service.change_code(work, hq_code, own)


def test_another_tenant_does_not_see_the_code(shop: Shop) -> None:
    code_id = shop.code()
    stranger = founded_shop(shop.runtime, ["dan"])
    with stranger.work() as work, pytest.raises(NotFound):
        service.live_code(work, code_id)
    with stranger.work() as work:
        assert service.code_page(work).items == []
        assert service.live_code_names(work, [code_id]) == {}
