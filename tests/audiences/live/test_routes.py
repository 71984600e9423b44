"""Segments over HTTP, as the console asks for them."""

from datetime import timedelta
from typing import Any

from tests.audiences.live.scene import Scene, field, last_days, ordered
from tests.customers.asking import Asking


def made(asking: Asking, scene: Scene, definition: dict[str, Any], name: str = "Buyers") -> Any:
    segment = asking.post("segments", {"name": name, "definition": definition})
    scene.fill(segment["id"])
    return segment


def test_the_catalogue_says_what_may_be_asked(asking: Asking) -> None:
    tag_id = asking.tag("Tea")
    found = asking.get("audiences/catalogue")
    fields = {one["name"]: one for one in found["fields"]}
    assert fields["tags"]["kind"] == "tags"
    assert fields["tags"]["options"] == [{"key": tag_id, "title": "Interests · Tea"}]
    assert fields["spent"]["group"] == "commerce"
    assert fields["gender"]["options"][0] == {"key": "male", "title": "male"}
    assert "known_to" not in fields
    events = {one["name"]: one for one in found["events"]}
    assert events["OrderPlaced"]["title"] == "Order placed"
    assert "SegmentEntered" not in events
    assert {"op": "any_of", "title": "is any of"} in found["ops"]["tags"]


def test_faults_come_with_place_and_mend_or_words(asking: Asking) -> None:
    wrong = asking.post("audiences/check", {"definition": field("spend", "ge", 1)}, status=200)
    assert [one["place"] for one in wrong["faults"]] == ["$.field"]
    assert "spent" in wrong["faults"][0]["mend"]
    right = asking.post("audiences/check", {"definition": field("spent", "ge", 1)}, status=200)
    assert right["faults"] == []
    assert right["words_text"]


def test_a_definition_is_previewed_before_it_is_kept(asking: Asking, scene: Scene) -> None:
    person = scene.befriend("w1")
    scene.befriend("w2")
    scene.order("m1")
    scene.listen()
    scene.carry()
    found = asking.post(
        "audiences/preview",
        {"definition": field("friendship", "any_of", ["friend"])},
        status=200,
    )
    assert (found["count"], found["everyone"]) == (2, 3)
    assert found["people"][0]["id"] == str(person)
    assert found["people"][0]["name"] == "w1"
    assert found["by_store"] == [{**found["by_store"][0], "name": "Jing'an", "count": 2}]
    assert found["by_adviser"] == [{**found["by_adviser"][0], "name": "Lin", "count": 2}]
    assert "keys FINAL" in found["sql"]


def test_what_sets_share_is_told_region_by_region(asking: Asking, scene: Scene) -> None:
    scene.befriend("w1")
    scene.order("m1")
    scene.order("m2")
    scene.listen()
    scene.carry()
    body = {"definitions": [ordered(), field("friendship", "any_of", ["friend", "known"])]}
    found = asking.post("audiences/overlap", body, status=200)
    assert found["regions"] == [
        {"of": [0, 1], "count": 2}, {"of": [0], "count": 0}, {"of": [1], "count": 1},
    ]  # fmt: skip


def test_a_segment_is_kept_changed_and_removed(asking: Asking, scene: Scene) -> None:
    segment = made(asking, scene, ordered())
    path = f"segments/{segment['id']}"
    assert asking.get(path)["state"] == "live"
    body = {"name": "Twice", "definition": ordered("ge", 2), "live": False}
    changed = asking.put(path, body)
    assert (changed["version"], changed["live"], changed["members"]) == (2, False, None)
    assert [one["version"] for one in asking.get(f"{path}/versions")["items"]] == [2, 1]
    assert asking.get(f"{path}/uses")["items"] == []
    asking.post("segments", body, status=409)
    asking.delete(path)
    asking.get(path, status=404)
    assert asking.get("segments")["items"] == []


def test_a_definition_that_is_wrong_is_refused_with_all_faults(asking: Asking) -> None:
    wrong = {"kind": "all", "of": [field("spend", "ge", 1), field("tags", "ge", 1)]}
    told = asking.post("segments", {"name": "S", "definition": wrong}, status=422)
    assert told["code"] == "SegmentUnfit"
    assert [one["place"] for one in told["data"]["faults"]] == ["$.of[0].field", "$.of[1].op"]


def test_people_are_listed_live_or_as_the_warehouse_finds(asking: Asking, scene: Scene) -> None:
    segment = made(asking, scene, ordered())
    for name in ("m1", "m2", "m3"):
        scene.order(name)
    scene.listen()
    path = f"segments/{segment['id']}/people"
    first = asking.get(path, limit=2)
    rest = asking.get(path, limit=2, cursor=first["next_cursor"])
    names = [one["name"] for one in first["items"] + rest["items"]]
    assert sorted(names) == ["", "", ""]
    assert len({one["id"] for one in first["items"] + rest["items"]}) == 3
    body = {"name": "Buyers", "definition": ordered(), "live": False}
    asking.put(f"segments/{segment['id']}", body)
    scene.carry()
    assert len(asking.get(path)["items"]) == 3


def test_why_says_each_condition_with_value_now_and_then(asking: Asking, scene: Scene) -> None:
    both = {"kind": "all", "of": [ordered("ge", 2, window=last_days(7)), field("spent", "ge", 800)]}
    segment = made(asking, scene, both)
    scene.order("m1")
    scene.listen()
    person = scene.meet("m1")
    then = scene.clock.now() + timedelta(minutes=1)
    scene.clock.forward(hours=1)
    scene.order("m1")
    scene.listen()
    path = f"segments/{segment['id']}/why/{person}"
    now = asking.get(path)
    assert (now["holds"], now["inside"], now["version"]) == (True, True, 1)
    assert [(one["value"], one["holds"]) for one in now["reason"]["children"]] == [
        (2, True), (1000, True),
    ]  # fmt: skip
    assert now["reason"]["due_at"] == "2026-11-22T16:00:00Z"
    assert now["moves"] == [
        {**now["moves"][0], "entered": True, "cause": "OrderPlaced", "cause_words": "Order placed"}
    ]
    past = asking.get(path, at=then.isoformat())
    assert past["holds"] is False
    assert [(one["value"], one["holds"]) for one in past["reason"]["children"]] == [
        (1, False), (500, False),
    ]  # fmt: skip


def test_coming_and_going_is_told_by_the_day(asking: Asking, scene: Scene) -> None:
    segment = made(asking, scene, ordered("eq", 1))
    scene.order("m1")
    scene.listen()
    scene.order("m1")
    scene.listen()
    scene.carry()
    found = asking.get(f"segments/{segment['id']}/history")["items"]
    assert found == [{"day": "2026-11-16", "entered": 1, "left": 1}]


def test_the_list_of_customers_takes_a_segment(asking: Asking, scene: Scene) -> None:
    segment = made(asking, scene, ordered())
    scene.order("m1")
    scene.befriend("w1")
    scene.listen()
    found = asking.get("customers", segment_id=segment["id"])["items"]
    assert [one["id"] for one in found] == [str(scene.meet("m1"))]
    assert asking.get("customers/count", segment_id=segment["id"])["count"] == 1


def test_a_manager_sees_only_their_own_in_a_segment(asking: Asking, scene: Scene) -> None:
    segment = made(asking, scene, field("friendship", "any_of", ["friend", "known"]))
    scene.befriend("w1")
    scene.order("m1")
    scene.listen()
    scene.carry()
    store = scene.store()
    manager = asking.as_user(["segments.read", "customers.read"], node_id=store)
    assert len(asking.get(f"segments/{segment['id']}/people")["items"]) == 2
    seen = manager.get(f"segments/{segment['id']}/people")["items"]
    assert [one["name"] for one in seen] == ["w1"]
    body = {"definition": field("friendship", "any_of", ["friend", "known"])}
    found = manager.post("audiences/preview", body, status=200)
    assert (found["count"], found["everyone"], len(found["people"])) == (1, 1, 1)
    stranger = scene.meet("m1")
    manager.get(f"segments/{segment['id']}/why/{stranger}", status=404)


def test_rules_and_ladders_over_http(asking: Asking, scene: Scene) -> None:
    tag_id = asking.tag("Tea")
    body = {"name": "R", "tag_id": tag_id, "definition": field("spent", "ge", 1)}
    rule = asking.post("tag-rules", body)
    assert (rule["kind"], rule["tag"]["name"], rule["given"]) == ("computed", "Tea", 0)
    changed = asking.put(f"tag-rules/{rule['id']}", {**body, "expires_after_days": 3})
    assert changed["expires_after_days"] == 3
    asking.delete(f"tag-rules/{rule['id']}")
    assert asking.get("tag-rules")["items"] == []
    scene.night()
    ladders = asking.get("stages")["items"]
    assert [one["ladder"] for one in ladders] == ["stage", "value_class"]
    assert [one["key"] for one in ladders[0]["steps"]] == [
        "lost", "super_user", "buying", "engaged", "acquainted",
    ]  # fmt: skip
    steps = [{"key": one["key"], "definition": one["definition"]} for one in ladders[1]["steps"]]
    asking.put("stages", {"ladder": "value_class", "steps": steps})
    moves = asking.ask(
        "GET", "stages/moves", 200, params={"from": "2026-11-01", "until": "2026-11-30"}
    )
    assert moves["items"] == []


def test_the_rule_that_set_a_tag_is_shown_on_it(asking: Asking, scene: Scene) -> None:
    tag_id = asking.tag("Tea")
    body = {"name": "Tea for buyers", "tag_id": tag_id, "definition": field("orders", "ge", 1)}
    rule = asking.post("tag-rules", body)
    scene.fill(rule["segment"]["id"])
    scene.order("m1")
    scene.listen()
    (tag,) = asking.get(f"customers/{scene.meet('m1')}")["tags"]
    assert (tag["name"], tag["source_words"], tag["given_by"]) == (
        "Tea", "computed", "Tea for buyers",
    )  # fmt: skip
