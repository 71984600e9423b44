"""Sites as the console sets them up, and their addresses as pages ask for them."""

import gzip
import json
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from siyu.insight.tracking import service, snippet
from siyu.insight.tracking.pace import A_MINUTE
from siyu.platform.runtime import Runtime
from tests.insight.tracking.scene import NOW_MS, ORIGIN, Scene, ago, founded, hexed

MOST_COMPRESSED = 3072
PAGE = '{"n": %d, "c": 1, "e": [%s]}'


def test_the_built_snippet_has_at_most_three_kilobytes(scene: Scene) -> None:
    answer = scene.client.get(f"/t/{scene.site['key']}.js")
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=600"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert len(gzip.compress(answer.content, 9)) <= MOST_COMPRESSED
    assert scene.site["key"] in answer.text


def test_a_browser_asks_for_the_snippet_again_only_when_it_changed(scene: Scene) -> None:
    path = f"/t/{scene.site['key']}.js"
    tag = {"if-none-match": scene.client.get(path).headers["etag"]}
    assert scene.client.get(path, headers=tag).status_code == 304
    scene.change(consent="not_needed")
    assert scene.client.get(path, headers=tag).status_code == 200


def test_a_site_that_is_off_gets_a_snippet_that_does_nothing(scene: Scene) -> None:
    scene.change(enabled=False)
    assert scene.client.get(f"/t/{scene.site['key']}.js").text == snippet.OFF
    scene.tell(ago("page"))
    assert scene.counts() == {"site_off": 1}


def test_a_removed_site_is_gone_and_what_it_told_keeps_its_words(scene: Scene) -> None:
    scene.tell(ago("page", v=hexed()))
    scene.ask("DELETE", f"/sites/{scene.site['id']}", status=204)
    assert scene.client.get(f"/t/{scene.site['key']}.js").status_code == 404
    assert scene.post("{}").status_code == 404
    assert scene.ask("GET", "/sites")["items"] == []
    scene.ask("GET", f"/sites/{scene.site['id']}", status=404)
    scene.ask("GET", f"/sites/{scene.site['id']}/latest", status=404)
    assert scene.sentences() == ["/ on 商城 H5."]


def test_a_browser_may_ask_first_and_send_anything_from_our_origin(scene: Scene) -> None:
    asked = {"origin": ORIGIN, "access-control-request-method": "POST"}
    answer = scene.client.options(f"/t/{scene.site['key']}", headers=asked)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-methods"] == "POST"
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("origin", ["https://evil.example.com", "null", ""])
def test_another_origin_is_refused_and_counted(scene: Scene, origin: str) -> None:
    answer = scene.post(PAGE % (NOW_MS, ""), origin=origin)
    assert answer.status_code == 403
    assert answer.headers["access-control-allow-origin"] == "*"
    assert scene.counts() == {"foreign_origin": 1}


@pytest.mark.parametrize(
    "agent", ["", "Mozilla/5.0 (compatible; Baiduspider/2.0)", "curl/8.5", "Googlebot/2.1"]
)
def test_programs_that_name_themselves_are_counted_apart(scene: Scene, agent: str) -> None:
    assert scene.post(PAGE % (NOW_MS, ""), user_agent=agent).status_code == 204
    assert scene.counts() == {"program": 1}


def test_cubot_is_a_phone(scene: Scene) -> None:
    scene.post(PAGE % (NOW_MS, ""), user_agent="Mozilla/5.0 (Linux; CUBOT X30) Mobile")
    assert scene.counts() == {}


@pytest.mark.parametrize("header", ["dnt", "sec-gpc"])
def test_who_asks_not_to_be_tracked_is_not_where_that_is_respected(
    scene: Scene, header: str
) -> None:
    scene.post(PAGE % (NOW_MS, '"no event"'), **{header: "1"})
    assert scene.counts() == {"asked_not_to": 1}
    scene.change(respect_signals=False)
    scene.post(PAGE % (NOW_MS, '"no event"'), **{header: "1"})
    assert scene.counts() == {"asked_not_to": 1, "unfit": 1}


def test_a_body_of_more_than_64_kilobytes_is_not_read(scene: Scene) -> None:
    assert scene.post("x" * 65_537).status_code == 413
    assert scene.post("x" * 65_536).status_code == 204
    assert scene.counts() == {"too_large": 1, "unreadable": 1}


def test_one_visitor_sends_no_faster_than_is_bearable(scene: Scene) -> None:
    service.pace.cache_clear()
    body = PAGE % (NOW_MS, json.dumps({"v": hexed()}))
    answers = [scene.post(body).status_code for _ in range(A_MINUTE["visitor"] + 2)]
    if answers[-1] == 204:
        pytest.skip("a minute began meanwhile")
    assert answers.count(429) == 2
    assert scene.post(PAGE % (NOW_MS, json.dumps({"v": hexed()}))).status_code == 204
    assert scene.counts() == {"unfit": A_MINUTE["visitor"] + 1, "too_fast": 2}


def test_one_address_sends_no_faster_than_is_bearable(scene: Scene) -> None:
    service.pace.cache_clear()
    pace = service.pace()
    allowed = [pace.allows("address", "testclient") for _ in range(A_MINUTE["address"])]
    if scene.post(PAGE % (NOW_MS, "")).status_code == 204:
        pytest.skip("a minute began meanwhile")
    assert all(allowed)
    assert scene.counts() == {}
    service.pace.cache_clear()


def test_the_page_shows_what_came_last_and_why_some_was_refused(scene: Scene) -> None:
    scene.person()
    v = hexed()
    scene.tell(
        ago("page", 9, v=v, p="/tea"),
        ago("identify", 5, v=v, x=scene.token()),
        ago("identify", 5, v=v),
    )
    scene.tell(ago("click", 1, v=v, p="/tea", x="buy"))
    told = scene.ask("GET", f"/sites/{scene.site['id']}/latest")
    shown = [(one["kind"], one["page"], one["named"], one["is_customer"]) for one in told["items"]]
    assert shown == [
        ("click", "/tea", "buy", True),
        ("identify", "/", "", True),
        ("page", "/tea", "", False),
    ]
    assert [(one["outcome"], one["count"], one["refused"]) for one in told["today"]] == [
        ("taken", 3, False),
        ("unsigned", 1, True),
    ]
    (site,) = scene.ask("GET", "/sites")["items"]
    assert (site["taken_today"], site["refused_today"]) == (3, 1)
    assert site["last_received_at"] is not None


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({"origins": []}, 422, "NoOrigin"),
        ({"origins": [" "]}, 422, "NoOrigin"),
        ({"origins": ["shop.example.com"]}, 422, "BadOrigin"),
        ({"origins": ["https://shop.example.com/path"]}, 422, "BadOrigin"),
        ({"origins": ["*"]}, 422, "BadOrigin"),
        ({"gap_minutes": 0}, 422, "BadBody"),
        ({"name": " "}, 422, "BadBody"),
        ({"name": "商城 H5"}, 409, "SiteNameTaken"),
    ],
)
def test_what_cannot_work_is_refused_with_a_sentence(
    scene: Scene, form: dict[str, object], status: int, code: str
) -> None:
    whole = {"name": uuid4().hex, "origins": [ORIGIN]} | form
    assert scene.ask("POST", "/sites", whole, status=status)["code"] == code


def test_origins_are_kept_as_browsers_write_them_each_once(scene: Scene) -> None:
    given = ["https://Shop.example.com/", "https://shop.example.com", "", "http://127.0.0.1:8080"]
    changed = scene.change(origins=given)
    assert changed["origins"] == ["https://shop.example.com", "http://127.0.0.1:8080"]


def test_a_secret_is_shown_once_and_changes_leave_a_trace_without_it(scene: Scene) -> None:
    scene.change(gap_minutes=45)
    scene.ask("POST", f"/sites/{scene.site['id']}/rotate-secret")
    assert "secret" not in scene.ask("GET", f"/sites/{scene.site['id']}")
    entries = scene.ask("GET", f"/audit?subject_id={scene.site['id']}")["items"]
    assert {one["what"] for one in entries} == {
        "site.added",
        "site.changed",
        "site.secret_rotated",
    }
    assert scene.site["secret"] not in str(entries)


def test_another_brand_may_call_a_site_the_same(runtime: Runtime, scene: Scene) -> None:
    other = founded(runtime, TestClient(scene.client.app))
    assert other.site["name"] == scene.site["name"]
    assert [one["id"] for one in other.ask("GET", "/sites")["items"]] == [other.site["id"]]
    other.ask("GET", f"/sites/{scene.site['id']}", status=404)
