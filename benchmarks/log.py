"""The log: durable batches of events through a Work, against bare COPY into the same table."""

import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from uuid import UUID, uuid4

from sqlalchemy import text

from benchmarks.figure import Figure
from benchmarks.warehouse import FILL
from siyu.app import create_runtime
from siyu.customers.events import FriendAdded
from siyu.platform import embedded, log, schema
from siyu.platform.access import Actor
from siyu.platform.runtime import Runtime
from siyu.platform.settings import Settings

NAMES = ("log.append",)
ROWS = int(os.environ.get("SIYU_BENCH_LOG_ROWS", "10000000"))
FILL_ROWS = 1_000_000
BATCH = 500
ROUNDS = 200
ACTOR = Actor.system("bench")
AT = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as made:
        server = embedded.start(Path(made, "data"))
        try:
            settings = Settings(database_url=server.url, secret_key="00" * 32, data_dir=Path(made))
            runtime = create_runtime(settings)
            schema.upgrade(runtime.engine)
            fill(runtime)
            yield _compare(runtime)
            runtime.engine.dispose()
        finally:
            server.stop()


def fill(runtime: Runtime) -> None:
    """Fill the log with so many rows, and let the server settle."""
    for first in range(1, ROWS + 1, FILL_ROWS):
        last = min(first + FILL_ROWS - 1, ROWS)
        asked = {"tenant": uuid4(), "customers": 1_000_000, "first": first, "last": last}
        with runtime.engine.begin() as connection:
            connection.execute(FILL, asked)
    with runtime.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE events"))
        connection.execute(text("CHECKPOINT"))


def _compare(runtime: Runtime) -> Figure:
    tenant, ours, bare = uuid4(), [], []
    for _ in range(ROUNDS):
        events = [_event() for _ in range(BATCH)]
        ours.append(_through_work(runtime, tenant, events))
        bare.append(_by_copy(runtime, tenant, events))
    return Figure(
        name="log.append",
        value=round(BATCH / median(ours)),
        unit="events/s",
        ratio=round(median(bare) / median(ours), 3),
        bar="≥0.4",
        data=f"{ROUNDS} durable batches of {BATCH} into {ROWS:,} rows; ratio to bare COPY",
    )


def _event() -> FriendAdded:
    return FriendAdded(
        customer_id=uuid4(),
        relation_id=uuid4(),
        n=1,
        staff_id=uuid4(),
        added_at=AT,
        state="lc_0123456789abcdef",
        add_way=1,
        inbound_id=uuid4(),
    )


def _through_work(runtime: Runtime, tenant: UUID, events: Sequence[FriendAdded]) -> float:
    began = time.perf_counter()
    with runtime.work(tenant, actor=ACTOR) as work:
        for event in events:
            work.emit(event)
    return time.perf_counter() - began


def _by_copy(runtime: Runtime, tenant: UUID, events: Sequence[FriendAdded]) -> float:
    """The same rows, rendered beforehand, by COPY and one commit."""
    lines = log.copied(tenant, ACTOR.name, [(event, AT) for event in events])
    connection = runtime.engine.raw_connection()
    began = time.perf_counter()
    with connection.cursor().copy(log.COPY) as copy:
        copy.write(lines)
    connection.commit()
    took = time.perf_counter() - began
    connection.close()
    return took
