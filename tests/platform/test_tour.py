"""A newcomer's steps are ticked by what they cause, once, and not by what the demo set up."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from siyu.platform import listeners, tour
from siyu.platform.access import Actor
from siyu.platform.clock import FixedClock
from siyu.platform.declarations import Event, TourStep
from siyu.platform.runtime import Runtime

PERSON, MACHINE = Actor.user(uuid4()), Actor.system("demo")


@dataclass(frozen=True, kw_only=True)
class BellRang(Event):
    """Rang: the bell rang.

    响铃：铃响了。
    """


def step(key: str, *, by_person: bool) -> TourStep:
    return TourStep(key, BellRang, "Ring", "响铃", "", "", "/", 1, by_person)


@pytest.fixture
def runtime(runtime: Runtime) -> Runtime:
    return replace(runtime, registry=replace(runtime.registry, events={"BellRang": BellRang}))


def test_a_step_is_ticked_at_its_first_event(
    runtime: Runtime, tenant_id: UUID, clock: FixedClock
) -> None:
    guide = tour.listener((step("any", by_person=False), step("own", by_person=True)))
    first = clock.now()
    for actor in (MACHINE, PERSON, PERSON):
        with runtime.work(tenant_id, actor=actor) as work:
            work.emit(BellRang())
        clock.forward(hours=1)
        listeners.settle(runtime, guide)
    with runtime.work(tenant_id, actor=PERSON) as work:
        assert tour.done(work) == {"any": first, "own": first + timedelta(hours=1)}
    with runtime.work(uuid4(), actor=PERSON) as other:
        assert tour.done(other) == {}
