"""The projection into a cluster: every shard is carried to by itself, and people stay whole.

Each shard has its own cursor and lock beside the log, and takes from a batch the events of those
who stand on it: kills, lost connections and rebuilds are those of one machine (`projection`). When
people of two shards become one, or part again, their events change shards: the shard they leave
deletes them, the one they come to reads them from the log once more, each when it learns of it and
before it knows the new mapping; so it can be broken off anywhere and begun anew. Until both have
come so far, what is asked sees these people's events on neither shard or on both; never longer
than the slower of the two is behind the log.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from psycopg.sql import SQL, Composed, Literal
from sqlalchemy import Connection, Engine, text

from siyu.kit.errors import Problem, Unreachable
from siyu.platform import listeners, projection
from siyu.platform.declarations import NOBODY, Census, Loop
from siyu.platform.projection import BATCH_ROWS, START, Lag, Position
from siyu.platform.warehouse import Warehouse

if TYPE_CHECKING:
    from siyu.platform.runtime import Runtime

# A list in a statement, well below what the engine parses by default (256 KB).
NUMBERS_AT_ONCE = 20_000

# Standing is worked out where the log is read: the sharding expression of the tables' `person`.
STANDING = """
SELECT known.customer_id, known.number, coalesce(merged.into_number, known.number) AS standing
FROM ({people}) AS known (customer_id, number)
LEFT JOIN ({merged}) AS merged (tenant_id, number, into_number) ON merged.number = known.number
"""
MINE = SQL("coalesce(people.standing, 0) % {of} = {at}")
OF_NUMBERS = SQL(
    "events.customer_id = ANY(ARRAY(SELECT known.customer_id"
    " FROM ({people}) AS known (customer_id, number) WHERE known.number = ANY({numbers})))"
)
# Whether someone may have moved: settled or not, since the mapping is read as it is by now.
MOVED = text(
    "SELECT count(*) > :most OR coalesce(bool_or(name = ANY(:names)), false) FROM"
    " (SELECT name FROM events WHERE (xid, id) > (:xid, :id)"
    "  ORDER BY xid, id LIMIT :most + 1) AS waiting"
)
# Of this table under another division, and of this place in another table.
FORGET_OTHERS = text(
    "DELETE FROM listener_cursors WHERE (name LIKE :place OR name LIKE :table) AND name <> :name"
)
# Of everyone whose mapping changes, where they stand so far and where from now on.
CHANGED = """
SELECT number, if(max(was) = 0, number, max(was)) % {of} AS here,
    if(max(becomes) = 0, number, max(becomes)) % {of} AS there
FROM (
    SELECT number, into AS was, 0 AS becomes FROM merged
    UNION ALL
    SELECT number, 0 AS was, into AS becomes FROM {table}
)
GROUP BY number
HAVING here <> there AND {at} IN (here, there)
ORDER BY number
"""


OTHER_WAYS = text(
    "DELETE FROM listener_cursors WHERE (name LIKE 'warehouse:%' OR name LIKE 'people:%')"
    " AND CASE CAST(:shards AS integer) WHEN 0 THEN name LIKE '%/%'"
    " ELSE name NOT LIKE '%/' || CAST(:shards AS text) || ':%' END"
)


class ShardNotMade(Problem):
    """Shard {shard} of {shards} has no tables of this version: run there what
    `siyu warehouse-tables --cluster NAME` prints.

    第 {shard} 个分片（共 {shards} 个）没有本版本的表：请在那里执行
    `siyu warehouse-tables --cluster 名称` 打印的语句。
    """


@dataclass(frozen=True)
class Shard:
    """One of `of` parts of a cluster, counted from 0 as the engine counts its remainders."""

    warehouse: Warehouse
    at: int
    of: int

    @property
    def lock(self) -> dict[str, int]:
        return {"key": projection.LOCK["key"] << 16 | self.at}

    @property
    def label(self) -> str:
        """Begins the names of its cursors, behind what they are of."""
        return f"{self.at}/{self.of}:"

    @property
    def mine(self) -> Composed:
        return MINE.format(of=Literal(self.of), at=Literal(self.at))


def shards(urls: str, key: str = "") -> list[Shard]:
    """The shards under addresses that commas separate, in the order of the cluster's own list."""
    listed = [one.strip() for one in urls.split(",") if one.strip()]
    return [Shard(Warehouse(url, key), at, len(listed)) for at, url in enumerate(listed)]


def loops(runtime: "Runtime") -> list[Loop]:
    """The worker's loops: into each shard of a cluster, else into the only warehouse, if any."""
    if runtime.cluster:
        return [loop(shard) for shard in runtime.cluster]
    return [projection.loop(runtime.warehouse)] if runtime.warehouse else []


def forget_other_ways(runtime: "Runtime") -> None:
    """Forget how far warehouses were told that are no longer written to: the single one of what is
    now a cluster, a cluster of another number of shards. A shard that stays keeps its place.
    """
    with runtime.engine.begin() as record:
        record.execute(OTHER_WAYS, {"shards": len(runtime.cluster)})


def carry_on(runtime: "Runtime") -> bool:
    """Carry the next settled events to each shard, else to the only warehouse; whether any were.

    Raises Unreachable where there is none.
    """
    engine, census = runtime.engine, runtime.registry.census
    if runtime.cluster:
        return any([carry(engine, shard, census) for shard in runtime.cluster])
    if runtime.warehouse is None:
        raise Unreachable(service="ClickHouse")
    return projection.project(engine, runtime.warehouse, census) > 0


def loop(shard: Shard) -> Loop:
    """The worker's loop into one shard."""

    def step(runtime: "Runtime") -> bool:
        return carry(runtime.engine, shard, runtime.registry.census)

    return Loop(f"projection {shard.at}/{shard.of}", step, idle_seconds=1.0)


def carry(engine: Engine, shard: Shard, census: Census = NOBODY, *, most: int = BATCH_ROWS) -> bool:
    """Carry to a shard its part of the next settled events; False if there are none, or another
    projector is at it. Raises ShardNotMade.
    """
    name = _cursor_name(engine, shard)
    with engine.begin() as record:
        if not record.scalar(projection.TRY_LOCK, shard.lock):
            return False
        cursor = projection.cursor_of(record, name)
        # One sight for who is whom and what happened: a mapping that changes in between would
        # leave rows on two shards. Begun after the lock, so it sees all before it.
        seeing = engine.connect().execution_options(isolation_level="REPEATABLE READ")
        with seeing as sight, sight.begin():
            end = _carry(record, sight, shard, census, name, cursor, most)
        if end is None:
            return False
        record.execute(projection.MOVE, {"name": name, **end._asdict()})
    return True


def _carry(
    record: Connection,
    sight: Connection,
    shard: Shard,
    census: Census,
    name: str,
    cursor: Position,
    most: int,
) -> Position | None:
    """Everything of a batch but its cursor; gives where it ends."""
    asked = {**cursor._asdict(), "most": most}
    found = sight.execute(projection.END, asked).first()
    if found is None:
        return None
    end = Position(found.xid, found.id)
    warehouse, placed = shard.warehouse, _placed(census)
    table = projection.clean_staging(warehouse)
    histories = projection.clean_staging(warehouse, "histories")
    projection.drop_beyond(record, warehouse, name, cursor)
    projection.stage(sight, warehouse, table, placed, cursor, end, shard.mine)
    projection.tell(warehouse, table, histories)
    names = list(census.moved_by)
    if cursor == START or sight.scalar(MOVED, {**asked, "names": names}):
        staged, rows = projection.stage_merged(sight, warehouse, census)
        moving = _moving(shard, staged)
        if moving:
            # A projector that has lost its lock meanwhile fails here and deletes nothing.
            projection.cursor_of(record, name)
            _change_shards(sight, shard, census, cursor, moving)
        projection.replace_merged(warehouse, staged, rows)
    _take_over(warehouse, table, histories)
    return end


def _placed(census: Census) -> Census:
    """The same census, where `people` also tells as whom they stand."""
    standing = STANDING.format(people=census.people, merged=census.merged)
    return replace(census, people=standing)


def _moving(shard: Shard, staged: str) -> dict[int, bool]:
    """Whose events change between this shard and another; True for those that come."""
    asked = CHANGED.format(of=shard.of, at=shard.at, table=staged)
    return {row["number"]: row["there"] == shard.at for row in shard.warehouse.query(asked)}


def _change_shards(
    sight: Connection, shard: Shard, census: Census, cursor: Position, moving: dict[int, bool]
) -> None:
    """Let the events of some leave, and take those of others from the log, up to the cursor.

    Those who come are deleted first too: a projector that was killed may have brought them.
    """
    warehouse = shard.warehouse
    numbers = list(moving)
    for start in range(0, len(numbers), NUMBERS_AT_ONCE):
        listed = ", ".join(map(str, numbers[start : start + NUMBERS_AT_ONCE]))
        for table in ("events", "histories"):
            leaving = f"ALTER TABLE {table} DELETE WHERE number IN ({listed})"
            warehouse.command(f"{leaving} SETTINGS mutations_sync = 2")
    coming = [number for number, comes in moving.items() if comes]
    if not coming or cursor == START:
        return
    table, histories = (projection.new_staging(warehouse, one) for one in ("events", "histories"))
    theirs = OF_NUMBERS.format(people=SQL(census.people), numbers=Literal(coming))
    projection.stage(sight, warehouse, table, census, START, cursor, theirs)
    projection.tell(warehouse, table, histories)
    _take_over(warehouse, table, histories)


def _take_over(warehouse: Warehouse, events: str, histories: str) -> None:
    """Move what was staged where it belongs, the events month by month where they lie so."""
    database, name = events.split(".")
    parts = warehouse.query(
        "SELECT DISTINCT partition_id AS part FROM system.parts WHERE active"
        " AND database = {database:String} AND table = {name:String} ORDER BY part",
        {"database": database, "name": name},
    )
    for row in parts:
        moved = f"ALTER TABLE {events} MOVE PARTITION ID '{row['part']}'"
        warehouse.command(f"{moved} TO TABLE {warehouse.database}.events")
    projection.move(warehouse, histories, "histories")


def rebuild(engine: Engine, cluster: Sequence[Shard], census: Census = NOBODY) -> int:
    """Empty all shards and carry everything over again; gives the number of events."""
    for shard in cluster:
        name = _cursor_name(engine, shard)
        with engine.begin() as record:
            record.execute(projection.WAIT_FOR_LOCK, shard.lock)
            record.execute(projection.MOVE, {"name": name, **START._asdict()})
        while carry(engine, shard, census):
            continue
    return sum(int(one.warehouse.value("SELECT count() FROM events")) for one in cluster)


def lag(engine: Engine, cluster: Sequence[Shard], now: datetime) -> Lag:
    """How far the shard that is furthest behind is behind the log."""
    behind = [projection.waiting(engine, _cursor_name(engine, shard), now) for shard in cluster]
    return max(behind, key=lambda one: (one.seconds, one.rows))


def _cursor_name(engine: Engine, shard: Shard) -> str:
    identity = shard.warehouse.identity()
    if not identity:
        raise ShardNotMade(shard=shard.at + 1, shards=shard.of)
    name = f"{projection.CURSOR}{shard.label}{identity}"
    with engine.begin() as record:
        if record.execute(projection.READ, {"name": name}).first() is None:
            record.execute(listeners.ENTER, {"name": name})
            others = {"place": f"warehouse:{shard.at}/%", "table": f"warehouse:%{identity}"}
            record.execute(FORGET_OTHERS, {**others, "name": name})
    return name
