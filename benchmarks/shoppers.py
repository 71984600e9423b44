"""A brand of millions, drawn by seed straight into a warehouse: who they are and what they did.

Nobody is real. Tags and stores are unevenly liked, and a few people do most of what is done, as in
a real shop; the instants spread evenly over 180 days.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from siyu.platform import warehouse_tables as tables
from siyu.platform.warehouse import Warehouse

TENANT = UUID(int=1)
ZONE = ZoneInfo("Asia/Shanghai")
DAYS = 180
FIRST_DAY = date(2026, 1, 1)
LAST_DAY = FIRST_DAY + timedelta(days=DAYS - 1)
NOW = datetime(2026, 6, 29, 15, 59, 59, 999_999, tzinfo=UTC)
TAGS, TAGS_EACH = 60, 6
CHANNELS, STAFF = 8, 50
AT_ONCE = 5_000_000
SHARES = {"PageViewed": 70, "OrderPlaced": 15, "FriendAdded": 8, "ElementClicked": 7}
"""Of a hundred events so many are of each kind."""

# Settings of the filling alone: large blocks, so that few parts have to be merged.
FILLING = {"max_insert_block_size": 1_000_000, "optimize_on_insert": 0}

PEOPLE = """
INSERT INTO people (tenant_id, number, version, gone, customer_id, fields)
SELECT {tenant:UUID}, n, 1, 0, reinterpretAsUUID(sipHash128(n)),
    concat(
        '{"tags":[', arrayStringConcat(arrayMap(
            k -> concat('"t', toString(toUInt8(pow(sipHash64(n, k) % 10000 / 1e4, 2) * 60)), '"'),
            range({tags_each:UInt8})), ','),
        '],"known_to":["s', toString(sipHash64(n, 'staff') % {staff:UInt16}),
        '"],"spent":', toString(sipHash64(n, 'spent') % 100000), '}'
    )::JSON
FROM (SELECT toUInt32(number + 1 + {first:UInt64}) AS n FROM numbers({count:UInt64}))
"""

KEYS = """
INSERT INTO keys (tenant_id, field, key, number, version, gone)
SELECT tenant_id, field, arrayJoin(arrayDistinct(listed)) AS key, number, version, 0
FROM (
    SELECT tenant_id, number, version, arrayJoin([
        ('tags', fields.tags.:`Array(Nullable(String))`),
        ('known_to', fields.known_to.:`Array(Nullable(String))`)
    ]) AS told, told.1 AS field, told.2 AS listed
    FROM people
    WHERE number > {first:UInt32} AND number <= {first:UInt32} + {count:UInt32}
)
"""

EVENTS = """
INSERT INTO events (tenant_id, name, number, happened_at, id, day, customer_id, xid, version,
    payload)
SELECT {tenant:UUID}, name, person, at, n, toDate(at, 'Asia/Shanghai'),
    reinterpretAsUUID(sipHash128(person)), 1, 1,
    multiIf(
        name = 'OrderPlaced', concat('{"amount":', toString(500 + h3 % 20000), ',"lines":',
            toString(1 + h3 % 7), '}'),
        name = 'FriendAdded', concat('{"state":"c', toString(h3 % {channels:UInt16}),
            '","staff_id":"s', toString(h3 % {staff:UInt16}), '"}'),
        '{}')::JSON
FROM (
    SELECT n, multiIf(h1 % 100 < 70, 'PageViewed', h1 % 100 < 85, 'OrderPlaced',
            h1 % 100 < 93, 'FriendAdded', 'ElementClicked') AS name,
        toUInt32(1 + pow(h2 / 18446744073709551616., 1.6) * {people:UInt64}) AS person,
        toDateTime64('2026-01-01 00:00:00', 6, 'Asia/Shanghai')
            + toIntervalMicrosecond(h4 % {span:UInt64}) AS at, h3
    FROM (
        SELECT number + {first:UInt64} AS n, sipHash64(n, 1) AS h1, sipHash64(n, 2) AS h2,
            sipHash64(n, 3) AS h3, sipHash64(n, 4) AS h4
        FROM numbers({count:UInt64})
    )
)
"""


@dataclass(frozen=True)
class Shoppers:
    """How many there are, and how much they did."""

    people: int
    events: int

    @property
    def words(self) -> str:
        return f"{self.people / 1e6:g} M people, {self.events / 1e6:g} M events over {DAYS} days"


def fill(warehouse: Warehouse, shoppers: Shoppers) -> None:
    """Draw them into an empty warehouse; the same each time."""
    shared = {"tenant": str(TENANT), "staff": STAFF, "channels": CHANNELS}
    for first in range(0, shoppers.people, AT_ONCE):
        count = min(AT_ONCE, shoppers.people - first)
        asked = {**shared, "tags_each": TAGS_EACH, "first": first, "count": count}
        warehouse.command(PEOPLE, asked, **FILLING)
        warehouse.command(KEYS, asked, **FILLING)
    span = DAYS * 86_400 * 1_000_000
    for first in range(0, shoppers.events, AT_ONCE):
        count = min(AT_ONCE, shoppers.events - first)
        asked = {**shared, "people": shoppers.people, "span": span, "first": first, "count": count}
        warehouse.command(EVENTS, asked, **FILLING)
    told = tables.TOLD.format(events="events", histories="histories")
    warehouse.command(told, None, **FILLING)


def settle(warehouse: Warehouse) -> None:
    """Let the engine bring its parts together, as it would by itself after a while."""
    for table in ("people", "keys", "events", "histories"):
        warehouse.command(f"OPTIMIZE TABLE {table} FINAL")


def size_mb(warehouse: Warehouse) -> dict[str, int]:
    """What the tables take on disk; the sets of days within the events too."""
    parts = warehouse.query(
        "SELECT table AS name, sum(bytes_on_disk) AS bytes FROM system.parts"
        " WHERE active AND database = currentDatabase() GROUP BY table UNION ALL"
        " SELECT name, sum(bytes_on_disk) FROM system.projection_parts"
        " WHERE active AND database = currentDatabase() GROUP BY name"
    )
    return {row["name"]: row["bytes"] // 1_000_000 for row in parts}
