"""Mass sends: created by the app, sent by a member's confirmation, within each customer's pool."""

from typing import Any

import pytest

from tests.sandbox.running import Running

TEXT = {"content": "周六品茶会"}


@pytest.fixture
def eased(sandbox: Running) -> Running:
    sandbox.policy(dispatch_seconds=0)
    return sandbox


def create(sandbox: Running, **body: Any) -> dict[str, Any]:
    return sandbox.post("externalcontact/add_msg_template", {"text": TEXT} | body)


def results(sandbox: Running, msgid: str, userid: str) -> dict[str, int]:
    body = {"msgid": msgid, "userid": userid}
    rows = sandbox.post("externalcontact/get_groupmsg_send_result", body)["send_list"]
    return {row["external_userid"]: row["status"] for row in rows}


def received(sandbox: Running, userid: str, person: str) -> list[dict[str, Any]]:
    lines = sandbox.read(f"api/people/{person}/chats/{userid}")["messages"]
    return [line["said"] for line in lines if line["via"] == "mass"]


def test_nothing_leaves_before_the_member_confirms(eased: Running) -> None:
    userid, person = eased.friend()
    msgid = create(eased, external_userid=[person], sender=userid)["msgid"]
    assert results(eased, msgid, userid) == {person: 0}
    assert received(eased, userid, person) == []
    eased.do("api/adviser/confirm", userid=userid, msgid=msgid)
    assert results(eased, msgid, userid) == {person: 1}
    assert received(eased, userid, person) == [{"msgtype": "text", "text": TEXT}]
    tasks = eased.post("externalcontact/get_groupmsg_task", {"msgid": msgid})["task_list"]
    assert [(row["userid"], row["status"]) for row in tasks] == [(userid, 2)]
    assert eased.refused("api/adviser/confirm", userid=userid, msgid=msgid)[0] == 409


def test_right_after_creation_it_is_being_dispatched(sandbox: Running) -> None:
    userid, person = sandbox.friend()
    msgid = create(sandbox, external_userid=[person])["msgid"]
    answer = sandbox.post("externalcontact/get_groupmsg_task", {"msgid": msgid})
    assert answer["errcode"] == 41063


def test_strangers_fail_and_nobody_left_is_an_error(eased: Running) -> None:
    userid, person = eased.friend()
    stranger = eased.stranger()
    made = create(eased, external_userid=[person, stranger], sender=userid)
    assert made["fail_list"] == [stranger]
    alone = create(eased, external_userid=[stranger], sender=userid)
    assert (alone["errcode"], alone["fail_list"]) == (41048, [stranger])


@pytest.mark.parametrize("talker", [0, 1])
def test_each_customer_hears_from_the_one_who_talked_last(eased: Running, talker: int) -> None:
    staff = [eased.staff(0), eased.staff(1)]
    person = eased.stranger()
    for userid in staff:
        eased.friend(userid=userid, person=person)
    eased.do("api/phone/say", userid=staff[talker], external_userid=person, text="在吗")
    msgid = create(eased, external_userid=[person])["msgid"]
    assert results(eased, msgid, staff[talker]) == {person: 0}
    assert results(eased, msgid, staff[1 - talker]) == {}


def test_tags_choose_with_or_inside_and_and_between(eased: Running) -> None:
    body = {"group_name": "筛选", "tag": [{"name": "甲"}, {"name": "乙"}, {"name": "丙"}]}
    made = eased.post("externalcontact/add_corp_tag", body)["tag_group"]["tag"]
    a, b, c = (tag["id"] for tag in made)
    wanted = {}
    for tags in ((a, c), (b, c), (a,), (c,)):
        userid, person = eased.friend(userid=eased.staff(3))
        both = {"userid": userid, "external_userid": person}
        eased.post("externalcontact/mark_tag", both | {"add_tag": list(tags)})
        wanted[tags] = person
    groups = [{"tag_list": [a, b]}, {"tag_list": [c]}]
    sent = create(eased, sender=eased.staff(3), tag_filter={"group_list": groups})
    found = results(eased, sent["msgid"], eased.staff(3))
    assert set(found) == {wanted[a, c], wanted[b, c]}


@pytest.mark.parametrize(("rule", "many"), [("day_1", 1), ("week_7", 7)])
def test_a_customer_has_a_pool_and_the_rest_is_status_three(
    eased: Running, rule: str, many: int
) -> None:
    eased.policy(mass_rule=rule)
    userid, person = eased.friend()
    seen = []
    for _ in range(many + 1):
        msgid = create(eased, external_userid=[person], sender=userid)["msgid"]
        eased.do("api/adviser/confirm", userid=userid, msgid=msgid)
        seen.append(results(eased, msgid, userid)[person])
    assert seen == [1] * many + [3]


def test_who_deleted_the_member_is_status_two(eased: Running) -> None:
    userid, person = eased.friend()
    msgid = create(eased, external_userid=[person], sender=userid)["msgid"]
    eased.do("api/phone/delete", userid=userid, external_userid=person)
    eased.do("api/adviser/confirm", userid=userid, msgid=msgid)
    assert results(eased, msgid, userid) == {person: 2}


def test_a_cancelled_send_cannot_be_confirmed_or_reminded(eased: Running) -> None:
    userid, person = eased.friend()
    msgid = create(eased, external_userid=[person], sender=userid)["msgid"]
    cancel = "externalcontact/cancel_groupmsg_send"
    assert eased.post(cancel, {"msgid": msgid})["errcode"] == 0
    assert eased.post(cancel, {"msgid": msgid})["errcode"] == 41093
    remind = eased.post("externalcontact/remind_groupmsg_send", {"msgid": msgid})
    assert remind["errcode"] == 41093
    assert eased.refused("api/adviser/confirm", userid=userid, msgid=msgid)[0] == 409


def test_three_reminders_a_day(eased: Running) -> None:
    userid, person = eased.friend()
    msgid = create(eased, external_userid=[person], sender=userid)["msgid"]
    remind = "externalcontact/remind_groupmsg_send"
    codes = [eased.post(remind, {"msgid": msgid})["errcode"] for _ in range(4)]
    assert codes == [0, 0, 0, 41094]


def test_groups_show_only_what_was_sent(eased: Running) -> None:
    rows = eased.post("externalcontact/groupchat/list", {"limit": 10})["group_chat_list"]
    chat_id = rows[0]["chat_id"]
    group = eased.post("externalcontact/groupchat/get", {"chat_id": chat_id})["group_chat"]
    made = create(eased, chat_type="group", sender=group["owner"], chat_id_list=[chat_id])
    body = {"msgid": made["msgid"], "userid": group["owner"]}
    path = "externalcontact/get_groupmsg_send_result"
    assert eased.post(path, body)["send_list"] == []
    eased.do("api/adviser/confirm", userid=group["owner"], msgid=made["msgid"])
    (sent,) = eased.post(path, body)["send_list"]
    assert (sent["chat_id"], sent["status"]) == (chat_id, 1)
