"""Kill the projector, or the warehouse, at every piece of traffic between the two."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text

from siyu.platform import projection
from siyu.platform.declarations import NOBODY
from siyu.platform.runtime import Runtime
from siyu.platform.warehouse import Warehouse
from tests.proofs import sampled, table
from tests.warehouse_process import KEY, WarehouseProcess, warehouse_process
from tests.warehouse_rows import assert_histories_agree

AT = datetime(2026, 11, 16, tzinfo=UTC)
EVENTS, MOST = 1_200, 500
PIECE = 1 << 16
CARRY = """
import sys
from siyu.platform import projection
from siyu.platform.database import connect
from siyu.platform.warehouse import Warehouse
from tests.crash.test_warehouse_projection import CENSUS
engine, warehouse = connect(sys.argv[1]), Warehouse(sys.argv[2], sys.argv[3])
while projection.project(engine, warehouse, CENSUS, most=int(sys.argv[4])):
    pass
"""
CENSUS = replace(NOBODY, people="SELECT md5(n::text)::uuid, n FROM generate_series(1, 8) AS n")
FILL = text(
    "INSERT INTO events (tenant_id, name, version, customer_id, happened_at, actor, payload)"
    " SELECT :tenant, 'Tested', 1, md5((n % 9)::text)::uuid, '2026-11-16Z', 'system:test',"
    " jsonb_build_object('amount', n, 'long', repeat('x', 300))"
    " FROM generate_series(1, :events) AS n"
)


class Wire:
    """Between projector and warehouse: passes on every piece, but acts before the nth."""

    def __init__(self, port: int) -> None:
        self.to = port
        self.passed = 0
        self.nth = 0
        self.act: Callable[[], None] = lambda: None
        self.counting = threading.Lock()
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def at(self, nth: int, act: Callable[[], None]) -> None:
        self.passed, self.nth, self.act = 0, nth, act

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self.listening.accept()
                try:
                    far = socket.create_connection(("127.0.0.1", self.to))
                except ConnectionError:
                    near.close()
                    continue
                for ends in ((near, far), (far, near)):
                    threading.Thread(target=self._pass, args=ends, daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(PIECE):
                with self.counting:
                    self.passed += 1
                    if self.passed == self.nth:
                        self.act()
                target.sendall(piece)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarehouseProcess]:
    with warehouse_process(tmp_path_factory.mktemp("warehouse")) as process:
        yield process


@pytest.fixture(scope="module")
def wire(process: WarehouseProcess) -> Iterator[Wire]:
    wire = Wire(process.port)
    yield wire
    wire.listening.close()


@pytest.fixture
def log(runtime: Runtime) -> Engine:
    with runtime.engine.begin() as record:
        for n in range(4):
            record.execute(FILL, {"tenant": UUID(int=n), "events": EVENTS // 4})
    return runtime.engine


@contextmanager
def projector(url: str, database_url: str) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-c", CARRY, database_url, url, KEY, str(MOST)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as running:
        yield running
        running.kill()


def traffic(wire: Wire, database_url: str) -> int:
    """How many pieces an undisturbed projection is."""
    wire.at(0, lambda: None)
    url = f"http://127.0.0.1:{wire.port}/w{uuid4().hex}"
    with projector(url, database_url) as running:
        _, said = running.communicate()
        assert running.returncode == 0, said.decode()
    return wire.passed


def positions(log: Engine, warehouse: Warehouse) -> tuple[list[object], list[object]]:
    ordered = "SELECT xid, id FROM events ORDER BY xid, id"
    with log.begin() as record:
        logged: list[object] = [tuple(row) for row in record.execute(text(ordered))]
    return logged, [(row["xid"], row["id"]) for row in warehouse.query(ordered)]


def test_a_projector_killed_at_any_boundary_loses_and_doubles_nothing(
    log: Engine, process: WarehouseProcess, wire: Wire, database_url: str
) -> None:
    points = traffic(wire, database_url)
    assert points > 60
    for point in sampled(range(1, points + 1), 3):
        database = f"w{uuid4().hex}"
        with projector(f"http://127.0.0.1:{wire.port}/{database}", database_url) as running:
            wire.at(point, running.kill)
            running.wait(60)
        assert_caught_up(log, process.door(database), point)
    table("projector-killed", ["pieces of traffic", "lost", "doubled"], [[points, 0, 0]])


def test_a_warehouse_killed_in_mid_batch_ends_with_the_log_counts(
    log: Engine, process: WarehouseProcess, wire: Wire, database_url: str
) -> None:
    points = traffic(wire, database_url)
    for point in sampled(range(1, points + 1), 3):
        database = f"w{uuid4().hex}"
        with projector(f"http://127.0.0.1:{wire.port}/{database}", database_url) as running:
            wire.at(point, process.kill)
            running.communicate(timeout=60)
        if process.running.poll() is not None:
            process.start()
        assert_caught_up(log, process.door(database), point)
    table("warehouse-killed", ["pieces of traffic", "lost", "doubled"], [[points, 0, 0]])


def assert_caught_up(log: Engine, warehouse: Warehouse, point: int) -> None:
    end = time.monotonic() + 30
    while projection.lag(log, warehouse, AT).rows and time.monotonic() < end:
        projection.project(log, warehouse, CENSUS)
    logged, there = positions(log, warehouse)
    assert len(logged) == EVENTS
    assert there == logged, f"killed at piece {point}"
    assert_histories_agree(warehouse)
