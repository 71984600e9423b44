"""The projection: carries the log from PostgreSQL into the warehouse, once in effect.

The cursor lives in PostgreSQL, beside the log. A batch is copied into a staging table of its own,
moved from there into `events` in one step, and the cursor moves in the same transaction that
holds the projector's lock. What a dead projector left is cleared away before the next batch: its
staging tables go first, so that whatever it still has under way finds nothing to move; then the
rows beyond the cursor. A kill at any point thus neither loses nor doubles a row.
"""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

from psycopg import Copy, Cursor
from psycopg.abc import PQGen
from psycopg.errors import error_from_result
from psycopg.generators import fetch_many
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn
from psycopg.sql import SQL, Literal
from psycopg.waiting import WAIT_R
from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from siyu.kit.errors import Problem
from siyu.platform import listeners
from siyu.platform.declarations import Loop
from siyu.platform.warehouse import NO_CUSTOMER, Warehouse

if TYPE_CHECKING:
    from siyu.platform.runtime import Runtime

# About 150 MB, which the embedded warehouse gathers into a part or two.
BATCH_ROWS = 500_000
PIECE_BYTES = 1 << 20
# Parsed by one thread: PostgreSQL's side needs the other core, and the sum of the work is less.
SERIAL = {"input_format_parallel_parsing": 0, "max_insert_threads": 1}
COLUMNS = ("xid", "id", "tenant_id", "name", "version", "customer_id", "happened_at", "payload")
LOCK = {"key": 0x51_99_01}
TRY_LOCK = text("SELECT pg_try_advisory_xact_lock(:key)")
WAIT_FOR_LOCK = text("SELECT pg_advisory_xact_lock(:key)")

# A cursor like a listener's, named by the identity of the warehouse's table: a new one is empty
# and starts at zero.
FORGET_OTHERS = text("DELETE FROM listener_cursors WHERE name LIKE 'warehouse:%' AND name <> :name")
READ = text("SELECT xid, id FROM listener_cursors WHERE name = :name")
REACHED = text("SELECT xid, id FROM listener_cursors WHERE name LIKE 'warehouse:%'")
MOVE = text("UPDATE listener_cursors SET xid = :xid, id = :id WHERE name = :name")
SETTLED = "xid < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint"
ANYTHING = text(f"SELECT EXISTS (SELECT FROM events WHERE (xid, id) > (:xid, :id) AND {SETTLED})")  # noqa: S608
WAITING = text(
    "SELECT count(*) AS rows, (array_agg(happened_at ORDER BY xid, id))[1] AS oldest_at FROM"
    " (SELECT xid, id, happened_at FROM events WHERE (xid, id) > (:xid, :id)"
    "  ORDER BY xid, id LIMIT 1000000) AS waiting"
)
# Text of COPY is ClickHouse's TabSeparated: \N, tabs and backslashes are written alike.
COPY = SQL(
    "COPY (SELECT xid, id, tenant_id, name, version, coalesce(customer_id, {nobody}),"
    " happened_at AT TIME ZONE 'UTC', payload FROM events"
    " WHERE (xid, id) > ({xid}, {id})"
    " AND xid < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint"
    " ORDER BY xid, id LIMIT {most}) TO STDOUT"
)


class NotAllStaged(Problem):
    """The warehouse took {staged} of {rows} events; its disk may be full. They are carried again
    until it takes them all.

    数据仓库只收下 {rows} 条事件中的 {staged} 条，磁盘可能已满；会一直重试到全部收下。
    """


class Position(NamedTuple):
    """A place in the log: the writing transaction, then the event's number."""

    xid: int
    id: int


START = Position(0, 0)


@dataclass(frozen=True)
class Lag:
    """How far the warehouse is behind: events (counted to a million) and, by the clock that
    events are dated by, seconds since the oldest of them."""

    rows: int
    seconds: float


@dataclass
class Batch:
    """Rows on their way: how many, and the position of the last."""

    rows: int = 0
    last: bytes | memoryview = b""
    ended: bool = False

    @property
    def position(self) -> Position:
        xid, id, _ = bytes(self.last).split(b"\t", 2)
        return Position(int(xid), int(id))

    def pieces(self, copied: Copy) -> Generator[bytes, None, None]:
        """What PostgreSQL sends a row at a time, in larger pieces, as it is."""
        connection = copied.connection
        while piece := connection.wait(self._piece(connection.pgconn)):
            yield piece

    def _piece(self, server: PGconn) -> PQGen[bytes]:
        """As psycopg's Copy.read, which waits and wakes for each row and so costs thrice this."""
        piece = bytearray()
        while len(piece) < PIECE_BYTES and not self.ended:
            size, row = server.get_copy_data(1)
            if size > 0:
                piece += row
                self.rows += 1
                self.last = row
            elif size == 0:
                while not (yield WAIT_R):
                    continue
                server.consume_input()
            else:
                (result,) = yield from fetch_many(server)
                if result.status != ExecStatus.COMMAND_OK:
                    raise error_from_result(result)
                self.ended = True
        return bytes(piece)


def loop(warehouse: Warehouse) -> Loop:
    """The worker's loop into this warehouse. Its idle time bounds the parts the engine merges."""

    def step(runtime: "Runtime") -> bool:
        return project(runtime.engine, warehouse) == BATCH_ROWS

    return Loop("projection", step, idle_seconds=1.0)


def project(engine: Engine, warehouse: Warehouse, *, most: int = BATCH_ROWS) -> int:
    """Carry the next settled events over and give their number, 0 while another projector does.

    The transaction writes nothing before its last statement, so it holds up no reader of the log.
    """
    name = _cursor_name(engine, warehouse)
    with engine.begin() as record:
        if not record.scalar(TRY_LOCK, LOCK):
            return 0
        cursor = _cursor(record, name)
        if not record.scalar(ANYTHING, cursor._asdict()):
            return 0
        table = _clean_staging(warehouse)
        _drop_beyond(record, warehouse, name, cursor)
        batch = _stage(record, warehouse, table, cursor, most)
        if batch.rows:
            warehouse.command(
                f"ALTER TABLE {table} MOVE PARTITION tuple() TO TABLE {warehouse.database}.events"
            )
            record.execute(MOVE, {"name": name, **batch.position._asdict()})
    return batch.rows


def rebuild(engine: Engine, warehouse: Warehouse) -> int:
    """Empty the warehouse and carry everything over again; gives the number of events."""
    name = _cursor_name(engine, warehouse)
    with engine.begin() as record:
        record.execute(WAIT_FOR_LOCK, LOCK)
        record.execute(MOVE, {"name": name, **START._asdict()})
    total = 0
    while rows := project(engine, warehouse):
        total += rows
    return total


def lag(engine: Engine, warehouse: Warehouse, now: datetime) -> Lag:
    """How far the warehouse is behind the log at `now`."""
    name = _cursor_name(engine, warehouse)
    with engine.begin() as record:
        waiting = record.execute(WAITING, _cursor(record, name)._asdict()).one()
    seconds = (now - waiting.oldest_at).total_seconds() if waiting.rows else 0.0
    return Lag(waiting.rows, max(0.0, seconds))


def reached(session: Session) -> Position:
    """How far the warehouse has come; START before the first event."""
    row = session.execute(REACHED).first()
    return Position(row.xid, row.id) if row else START


def _cursor_name(engine: Engine, warehouse: Warehouse) -> str:
    identity = warehouse.identity() or warehouse.create()
    name = f"warehouse:{identity}"
    with engine.begin() as record:
        if record.execute(READ, {"name": name}).first() is None:
            record.execute(listeners.ENTER, {"name": name})
            record.execute(FORGET_OTHERS, {"name": name})
    return name


def _cursor(record: Connection, name: str) -> Position:
    row = record.execute(READ, {"name": name}).one()
    return Position(row.xid, row.id)


def _clean_staging(warehouse: Warehouse) -> str:
    """Drop what earlier projectors staged and give a new, empty staging table."""
    left = warehouse.query(
        "SELECT name FROM system.tables WHERE database = {database:String}",
        {"database": warehouse.staging},
    )
    for row in left:
        warehouse.command(f"DROP TABLE IF EXISTS {warehouse.staging}.{row['name']} SYNC")
    table = f"{warehouse.staging}.events_{uuid4().hex}"
    warehouse.command(f"CREATE TABLE {table} AS {warehouse.database}.events")
    return table


def _drop_beyond(record: Connection, warehouse: Warehouse, name: str, cursor: Position) -> None:
    """Delete what was moved without its cursor. Asks PostgreSQL once more just before, so that
    a projector that has lost its lock meanwhile fails here and deletes nothing."""
    beyond = "xid >= {xid:UInt64} AND (xid > {xid:UInt64} OR id > {id:UInt64})"
    found = warehouse.value(f"SELECT count() FROM events WHERE {beyond}", cursor._asdict())  # noqa: S608
    if not found or _cursor(record, name) != cursor:
        return
    if cursor == START:
        warehouse.command("TRUNCATE TABLE events SYNC")
    else:
        warehouse.command(
            f"ALTER TABLE events DELETE WHERE {beyond} SETTINGS mutations_sync = 2",
            cursor._asdict(),
        )


def _stage(
    record: Connection, warehouse: Warehouse, table: str, cursor: Position, most: int
) -> Batch:
    batch = Batch()
    raw: Cursor[Any] = record.connection.driver_connection.cursor()  # type: ignore[union-attr]
    statement = COPY.format(
        nobody=Literal(NO_CUSTOMER),
        xid=Literal(cursor.xid),
        id=Literal(cursor.id),
        most=Literal(most),
    )
    with raw, raw.copy(statement) as copied:
        warehouse.insert(table, COLUMNS, batch.pieces(copied), **SERIAL)
    # The embedded engine answers well to a stream that it found no room to write.
    staged = warehouse.value(f"SELECT count() FROM {table}")  # noqa: S608
    if staged != batch.rows:
        raise NotAllStaged(staged=staged, rows=batch.rows)
    return batch
