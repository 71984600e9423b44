"""Live segments: what ten thousand changed customers cost, among a million and more.

Each of the ten thousand has ordered and is decided anew by the listener, through the database: the
portrait read, the conditions concerned asked, the moves told, all of it kept. What the others did
is not read, and their portraits stand as the warehouse put them.
"""

import os
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from sqlalchemy import text

from benchmarks import customers as crowd
from benchmarks.figure import Figure
from siyu.app import create_runtime
from siyu.audiences import listening
from siyu.audiences.models import Segment
from siyu.audiences.segments import SegmentDraft, add
from siyu.commerce.events import OrderPlaced
from siyu.platform import embedded, listeners, schema
from siyu.platform.runtime import Runtime
from siyu.platform.settings import Settings
from siyu.platform.worker import settle_memory

NAMES = ("segment.live",)
CHANGED, SEGMENTS, EVENTS_EACH, SEED = 10_000, 100, 20, 20_261_126
PEOPLE = int(os.environ.get("SIYU_BENCH_PEOPLE", "1000000"))
OTHERS = text(
    "INSERT INTO portraits (customer_id, tenant_id, number, version, gone, fields, segments,"
    ' evaluated) SELECT id, tenant_id, number, 1, false, \'{"orders": 3, "spent": 9000}\','
    " '{}', 0 FROM customers WHERE tenant_id = :tenant"
)
BEFORE = text(
    "INSERT INTO events (tenant_id, name, version, customer_id, happened_at, actor, payload)"
    " SELECT :tenant, CASE WHEN n % 2 = 0 THEN 'OrderPlaced' ELSE 'PageViewed' END, 1, id,"
    " now() - random() * interval '400 days', 'bench', CASE WHEN n % 2 = 0 THEN jsonb_build_object("
    " 'customer_id', id, 'order_id', id, 'lines', 1, 'amount', (random() * 20000)::int,"
    " 'currency', 'CNY') ELSE jsonb_build_object('customer_id', id, 'site_id', id, 'page_id', id)"
    " END FROM unnest(CAST(:ids AS uuid[])) AS id, generate_series(1, :each) AS n"
)
# What they did before was heard long ago.
HEARD = text(
    "INSERT INTO listener_cursors (name, xid, id, failures)"
    " SELECT 'portraits', xid, id, 0 FROM events ORDER BY xid DESC, id DESC LIMIT 1"
    " ON CONFLICT (name) DO UPDATE SET xid = excluded.xid, id = excluded.id"
)
LIVE = text("UPDATE segments SET state = 'live' WHERE tenant_id = :tenant")
CHOSEN = text("SELECT id FROM customers WHERE tenant_id = :tenant ORDER BY id LIMIT :many")


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as made:
        server = embedded.start(Path(made, "data"))
        settings = Settings(database_url=server.url, secret_key="00" * 32, data_dir=Path(made))
        runtime = create_runtime(settings)
        try:
            schema.upgrade(runtime.engine)
            tenant_id = crowd.peopled(runtime).tenant_id
            yield changed(runtime, tenant_id)
        finally:
            runtime.engine.dispose()
            server.stop()


def changed(runtime: Runtime, tenant_id: UUID) -> Figure:
    ids = prepared(runtime, tenant_id)
    order(runtime, tenant_id, ids)
    decided(runtime)
    settle_memory()
    order(runtime, tenant_id, ids)
    spent = decided(runtime)
    with runtime.work(tenant_id, actor=crowd.ACTOR) as work:
        members = sum(one.members for one in work.session.scalars(work.scope(Segment)))
    return Figure(
        name="segment.live",
        value=round(spent, 2),
        unit="s",
        bar="≤2",
        data=f"{CHANGED:,} of {PEOPLE:,} customers ordered, each with {EVENTS_EACH} events before;"
        f" {SEGMENTS} live segments of two to four conditions, {members:,} memberships;"
        f" seed {SEED}",
    )


def prepared(runtime: Runtime, tenant_id: UUID) -> list[UUID]:
    """Those who will order; and the segments, live."""
    chance = random.Random(SEED)
    asked = {"tenant": tenant_id, "many": CHANGED}
    with runtime.engine.begin() as record:
        record.execute(text("SELECT setseed(0.5)"))
        record.execute(OTHERS, asked)
        ids = list(record.scalars(CHOSEN, asked))
        record.execute(BEFORE, {**asked, "ids": ids, "each": EVENTS_EACH})
    with runtime.work(tenant_id, actor=crowd.ACTOR) as work:
        tags = [str(id) for id in work.session.scalars(text("SELECT id FROM tags"))]
        for number in range(SEGMENTS):
            draft = SegmentDraft(name=f"S{number}", definition=definition(chance, tags))
            add(work, runtime.registry, draft)
        work.session.execute(LIVE, asked)
    with runtime.engine.begin() as record:
        record.execute(HEARD)
    crowd.settle(runtime)
    return ids


def definition(chance: random.Random, tags: list[str]) -> dict[str, object]:
    kinds = chance.choices((did, looked, spent, tagged, known), k=chance.randint(2, 4))
    of = [kind(chance, tags) for kind in kinds]
    return {"kind": chance.choice(("all", "all", "any")), "of": of}


def did(chance: random.Random, _tags: list[str], event: str = "OrderPlaced") -> dict[str, object]:
    window = {"kind": "last_days", "days": chance.choice((7, 30, 90, 180))}
    return {
        "kind": "event", "event": event, "measure": "count", "op": chance.choice(("ge", "lt")),
        "value": chance.choice((1, 2, 3, 5)), "window": window,
    }  # fmt: skip


def looked(chance: random.Random, tags: list[str]) -> dict[str, object]:
    return did(chance, tags, "PageViewed")


def spent(chance: random.Random, _tags: list[str]) -> dict[str, object]:
    return {
        "kind": "event", "event": "OrderPlaced", "measure": "sum", "property": "amount",
        "op": "gt", "value": chance.choice((5_000, 20_000, 50_000)), "window": {"kind": "ever"},
    }  # fmt: skip


def tagged(chance: random.Random, tags: list[str]) -> dict[str, object]:
    op = chance.choice(("any_of", "none_of"))
    return {"kind": "field", "field": "tags", "op": op, "value": chance.sample(tags, 2)}


def known(chance: random.Random, _tags: list[str]) -> dict[str, object]:
    days = chance.choice((30, 90, 365))
    return {"kind": "field", "field": "added_at", "op": "last_days", "value": days}


def order(runtime: Runtime, tenant_id: UUID, ids: list[UUID]) -> None:
    with runtime.work(tenant_id, actor=crowd.ACTOR) as work:
        for id in ids:
            work.emit(OrderPlaced(customer_id=id, order_id=id, lines=1, amount=700, currency="CNY"))


def decided(runtime: Runtime) -> float:
    """The seconds of the listener until it has heard all."""
    began = time.monotonic()
    listeners.settle(runtime, listening.listener(runtime.registry))
    return time.monotonic() - began
