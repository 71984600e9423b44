"""The callback receiver: how many it keeps durably, how soon it answers, what a kill costs."""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from uuid import uuid4

import psutil
from sqlalchemy import text

from benchmarks.callback_load import Report, Target, drive
from benchmarks.figure import Figure
from siyu.app import create_runtime
from siyu.channels.wecom import service
from siyu.platform import embedded, schema
from siyu.platform.access import Actor
from siyu.platform.runtime import Runtime
from siyu.platform.settings import Settings

NAMES = ("callback.rate", "callback.p99", "callback.lost")
SECONDS = float(os.environ.get("SIYU_BENCH_CALLBACK_SECONDS", "60"))
KILLED_SECONDS = 8.0
CONNECTIONS = 48
PREPARED_A_SECOND = 3_000
WARM_SECONDS = 2.0
START_SECONDS = 60.0
CORP_ID = "wwbenchmark"


@dataclass(frozen=True)
class Served:
    """Two web processes over one record, and where to send."""

    runtime: Runtime
    process: psutil.Process
    target: Target

    def workers(self) -> list[psutil.Process]:
        """The processes that answer: children that hold the listening socket."""
        return [child for child in self.process.children() if "spawn_main" in " ".join(cmd(child))]


def cmd(process: psutil.Process) -> list[str]:
    return list(process.cmdline())


def figures() -> Iterator[Figure]:
    with served() as two:
        run(two, replace(two.target, seconds=WARM_SECONDS, prepared=2_000, first=0))
        yield from speed(two)
        yield killed(two)


def speed(two: Served) -> Iterator[Figure]:
    """As many as are answered in the time, each answered after its commit."""
    prepared = int(SECONDS * PREPARED_A_SECOND)
    report = run(two, replace(two.target, seconds=SECONDS, prepared=prepared, first=1_000_000))
    kept = stored(two.runtime)
    missing = sum(kept[key] != 1 for key in report.keys)
    if missing or report.refused:
        raise AssertionError(f"{missing} not kept once, {report.refused} refused")
    data = f"{SECONDS:.0f} s, 2 processes, {CONNECTIONS} connections, {len(report.keys)} callbacks"
    rate = len(report.keys) / report.seconds
    p99 = statistics.quantiles(report.took, n=100)[98] * 1_000
    yield Figure(name=NAMES[0], value=round(rate, 1), unit="1/s", bar="≥1000", data=data)
    yield Figure(name=NAMES[1], value=round(p99, 1), unit="ms", bar="≤250", data=data)


def killed(two: Served) -> Figure:
    """SIGKILL one of the two in the middle; what was acknowledged is there, and there once."""
    target = replace(
        two.target,
        seconds=KILLED_SECONDS,
        prepared=int(KILLED_SECONDS * PREPARED_A_SECOND),
        first=5_000_000,
    )
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        driving = pool.submit(drive, target)
        before = sum(stored(two.runtime).values())
        while sum(stored(two.runtime).values()) < before + 500:
            time.sleep(0.2)
        time.sleep(KILLED_SECONDS / 4)
        two.workers()[0].kill()
        report = driving.result()
    kept = stored(two.runtime)
    wrong = sum(kept[key] != 1 for key in report.keys)
    doubled = sum(count - 1 for count in kept.values())
    if not report.resent:
        raise AssertionError("the kill hit nothing in flight")
    data = f"SIGKILL amid {len(report.keys)} acknowledged, {report.resent} resent"
    return Figure(name=NAMES[2], value=wrong + doubled, unit="callbacks", bar="≤0", data=data)


def run(two: Served, target: Target) -> Report:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(drive, target).result()


def stored(runtime: Runtime) -> Counter[str]:
    with runtime.sessions() as session:
        return Counter(session.scalars(text("SELECT key FROM wecom_inbound")))


@contextmanager
def served() -> Iterator[Served]:
    """An empty record and `siyu web` with two processes over it."""
    with tempfile.TemporaryDirectory() as made:
        server = embedded.start(Path(made, "data"))
        settings = Settings(
            database_url=server.url, secret_key="00" * 32, data_dir=Path(made), web_port=free_port()
        )
        runtime = create_runtime(settings)
        schema.upgrade(runtime.engine)
        target = connected(runtime)
        web = start(settings)
        try:
            until_ready(settings.web_port, web)
            yield Served(runtime, psutil.Process(web.pid), target)
        finally:
            web.terminate()
            web.wait(20)
            runtime.engine.dispose()
            server.stop()


def connected(runtime: Runtime) -> Target:
    with runtime.work(uuid4(), actor=Actor.system("benchmark")) as work:
        saved = service.save_connection(work, corp_id=CORP_ID, agent_id=1000002, secret="secret")
    return Target(
        port=runtime.settings.web_port,
        connection_id=str(saved.connection.id),
        corp_id=CORP_ID,
        token=saved.made_token or "",
        aes_key=saved.made_aes_key or "",
        connections=CONNECTIONS,
        seconds=0,
        prepared=0,
        first=0,
    )


def start(settings: Settings) -> subprocess.Popen[bytes]:
    told = {
        "SIYU_DATABASE_URL": settings.database_url,
        "SIYU_SECRET_KEY": settings.secret_key,
        "SIYU_DATA_DIR": str(settings.data_dir),
        "SIYU_WEB_PORT": str(settings.web_port),
        "SIYU_LOG_LEVEL": "ERROR",
    }
    program = [sys.executable, "-m", "siyu.cli", "web", "--processes", "2"]
    return subprocess.Popen(program, env=os.environ | told)


def until_ready(port: int, web: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and web.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the web processes did not start")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
