"""A worker that is killed between its claim and its record: the receiver may see an id twice."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from siyu.messaging.webhooks.outcomes import WebhookOutcome
from siyu.platform.settings import Settings
from tests.webhooks.scene import Scene

WORKER = Path(__file__).with_name("worker_to_kill.py")
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("point", "seen"), [("before_call", 1), ("after_call", 2)], ids=["claimed", "called"]
)
def test_a_killed_worker_loses_no_event_and_gives_none_a_second_id(
    scene: Scene,
    settings: Settings,
    point: str,
    seen: int,
) -> None:
    scene.endpoint()
    (told,) = scene.happen()
    scene.listen()
    kill_at(point, settings)
    (row,) = scene.rows()
    assert (row.outcome, row.attempts) == (WebhookOutcome.WAITING, 1)
    assert row.claim is not None
    scene.post()
    assert len(scene.receiver.got) == seen - 1, "before the lease ends it is still the dead one's"
    scene.hurry()
    scene.post()
    assert len(scene.receiver.got) == seen
    assert {got.id for got in scene.receiver.got} == {row.message_id}
    assert set(scene.told()) == {told}
    assert [one.outcome for one in scene.rows()] == [WebhookOutcome.DELIVERED]


def kill_at(point: str, settings: Settings) -> None:
    """Run a worker until it says that it is there, and kill it."""
    told = {
        "SIYU_DATABASE_URL": settings.database_url,
        "SIYU_SECRET_KEY": settings.secret_key,
        "SIYU_DATA_DIR": str(settings.data_dir),
        "SIYU_WEBHOOK_NETWORKS": settings.webhook_networks,
        "PAUSE_AT": point,
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }
    worker = subprocess.Popen(
        [sys.executable, str(WORKER)],
        env={**os.environ, **told},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    began = time.monotonic()
    assert worker.stdout.readline() == "reached\n", time.monotonic() - began
    worker.kill()
    worker.wait(10)
    worker.stdout.close()
