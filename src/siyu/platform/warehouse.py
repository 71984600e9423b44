"""The door to the warehouse: ClickHouse over HTTP, embedded or a server, the same SQL in both.

It holds what happened, as ids, numbers and instants; no name, phone or text of a person. What is
read for a tenant goes through `scoped`, and there the engine itself adds the tenant to every
table, so a forgotten condition cannot show another tenant's rows.
"""

import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

import clickhouse_connect
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import OperationalError

from siyu.kit.errors import Problem, Unreachable
from siyu.platform.access import Reach

DATABASE = "siyu"
NO_CUSTOMER = UUID(int=0)
TABLES = ("events",)
CONNECT_SECONDS = 5
ANSWER_SECONDS = 300

# `position` finds what lies beyond a cursor without reading the table. Sorted by what insight asks
# for: who did this, in which order. An event of no customer has the id of zeros: a column that
# may be empty cannot be sorted by.
EVENTS = """
CREATE TABLE IF NOT EXISTS events (
    tenant_id UUID,
    name LowCardinality(String),
    customer_id UUID,
    happened_at DateTime64(6, 'UTC'),
    xid UInt64,
    id UInt64,
    version UInt16,
    payload String,
    INDEX position xid TYPE minmax GRANULARITY 1
) ENGINE = MergeTree
ORDER BY (tenant_id, name, customer_id, happened_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
"""


class BeyondScope(Problem):
    """A question about one tenant may read {tables} only, not {found}.

    针对单个租户的查询只能读取 {tables}，不能读取 {found}。
    """


class Warehouse:
    """A ClickHouse under `url` (http[s]://[user:password@]host:port[/database]).

    Connects at the first call and keeps trying at every further one, so it may be made before
    the server is there. Threads may share it. Calls raise Unreachable when nobody answers, and
    the driver's DatabaseError when the statement is wrong.
    """

    def __init__(self, url: str, key: str = "") -> None:
        parts = urlsplit(url)
        self.database = parts.path.strip("/") or DATABASE
        self.staging = f"{self.database}_staging"
        self._where: dict[str, Any] = {
            "interface": parts.scheme,
            "host": parts.hostname,
            "port": parts.port or (8443 if parts.scheme == "https" else 8123),
            "username": unquote(parts.username or "default"),
            "password": key or unquote(parts.password or ""),
        }
        self._client: Client | None = None
        self._connecting = Lock()

    def query(
        self, sql: str, params: Mapping[str, Any] | None = None, **settings: object
    ) -> list[dict[str, Any]]:
        """The rows; parameters are written `{name:Type}`, instants come back aware, in UTC."""
        with self._answering() as client:
            found = client.query(sql, parameters=dict(params or {}), settings=dict(settings))
            return list(found.named_results())

    def value(self, sql: str, params: Mapping[str, Any] | None = None) -> Any:
        """The first column of the only row."""
        (row,) = self.query(sql, params)
        return next(iter(row.values()))

    def command(self, sql: str, params: Mapping[str, Any] | None = None) -> None:
        """A statement without rows."""
        with self._answering() as client:
            client.command(sql, parameters=dict(params or {}))

    def insert(
        self,
        table: str,
        columns: Iterable[str],
        rows: Generator[bytes, None, None],
        **settings: object,
    ) -> None:
        """Stream rows in TabSeparated, which is also what PostgreSQL's COPY writes."""
        with self._answering() as client:
            client.raw_insert(
                table,
                list(columns),
                insert_block=rows,
                settings=settings,
                fmt="TabSeparated",
                compression=None,
            )

    def create(self) -> str:
        """Make what is not there yet; gives the identity of the table of events.

        Another identity than before means another, empty table.
        """
        for database in (self.database, self.staging):
            self._anywhere(f"CREATE DATABASE IF NOT EXISTS {database} ENGINE = Atomic")
        self.command(EVENTS)
        return self.identity()

    def identity(self) -> str:
        """The identity of the table of events, empty where there is none."""
        return self._anywhere(
            "SELECT arrayStringConcat(groupArray(toString(uuid))) FROM system.tables"
            " WHERE database = {database:String} AND name = 'events'",
            {"database": self.database},
        )

    def close(self) -> None:
        with self._connecting:
            if self._client is not None:
                self._client.close()
            self._client = None

    def _anywhere(self, sql: str, params: Mapping[str, Any] | None = None) -> str:
        """A statement that needs no database; gives its first value, as text."""
        with self._answering() as client:
            answer = client.command(sql, parameters=dict(params or {}), use_database=False)
            return answer if isinstance(answer, str) else ""

    @contextmanager
    def _answering(self) -> Iterator[Client]:
        try:
            yield self._connected()
        except OperationalError as silent:
            raise Unreachable(service="ClickHouse") from silent

    def _connected(self) -> Client:
        with self._connecting:
            if self._client is None:
                self._client = self._connect()
            return self._client

    def _connect(self) -> Client:
        client = clickhouse_connect.get_client(
            **self._where,
            autogenerate_session_id=False,
            tz_mode="aware",
            compress=False,
            connect_timeout=CONNECT_SECONDS,
            send_receive_timeout=ANSWER_SECONDS,
        )
        # Set afterwards: the handshake asks in a database that may not be made yet.
        client.database = self.database
        return client


def scoped(
    warehouse: Warehouse,
    tenant_id: UUID,
    reach: Reach,
    sql: str,
    params: Mapping[str, Any] | None = None,
) -> list[dict[str, Any]]:
    """The rows of one SELECT over this tenant's events, as far as `reach` goes.

    The condition is the engine's (`additional_table_filters`), read-only, so no SETTINGS clause
    undoes it. Raises BeyondScope for any other table and for table functions.
    """
    _refuse_other_tables(warehouse, sql, params)
    condition = f"tenant_id = '{tenant_id}'" + _within(reach)
    filters = ", ".join(
        f"{_quoted(f'{warehouse.database}.{t}')}: {_quoted(condition)}" for t in TABLES
    )
    narrowed = {"additional_table_filters": f"{{{filters}}}", "readonly": 1}
    return warehouse.query(sql, params, **narrowed)


def _within(reach: Reach) -> str:
    """Who sees less than all sees the events that name staff or a node within their reach."""
    if reach.is_all:
        return ""
    named = {"staff_id": reach.staff_ids or (), "node_id": reach.node_ids or ()}
    seen = [
        f"JSONExtractString(payload, '{field}') = '{one}'"
        for field, ids in named.items()
        for one in sorted(ids)
    ]
    return f" AND ({' OR '.join(seen) or '0'})"


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


# The engine's own reading of the question, before names are looked up: what stands where a table
# is read, and what is called. Names of a WITH are tables too.
TABLE_READ = re.compile(
    r"(?:JOIN TREE|TABLE EXPRESSION)\n\s*IDENTIFIER id: \d+, (?:alias: .*, )?identifier: (.*)"
)
IDENTIFIER = re.compile(r"IDENTIFIER id: \d+, (?:alias: .*, )?identifier: (.*)")
TABLE_FUNCTION = re.compile(r"table_function_name: (\w+)")
READING_FUNCTION = re.compile(r"function_name: ((?:file|dict|joinGet)\w*)", re.IGNORECASE)
NAMED_BY_WITH = re.compile(r"cte_name: (.*)")
HARMLESS = frozenset({"numbers", "values"})


def _refuse_other_tables(warehouse: Warehouse, sql: str, params: Mapping[str, Any] | None) -> None:
    explained = warehouse.query(f"EXPLAIN QUERY TREE run_passes = 0\n{sql}", params, readonly=1)
    tree = "\n".join(next(iter(line.values())) for line in explained)
    own = {*TABLES, *(f"{warehouse.database}.{table}" for table in TABLES)}
    foreign = {"system", "information_schema", "default", warehouse.staging} - {warehouse.database}
    # A SELECT without FROM reads system.one, a row of nothing.
    named = set(IDENTIFIER.findall(tree)) - {"system.one"}
    found = {name for name in named if name.split(".")[0].lower() in foreign}
    found |= set(TABLE_READ.findall(tree)) - own - {"system.one", *NAMED_BY_WITH.findall(tree)}
    found |= set(TABLE_FUNCTION.findall(tree)) - HARMLESS
    found |= set(READING_FUNCTION.findall(tree))
    if found:
        raise BeyondScope(tables=", ".join(TABLES), found=", ".join(sorted(found)))
