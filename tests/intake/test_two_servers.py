"""Two web servers get the same request at once: it applies once."""

import json
import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import text

from tests.intake.conftest import Brand

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


def test_two_processes_at_once_apply_a_request_once(brand: Brand) -> None:
    key = brand.key()
    askers = [asker(brand, key) for _ in range(2)]
    for one in askers:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in askers:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    told = [json.loads(one.communicate(timeout=60)[0]) for one in askers]
    done = [json.loads(body) for status, body in told if status == 200]
    assert done
    assert all(one["taken"] == 300 for one in done)
    assert {json.loads(body)["code"] for status, body in told if status != 200} <= {"KeyInUse"}
    with brand.work() as work:
        assert work.session.scalar(text("SELECT count(*) FROM customers")) == 300
        kept = text("SELECT count(*) FROM kept_answers")
        assert work.session.scalar(kept) == 1
