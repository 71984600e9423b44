"""Two web servers get the same request at once: it applies once."""

import json
import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import text

from siyu.customers import people
from tests.intake.conftest import Brand
from tests.sandbox.running import until

ROOT = Path(__file__).parents[2]


def asker(brand: Brand, key: str) -> subprocess.Popen[str]:
    settings = brand.runtime.settings
    told = {
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "SIYU_DATABASE_URL": settings.database_url,
        "SIYU_SECRET_KEY": settings.secret_key,
        "SIYU_DATA_DIR": str(settings.data_dir),
        "SIYU_LOG_LEVEL": "ERROR",
        "KEY": key,
    }
    script = [sys.executable, "-W", "ignore", "-m", "tests.intake.asker"]
    return subprocess.Popen(
        script,
        cwd=ROOT,
        env=os.environ | told,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


WAITING = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")


def met(brand: Brand, askers: list[subprocess.Popen[str]]) -> bool:
    """Whether both requests have come in: each waits for the people, or was answered already."""
    with brand.runtime.engine.connect() as connection:
        waiting = connection.scalar(WAITING) or 0
    return waiting + sum(one.poll() is not None for one in askers) == len(askers)


def test_two_processes_at_once_apply_a_request_once(brand: Brand) -> None:
    key = brand.key()
    askers = [asker(brand, key) for _ in range(2)]
    for one in askers:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    with brand.work() as work:
        people.alone(work)
        for one in askers:
            assert one.stdin is not None
            one.stdin.write("go\n")
            one.stdin.flush()
        until(lambda: met(brand, askers), 60)
    told = sorted(json.loads(one.communicate(timeout=60)[0]) for one in askers)
    assert [status for status, _ in told] == [200, 409]
    assert json.loads(told[0][1])["taken"] == 300
    assert json.loads(told[1][1])["code"] == "KeyInUse"
    with brand.work() as work:
        assert work.session.scalar(text("SELECT count(*) FROM customers")) == 300
