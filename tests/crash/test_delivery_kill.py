"""A worker is killed at every boundary of a delivery: one outcome, never two welcomes."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from siyu.messaging import service
from siyu.messaging.jobs import Deliveries
from siyu.messaging.reasons import Outcome, Reason, State
from siyu.messaging.service import Content
from siyu.platform.runtime import Runtime
from tests import proofs
from tests.messaging.scene import WELCOME_PATH, Friend, Scene, Wecom, new_customer, running_sandbox

CLAIMING = ("before_claim_commit", "after_claim_commit")
WORKING = (
    "before_hand_off_commit",
    "after_hand_off",
    "in_call",
    "after_call",
    "before_record_commit",
    "after_record_commit",
)
ARRIVES = {"in_call", "after_call", "before_record_commit", "after_record_commit"}
GRID = [
    *((point,) for point in (*CLAIMING, *WORKING)),
    *((first, second) for first, second in product(WORKING[:-1], WORKING)),
]
PATIENCE = 180
SCRIPT = Path(__file__).parents[1] / "messaging" / "worker_to_kill.py"
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Expected:
    """What must be true after the kills and a last worker's turn."""

    outcome: Outcome
    reason: Reason
    welcomes: int = 1


def expected(points: tuple[str, ...]) -> Expected:
    """A plain reference: a welcome whose arrival was not recorded cannot be known any more."""
    arrived = False
    for point in points:
        if point == "after_record_commit":
            break
        arrived = arrived or point in ARRIVES
    if arrived:
        return Expected(Outcome.UNKNOWN, Reason.DIED_IN_CALL)
    return Expected(Outcome.SENT, Reason.SENT)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Wecom]:
    with running_sandbox() as wecom:
        yield wecom


@pytest.fixture
def scene(runtime: Runtime, sandbox: Wecom, tenant_id: UUID) -> Iterator[Scene]:
    scene = Scene(runtime, sandbox, tenant_id)
    scene.connect()
    sandbox.policy(welcome_seconds=PATIENCE + 20)
    yield scene
    sandbox.end_trouble()


@pytest.fixture(scope="module")
def proof() -> Iterator[list[tuple[object, ...]]]:
    """The lines of this proof's table."""
    lines: list[tuple[object, ...]] = []
    yield lines
    columns = ("killed", "outcome", "reason", "welcomes on the phone")
    proofs.table("delivery-kills", columns, lines)


@dataclass(frozen=True)
class Case:
    """A friend-add whose welcome is claimed, as the rows that name it."""

    friend: Friend
    relation_id: UUID
    customer_id: UUID
    inbound_id: UUID


def new_case(scene: Scene) -> Case:
    friend = scene.wecom.befriend()
    with scene.work() as work:
        customer_id = new_customer(work)
    # The code lives longer here than twenty seconds: processes start slowly on a busy machine.
    return Case(friend, uuid4(), customer_id, scene.callback(friend, seconds_ago=-PATIENCE))


def claim(scene: Scene, case: Case) -> UUID:
    with scene.work() as work:
        return service.claim_welcome(
            work,
            relation_id=case.relation_id,
            n=1,
            customer_id=case.customer_id,
            staff_id=case.relation_id,
            inbound_id=case.inbound_id,
            content=Content(text="hello"),
            rule_id=None,
        )


def kill_at(scene: Scene, case: Case, point: str) -> None:
    """Run a worker of its own until it reaches the point, and kill it there."""
    if point == "in_call":
        scene.wecom.faults({"kind": "slow", "path": WELCOME_PATH, "ms": 3000, "next": 1})
    settings = scene.runtime.settings
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "SIYU_DATABASE_URL": settings.database_url,
        "SIYU_SECRET_KEY": settings.secret_key,
        "SIYU_DATA_DIR": str(settings.data_dir),
        "PAUSE_AT": point,
    }
    if point in CLAIMING:
        named = {"tenant_id": scene.tenant_id, "staff_id": case.relation_id}
        for name in ("relation_id", "customer_id", "inbound_id"):
            named[name] = getattr(case, name)
        environment["CLAIM"] = json.dumps({name: str(id) for name, id in named.items()})
    worker = subprocess.Popen(
        [sys.executable, str(SCRIPT)], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    too_long = threading.Timer(PATIENCE / 2, worker.kill)
    too_long.start()
    try:
        assert worker.stdout.readline() == "reached\n", f"{point} was never reached"
        if point == "in_call":
            until_called(scene)
    finally:
        too_long.cancel()
        worker.send_signal(signal.SIGKILL)
        worker.wait(10)
        worker.stdout.close()


def until_called(scene: Scene) -> None:
    """Wait until the call is at the sandbox, which takes its time to answer it."""
    until = time.monotonic() + PATIENCE / 2
    while scene.wecom.get("sandbox/faults")["faults"][0]["next"]:
        assert time.monotonic() < until
        time.sleep(0.02)


def finish(scene: Scene, delivery_id: UUID) -> None:
    """A last worker, which lives, until the delivery is done."""
    worker, until = Deliveries(), time.monotonic() + PATIENCE
    while scene.row(delivery_id).state != State.DONE and time.monotonic() < until:
        worker.step(scene.runtime)
        time.sleep(0.05)
    worker.finish(scene.runtime)


def killed(scene: Scene, points: tuple[str, ...]) -> tuple[Expected, list[tuple[str, str | None]]]:
    """What came of a welcome whose workers were killed at these points, one after another."""
    case = new_case(scene)
    if points[0] not in CLAIMING:
        claim(scene, case)
    for point in points:
        kill_at(scene, case, point)
    delivery_id = claim(scene, case)
    finish(scene, delivery_id)
    row = scene.row(delivery_id)
    assert row.outcome is not None
    assert row.reason is not None
    shown = len(scene.wecom.welcomes(case.friend))
    return Expected(row.outcome, row.reason, shown), scene.events(delivery_id)


@pytest.mark.prove
@pytest.mark.parametrize("points", proofs.sampled(GRID, 4), ids=" then ".join)
def test_one_outcome_and_one_welcome_whenever_workers_die(
    scene: Scene, proof: list[tuple[object, ...]], points: tuple[str, ...]
) -> None:
    found, events = killed(scene, points)
    proof.append((" then ".join(points), found.outcome, found.reason, found.welcomes))
    assert found == expected(points)
    told = {
        Outcome.SENT: [("WelcomeSent", None)],
        Outcome.UNKNOWN: [("WelcomeUnknown", "unknown_died_in_call")],
    }
    assert events == told[found.outcome]


def test_the_reference_names_both_outcomes() -> None:
    ends = {points: expected(points).outcome for points in GRID}
    assert ends[("before_claim_commit",)] is Outcome.SENT
    assert ends[("after_hand_off",)] is Outcome.SENT
    assert ends[("after_record_commit",)] is Outcome.SENT
    assert ends[("after_call",)] is Outcome.UNKNOWN
    assert ends[("in_call", "after_record_commit")] is Outcome.UNKNOWN
