"""Who came into a segment and who left it, and the segments that somebody is in."""

from datetime import date
from typing import Any
from uuid import uuid4

from tests.audiences.live.scene import Scene, field, last_days, ordered
from tests.audiences.live.test_routes import made
from tests.customers.asking import Asking


def between(asking: Asking, path: str, first: date, last: date) -> list[Any]:
    """Who came and went between two days."""
    asked = {"from": str(first), "until": str(last)}
    return list(asking.ask("GET", path, 200, params=asked)["items"])


def test_who_came_and_went_is_told_with_the_day_and_the_cause(asking: Asking, scene: Scene) -> None:
    person = scene.meet("m1")
    scene.order("m1")
    scene.listen()
    segment = made(asking, scene, ordered(window=last_days(2)))
    first = scene.clock.now().date()
    scene.listen()
    scene.later(days=2)
    scene.carry()
    last = scene.clock.now().date()
    path = f"segments/{segment['id']}/comings"
    both = between(asking, path, first, last)
    assert [(one["entered"], one["cause_words"]) for one in both] == [
        (False, "time passed"),
        (True, "the definition was saved"),
    ]
    assert {one["person"]["id"] for one in both} == {str(person)}
    (came,) = between(asking, path, first, first)
    assert came["entered"] is True
    assert between(asking, path, date(2001, 1, 1), date(2001, 1, 2)) == []


def test_a_person_is_in_the_live_segments_they_came_into(asking: Asking, scene: Scene) -> None:
    person = scene.befriend("w1")
    scene.listen()
    friends = made(asking, scene, field("friendship", "any_of", ["friend"]), "Friends")
    made(asking, scene, ordered(), "Buyers")
    asking.post(
        "segments",
        {"name": "All", "definition": field("friendship", "is_set"), "live": False},
    )
    scene.listen()
    (one,) = asking.get(f"customers/{person}/segments")["items"]
    assert (one["id"], one["name"]) == (friends["id"], "Friends")
    assert one["since"] is not None


def test_somebody_who_was_merged_is_in_what_both_came_into(asking: Asking, scene: Scene) -> None:
    kept, gone = scene.befriend("w1"), scene.meet("m1")
    scene.order("m1")
    scene.listen()
    made(asking, scene, ordered(), "Buyers")
    scene.merge(kept, gone)
    scene.listen()
    (one,) = asking.get(f"customers/{gone}/segments")["items"]
    assert one["name"] == "Buyers"
    assert one["since"] is not None


def test_somebody_who_was_just_met_is_in_nothing_and_a_stranger_is_not_found(
    asking: Asking, scene: Scene
) -> None:
    person = scene.befriend("w1")
    assert asking.get(f"customers/{person}/segments")["items"] == []
    asking.get(f"customers/{uuid4()}/segments", status=404)
