"""The two pages: served as files, told of changes as they happen."""

import json
import threading
from pathlib import Path
from typing import Any

import httpx

from tests.sandbox.running import Running, until


def test_the_pages_are_served_from_the_directory_given(tmp_path: Path) -> None:
    for page in ("phone", "adviser"):
        (tmp_path / page).mkdir()
        (tmp_path / page / "index.html").write_text(f"<title>{page}</title>")
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "a.js").write_text("1")
    (tmp_path.parent / "secret.txt").write_text("no")
    with Running(seed=2, empty=True, pages=tmp_path) as sandbox:
        for page in ("phone", "adviser"):
            assert sandbox.http.get(f"/{page}").text == f"<title>{page}</title>"
        assert sandbox.http.get("/assets/a.js").text == "1"
        assert sandbox.http.get("/..%2Fsecret.txt").status_code == 404
        assert sandbox.http.get("/nothing").status_code == 404


def test_a_scanned_address_opens_the_phone(sandbox: Running) -> None:
    config_id = sandbox.way()
    answer = sandbox.http.get(f"/scan/{config_id}")
    assert answer.headers["location"] == f"/phone?scan={config_id}"


def test_a_page_that_watches_hears_of_friends_and_messages(sandbox: Running) -> None:
    heard: list[dict[str, Any]] = []
    ready = threading.Event()

    def watch() -> None:
        with httpx.stream("GET", f"{sandbox.root}/sandbox/live", timeout=60) as answer:
            for line in answer.iter_lines():
                ready.set()
                if line.startswith("data: "):
                    heard.append(json.loads(line.removeprefix("data: ")))
                if any(change.get("kind") == "message" for change in heard[-1:]):
                    texts = [c for c in heard if c["kind"] == "message"]
                    if len(texts) >= 2:
                        return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    assert ready.wait(30)
    userid, person = sandbox.friend()
    sandbox.do("api/phone/say", userid=userid, external_userid=person, text="你好")
    until(lambda: not watcher.is_alive())
    told = [change for change in heard if change.get("external_userid") == person]
    assert {change["kind"] for change in told} == {"message", "relation"}
    assert {change["userid"] for change in told} == {userid}


def test_what_was_refused_is_not_told(sandbox: Running) -> None:
    before = sandbox.read("now")
    status, reason = sandbox.refused("api/phone/say", userid="x", external_userid="y", text="z")
    assert (status, reason) == (404, "no member x")
    assert sandbox.http.post("/sandbox/api/phone/say", content="[]").status_code == 422
    assert sandbox.http.post("/sandbox/api/phone/say", json={"userid": 1}).status_code == 422
    assert sandbox.read("now")["day"] == before["day"]


def test_the_adviser_sees_the_new_friend_answers_and_tags(sandbox: Running) -> None:
    userid, person = sandbox.friend(state="lc_seen")
    new = sandbox.read(f"api/staff/{userid}")["customers"][0]
    assert (new["person"]["external_userid"], new["state"]) == (person, "lc_seen")
    both = {"userid": userid, "external_userid": person}
    sandbox.do("api/adviser/say", **both, text="您好")
    chat = sandbox.read(f"api/people/{person}")["chats"][0]
    assert chat["last"]["said"]["text"]["content"] == "您好"
    tag = sandbox.read("api/tags")["items"][0]["tag"][0]
    edited = sandbox.do("api/adviser/edit", **both, remark="小鹿", tag_ids=[tag["id"]])
    assert edited["tags"] == [{"id": tag["id"], "name": tag["name"]}]
    follow = sandbox.get("externalcontact/get", external_userid=person)["follow_user"][0]
    assert follow["remark"] == "小鹿"
    assert follow["tags"][0]["tag_id"] == tag["id"]
    row = next(r for r in sandbox.read("api/staff")["items"] if r["userid"] == userid)
    assert row["new_today"] >= 1
