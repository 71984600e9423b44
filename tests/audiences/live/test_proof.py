"""The nightly proof agrees with what is kept, and finds what was changed behind its back."""

from sqlalchemy import text

from siyu.audiences import proving
from siyu.audiences.models import SegmentProof
from tests.audiences.live.scene import Scene, field, last_days, ordered


def reports(scene: Scene) -> list[tuple[int, int, int]]:
    with scene.work() as work:
        rows = work.session.scalars(work.scope(SegmentProof).order_by(SegmentProof.segment_id))
        return [(one.members, one.missing, one.extra) for one in rows]


def proven(scene: Scene) -> list[tuple[int, int, int]]:
    with scene.work() as work:
        work.session.execute(text("DELETE FROM segment_proofs"))
    proving.prove(scene.job())
    return reports(scene)


def test_both_interpreters_agree_on_everybody(scene: Scene) -> None:
    tag_id = scene.tag()
    scene.segment(ordered(window=last_days(30)), "recent")
    scene.segment(field("tags", "none_of", [str(tag_id)]), "untagged")
    scene.segment({"kind": "sample", "share": 0.5, "seed": 7}, "sample")
    for n in range(20):
        scene.order(f"m{n}")
    scene.give(scene.meet("m3"), tag_id)
    scene.merge(scene.meet("m5"), scene.meet("m6"))
    scene.listen()
    assert [one[1:] for one in proven(scene)] == [(0, 0)] * 3
    assert reports(scene)[0][0] == 19


def test_a_planted_difference_is_found_reported_and_mended(scene: Scene) -> None:
    segment = scene.segment(ordered())
    for name in ("m1", "m2", "m3"):
        scene.order(name)
    scene.listen()
    before = scene.inside(segment)
    person = sorted(before)[0]
    stranger = scene.meet("m4")
    scene.listen()
    with scene.work() as work:
        swapped = "UPDATE portraits SET segments = {} WHERE customer_id = :id"
        number = scene.number(segment)
        work.session.execute(text(swapped.format("'{}'")), {"id": person})
        work.session.execute(text(swapped.format(f"'{{{number}}}'")), {"id": stranger})
    assert proven(scene) == [(3, 1, 1)]
    assert proving.DIFFERENCES.labels(str(segment))._value.get() == 2
    assert scene.inside(segment) == before
    assert proven(scene) == [(3, 0, 0)]
    assert proving.DIFFERENCES.labels(str(segment))._value.get() == 0


def test_whoever_is_on_the_way_is_no_difference(scene: Scene) -> None:
    scene.segment(ordered())
    scene.order("m1")
    scene.listen()
    scene.order("m2")  # In the log and the warehouse; the listener has not come to it.
    assert proven(scene) == [(1, 0, 0)]
