"""The tables of a cluster: those of one machine, and statements that the engine can read."""

from collections.abc import Iterator
from typing import Any

import pytest
from typer.testing import CliRunner

from siyu.cli import app
from siyu.platform import warehouse_tables as tables
from siyu.platform.warehouse import Warehouse
from siyu.platform.warehouse_cluster import LIMITS, PLACED_BY, QUESTIONS, Cluster, columns_read
from tests.warehouse_process import WarehouseProcess, warehouse_process

PLAIN = Cluster("big", "w", replicated=False)
TIERED = Cluster("big", "w", cold_after_days=400)
COLUMNS = (
    "SELECT name, type, default_kind, replaceAll(default_expression, database, '') AS default"
    " FROM system.columns WHERE database = {database:String} AND table = {table:String}"
    " ORDER BY position"
)
LAID_OUT = (
    "SELECT engine, partition_key, sorting_key FROM system.tables"
    " WHERE database = {database:String} AND name = {table:String}"
)


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarehouseProcess]:
    """With one machine's tables in `siyu`, and those of a shard of the cluster `w`."""
    with warehouse_process(tmp_path_factory.mktemp("warehouse")) as process:
        alone = process.door()
        alone.create()
        alone.command(f"CREATE DATABASE {PLAIN.shard}")
        for statement in PLAIN.on_one_server():
            alone.command(statement)
        alone.close()
        yield process


@pytest.fixture
def engine(process: WarehouseProcess) -> Iterator[Warehouse]:
    door = process.door()
    yield door
    door.close()


def asked(engine: Warehouse, sql: str, database: str, table: str) -> list[tuple[Any, ...]]:
    found = engine.query(sql, {"database": database, "table": table})
    return [tuple(row.values()) for row in found]


@pytest.mark.parametrize("cluster", [PLAIN, TIERED])
def test_the_engine_reads_every_statement(engine: Warehouse, cluster: Cluster) -> None:
    for statement in cluster.made():
        assert engine.value("SELECT formatQuery({sql:String})", {"sql": statement})
        assert "ON CLUSTER big" in statement


def test_a_shard_has_the_columns_of_one_machine_month_by_month(engine: Warehouse) -> None:
    for table in (*tables.TABLES, "standing"):
        alone = asked(engine, COLUMNS, "siyu", table)
        assert alone
        assert asked(engine, COLUMNS, PLAIN.shard, table) == alone
    order = "tenant_id, name, number, happened_at, id"
    assert asked(engine, LAID_OUT, "siyu", "events") == [("MergeTree", "", order)]
    by_month = [("MergeTree", "toYYYYMM(day)", order)]
    assert asked(engine, LAID_OUT, PLAIN.shard, "events") == by_month


def test_a_shard_is_known_by_the_form_of_its_tables(process: WarehouseProcess) -> None:
    door = process.door(PLAIN.shard)
    assert door.identity()
    door.close()


def test_what_questions_read_has_the_same_columns_and_person_is_one_like_others(
    engine: Warehouse,
) -> None:
    for table, columns in columns_read().items():
        engine.command(f"CREATE TABLE {table}_read ({columns}) ENGINE = Memory")
        read = asked(engine, COLUMNS, "siyu", f"{table}_read")
        alone = asked(engine, COLUMNS, "siyu", table)
        assert read == [(name, kind, "", "") for name, kind, *_ in alone]
        assert PLACED_BY[table] in [name for name, *_ in read]


def test_replicas_and_a_cold_volume_are_said_where_they_are_wanted() -> None:
    for cluster, replicated in ((PLAIN, False), (TIERED, True)):
        made = [one for one in cluster.on_shards() if "CREATE TABLE" in one]
        assert len(made) == 5
        assert [("ENGINE = Replicated" in one) for one in made] == [replicated] * 5
    events = next(one for one in TIERED.on_shards() if "w_shard.events" in one)
    assert "TTL day + INTERVAL 400 DAY TO VOLUME 'cold'" in events
    assert "storage_policy = 'tiered'" in events
    assert "tiered" not in "".join(PLAIN.made())


def test_every_setting_is_one_of_the_engines(engine: Warehouse) -> None:
    names = sorted([*QUESTIONS, *LIMITS])
    known = "SELECT name FROM system.settings WHERE name IN {names:Array(String)} ORDER BY name"
    assert [row["name"] for row in engine.query(known, {"names": names})] == names


def test_the_reader_gets_no_right_to_write() -> None:
    rights = [one for one in TIERED.rights() if one.startswith("GRANT")]
    assert [one.split(" big ")[1].split(" ON ")[0] for one in rights] == [
        "SELECT",
        "SELECT, dictGet",
    ]


def test_the_command_prints_one_machine_or_a_cluster() -> None:
    run = CliRunner().invoke
    alone = run(app, ["warehouse-tables"]).output
    assert alone.count(";\n") == 7
    assert "Replicated" not in alone
    spread = run(app, ["warehouse-tables", "--cluster", "big", "--database", "w"]).output
    assert spread == "\n\n".join(f"{one};" for one in Cluster("big", "w").made()) + "\n"
    no_replicas = run(app, ["warehouse-tables", "--cluster", "big", "--no-replicas"]).output
    assert "Replicated" not in no_replicas
    assert "Distributed('big', 'siyu_shard', 'events', person)" in no_replicas
