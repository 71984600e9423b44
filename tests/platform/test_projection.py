import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import md5
from uuid import UUID, uuid4

import psycopg
import pytest
from clickhouse_connect.driver.exceptions import DatabaseError
from sqlalchemy import Engine, text

from siyu.platform import projection
from siyu.platform import warehouse_tables as tables
from siyu.platform.declarations import NOBODY, Census
from siyu.platform.projection import Lag
from siyu.platform.runtime import Runtime
from siyu.platform.warehouse import NO_CUSTOMER, Warehouse
from tests.warehouse_process import WarehouseProcess, warehouse_process
from tests.warehouse_rows import assert_histories_agree

AT = datetime(2026, 11, 16, 4, 0, 0, 123456, UTC)
AWKWARD = 'tab\t line\n back\\slash "quoted" \\N \\t é 中 \u0001'
APPEND = text(
    "INSERT INTO events (tenant_id, name, version, customer_id, happened_at, actor, payload)"
    " SELECT :tenant_id, :name, 1, :customer_id, :at, 'system:test',"
    " jsonb_build_object('n', n, 'text', cast(:text AS text)) FROM generate_series(1, :rows) AS n"
)
POSITIONS = text("SELECT xid, id FROM events ORDER BY xid, id")


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarehouseProcess]:
    with warehouse_process(tmp_path_factory.mktemp("warehouse")) as process:
        yield process


@pytest.fixture
def warehouse(process: WarehouseProcess) -> Iterator[Warehouse]:
    """A warehouse of its own for every test, where nothing has been made yet."""
    door = process.door(f"w{uuid4().hex}")
    yield door
    door.close()


@pytest.fixture
def engine(runtime: Runtime) -> Engine:
    return runtime.engine


def append(engine: Engine, rows: int = 1, **differs: object) -> None:
    row = {"tenant_id": UUID(int=1), "name": "Tested", "customer_id": UUID(int=2), "at": AT}
    with engine.begin() as record:
        record.execute(APPEND, {**row, "text": "", "rows": rows, **differs})


def in_log(engine: Engine) -> list[tuple[int, int]]:
    with engine.begin() as record:
        return [(row.xid, row.id) for row in record.execute(POSITIONS)]


def in_warehouse(warehouse: Warehouse) -> list[tuple[int, int]]:
    found = warehouse.query("SELECT xid, id FROM events ORDER BY xid, id")
    assert_histories_agree(warehouse)
    return [(row["xid"], row["id"]) for row in found]


def test_every_column_arrives_as_it_was(engine: Engine, warehouse: Warehouse) -> None:
    append(engine, text=AWKWARD)
    append(engine, customer_id=None, name="O'Tested\t\\", at=AT.replace(microsecond=0))
    assert projection.project(engine, warehouse) == 2
    with engine.begin() as record:
        logged = record.execute(text("SELECT * FROM events ORDER BY xid, id")).all()
    found = warehouse.query("SELECT * FROM events ORDER BY xid, id")
    texts = warehouse.query("SELECT payload.text.:String AS text FROM events ORDER BY xid, id")
    for was, row in zip(logged, found, strict=True):
        assert row["customer_id"] == (was.customer_id or NO_CUSTOMER)
        for column in ("xid", "id", "tenant_id", "name", "version", "happened_at"):
            assert row[column] == getattr(was, column)
    assert [row["text"] for row in texts] == [AWKWARD, ""]


def test_an_open_writer_holds_back_who_comes_after_and_nothing_is_skipped(
    engine: Engine, warehouse: Warehouse
) -> None:
    append(engine)
    with engine.connect() as slow, slow.begin():
        slow.execute(APPEND, {"tenant_id": UUID(int=1), "name": "Slow", "customer_id": None,
                              "at": AT, "text": "", "rows": 2})  # fmt: skip
        append(engine, 3)
        assert projection.project(engine, warehouse) == 1
        assert projection.project(engine, warehouse) == 0
        assert in_warehouse(warehouse) == in_log(engine)[:1]
    assert projection.project(engine, warehouse) == 5
    assert in_warehouse(warehouse) == in_log(engine)


def test_batches_end_in_the_middle_of_a_transaction_and_go_on_there(
    engine: Engine, warehouse: Warehouse
) -> None:
    append(engine, 10)
    append(engine, 3)
    carried = [projection.project(engine, warehouse, most=4) for _ in range(5)]
    assert carried == [4, 4, 4, 1, 0]
    assert in_warehouse(warehouse) == in_log(engine)


def test_rows_beyond_the_cursor_are_cleared_before_the_next_batch(
    engine: Engine, warehouse: Warehouse
) -> None:
    append(engine, 4, customer_id=known(1))
    projection.project(engine, warehouse, OURS, most=2)
    cursor = text("SELECT * FROM listener_cursors WHERE name LIKE 'warehouse:%'")
    with engine.begin() as record:
        before = record.execute(cursor).one()
    projection.project(engine, warehouse, OURS)
    with engine.begin() as record:
        record.execute(projection.MOVE, before._asdict())
    append(engine, 1, customer_id=known(2))
    assert projection.project(engine, warehouse, OURS) == 3
    assert in_warehouse(warehouse) == in_log(engine)


def test_what_another_projector_staged_can_no_longer_be_moved(
    engine: Engine, warehouse: Warehouse
) -> None:
    append(engine, 2)
    projection.project(engine, warehouse)
    left = f"{warehouse.staging}.events_late"
    warehouse.command(f"CREATE TABLE {left} AS {warehouse.database}.events")
    warehouse.command(f"INSERT INTO {left} SELECT * FROM events")  # noqa: S608
    append(engine)
    assert projection.project(engine, warehouse) == 1
    with pytest.raises(DatabaseError, match="UNKNOWN_TABLE"):
        warehouse.command(f"ALTER TABLE {left} MOVE PARTITION tuple() TO TABLE events")
    assert in_warehouse(warehouse) == in_log(engine)


def test_one_projector_at_a_time(engine: Engine, warehouse: Warehouse) -> None:
    append(engine, 5)
    with engine.begin() as other:
        assert other.scalar(projection.TRY_LOCK, projection.LOCK)
        assert projection.project(engine, warehouse) == 0
    assert projection.project(engine, warehouse) == 5


def test_many_projectors_at_once_double_nothing(engine: Engine, warehouse: Warehouse) -> None:
    stop = threading.Event()

    def carry() -> None:
        while not stop.is_set():
            projection.project(engine, warehouse, most=7)

    warehouse.create()
    carriers = [threading.Thread(target=carry) for _ in range(3)]
    for one in carriers:
        one.start()
    for _ in range(20):
        append(engine, 5)
    while projection.lag(engine, warehouse, AT).rows:
        stop.wait(0.05)
    stop.set()
    for one in carriers:
        one.join()
    assert in_warehouse(warehouse) == in_log(engine)


def test_a_projector_that_lost_its_connection_moves_no_cursor(
    engine: Engine, warehouse: Warehouse, database_url: str
) -> None:
    append(engine, 5)
    warehouse.create()
    killer = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'COPY (%'"
    killer += " AND pid <> pg_backend_pid()"
    plain = database_url.replace("postgresql+psycopg", "postgresql")
    done = threading.Event()

    def kill() -> None:
        with psycopg.connect(plain, autocommit=True) as admin:
            while not done.is_set():
                admin.execute(killer)

    killing = threading.Thread(target=kill)
    killing.start()
    append(engine, 200_000)
    with pytest.raises(Exception, match=r"terminat|closed|lost"):
        projection.project(engine, warehouse)
    done.set()
    killing.join()
    assert in_warehouse(warehouse) == []
    while projection.project(engine, warehouse):
        pass
    assert warehouse.value("SELECT count() FROM events") == 200_005


def test_lag_counts_what_waits_and_since_when(engine: Engine, warehouse: Warehouse) -> None:
    now = AT + timedelta(seconds=9)
    assert projection.lag(engine, warehouse, now) == Lag(0, 0.0)
    append(engine, 3)
    append(engine, 1, at=now)
    assert projection.lag(engine, warehouse, now) == Lag(4, 9.0)
    projection.project(engine, warehouse, most=3)
    assert projection.lag(engine, warehouse, now) == Lag(1, 0.0)


def test_a_rebuild_gives_the_same_rows(engine: Engine, warehouse: Warehouse) -> None:
    append(engine, 6, name="Kept")
    append(engine, 5, tenant_id=UUID(int=8))
    while projection.project(engine, warehouse, most=4):
        pass
    counted = "SELECT tenant_id, name, count() AS rows FROM events GROUP BY ALL ORDER BY ALL"
    before, positions = warehouse.query(counted), in_warehouse(warehouse)
    append(engine, 2)
    assert projection.rebuild(engine, warehouse) == 13
    after = warehouse.query(counted)
    assert [row["rows"] for row in before] == [6, 5]
    assert [row["rows"] for row in after] == [6, 2, 5]
    assert set(positions) < set(in_warehouse(warehouse))
    assert in_warehouse(warehouse) == in_log(engine)


def test_a_new_warehouse_is_filled_from_the_start(
    engine: Engine, warehouse: Warehouse, process: WarehouseProcess
) -> None:
    append(engine, 3, customer_id=known(1))
    projection.project(engine, warehouse, OURS)
    warehouse.command("DROP TABLE events SYNC")
    assert projection.project(engine, warehouse, OURS) == 3
    assert in_warehouse(warehouse) == in_log(engine)
    other = process.door(f"w{uuid4().hex}")
    assert projection.project(engine, other, OURS) == 3
    assert in_warehouse(other) == in_log(engine)


@pytest.mark.parametrize("made", range(len(tables.ALL)))
def test_tables_whose_making_was_broken_off_are_made_to_the_end(
    engine: Engine, warehouse: Warehouse, process: WarehouseProcess, made: int
) -> None:
    bare = process.door("default")
    for database in (warehouse.database, warehouse.staging):
        bare.command(f"CREATE DATABASE {database} ENGINE = Atomic")
    bare.close()
    for statement in tables.made(warehouse.database)[:made]:
        warehouse.command(statement)
    append(engine, 2)
    assert projection.project(engine, warehouse) == 2
    there = warehouse.query("SELECT name FROM system.tables WHERE database = currentDatabase()")
    assert {row["name"] for row in there} >= set(tables.TABLES)


FOUR = "SELECT md5(n::text)::uuid, n FROM generate_series(1, 4) AS n"
CENSUS = Census(
    people=FOUR,
    merged="SELECT '{one}'::uuid, 2, 1 WHERE EXISTS (SELECT FROM events WHERE name = 'Joined')",
    zones="SELECT '{one}'::uuid, 'Asia/Shanghai'",
    moved_by=("Joined",),
)
OURS = replace(
    CENSUS,
    merged=CENSUS.merged.format(one=UUID(int=1)),
    zones=CENSUS.zones.format(one=UUID(int=1)),
)


def known(n: int) -> UUID:
    return UUID(md5(str(n).encode()).hexdigest())


def test_people_are_known_by_number_and_days_are_the_brands(
    engine: Engine, warehouse: Warehouse
) -> None:
    append(engine, customer_id=known(3), at=datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC))
    append(engine, customer_id=known(3), at=datetime(2026, 3, 1, 16, tzinfo=UTC))
    append(engine, customer_id=None, at=AT)
    append(engine, tenant_id=UUID(int=9), at=datetime(2026, 3, 1, 16, tzinfo=UTC))
    assert projection.project(engine, warehouse, OURS) == 4
    assert_histories_agree(warehouse)
    found = warehouse.query("SELECT number, person, toString(day) AS day FROM events ORDER BY id")
    assert [tuple(row.values()) for row in found] == [
        (3, 3, "2026-03-01"),
        (3, 3, "2026-03-02"),
        (0, 0, "2026-11-16"),
        (0, 0, "2026-03-01"),
    ]


def test_who_was_merged_is_found_under_whom_they_became(
    engine: Engine, warehouse: Warehouse
) -> None:
    for n in (1, 2, 3):
        append(engine, customer_id=known(n))
    projection.project(engine, warehouse, OURS)
    people = "SELECT groupArraySorted(9)(person) AS people FROM events WHERE name = 'Tested'"
    assert warehouse.value(people) == [1, 2, 3]
    append(engine, name="Joined", customer_id=known(1))
    projection.project(engine, warehouse, OURS)
    assert warehouse.value(people) == [1, 1, 3]
    with engine.begin() as record:
        record.execute(text("DELETE FROM events WHERE name = 'Joined'"))
    append(engine, name="Joined", tenant_id=UUID(int=5))
    parted = replace(OURS, merged=NOBODY.merged)
    projection.project(engine, warehouse, parted)
    assert warehouse.value(people) == [1, 2, 3]


def test_a_warehouse_of_another_form_is_made_anew(engine: Engine, warehouse: Warehouse) -> None:
    append(engine, 3)
    projection.project(engine, warehouse)
    warehouse.command("ALTER TABLE events MODIFY COMMENT 'form of old'")
    assert projection.project(engine, warehouse) == 3
    assert in_warehouse(warehouse) == in_log(engine)


def test_the_loop_says_whether_more_waits(runtime: Runtime, warehouse: Warehouse) -> None:
    loop = projection.loop(warehouse)
    append(runtime.engine, 2)
    assert loop.step(runtime) is False
    assert in_warehouse(warehouse) == in_log(runtime.engine)
