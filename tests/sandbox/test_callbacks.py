"""Callbacks go out encrypted, by WeCom's rules, for what clients do and nothing else."""

import time
from functools import partial
from itertools import pairwise

import pytest

from tests.sandbox.receiving import AES_KEY, TOKEN, Receiver
from tests.sandbox.running import Running, until

CONTACT = "change_external_contact"


def told(receiver: Receiver, change: str) -> bool:
    return change in receiver.changes()


def states(sandbox: Running, change: str) -> list[str]:
    return [row["state"] for row in sandbox.callbacks() if row["change"] == change]


def test_a_scanned_code_tells_the_app_who_added_whom(
    listening: Running, receiver: Receiver
) -> None:
    userid, person = listening.friend(state="lc_door")
    until(lambda: receiver.plains)
    (event,) = receiver.events()
    code = event.pop("WelcomeCode")
    assert len(code) == 43
    assert event.pop("CreateTime").isdecimal()
    assert event == {
        "ToUserName": listening.told["corp_id"],
        "FromUserName": "sys",
        "MsgType": "event",
        "Event": CONTACT,
        "ChangeType": "add_external_contact",
        "UserID": userid,
        "ExternalUserID": person,
        "State": "lc_door",
    }
    assert receiver.corp_ids == [listening.told["corp_id"]]


def test_what_the_api_changes_calls_nobody(listening: Running, receiver: Receiver) -> None:
    before = len(listening.callbacks())
    userid, person = listening.friend()
    both = {"userid": userid, "external_userid": person}
    tag = listening.post(
        "externalcontact/add_corp_tag", {"group_name": "接口组", "tag": [{"name": "接口"}]}
    )["tag_group"]["tag"][0]["id"]
    listening.post("externalcontact/mark_tag", both | {"add_tag": [tag]})
    listening.post("externalcontact/remark", both | {"remark": "接口改的"})
    listening.post("externalcontact/edit_corp_tag", {"id": tag, "name": "接口二"})
    listening.post("externalcontact/del_corp_tag", {"tag_id": [tag]})
    listening.do("api/adviser/edit", **both, remark="客户端改的")
    changes = [row["change"] for row in listening.callbacks()[before:]]
    assert changes == ["add_external_contact", "edit_external_contact"]


def test_each_end_of_a_friendship_has_its_event(listening: Running, receiver: Receiver) -> None:
    for act, change in (("phone", "del_follow_user"), ("adviser", "del_external_contact")):
        userid, person = listening.friend()
        listening.do(f"api/{act}/delete", userid=userid, external_userid=person)
        until(partial(told, receiver, change))


def test_phones_alone_fire_no_edit(listening: Running, receiver: Receiver) -> None:
    userid, person = listening.friend()
    edited = listening.do(
        "api/adviser/edit", userid=userid, external_userid=person, mobiles=["13900000009"]
    )
    assert edited["mobiles"] == ["13900000009"]
    listening.do("api/adviser/delete", userid=userid, external_userid=person)
    until(lambda: len(receiver.plains) == 2)
    assert receiver.changes() == ["add_external_contact", "del_external_contact"]


def test_three_tries_in_all_each_signed_anew(listening: Running, receiver: Receiver) -> None:
    receiver.script = [500, 500, 500]
    listening.friend()
    until(lambda: states(listening, "add_external_contact")[-1] == "failed")
    time.sleep(0.3)
    assert len(receiver.plains) == 3
    assert len(set(receiver.plains)) == 1
    assert len({query["nonce"] for query in receiver.queries}) == 3
    tries = listening.callbacks()[-1]["tries"]
    assert [one["status"] for one in tries] == [500, 500, 500]


def test_the_second_try_may_succeed(listening: Running, receiver: Receiver) -> None:
    receiver.script = [503]
    listening.friend()
    until(lambda: states(listening, "add_external_contact")[-1] == "delivered")
    assert len(receiver.plains) == 2


def test_a_receiver_too_slow_is_tried_again(listening: Running, receiver: Receiver) -> None:
    assert listening.read("policy")["callback_timeout_seconds"] == 5
    listening.policy(callback_timeout_seconds=0.2)
    receiver.script = [0.6]
    listening.friend()
    until(lambda: states(listening, "add_external_contact")[-1] == "delivered")
    first, second = listening.callbacks()[-1]["tries"]
    assert first["status"] is None
    assert "Timeout" in first["error"]
    assert second["status"] == 200


def test_other_codes_count_as_received_by_the_other_wording(
    listening: Running, receiver: Receiver
) -> None:
    listening.policy(callback_retry_on_status=False)
    receiver.script = [500]
    listening.friend()
    until(lambda: states(listening, "add_external_contact")[-1] == "delivered")
    assert len(receiver.plains) == 1


def test_a_lost_callback_never_leaves(listening: Running, receiver: Receiver) -> None:
    listening.faults({"kind": "callback_lost", "path": f"{CONTACT}/add_*", "next": 1})
    listening.friend()
    userid, person = listening.friend()
    until(lambda: receiver.plains)
    assert [event["ExternalUserID"] for event in receiver.events()] == [person]
    assert states(listening, "add_external_contact")[-2] == "lost"


def test_a_duplicate_comes_twice_with_the_same_body(listening: Running, receiver: Receiver) -> None:
    listening.faults({"kind": "callback_duplicate", "next": 1})
    listening.friend()
    until(lambda: len(receiver.plains) == 2)
    assert receiver.plains[0] == receiver.plains[1]


def test_a_held_back_callback_is_overtaken(listening: Running, receiver: Receiver) -> None:
    listening.faults({"kind": "callback_out_of_order", "next": 1, "ms": 500})
    userid, person = listening.friend()
    listening.do("api/phone/delete", userid=userid, external_userid=person)
    until(lambda: len(receiver.plains) == 2)
    assert receiver.changes() == ["del_follow_user", "add_external_contact"]


def test_without_trouble_they_come_in_order(listening: Running, receiver: Receiver) -> None:
    made = [listening.friend()[1] for _ in range(5)]
    until(lambda: len(receiver.plains) == 5)
    assert {event["ExternalUserID"] for event in receiver.events()} == set(made)
    starts = [row["created_real"] for row in listening.callbacks()[-5:]]
    assert all(a <= b for a, b in pairwise(starts))


def test_the_handshake_wants_the_bare_echo(sandbox: Running, receiver: Receiver) -> None:
    address = {"url": receiver.url, "token": TOKEN, "aes_key": AES_KEY}
    receiver.echo = False
    assert sandbox.refused("callback", **address) == (409, "the echo is not what was sent")
    receiver.echo = True
    assert sandbox.do("callback", **address) == {"saved": True}


def test_an_address_where_nobody_answers_is_not_saved(sandbox: Running) -> None:
    status, reason = sandbox.refused(
        "callback", url="http://127.0.0.1:9/none", token=TOKEN, aes_key=AES_KEY
    )
    assert status == 409
    assert reason.startswith("no answer")


@pytest.mark.parametrize(
    ("method", "path", "body", "event", "change"),
    [
        (
            "POST",
            "members",
            {"userid": "xinren", "name": "新人", "departments": [11]},
            "change_contact",
            "create_user",
        ),
        ("PATCH", "members/xinren", {"position": "店长"}, "change_contact", "update_user"),
        ("DELETE", "members/xinren", {}, "change_contact", "delete_user"),
        ("POST", "parties", {"name": "新店", "parentid": 10}, "change_contact", "create_party"),
        ("PATCH", "parties/31", {"name": "更名店"}, "change_contact", "update_party"),
        ("DELETE", "parties/33", {}, "change_contact", "delete_party"),
        ("POST", "tags", {"group_name": "新组", "name": "甲"}, "change_external_tag", "create"),
    ],
)
def test_the_administrators_site_calls_back(
    listening: Running,
    receiver: Receiver,
    method: str,
    path: str,
    body: dict[str, object],
    event: str,
    change: str,
) -> None:
    listening.json(method, f"/sandbox/api/admin/{path}", json=body)
    until(lambda: receiver.plains)
    assert {one["Event"] for one in receiver.events()} == {event}
    assert set(receiver.changes()) == {change}
