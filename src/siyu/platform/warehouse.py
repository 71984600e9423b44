"""The door to the warehouse: ClickHouse over HTTP, embedded or a server, the same SQL in both.

It holds what happened, as ids, numbers and instants; no name, phone or text of a person. What is
read for a tenant goes through `scoped`, and there the engine itself adds the tenant to every
table, so a forgotten condition cannot show another tenant's rows.
"""

import re
import time
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

import clickhouse_connect
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import DatabaseError, OperationalError

from siyu.kit.errors import Problem, Unreachable
from siyu.platform import warehouse_tables as tables
from siyu.platform.access import Reach

DATABASE = "siyu"
NO_CUSTOMER = UUID(int=0)
CONNECT_SECONDS = 5
ANSWER_SECONDS = 300
TRIES, PAUSE_SECONDS = 10, 0.3
QUESTION_SECONDS, QUESTION_MEGABYTES = 120, 4_000
"""What one question about a tenant may take, where who asks sets no other limits."""
SPILLED = 4
"""Groups that take more than this part of the memory go by way of the disk."""
NOT_MADE, TOO_DEAR = {60, 81}, {159, 241}
"""The engine's codes for no such table or database, and for too slow or too large."""
CODE = re.compile(r"Code: (\d+)")


class BeyondScope(Problem):
    """A question about one tenant may read {tables} only, not {found}.

    针对单个租户的查询只能读取 {tables}，不能读取 {found}。
    """


class QuestionTooDear(Problem):
    """The question was stopped: it may take {seconds} seconds and {megabytes} MB of memory. Ask
    about fewer days or fewer event names, or count before you list.

    这次查询已停止：最多允许 {seconds} 秒、{megabytes} MB 内存。请缩短日期、减少事件名，
    或先计数再列明细。
    """

    status = 422


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
        self._creating = Lock()

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

    def command(
        self, sql: str, params: Mapping[str, Any] | None = None, **settings: object
    ) -> None:
        """A statement without rows."""
        with self._answering() as client:
            client.command(sql, parameters=dict(params or {}), settings=settings)

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
        """Make what is not there yet, in its present form; gives the identity of the events.

        Tables of another form go: what they hold is in the log. Another identity than before
        means another, empty table.
        """
        for _ in range(TRIES):
            # Another process may make them too, or take away those of another form.
            with suppress(DatabaseError), self._creating:
                return self._made()
            time.sleep(PAUSE_SECONDS)
        return self._made()

    def _made(self) -> str:
        if self._has_other_form():
            for statement in tables.dropped(self.database, self.staging):
                self._anywhere(statement)
        for database in (self.database, self.staging):
            self._anywhere(f"CREATE DATABASE IF NOT EXISTS {database} ENGINE = Atomic")
        for statement in tables.made(self.database):
            self.command(statement)
        return self.identity()

    def _has_other_form(self) -> bool:
        """Whether a table of ours stands there in another form; what is not there is no other."""
        return bool(
            self._anywhere(
                "SELECT arrayStringConcat(groupArray(name)) FROM system.tables"
                " WHERE database = {database:String} AND name IN {ours:Array(String)}"
                " AND comment <> {form:String} AND engine LIKE '%MergeTree'",
                {"database": self.database, "ours": list(tables.TABLES), "form": tables.FORM},
            )
        )

    def identity(self) -> str:
        """The identity of the table of events, empty where there is none of the present form."""
        return self._anywhere(
            "SELECT arrayStringConcat(groupArray(toString(uuid))) FROM system.tables"
            " WHERE database = {database:String} AND name = 'events' AND comment = {form:String}",
            {"database": self.database, "form": tables.FORM},
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
    **settings: object,
) -> list[dict[str, Any]]:
    """The rows of one SELECT over this tenant's events and people, as far as `reach` goes.

    The condition is the engine's (`additional_table_filters`), read-only, so no SETTINGS clause
    undoes it. Raises BeyondScope for any other table and for table functions, QuestionTooDear past
    its limits, Unreachable also before the tables are made.
    """
    filters = ", ".join(
        f"{_quoted(f'{warehouse.database}.{table}')}: {_quoted(condition)}"
        for table, condition in _conditions(warehouse.database, tenant_id, reach).items()
    )
    # `final`: of a person's portraits the latest alone is seen, also by who forgot to ask so.
    narrowed = {"additional_table_filters": f"{{{filters}}}", "final": 1, "readonly": 1}
    limits: dict[str, Any] = {
        "max_execution_time": QUESTION_SECONDS,
        "max_memory_usage": QUESTION_MEGABYTES << 20,
        **settings,
    }
    limits["max_bytes_before_external_group_by"] = limits["max_memory_usage"] // SPILLED
    try:
        _refuse_other_tables(warehouse, sql, params)
        return warehouse.query(sql, params, **limits, **narrowed)
    except DatabaseError as problem:
        raise _told(problem, limits) from problem


def _told(problem: DatabaseError, limits: Mapping[str, Any]) -> Exception:
    """What the engine's refusal means to who asked; itself where the statement is wrong."""
    found = CODE.search(str(problem))
    code = int(found[1]) if found else 0
    # Other tables were refused before: it is ours that the projection has yet to make.
    if code in NOT_MADE:
        return Unreachable(service="ClickHouse")
    if code in TOO_DEAR:
        seconds, octets = limits["max_execution_time"], limits["max_memory_usage"]
        return QuestionTooDear(seconds=seconds, megabytes=octets >> 20)
    return problem


def _conditions(database: str, tenant_id: UUID, reach: Reach) -> dict[str, str]:
    """What a row must meet, by table. Who sees less than all sees the people whom staff within
    their reach know or knew, all that happened with these, and what names staff or a node of
    theirs and nobody else.
    """
    ours = f"tenant_id = '{tenant_id}'"
    if reach.is_all:
        return dict.fromkeys(tables.TABLES, ours)
    staff, nodes = (_listed(ids or ()) for ids in (reach.staff_ids, reach.node_ids))
    known = f"{ours} AND hasAny(fields.known_to.:`Array(Nullable(String))`, {staff})"
    people = f"{database}.people FINAL"
    theirs = f"person IN (SELECT number FROM {people} WHERE {known})"  # noqa: S608
    named = f"has({staff}, payload.staff_id.:String) OR has({nodes}, payload.node_id.:String)"
    return {
        "events": f"{ours} AND (number > 0 AND {theirs} OR number = 0 AND ({named}))",
        "histories": f"{ours} AND {theirs}",
        "people": known,
        "keys": f"{ours} AND number IN (SELECT number FROM {people} WHERE {known})",  # noqa: S608
        "merged": ours,
    }


def _listed(ids: Iterable[UUID]) -> str:
    """Ids as an array of texts; of no ids too, which has a type of its own."""
    return f"CAST([{', '.join(repr(str(one)) for one in sorted(ids))}], 'Array(Nullable(String))')"


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


# The engine's own reading of the question, before names are looked up: what stands where a table
# is read, and what is called. Names of a WITH are tables too.
TABLE_READ = re.compile(
    r"(?:JOIN TREE|TABLE EXPRESSION)\n\s*IDENTIFIER id: \d+, (?:alias: .*, )?identifier: (.*?)"
    r"(?:, final: 1)?$",
    re.MULTILINE,
)
IDENTIFIER = re.compile(
    r"IDENTIFIER id: \d+, (?:alias: .*, )?identifier: (.*?)(?:, final: 1)?$", re.MULTILINE
)
TABLE_FUNCTION = re.compile(r"table_function_name: (\w+)")
READING_FUNCTION = re.compile(r"function_name: ((?:file|dict|joinGet)\w*)", re.IGNORECASE)
NAMED_BY_WITH = re.compile(r"cte_name: (.*)")
HARMLESS = frozenset({"numbers", "values"})
MOST_LOOKED_AT = 2_000
_looked_at: dict[tuple[str, str], None] = {}
"""Texts found to read our tables alone, by database. What a text reads does not depend on its
values, unless one of them is a name."""


def _refuse_other_tables(warehouse: Warehouse, sql: str, params: Mapping[str, Any] | None) -> None:
    text = (warehouse.database, sql)
    if text in _looked_at:
        return
    explained = warehouse.query(f"EXPLAIN QUERY TREE run_passes = 0\n{sql}", params, readonly=1)
    tree = "\n".join(next(iter(line.values())) for line in explained)
    own = {*tables.TABLES, *(f"{warehouse.database}.{table}" for table in tables.TABLES)}
    foreign = {"system", "information_schema", "default", warehouse.staging} - {warehouse.database}
    # A SELECT without FROM reads system.one, a row of nothing.
    named = set(IDENTIFIER.findall(tree)) - {"system.one"}
    found = {name for name in named if name.split(".")[0].lower() in foreign}
    found |= set(TABLE_READ.findall(tree)) - own - {"system.one", *NAMED_BY_WITH.findall(tree)}
    found |= set(TABLE_FUNCTION.findall(tree)) - HARMLESS
    found |= set(READING_FUNCTION.findall(tree))
    if found:
        raise BeyondScope(tables=", ".join(tables.TABLES), found=", ".join(sorted(found)))
    if "identifier" not in sql.lower():
        if len(_looked_at) >= MOST_LOOKED_AT:
            _looked_at.clear()
        _looked_at[text] = None
