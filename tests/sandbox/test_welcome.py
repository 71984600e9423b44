"""A welcome code: twenty real seconds, one use, the first caller wins."""

import time
from typing import Any

from tests.sandbox.running import Running, until

TEXT = {"content": "欢迎来到山茶小铺"}


def welcome(sandbox: Running, code: str, **more: Any) -> int:
    body = {"welcome_code": code, "text": TEXT} | more
    return int(sandbox.post("externalcontact/send_welcome_msg", body)["errcode"])


def last_code(sandbox: Running) -> str:
    return str(sandbox.callbacks()[-1]["fields"].get("WelcomeCode", ""))


def lines(sandbox: Running, userid: str, person: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sandbox.read(f"api/people/{person}/chats/{userid}")["messages"]
    return found


def test_the_phone_shows_what_was_sent(sandbox: Running) -> None:
    userid, person = sandbox.friend()
    link = {"msgtype": "link", "link": {"title": "菜单", "url": "https://example.com"}}
    assert welcome(sandbox, last_code(sandbox), attachments=[link]) == 0
    sent = [line for line in lines(sandbox, userid, person) if line["via"] == "welcome"]
    assert [line["said"] for line in sent] == [{"msgtype": "text", "text": TEXT}, link]
    assert {line["sender"] for line in sent} == {"staff"}


def test_a_code_is_used_once(sandbox: Running) -> None:
    sandbox.policy(welcome_sending_seconds=0.2)
    code = sandbox.welcome_code()
    assert welcome(sandbox, code) == 0
    assert welcome(sandbox, code) == 41096
    until(lambda: welcome(sandbox, code) == 41051)


def test_a_refused_call_does_not_use_the_code(sandbox: Running) -> None:
    code = sandbox.welcome_code()
    wrong = [{"msgtype": "image", "image": {"media_id": "gone"}}]
    assert welcome(sandbox, code, attachments=wrong) == 40007
    assert welcome(sandbox, code) == 0


def test_a_code_lives_twenty_seconds_by_default_and_then_is_invalid(sandbox: Running) -> None:
    assert sandbox.read("policy")["welcome_seconds"] == 20
    sandbox.policy(welcome_seconds=0.2)
    code = sandbox.welcome_code()
    before = sandbox.read("record")["welcomes"]["expired"]
    time.sleep(0.25)
    assert welcome(sandbox, code) == 41050
    assert sandbox.read("record")["welcomes"]["expired"] == before + 1


def test_who_talks_first_takes_the_chance(sandbox: Running) -> None:
    userid, person = sandbox.friend()
    code = last_code(sandbox)
    sandbox.do("api/phone/say", userid=userid, external_userid=person, text="在吗")
    assert welcome(sandbox, code) == 41051


def test_a_code_nobody_gave_is_invalid(sandbox: Running) -> None:
    assert welcome(sandbox, "made-up") == 41050


def test_after_a_deletion_there_is_nobody_to_welcome(sandbox: Running) -> None:
    userid, person = sandbox.friend()
    code = last_code(sandbox)
    sandbox.do("api/phone/delete", userid=userid, external_userid=person)
    assert welcome(sandbox, code) == 41050


def test_a_wecom_user_gets_a_card_and_no_code(sandbox: Running) -> None:
    people = sandbox.read("api/people")["items"]
    person = next(row["external_userid"] for row in people if row["type"] == 2)
    sandbox.friend(person=person)
    assert last_code(sandbox) == ""


def test_an_administrators_welcome_leaves_no_code(sandbox: Running) -> None:
    sandbox.policy(admin_welcome=True)
    sandbox.friend()
    assert last_code(sandbox) == ""


def test_half_friends_use_up_the_code_of_the_friendship(sandbox: Running) -> None:
    sandbox.policy(half_add=True)
    userid, person = sandbox.friend()
    half = sandbox.callbacks()[-1]
    assert half["change"] == "add_half_external_contact"
    sandbox.do("api/adviser/accept", userid=userid, external_userid=person)
    assert sandbox.callbacks()[-1]["change"] == "add_external_contact"
    assert last_code(sandbox) == ""
    assert welcome(sandbox, half["fields"]["WelcomeCode"]) == 0


def test_the_record_knows_what_became_of_every_code(sandbox: Running) -> None:
    before = sandbox.read("record")["welcomes"]
    code = sandbox.welcome_code()
    welcome(sandbox, code)
    sandbox.welcome_code()
    after = sandbox.read("record")["welcomes"]
    assert after["codes"] - before["codes"] == 2
    assert after["sent"] - before["sent"] == 1
    sandbox.policy(welcome_seconds=0)
    assert sandbox.read("record")["welcomes"]["waiting"] == 0
