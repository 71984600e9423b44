"""In a cluster portraits and their keys lie on the shard of their person."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from siyu.audiences import filling, shipping
from siyu.platform import projection, shards
from siyu.platform.shards import Shard
from tests.audiences.live.scene import Scene
from tests.warehouse_process import WarehouseProcess, made_shard

PORTRAITS = text("SELECT number, fields FROM portraits WHERE NOT gone")


@pytest.fixture
def cluster(scene: Scene, process: WarehouseProcess) -> Iterator[Scene]:
    """The scene, whose warehouse is two shards; nothing is in what it asked before."""
    scene.runtime.cluster = [Shard(made_shard(process, f"w{uuid4().hex}"), at, 2) for at in (0, 1)]
    yield scene
    for one in scene.runtime.cluster:
        one.warehouse.close()


def carry(scene: Scene) -> None:
    scene.listen()
    while shards.carry_on(scene.runtime) or shipping.step(scene.runtime):
        continue


def on(one: Shard) -> dict[int, dict[str, Any]]:
    rows = one.warehouse.query("SELECT number, toString(fields) AS fields FROM people FINAL")
    keys = one.warehouse.query("SELECT number, field, key FROM keys FINAL ORDER BY ALL")
    listed = {row["number"]: json.loads(row["fields"]) for row in rows}
    told = {(row["number"], row["field"], row["key"]) for row in keys}
    assert told == {
        (number, field, key)
        for number, fields in listed.items()
        for field, value in fields.items()
        if isinstance(value, list)
        for key in value
    }
    return listed


def check(scene: Scene) -> None:
    """Everybody stands on the shard of their number, as PostgreSQL has them, and nowhere else."""
    with scene.work() as work:
        kept = {row.number: row.fields for row in work.session.execute(PORTRAITS)}
    assert kept
    for one in scene.runtime.cluster:
        here = on(one)
        assert set(here) == {number for number in kept if number % one.of == one.at}
        assert all(here[number].keys() == kept[number].keys() for number in here)


def test_everybodys_portrait_lies_on_their_shard(cluster: Scene) -> None:
    people = [cluster.befriend(f"w{n}") for n in range(4)]
    tag_id = cluster.tag()
    for one in people:
        cluster.give(one, tag_id)
    carry(cluster)
    check(cluster)
    cluster.take(people[0], tag_id)
    merge = cluster.merge(people[1], people[2])
    carry(cluster)
    check(cluster)
    cluster.part(merge)
    cluster.order("m9")
    carry(cluster)
    check(cluster)


def test_it_is_known_when_every_shard_has_all(cluster: Scene) -> None:
    cluster.befriend("w1")
    cluster.listen()
    engine, now = cluster.runtime.engine, cluster.runtime.clock.now()
    assert projection.lag_as_told(engine, now).rows > 0
    filling.catch_up(cluster.runtime)
    assert projection.lag_as_told(engine, now).rows == 0
    check(cluster)


@pytest.mark.parametrize(
    ("many", "left"),
    [(0, {"people:a", "warehouse:a"}), (2, {"people:0/2:b", "warehouse:1/2:b"})],
)
def test_how_far_warehouses_were_told_that_are_no_more_is_forgotten(
    scene: Scene, process: WarehouseProcess, many: int, left: set[str]
) -> None:
    names = ["people:a", "warehouse:a", "people:0/2:b", "warehouse:1/2:b", "warehouse:2/3:c"]
    enter = text("INSERT INTO listener_cursors (name, xid, id, failures) VALUES (:name, 1, 1, 0)")
    runtime = scene.runtime
    with runtime.engine.begin() as record:
        record.execute(enter, [{"name": one} for one in names])
    runtime.cluster = [Shard(process.door("default"), at, many) for at in range(many)]
    shards.forget_other_ways(runtime)
    kept = text("SELECT name FROM listener_cursors WHERE name LIKE '%:%'")
    with runtime.engine.begin() as record:
        assert set(record.scalars(kept)) == left
