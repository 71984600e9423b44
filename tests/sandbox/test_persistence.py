"""With a state file, nothing that was answered is lost, however the process ends."""

import threading
from pathlib import Path

import httpx

from siyu.sandbox.options import Options
from siyu.sandbox.rows import Person
from siyu.sandbox.world import World
from tests.sandbox.receiving import AES_KEY, TOKEN, Receiver
from tests.sandbox.running import Running, until


def customers(sandbox: Running, userid: str) -> set[str]:
    return set(sandbox.get("externalcontact/list", userid=userid)["external_userid"])


def test_every_friend_that_was_answered_outlives_a_kill(tmp_path: Path) -> None:
    sandbox = Running(seed=5, state=tmp_path / "state.sqlite")
    userid, made = sandbox.staff(), []
    config_id = sandbox.way()
    token, callbacks = sandbox.token, sandbox.told["aes_key"]

    def keep_adding() -> None:
        try:
            while True:
                person = sandbox.stranger()
                add = {"external_userid": person, "config_id": config_id, "userid": userid}
                assert sandbox.do("api/phone/add", **add) == {"outcome": "friends"}
                made.append(person)
        except (httpx.HTTPError, RuntimeError):
            return

    adding = threading.Thread(target=keep_adding)
    adding.start()
    until(lambda: len(made) >= 20)
    sandbox.process.kill()
    adding.join(60)
    sandbox.process.wait(60)
    sandbox.start()
    with sandbox:
        assert set(made) <= customers(sandbox, userid)
        assert sandbox.token == token
        assert sandbox.told["aes_key"] == callbacks
        card = sandbox.do("api/phone/scan", external_userid=made[0], code=config_id)
        assert card["friends"]
        assert sandbox.read("record")["added"] >= len(made)


def test_media_welcome_codes_and_policy_outlive_a_kill(tmp_path: Path) -> None:
    sandbox = Running(seed=5, state=tmp_path / "state.sqlite")
    picture = b"\x89PNG\r\n\x1a\n" + b"1" * 40
    media_id = sandbox.upload("media/upload", picture, type="image")["media_id"]
    code = sandbox.welcome_code()
    sandbox.policy(mass_rule="day_1", welcome_seconds=600)
    sandbox.end()
    sandbox.start()
    with sandbox:
        query = {"access_token": sandbox.token, "media_id": media_id}
        assert sandbox.http.get("/cgi-bin/media/get", params=query).content == picture
        body = {"welcome_code": code, "text": {"content": "还来得及"}}
        assert sandbox.post("externalcontact/send_welcome_msg", body)["errcode"] == 0
        assert sandbox.read("policy")["mass_rule"] == "day_1"


def test_a_callback_that_waited_is_sent_after_the_restart(
    tmp_path: Path, receiver: Receiver
) -> None:
    sandbox = Running(seed=5, state=tmp_path / "state.sqlite")
    sandbox.do("callback", url=receiver.url, token=TOKEN, aes_key=AES_KEY)
    sandbox.faults({"kind": "callback_out_of_order", "ms": 8000})
    _, person = sandbox.friend()
    sandbox.end()
    assert receiver.plains == []
    sandbox.start()
    with sandbox:
        sandbox.policy(callback_retry_seconds=0.05)
        until(lambda: receiver.plains)
        assert receiver.events()[0]["ExternalUserID"] == person


def test_an_act_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    world = World(Options(state=tmp_path / "state.sqlite", empty=True))
    with world.act():
        world.people.put(Person(external_userid="wmKept", name="栗子"))
    try:
        with world.act():
            world.people.put(Person(external_userid="wmGone", name="云朵"))
            world.people.drop("wmKept")
            world.tell("people")
            raise KeyError
    except KeyError:
        pass
    world.store.close()
    again = World(Options(state=tmp_path / "state.sqlite", empty=True))
    for one in (world, again):
        assert [row.external_userid for row in one.people] == ["wmKept"]
    assert world.changes == []
    again.store.close()
