"""Who is in a segment follows what happens, and only what concerns it is decided."""

from datetime import timedelta

from sqlalchemy import text

from tests.audiences.live.scene import Scene, field, last_days, ordered

ONCE = ordered()


def test_coming_in_and_leaving_are_told_with_their_cause(scene: Scene) -> None:
    tag_id = scene.tag()
    segment = scene.segment(field("tags", "any_of", [str(tag_id)]))
    person = scene.meet("m1")
    scene.listen()
    assert scene.inside(segment) == set()
    scene.give(person, tag_id)
    scene.listen()
    assert scene.inside(segment) == {person}
    scene.take(person, tag_id)
    scene.listen()
    assert scene.inside(segment) == set()
    assert scene.moves(person) == [("+S", "CustomerTagged"), ("-S", "CustomerUntagged")]


def test_a_new_person_is_decided_whole(scene: Scene) -> None:
    segment = scene.segment(ordered("eq", 0))
    person = scene.meet("m1")
    scene.listen()
    assert scene.inside(segment) == {person}


def test_a_window_ends_at_midnight_without_anything_happening(scene: Scene) -> None:
    segment = scene.segment(ordered(window=last_days(2)))
    scene.order("m1")
    scene.listen()
    (person,) = scene.inside(segment)
    scene.later(days=1)
    assert scene.inside(segment) == {person}
    scene.later(hours=11, seconds=3599)  # 23:59:59 of the second day in Shanghai.
    assert scene.inside(segment) == {person}
    scene.later(seconds=1)
    assert scene.inside(segment) == set()
    assert scene.moves(person) == [("+S", "OrderPlaced"), ("-S", "time")]


def test_a_silence_is_noticed_without_anything_happening(scene: Scene) -> None:
    segment = scene.segment({"kind": "all", "of": [ONCE, ordered("eq", 0, window=last_days(30))]})
    scene.order("m1")
    scene.listen()
    assert scene.inside(segment) == set()
    scene.later(days=30)
    assert len(scene.inside(segment)) == 1


def test_an_event_told_late_counts_when_it_happened(scene: Scene) -> None:
    old = scene.segment(ordered(window={"kind": "before_last_days", "days": 30}), "old")
    new = scene.segment(ordered(window=last_days(30)), "new")
    scene.order("m1", at=scene.clock.now() - timedelta(days=40))
    scene.listen()
    assert len(scene.inside(old)) == 1
    assert scene.inside(new) == set()


def test_what_does_not_concern_a_segment_leaves_it_alone(scene: Scene) -> None:
    segment = scene.segment(ONCE)
    scene.order("m1")
    scene.listen()
    (person,) = scene.inside(segment)
    with scene.work() as work:  # A wrong state, which only a decision would mend.
        work.session.execute(text("UPDATE portraits SET segments = '{}'"))
    scene.give(person, scene.tag())
    scene.listen()
    assert scene.inside(segment) == set()
    scene.order("m1")
    scene.listen()
    assert scene.inside(segment) == {person}


def test_a_merged_person_has_the_events_of_both(scene: Scene) -> None:
    segment = scene.segment(ordered("ge", 2))
    kept, gone = scene.meet("m1"), scene.meet("m2")
    scene.order("m1")
    scene.order("m2")
    scene.listen()
    assert scene.inside(segment) == set()
    merge = scene.merge(kept, gone)
    scene.listen()
    assert scene.inside(segment) == {kept}
    assert scene.moves(kept) == [("+S", "CustomersMerged")]
    scene.part(merge)
    scene.listen()
    assert scene.inside(segment) == set()
    assert scene.moves(kept)[-1] == ("-S", "CustomersParted")


def test_who_is_merged_away_leaves_what_they_were_in(scene: Scene) -> None:
    segment = scene.segment(ONCE)
    kept, gone = scene.meet("m1"), scene.meet("m2")
    scene.order("m2")
    scene.listen()
    scene.merge(kept, gone)
    scene.listen()
    assert scene.inside(segment) == {kept}
    assert scene.moves(gone) == [("+S", "OrderPlaced"), ("-S", "CustomersMerged")]


def test_a_segment_of_segments_follows_the_inner_one(scene: Scene) -> None:
    inner = scene.segment(ONCE, "inner")
    outer = scene.segment({"kind": "segment", "segment": str(inner)}, "outer")
    scene.order("m1")
    scene.listen()
    assert len(scene.inside(outer)) == 1
    scene.redefine(inner, ordered("ge", 2), "inner")
    scene.fill(inner)
    scene.fill(outer)
    assert scene.inside(outer) == set()
    scene.order("m1")
    scene.listen()
    assert len(scene.inside(outer)) == 1


def test_how_many_are_in_is_counted_along(scene: Scene) -> None:
    segment = scene.segment(ordered("eq", 1))
    for name in ("m1", "m2", "m3"):
        scene.order(name)
    scene.listen()
    assert scene.members(segment) == 3
    scene.order("m1")
    scene.listen()
    assert scene.members(segment) == 2
