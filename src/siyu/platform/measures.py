"""What the record itself says of the work that waits, read when Prometheus asks a worker."""

from collections.abc import Callable, Iterable
from functools import partial

import structlog
from prometheus_client import REGISTRY
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import QueuePool, text
from sqlalchemy.exc import SQLAlchemyError

from siyu.kit.errors import Problem
from siyu.platform import projection, shards
from siyu.platform.runtime import Runtime
from siyu.platform.warehouse import Warehouse

logger = structlog.get_logger()

JOBS = text("SELECT status::text AS state, count(*) AS jobs FROM procrastinate_jobs GROUP BY 1")
# To 10,000 and no further: an alarm needs no more, and a look must stay cheap.
BEHIND = text(
    "SELECT count(*) FROM (SELECT FROM events WHERE name = ANY(:names) AND (xid, id) >"
    " (SELECT coalesce(max(xid), 0), coalesce(max(id), 0) FROM listener_cursors"
    "  WHERE name = :name) LIMIT 10000) AS waiting"
)
FAILURES = text("SELECT name, failures FROM listener_cursors WHERE name NOT LIKE 'warehouse:%'")


class Measures(Collector):
    """Gauges of one process and of the record. One that cannot be read is left out."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._told: dict[str, Callable[[GaugeMetricFamily], None]] = {
            "siyu_jobs": self._jobs,
            "siyu_listener_behind_events": self._behind,
            "siyu_listener_failures": self._failures,
            "siyu_database_connections": self._connections,
        }
        if runtime.warehouse is not None:
            self._told["siyu_warehouse_lag_events"] = partial(self._lag, runtime.warehouse, "rows")
            self._told["siyu_warehouse_lag_seconds"] = partial(
                self._lag, runtime.warehouse, "seconds"
            )

    def describe(self) -> Iterable[GaugeMetricFamily]:
        return families().values()

    def collect(self) -> Iterable[GaugeMetricFamily]:
        found = families()
        for name, fill in self._told.items():
            try:
                fill(found[name])
            except (SQLAlchemyError, Problem) as error:
                logger.warning("measure not read", measure=name, problem=type(error).__name__)
                continue
            yield found[name]

    def _jobs(self, gauge: GaugeMetricFamily) -> None:
        counted = dict.fromkeys(("todo", "doing", "failed"), 0)
        with self._runtime.engine.connect() as record:
            counted |= {row.state: row.jobs for row in record.execute(JOBS)}
        for state, jobs in counted.items():
            gauge.add_metric([state], jobs)

    def _behind(self, gauge: GaugeMetricFamily) -> None:
        with self._runtime.engine.connect() as record:
            for name, listener in self._runtime.registry.listeners.items():
                names = [kind.__name__ for kind in listener.events]
                asked = {"name": name, "names": names}
                gauge.add_metric([name], record.execute(BEHIND, asked).scalar_one())

    def _failures(self, gauge: GaugeMetricFamily) -> None:
        with self._runtime.engine.connect() as record:
            for row in record.execute(FAILURES):
                gauge.add_metric([row.name], row.failures)

    def _connections(self, gauge: GaugeMetricFamily) -> None:
        pool = self._runtime.engine.pool
        if isinstance(pool, QueuePool):
            gauge.add_metric(["used"], pool.checkedout())
            gauge.add_metric(["idle"], pool.checkedin())

    def _lag(self, warehouse: Warehouse, what: str, gauge: GaugeMetricFamily) -> None:
        engine, now = self._runtime.engine, self._runtime.clock.now()
        if self._runtime.cluster:
            behind = shards.lag(engine, self._runtime.cluster, now)
        else:
            behind = projection.lag(engine, warehouse, now)
        gauge.add_metric([], getattr(behind, what))


def families() -> dict[str, GaugeMetricFamily]:
    """What there is to read, still without numbers."""
    told = [
        ("siyu_jobs", "Jobs in the queue", ["state"]),
        (
            "siyu_listener_behind_events",
            "Events a listener has to read, to 10,000",
            ["listener"],
        ),
        ("siyu_listener_failures", "Failed tries at the event that holds it up", ["listener"]),
        ("siyu_database_connections", "This process's connections to PostgreSQL", ["state"]),
        ("siyu_warehouse_lag_events", "Events not yet in the warehouse, to a million", []),
        ("siyu_warehouse_lag_seconds", "Age of the oldest event not yet in the warehouse", []),
    ]
    return {name: GaugeMetricFamily(name, text, labels=labels) for name, text, labels in told}


def register(runtime: Runtime) -> None:
    """Let this process's `/metrics` tell them too."""
    REGISTRY.register(Measures(runtime))
