"""Two web and two worker processes on one PostgreSQL; any of them is killed, nothing is lost."""

import random
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from siyu.app import create_runtime
from siyu.kit.instants import zone
from siyu.platform.runtime import Runtime
from siyu.platform.schedules import next_due
from siyu.platform.settings import Settings
from siyu.platform.supervisor import free_port
from tests.conftest import emptied
from tests.crash.test_friend_add_kill import assert_one_of_each, counted, settled
from tests.proofs import rounds
from tests.sandbox.running import until
from tests.stories.balancer import Balancer
from tests.stories.machine import Program, worker
from tests.stories.shop import Shop

ADDS, KILLS = 8, 3
SCHEDULED = text(
    "SELECT job.task_name, count(*) AS jobs,"
    " count(*) FILTER (WHERE job.status = 'succeeded') AS done"
    " FROM procrastinate_jobs job WHERE job.task_name = ANY(:names) GROUP BY job.task_name"
)
DUE = text("UPDATE schedules SET due_at = due_at - interval '2 days'")


@pytest.fixture
def real_runtime(settings: Settings) -> Iterator[Runtime]:
    runtime = create_runtime(settings)
    yield runtime
    emptied(runtime)
    runtime.engine.dispose()


def webs(settings: Settings, seed: int) -> Balancer:
    ports = [free_port(0) for _ in range(2)]
    programs = [
        Program(
            settings.model_copy(update={"web_port": port}),
            "web",
            ready=f"http://127.0.0.1:{port}/readyz",
        )
        for port in ports
    ]
    return Balancer(programs, ports, seed)


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(rounds(whole=6, sample=1)))
def test_any_of_four_may_be_killed(real_runtime: Runtime, seed: int) -> None:
    draw = random.Random(seed)
    front = webs(real_runtime.settings, seed)
    with Shop(real_runtime, web=front) as shop:
        shop.connect()
        shop.synchronise()
        before = counted(shop)
        shop.welcome_rule()
        shop.sandbox.faults({"kind": "callback_duplicate", "probability": 0.5})
        workers = [worker(real_runtime.settings) for _ in range(2)]
        started = real_runtime.clock.now()
        try:
            for one in workers:
                one.start()
            friends = under_fire(shop, [*front.programs, *workers], draw)
            shop.eventually(lambda: settled(shop, ADDS), 120)
            shop.eventually(lambda: schedules_ran(real_runtime), 120)
        finally:
            for one in workers:
                one.kill()
        assert_one_of_each(shop, friends, ADDS, before)
        assert_once_each(real_runtime, started)
        logins = [one["login"] for one in shop.get("users")["items"]]
        assert sorted(logins) == sorted(["owner", *(f"clerk{one}" for one in range(ADDS))])


def under_fire(shop: Shop, programs: list[Program], draw: random.Random) -> set[str]:
    """Friends are added, people are entered, jobs fall due; at some of these a process dies."""
    until(lambda: due(shop.runtime) == len(declared(shop.runtime)), 30)
    deadly = set(draw.sample(range(ADDS), KILLS))
    jobs_due, role = draw.randrange(ADDS), shop.get("roles")["items"][0]["id"]
    friends = set()
    for number in range(ADDS):
        friends.add(shop.sandbox.friend()[1])
        if number == jobs_due:
            with shop.runtime.engine.begin() as record:
                record.execute(DUE)
        if number in deadly:
            victim = draw.choice(programs)
            victim.kill()
            enter(shop, number, role)
            victim.start()
        else:
            enter(shop, number, role)
    return friends


def enter(shop: Shop, number: int, role_id: str) -> None:
    """Ask twice for the same new person, as a caller does who did not hear the answer."""
    body = {
        "login": f"clerk{number}",
        "name": f"Clerk {number}",
        "password": "a long pass phrase",
        "role_id": role_id,
    }
    first, second = (persistently(shop, "users", body) for _ in range(2))
    assert first.status_code in (201, 409)
    assert second.status_code == 409


def persistently(shop: Shop, path: str, body: dict[str, Any]) -> httpx.Response:
    """Ask until somebody answers. Nobody is ever asked to sign in again."""
    for _ in range(100):
        try:
            answer = shop.http.post(path, json=body)
        except httpx.TransportError:
            shop.pause(0.2)
            continue
        assert answer.status_code != 401, answer.text
        return answer
    raise AssertionError("nobody answered")


def assert_once_each(runtime: Runtime, started: datetime) -> None:
    """Every schedule ran once for the time it was made due, and once if its own hour struck."""
    ran, now = periodic(runtime), runtime.clock.now()
    place = zone(runtime.tenants()[0].zone)
    for schedule in runtime.registry.schedules.values():
        struck = next_due(schedule, started, place) <= now
        jobs, done = ran[schedule.job]
        assert jobs == done in ({1, 2} if struck else {1}), schedule.name


def declared(runtime: Runtime) -> list[str]:
    return [schedule.job for schedule in runtime.registry.schedules.values()]


def due(runtime: Runtime) -> int:
    with runtime.engine.begin() as record:
        return record.scalar(text("SELECT count(*) FROM schedules")) or 0


def periodic(runtime: Runtime) -> dict[str, tuple[int, int]]:
    """For each scheduled job, how many were queued and how many have ended well."""
    with runtime.engine.begin() as record:
        rows = record.execute(SCHEDULED, {"names": declared(runtime)}).all()
    return {row.task_name: (row.jobs, row.done) for row in rows}


def schedules_ran(runtime: Runtime) -> bool:
    ran = periodic(runtime)
    return len(ran) == len(declared(runtime)) and all(jobs == done for jobs, done in ran.values())
