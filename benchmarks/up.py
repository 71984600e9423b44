"""`./dev up` from a fresh clone with empty caches, once more, and what it weighs at rest."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from benchmarks.figure import Figure

NAMES = ("up.cold", "up.warm", "up.memory")
ROOT = Path(__file__).parents[1]
PORT = 8750
LONGEST_SECONDS = 1200
REST_SECONDS = 15


def figures() -> Iterator[Figure]:
    """Clone, start, stop, start again, weigh."""
    place = Path(tempfile.mkdtemp(prefix="siyu-up-"))
    try:
        clone = place / "siyu"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        with started(clone, place) as (seconds, _):
            yield Figure(
                name="up.cold",
                value=round(seconds, 1),
                unit="s",
                data="fresh clone, empty pip and npm caches, to the line that says how to sign in",
                bar="≤360",
            )
        with started(clone, place) as (seconds, top):
            yield Figure(
                name="up.warm",
                value=round(seconds, 1),
                unit="s",
                data="the second time, with the demo shop's data",
                bar="≤12",
            )
            time.sleep(REST_SECONDS)
            yield Figure(
                name="up.memory",
                value=round(weight(top) / 1e9, 3),
                unit="GB",
                data=f"proportional share of all processes, {REST_SECONDS} s after the start",
                bar="≤1.2",
            )
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def started(clone: Path, place: Path) -> Iterator[tuple[float, psutil.Process]]:
    """Siyu running: the seconds it took, and the process above all others."""
    caches = {"PIP_CACHE_DIR": str(place / "pip"), "npm_config_cache": str(place / "npm")}
    log = place / "up.log"
    began = time.monotonic()
    with log.open("w") as out:
        process = subprocess.Popen(
            ["./dev", "up", "--data", str(place / "data"), "--port", str(PORT)],
            cwd=clone,
            env=os.environ | caches,
            stdout=out,
            stderr=out,
        )
    try:
        while "Ctrl-C" not in log.read_text():
            if process.poll() is not None or time.monotonic() - began > LONGEST_SECONDS:
                raise RuntimeError(f"./dev up did not start:\n{log.read_text()[-2000:]}")
            time.sleep(0.05)
        yield time.monotonic() - began, psutil.Process(process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


def weight(top: psutil.Process) -> int:
    """Bytes that a process and all below it hold; shared pages are shared out."""
    return sum(held(one) for one in (top, *top.children(recursive=True)))


def held(process: psutil.Process) -> int:
    told = process.memory_full_info()
    return int(getattr(told, "pss", told.uss))
