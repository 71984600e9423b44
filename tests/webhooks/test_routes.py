"""Endpoints, their delivery log and replays, as the console and a program ask for them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from siyu.messaging.webhooks import service
from siyu.messaging.webhooks.outcomes import WebhookOutcome
from siyu.organisation import service as organisation
from siyu.organisation.service import Grantor
from tests.conftest import MONDAY_NOON
from tests.webhooks.scene import Scene

HOUR = timedelta(hours=1)


def test_a_secret_is_shown_once(scene: Scene) -> None:
    made = scene.endpoint("StaffMessageSent")
    assert made["secret"].startswith("whsec_")
    assert "secret" not in scene.ask("GET", f"/webhooks/{made['id']}")
    assert made["secret"].encode() not in scene.row(made["id"]).secret_sealed
    rotated = scene.ask("POST", f"/webhooks/{made['id']}/rotate-secret")
    assert rotated["secret"] != made["secret"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"url": "http://shop.example/", "events": ["*"]}, "BadUrl"),
        ({"url": "https://169.254.169.254/latest/meta-data", "events": ["*"]}, "InsideAddress"),
        ({"url": "https://shop.example/", "events": ["Umbrella"]}, "UnknownEvent"),
        ({"url": "https://shop.example/", "events": ["*", "FriendAdded"]}, "UnknownEvent"),
        ({"url": "https://shop.example/", "events": []}, "BadBody"),
    ],
)
def test_what_cannot_work_is_refused_with_a_sentence(
    scene: Scene, body: dict[str, Any], code: str
) -> None:
    assert scene.ask("POST", "/webhooks", body, status=422)["code"] == code


def test_every_declared_event_can_be_asked_for(scene: Scene) -> None:
    offered = [one["name"] for one in scene.ask("GET", "/webhook-events")["items"]]
    assert offered == sorted(scene.runtime.registry.events)
    assert "WebhookDisabled" in offered


def test_someone_who_sees_a_part_of_the_brand_sets_up_no_webhook(scene: Scene) -> None:
    every = frozenset(scene.runtime.registry.permissions)
    by = Grantor(every, every)
    with scene.work() as work:
        store = organisation.add_node(work, name="门店", kind="store", parent_id=scene.hq_id).id
        role = organisation.add_role(
            work, name="区域运营", permissions=sorted(every), sees="subtree", by=by
        )
        user = organisation.add_user(
            work,
            name="店长",
            login=uuid4().hex,
            password=uuid4().hex,
            role_id=role.id,
            by=by,
            node_id=store,
        )
        _, key = organisation.add_token(work, user_id=user.id, name="k", permissions=every, by=by)
    scene.endpoint()
    body = {"url": "https://shop.example/", "events": ["*"]}
    refused = scene.ask("POST", "/webhooks", body, status=403, key=key)
    assert refused["code"] == "WholeBrandOnly"
    assert scene.ask("GET", "/webhooks", key=key)["items"] == []


def test_a_test_message_arrives_and_stands_in_the_log(scene: Scene) -> None:
    made = scene.endpoint("WelcomeSent")
    sent = scene.ask("POST", f"/webhooks/{made['id']}/test", status=201)
    scene.post()
    (got,) = scene.receiver.got
    assert (got.id, got.body) == (sent["message_id"], sent["body"].encode())
    shown = scene.ask("GET", f"/webhook-deliveries/{sent['id']}")
    assert (shown["event"], shown["outcome"], shown["status"]) == ("WebhookTest", "delivered", 204)


def test_the_log_is_filtered_and_paged(scene: Scene) -> None:
    first, second = scene.endpoint(), scene.endpoint()
    scene.receiver.will(500)
    scene.tell(3)
    of_first = scene.ask("GET", f"/webhook-deliveries?endpoint={first['id']}")["items"]
    assert {one["endpoint_id"] for one in of_first} == {first["id"]}
    assert len(of_first) == 3
    counts = {
        outcome: len(scene.ask("GET", f"/webhook-deliveries?outcome={outcome}")["items"])
        for outcome in WebhookOutcome
    }
    assert counts == {"waiting": 1, "delivered": 5, "failed": 0}
    assert scene.ask("GET", "/webhook-deliveries?event=WelcomeSent")["items"] == []
    page = scene.ask("GET", "/webhook-deliveries?limit=4")
    rest = scene.ask("GET", f"/webhook-deliveries?limit=4&cursor={page['next_cursor']}")
    ids = {one["id"] for one in page["items"] + rest["items"]}
    assert (len(ids), rest["next_cursor"]) == (6, None)
    ends = scene.ask("GET", "/webhooks?limit=1")
    last = scene.ask("GET", f"/webhooks?limit=1&cursor={ends['next_cursor']}")["items"]
    assert {ends["items"][0]["id"], last[0]["id"]} == {first["id"], second["id"]}


def test_one_is_replayed_under_its_own_id(scene: Scene) -> None:
    scene.endpoint()
    scene.tell()
    (row,) = scene.rows()
    again = scene.ask("POST", f"/webhook-deliveries/{row.id}/replay")
    assert (again["outcome"], again["replays"]) == ("waiting", 1)
    scene.post()
    first, second = scene.receiver.got
    assert (first.id, first.body) == (second.id, second.body)
    assert len(scene.rows()) == 1


def test_a_span_is_counted_then_replayed_with_its_ids_and_what_came_before(scene: Scene) -> None:
    scene.happen(2)
    made = scene.endpoint("StaffMessageSent")
    scene.tell(3)
    ids = {got.id for got in scene.receiver.got}
    span = {"since": (MONDAY_NOON - HOUR).isoformat(), "until": (MONDAY_NOON + HOUR).isoformat()}
    path = f"/webhooks/{made['id']}/replay"
    query = "&".join(f"{name}={value.replace('+', '%2B')}" for name, value in span.items())
    assert scene.ask("GET", f"{path}?{query}") == {"count": 5, "most": 10_000}
    assert len(scene.rows()) == 3
    assert scene.ask("POST", path, span)["count"] == 5
    scene.post()
    again = scene.receiver.got[3:]
    assert len(again) == 5
    assert ids < {got.id for got in again}
    assert len({got.id for got in scene.receiver.got}) == len(scene.rows()) == 5


def test_another_span_holds_nothing(scene: Scene) -> None:
    made = scene.endpoint()
    scene.tell()
    before = {"until": (MONDAY_NOON - HOUR).isoformat()}
    assert scene.ask("POST", f"/webhooks/{made['id']}/replay", before)["count"] == 0


@pytest.mark.parametrize("days", [0, -1, service.MOST_DAYS + 1])
def test_a_span_is_bounded(scene: Scene, days: int) -> None:
    made = scene.endpoint()
    until = MONDAY_NOON + timedelta(days=days)
    span = {"since": MONDAY_NOON.isoformat(), "until": until.isoformat()}
    refused = scene.ask("POST", f"/webhooks/{made['id']}/replay", span, status=422)
    assert refused["code"] == "BadSpan"


def test_an_endpoint_that_is_off_takes_neither_test_nor_replay(scene: Scene) -> None:
    made = scene.endpoint()
    scene.tell()
    (row,) = scene.rows()
    off = scene.ask("PATCH", f"/webhooks/{made['id']}", {"enabled": False})
    assert (off["switched_off"], off["switched_off_words"]) == (
        "by_hand",
        "someone switched it off",
    )
    for path in (
        f"/webhooks/{made['id']}/test",
        f"/webhooks/{made['id']}/replay",
        f"/webhook-deliveries/{row.id}/replay",
    ):
        assert scene.ask("POST", path, {}, status=409)["code"] == "EndpointOff"


def test_a_removed_endpoint_takes_its_log_along(scene: Scene) -> None:
    made = scene.endpoint()
    scene.tell(2)
    scene.ask("DELETE", f"/webhooks/{made['id']}", status=204)
    assert scene.rows() == []
    scene.ask("GET", f"/webhooks/{made['id']}", status=404)


def test_changes_leave_a_trace_without_secrets(scene: Scene) -> None:
    made = scene.endpoint()
    scene.ask("POST", f"/webhooks/{made['id']}/rotate-secret")
    scene.ask("PATCH", f"/webhooks/{made['id']}", {"description": "ERP"})
    entries = scene.ask("GET", f"/audit?subject_id={made['id']}")["items"]
    assert {one["what"] for one in entries} == {
        "webhook.changed",
        "webhook.secret_rotated",
        "webhook.added",
    }
    assert made["secret"] not in str(entries)
