"""Portraits go to the warehouse, where questions over everybody are asked.

By cursor along the changes of portraits, never past the oldest open transaction; a portrait is
written whole and the latest version of it counts, so one that is sent twice changes nothing. The
same holds of its keys: with those it has go those that it had before one of the changes, as gone.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from psycopg.sql import SQL
from sqlalchemy import Connection, TextClause, text

from siyu.platform import listeners, projection
from siyu.platform.runtime import Runtime
from siyu.platform.warehouse import Warehouse
from siyu.platform.warehouse_cluster import PLACED_BY

MOST = 200_000
LOCK = {"key": 0x51_99_02}
TRY_LOCK = text("SELECT pg_try_advisory_xact_lock(:key)")
READ = text("SELECT xid, id FROM listener_cursors WHERE name = :name")
MOVE = text("UPDATE listener_cursors SET xid = :xid, id = :id WHERE name = :name")
FORGET_OTHERS = text("DELETE FROM listener_cursors WHERE name LIKE :like AND name <> :name")
END = text(
    "SELECT xid, id FROM (SELECT xid, id FROM portrait_changes WHERE (xid, id) > (:xid, :id)"
    " AND xid < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint"
    " ORDER BY xid, id LIMIT :most) AS batch ORDER BY xid DESC, id DESC LIMIT 1"
)
LAST = text(
    "SELECT xid, id FROM portrait_changes"
    " WHERE xid < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint"
    " ORDER BY xid DESC, id DESC LIMIT 1"
)
EVENTS_BEHIND = text(
    "SELECT EXISTS (SELECT FROM events WHERE (xid, id) > (:xid, :id) AND xid < :mark)"
)
CHANGES_BEHIND = text(
    "SELECT EXISTS (SELECT FROM portrait_changes WHERE (xid, id) > (:xid, :id) AND xid < :mark)"
)
# An erasure leaves an empty change (holdings.TELL), other changes say what was before.
ERASED = text(
    "SELECT DISTINCT portraits.number FROM portrait_changes JOIN portraits USING (customer_id)"
    " WHERE (portrait_changes.xid, portrait_changes.id) > (:xid, :id)"
    " AND (portrait_changes.xid, portrait_changes.id) <= (:end_xid, :end_id)"
    " AND portraits.gone AND portrait_changes.before = '{}'"
)
FORGET = (
    "ALTER TABLE people DELETE WHERE number IN {numbers:Array(UInt32)} AND NOT gone"
    " SETTINGS mutations_sync = 2",
    "ALTER TABLE keys DELETE WHERE number IN {numbers:Array(UInt32)} SETTINGS mutations_sync = 2",
)
COLUMNS = {
    "people": ("tenant_id", "number", "version", "gone", "customer_id", "fields"),
    "keys": ("tenant_id", "field", "key", "number", "version", "gone"),
}
SPAN = "(xid, id) > ({xid}, {id}) AND (xid, id) <= ({end_xid}, {end_id})"
CHANGED = "customer_id IN (SELECT customer_id FROM portrait_changes WHERE {span})"
KEYS_IN = (
    "jsonb_each({of}) AS those (field, value), jsonb_array_elements_text("
    "CASE jsonb_typeof(value) WHEN 'array' THEN value ELSE '[]' END) AS listed (key)"
)
KEYS_NOW, KEYS_THEN = KEYS_IN.format(of="fields"), KEYS_IN.format(of="before")
PORTRAITS = (
    "SELECT tenant_id, number, version, gone::integer, customer_id, fields FROM portraits"
    " WHERE {share}"
)
KEYS = (
    "SELECT tenant_id, field, key, number, version, 0 FROM portraits, {keys}"
    " WHERE NOT gone AND {share}"
)
KEYS_BEFORE = (
    "SELECT DISTINCT tenant_id, field, key, number, version, 1 FROM"
    " (SELECT customer_id, before FROM portrait_changes WHERE {span}) AS changes"
    " JOIN portraits USING (customer_id), {keys_before}"
    " WHERE (gone OR NOT coalesce(fields -> field ? key, false)) AND {share}"
)
ALL = {"people": PORTRAITS, "keys": KEYS}
SOME = {
    "people": f"{PORTRAITS} AND {CHANGED}",
    "keys": f"{KEYS} AND {CHANGED} UNION ALL {KEYS_BEFORE}",
}
"""What is sent, by table: of everybody, and of those who changed within a span."""


@dataclass(frozen=True)
class Place:
    """Where portraits go: all of them to the only warehouse, or their share to each shard."""

    warehouse: Warehouse
    share: str = "true"
    label: str = ""
    """That of a shard."""

    def cursor(self, of: str, identity: str) -> str:
        """The name of a cursor into the tables of an identity."""
        return f"{of}:{self.label}{identity}"


def places(runtime: Runtime) -> list[Place]:
    """The only warehouse, or each shard of a cluster; none where there is no warehouse."""
    if runtime.cluster:
        by = PLACED_BY["people"]
        return [
            Place(one.warehouse, f"{by} % {one.of} = {one.at}", one.label)
            for one in runtime.cluster
        ]
    return [Place(runtime.warehouse)] if runtime.warehouse else []


def step(runtime: Runtime) -> bool:
    """Send what changed; True means that there may be more at once."""
    return any([ship(runtime, place) == MOST for place in places(runtime)])


def ship(runtime: Runtime, place: Place, *, most: int = MOST) -> int:
    """Send the portraits of the next changes, all of them the first time; `most` where more wait.

    The transaction writes nothing before its last statement, so it holds up no reader of the log.
    """
    identity = place.warehouse.identity()
    if not identity:
        return 0  # The projection makes the tables.
    name = place.cursor("people", identity)
    _enter(runtime, place, name)
    with runtime.engine.begin() as record:
        if not record.scalar(TRY_LOCK, LOCK):
            return 0
        xid, id = record.execute(READ, {"name": name}).one()
        if not xid:
            return _send_all(record, place, name)
        asked = {"xid": xid, "id": id, "most": most}
        end = record.execute(END, asked).first()
        if end is None:
            return 0
        part = {"xid": xid, "id": id, "end_xid": end.xid, "end_id": end.id}
        _send(record, place, SOME, SPAN.format(**part))
        _forget(record, place.warehouse, part)
        record.execute(MOVE, {"name": name, "xid": end.xid, "id": end.id})
        return most


def _forget(record: Connection, warehouse: Warehouse, part: dict[str, int]) -> None:
    """Of who was erased no older portrait may lie about until the engine merges its parts."""
    erased = list(record.scalars(ERASED, part))
    if erased:
        for forgotten in FORGET:
            warehouse.command(forgotten, {"numbers": erased})


def _send_all(record: Connection, place: Place, name: str) -> int:
    """What changes meanwhile stands behind the cursor and is sent once more. Keys of a sending that
    was broken off are taken away, since nothing would say which of them are gone by now.
    """
    last = record.execute(LAST).first()
    if last is None:
        return 0
    place.warehouse.command("TRUNCATE TABLE keys SYNC")
    _send(record, place, ALL)
    record.execute(MOVE, {"name": name, "xid": last.xid, "id": last.id})
    return 0


def knows(runtime: Runtime, place: Place, mark: int) -> bool:
    """Whether a place has all events and portraits of transactions before `mark`."""
    identity = place.warehouse.identity()
    with runtime.engine.begin() as record:
        return all(
            _carried(record, place.cursor(what, identity), behind, mark)
            for what, behind in (("warehouse", EVENTS_BEHIND), ("people", CHANGES_BEHIND))
        )


def _carried(record: Connection, name: str, behind: TextClause, mark: int) -> bool:
    cursor = record.execute(READ, {"name": name}).first()
    at = {"xid": cursor.xid, "id": cursor.id} if cursor else {"xid": 0, "id": 0}
    return not record.scalar(behind, {**at, "mark": mark})


def _enter(runtime: Runtime, place: Place, name: str) -> None:
    """Give a place its cursor; what was there before has none any more."""
    with runtime.engine.begin() as record:
        if record.execute(READ, {"name": name}).first() is None:
            record.execute(listeners.ENTER, {"name": name})
            record.execute(FORGET_OTHERS, {"name": name, "like": f"people:{place.label}%"})


def _send(record: Connection, place: Place, rows: Mapping[str, str], span: str = "") -> None:
    """Rows by table. Raises NotAllStaged; then they are not all there, and are sent again."""
    warehouse = place.warehouse
    for name, sql in rows.items():
        table = projection.clean_staging(warehouse, name)
        rows_of = sql.format(share=place.share, span=span, keys=KEYS_NOW, keys_before=KEYS_THEN)
        copied = SQL(f"COPY ({rows_of}) TO STDOUT")
        if projection.copy_in(record, warehouse, table, COLUMNS[name], copied):
            projection.move(warehouse, table, name)
