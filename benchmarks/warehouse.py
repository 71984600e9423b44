"""The projection: how fast the warehouse is filled anew, and how far it trails a busy log."""

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, text

from benchmarks.figure import Figure
from siyu.app import create_runtime
from siyu.platform import embedded, projection, schema
from siyu.platform.loops import Loops
from siyu.platform.runtime import Runtime
from siyu.platform.settings import Settings
from siyu.platform.warehouse import Warehouse
from tests.warehouse_process import WarehouseProcess, warehouse_process

NAMES = ("warehouse.rebuild", "warehouse.lag")
EVENTS = int(os.environ.get("SIYU_BENCH_EVENTS", "5000000"))
CUSTOMERS = 200_000
EVENTS_A_SECOND = 10_000
BATCH = 500
BUSY_SECONDS = 60
LOOK_SECONDS = 0.1

FILL = text(
    "INSERT INTO events (tenant_id, name, version, customer_id, happened_at, actor, payload)"
    " SELECT :tenant, (ARRAY['FriendAdded', 'TagsChanged', 'WelcomeSent', 'Deleted'])[1 + n % 4],"
    " 1, md5((n * 7919 % :customers)::text)::uuid,"
    " '2026-01-01Z'::timestamptz + n * interval '1.7 seconds', 'system:reception',"
    " jsonb_build_object('customer_id', md5((n * 7919 % :customers)::text), 'relation_id',"
    " md5(n::text), 'staff_id', md5((n % 50)::text), 'state', 'lc_' || n % 1000, 'add_way', n % 9,"
    " 'again', n % 13 = 0) FROM generate_series(cast(:first AS bigint), cast(:last AS bigint)) AS n"
)
LAST_ID = text("SELECT id FROM events ORDER BY xid DESC, id DESC LIMIT 1")


def figures() -> Iterator[Figure]:
    with stores() as (runtime, process, warehouse):
        fill(runtime.engine, 1, EVENTS)
        yield rebuild(runtime.engine, process, warehouse)
        yield trail(runtime, warehouse)


@contextmanager
def stores() -> Iterator[tuple[Runtime, WarehouseProcess, Warehouse]]:
    """An empty embedded PostgreSQL and an empty warehouse process."""
    with (
        tempfile.TemporaryDirectory() as made,
        warehouse_process(Path(made, "warehouse")) as served,
    ):
        server = embedded.start(Path(made, "data"))
        settings = Settings(database_url=server.url, secret_key="00" * 32, data_dir=Path(made))
        runtime = create_runtime(settings)
        try:
            schema.upgrade(runtime.engine)
            yield runtime, served, served.door()
        finally:
            runtime.engine.dispose()
            server.stop()


def fill(engine: Engine, first: int, last: int) -> None:
    for start in range(first, last + 1, 500_000):
        append(engine, start, min(last, start + 499_999))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as record:
        record.execute(text("VACUUM ANALYZE events"))


def append(engine: Engine, first: int, last: int) -> None:
    place: dict[str, Any] = {"tenant": UUID(int=1), "customers": CUSTOMERS}
    with engine.begin() as record:
        record.execute(FILL, {**place, "first": first, "last": last})


def rebuild(engine: Engine, process: WarehouseProcess, warehouse: Warehouse) -> Figure:
    began = time.monotonic()
    carried = projection.rebuild(engine, warehouse)
    seconds = time.monotonic() - began
    counted = warehouse.value("SELECT count() FROM events")
    if not carried == counted == EVENTS:
        raise AssertionError(f"{EVENTS} in the log, {carried} carried, {counted} there")
    return Figure(
        name="warehouse.rebuild",
        value=round(carried / seconds),
        unit="events/s",
        bar="≥150000",
        data=f"{carried} events, batches of {projection.BATCH_ROWS}, warehouse's peak"
        f" {peak_mb(process)} MB",
    )


def peak_mb(process: WarehouseProcess) -> int:
    status = Path(f"/proc/{process.running.pid}/status")
    if not status.exists():
        return 0
    return next(int(line.split()[1]) >> 10 for line in status.open() if line.startswith("VmHWM"))


def trail(runtime: Runtime, warehouse: Warehouse) -> Figure:
    """The longest time from an event's commit to its being counted in the warehouse."""
    committed: list[tuple[int, float]] = []
    done = threading.Event()
    writer = threading.Thread(target=write, args=(runtime.engine, committed, done))
    carrying = Loops(runtime, [projection.loop(warehouse)])
    carrying.start()
    writer.start()
    lags: list[float] = []
    while len(lags) < len(committed) or not done.is_set():
        seen, now = warehouse.value("SELECT max(id) FROM events"), time.monotonic()
        arrived = [at for last, at in committed[len(lags) :] if last <= seen]
        lags += [now - at for at in arrived]
        time.sleep(LOOK_SECONDS)
    carrying.stop()
    wrote = BATCH * len(committed)
    return Figure(
        name="warehouse.lag",
        value=round(max(lags), 2),
        unit="s",
        bar="≤5",
        data=f"{wrote} events in {BUSY_SECONDS} s ({wrote // BUSY_SECONDS}/s) in batches of"
        f" {BATCH} on {EVENTS}, the longest lag of a batch; median {median(lags):.2f} s",
    )


def write(engine: Engine, committed: list[tuple[int, float]], done: threading.Event) -> None:
    began, batches = time.monotonic(), BUSY_SECONDS * EVENTS_A_SECOND // BATCH
    for batch in range(batches):
        first = EVENTS + 1 + batch * BATCH
        append(engine, first, first + BATCH - 1)
        with engine.begin() as record:
            committed.append((record.scalar(LAST_ID) or 0, time.monotonic()))
        ahead = began + (batch + 1) * BATCH / EVENTS_A_SECOND - time.monotonic()
        time.sleep(max(0.0, ahead))
    done.set()
