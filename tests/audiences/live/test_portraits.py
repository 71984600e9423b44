"""A portrait says what conditions see of a person, follows them, and reaches the warehouse."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from siyu.audiences import listening
from siyu.customers import erasing
from siyu.platform.jobs import JobRun
from tests.audiences.live.scene import Scene
from tests.conftest import MONDAY_NOON


def told(scene: Scene, customer_id: UUID) -> dict[str, object]:
    return scene.portrait(customer_id).fields


def shipped(scene: Scene) -> dict[int, dict[str, object]]:
    scene.carry()
    assert scene.runtime.warehouse is not None
    rows = scene.runtime.warehouse.query(
        "SELECT number, toString(fields) AS fields FROM people FINAL"
    )
    assert keys_in(scene) == keys_of(rows)
    return {row["number"]: row["fields"] for row in rows}


def keys_in(scene: Scene) -> set[tuple[int, str, str]]:
    """Who has which key of which field, as the warehouse has it turned round."""
    assert scene.runtime.warehouse is not None
    rows = scene.runtime.warehouse.query("SELECT number, field, key FROM keys FINAL")
    found = {(row["number"], row["field"], row["key"]) for row in rows}
    assert len(found) == len(rows)
    return found


def keys_of(people: Sequence[Mapping[str, Any]]) -> set[tuple[int, str, str]]:
    return {
        (one["number"], field, key)
        for one in people
        for field, value in json.loads(one["fields"]).items()
        if isinstance(value, list)
        for key in value
    }


def test_a_portrait_holds_keys_and_numbers_and_never_a_text(scene: Scene) -> None:
    person, tag_id, lin = scene.befriend("w1"), scene.tag(), scene.staff()
    scene.give(person, tag_id)
    scene.listen()
    fields = told(scene, person)
    assert fields["tags"] == [str(tag_id)]
    assert fields["advisers"] == [str(lin)]
    assert fields["known_to"] == [str(lin)]
    assert fields["friendship"] == ["friend"]
    assert fields["orders"] == 0
    assert fields["name"] is True
    assert fields["met_at"] == MONDAY_NOON.timestamp()
    assert "spent" not in fields
    assert "w1" not in str(fields)


def test_whoever_was_known_stays_within_reach(scene: Scene) -> None:
    person, lin = scene.befriend("w1"), scene.staff()
    scene.lose("w1")
    scene.listen()
    fields = told(scene, person)
    assert fields["friendship"] == ["lost"]
    assert fields["known_to"] == [str(lin)]
    assert "advisers" not in fields


def test_a_change_keeps_what_was_before(scene: Scene) -> None:
    person = scene.meet("m1")
    scene.order("m1")
    scene.listen()
    scene.clock.forward(hours=1)
    scene.order("m1")
    scene.listen()
    rows = text("SELECT before FROM portrait_changes WHERE customer_id = :id ORDER BY xid, id")
    with scene.work() as work:
        before = [row.before for row in work.session.execute(rows, {"id": person})]
    assert before[0] == {}
    assert before[-1] == {
        "orders": 1, "spent": 500, "last_order_at": MONDAY_NOON.timestamp(),
    }  # fmt: skip


def test_the_warehouse_has_the_latest_portrait_of_each(scene: Scene) -> None:
    scene.meet("m1")
    scene.order("m1")
    scene.listen()
    assert [str(one) for one in shipped(scene).values()][0].count('"orders":1') == 1
    scene.order("m1")
    scene.listen()
    assert [str(one).count('"orders":2') for one in shipped(scene).values()] == [1]


def test_keys_that_are_taken_away_are_gone_and_come_again(scene: Scene) -> None:
    person, first, second = scene.befriend("w1"), scene.tag(), scene.tag("second")
    scene.give(person, first)
    scene.listen()
    shipped(scene)
    for taken, given in ((first, second), (second, first)):
        scene.take(person, taken)
        scene.listen()
        scene.give(person, given)
        scene.listen()
        shipped(scene)
        tags = {key for _, field, key in keys_in(scene) if field == "tags"}
        assert tags == {str(given)}


def test_keys_are_right_when_a_sending_was_broken_off(scene: Scene) -> None:
    person, tag_id = scene.befriend("w1"), scene.tag()
    scene.give(person, tag_id)
    scene.listen()
    back = text("UPDATE listener_cursors SET xid = 0, id = 0 WHERE name LIKE 'people:%'")
    before = text("SELECT xid, id FROM listener_cursors WHERE name LIKE 'people:%'")
    shipped(scene)
    with scene.runtime.engine.begin() as record:
        cursor = record.execute(before).one()
        record.execute(back)
    scene.take(person, tag_id)
    scene.listen()
    shipped(scene)
    assert "tags" not in {field for _, field, _ in keys_in(scene)}
    scene.give(person, tag_id)
    scene.listen()
    shipped(scene)
    again = text("UPDATE listener_cursors SET xid = :xid, id = :id WHERE name LIKE 'people:%'")
    with scene.runtime.engine.begin() as record:
        record.execute(again, cursor._asdict())
    shipped(scene)
    assert "tags" in {field for _, field, _ in keys_in(scene)}


def test_who_is_merged_away_is_gone_and_who_parts_stands_again(scene: Scene) -> None:
    kept, gone = scene.meet("m1"), scene.meet("m2")
    scene.order("m2")
    scene.listen()
    merge = scene.merge(kept, gone)
    scene.listen()
    assert told(scene, kept)["orders"] == 1
    assert scene.portrait(gone).gone
    assert told(scene, gone) == {}
    assert len(shipped(scene)) == 1
    scene.part(merge)
    scene.listen()
    assert told(scene, kept)["orders"] == 0
    assert told(scene, gone)["orders"] == 1
    assert len(shipped(scene)) == 2


def test_an_erased_person_leaves_nothing_at_once(scene: Scene) -> None:
    person = scene.befriend("w1")
    scene.listen()
    assert len(shipped(scene)) == 1
    registry = scene.runtime.registry
    with scene.work() as work:
        erasing.erase(work, registry.holdings, registry.traces, person)
    assert told(scene, person) == {}
    assert shipped(scene) == {}
    store = scene.runtime.warehouse
    assert store is not None
    assert store.value("SELECT count() FROM people WHERE NOT gone") == 0
    scene.listen()
    assert scene.portrait(person).gone
    with scene.work() as work:
        kept = text("SELECT count(*) FROM portrait_changes WHERE before <> '{}'")
        assert work.session.scalar(kept) == 0


def test_the_next_birthday_turns_by_itself_the_day_after(scene: Scene) -> None:
    person = scene.meet("m1")
    birthday = MONDAY_NOON.date() + timedelta(days=1)
    scene.celebrate(person, birthday.month, birthday.day)
    scene.listen()
    assert told(scene, person)["next_birthday"] == birthday.isoformat()
    scene.later(days=1)
    assert told(scene, person)["next_birthday"] == birthday.isoformat()
    scene.later(days=1)
    assert told(scene, person)["next_birthday"] == birthday.replace(year=2027).isoformat()


def test_people_from_before_have_a_portrait_after_the_first_night(scene: Scene) -> None:
    person = scene.meet("m1")
    scene.order("m1")
    scene.night()
    assert told(scene, person)["orders"] == 1


def test_who_knows_a_member_of_staff_that_moves_is_of_the_new_store(scene: Scene) -> None:
    person, lin = scene.befriend("w1"), scene.staff()
    scene.listen()
    before = told(scene, person)["stores"]
    scene.move(lin)
    listening.of_staff(JobRun(scene.runtime, scene.tenant_id, 1), staff_id=str(lin))
    assert told(scene, person)["stores"] != before
