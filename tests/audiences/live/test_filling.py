"""A segment is filled from the warehouse without losing or doubling who changes meanwhile."""

import pytest

from siyu.audiences import filling, segments
from siyu.audiences.causes import Cause
from siyu.audiences.errors import SegmentUsed
from siyu.audiences.models import Segment
from tests.audiences.live.scene import Scene, field, last_days, ordered

ONCE = ordered()


def begun(scene: Scene, definition: dict[str, object]) -> Segment:
    """Kept and live, still without anybody put into it."""
    with scene.work() as work:
        draft = segments.SegmentDraft(name="S", definition=definition)
        return segments.add(work, scene.runtime.registry, draft)


def test_everybody_from_before_is_in_after_filling(scene: Scene) -> None:
    for name in ("m1", "m2"):
        scene.order(name)
    scene.meet("m3")
    scene.listen()
    segment = scene.segment(ONCE)
    assert len(scene.inside(segment)) == 2
    (one, *_) = scene.inside(segment)
    assert scene.moves(one) == [("+S", "defined")]


def test_whoever_is_decided_while_it_fills_is_left_alone(scene: Scene) -> None:
    scene.order("m1")
    scene.listen()
    segment = begun(scene, field("orders", "eq", 1))
    filling.catch_up(scene.runtime)
    with scene.work() as work:
        found = filling.look(work, scene.runtime.registry, segment)
    assert found is not None
    assert len(found.entering) == 1
    scene.order("m1")  # After the warehouse was asked, and before anybody is put anywhere.
    scene.listen()
    one = filling.Filled(scene.runtime, segment, Cause("defined"))
    assert one.put(sorted(found.entering), enters=True)
    assert scene.inside(segment.id) == set()
    assert scene.moves(scene.meet("m1")) == []


def test_hours_run_for_those_who_were_filled_in(scene: Scene) -> None:
    scene.order("m1")
    scene.listen()
    segment = scene.segment(ordered(window=last_days(2)))
    assert len(scene.inside(segment)) == 1
    scene.listen()
    scene.later(days=2)
    assert scene.inside(segment) == set()


def test_another_definition_is_another_version_and_fills_anew(scene: Scene) -> None:
    scene.order("m1")
    scene.listen()
    segment = scene.segment(ONCE)
    assert len(scene.inside(segment)) == 1
    scene.redefine(segment, ordered("ge", 2))
    scene.fill(segment)
    assert scene.inside(segment) == set()
    with scene.work() as work:
        kept = segments.versions(work, segment)
        assert [one.version for one in kept] == [2, 1]
        assert kept[1].definition == ONCE


def test_a_fill_of_an_older_definition_ends_without_effect(scene: Scene) -> None:
    scene.order("m1")
    scene.listen()
    segment = begun(scene, ONCE)
    one = filling.Filled(scene.runtime, segment, Cause("defined"))
    scene.redefine(segment.id, ordered("ge", 2))
    assert not one.put([scene.portrait_numbers()[0]], enters=True)
    assert scene.inside(segment.id) == set()


def test_a_segment_switched_off_is_empty_and_nobody_is_told(scene: Scene) -> None:
    scene.order("m1")
    scene.listen()
    segment = scene.segment(ONCE)
    (person,) = scene.inside(segment)
    scene.redefine(segment, ONCE, live=False)
    scene.empty(segment)
    assert scene.portrait(person).segments == []
    assert scene.moves(person) == [("+S", "defined")]
    scene.redefine(segment, ONCE)
    scene.fill(segment)
    assert scene.inside(segment) == {person}


def test_one_in_use_is_not_removed(scene: Scene) -> None:
    inner = scene.segment(ONCE, "inner")
    scene.segment({"kind": "segment", "segment": str(inner)}, "outer")
    with scene.work() as work, pytest.raises(SegmentUsed) as refused:
        segments.remove(work, scene.runtime.registry, inner)
    assert refused.value.data == {"name": "inner", "users": "outer"}


def test_the_top_is_cut_when_it_is_asked_for_and_each_night(scene: Scene) -> None:
    for name, price in (("m1", "1.00"), ("m2", "2.00"), ("m3", "3.00"), ("m4", "4.00")):
        scene.order(name, price)
    scene.listen()
    scene.carry()
    segment = scene.segment({"kind": "top", "by": "spent", "share": 0.25, "end": "top"})
    (best,) = scene.inside(segment)
    assert scene.portrait(best).fields["spent"] == 400
    scene.order("m1", "9.00")
    scene.listen()
    assert len(scene.inside(segment)) == 2
    scene.night()
    scene.fill(segment)
    (best,) = scene.inside(segment)
    assert scene.portrait(best).fields["spent"] == 1000
    assert scene.moves(best)[0] == ("+S", "OrderPlaced")


def test_a_field_that_nobody_has_finds_nobody(scene: Scene) -> None:
    scene.meet("m1")
    scene.listen()
    assert scene.inside(scene.segment(field("spent", "gt", 0))) == set()
