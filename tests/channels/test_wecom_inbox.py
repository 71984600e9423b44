"""A stored callback has its effect once, whatever happens on the way."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text, update

from siyu.channels.wecom import inbox, protocol, service
from siyu.channels.wecom.errors import NotStopped, WecomUnreachable
from siyu.channels.wecom.models import Inbound
from siyu.channels.wecom.receptions import Received, Reception
from siyu.channels.wecom.service import Connection
from siyu.kit.errors import NotFound
from siyu.platform.clock import FixedClock, real_now
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work, no_work_open
from tests.channels.conftest import ACTOR, Connect, receiving
from tests.channels.requests import friend_added, sealed

KIND = "change_external_contact"


@pytest.fixture
def arrive(shop: Runtime, tenant_id: UUID, connection: Connection) -> Callable[..., UUID]:
    """Stores a callback the way the edge does."""

    def arrived(number: int = 1, **changed: str) -> UUID:
        message = friend_added(number, **changed)
        event, change = protocol.kind(message)
        with shop.work(tenant_id, actor=ACTOR) as work:
            row = Inbound(
                connection_id=connection.id,
                key=protocol.inbound_key(message),
                event=event,
                change=change,
                ciphertext=sealed(message),
                received_at=work.now(),
                state="waiting",
                next_try_at=real_now(),
                attempts=0,
            )
            return work.add(row).id

    return arrived


def rows(runtime: Runtime) -> list[Inbound]:
    with runtime.sessions() as session:
        return list(session.scalars(select(Inbound).order_by(Inbound.received_at, Inbound.id)))


def audits(runtime: Runtime) -> int:
    """How often `leave_a_trace` took effect."""
    with runtime.sessions() as session:
        count = text("SELECT count(*) FROM audit_entries WHERE what = 'test.effect'")
        return int(session.execute(count).scalar_one())


def leave_a_trace(work: Work, received: Received, prepared: Any) -> None:
    work.audit("test.effect", "callback", received.inbound_id, after={"prepared": prepared})


def hurry(runtime: Runtime) -> None:
    """Let leases and pauses be over."""
    with runtime.sessions.begin() as session:
        session.execute(update(Inbound).values(next_try_at=real_now() - timedelta(seconds=1)))


def test_a_callback_is_prepared_outside_and_takes_effect_inside_a_work(
    shop: Runtime, tenant_id: UUID, arrive: Callable[..., UUID]
) -> None:
    inbound_id = arrive()
    seen: list[Received] = []

    def prepare(runtime: Runtime, received: Received) -> str:
        no_work_open()
        seen.append(received)
        return received.field("ExternalUserID")

    shop = receiving(shop, Reception(kind=KIND, prepare=prepare, handle=leave_a_trace))
    assert inbox.step(shop) is True
    assert inbox.step(shop) is False
    (received,) = seen
    assert (received.inbound_id, received.tenant_id) == (inbound_id, tenant_id)
    assert (received.event, received.change) == (KIND, "add_external_contact")
    assert received.field("WelcomeCode") == "CODE"
    assert received.field("State") == ""
    (row,) = rows(shop)
    assert (row.state, row.attempts, row.lease, row.error) == ("done", 1, None, None)
    assert audits(shop) == 1


def test_a_callback_nobody_receives_is_ignored_and_stays(
    shop: Runtime, arrive: Callable[..., UUID]
) -> None:
    arrive(Event="enter_agent")
    assert inbox.step(receiving(shop, Reception(kind=KIND, handle=leave_a_trace))) is True
    assert rows(shop)[0].state == "ignored"
    assert audits(shop) == 0


def test_two_receptions_of_one_kind_share_one_commit(
    shop: Runtime, arrive: Callable[..., UUID]
) -> None:
    arrive()

    def fail(_work: Work, _received: Received, _prepared: Any) -> None:
        raise RuntimeError("no")

    both = (Reception(kind=KIND, handle=leave_a_trace), Reception(kind=KIND, handle=fail))
    inbox.step(receiving(shop, *both))
    assert audits(shop) == 0
    assert rows(shop)[0].state == "waiting"


def test_a_failure_rolls_back_waits_and_is_tried_again(
    shop: Runtime, arrive: Callable[..., UUID]
) -> None:
    arrive()
    tries = 0

    def handle(work: Work, received: Received, prepared: Any) -> None:
        nonlocal tries
        tries += 1
        leave_a_trace(work, received, prepared)
        if tries == 1:
            raise ValueError("13800000000 must not be told")

    shop = receiving(shop, Reception(kind=KIND, handle=handle))
    inbox.step(shop)
    (row,) = rows(shop)
    assert (row.state, row.attempts, row.error, row.lease) == ("waiting", 1, "ValueError", None)
    assert audits(shop) == 0
    assert timedelta(0) < row.next_try_at - real_now() <= timedelta(seconds=1)
    assert inbox.step(shop) is False
    hurry(shop)
    assert inbox.step(shop) is True
    assert rows(shop)[0].state == "done"
    assert audits(shop) == 1


def test_one_that_fails_holds_up_no_other(shop: Runtime, arrive: Callable[..., UUID]) -> None:
    for number in range(6):
        arrive(number)

    def handle(work: Work, received: Received, prepared: Any) -> None:
        if received.field("ExternalUserID") == "wm3":
            raise WecomUnreachable(call="externalcontact/get")
        leave_a_trace(work, received, prepared)

    inbox.step(receiving(shop, Reception(kind=KIND, handle=handle)))
    states = [row.state for row in rows(shop)]
    assert states.count("done") == 5
    assert audits(shop) == 5
    failed = next(row for row in rows(shop) if row.state == "waiting")
    assert failed.error is not None
    assert failed.error.startswith("WecomUnreachable: WeCom could not be reached")


def test_one_that_never_succeeds_stops_visibly_and_runs_again_when_told(
    shop: Runtime, tenant_id: UUID, arrive: Callable[..., UUID]
) -> None:
    inbound_id = arrive()

    def fail(_work: Work, _received: Received, _prepared: Any) -> None:
        raise RuntimeError("no")

    broken = receiving(shop, Reception(kind=KIND, handle=fail))
    for _ in range(len(inbox.PAUSES_SECONDS) + 1):
        assert rows(shop)[0].state == "waiting"
        inbox.step(broken)
        hurry(shop)
    (row,) = rows(shop)
    assert (row.state, row.attempts) == ("dead", len(inbox.PAUSES_SECONDS) + 1)
    with shop.sessions() as session:
        told = session.execute(text("SELECT name, payload FROM events")).all()
    stopped = {"inbound_id": str(inbound_id), "attempts": row.attempts}
    assert [payload for name, payload in told if name == "CallbackStopped"] == [stopped]
    assert inbox.step(broken) is False
    mended = receiving(shop, Reception(kind=KIND, handle=leave_a_trace))
    with shop.work(tenant_id, actor=ACTOR) as work:
        assert [line.id for line in service.inbound(work, state="dead").items] == [inbound_id]
        service.run_again(work, inbound_id)
    assert inbox.step(mended) is True
    assert audits(shop) == 1
    with shop.work(tenant_id, actor=ACTOR) as work, pytest.raises(NotStopped):
        service.run_again(work, inbound_id)


def test_one_that_kills_its_worker_stops_too(
    shop: Runtime, tenant_id: UUID, arrive: Callable[..., UUID]
) -> None:
    arrive()
    for _ in range(len(inbox.PAUSES_SECONDS) + 2):
        with shop.work(tenant_id, actor=ACTOR) as work:
            inbox._claim(work)
        hurry(shop)
    (row,) = rows(shop)
    assert (row.state, row.attempts, row.lease) == ("dead", len(inbox.PAUSES_SECONDS) + 2, None)


def test_a_worker_that_lost_its_lease_leaves_no_effect(
    shop: Runtime, arrive: Callable[..., UUID]
) -> None:
    arrive()
    slow, go = threading.Event(), threading.Event()

    def prepare(_runtime: Runtime, _received: Received) -> str:
        slow.set()
        go.wait(5)
        return "slow"

    slowly = receiving(shop, Reception(kind=KIND, prepare=prepare, handle=leave_a_trace))
    worker = threading.Thread(target=inbox.step, args=(slowly,))
    worker.start()
    slow.wait(5)
    assert inbox.step(receiving(shop, Reception(kind=KIND, handle=leave_a_trace))) is False
    hurry(shop)
    assert inbox.step(receiving(shop, Reception(kind=KIND, handle=leave_a_trace))) is True
    go.set()
    worker.join()
    (row,) = rows(shop)
    assert (row.state, row.attempts, row.error) == ("done", 2, None)
    assert audits(shop) == 1


def test_a_worker_whose_lease_went_to_another_leaves_the_effect_to_it(
    shop: Runtime, tenant_id: UUID, arrive: Callable[..., UUID]
) -> None:
    arrive()
    taken: list[UUID | None] = []

    def prepare(runtime: Runtime, _received: Received) -> None:
        hurry(runtime)
        with runtime.work(tenant_id, actor=ACTOR) as work:
            taken.extend(one.lease for one in inbox._claim(work))

    inbox.step(receiving(shop, Reception(kind=KIND, prepare=prepare, handle=leave_a_trace)))
    (row,) = rows(shop)
    assert (row.state, row.lease, row.error) == ("waiting", taken[0], None)
    assert audits(shop) == 0


def test_two_workers_give_sixty_callbacks_their_effect_once(
    shop: Runtime, arrive: Callable[..., UUID]
) -> None:
    for number in range(60):
        arrive(number)
    shop = receiving(shop, Reception(kind=KIND, handle=leave_a_trace))

    def work_on() -> None:
        while inbox.step(shop):
            pass

    workers = [threading.Thread(target=work_on) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert {row.state for row in rows(shop)} == {"done"}
    assert {row.attempts for row in rows(shop)} == {1}
    assert audits(shop) == 60


def test_what_came_before_a_change_of_key_still_opens_and_what_comes_after_too(
    shop: Runtime, connect: Connect, arrive: Callable[..., UUID]
) -> None:
    arrive(1)
    connect(aes_key="a" * 43)
    with shop.sessions.begin() as session:
        after = update(Inbound).where(Inbound.id == arrive(2))
        session.execute(after.values(ciphertext=sealed(friend_added(2), key="a" * 43)))
    inbox.step(receiving(shop, Reception(kind=KIND, handle=leave_a_trace)))
    assert audits(shop) == 2


def test_what_one_worker_is_claiming_another_passes_over_without_waiting(
    shop: Runtime, tenant_id: UUID, arrive: Callable[..., UUID]
) -> None:
    arrive(1)
    with shop.work(tenant_id, actor=ACTOR) as one:
        assert len(inbox._claim(one)) == 1
        one.session.flush()
        with shop.work(tenant_id, actor=ACTOR) as two:
            two.session.execute(text("SET LOCAL lock_timeout = '2s'"))
            assert inbox._claim(two) == []


def test_the_list_is_newest_first_a_page_at_a_time_and_of_one_tenant(
    shop: Runtime, tenant_id: UUID, clock: FixedClock, arrive: Callable[..., UUID]
) -> None:
    ids = []
    for number in range(53):
        clock.forward(seconds=number % 2)
        ids.append(arrive(number))
    with shop.work(tenant_id, actor=ACTOR) as work:
        first = service.inbound(work)
        second = service.inbound(work, cursor=first.next_cursor)
        assert service.inbound(work, state="done").items == []
    assert (len(first.items), len(second.items), second.next_cursor) == (50, 3, None)
    listed = [line.id for line in [*first.items, *second.items]]
    assert sorted(listed) == sorted(ids)
    assert listed[0] in ids[-2:]
    with shop.work(uuid4(), actor=ACTOR) as other:
        assert service.inbound(other).items == []
        with pytest.raises(NotFound):
            service.run_again(other, ids[0])


def test_the_welcome_code_is_read_from_the_callback_alone(
    shop: Runtime, tenant_id: UUID, arrive: Callable[..., UUID]
) -> None:
    with_code, without = arrive(1), arrive(2, WelcomeCode="")
    with shop.work(tenant_id, actor=ACTOR) as work:
        ticket = service.welcome_ticket(work, with_code)
        assert ticket is not None
        assert ticket.code == "CODE"
        assert abs((real_now() - ticket.arrived_at).total_seconds()) < 5
        assert "CODE" not in repr(ticket)
        assert service.welcome_ticket(work, without) is None
