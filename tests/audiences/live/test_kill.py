"""A worker killed at any commit of a decision loses and doubles nothing."""

import os
import subprocess
import sys

import pytest

from tests.audiences.live.scene import Scene, ordered


def killed(scene: Scene, point: str, nth: int) -> bool:
    """Run a worker until it stands at a commit, and kill it there; False if it came to its end."""
    settings = scene.runtime.settings
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "SIYU_DATABASE_URL": settings.database_url,
        "SIYU_SECRET_KEY": settings.secret_key,
        "SIYU_DATA_DIR": str(settings.data_dir),
    }
    command = [sys.executable, "-m", "tests.audiences.live.worker_to_kill", point, str(nth)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        said = worker.stdout.readline().strip()
        worker.kill()
    return said == "reached"


@pytest.mark.parametrize("point", ["before", "after"])
def test_a_killed_worker_changes_nothing(scene: Scene, point: str) -> None:
    once, twice = scene.segment(ordered("eq", 1), "once"), scene.segment(ordered("ge", 2), "twice")
    scene.order("m1")
    scene.listen()
    person = scene.meet("m1")
    scene.order("m1")
    scene.order("m2")
    assert killed(scene, point, 1)
    scene.listen()
    assert scene.inside(once) == {scene.meet("m2")}
    assert scene.inside(twice) == {person}
    assert scene.moves(person) == [
        ("+once", "OrderPlaced"), ("-once", "OrderPlaced"), ("+twice", "OrderPlaced"),
    ]  # fmt: skip
    assert (scene.members(once), scene.members(twice)) == (1, 1)
