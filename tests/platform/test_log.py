"""The log: nothing is skipped, nothing comes twice, whoever is still writing."""

import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from siyu.platform import listeners, log
from siyu.platform.access import Actor
from siyu.platform.declarations import Event, Listener, Recorded
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

ACTOR = Actor.system("test")


@dataclass(frozen=True, kw_only=True)
class BellRang(Event):
    """The bell rang {times} times.

    铃响了 {times} 次。
    """

    times: int
    customer_id: UUID | None = None
    loud: bool = False


@dataclass(frozen=True, kw_only=True)
class DoorOpened(Event):
    """The door opened.

    门开了。
    """


@pytest.fixture
def runtime(runtime: Runtime) -> Runtime:
    known = {"BellRang": BellRang, "DoorOpened": DoorOpened}
    return replace(runtime, registry=replace(runtime.registry, events=known))


class Heard:
    """Remembers what a listener was told."""

    def __init__(self) -> None:
        self.times: list[int] = []
        self.listener = Listener("ear", (BellRang,), self.hear, batch=10)

    def hear(self, work: Work, events: Sequence[Recorded]) -> None:
        for recorded in events:
            assert isinstance(recorded.event, BellRang)
            self.times.append(recorded.event.times)


def ring(runtime: Runtime, tenant_id: UUID, *times: int) -> None:
    with runtime.work(tenant_id, actor=ACTOR) as work:
        for count in times:
            work.emit(BellRang(times=count))


def test_a_listener_hears_each_event_once_in_order(runtime: Runtime, tenant_id: UUID) -> None:
    heard = Heard()
    ring(runtime, tenant_id, *range(25))
    listeners.settle(runtime, heard.listener)
    ring(runtime, tenant_id, 25)
    listeners.settle(runtime, heard.listener)
    assert heard.times == list(range(26))


def test_a_large_batch_goes_by_copy_and_reads_back_the_same(
    runtime: Runtime, tenant_id: UUID
) -> None:
    someone = uuid4()
    with runtime.work(tenant_id, actor=Actor.system("a\\b")) as work:
        for count in range(log.COPY_FROM + 1):
            work.emit(BellRang(times=count, customer_id=someone, loud=True))
    with runtime.sessions.begin() as session:
        rows = log.settled(session, (0, 0), ["BellRang"], 100)
    read = [log.decode(runtime.registry.events, row) for row in rows]
    assert [one.event for one in read] == [
        BellRang(times=count, customer_id=someone, loud=True) for count in range(log.COPY_FROM + 1)
    ]
    assert {one.actor for one in read} == {"system:a\\b"}


def test_no_event_is_skipped_while_one_writer_stays_open(runtime: Runtime, tenant_id: UUID) -> None:
    heard, others = Heard(), 30
    with runtime.work(tenant_id, actor=ACTOR) as slow:
        slow.emit(BellRang(times=1000))
        slow.write_events()
        for count in range(others):
            ring(runtime, tenant_id, count)
        listeners.settle(runtime, heard.listener)
        assert heard.times == []
    listeners.settle(runtime, heard.listener)
    assert sorted(heard.times) == [*range(others), 1000]


def test_an_older_transaction_that_writes_last_is_not_skipped(
    runtime: Runtime, tenant_id: UUID
) -> None:
    """Ids commit out of order: the later id may belong to the transaction that ends first."""
    heard = Heard()
    with runtime.work(tenant_id, actor=ACTOR) as old:
        old.session.execute(text("SELECT pg_current_xact_id()"))
        with runtime.work(tenant_id, actor=ACTOR) as young:
            young.emit(BellRang(times=1))
        listeners.settle(runtime, heard.listener)
        old.emit(BellRang(times=2))
    listeners.settle(runtime, heard.listener)
    assert sorted(heard.times) == [1, 2]


def test_a_rolled_back_effect_is_done_again_and_a_bad_event_is_named(
    runtime: Runtime, tenant_id: UUID
) -> None:
    done: list[int] = []

    def stumble(work: Work, events: object) -> None:
        for recorded in events:  # type: ignore[attr-defined]
            if recorded.event.times == 2:
                raise ValueError("two is too many")
            done.append(recorded.event.times)

    listener = Listener("stumbles", (BellRang,), stumble, batch=10)
    ring(runtime, tenant_id, 0, 1, 2, 3)
    assert listeners.step(runtime, listener) is False
    with runtime.sessions.begin() as session:
        cursor = session.get_one(listeners.ListenerCursor, "stumbles")
        assert (cursor.xid, cursor.id, cursor.failures) == (0, 0, 1)
        assert cursor.error == "ValueError: two is too many"
        cursor.retry_at = None
    done.clear()
    while listeners.step(runtime, listener):
        pass
    assert done == [0, 1]


def test_two_workers_share_a_listener_without_doubling(runtime: Runtime, tenant_id: UUID) -> None:
    heard = Heard()
    ring(runtime, tenant_id, *range(200))

    def work_on() -> None:
        for _ in range(60):
            listeners.step(runtime, heard.listener)

    threads = [threading.Thread(target=work_on) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(heard.times) == list(range(200))


def test_an_event_of_an_older_form_takes_defaults_for_what_it_lacks(
    runtime: Runtime, tenant_id: UUID
) -> None:
    ring(runtime, tenant_id, 7)
    with runtime.sessions.begin() as session:
        session.execute(text('UPDATE events SET payload = \'{"times": 7, "gone": 1}\''))
        row = log.settled(session, (0, 0), ["BellRang"], 1)[0]
    assert log.decode(runtime.registry.events, row).event == BellRang(times=7)


def test_events_of_a_failed_work_are_not_in_the_log(runtime: Runtime, tenant_id: UUID) -> None:
    with suppress(RuntimeError), runtime.work(tenant_id, actor=ACTOR) as work:
        work.emit(DoorOpened())
        work.write_events()
        raise RuntimeError
    with runtime.sessions.begin() as session:
        assert log.head(session) == (0, 0)
