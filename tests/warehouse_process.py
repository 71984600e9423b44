"""A real `siyu warehouse` process for tests that need one to talk to, or to kill."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from siyu.platform.warehouse import Warehouse
from siyu.platform.warehouse_cluster import Cluster

KEY = "open sesame"
START_SECONDS = 60
SERVE = """
import logging, sys
from pathlib import Path
from siyu.platform.warehouse_server import serve
logging.basicConfig(level="INFO")
serve(Path(sys.argv[1]), "127.0.0.1", int(sys.argv[2]), sys.argv[3])
"""


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


class WarehouseProcess:
    """One store and the process that serves it; it may be killed and started again."""

    serve = SERVE

    def __init__(self, path: Path) -> None:
        self.path = path
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.running = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        self.running = subprocess.Popen(
            [sys.executable, "-c", self.serve, str(self.path), str(self.port), KEY],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        end = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.running.poll() is not None or time.monotonic() > end:
                raise RuntimeError("the warehouse did not start")
            time.sleep(0.05)
        return self.running

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/ping").text == "Ok.\n"
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        self.running.kill()
        self.running.wait()

    def stop(self) -> int:
        self.running.terminate()
        return self.running.wait(30)

    def door(self, database: str = "siyu") -> Warehouse:
        return Warehouse(f"{self.url}/{database}", KEY)


@contextmanager
def warehouse_process(path: Path) -> Iterator[WarehouseProcess]:
    process = WarehouseProcess(path)
    try:
        yield process
    finally:
        process.kill()


def made_shard(process: WarehouseProcess, name: str) -> Warehouse:
    """The tables of a shard, from the statements that a cluster is made by."""
    one = Cluster("tested", name, replicated=False)
    bare = process.door("default")
    for database in (one.shard, one.staging):
        bare.command(f"CREATE DATABASE {database}")
    for statement in one.on_one_server():
        bare.command(statement)
    bare.close()
    return process.door(one.shard)
