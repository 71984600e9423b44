"""Jobs and schedules: queued in the change's commit, once, by our clock, surviving a death."""

from dataclasses import replace
from datetime import time, timedelta
from threading import Thread
from uuid import UUID

import pytest
from sqlalchemy import text

from siyu.kit.instants import zone
from siyu.platform import jobs, schedules
from siyu.platform.access import Actor
from siyu.platform.clock import FixedClock, real_now
from siyu.platform.declarations import Job, Schedule
from siyu.platform.jobs import JobStillRunning
from siyu.platform.runtime import Runtime, TenantRef

TEST = Actor.system("test")


@pytest.fixture
def queue(runtime: Runtime, tenant_id: UUID) -> Runtime:
    """A runtime of one tenant in Shanghai with a nightly and an hourly schedule."""
    registry = replace(
        runtime.registry,
        jobs={"sweep": Job("sweep", print, "Sweep", "打扫")},
        schedules={
            "nightly": Schedule("nightly", "sweep", at=time(3, 30)),
        },
    )
    return replace(
        runtime, registry=registry, tenants=lambda: [TenantRef(tenant_id, "Asia/Shanghai")]
    )


def waiting(runtime: Runtime, tenant_id: UUID) -> list[str]:
    with runtime.sessions.begin() as session:
        page = jobs.lines(session, tenant_id, status=None, cursor=None)
        return [line.job for line in page.items]


def test_a_job_of_a_failed_change_is_not_queued(queue: Runtime, tenant_id: UUID) -> None:
    with pytest.raises(RuntimeError):  # noqa: PT012 - the change fails after queueing
        with queue.work(tenant_id, actor=TEST) as work:
            work.enqueue("sweep")
            raise RuntimeError
    assert waiting(queue, tenant_id) == []


def test_one_job_waits_under_one_key(queue: Runtime, tenant_id: UUID) -> None:
    def ask() -> None:
        with queue.work(tenant_id, actor=TEST) as work:
            work.enqueue("sweep", key="k")

    threads = [Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert waiting(queue, tenant_id) == ["sweep"]


def test_a_job_for_later_waits_for_our_clock(
    queue: Runtime, tenant_id: UUID, clock: FixedClock
) -> None:
    with queue.work(tenant_id, actor=TEST) as work:
        work.enqueue("sweep", key="k", at=clock.now() + timedelta(hours=1))
    assert not jobs.hand_over_due(queue)
    assert waiting(queue, tenant_id) == []
    clock.forward(hours=1)
    assert jobs.hand_over_due(queue)
    assert not jobs.hand_over_due(queue)
    assert waiting(queue, tenant_id) == ["sweep"]


def test_a_schedule_fires_once_whatever_the_workers(
    queue: Runtime, tenant_id: UUID, clock: FixedClock
) -> None:
    schedules.step(queue)
    clock.forward(days=3)
    threads = [Thread(target=schedules.step, args=(queue,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert waiting(queue, tenant_id) == ["sweep"]


def test_half_past_three_is_the_tenants(queue: Runtime, clock: FixedClock) -> None:
    nightly = queue.registry.schedules["nightly"]
    (tenant,) = queue.tenants()
    due = schedules.next_due(nightly, clock.now(), zone(tenant.zone))
    assert due.astimezone(zone("Asia/Shanghai")).time() == time(3, 30)
    assert timedelta(0) < due - clock.now() <= timedelta(days=1)


SILENT = text("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (:at)")
TAKEN = text(
    "UPDATE procrastinate_jobs SET status = 'doing',"
    " worker_id = (SELECT max(id) FROM procrastinate_workers)"
)


def test_the_job_of_a_dead_worker_is_queued_again(queue: Runtime, tenant_id: UUID) -> None:
    with queue.work(tenant_id, actor=TEST) as work:
        work.enqueue("sweep")
    with queue.sessions.begin() as session:
        session.execute(SILENT, {"at": real_now() - timedelta(seconds=25)})
        session.execute(TAKEN)
    assert not jobs.revive_orphans(queue)
    with queue.sessions.begin() as session:
        session.execute(
            text("UPDATE procrastinate_workers SET last_heartbeat = :at"),
            {"at": real_now() - timedelta(seconds=31)},
        )
    assert jobs.revive_orphans(queue)
    with queue.sessions.begin() as session:
        (line,) = jobs.lines(session, tenant_id, status="todo", cursor=None).items
    assert line.attempts == 1


def test_only_a_finished_job_is_run_again(queue: Runtime, tenant_id: UUID) -> None:
    with queue.work(tenant_id, actor=TEST) as work:
        number = work.enqueue("sweep")
        assert number is not None
    with queue.sessions.begin() as session, pytest.raises(JobStillRunning):
        jobs.run_again(session, tenant_id, number)
    with queue.sessions.begin() as session:
        session.execute(text("UPDATE procrastinate_jobs SET status = 'failed'"))
        jobs.run_again(session, tenant_id, number)
        (line,) = jobs.lines(session, tenant_id, status="todo", cursor=None).items
        assert line.id == number
