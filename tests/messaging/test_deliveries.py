"""Deliveries that really leave, over HTTP, to a WeCom with its moods."""

import threading
import time
from uuid import UUID

import pytest

from siyu.messaging.exits import EXITS, Parcel, Reply, Welcome
from siyu.messaging.jobs import LOOK_SECONDS, Deliveries
from siyu.messaging.models import Delivery
from siyu.messaging.reasons import Outcome, Purpose, Reason, State
from siyu.messaging.service import Attachment, Content
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work
from tests.messaging.scene import WELCOME_PATH, Scene, Wecom, ended, let_out, withdraw


def test_a_friend_gets_the_welcome(scene: Scene, wecom: Wecom) -> None:
    friend = wecom.befriend()
    card = Attachment(kind="link", title="新人礼", url="https://example.com/gift", description="券")
    delivery_id = scene.welcome(friend, content=Content(text="您好", attachments=(card,)))
    let_out(scene)
    assert ended(scene, delivery_id) == (Outcome.SENT, Reason.SENT)
    said, link = wecom.welcomes(friend)
    assert said == {"msgtype": "text", "text": {"content": "您好"}}
    assert link["link"]["title"] == "新人礼"
    assert scene.events(delivery_id) == [("WelcomeSent", None)]


def test_a_claim_leaves_within_a_third_of_a_second(scene: Scene, wecom: Wecom) -> None:
    called = threading.Event()
    worker, stopping = Deliveries({Purpose.WELCOME: Noticing(called)}), threading.Event()
    running = threading.Thread(target=looped, args=(worker, scene, stopping))
    running.start()
    waits = []
    try:
        for _ in range(6):
            called.clear()
            scene.welcome(wecom.befriend())
            claimed = time.monotonic()
            assert called.wait(5)
            waits.append(time.monotonic() - claimed)
    finally:
        stopping.set()
        running.join()
        worker.finish(scene.runtime)
    # The first fetches a token; a busy machine may hold up some of the others.
    assert sorted(waits)[2] <= 0.3, waits


def looped(worker: Deliveries, scene: Scene, stopping: threading.Event) -> None:
    """The loop as a worker process runs it."""
    while not stopping.is_set():
        if not worker.step(scene.runtime):
            stopping.wait(LOOK_SECONDS)


class Noticing:
    """The way out of welcomes, which says when it is called."""

    def __init__(self, called: threading.Event) -> None:
        self._called = called

    def send(self, runtime: Runtime, parcel: Parcel) -> Reply:
        self._called.set()
        return Welcome().send(runtime, parcel)


def test_who_comes_without_a_code_is_not_welcomed(scene: Scene, wecom: Wecom) -> None:
    delivery_id = scene.welcome(wecom.befriend(type=2))
    assert ended(scene, delivery_id) == (Outcome.SKIPPED, Reason.NO_CODE)


def test_who_agreed_to_nothing_is_not_written_to(scene: Scene, wecom: Wecom) -> None:
    friend = wecom.befriend()
    delivery_id = scene.welcome(friend, agreed=False)
    assert ended(scene, delivery_id) == (Outcome.HELD, Reason.NO_CONSENT)
    let_out(scene)
    assert wecom.welcomes(friend) == []


def test_another_app_was_first(scene: Scene, wecom: Wecom) -> None:
    friend = wecom.befriend()
    theirs = wecom.call(WELCOME_PATH, welcome_code=friend.code, text={"content": "欢迎"})
    assert theirs["errcode"] == 0
    time.sleep(0.25)
    delivery_id = scene.welcome(friend)
    let_out(scene)
    assert ended(scene, delivery_id) == (Outcome.SKIPPED, Reason.USED_ELSEWHERE)
    assert scene.row(delivery_id).errcode == 41051
    assert [one["text"]["content"] for one in wecom.welcomes(friend)] == ["欢迎"]
    assert scene.events(delivery_id) == [("WelcomeNotSent", "used_elsewhere")]


def test_the_code_had_expired_at_wecom(scene: Scene, wecom: Wecom) -> None:
    wecom.policy(welcome_seconds=0.1)
    friend = wecom.befriend()
    time.sleep(0.15)
    delivery_id = scene.welcome(friend)
    let_out(scene)
    assert ended(scene, delivery_id) == (Outcome.FAILED, Reason.EXPIRED)
    assert scene.row(delivery_id).errcode == 41050


def test_a_welcome_that_is_late_is_not_even_tried(scene: Scene, wecom: Wecom) -> None:
    friend = wecom.befriend()
    delivery_id = scene.welcome(friend, seconds_ago=20)
    let_out(scene)
    assert ended(scene, delivery_id) == (Outcome.FAILED, Reason.EXPIRED)
    assert scene.row(delivery_id).attempts == 0
    assert wecom.welcomes(friend) == []


@pytest.mark.parametrize(
    ("errcode", "reason", "calls"),
    [
        (48002, Reason.REFUSED, 1),
        (45009, Reason.RATE_LIMITED, 1),
        (-1, Reason.BUSY, 4),
    ],
)
def test_a_refusal_is_not_repeated_beyond_wecoms_rule(
    scene: Scene, wecom: Wecom, errcode: int, reason: Reason, calls: int
) -> None:
    wecom.faults({"kind": "errcode", "path": WELCOME_PATH, "errcode": errcode, "next": 9})
    friend = wecom.befriend()
    delivery_id = scene.welcome(friend)
    let_out(scene, seconds=2)
    assert ended(scene, delivery_id) == (Outcome.FAILED, reason)
    assert wecom.get("sandbox/faults")["faults"][0]["next"] == 9 - calls
    assert scene.events(delivery_id) == [("WelcomeNotSent", reason.value)]
    assert wecom.welcomes(friend) == []


def test_a_busy_moment_costs_nothing(scene: Scene, wecom: Wecom) -> None:
    wecom.faults({"kind": "errcode", "path": WELCOME_PATH, "errcode": -1, "next": 2})
    friend = wecom.befriend()
    delivery_id = scene.welcome(friend)
    let_out(scene)
    assert ended(scene, delivery_id) == (Outcome.SENT, Reason.SENT)
    assert len(wecom.welcomes(friend)) == 1


def test_an_answer_that_was_lost_stays_unknown_though_it_was_sent_once(
    scene: Scene, wecom: Wecom
) -> None:
    wecom.faults({"kind": "answer_lost", "path": WELCOME_PATH, "next": 1})
    friend = wecom.befriend()
    delivery_id = scene.welcome(friend)
    let_out(scene, seconds=2)
    assert ended(scene, delivery_id) == (Outcome.UNKNOWN, Reason.NO_ANSWER)
    assert scene.row(delivery_id).attempts == 2
    assert len(wecom.welcomes(friend)) == 1
    assert scene.events(delivery_id) == [("WelcomeUnknown", "unknown_no_answer")]


def test_what_never_arrived_is_sent_when_wecom_is_back(scene: Scene, wecom: Wecom) -> None:
    friend = wecom.befriend()
    told = dict(wecom.announced)
    wecom.announced["base_url"] = "http://127.0.0.1:9/cgi-bin/"
    try:
        scene.connect()
    finally:
        wecom.announced = told
    delivery_id = scene.welcome(friend)
    let_out(scene)
    row = scene.row(delivery_id)
    assert (row.state, row.may_have_left) == (State.CLAIMED, False)
    scene.connect()
    let_out(scene, seconds=2)
    assert ended(scene, delivery_id) == (Outcome.SENT, Reason.SENT)
    assert len(wecom.welcomes(friend)) == 1


def test_consent_is_asked_again_at_the_exit(scene: Scene, wecom: Wecom) -> None:
    friend = wecom.befriend()
    delivery_id = scene.welcome(friend)
    with scene.work() as work:
        customer_id = work.get(Delivery, delivery_id).customer_id
        assert customer_id is not None
        withdraw(work, customer_id, work.now())
    let_out(scene)
    assert ended(scene, delivery_id) == (Outcome.HELD, Reason.NO_CONSENT)
    assert scene.row(delivery_id).attempts == 0
    assert wecom.welcomes(friend) == []


def test_no_call_is_made_inside_a_transaction(scene: Scene, work: Work) -> None:
    parcel = Parcel(
        delivery_id=scene.tenant_id,
        tenant_id=UUID(int=1),
        channel="wecom",
        purpose=Purpose.STAFF_ALERT,
        attempt=1,
        content=Content(text="hi"),
        userids=("a",),
    )
    with pytest.raises(RuntimeError, match="commit the claim"):
        EXITS[Purpose.STAFF_ALERT].send(scene.runtime, parcel)
