"""Everybody is on one step of each ladder; every move is an event with its cause."""

from uuid import UUID

import pytest
from sqlalchemy import text

from siyu.audiences import stages
from siyu.audiences.errors import SegmentUnfit, StepsUnfit
from siyu.audiences.ladders import stages as stages_of
from tests.audiences.live.scene import Scene, field

MOVES = text(
    "SELECT payload FROM events WHERE name = :name AND customer_id = :customer ORDER BY xid, id"
)


def moves(scene: Scene, customer_id: UUID, name: str = "StageMoved") -> list[tuple[str, str, str]]:
    with scene.work() as work:
        rows = work.session.scalars(MOVES, {"name": name, "customer": customer_id})
        return [(one["before"], one["after"], one["cause"]) for one in rows]


def founded(scene: Scene, cause: str = "defined") -> None:
    """A brand whose night has come, and what it queued is done."""
    scene.night()
    for segment in scene.all_segments():
        scene.fill(segment, cause)


def test_a_friend_who_buys_climbs_and_one_who_leaves_is_lost(scene: Scene) -> None:
    founded(scene)
    person = scene.befriend("w1")
    scene.listen()
    with scene.work() as work:
        assert str(stages_of(work, [person])[person]) == "acquainted"
    scene.celebrate(person, 5, 1)
    scene.listen()
    scene.lose("w1")
    scene.listen()
    assert moves(scene, person) == [
        ("none", "acquainted", "FriendAdded"),
        ("acquainted", "engaged", "ProfileChanged"),
        ("engaged", "lost", "FriendLost"),
    ]


def test_the_top_fifth_by_value_are_super_users_from_the_next_night_on(scene: Scene) -> None:
    founded(scene)
    for n in range(1, 6):
        scene.order(f"m{n}", f"{n}.00")
    scene.listen()
    best = scene.meet("m5")
    assert scene.portrait(best).fields["stage"] == ["buying"]
    founded(scene, "cut")
    assert scene.portrait(best).fields["stage"] == ["super_user"]
    assert moves(scene, best)[-1] == ("buying", "super_user", "cut")
    assert scene.portrait(scene.meet("m4")).fields["stage"] == ["buying"]


def test_who_is_silent_falls_asleep_and_is_lost_by_time_alone(scene: Scene) -> None:
    founded(scene)
    scene.order("m1")
    scene.order("m1")
    scene.listen()
    person = scene.meet("m1")
    scene.later(days=31)
    scene.later(days=60)
    scene.later(days=100)
    told = [(after, cause) for _, after, cause in moves(scene, person, "ValueClassMoved")]
    assert told == [
        ("new", "OrderPlaced"),
        ("potential", "time"),
        ("leaving", "time"),
        ("sleeping", "time"),
    ]
    assert moves(scene, person)[-1] == ("buying", "lost", "time")


def test_a_segment_may_ask_for_a_stage(scene: Scene) -> None:
    founded(scene)
    segment = scene.segment(field("stage", "any_of", ["buying"]))
    scene.order("m1")
    scene.listen()
    assert scene.inside(segment) == {scene.meet("m1")}
    assert scene.moves(scene.meet("m1")) == [("+S", "OrderPlaced")]


def test_a_brand_edits_its_rules_and_their_order(scene: Scene) -> None:
    founded(scene)
    scene.order("m1")
    scene.listen()
    person = scene.meet("m1")
    with scene.work() as work:
        rules = [(one.key, one.segment.definition) for one in stages.steps(work, "stage")]
        rules = [(k, field("orders", "ge", 5) if k == "buying" else d) for k, d in rules]
        stages.change(work, scene.runtime.registry, "stage", rules[::-1])
    for segment in scene.all_segments():
        scene.fill(segment)
    stages.climb(scene.job())
    assert "stage" not in scene.portrait(person).fields
    assert moves(scene, person)[-1] == ("buying", "none", "defined")


def test_a_ladder_has_its_steps_and_no_step_asks_for_a_ladder(scene: Scene) -> None:
    founded(scene)
    registry = scene.runtime.registry
    with scene.work() as work, pytest.raises(StepsUnfit):
        stages.change(work, registry, "stage", [("lost", field("orders", "ge", 1))])
    with scene.work() as work:
        steps = [(one.key, one.segment.definition) for one in stages.steps(work, "stage")]
    steps[0] = (steps[0][0], field("value_class", "any_of", ["new"]))
    with scene.work() as work, pytest.raises(SegmentUnfit):
        stages.change(work, registry, "stage", steps)


def test_moves_are_told_from_first_to_last(scene: Scene) -> None:
    founded(scene)
    person = scene.befriend("w1")
    scene.listen()
    scene.celebrate(person, 5, 1)
    scene.listen()
    scene.carry()
    today = scene.clock.now().date()
    with scene.work() as work:
        found = stages.flows(work, "stage", today, today)
    assert [(one.before, one.after, one.people) for one in found] == [("none", "engaged", 1)]
