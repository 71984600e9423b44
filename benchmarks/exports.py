"""A million customers taken away as CSV, twenty columns each, by the job that writes exports."""

import os
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import psutil
from sqlalchemy import select, text

from benchmarks.figure import Figure
from siyu.app import create_runtime
from siyu.customers.models import Customer
from siyu.organisation import service as organisation
from siyu.platform import embedded, schema
from siyu.platform.access import Actor, Principal
from siyu.platform.declarations import Export, Field
from siyu.platform.exports import files, jobs, service
from siyu.platform.exports.models import ExportRun, FileFormat
from siyu.platform.exports.service import Asked
from siyu.platform.jobs import JobRun
from siyu.platform.runtime import Runtime
from siyu.platform.settings import Settings
from siyu.platform.work import Work

NAMES = ("export.million", "export.memory")
ROWS = int(os.environ.get("SIYU_BENCH_EXPORT_ROWS", "1000000"))
COLUMNS = 20
FILL_ROWS = 20_000
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
    runtime = _widened(runtime)
    tenant = organisation.found_tenant(
        runtime, name="Bench", owner_login="bench", password="b" * 16
    ).tenant_id
    _fill(runtime, tenant)
    run = _asked(runtime, tenant)
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
    data = f"{ROWS:,} customers × {COLUMNS} columns, names sealed, {size / 1e6:,.0f} MB of CSV"
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


def _widened(runtime: Runtime) -> Runtime:
    """The product's list of customers with columns of this benchmark until there are twenty."""
    export = runtime.registry.exports["customers"]
    own = list(export.columns(runtime.registry))[:COLUMNS]
    more = [_column(number) for number in range(COLUMNS - len(own))]
    wide = replace(export, columns=lambda _registry: (*own, *more))
    exports: dict[str, Export] = {**runtime.registry.exports, "customers": wide}
    return replace(runtime, registry=replace(runtime.registry, exports=exports))


def _column(number: int) -> Field:
    """A number of each customer, read from their row."""

    def read(work: Work, ids: Sequence[UUID]) -> dict[UUID, object]:
        mine = select(Customer.id, Customer.gender).where(
            Customer.tenant_id == work.tenant_id, Customer.id.in_(ids)
        )
        return {row.id: row.gender + number for row in work.session.execute(mine)}

    return Field(f"bench_{number}", f"Number {number}", f"数 {number}", "number", read)


def _fill(runtime: Runtime, tenant: UUID) -> None:
    told = text(
        "INSERT INTO customers (id, tenant_id, name_marks, gender, met_at, name)"
        " SELECT gen_random_uuid(), :tenant, '{}', n % 3,"
        " timestamptz '2026-01-01' + n * interval '1 second', :name"
        " FROM generate_series(CAST(:first AS int), :last) AS n"
    )
    with runtime.sessions.begin() as session:
        for first in range(1, ROWS + 1, FILL_ROWS):
            name = runtime.secrets.seal(f"客户 {first}")
            last = min(first + FILL_ROWS - 1, ROWS)
            asked = {"tenant": tenant, "name": name, "first": first, "last": last}
            session.execute(told, asked)
    with runtime.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE customers"))


def _asked(runtime: Runtime, tenant: UUID) -> ExportRun:
    rights = frozenset(runtime.registry.permissions)
    asker = Principal(tenant, ACTOR, rights)
    with runtime.work(tenant, actor=ACTOR) as work:
        asked = Asked("customers", FileFormat.CSV, (), {})
        return service.ask(work, runtime.registry, asked, asker, "zh-CN")
