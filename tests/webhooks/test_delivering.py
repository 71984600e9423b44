"""An event reaches its endpoints, signed; what fails is tried again until it is given up."""

import json
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from standardwebhooks import Webhook

from siyu.channels.webhook.shapes import Answer, Reply
from siyu.messaging.webhooks import dispatch, jobs
from siyu.messaging.webhooks.jobs import Posts
from siyu.messaging.webhooks.models import WebhookDelivery, WebhookEndpoint
from siyu.messaging.webhooks.outcomes import SwitchedOff, WebhookOutcome
from siyu.messaging.webhooks.rules import WAITS
from siyu.platform import listeners
from siyu.platform.clock import real_now
from siyu.platform.log import EventRow
from tests.webhooks.scene import Scene


def test_an_event_arrives_signed_with_its_fields(scene: Scene) -> None:
    made = scene.endpoint("StaffMessageSent")
    (told,) = scene.tell()
    (got,) = scene.receiver.got
    said = Webhook(made["secret"]).verify(got.body, got.headers)
    assert said == {
        "id": got.id,
        "type": "StaffMessageSent",
        "timestamp": "2026-11-16T04:00:00Z",
        "data": {"delivery_id": str(told)},
    }
    assert got.path == "/hooks"
    assert [row.outcome for row in scene.rows()] == [WebhookOutcome.DELIVERED]


def test_an_endpoint_gets_what_it_asked_for_from_now_on(scene: Scene) -> None:
    scene.happen(2)
    scene.endpoint("WelcomeSent")
    asked = scene.endpoint("StaffMessageSent")
    after = scene.tell(3)
    assert sorted(scene.told()) == sorted(after)
    assert {str(row.endpoint_id) for row in scene.rows()} == {asked["id"]}


def test_a_failure_is_tried_again_by_the_table_under_the_same_id(scene: Scene) -> None:
    scene.endpoint()
    scene.receiver.will(500, 404, 302)
    scene.tell()
    for wait in WAITS[:2]:
        (row,) = scene.rows()
        left = row.due_at - real_now()
        assert wait - timedelta(seconds=5) < left < wait * 1.2
        scene.hurry()
        scene.post()
    scene.hurry()
    scene.post()
    (row,) = scene.rows()
    assert (row.outcome, row.attempts) == (WebhookOutcome.DELIVERED, 4)
    assert len({got.id for got in scene.receiver.got}) == 1
    assert len({got.body for got in scene.receiver.got}) == 1
    tries = scene.ask("GET", f"/webhook-deliveries/{row.id}")["tries"]
    assert [(one["status"], one["answer"]) for one in tries] == [
        (204, "taken"),
        (302, "redirected"),
        (404, "not_taken"),
        (500, "not_taken"),
    ]


def test_after_the_tenth_try_it_is_given_up(scene: Scene) -> None:
    scene.endpoint()
    scene.receiver.will(*[500] * 10)
    scene.tell()
    for _ in range(9):
        scene.hurry()
        scene.post()
    scene.hurry()
    scene.post()
    (row,) = scene.rows()
    assert (row.outcome, row.attempts, len(scene.receiver.got)) == (WebhookOutcome.FAILED, 10, 10)


def test_a_redirect_is_not_followed(scene: Scene) -> None:
    scene.endpoint()
    scene.receiver.answers.append((307, {"location": f"{scene.receiver.url}/elsewhere"}, b""))
    scene.tell()
    assert [got.path for got in scene.receiver.got] == ["/hooks"]


def test_gone_switches_the_endpoint_off_and_says_so(scene: Scene) -> None:
    made = scene.endpoint()
    scene.receiver.will(410)
    scene.tell()
    endpoint = scene.row(made["id"])
    assert (endpoint.enabled, endpoint.switched_off) == (False, SwitchedOff.GONE)
    with scene.runtime.sessions.begin() as session:
        events = session.scalars(select(EventRow).where(EventRow.name == "WebhookDisabled"))
        assert [row.payload for row in events] == [{"endpoint_id": made["id"], "reason": "gone"}]
    alerts = scene.ask("GET", "/acquisition/today")["alerts"]
    assert f"webhook:{made['id']}" in [one["key"] for one in alerts]
    scene.tell(2)
    assert len(scene.receiver.got) == 1


def test_five_days_of_failures_switch_it_off_and_one_success_ends_the_count(scene: Scene) -> None:
    made = scene.endpoint()
    scene.receiver.will(500)
    scene.tell()
    assert scene.row(made["id"]).failing_since is not None
    scene.tell()
    assert scene.row(made["id"]).failing_since is None
    scene.receiver.will(500, 500)
    scene.tell()
    with scene.work() as work:
        long_ago = real_now() - timedelta(days=5)
        work.session.execute(update(WebhookEndpoint).values(failing_since=long_ago))
    scene.hurry()
    scene.post()
    endpoint = scene.row(made["id"])
    assert (endpoint.enabled, endpoint.switched_off) == (False, SwitchedOff.FAILING)


def test_switched_on_again_it_goes_on_with_what_waited(scene: Scene) -> None:
    made = scene.endpoint()
    told = scene.happen(2)
    scene.listen()
    scene.ask("PATCH", f"/webhooks/{made['id']}", {"enabled": False})
    scene.post()
    assert scene.receiver.got == []
    scene.ask("PATCH", f"/webhooks/{made['id']}", {"enabled": True})
    scene.post()
    assert sorted(scene.told()) == sorted(told)


def test_two_workers_put_each_event_in_line_once_and_post_it_once(scene: Scene) -> None:
    for _ in range(3):
        scene.endpoint()
    told = scene.happen(20)
    reading = scene.runtime.registry.listeners["webhooks"]

    def work() -> None:
        posts = Posts()
        for _ in range(40):
            listeners.step(scene.runtime, reading)
            posts.step(scene.runtime)
        posts.finish()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    scene.post()
    pairs = {(row.endpoint_id, row.message_id) for row in scene.rows()}
    assert len(scene.rows()) == len(pairs) == 60
    assert len({message for _, message in pairs}) == 20
    assert sorted(scene.told()) == sorted(told * 3)


def test_one_endpoint_gets_four_posts_at_once_and_no_more(scene: Scene) -> None:
    scene.endpoint()
    scene.receiver.slow_seconds = 0.05
    scene.tell(16)
    assert scene.receiver.most_at_once == dispatch.AT_ONCE == 4
    assert len(scene.receiver.got) == 16


def test_what_a_dead_worker_claimed_goes_out_after_its_lease_under_the_same_id(
    scene: Scene,
) -> None:
    made = scene.endpoint()
    scene.happen()
    scene.listen()
    with scene.work() as work:
        (parcel,) = dispatch.claim(work, scene.row(made["id"]).id, 4)
    scene.post()
    assert scene.receiver.got == []
    scene.hurry()
    scene.post()
    assert [got.id for got in scene.receiver.got] == [parcel.post.message_id]
    assert scene.rows()[0].outcome is WebhookOutcome.DELIVERED


def test_the_answer_of_a_lost_claim_counts_only_if_it_is_a_yes(scene: Scene) -> None:
    made = scene.endpoint()
    scene.happen()
    scene.listen()
    late, last = [claimed(scene, made["id"]) for _ in range(2)]
    for answer, outcome in (
        (Answer.NO_ANSWER, WebhookOutcome.WAITING),
        (Answer.TAKEN, WebhookOutcome.DELIVERED),
    ):
        with scene.work() as work:
            dispatch.record(work, late, Reply(answer=answer))
        assert scene.rows()[0].outcome is outcome
    assert late.post.message_id == last.post.message_id


def claimed(scene: Scene, endpoint_id: str) -> dispatch.Parcel:
    """Claim and die."""
    with scene.work() as work:
        (parcel,) = dispatch.claim(work, scene.row(endpoint_id).id, 1)
    scene.hurry()
    return parcel


def test_a_name_that_leads_inside_is_not_called(scene: Scene) -> None:
    scene.endpoint()
    scene.runtime.settings.webhook_networks = ""
    scene.tell()
    assert scene.receiver.got == []
    (row,) = scene.rows()
    assert (row.answer, row.outcome) == (Answer.INSIDE, WebhookOutcome.WAITING)


def test_nobody_there_is_unreachable(scene: Scene) -> None:
    scene.endpoint(url="http://127.0.0.1:9/")
    scene.tell()
    assert scene.rows()[0].answer is Answer.UNREACHABLE


def test_of_an_answer_two_kilobytes_are_kept(scene: Scene) -> None:
    scene.endpoint()
    scene.receiver.answers.append((500, {}, b"\0" + "错".encode() * 100_000))
    scene.tell()
    (last,) = scene.ask("GET", f"/webhook-deliveries/{scene.rows()[0].id}")["tries"]
    assert last["text"].startswith("\ufffd错错")
    assert len(last["text"].encode()) <= 2_048 + 4


@pytest.mark.parametrize("hours", [1, 23])
def test_for_a_day_after_a_rotation_both_secrets_sign(scene: Scene, hours: int) -> None:
    made = scene.endpoint()
    new = scene.ask("POST", f"/webhooks/{made['id']}/rotate-secret")["secret"]
    with scene.work() as work:
        until = real_now() + timedelta(hours=24 - hours)
        work.session.execute(update(WebhookEndpoint).values(previous_until=until))
    scene.tell()
    (got,) = scene.receiver.got
    for secret in (made["secret"], new):
        assert Webhook(secret).verify(got.body, got.headers) == json.loads(got.body)


def test_a_day_after_a_rotation_the_old_secret_signs_no_more(scene: Scene) -> None:
    made = scene.endpoint()
    scene.ask("POST", f"/webhooks/{made['id']}/rotate-secret")
    with scene.work() as work:
        work.session.execute(update(WebhookEndpoint).values(previous_until=real_now()))
    scene.tell()
    assert len(scene.receiver.got[0].headers["webhook-signature"].split(" ")) == 1


def test_what_was_done_with_a_month_ago_is_forgotten(scene: Scene) -> None:
    scene.endpoint()
    scene.tell(2)
    with scene.work() as work:
        month_ago = real_now() - timedelta(days=31)
        first = scene.rows()[0].id
        of_first = update(WebhookDelivery).where(WebhookDelivery.id == first)
        work.session.execute(of_first.values(enqueued_at=month_ago))
    assert jobs.forget(scene.runtime)
    assert first not in {row.id for row in scene.rows()}
    assert len(scene.rows()) == 1
