"""The tables of the warehouse, and why they lie as they do.

People are known here by a dense number, so that a set of them is a bitmap: a million are a few
hundred kilobytes, and who is in this and not in that is one pass over words of bits. Rows are
never rewritten when two people become one: the dictionary `standing` says who a number is today,
and the column `person` reads through it. The brand is a byte or two of each row, so that the
condition on it, which every question bears, costs next to nothing; the engine wants to be told that
this is meant, since few would gain by it.
"""

from hashlib import sha256

TABLES = ("events", "histories", "people", "keys", "merged")
"""What questions about a tenant may read; each has the column `tenant_id`."""

# Sorted by what insight asks for: who did this, in which order (ties in time go by the log's
# number). `position` finds what lies beyond a cursor without reading the table. `days` holds for
# each kind of event and day of the brand the set of those who did it: a question about ninety days
# reads ninety bitmaps; its last instant tells whether anything of the day lies ahead. It serves
# only what asks for these very aggregates by these very columns. The small granules are for its
# bitmaps, of which the usual one would hold a hundred.
EVENTS = """
CREATE TABLE IF NOT EXISTS {database}.events (
    tenant_id LowCardinality(UUID),
    name LowCardinality(String),
    number UInt32,
    happened_at DateTime64(6, 'UTC'),
    id UInt64,
    day Date,
    customer_id UUID,
    xid UInt64,
    version UInt16,
    payload JSON(SKIP customer_id),
    amount Int64 MATERIALIZED ifNull(payload.amount.:Int64, 0),
    person UInt32 ALIAS dictGetOrDefault('{database}.standing', 'into', toUInt64(number), number),
    INDEX position xid TYPE minmax GRANULARITY 1,
    PROJECTION days (
        SELECT tenant_id, name, day, groupBitmapState(number), max(happened_at)
        GROUP BY tenant_id, name, day
    )
) ENGINE = MergeTree
ORDER BY (tenant_id, name, number, happened_at, id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity_bytes = 1048576,
    allow_suspicious_low_cardinality_types = 1
COMMENT '{form}'
"""

# What each person did of one kind: the days, and beside them the amounts. It is what is counted and
# summed per person, in half of the time that the events take. A person may have several rows until
# the engine brings them together, so what is asked adds rows up; and no instant stands here, so it
# is asked only where nothing lies ahead (`late`).
HISTORIES = """
CREATE TABLE IF NOT EXISTS {database}.histories (
    tenant_id LowCardinality(UUID),
    name LowCardinality(String),
    number UInt32,
    days SimpleAggregateFunction(groupArrayArray, Array(Date)),
    amounts SimpleAggregateFunction(groupArrayArray, Array(Int64)),
    person UInt32 ALIAS dictGetOrDefault('{database}.standing', 'into', toUInt64(number), number)
) ENGINE = AggregatingMergeTree
ORDER BY (tenant_id, name, number)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1,
    allow_suspicious_low_cardinality_types = 1
COMMENT '{form}'
"""
TOLD = """
INSERT INTO {histories} (tenant_id, name, number, days, amounts)
SELECT tenant_id, name, number, groupArray(day), groupArray(amount)
FROM {events}
WHERE number > 0
GROUP BY tenant_id, name, number
SETTINGS optimize_aggregation_in_order = 1
"""

# The portrait of each person as it is now, written whole at each change; read with FINAL.
PEOPLE = """
CREATE TABLE IF NOT EXISTS {database}.people (
    tenant_id LowCardinality(UUID),
    number UInt32,
    version UInt64,
    gone UInt8,
    customer_id UUID,
    fields JSON
) ENGINE = ReplacingMergeTree(version, gone)
ORDER BY (tenant_id, number)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1,
    allow_suspicious_low_cardinality_types = 1
COMMENT '{form}'
"""

# The same portraits turned round: who has this key of this field, a tag, a stage, an adviser. A key
# that somebody no longer has stays as a row that says so; read with FINAL.
KEYS = """
CREATE TABLE IF NOT EXISTS {database}.keys (
    tenant_id LowCardinality(UUID),
    field LowCardinality(String),
    key LowCardinality(String),
    number UInt32,
    version UInt64,
    gone UInt8
) ENGINE = ReplacingMergeTree(version, gone)
ORDER BY (tenant_id, field, key, number)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1,
    allow_suspicious_low_cardinality_types = 1
COMMENT '{form}'
"""

# Who was merged into whom, whole: few, and replaced in one step.
MERGED = """
CREATE TABLE IF NOT EXISTS {database}.merged (tenant_id UUID, number UInt64, into UInt32)
ENGINE = MergeTree ORDER BY number
COMMENT '{form}'
"""

STANDING = """
CREATE DICTIONARY IF NOT EXISTS {database}.standing (number UInt64, into UInt32)
PRIMARY KEY number
SOURCE(CLICKHOUSE(DB '{database}' TABLE 'merged'))
LAYOUT(FLAT(INITIAL_ARRAY_SIZE 1024 MAX_ARRAY_SIZE 4294967296))
LIFETIME(0)
"""

# The dictionary before the column `person`, which names it. The events last: that they are there
# says that all is (`Warehouse.identity`), wherever the making was broken off.
ALL = (MERGED, STANDING, HISTORIES, PEOPLE, KEYS, EVENTS)
FORM = f"form {sha256(''.join(ALL).encode()).hexdigest()[:16]}"


def made(database: str) -> list[str]:
    """The statements that make all of it."""
    return [one.format(database=database, form=FORM) for one in ALL]


def dropped(database: str, staging: str) -> list[str]:
    """The statements that drop all of it, whatever reads the dictionary before the dictionary."""
    ours = (
        ("TABLE", "events"),
        ("TABLE", "histories"),
        ("TABLE", "people"),
        ("TABLE", "keys"),
        ("DICTIONARY", "standing"),
        ("TABLE", "merged"),
    )
    return [
        f"DROP DATABASE IF EXISTS {staging} SYNC",
        *(f"DROP {kind} IF EXISTS {database}.{name} SYNC" for kind, name in ours),
    ]
