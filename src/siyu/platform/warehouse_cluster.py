"""The tables of a cluster: on every shard the tables of one machine, and over all shards, under the
names that questions use, what reads them together.

A shard holds whole people: all rows of everyone whose number, as they stand today, leaves its
remainder. So what is grouped by person is done where the person is, sets of people of two shards
have nobody in common, and a question keeps its text. The statements are made from those of one
machine; here stands only what differs.
"""

import re
from dataclasses import dataclass

from siyu.platform import warehouse_tables as tables

PLACED_BY = {"events": "person", "histories": "person", "people": "number", "keys": "number"}
"""By which column rows lie on a shard: its remainder by the number of shards, in their order.

A portrait and its keys lie by their own number, whoever that was merged into: of those merged away
nothing is shown, so theirs need not move.
"""

# Each setting that makes the engine see what the tables promise, or keeps a question in bounds.
#   optimize_skip_unused_shards, optimize_distributed_group_by_sharding_key: a GROUP BY person is
#     finished on the shard; without them it is as right, but every group travels.
#   distributed_product_mode: `person IN (SELECT number FROM people)` and joins of the two meet on
#     the shard; by default they are refused.
#   skip_unavailable_shards, fallback_to_stale_replicas…: a part that is missing or late is an
#     error, never a smaller number.
QUESTIONS = {
    "optimize_skip_unused_shards": "1",
    "optimize_distributed_group_by_sharding_key": "1",
    "distributed_product_mode": "'local'",
    "distributed_group_by_no_merge": "0",
    "skip_unavailable_shards": "0",
    "max_replica_delay_for_distributed_queries": "60",
    "fallback_to_stale_replicas_for_distributed_queries": "0",
}
LIMITS = {
    "max_memory_usage": 10_000_000_000,
    "max_bytes_before_external_group_by": 5_000_000_000,
    "max_execution_time": 120,
    "max_concurrent_queries_for_user": 64,
}
READER, PROFILE = "siyu_reader", "siyu_questions"
# Whether the mapping is another than was loaded: asked by each replica's dictionary of its own.
MAPPING = "SELECT count(), sum(cityHash64(number, into)) FROM {shard}.merged"
MERGED = (
    "CREATE VIEW IF NOT EXISTS {database}.merged ON CLUSTER {name} AS"
    " SELECT tenant_id, number, into FROM {shard}.merged"
)


@dataclass(frozen=True)
class Cluster:
    """A cluster by the name that its servers know it under (`remote_servers`).

    Without replicas the tables need no Keeper. Rows older than `cold_after_days` lie on the volume
    `cold` of the storage policy `tiered`, which the servers then must have.
    """

    name: str
    database: str = "siyu"
    replicated: bool = True
    cold_after_days: int | None = None

    @property
    def shard(self) -> str:
        """The database of the shards' own tables."""
        return f"{self.database}_shard"

    @property
    def staging(self) -> str:
        return f"{self.shard}_staging"

    def made(self) -> list[str]:
        """The statements that make all of it, in their order, for any one server of the cluster."""
        databases = (self.database, self.shard, self.staging)
        return [
            *(f"CREATE DATABASE IF NOT EXISTS {one} {self._everywhere}" for one in databases),
            *self.on_shards(),
            *self.over_shards(),
            *self.rights(),
        ]

    @property
    def _everywhere(self) -> str:
        return f"ON CLUSTER {self.name}"

    def on_shards(self) -> list[str]:
        """The tables of one machine, on each server."""
        return [
            re.sub(r"(IF NOT EXISTS \S+)", rf"\1 {self._everywhere}", one)
            for one in self.on_one_server()
        ]

    def on_one_server(self) -> list[str]:
        """The same for a single server, which then is a shard without replicas."""
        return [self._for_shards(one) for one in tables.made(self.shard)]

    def _for_shards(self, statement: str) -> str:
        """Months apart, so that a question opens those it asks of and old ones can lie elsewhere;
        and a dictionary that notices by itself what came to its table from another replica.
        """
        mapping = MAPPING.format(shard=self.shard)
        kept = "ORDER BY (tenant_id, name, number, happened_at, id)"
        cold, tiered = "", "SETTINGS "
        if self.cold_after_days is not None:
            cold = f"\nTTL day + INTERVAL {self.cold_after_days} DAY TO VOLUME 'cold'"
            tiered = "SETTINGS storage_policy = 'tiered', "
        changes = {
            f"{kept}\nSETTINGS ": f"PARTITION BY toYYYYMM(day)\n{kept}{cold}\n{tiered}",
            "TABLE 'merged')": f"TABLE 'merged' INVALIDATE_QUERY '{mapping}')",
            "LIFETIME(0)": "LIFETIME(MIN 1 MAX 3)",
        }
        for before, after in changes.items():
            statement = statement.replace(before, after)
        if self.replicated:
            statement = re.sub(r"ENGINE = (\w*MergeTree)", r"ENGINE = Replicated\1", statement)
        return statement.strip()

    def over_shards(self) -> list[str]:
        """What questions read. Each shard knows all merges, so those are read from one."""
        placed = [
            f"CREATE TABLE IF NOT EXISTS {self.database}.{table} {self._everywhere} ({columns})\n"
            f"ENGINE = Distributed('{self.name}', '{self.shard}', '{table}', {PLACED_BY[table]})"
            f"\nSETTINGS allow_suspicious_low_cardinality_types = 1"
            for table, columns in columns_read().items()
        ]
        named = {"database": self.database, "name": self.name, "shard": self.shard}
        return [*placed, MERGED.format(**named)]

    def rights(self) -> list[str]:
        """Who asks questions: reads only, within limits that no question lifts. The person who
        runs this gives the password and opens the door: ALTER USER … IDENTIFIED BY … HOST ….
        """
        chosen = [f"{name} = {value} CONST" for name, value in QUESTIONS.items()]
        chosen += [f"{name} = {most} MAX {most}" for name, most in LIMITS.items()]
        listed = ",\n    ".join(chosen)
        where = self._everywhere
        return [
            f"CREATE SETTINGS PROFILE IF NOT EXISTS {PROFILE} {where} SETTINGS\n    {listed}",
            f"CREATE USER IF NOT EXISTS {READER} {where} HOST NONE SETTINGS PROFILE '{PROFILE}'",
            f"GRANT {where} SELECT ON {self.database}.* TO {READER}",
            f"GRANT {where} SELECT, dictGet ON {self.shard}.* TO {READER}",
        ]


def columns_read() -> dict[str, str]:
    """The columns of each table that lies on shards, as text, to be read only.

    What a shard works out is here a column like others: `person` above all, by which the engine
    then knows that a person is on one shard.
    """
    return {
        table: _columns(statement)
        for table, statement in (
            ("events", tables.EVENTS),
            ("histories", tables.HISTORIES),
            ("people", tables.PEOPLE),
            ("keys", tables.KEYS),
        )
    }


def _columns(statement: str) -> str:
    body = statement[statement.index("(") + 1 : statement.index("\n) ENGINE")]
    stored = body.split("    INDEX ", 1)[0].rstrip().rstrip(",")
    return re.sub(r" (?:ALIAS|MATERIALIZED) .*?(,?)$", r"\1", stored, flags=re.MULTILINE) + "\n"
