"""What callbacks missed, the nightly comparison finds, mends and reports."""

import pytest

from siyu.channels.wecom.errors import WecomRefused
from tests.stories.shop import Shop


def test_lost_callbacks_are_found_mended_and_told(shop: Shop) -> None:
    shop.connect()
    shop.synchronise()
    shop.welcome_rule()
    shop.work()
    userid = shop.sandbox.staff()
    gone = knows_only(shop, userid)
    shop.sandbox.faults({"kind": "callback_lost", "probability": 1.0})
    _, missed = shop.sandbox.friend(userid=userid)
    shop.adviser("delete", userid=userid, external_userid=gone)
    shop.sandbox.faults()
    shop.pause(1)
    assert shop.get("customers", q=missed)["items"] == []
    assert shop.get("customers", q=gone, state="friend")["items"]

    shop.run_job("customers.reconcile")

    (found,) = shop.get("customers", q=missed)["items"]
    assert found["state"] == "friend"
    assert shop.get("customers", q=gone, state="friend")["items"] == []
    told = shop.get("wecom/sync")["reconciliation"]
    assert (told["missed"], told["vanished"], told["staff_left"]) == (1, 1, 0)
    assert {one["what"] for one in told["findings"]} == {"missed", "vanished"}
    shop.eventually(lambda: shop.get("deliveries", customer=found["id"])["items"])
    (welcome,) = shop.get("deliveries", customer=found["id"])["items"]
    assert welcome["outcome"] == "skipped"
    assert welcome["reason"] == "no_code"

    shop.run_job("customers.reconcile")
    again = shop.get("wecom/sync")["reconciliation"]
    assert (again["missed"], again["vanished"]) == (0, 0)


def knows_only(shop: Shop, userid: str) -> str:
    """An old friend of this adviser and of no other."""
    theirs = shop.sandbox.get("externalcontact/list", userid=userid)["external_userid"]
    return next(
        str(one)
        for one in theirs
        if len(shop.sandbox.get("externalcontact/get", external_userid=one)["follow_user"]) == 1
        and shop.get("customers", q=one, state="friend")["items"]
    )


def test_who_was_added_while_the_record_was_read_stays_a_friend(shop: Shop) -> None:
    """The record as it stood before the add: here, of an adviser whose deletion is not told."""
    shop.connect()
    shop.synchronise()
    shop.work()
    userid, new = shop.sandbox.friend()
    shop.eventually(lambda: shop.get("customers", q=new, state="friend")["items"])
    shop.sandbox.faults({"kind": "callback_lost", "probability": 1.0})
    shop.adviser("delete", userid=userid, external_userid=new)

    shop.run_job("customers.reconcile")

    assert shop.get("wecom/sync")["reconciliation"]["vanished"] == 0
    assert shop.get("customers", q=new, state="friend")["items"]


def test_a_comparison_that_was_killed_goes_on_where_it_was(shop: Shop) -> None:
    shop.connect()
    shop.run_job("sync_directory")
    path = "externalcontact/batch/get_by_user"
    shop.sandbox.faults({"kind": "errcode", "path": path, "next": 1, "errcode": 48002})
    with pytest.raises(WecomRefused):
        shop.run_job("customers.sync")
    before = shop.get("wecom/sync")["full"]
    shop.run_job("customers.sync")
    after = shop.get("wecom/sync")["full"]
    assert before["finished_at"] is None
    assert after["finished_at"] is not None
    assert after["started_at"] == before["started_at"]
