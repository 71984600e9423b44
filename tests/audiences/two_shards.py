"""A cluster of two shards, emulated twice, beside one store that holds everything.

*Apart*: two processes that know nothing of each other, filled by the sharding expressions of the
cluster's tables, each asked the same text. *Together*: the engine's own Distributed tables, over
two names of one process. There the shards' rows lie in one table, of which each shard sees its own
by a row filter, made of the same expressions; everything else is what a cluster's tables say.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from siyu.platform.access import Reach
from siyu.platform.warehouse import Warehouse, scoped
from siyu.platform.warehouse_cluster import PLACED_BY, QUESTIONS, Cluster
from tests.audiences.store import BRANDS, OURS, Someone
from tests.warehouse_process import WarehouseProcess, warehouse_process
from tests.warehouse_rows import empty, histories_of, keys_of, lay, lay_merges

SHARDS = 2
CLUSTER = Cluster("tested", "siyu", replicated=False)
SERVE = """
import sys
from pathlib import Path
from threading import BoundedSemaphore
from chdb.state.sqlitelike import connect
from siyu.platform.warehouse_server import STATEMENTS_AT_ONCE, Server, Store

class Configured(Store):
    def __init__(self, path):
        self.address = f"{path}?config-file={path / 'engine.xml'}"
        self.anchor = connect(self.address)
        self.turns = BoundedSemaphore(STATEMENTS_AT_ONCE)

Server(Configured(Path(sys.argv[1])), "127.0.0.1", int(sys.argv[2]), sys.argv[3]).serve_forever()
"""
CONFIGURED = """<clickhouse>
  <users><default>
    <password></password><networks><ip>::/0</ip></networks>
    <profile>default</profile><quota>default</quota>
    <databases><{shard}>{filters}</{shard}></databases>
  </default></users>
  <profiles><default>{settings}</default></profiles>
  <quotas><default/></quotas>
  <user_directories><users_xml><path>{path}</path></users_xml></user_directories>
</clickhouse>
"""


class Together(WarehouseProcess):
    """A process in which a Distributed table finds two shards, under the names of this host."""

    serve = SERVE

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True)
        filters = "".join(
            f"<{table}><filter>{by} % {SHARDS} = shardNum() - 1</filter></{table}>"
            for table, by in PLACED_BY.items()
        )
        settings = "".join(
            f"<{key}>{value.strip(chr(39))}</{key}>" for key, value in QUESTIONS.items()
        )
        file = path / "engine.xml"
        file.write_text(
            CONFIGURED.format(shard=CLUSTER.shard, filters=filters, settings=settings, path=file)
        )
        super().__init__(path)


@dataclass(frozen=True)
class Shards:
    """Doors: to one store with everything, to each of two shards, and to both as one."""

    whole: Warehouse
    apart: Sequence[Warehouse]
    together: Warehouse
    beneath: Warehouse
    """Where the rows of both shards lie that are read together."""

    def fill(self, people: Sequence[Someone], merges: Mapping[int, int], zone: ZoneInfo) -> None:
        """Put people in everywhere; to the two shards as the engine says where each row lies."""
        for door in (self.whole, self.beneath, *self.apart):
            empty(door)
            lay_merges(door, OURS, merges)
            door.command("SYSTEM RELOAD DICTIONARY standing")
        standing = [replace(one, into=merges.get(one.number)) for one in people]
        portraits = [one.row(*brand) for brand in BRANDS.items() for one in standing]
        events = [
            event.row(tenant, one.number + beyond, zone)
            for tenant, beyond in BRANDS.items()
            for one in people
            for event in one.events
        ]
        rows = {
            "people": portraits,
            "keys": keys_of(portraits),
            "events": events,
            "histories": histories_of(events),
        }
        for table, listed in rows.items():
            for door in (self.whole, self.beneath):
                lay(door, table, listed)
            places = self._places(table)
            for at, door in enumerate(self.apart):
                lay(door, table, [row for row in listed if places[row["number"]] == at])

    def _places(self, table: str) -> dict[int, int]:
        placed = f"{PLACED_BY[table]} % {SHARDS}"
        found = self.whole.query(" ".join(("SELECT DISTINCT number,", placed, "AS at FROM", table)))
        return {row["number"]: row["at"] for row in found}


def ask(
    door: Warehouse, sql: str, params: Mapping[str, Any] | None = None, reach: Reach | None = None
) -> list[tuple[Any, ...]]:
    """The rows of a question of ours, by the one door."""
    found = scoped(door, OURS, reach or Reach.all(), sql, params)
    return [tuple(row.values()) for row in found]


def made(process: WarehouseProcess, database: str) -> Warehouse:
    """The tables of a shard, from the statements that a cluster is made by."""
    bare, cluster = process.door("default"), Cluster("tested", database, replicated=False)
    bare.command(f"CREATE DATABASE {cluster.shard}")
    for statement in cluster.on_one_server():
        bare.command(statement)
    bare.close()
    return process.door(cluster.shard)


DISTRIBUTED = re.compile(r"ENGINE = Distributed\('\w+', '(\w+)', '(\w+)', (\w+)\)")
BY_NAME = r"AS remote('127.0.0.1,localhost', '\1', '\2', 'default', '', \3)"


def over(process: WarehouseProcess) -> Warehouse:
    """The tables that questions read; the cluster is told by its hosts, since none is set up."""
    bare = process.door("default")
    bare.command(f"CREATE DATABASE {CLUSTER.database}")
    for statement in CLUSTER.over_shards():
        here = statement.replace(f" ON CLUSTER {CLUSTER.name}", "")
        bare.command(DISTRIBUTED.sub(BY_NAME, here))
    bare.close()
    return process.door(CLUSTER.database)


@contextmanager
def two_shards(place: Path) -> Iterator[Shards]:
    one = Together(place / "one")
    try:
        with warehouse_process(place / "other") as other:
            beneath = made(one, CLUSTER.database)
            whole = one.door("whole")
            whole.create()
            apart = (made(one, "apart"), made(other, "apart"))
            yield Shards(whole, apart, over(one), beneath)
    finally:
        one.kill()
