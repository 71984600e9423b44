"""Warehouses of drawn brands, and the product before one; kept below .dev/ from run to run.

What is drawn is the same each time, so it is filled once for each size and form of the tables.
"""

import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from benchmarks import shoppers
from benchmarks.shoppers import NOW, TENANT, Shoppers
from siyu.app import create_runtime
from siyu.insight import service
from siyu.insight.reader import Reader
from siyu.organisation.models import Tenant
from siyu.platform import embedded, schema, warehouse_tables
from siyu.platform.access import Actor
from siyu.platform.clock import FixedClock
from siyu.platform.settings import Settings
from siyu.platform.warehouse import Warehouse
from tests.warehouse_process import KEY, WarehouseProcess, warehouse_process

SIZES = {"1": Shoppers(1_000_000, 20_000_000), "10": Shoppers(10_000_000, 100_000_000)}
ASKED = os.environ.get("SIYU_BENCH_SHOPPERS", "1,10").split(",")
KEPT = Path(__file__).parents[1] / ".dev" / "millions"
FORM = sha256(
    (warehouse_tables.FORM + shoppers.PEOPLE + shoppers.KEYS + shoppers.EVENTS).encode()
).hexdigest()[:8]


@dataclass(frozen=True)
class Millions:
    """A filled warehouse and the words for what is in it."""

    process: WarehouseProcess
    door: Warehouse
    words: str


@contextmanager
def millions(size: Shoppers) -> Iterator[Millions]:
    scale = f"{size.people}-{size.events}"
    place = KEPT / f"{scale}-{FORM}"
    for other in KEPT.glob(f"{scale}-*"):
        if other != place or not (other / "filled.json").exists():
            shutil.rmtree(other)
    place.mkdir(parents=True, exist_ok=True)
    with warehouse_process(place / "store") as process:
        door = process.door()
        if not (place / "filled.json").exists():
            told = filled(door, size)
            (place / "filled.json").write_text(json.dumps(told))
        told = json.loads((place / "filled.json").read_text())
        yield Millions(
            process, door, f"{size.words}; filled in {told['seconds']} s, MB {told['mb']}"
        )
        door.close()
        process.stop()


def filled(door: Warehouse, size: Shoppers) -> dict[str, object]:
    began = time.monotonic()
    door.create()
    shoppers.fill(door, size)
    shoppers.settle(door)
    return {"seconds": round(time.monotonic() - began), "mb": shoppers.size_mb(door)}


@contextmanager
def reader_of(made: Millions) -> Iterator[Reader]:
    """Who asks for the drawn brand, at the end of its last day."""
    with tempfile.TemporaryDirectory() as place:
        server = embedded.start(Path(place, "data"))
        settings = Settings(
            database_url=server.url,
            secret_key="00" * 32,
            data_dir=Path(place),
            warehouse_url=f"{made.process.url}/{made.door.database}",
            warehouse_key=KEY,
        )
        runtime = create_runtime(settings, clock=FixedClock(NOW))
        try:
            schema.upgrade(runtime.engine)
            with runtime.work(TENANT, actor=Actor.system("benchmark")) as work:
                work.session.add(Tenant(id=TENANT, name="Bench", created_at=NOW))
            with runtime.work(TENANT, actor=Actor.system("benchmark")) as work:
                yield service.reader_of(work, runtime.registry)
        finally:
            runtime.engine.dispose()
            server.stop()
