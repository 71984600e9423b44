"""The projection: carries the log from PostgreSQL into the warehouse, once in effect.

The cursor lives in PostgreSQL, beside the log. A batch is copied into a staging table of its own,
moved from there into `events` in one step, its part of `histories` likewise, and the cursor moves
in the same transaction that holds the projector's lock. What a dead projector left is cleared away
before the next batch: its staging tables go first, so that whatever it still has under way finds
nothing to move; then the rows beyond the cursor, and the histories are told anew. A kill at any
point thus neither loses nor doubles a row.
"""

from collections.abc import Generator, Sequence
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
from psycopg.sql import SQL, Composed, Literal
from psycopg.waiting import WAIT_R
from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from siyu.kit.errors import Problem
from siyu.platform import listeners
from siyu.platform import warehouse_tables as tables
from siyu.platform.declarations import NOBODY, Census, Loop
from siyu.platform.warehouse import NO_CUSTOMER, Warehouse

if TYPE_CHECKING:
    from siyu.platform.runtime import Runtime

# About 150 MB, which the embedded warehouse gathers into a part or two.
BATCH_ROWS = 500_000
PIECE_BYTES = 1 << 20
# Parsed by one thread: PostgreSQL's side needs the other core, and the sum of the work is less.
# A text that looks like a date stays a text, so that a property has one type in all its rows.
TAKEN_IN = {
    "input_format_parallel_parsing": 0,
    "max_insert_threads": 1,
    "input_format_try_infer_dates": 0,
    "input_format_try_infer_datetimes": 0,
}
COLUMNS = (
    "xid", "id", "tenant_id", "name", "version", "number", "customer_id", "happened_at", "day",
    "payload",
)  # fmt: skip
LOCK = {"key": 0x51_99_01}
TRY_LOCK = text("SELECT pg_try_advisory_xact_lock(:key)")
WAIT_FOR_LOCK = text("SELECT pg_advisory_xact_lock(:key)")

CURSOR = "warehouse:"
# A cursor like a listener's, named by the identity of the warehouse's table: a new one is empty
# and starts at zero.
FORGET_OTHERS = text("DELETE FROM listener_cursors WHERE name LIKE 'warehouse:%' AND name <> :name")
READ = text("SELECT xid, id FROM listener_cursors WHERE name = :name")
# Of several shards together, so that the move of any of them is seen.
REACHED = text(
    "SELECT sum(xid)::bigint AS xid, sum(id)::bigint AS id FROM listener_cursors"
    " WHERE name LIKE 'warehouse:%'"
)
MOVE = text("UPDATE listener_cursors SET xid = :xid, id = :id WHERE name = :name")
SETTLED = "xid < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint"
# Of the cursors that go by a name, the one that is furthest behind; all waits where there is none.
WAITING = text(
    "SELECT waiting.* FROM (SELECT xid, id FROM listener_cursors WHERE name LIKE :name"
    " UNION ALL SELECT 0, 0"
    " WHERE NOT EXISTS (SELECT FROM listener_cursors WHERE name LIKE :name)) AS reached,"
    " LATERAL (SELECT count(*) AS rows, (array_agg(happened_at ORDER BY xid, id))[1] AS oldest_at"
    "  FROM (SELECT xid, id, happened_at FROM events WHERE (xid, id) > (reached.xid, reached.id)"
    "  ORDER BY xid, id LIMIT 1000000) AS beyond) AS waiting ORDER BY oldest_at LIMIT 1"
)
# Where a batch ends: found first, so that its rows may come in any order and be joined.
END = text(
    "SELECT xid, id FROM (SELECT xid, id FROM events WHERE (xid, id) > (:xid, :id)"  # noqa: S608
    f" AND {SETTLED} ORDER BY xid, id LIMIT :most) AS batch ORDER BY xid DESC, id DESC LIMIT 1"
)
# Text of COPY is ClickHouse's TabSeparated: \N, tabs and backslashes are written alike.
COPY = SQL(
    "COPY (SELECT events.xid, events.id, events.tenant_id, events.name, events.version,"
    " coalesce(people.number, 0), coalesce(events.customer_id, {nobody}),"
    " events.happened_at AT TIME ZONE 'UTC',"
    " greatest((events.happened_at AT TIME ZONE coalesce(zones.zone, 'UTC'))::date, '1970-01-01'),"
    " events.payload FROM events"
    " LEFT JOIN ({people}) AS people (customer_id, number)"
    " ON people.customer_id = events.customer_id"
    " LEFT JOIN ({zones}) AS zones (tenant_id, zone) ON zones.tenant_id = events.tenant_id"
    " WHERE (events.xid, events.id) > ({xid}, {id})"
    " AND (events.xid, events.id) <= ({end_xid}, {end_id}) AND {share}) TO STDOUT"
)
ALL_OF_IT = SQL("true")
COPY_MERGED = SQL("COPY ({merged}) TO STDOUT")


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
    """Rows on their way, and how many."""

    rows: int = 0
    ended: bool = False

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
        return project(runtime.engine, warehouse, runtime.registry.census) == BATCH_ROWS

    return Loop("projection", step, idle_seconds=1.0)


def project(
    engine: Engine, warehouse: Warehouse, census: Census = NOBODY, *, most: int = BATCH_ROWS
) -> int:
    """Carry the next settled events over and give their number, 0 while another projector does.

    The transaction writes nothing before its last statement, so it holds up no reader of the log.
    """
    name = _cursor_name(engine, warehouse)
    with engine.begin() as record:
        if not record.scalar(TRY_LOCK, LOCK):
            return 0
        cursor = cursor_of(record, name)
        found = record.execute(END, {**cursor._asdict(), "most": most}).first()
        if found is None:
            return 0
        end = Position(found.xid, found.id)
        table, histories = clean_staging(warehouse), clean_staging(warehouse, "histories")
        drop_beyond(record, warehouse, name, cursor)
        rows = stage(record, warehouse, table, census, cursor, end)
        tell(warehouse, table, histories)
        if cursor == START or _somebody_moved(warehouse, table, census):
            _tell_merged(record, warehouse, census)
        move(warehouse, table, "events")
        move(warehouse, histories, "histories")
        record.execute(MOVE, {"name": name, **end._asdict()})
    return rows


def rebuild(engine: Engine, warehouse: Warehouse, census: Census = NOBODY) -> int:
    """Empty the warehouse and carry everything over again; gives the number of events."""
    name = _cursor_name(engine, warehouse)
    with engine.begin() as record:
        record.execute(WAIT_FOR_LOCK, LOCK)
        record.execute(MOVE, {"name": name, **START._asdict()})
    total = 0
    while rows := project(engine, warehouse, census):
        total += rows
    return total


def lag(engine: Engine, warehouse: Warehouse, now: datetime) -> Lag:
    """How far the warehouse is behind the log at `now`."""
    return waiting(engine, _name_of(warehouse), now)


def lag_as_told(engine: Engine, now: datetime) -> Lag:
    """How far the warehouse, or the slowest shard of a cluster, is behind by what PostgreSQL knows.

    Whoever makes another table forgets the cursor of the one before when it carries to it first.
    """
    return waiting(engine, f"{CURSOR}%", now)


def waiting(engine: Engine, name: str, now: datetime) -> Lag:
    """What lies beyond the cursor of a warehouse; everything where there is none."""
    with engine.connect() as record:
        found = record.execute(WAITING, {"name": name}).one()
    seconds = (now - found.oldest_at).total_seconds() if found.rows else 0.0
    return Lag(found.rows, max(0.0, seconds))


def reached(session: Session) -> Position:
    """How far the warehouse has come, of a cluster the sum; START before the first event."""
    row = session.execute(REACHED).one()
    return Position(row.xid or 0, row.id or 0)


def _name_of(warehouse: Warehouse) -> str:
    return f"{CURSOR}{warehouse.identity() or warehouse.create()}"


def _cursor_name(engine: Engine, warehouse: Warehouse) -> str:
    name = _name_of(warehouse)
    with engine.begin() as record:
        if record.execute(READ, {"name": name}).first() is None:
            record.execute(listeners.ENTER, {"name": name})
            record.execute(FORGET_OTHERS, {"name": name})
    return name


def cursor_of(record: Connection, name: str) -> Position:
    """Up to where a warehouse has been told."""
    row = record.execute(READ, {"name": name}).one()
    return Position(row.xid, row.id)


def clean_staging(warehouse: Warehouse, of: str = "events") -> str:
    """Drop what was staged before of a table and give a new, empty staging table like it."""
    left = warehouse.query(
        "SELECT name FROM system.tables"
        " WHERE database = {database:String} AND startsWith(name, {of:String})",
        {"database": warehouse.staging, "of": f"{of}_"},
    )
    for row in left:
        warehouse.command(f"DROP TABLE IF EXISTS {warehouse.staging}.{row['name']} SYNC")
    return new_staging(warehouse, of)


def new_staging(warehouse: Warehouse, of: str) -> str:
    """One more staging table like a table, empty."""
    table = f"{warehouse.staging}.{of}_{uuid4().hex}"
    warehouse.command(f"CREATE TABLE {table} AS {warehouse.database}.{of}")
    return table


def move(warehouse: Warehouse, table: str, to: str) -> None:
    """Put what a staging table holds where it belongs, in one step."""
    warehouse.command(
        f"ALTER TABLE {table} MOVE PARTITION tuple() TO TABLE {warehouse.database}.{to}"
    )


def tell(warehouse: Warehouse, events: str, histories: str) -> None:
    """Put into a table of histories what the events of a table tell."""
    warehouse.command(tables.TOLD.format(events=events, histories=histories))


def replace(warehouse: Warehouse, table: str, to: str, rows: int) -> None:
    """Put the rows of a staging table in the place of all that stood there, in one step."""
    whole = f"{warehouse.database}.{to}"
    if rows:
        warehouse.command(f"ALTER TABLE {whole} REPLACE PARTITION tuple() FROM {table}")
    else:
        warehouse.command(f"TRUNCATE TABLE {whole} SYNC")
    warehouse.command(f"DROP TABLE {table} SYNC")


def drop_beyond(record: Connection, warehouse: Warehouse, name: str, cursor: Position) -> None:
    """Delete what was moved without its cursor, and tell the histories anew. Asks PostgreSQL once
    more just before, so that a projector that has lost its lock meanwhile fails here and deletes
    nothing."""
    beyond = "xid >= {xid:UInt64} AND (xid > {xid:UInt64} OR id > {id:UInt64})"
    found = _count(warehouse, "events", beyond, **cursor._asdict())
    if not (found or cursor == START) or cursor_of(record, name) != cursor:
        return
    if cursor == START:
        warehouse.command("TRUNCATE TABLE histories SYNC")
        warehouse.command("TRUNCATE TABLE events SYNC")
    else:
        kept = f"SELECT tenant_id, name, number, day, amount FROM events WHERE NOT ({beyond})"  # noqa: S608
        _tell_anew(warehouse, f"({kept})", cursor)
        warehouse.command(
            f"ALTER TABLE events DELETE WHERE {beyond} SETTINGS mutations_sync = 2",
            cursor._asdict(),
        )


def _tell_anew(warehouse: Warehouse, events: str, cursor: Position) -> None:
    """Replace all histories in one step, before the events go that must not be in them: broken off
    in between, it is done once more."""
    table = new_staging(warehouse, "histories")
    statement = tables.TOLD.format(events=events, histories=table)
    warehouse.command(statement, cursor._asdict())
    replace(warehouse, table, "histories", _count(warehouse, table))


def stage(
    record: Connection,
    warehouse: Warehouse,
    table: str,
    census: Census,
    after: Position,
    end: Position,
    share: Composed | SQL = ALL_OF_IT,
) -> int:
    """Copy what lies after one position up to another; how many events that is. `share` is a
    condition in PostgreSQL's words: a part of the log has a part of its events."""
    statement = COPY.format(
        nobody=Literal(NO_CUSTOMER),
        people=SQL(census.people),
        zones=SQL(census.zones),
        xid=Literal(after.xid),
        id=Literal(after.id),
        end_xid=Literal(end.xid),
        end_id=Literal(end.id),
        share=share,
    )
    return copy_in(record, warehouse, table, COLUMNS, statement)


def _somebody_moved(warehouse: Warehouse, table: str, census: Census) -> bool:
    """Whether a staged event says that who is whom has changed."""
    moved = _count(warehouse, table, "name IN {names:Array(String)}", names=list(census.moved_by))
    return moved > 0


def _tell_merged(record: Connection, warehouse: Warehouse, census: Census) -> None:
    """Replace what the warehouse knows of who was merged into whom, in one step."""
    table, rows = stage_merged(record, warehouse, census)
    replace_merged(warehouse, table, rows)


def stage_merged(record: Connection, warehouse: Warehouse, census: Census) -> tuple[str, int]:
    """A staging table of who is merged into whom by now, and how many those are."""
    table = clean_staging(warehouse, "merged")
    statement = COPY_MERGED.format(merged=SQL(census.merged))
    return table, copy_in(record, warehouse, table, ("tenant_id", "number", "into"), statement)


def replace_merged(warehouse: Warehouse, table: str, rows: int) -> None:
    """Let the warehouse know what a staging table holds."""
    replace(warehouse, table, "merged", rows)
    warehouse.command(f"SYSTEM RELOAD DICTIONARY {warehouse.database}.standing")


def copy_in(
    record: Connection,
    warehouse: Warehouse,
    table: str,
    columns: Sequence[str],
    statement: SQL | Composed,
) -> int:
    """Copy the rows of a SELECT into a staging table. Raises NotAllStaged."""
    batch = Batch()
    raw: Cursor[Any] = record.connection.driver_connection.cursor()  # type: ignore[union-attr]
    with raw, raw.copy(statement) as copied:
        warehouse.insert(table, columns, batch.pieces(copied), **TAKEN_IN)
    # The embedded engine answers well to a stream that it found no room to write.
    staged = _count(warehouse, table)
    if staged != batch.rows:
        raise NotAllStaged(staged=staged, rows=batch.rows)
    return batch.rows


def _count(warehouse: Warehouse, table: str, condition: str = "1", **params: object) -> int:
    counted = f"SELECT count() FROM {table} WHERE {condition}"  # noqa: S608
    return int(warehouse.value(counted, params))
