"""However fills, happenings and listeners interleave, everybody ends where they belong."""

from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siyu.audiences import boards, filling, segments, shipping
from siyu.audiences.causes import Cause
from siyu.audiences.filling import Filled
from siyu.audiences.models import Segment
from siyu.platform import listeners, projection
from tests.audiences.live.scene import Scene, field, last_days, ordered
from tests.proofs import rounds

DEFINITIONS = (
    field("orders", "eq", 1),
    ordered("ge", 2),
    {"kind": "not", "of": ordered("ge", 1, window=last_days(3))},
)
PEOPLE = ("m1", "m2", "m3")
acts = st.lists(
    st.one_of(
        st.tuples(st.just("order"), st.sampled_from(PEOPLE)),
        st.tuples(st.just("listen"), st.none()),
        st.tuples(st.just("carry"), st.none()),
        st.tuples(st.just("define"), st.sampled_from(range(3))),
        st.tuples(st.just("look"), st.none()),
        st.tuples(st.just("put"), st.none()),
        st.tuples(st.just("day"), st.none()),
    ),
    max_size=14,
)


class Filling:
    """A fill that is done in parts, so that anything may come between them."""

    def __init__(self, scene: Scene, segment_id: UUID) -> None:
        self.scene, self.segment_id = scene, segment_id
        self.found: tuple[Filled, filling.Found] | None = None

    def look(self) -> None:
        """What the job finds out before it puts anybody anywhere."""
        runtime = self.scene.runtime
        filling.catch_up(runtime)
        with self.scene.work() as work:
            segment = work.get(Segment, self.segment_id)
            if segment.state != "filling":
                return
            found = filling.look(work, runtime.registry, segment)
            assert found is not None
            self.found = Filled(runtime, segment, Cause("defined")), found

    def put(self) -> None:
        """The rest of it."""
        if self.found is None:
            return
        one, found = self.found
        self.found = None
        if all(
            one.put(sorted(some), enters=enters)
            for some, enters in ((found.entering, True), (found.leaving, False))
            if some
        ):
            if found.turns:
                filling.wake_everybody(self.scene.job())
            one.end()


def play(scene: Scene, segment_id: UUID, what: str, which: Any, fill: Filling) -> None:
    assert scene.runtime.warehouse is not None
    match what:
        case "order":
            scene.order(which)
        case "listen":
            listeners.settle(scene.runtime, scene.runtime.registry.listeners["portraits"])
        case "carry":
            census = scene.runtime.registry.census
            projection.project(scene.runtime.engine, scene.runtime.warehouse, census)
            shipping.step(scene.runtime)
        case "define":
            scene.redefine(segment_id, DEFINITIONS[which])
        case "look":
            fill.look()
        case "put":
            fill.put()
        case "day":
            scene.clock.forward(days=1)


@settings(
    max_examples=rounds(120, 6),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=acts)
def test_any_interleaving_ends_with_the_same_people(
    scene: Scene, history: list[tuple[str, Any]]
) -> None:
    with scene.work() as work:
        draft = segments.SegmentDraft(name=f"S{scene.made}", definition=DEFINITIONS[0])
        segment = segments.add(work, scene.runtime.registry, draft)
    fill = Filling(scene, segment.id)
    for what, which in history:
        play(scene, segment.id, what, which, fill)
    scene.listen()
    scene.fill(segment.id)
    scene.listen()
    scene.carry()
    with scene.work() as work:
        kept = work.get(Segment, segment.id)
        plan = filling.plan_of(work, scene.runtime.registry, kept)
        assert plan is not None
        there = filling.inside_by_portraits(work, kept.number)
        wanted = filling.inside_by_warehouse(work, plan, boards.moment(work))
        assert there == wanted
        assert kept.members == len(there)
    scene.redefine(segment.id, kept.definition, kept.name, live=False)
    scene.remove(segment.id)
