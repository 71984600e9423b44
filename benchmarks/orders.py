"""A real shop's year, row by row, as the product loads it."""

import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure
from siyu.app import create_runtime
from siyu.commerce import service as commerce
from siyu.organisation import service as organisation
from siyu.platform import embedded, schema
from siyu.platform.access import Actor
from siyu.platform.settings import Settings

NAMES = ("import.orders", "import.orders_rate", "import.orders_memory")
ROWS = 541_909
MOST_SECONDS = 60


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as made:
        server = embedded.start(Path(made, "data"))
        settings = Settings(database_url=server.url, secret_key="00" * 32, data_dir=Path(made))
        runtime = create_runtime(settings)
        try:
            schema.upgrade(runtime.engine)
            brand = organisation.found_tenant(
                runtime,
                name="Bench",
                owner_login="bench",
                password="a long pass phrase",
                currency="GBP",
            )
            before = peak_mb()
            began = time.monotonic()
            commerce.load_year(runtime, brand.tenant_id)
            seconds = time.monotonic() - began
            with runtime.work(brand.tenant_id, actor=Actor.system("benchmark")) as work:
                checks = commerce.year_checks(work)
            assert all(one.agrees for one in checks), "loaded, but not the published year"
        finally:
            runtime.engine.dispose()
            server.stop()
    data = f"{ROWS:,} rows of Online Retail in batches of 5,000, all {len(checks)} figures agree"
    yield Figure(
        name="import.orders", value=round(seconds, 1), unit="s", data=data, bar=f"≤{MOST_SECONDS}"
    )
    yield Figure(name="import.orders_rate", value=round(ROWS / seconds), unit="rows/s", data=data)
    yield Figure(
        name="import.orders_memory",
        value=round(peak_mb() - before),
        unit="MB",
        data=f"{data}; peak of this process above its start",
    )


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
