"""An import is killed twice at any boundary of its batches and resumed: as if never killed."""

import os
import signal
import subprocess
import sys
import threading
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import text

from tests import proofs
from tests.intake.conftest import Brand

ROOT = Path(__file__).parents[2]
POINTS = [f"{when}:{batch}" for batch in (1, 2, 3) for when in ("before", "after")]
GRID = list(product(("run", "undo"), POINTS, POINTS))
FILE = "code,place\n" + "".join(
    f"{'shut' if at % 7 == 0 else 'n'}{at % 900},{at}\n" for at in range(1200)
)
PATIENCE = 120


def kill(brand: Brand, job: str, import_id: str, point: str) -> None:
    """Run the job in a process of its own and kill it where it stops, if it gets that far."""
    settings = brand.runtime.settings
    told = {
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "SIYU_DATABASE_URL": settings.database_url,
        "SIYU_SECRET_KEY": settings.secret_key,
        "SIYU_DATA_DIR": str(settings.data_dir),
        "TENANT": str(brand.tenant_id),
        "IMPORT": import_id,
        "JOB": job,
        "PAUSE_AT": point,
    }
    script = [sys.executable, "-m", "tests.intake.importer_to_kill"]
    worker = subprocess.Popen(
        script, cwd=ROOT, env=os.environ | told, stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    too_long = threading.Timer(PATIENCE, worker.kill)
    too_long.start()
    try:
        assert worker.stdout.readline() in ("reached\n", "ended\n")
    finally:
        too_long.cancel()
        worker.send_signal(signal.SIGKILL)
        worker.wait(10)
        worker.stdout.close()


def state(brand: Brand, import_id: str) -> tuple[object, ...]:
    """The import and what stands on the shelf, without what differs from run to run."""
    found = brand.client.get(f"/api/imports/{import_id}").json()
    counts = [found[name] for name in ("state", "taken", "merged", "refused", "given_back", "kept")]
    with brand.work() as work:
        batches = text(
            "SELECT position, undone FROM import_batches WHERE import_id = :id ORDER BY 1"
        )
        return counts, brand.shelf, work.session.execute(batches, {"id": import_id}).all()


@pytest.mark.prove
@pytest.mark.parametrize(("job", "first", "second"), proofs.sampled(GRID, 2))
def test_killed_twice_and_resumed_is_as_never_killed(
    brand: Brand, job: str, first: str, second: str
) -> None:
    whole = brand.imported(FILE.encode())["id"]
    done = state(brand, whole)
    brand.client.post(f"/api/imports/{whole}/undo")
    brand.act()
    undone = state(brand, whole)
    assert undone[1] == {}
    made = brand.upload(FILE.encode()).json()["id"]
    brand.client.post(f"/api/imports/{made}/run")
    if job == "undo":
        brand.act()
        brand.client.post(f"/api/imports/{made}/undo")
    for point in (first, second):
        kill(brand, job, made, point)
    brand.act()
    assert state(brand, made) == (done if job == "run" else undone)
