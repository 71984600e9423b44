"""Workers beside each other: racing, slow, dead, or cut off from the database."""

import threading
import time
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from siyu.messaging import dispatch, rules
from siyu.messaging.exits import Parcel, Reply, Welcome
from siyu.messaging.jobs import Deliveries
from siyu.messaging.models import Delivery
from siyu.messaging.reasons import Outcome, Purpose, Reason, State
from siyu.platform.clock import real_now
from siyu.platform.runtime import Runtime
from tests.messaging.scene import WELCOME_PATH, Scene, Wecom, ended, let_out


def test_many_workers_make_one_call_each(scene: Scene, wecom: Wecom) -> None:
    friends = [wecom.befriend() for _ in range(12)]
    deliveries = [scene.welcome(friend) for friend in friends]
    calls = Counting()
    workers = [Deliveries({Purpose.WELCOME: calls}) for _ in range(2)]
    racing = [threading.Thread(target=race, args=(one, scene.runtime)) for one in workers]
    for one in racing:
        one.start()
    for one in racing:
        one.join()
    assert [ended(scene, one) for one in deliveries] == [(Outcome.SENT, Reason.SENT)] * 12
    assert sorted(calls.seen) == sorted(deliveries)
    assert [len(wecom.welcomes(friend)) for friend in friends] == [1] * 12


class Counting:
    """The way out of welcomes, which notes whom it was called for."""

    def __init__(self) -> None:
        self.seen: list[UUID] = []

    def send(self, runtime: Runtime, parcel: Parcel) -> Reply:
        self.seen.append(parcel.delivery_id)
        return Welcome().send(runtime, parcel)


def race(worker: Deliveries, runtime: Runtime) -> None:
    """Work until nothing was due for half a second."""
    until = time.monotonic() + 0.5
    while time.monotonic() < until:
        if worker.step(runtime):
            until = time.monotonic() + 0.5
        time.sleep(0.01)
    worker.finish(runtime)


def test_a_slow_answer_holds_up_nobody_and_keeps_its_lease(scene: Scene, wecom: Wecom) -> None:
    scene.welcome(wecom.befriend())
    let_out(scene)
    slow, quick = wecom.befriend(), wecom.befriend()
    wecom.faults({"kind": "slow", "path": WELCOME_PATH, "ms": 6000, "next": 1})
    worker, other = Deliveries(), Deliveries()
    slow_id = scene.welcome(slow)
    assert worker.step(scene.runtime)
    time.sleep(0.3)
    quick_id = scene.welcome(quick)
    assert worker.step(scene.runtime)
    until = time.monotonic() + rules.LEASE.total_seconds() + 0.7
    while time.monotonic() < until:
        worker.step(scene.runtime)
        assert not other.step(scene.runtime)
        time.sleep(0.05)
        if time.monotonic() > until - 3:
            assert ended(scene, quick_id) == (Outcome.SENT, Reason.SENT)
    assert scene.row(slow_id).state == State.HANDED_OFF
    worker.finish(scene.runtime)
    assert ended(scene, slow_id) == (Outcome.SENT, Reason.SENT)
    assert scene.row(slow_id).attempts == 1


def test_what_a_dead_worker_left_is_decided_by_the_code(scene: Scene, wecom: Wecom) -> None:
    friend = wecom.befriend()
    delivery_id = scene.welcome(friend)
    abandon(scene, delivery_id)
    let_out(scene)
    assert ended(scene, delivery_id) == (Outcome.SENT, Reason.SENT)
    assert len(wecom.welcomes(friend)) == 1


def test_what_a_dead_worker_left_too_long_is_unknown(scene: Scene, wecom: Wecom) -> None:
    friend = wecom.befriend()
    delivery_id = scene.welcome(friend, seconds_ago=15)
    abandon(scene, delivery_id)
    with scene.work() as work:
        work.get(Delivery, delivery_id).expires_at = real_now()
    let_out(scene)
    assert ended(scene, delivery_id) == (Outcome.UNKNOWN, Reason.DIED_IN_CALL)
    assert wecom.welcomes(friend) == []


def test_a_late_yes_ends_a_doubt_and_nothing_else_does(scene: Scene, wecom: Wecom) -> None:
    delivery_id = scene.welcome(wecom.befriend())
    parcel = abandon(scene, delivery_id)
    with scene.work() as work:
        work.get(Delivery, delivery_id).expires_at = real_now()
    let_out(scene)
    record(scene, parcel, Reply(rules.Answer.USED, 41051))
    assert ended(scene, delivery_id) == (Outcome.UNKNOWN, Reason.DIED_IN_CALL)
    record(scene, parcel, Reply(rules.Answer.SENT))
    assert ended(scene, delivery_id) == (Outcome.SENT, Reason.SENT)
    record(scene, parcel, Reply(rules.Answer.NO_ANSWER))
    assert ended(scene, delivery_id) == (Outcome.SENT, Reason.SENT)


def test_a_worker_that_lost_its_lease_is_heard_only_with_a_yes(scene: Scene, wecom: Wecom) -> None:
    delivery_id = scene.welcome(wecom.befriend())
    parcel = abandon(scene, delivery_id)
    abandon(scene, delivery_id)
    record(scene, parcel, Reply(rules.Answer.REFUSED, 48002))
    row = scene.row(delivery_id)
    assert (row.state, row.attempts) == (State.HANDED_OFF, 2)
    record(scene, parcel, Reply(rules.Answer.SENT))
    assert ended(scene, delivery_id) == (Outcome.SENT, Reason.SENT)
    assert scene.events(delivery_id) == [("WelcomeSent", None)]


def test_an_outcome_outlives_a_broken_connection_to_the_database(
    scene: Scene, wecom: Wecom
) -> None:
    delivery_id = scene.welcome(wecom.befriend())
    answered = threading.Event()
    worker = Deliveries({Purpose.WELCOME: AnsweringLater(answered)})
    assert worker.step(scene.runtime)
    with scene.work() as work:
        work.get(Delivery, delivery_id, lock=True)
        answered.set()
        break_who_waits(scene)
    worker.finish(scene.runtime)
    assert ended(scene, delivery_id) == (Outcome.SENT, Reason.SENT)
    assert scene.row(delivery_id).attempts == 1


class AnsweringLater:
    """The way out of welcomes, whose answer comes when it is let."""

    def __init__(self, answered: threading.Event) -> None:
        self._answered = answered

    def send(self, runtime: Runtime, parcel: Parcel) -> Reply:
        reply = Welcome().send(runtime, parcel)
        assert self._answered.wait(10)
        return reply


def break_who_waits(scene: Scene) -> None:
    """End the connection that waits for a lock, as a failing server would."""
    waiting = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with scene.runtime.sessions.begin() as session:
            if session.execute(waiting).all():
                return
        time.sleep(0.02)
    raise AssertionError("nobody waited for the row")


def test_what_cannot_be_opened_holds_up_nobody(scene: Scene, wecom: Wecom) -> None:
    broken, friend = scene.welcome(wecom.befriend()), wecom.befriend()
    with scene.work() as work:
        work.get(Delivery, broken).content = b"sealed under a key that is lost"
    whole = scene.welcome(friend)
    let_out(scene)
    assert ended(scene, broken) == (Outcome.FAILED, Reason.BAD_CONTENT)
    assert ended(scene, whole) == (Outcome.SENT, Reason.SENT)


def abandon(scene: Scene, delivery_id: UUID) -> Parcel:
    """Hand it off as a worker does that dies before its call."""
    with scene.work() as work:
        (parcel,) = dispatch.hand_off(work, 1)
        row = work.get(Delivery, delivery_id)
        assert row.state == State.HANDED_OFF
        row.due_at = real_now() - timedelta(seconds=1)
    return parcel


def record(scene: Scene, parcel: Parcel, reply: Reply) -> None:
    with scene.work() as work:
        dispatch.record(work, parcel, reply)
