"""Rules tag whoever comes into their segment, in their own name, and never in a circle."""

from datetime import timedelta
from uuid import UUID

import pytest

from siyu.audiences import tag_rules
from siyu.audiences.errors import RuleAsksTwo, RuleInCircle, RuleTagUnknown
from siyu.audiences.models import TagRule
from siyu.audiences.tag_rules import RuleDraft
from siyu.customers import service as customers
from siyu.customers.tag_models import TagAssignment
from tests.audiences.live.scene import Scene, field, ordered


def ruled(scene: Scene, tag_id: UUID, **more: object) -> TagRule:
    draft = RuleDraft(name=str(more.pop("name", "R")), tag_id=tag_id, **more)  # type: ignore[arg-type]
    with scene.work() as work:
        made = tag_rules.add(work, scene.runtime.registry, draft)
    assert made.segment_id is not None
    scene.fill(made.segment_id)
    tag_rules.tag_those_in(scene.job(), rule_id=str(made.id))
    return made


def given(scene: Scene, customer_id: UUID) -> list[tuple[str, str]]:
    """The tags somebody has, with where each came from."""
    with scene.work() as work:
        mine = work.scope(TagAssignment).where(TagAssignment.customer_id == customer_id)
        rows = work.session.scalars(mine).all()
        names = customers.tag_names(work, [one.tag_id for one in rows])
        return sorted((names[one.tag_id], f"{one.source} {one.actor}") for one in rows)


def counted(scene: Scene, rule: TagRule) -> tuple[int, int]:
    with scene.work() as work:
        found = work.get(TagRule, rule.id)
        return found.given, found.taken


def test_a_rule_by_a_segment_tags_who_comes_in(scene: Scene) -> None:
    segment, tag_id = scene.segment(ordered()), scene.tag()
    rule = ruled(scene, tag_id, segment_id=segment)
    scene.order("m1")
    scene.listen()
    (person,) = scene.inside(segment)
    assert given(scene, person) == [("tea", f"behaviour tag_rule:{rule.id}")]
    assert counted(scene, rule) == (1, 0)


def test_a_rule_by_a_value_has_a_segment_of_its_own(scene: Scene) -> None:
    tag_id = scene.tag("big")
    rule = ruled(scene, tag_id, definition=field("spent", "ge", 10_00))
    scene.order("m1", "9.99")
    scene.listen()
    person = scene.meet("m1")
    assert given(scene, person) == []
    scene.order("m1", "0.01")
    scene.listen()
    assert given(scene, person) == [("big", f"computed tag_rule:{rule.id}")]


def test_whoever_was_in_before_the_rule_is_tagged_too(scene: Scene) -> None:
    segment = scene.segment(ordered())
    scene.order("m1")
    scene.listen()
    ruled(scene, scene.tag(), segment_id=segment)
    (person,) = scene.inside(segment)
    assert [name for name, _ in given(scene, person)] == ["tea"]


def test_a_tag_ends_with_its_days_or_when_they_leave(scene: Scene) -> None:
    segment = scene.segment(ordered("eq", 1))
    short = ruled(scene, scene.tag("short"), segment_id=segment, expires_after_days=7, name="a")
    bound = ruled(scene, scene.tag("bound"), segment_id=segment, ends_when_left=True, name="b")
    scene.order("m1")
    scene.listen()
    (person,) = scene.inside(segment)
    with scene.work() as work:
        mine = work.scope(TagAssignment).where(TagAssignment.tag_id == short.tag_id)
        assert work.session.scalars(mine).one().until == scene.clock.now() + timedelta(days=7)
    scene.order("m1")
    scene.listen()
    assert [name for name, _ in given(scene, person)] == ["short"]
    assert counted(scene, bound) == (1, 1)


def test_a_tag_that_somebody_gave_by_hand_stays(scene: Scene) -> None:
    segment, tag_id = scene.segment(ordered("eq", 1)), scene.tag()
    ruled(scene, tag_id, segment_id=segment, ends_when_left=True)
    person = scene.meet("m1")
    scene.give(person, tag_id)
    scene.order("m1")
    scene.listen()
    scene.order("m1")
    scene.listen()
    assert given(scene, person) == [("tea", "hand system:test")]


def test_rules_in_a_circle_are_refused_with_the_way(scene: Scene) -> None:
    tea, cake = scene.tag("tea"), scene.tag("cake")
    by_tea = scene.segment(field("tags", "any_of", [str(tea)]), "by tea")
    by_cake = scene.segment(field("tags", "none_of", [str(cake)]), "by cake")
    ruled(scene, cake, segment_id=by_tea, name="tea brings cake")
    draft = RuleDraft(name="no cake brings tea", tag_id=tea, segment_id=by_cake)
    with scene.work() as work, pytest.raises(RuleInCircle) as refused:
        tag_rules.add(work, scene.runtime.registry, draft)
    way = "tea brings cake → cake → no cake brings tea → tea → tea brings cake"
    assert refused.value.data == {"circle": way}


def test_a_rule_that_asks_for_its_own_tag_inside_another_segment_is_a_circle(scene: Scene) -> None:
    tea = scene.tag("tea")
    inner = scene.segment(field("tags", "any_of", [str(tea)]), "inner")
    outer = scene.segment(
        {"kind": "not", "of": {"kind": "segment", "segment": str(inner)}}, "outer"
    )
    draft = RuleDraft(name="R", tag_id=tea, segment_id=outer)
    with scene.work() as work, pytest.raises(RuleInCircle):
        tag_rules.add(work, scene.runtime.registry, draft)


def test_a_segment_changed_into_a_circle_is_refused(scene: Scene) -> None:
    tea = scene.tag("tea")
    segment = scene.segment(ordered())
    ruled(scene, tea, segment_id=segment)
    with pytest.raises(RuleInCircle):
        scene.redefine(segment, field("tags", "any_of", [str(tea)]))


def test_a_rule_asks_one_thing_and_gives_a_tag_there_is(scene: Scene) -> None:
    tag_id, segment = scene.tag(), scene.segment(ordered())
    registry = scene.runtime.registry
    with scene.work() as work, pytest.raises(RuleAsksTwo):
        tag_rules.add(work, registry, RuleDraft(name="R", tag_id=tag_id))
    draft = RuleDraft(name="R", tag_id=UUID(int=1), segment_id=segment)
    with scene.work() as work, pytest.raises(RuleTagUnknown):
        tag_rules.add(work, registry, draft)
