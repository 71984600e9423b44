"""A million customers taken away as CSV, twenty columns each, by the job that writes exports."""

import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import psutil

from benchmarks import customers
from benchmarks.figure import Figure
from siyu.app import create_runtime
from siyu.platform import embedded, schema, worker
from siyu.platform.access import Actor, Principal
from siyu.platform.exports import files, jobs, service
from siyu.platform.exports.models import ExportRun, FileFormat
from siyu.platform.exports.service import Asked
from siyu.platform.jobs import JobRun
from siyu.platform.runtime import Runtime
from siyu.platform.settings import Settings

NAMES = ("export.million", "export.memory")
ROWS = customers.PEOPLE
COLUMNS = 20
LOOK_SECONDS = 0.2
ACTOR = Actor.system("bench")


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as made:
        server = embedded.start(Path(made, "data"))
        settings = Settings(database_url=server.url, secret_key="00" * 32, data_dir=Path(made))
        runtime = create_runtime(settings)
        schema.upgrade(runtime.engine)
        try:
            yield from _measured(runtime)
        finally:
            runtime.engine.dispose()
            server.stop()


def _measured(runtime: Runtime) -> Iterator[Figure]:
    tenant = customers.peopled(runtime).tenant_id
    run = _asked(runtime, tenant)
    worker.settle_memory()
    with Memory() as memory:
        began = time.perf_counter()
        jobs.write(JobRun(runtime, tenant, 1), str(run.id))
        took = time.perf_counter() - began
    with runtime.work(tenant, actor=ACTOR) as work:
        rows, size = work.get(ExportRun, run.id).rows, work.get(ExportRun, run.id).size_bytes or 0
    with files.opened(runtime, run.id) as file:
        lines = sum(1 for _ in file) - 1
    if (rows, lines) != (ROWS, ROWS):
        raise AssertionError(f"{rows} rows told, {lines} written, {ROWS} wanted")
    data = f"{ROWS:,} customers × {len(run.columns)} columns, {size / 1e6:,.0f} MB of CSV"
    yield Figure(name="export.million", value=round(took, 1), unit="s", bar="≤60", data=data)
    grown = round(memory.grown / 2**20, 1)
    yield Figure(name="export.memory", value=grown, unit="MiB grown", bar="≤100", data=data)


class Memory:
    """How much this process grew while something ran."""

    def __enter__(self) -> "Memory":
        self._process, self._over = psutil.Process(), threading.Event()
        self._before = self._most = self._process.memory_info().rss
        self._watch = threading.Thread(target=self._look)
        self._watch.start()
        return self

    def _look(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            self._most = max(self._most, self._process.memory_info().rss)

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._watch.join()

    @property
    def grown(self) -> int:
        return self._most - self._before


def _asked(runtime: Runtime, tenant: UUID) -> ExportRun:
    rights = frozenset(runtime.registry.permissions)
    asker = Principal(tenant, ACTOR, rights)
    with runtime.work(tenant, actor=ACTOR) as work:
        every = service.fields(work, runtime.registry, runtime.registry.exports["customers"])
        asked = Asked("customers", FileFormat.CSV, tuple(every)[:COLUMNS], {})
        return service.ask(work, runtime.registry, asked, asker, "zh-CN")
