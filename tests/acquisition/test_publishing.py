"""Codes in WeCom, over HTTP against the sandbox: written when they differ, and only then."""

import threading
from datetime import time, timedelta
from typing import Any

import pytest

from siyu.acquisition import jobs, publishing, refreshing, service
from siyu.acquisition.errors import QrNotReady
from siyu.acquisition.models import LiveCode
from siyu.acquisition.publishing import claim_next
from siyu.acquisition.rules.duty import Caps, Plan
from siyu.acquisition.rules.schedule import Hours, Schedule, WeekSlot
from siyu.acquisition.service import CodeDraft
from siyu.channels.wecom.service import client_for
from siyu.kit.ids import new_id
from siyu.platform.clock import FixedClock, real_now
from tests.acquisition.shop import Shop, founded_shop

UPDATE = "externalcontact/update_contact_way"
ADD = "externalcontact/add_contact_way"


def userids(shop: Shop, *names: str) -> list[str]:
    """WeCom's ids of advisers."""
    assert shop.wecom is not None
    return sorted(shop.wecom.userids[list(shop.staff).index(name)] for name in names)


def retry_now(shop: Shop, code_id: Any) -> None:
    """As if the wait after a failure, or a dead worker's lease, had passed."""
    with shop.work() as work:
        code = work.get(LiveCode, code_id)
        code.retry_at = None
        if code.lease_until is not None:
            code.lease_until = real_now() - timedelta(seconds=1)


def change(shop: Shop, code_id: Any, plan: Plan) -> None:
    with shop.work() as work:
        draft = CodeDraft(name="Window poster", node_id=shop.store_id, plan=plan)
        service.change_code(work, code_id, draft)


def test_a_new_code_is_made_in_wecom_with_its_mark_and_picture(open_shop: Shop) -> None:
    code_id = open_shop.code()
    with open_shop.work() as work, pytest.raises(QrNotReady):
        service.picture(work, code_id)
    open_shop.turn()
    code = open_shop.row(code_id)
    assert (code.stale, code.problem, code.failures) == (False, None, 0)
    assert (
        open_shop.live_users(code_id) == code.live_userids == userids(open_shop, *open_shop.staff)
    )
    with open_shop.work() as work:
        picture, media_type = service.picture(work, code_id)
    assert media_type == "image/png"
    assert picture.startswith(b"\x89PNG")
    assert [one["name"] for one in open_shop.events("LiveCodePublished")] == ["LiveCodePublished"]


def test_the_code_is_written_only_when_its_list_changes(open_shop: Shop, clock: FixedClock) -> None:
    ann, bo, _ = open_shop.everyone
    slots = tuple(
        WeekSlot(weekday=1, starts=starts, ends=ends, staff_ids=staff)
        for starts, ends, staff in (
            (time(9), time(13), (ann, bo)),
            (time(13), time(15), (bo, ann)),
            (time(15), time(18), (bo,)),
        )
    )
    open_shop.count_calls()
    code_id = open_shop.code(Plan(schedule=Schedule(slots=slots)))
    open_shop.turn()
    assert open_shop.calls() == {"add_contact_way": 1, "update_contact_way": 0}
    clock.forward(hours=1)
    open_shop.turn()
    assert open_shop.calls() == {"add_contact_way": 1, "update_contact_way": 0}
    clock.forward(hours=2)
    open_shop.turn()
    open_shop.turn()
    assert open_shop.calls() == {"add_contact_way": 1, "update_contact_way": 1}
    assert open_shop.live_users(code_id) == userids(open_shop, "bo")


def test_the_skip_verify_hours_are_written_too(open_shop: Shop, clock: FixedClock) -> None:
    hours = Hours(starts=time(9), ends=time(18))
    code_id = open_shop.code(Plan(schedule=Schedule(all_day=open_shop.everyone, skip_verify=hours)))
    open_shop.turn()
    assert open_shop.row(code_id).live_skip_verify is True
    clock.forward(hours=6)
    open_shop.turn()
    assert open_shop.row(code_id).live_skip_verify is False
    assert open_shop.wecom is not None
    way = open_shop.wecom.call(
        "externalcontact/get_contact_way", config_id=open_shop.row(code_id).config_id
    )
    assert way["contact_way"]["skip_verify"] is False


def test_with_nobody_on_duty_wecom_keeps_its_last_list(open_shop: Shop) -> None:
    ann = open_shop.staff["ann"]
    code_id = open_shop.code(Plan(schedule=Schedule(all_day=(ann,))))
    open_shop.turn()
    open_shop.count_calls()
    open_shop.switch("ann", online=False)
    open_shop.listen()
    open_shop.turn()
    code = open_shop.row(code_id)
    assert (code.duty_state, code.stale) == ("nobody", False)
    assert open_shop.live_users(code_id) == userids(open_shop, "ann")
    assert open_shop.calls() == {"add_contact_way": 0, "update_contact_way": 0}


def test_friends_and_changes_during_a_write_are_not_lost(open_shop: Shop) -> None:
    """While WeCom takes its time over one list, a friend comes and the plan changes."""
    ann, bo, cai = open_shop.everyone
    code_id = open_shop.code(Plan(schedule=Schedule(all_day=(ann,)), caps=Caps(per_day=1)))
    open_shop.turn()
    assert open_shop.wecom is not None
    open_shop.count_calls({"kind": "slow", "path": UPDATE, "ms": 1500, "next": 1})
    change(open_shop, code_id, Plan(schedule=Schedule(all_day=(ann, bo)), caps=Caps(per_day=1)))
    writing = threading.Thread(target=jobs.step, args=(open_shop.runtime,))
    writing.start()
    try:
        while open_shop.row(code_id).lease_until is None:
            assert writing.is_alive()
        open_shop.friend(code_id, "ann")
        open_shop.listen()
        change(
            open_shop, code_id, Plan(schedule=Schedule(all_day=(ann, cai)), caps=Caps(per_day=1))
        )
        assert writing.is_alive()
        assert [add.place for add in open_shop.adds(code_id)] == [1]
    finally:
        writing.join(10)
    assert open_shop.row(code_id).live_userids == userids(open_shop, "ann", "bo")
    open_shop.turn()
    assert open_shop.live_users(code_id) == userids(open_shop, "cai")
    assert open_shop.row(code_id).stale is False


def test_two_workers_do_not_write_the_same_code(open_shop: Shop) -> None:
    code_id = open_shop.code()
    with open_shop.work() as work:
        refreshing.refresh_due(work)
    with open_shop.work() as work:
        assert claim_next(work) is not None
    with open_shop.work() as work:
        assert claim_next(work) is None
    assert open_shop.row(code_id).config_id is None


def test_a_refused_write_keeps_the_old_list_says_why_and_is_tried_again(open_shop: Shop) -> None:
    ann, bo, _ = open_shop.everyone
    code_id = open_shop.code(Plan(schedule=Schedule(all_day=(ann,))))
    open_shop.turn()
    assert open_shop.wecom is not None
    open_shop.wecom.faults({"kind": "errcode", "path": UPDATE, "errcode": 48002, "next": 1})
    change(open_shop, code_id, Plan(schedule=Schedule(all_day=(bo,))))
    open_shop.turn()
    code = open_shop.row(code_id)
    assert (code.live_userids, code.stale) == (userids(open_shop, "ann"), True)
    assert code.problem is not None
    assert "48002" in code.problem["en"]
    assert "可调用接口" in code.problem["zh"]
    with open_shop.work() as work:
        assert f"problem:{code_id}" in {one.key for one in service.today(work).alerts}
    retry_now(open_shop, code_id)
    open_shop.turn()
    code = open_shop.row(code_id)
    assert (code.live_userids, code.stale, code.problem) == (userids(open_shop, "bo"), False, None)


def test_a_code_made_without_our_hearing_of_it_is_found_and_not_made_twice(
    open_shop: Shop,
) -> None:
    assert open_shop.wecom is not None
    open_shop.count_calls({"kind": "answer_lost", "path": ADD, "next": 1})
    code_id = open_shop.code()
    open_shop.turn()
    assert open_shop.row(code_id).config_id is None
    retry_now(open_shop, code_id)
    open_shop.turn()
    code = open_shop.row(code_id)
    assert code.config_id is not None
    assert open_shop.calls()["add_contact_way"] == 1
    way = open_shop.wecom.call("externalcontact/get_contact_way", config_id=code.config_id)
    assert way["contact_way"]["state"] == code.wecom_state


def test_a_worker_that_died_in_the_call_is_followed_by_another(open_shop: Shop) -> None:
    """The claim is committed, WeCom made the code, and nothing was recorded."""
    open_shop.count_calls()
    code_id = open_shop.code()
    with open_shop.work() as work:
        refreshing.refresh_due(work)
    with open_shop.work() as work:
        claim = claim_next(work)
    assert claim is not None
    made = publishing.write(claim, lambda: client_for(open_shop.runtime, open_shop.tenant_id))
    retry_now(open_shop, code_id)
    open_shop.turn()
    assert open_shop.row(code_id).config_id == made.config_id
    assert open_shop.calls()["add_contact_way"] == 1


def test_what_a_late_worker_heard_is_not_recorded_over_another_claim(open_shop: Shop) -> None:
    code_id = open_shop.code()
    with open_shop.work() as work:
        refreshing.refresh_due(work)
    with open_shop.work() as work:
        claim = claim_next(work)
    assert claim is not None
    written = publishing.write(claim, lambda: client_for(open_shop.runtime, open_shop.tenant_id))
    with open_shop.work() as work:
        work.get(LiveCode, code_id).lease_key = new_id()
    with open_shop.work() as work:
        publishing.record(work, claim, written)
    assert open_shop.row(code_id).config_id is None


def test_a_code_that_wecom_lost_is_made_anew_under_the_same_mark(open_shop: Shop) -> None:
    ann, bo, _ = open_shop.everyone
    code_id = open_shop.code(Plan(schedule=Schedule(all_day=(ann,))))
    open_shop.turn()
    before = open_shop.row(code_id)
    assert open_shop.wecom is not None
    open_shop.wecom.call("externalcontact/del_contact_way", config_id=before.config_id)
    change(open_shop, code_id, Plan(schedule=Schedule(all_day=(bo,))))
    open_shop.turn()
    retry_now(open_shop, code_id)
    open_shop.turn()
    after = open_shop.row(code_id)
    assert after.config_id not in (None, before.config_id)
    assert after.wecom_state == before.wecom_state
    assert open_shop.live_users(code_id) == userids(open_shop, "bo")


def test_without_a_connection_the_code_waits_and_says_so(shop: Shop) -> None:
    code_id = shop.code()
    shop.turn()
    code = shop.row(code_id)
    assert code.problem is not None
    assert code.problem["code"] == "NotConnected"
    assert (code.stale, code.config_id) == (True, None)
    assert code.retry_at is not None
    assert code.creating_since is not None


def test_a_picture_that_does_not_come_is_fetched_later(open_shop: Shop) -> None:
    code_id = open_shop.code()
    open_shop.turn()
    with open_shop.work() as work:
        code = work.get(LiveCode, code_id)
        good, code.qr_url, code.qr_media_type = code.qr_url, "http://127.0.0.1:9/none.png", None
    open_shop.turn()
    code = open_shop.row(code_id)
    assert code.problem is not None
    assert (code.stale, code.qr_media_type) == (False, None)
    with open_shop.work() as work:
        work.get(LiveCode, code_id).qr_url = good
    retry_now(open_shop, code_id)
    open_shop.turn()
    assert open_shop.row(code_id).qr_media_type == "image/png"


def test_one_tenants_trouble_does_not_hold_up_anothers_codes(open_shop: Shop) -> None:
    other = founded_shop(open_shop.runtime, ["dan"])
    waiting, code_id = other.code(), open_shop.code()
    open_shop.turn()
    assert other.row(waiting).config_id is None
    assert open_shop.row(code_id).config_id is not None
