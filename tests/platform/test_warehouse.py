import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

import pytest
from clickhouse_connect.driver.exceptions import DatabaseError

from siyu.kit.errors import Unreachable
from siyu.platform.access import Reach
from siyu.platform.projection import COLUMNS
from siyu.platform.warehouse import BeyondScope, QuestionTooDear, Warehouse, scoped
from tests.warehouse_process import KEY, WarehouseProcess, free_port, warehouse_process

OURS, THEIRS = UUID(int=1), UUID(int=2)
STAFF, NODE = UUID(int=11), UUID(int=12)
AT = datetime(2026, 11, 16, 4, 0, 0, 123456, UTC)


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarehouseProcess]:
    with warehouse_process(tmp_path_factory.mktemp("warehouse")) as process:
        yield process


@pytest.fixture(scope="module")
def warehouse(process: WarehouseProcess) -> Iterator[Warehouse]:
    """Four events of ours, one of theirs, and as many still staged."""
    door = process.door()
    door.create()
    payloads = ("", f'"staff_id": "{STAFF}"', f'"node_id": "{NODE}"', f'"staff_id": "{OURS}"')
    lines = [
        f"{n}\t{n}\t{tenant}\tTested\t1\t0\t{UUID(int=n)}\t{AT:%F %T.%f}\t{AT:%F}\t{{{payload}}}\n"
        for n, (tenant, payload) in enumerate([*((OURS, p) for p in payloads), (THEIRS, "")])
    ]
    door.insert("events", COLUMNS, (line.encode() for line in lines))
    people = [(1, 1, [STAFF]), (2, 1, [STAFF, OURS]), (2, 2, [OURS]), (3, 1, [])]
    door.insert("people", PERSON, (person(*one) for one in people))
    door.insert("events", COLUMNS, (bought(n, 10 + n).encode() for n in (1, 2, 3)))
    door.command(f"CREATE TABLE {door.staging}.events_new AS events")
    door.command(f"INSERT INTO {door.staging}.events_new SELECT * FROM events")  # noqa: S608
    yield door
    door.close()


PERSON = ("tenant_id", "number", "version", "customer_id", "fields")


def person(number: int, version: int, known_to: list[UUID]) -> bytes:
    fields = json.dumps({"known_to": [str(one) for one in known_to]})
    return f"{OURS}\t{number}\t{version}\t{UUID(int=number)}\t{fields}\n".encode()


def bought(number: int, id: int) -> str:
    when = f"{AT:%F %T.%f}\t{AT:%F}"
    return f"{id}\t{id}\t{OURS}\tBought\t1\t{number}\t{UUID(int=number)}\t{when}\t{{}}\n"


def ours(warehouse: Warehouse, sql: str, **params: Any) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in scoped(warehouse, OURS, Reach.all(), sql, params)]


def test_making_it_twice_keeps_what_is_there(warehouse: Warehouse) -> None:
    assert warehouse.create() == warehouse.identity() == warehouse.create()
    assert warehouse.value("SELECT count() FROM events") == 8


def test_parameters_and_instants_keep_their_types(warehouse: Warehouse) -> None:
    beijing = timezone(timedelta(hours=8))
    at = "happened_at = {at:DateTime64(6, 'UTC')}"
    asked = f"SELECT happened_at, customer_id FROM events WHERE id = {{id:UInt64}} AND {at}"  # noqa: S608
    (row,) = warehouse.query(asked, {"id": 3, "at": AT.astimezone(beijing)})
    assert row == {"happened_at": AT, "customer_id": UUID(int=3)}
    assert row["happened_at"].tzinfo is not None


def test_a_wrong_statement_is_an_error_of_the_driver(warehouse: Warehouse) -> None:
    with pytest.raises(DatabaseError, match="nothing"):
        warehouse.query("SELECT nothing FROM events")


def test_nobody_there_is_said_at_each_call_and_forgotten_when_somebody_is() -> None:
    door = Warehouse(f"http://127.0.0.1:{free_port()}", KEY)
    for _ in range(2):
        with pytest.raises(Unreachable):
            door.query("SELECT 1")


def test_a_warehouse_whose_tables_are_yet_to_be_made_does_not_answer(
    process: WarehouseProcess,
) -> None:
    door = process.door("nothing_yet")
    with pytest.raises(Unreachable):
        scoped(door, OURS, Reach.all(), "SELECT count() FROM events")
    door.close()


def test_a_question_past_its_limits_is_refused_and_the_next_one_answered(
    warehouse: Warehouse,
) -> None:
    dear = "SELECT length(groupArray(number)) FROM numbers(10000000)"
    with pytest.raises(QuestionTooDear) as refused:
        scoped(warehouse, OURS, Reach.all(), dear, max_memory_usage=2 << 20)
    assert refused.value.data == {"seconds": 120, "megabytes": 2}
    assert ours(warehouse, "SELECT count() FROM events") == [(7,)]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count() FROM events",
        "SELECT count() FROM siyu.events",
        "SELECT count() FROM events AS other WHERE other.id >= 0",
        "SELECT count() FROM (SELECT * FROM events)",
        "WITH seen AS (SELECT id FROM events) SELECT count() FROM seen",
        "SELECT (SELECT count() FROM events)",
        "SELECT countIf(number IN (SELECT id FROM events)) FROM numbers(100)",
        "SELECT count() FROM events AS a JOIN events AS b ON a.id = b.id",
        "SELECT max(n) FROM (SELECT count() AS n FROM events UNION ALL SELECT 0)",
        "SELECT count() FROM events WHERE tenant_id = toUUID(toString(tenant_id)) OR 1",
    ],
)
def test_a_question_sees_its_tenant_only_however_it_is_put(warehouse: Warehouse, sql: str) -> None:
    assert ours(warehouse, sql) == [(7,)]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count() FROM siyu_staging.events_new",
        "SELECT count() FROM `siyu_staging`.`events_new`",
        "SELECT count() FROM merge('siyu', 'events')",
        "SELECT count() FROM mergeTreeIndex('siyu', 'events')",
        "SELECT count() FROM remote('127.0.0.1', 'siyu', 'events')",
        "SELECT count() FROM file('/etc/hostname', 'LineAsString')",
        "SELECT count() FROM system.parts",
        "SELECT count() FROM SYSTEM.parts",
        "SELECT (SELECT count() FROM system.parts)",
        "SELECT 1 IN (siyu_staging.events_new)",
        "WITH seen AS (SELECT * FROM siyu_staging.events_new) SELECT count() FROM seen",
        "SELECT count() FROM {table:Identifier}",
        "SELECT file('/etc/hostname')",
    ],
)
def test_nothing_but_the_events_can_be_read(warehouse: Warehouse, sql: str) -> None:
    with pytest.raises((BeyondScope, DatabaseError)) as refused:
        ours(warehouse, sql, table="siyu_staging.events_new")
    if isinstance(refused.value, BeyondScope):
        assert refused.value.data["tables"] == "events, histories, people, keys, merged"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count() FROM events SETTINGS additional_table_filters = {}",
        "SELECT count() FROM events SETTINGS readonly = 0",
        "SELECT count() FROM events; SELECT count() FROM events",
        "INSERT INTO events (id) SELECT 9",
        "TRUNCATE TABLE events",
        "SET readonly = 0",
    ],
)
def test_the_condition_cannot_be_undone_and_nothing_written(warehouse: Warehouse, sql: str) -> None:
    with pytest.raises(DatabaseError):
        ours(warehouse, sql)
    assert warehouse.value("SELECT count() FROM events") == 8


@pytest.mark.parametrize(
    "asked",
    [
        "SELECT count() FROM {table:Identifier}",
        "SELECT count() FROM {table:IDENTIFIER}",
        "SELECT count() FROM {table: /* a name */ Identifier}",
    ],
)
def test_a_name_that_comes_as_a_value_is_looked_at_each_time(
    warehouse: Warehouse, asked: str
) -> None:
    with suppress(DatabaseError, BeyondScope):
        assert ours(warehouse, asked, table="events") == [(7,)]
    with pytest.raises((BeyondScope, DatabaseError)):
        ours(warehouse, asked, table="siyu_staging.events_new")


@pytest.mark.parametrize(
    ("reach", "seen"),
    [
        (Reach.all(), [0, 1, 2, 3, 11, 12, 13]),
        (Reach(staff_ids=frozenset({STAFF})), [1, 11]),
        (Reach(staff_ids=frozenset({OURS})), [3, 12]),
        (Reach(staff_ids=frozenset({STAFF, OURS}), node_ids=frozenset({NODE})), [1, 2, 3, 11, 12]),
        (Reach(staff_ids=frozenset({uuid4()})), []),
        (Reach(staff_ids=frozenset()), []),
    ],
)
def test_a_reach_narrows_to_people_whom_its_staff_know_and_to_what_names_it(
    warehouse: Warehouse, reach: Reach, seen: list[int]
) -> None:
    found = scoped(warehouse, OURS, reach, "SELECT id FROM events ORDER BY id")
    assert [row["id"] for row in found] == seen


def test_a_reach_narrows_people_by_what_is_true_of_them_now(warehouse: Warehouse) -> None:
    asked = "SELECT number FROM people ORDER BY number"
    seen = [
        [row["number"] for row in scoped(warehouse, tenant, reach, asked)]
        for tenant, reach in (
            (OURS, Reach.all()),
            (OURS, Reach(staff_ids=frozenset({STAFF}))),
            (THEIRS, Reach.all()),
        )
    ]
    assert seen == [[1, 2, 3], [1], []]


def test_several_may_make_the_tables_at_once(process: WarehouseProcess) -> None:
    """As the worker and a page do on a first start; and as two of a new release do."""
    doors = [process.door("together") for _ in range(6)]
    for _ in range(2):
        with ThreadPoolExecutor(len(doors)) as pool:
            list(pool.map(Warehouse.create, doors))
        assert doors[0].create() == doors[0].identity() != ""
        assert doors[0].value("SELECT count() FROM events WHERE person > 0") == 0
        doors[0].command("ALTER TABLE people MODIFY COMMENT 'a form of old'")
    for door in doors:
        door.close()
