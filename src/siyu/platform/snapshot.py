"""The record as of one moment, read by COPY while everything goes on.

The reading transaction writes nothing, so it takes no number and holds up no reader of the log.
"""

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any, TypeAlias

from psycopg import Connection, IsolationLevel, connect
from psycopg.sql import SQL, Composable, Composed, Identifier
from sqlalchemy import make_url

from siyu.platform.archive import Place, TableCopy
from siyu.platform.projection import Batch

Record: TypeAlias = Connection[tuple[Any, ...]]

# Where the tables are is the migrations' own; workers tell by themselves that they live.
NOT_KEPT = ("alembic_version", "procrastinate_workers")
# A job that was running has no worker after a restore, and is taken up again.
EMPTIED = ("procrastinate_jobs", "worker_id")
LOG = "events"
# Logs beside the log have places of their own: after a restore they are settled, and in the order
# of their numbers, for no transaction of another server means anything here.
BESIDE = frozenset({("portrait_changes", "xid")})
SETTLED = "1"

COLUMNS = """
SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
  AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
GROUP BY c.relname ORDER BY c.relname
"""
REFERENCES = """
SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
WHERE contype = 'f' AND connamespace = current_schema()::regnamespace AND conrelid <> confrelid
"""
SEQUENCES = """
SELECT sequencename, last_value FROM pg_sequences
WHERE schemaname = current_schema() AND last_value IS NOT NULL
"""
# The order of the log is (xid, id), and ids are kept; a number is needed only where they fall.
FALLS = "SELECT xid, id, id < lag(id) OVER (ORDER BY xid, id) AS falls FROM events"
RENUMBERED = """
(SELECT *, 1 + count(*) FILTER (WHERE falls) OVER (ORDER BY xid, id) AS run
 FROM (SELECT *, id < lag(id) OVER (ORDER BY xid, id) AS falls FROM events) AS fallen) AS numbered
"""
HIGHEST = f"SELECT 1 + count(*) FILTER (WHERE falls), count(*) FROM ({FALLS}) AS fallen"  # noqa: S608
MOVED = f"""
WITH fallen AS MATERIALIZED (SELECT xid, id FROM ({FALLS}) AS every WHERE falls)
SELECT place.xid, place.id, last.id,
  (SELECT 1 + count(*) FROM fallen WHERE (fallen.xid, fallen.id) <= (place.xid, place.id))
FROM unnest(%s::bigint[], %s::bigint[]) AS place (xid, id)
LEFT JOIN LATERAL (
  SELECT id FROM events WHERE (events.xid, events.id) <= (place.xid, place.id)
  ORDER BY events.xid DESC, events.id DESC LIMIT 1) AS last ON true
"""  # noqa: S608


def conninfo(url: str) -> str:
    """A database URL as libpq reads it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def taken(url: str, sandbox: Path) -> Iterator[tuple[Record, sqlite3.Connection | None]]:
    """The record and, in a demo, the sandbox as of the same moment.

    The sandbox can end no act between the two: a callback that it knows to be answered is in the
    record, and one that it does not is sent again and kept once.
    """
    with connect(conninfo(url), application_name="siyu-backup") as record:
        record.isolation_level = IsolationLevel.REPEATABLE_READ
        record.read_only = True
        with _stilled(sandbox) as (world, release):
            record.execute("SELECT 1")
            release()
            yield record, world


@contextmanager
def _stilled(file: Path) -> Iterator[tuple[sqlite3.Connection | None, Any]]:
    if not file.exists():
        yield None, lambda: None
        return
    with closing(_opened(file)) as writer, closing(_opened(file)) as reader:
        writer.execute("BEGIN IMMEDIATE")
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield reader, lambda: writer.execute("ROLLBACK")


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, isolation_level=None, timeout=30)


def tables(record: Record) -> dict[str, tuple[str, ...]]:
    """The columns of each table, a table after those it refers to."""
    columns: dict[str, list[str]] = dict(record.execute(COLUMNS).fetchall())
    order: TopologicalSorter[str] = TopologicalSorter({name: () for name in columns})
    for table, other in record.execute(REFERENCES).fetchall():
        order.add(table, other)
    return {
        name: tuple(column for column in columns[name] if (name, column) != EMPTIED)
        for name in order.static_order()
        if name not in NOT_KEPT
    }


class Rows:
    """The rows of a table on their way; `copy` says what came."""

    def __init__(self, record: Record, table: str, columns: tuple[str, ...]) -> None:
        self._record, self._table, self._columns = record, table, columns
        self._batch = Batch()

    def __iter__(self) -> Generator[bytes, None, None]:
        with self._record.cursor() as cursor, cursor.copy(self._statement()) as copied:
            yield from self._batch.pieces(copied)

    def _statement(self) -> Composed:
        kept = [self._kept(name) for name in self._columns]
        source = SQL(RENUMBERED) if self._table == LOG else Identifier(self._table)
        return SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(SQL(", ").join(kept), source)

    def _kept(self, column: str) -> Composable:
        if column == "xid" and self._table == LOG:
            return SQL("run")
        return SQL(SETTLED) if (self._table, column) in BESIDE else Identifier(column)

    @property
    def copy(self) -> TableCopy:
        return TableCopy(self._columns, self._batch.rows)


def sequences(record: Record) -> dict[str, int]:
    """How far each sequence has counted."""
    return dict(record.execute(SEQUENCES).fetchall())


def transactions(record: Record) -> int:
    """How many numbers the renumbered log takes."""
    found = record.execute(HIGHEST).fetchone()
    return found[0] if found and found[1] else 0


def places(record: Record, columns: dict[str, tuple[str, ...]]) -> tuple[Place, ...]:
    """Every place of the log that a table keeps, and where it is after renumbering."""
    kept: set[tuple[int, int]] = set()
    for table, xid, id in place_columns(columns):
        asked = SQL("SELECT DISTINCT {}, {} FROM {} WHERE {} IS NOT NULL").format(
            Identifier(xid), Identifier(id), Identifier(table), Identifier(xid)
        )
        kept |= {(row[0], row[1]) for row in record.execute(asked).fetchall()}
    pairs = sorted(kept)
    moved = record.execute(MOVED, ([xid for xid, _ in pairs], [id for _, id in pairs])).fetchall()
    return tuple(
        Place(xid, id, run if last is not None else 0, last or 0) for xid, id, last, run in moved
    )


def place_columns(columns: dict[str, tuple[str, ...]]) -> list[tuple[str, str, str]]:
    """Tables and the pairs `…xid`, `…id` by which they keep a place of the log."""
    return [
        (table, name, f"{name.removesuffix('xid')}id")
        for table, names in columns.items()
        for name in names
        if table != LOG
        and (table, name) not in BESIDE
        and name.endswith("xid")
        and f"{name.removesuffix('xid')}id" in names
    ]
