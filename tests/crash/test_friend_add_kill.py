"""A worker killed at any moment: each friend-add ends as one customer, relation and outcome."""

import random
import time
from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy import func, select

from siyu.app import create_runtime
from siyu.customers.models import Customer, FriendAdd, Relation
from siyu.messaging.models import Delivery
from siyu.messaging.reasons import Reason
from siyu.platform.access import Actor
from siyu.platform.runtime import Runtime
from siyu.platform.settings import Settings
from tests.conftest import emptied
from tests.proofs import rounds
from tests.stories.machine import Program, worker
from tests.stories.shop import Shop

ADDS = 12
TEST = Actor.system("test")


@pytest.fixture
def real_runtime(settings: Settings) -> Iterator[Runtime]:
    runtime = create_runtime(settings)
    yield runtime
    emptied(runtime)
    runtime.engine.dispose()


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(rounds(whole=8, sample=1)))
def test_killed_workers_neither_lose_nor_double(real_runtime: Runtime, seed: int) -> None:
    draw = random.Random(seed)
    with Shop(real_runtime) as shop:
        shop.connect()
        shop.run_job("sync_directory")
        shop.welcome_rule()
        shop.sandbox.faults({"kind": "callback_duplicate", "probability": 0.5})
        workers = [worker(real_runtime.settings) for _ in range(2)]
        try:
            for one in workers:
                one.start()
            friends = _adds_under_fire(shop, workers, draw)
            shop.eventually(lambda: settled(shop, ADDS), 60)
        finally:
            for one in workers:
                one.kill()
        assert_one_of_each(shop, friends, ADDS)


def _adds_under_fire(shop: Shop, workers: list[Program], draw: random.Random) -> set[str]:
    friends = set()
    for _ in range(ADDS):
        _, person = shop.sandbox.friend()
        friends.add(person)
        time.sleep(draw.random() * 0.5)
        if draw.random() < 0.3:
            victim = draw.choice(workers)
            victim.kill()
            victim.start()
    return friends


def settled(shop: Shop, adds: int) -> bool:
    """Whether every friend-add has its outcome."""
    with shop.runtime.work(shop.tenant_id, actor=TEST) as work:
        done = select(func.count()).where(
            Delivery.tenant_id == shop.tenant_id,
            Delivery.purpose == "welcome",
            Delivery.state == "done",
        )
        return work.session.scalar(done) == adds


def counted(shop: Shop) -> list[int]:
    """How many customers, relations and friend-adds there are."""
    with shop.runtime.work(shop.tenant_id, actor=TEST) as work:
        found = [
            work.session.scalar(select(func.count()).select_from(work.scope(model).subquery()))
            for model in (Customer, Relation, FriendAdd)
        ]
    return [one or 0 for one in found]


def assert_one_of_each(
    shop: Shop, friends: set[str], adds: int, before: Sequence[int] = (0, 0, 0)
) -> None:
    """One customer, relation and outcome for each, and at most one welcome seen in WeCom."""
    assert counted(shop) == [one + adds for one in before]
    with shop.runtime.work(shop.tenant_id, actor=TEST) as work:
        outcomes = work.session.execute(
            select(Delivery.relation_id, Delivery.reason).where(
                Delivery.tenant_id == shop.tenant_id, Delivery.purpose == "welcome"
            )
        ).all()
    assert len({relation for relation, _ in outcomes}) == len(outcomes) == adds
    welcomed = sum(_welcomes(shop, person) for person in friends)
    assert all(_welcomes(shop, person) <= 1 for person in friends)
    reasons = [reason for _, reason in outcomes]
    assert reasons.count(Reason.SENT) <= welcomed <= adds - reasons.count(Reason.EXPIRED)


def _welcomes(shop: Shop, person: str) -> int:
    chats = shop.sandbox.read(f"api/people/{person}")["chats"]
    lines = [
        line
        for chat in chats
        for line in shop.sandbox.read(f"api/people/{person}/chats/{chat['member']['userid']}")[
            "messages"
        ]
    ]
    return sum(line["via"] == "welcome" for line in lines)
