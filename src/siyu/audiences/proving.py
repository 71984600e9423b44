"""The nightly proof: who is in each live segment, by the portraits and by the warehouse.

Two interpreters of one language are asked over everybody, and must give the same people. Whoever
differs at first sight may only be on the way; what differs still, once the warehouse knows all that
was written and nobody's hour has passed, is reported and decided anew.
"""

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog
from prometheus_client import Gauge
from sqlalchemy import bindparam, func, select, text
from sqlalchemy.types import ARRAY, BigInteger

from siyu.audiences import boards, cuts, deciding, filling, rounds
from siyu.audiences.causes import Cause, Touch
from siyu.audiences.events import OtherCause
from siyu.audiences.language.conditions import Top
from siyu.audiences.models import Portrait, Segment, SegmentProof
from siyu.platform.jobs import JobRun
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

JOB = "audiences.prove"
LOOKS = 3
EXAMPLES = 20
DIFFERENCES = Gauge(
    "siyu_segment_differences", "People of whom the last nightly proof disagrees", ["segment"]
)
IDS = text(
    "SELECT customer_id FROM portraits WHERE tenant_id = :tenant AND number = ANY(:numbers)"
    " AND NOT gone"
).bindparams(bindparam("numbers", type_=ARRAY(BigInteger)))
ON_THE_WAY = text(
    "SELECT number FROM portraits WHERE tenant_id = :tenant AND number = ANY(:numbers)"
    " AND (due_at <= :at OR evaluated > :round OR customer_id IN"
    "  (SELECT customer_id FROM events WHERE (xid, id) > (SELECT xid, id FROM listener_cursors"
    "   WHERE name = 'portraits')))"
).bindparams(bindparam("numbers", type_=ARRAY(BigInteger)))
ROUND = text("SELECT round FROM audience_rounds WHERE tenant_id = :tenant")

logger = structlog.get_logger()


@dataclass(frozen=True)
class Differing:
    """By number: in by the warehouse alone, and by the portraits alone."""

    missing: frozenset[int]
    extra: frozenset[int]
    members: int = 0

    @property
    def all(self) -> frozenset[int]:
        return self.missing | self.extra

    def cut(self, other: "Differing") -> "Differing":
        """What differs at both looks."""
        return Differing(self.missing & other.missing, self.extra & other.extra, other.members)


def prove(job: JobRun) -> None:
    """Compare every live segment, and report each; then draw the cuts anew."""
    with job.runtime.work(job.tenant_id, actor=filling.ACTOR) as work:
        numbers = sorted(boards.board(work, job.runtime.registry).segments)
    for done, number in enumerate(numbers, 1):
        prove_one(job.runtime, job.tenant_id, number)
        job.progress(done, len(numbers))


def prove_one(runtime: Runtime, tenant_id: UUID, number: int) -> SegmentProof | None:
    """Compare one segment and keep the report; None where it is live no more, or fills."""
    began = time.monotonic()
    found: Differing | None = None
    for _ in range(LOOKS):
        filling.catch_up(runtime)
        seen = _look(runtime, tenant_id, number)
        if seen is None:
            return None
        found = seen if found is None else found.cut(seen)
        if not found.all:
            break
    assert found is not None
    took = int((time.monotonic() - began) * 1000)
    return _report(runtime, tenant_id, number, found, took)


def _look(runtime: Runtime, tenant_id: UUID, number: int) -> Differing | None:
    """One comparison. Whoever is decided while it goes on, or is due, is on the way."""
    with runtime.work(tenant_id, actor=filling.ACTOR) as work:
        segment = boards.board(work, runtime.registry).segments.get(number)
        if segment is None or segment.filling:
            return None
        round = work.session.scalar(ROUND, {"tenant": tenant_id}) or 0
        moment = boards.moment(work)
        there = filling.inside_by_portraits(work, number)
        wanted = filling.inside_by_warehouse(work, segment.plan, moment)
    with runtime.work(tenant_id, actor=filling.ACTOR) as work:
        asked = {
            "tenant": tenant_id, "numbers": list(wanted ^ there), "at": moment.at, "round": round,
        }  # fmt: skip
        moving = set(work.session.scalars(ON_THE_WAY, asked))
    return Differing(
        frozenset(wanted - there - moving), frozenset(there - wanted - moving), len(there)
    )


def _report(
    runtime: Runtime, tenant_id: UUID, number: int, found: Differing, took_ms: int
) -> SegmentProof:
    with runtime.work(tenant_id, actor=filling.ACTOR) as work:
        round = rounds.take(work)
        segment = work.session.scalars(work.scope(Segment).where(Segment.number == number)).one()
        everyone = work.scope(Portrait).where(Portrait.gone.is_(False)).subquery()
        told = work.add(
            SegmentProof(
                segment_id=segment.id,
                at=work.now(),
                everyone=work.session.scalar(select(func.count()).select_from(everyone)) or 0,
                members=found.members,
                missing=len(found.missing),
                extra=len(found.extra),
                examples=sorted(found.all)[:EXAMPLES],
                took_ms=took_ms,
            )
        )
        DIFFERENCES.labels(str(segment.id)).set(len(found.all))
        if found.all:
            logger.error("segment differs", segment_id=str(segment.id), people=len(found.all))
            _decide_anew(work, runtime, sorted(found.all)[: filling.AT_ONCE], round)
        return told


def _decide_anew(work: Work, runtime: Runtime, numbers: Sequence[int], round: int) -> None:
    """What was missed is mended; that it was missed stands in the report."""
    ids = work.session.scalars(IDS, {"tenant": work.tenant_id, "numbers": list(numbers)}).all()
    touch = Touch((Cause(OtherCause.REPAIR),), all=True)
    deciding.follow(work, runtime.registry, dict.fromkeys(ids, touch), round)


def draw_cuts(job: JobRun) -> None:
    """Draw the cuts anew; what asks for one that moved is filled anew."""
    runtime = job.runtime
    filling.catch_up(runtime)
    with runtime.work(job.tenant_id, actor=filling.ACTOR) as work:
        board = boards.board(work, runtime.registry)
        tops = {top for one in board.segments.values() for top in one.plan.tops}
        moved = _moved(work, tops)
    if not moved:
        return
    with runtime.work(job.tenant_id, actor=filling.ACTOR) as work:
        since = rounds.take(work)
        cuts.draw(work, moved)
        for one in board.segments.values():
            if one.plan.tops & moved:
                _fill_anew(work, one.id, since)


def _moved(work: Work, tops: Collection[Top]) -> set[Top]:
    known = cuts.standing(work)
    return {top for top in tops if top not in known or cuts.look(work, top) != known[top]}


def _fill_anew(work: Work, segment_id: UUID, since: int) -> None:
    segment = work.get(Segment, segment_id, lock=True)
    segment.state, segment.since_round = "filling", since
    work.enqueue(filling.JOB, key=str(segment_id), segment_id=str(segment_id), cause=OtherCause.CUT)
