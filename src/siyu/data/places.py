"""Where a data set goes: the configured database, or a private one that is gone afterwards."""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from siyu.app import create_runtime
from siyu.kit.errors import Unreachable
from siyu.platform import embedded, schema, supervisor
from siyu.platform.guard import guarded
from siyu.platform.runtime import Runtime
from siyu.platform.settings import Settings

PORT = 8160
START_SECONDS = 90.0
STOP_SECONDS = 20.0


@contextmanager
def opened(settings: Settings, *, warehouse: bool = False) -> Iterator[Runtime]:
    """A runtime over a database with all tables; with a warehouse if asked.

    Raises Unreachable where a configured database has no warehouse of its own configured: one
    made for so long would take the place of the one that carries the log.
    """
    if settings.database_url:
        if warehouse and not settings.warehouse_url:
            raise Unreachable(service="SIYU_WAREHOUSE_URL")
        yield create_runtime(settings)
        return
    with tempfile.TemporaryDirectory(prefix="siyu-data-") as place, ExitStack() as open_still:
        server = embedded.start(Path(place))
        open_still.callback(server.stop)
        found = {"database_url": server.url, "data_dir": Path(place)}
        if warehouse:
            found |= open_still.enter_context(_warehouse(Path(place)))
        runtime = create_runtime(settings.model_copy(update=found))
        open_still.callback(runtime.engine.dispose)
        schema.upgrade(runtime.engine)
        yield runtime


def password() -> str:
    """Nobody signs in to a brand that was founded for its data alone."""
    return secrets.token_urlsafe(24)


@contextmanager
def _warehouse(place: Path) -> Iterator[dict[str, str]]:
    """The embedded warehouse as `siyu up` has it, a process of its own; its settings.

    Raises Unreachable when it does not start.
    """
    url, key = f"http://127.0.0.1:{supervisor.free_port(PORT)}", secrets.token_hex(16)
    ours = {"SIYU_DATA_DIR": str(place), "SIYU_WAREHOUSE_KEY": key}
    command = [sys.executable, "-m", "siyu.cli", "warehouse", "--port", url.rsplit(":", 1)[1]]
    with (place / "warehouse.log").open("ab") as log:
        process = subprocess.Popen(
            guarded(command), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            env=os.environ | ours, start_new_session=True,
        )  # fmt: skip
    try:
        _await(process, f"{url}/ping")
        yield {"warehouse_url": url, "warehouse_key": key}
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(process: subprocess.Popen[bytes], url: str) -> None:
    until = time.monotonic() + START_SECONDS
    while not supervisor.answers(url):
        if process.poll() is not None or time.monotonic() > until:
            raise Unreachable(service="ClickHouse")
        time.sleep(0.1)
