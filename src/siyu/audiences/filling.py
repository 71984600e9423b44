"""A segment that begins to be live is filled once from the warehouse, without a race.

From the round it begins in, whoever is touched is decided by the listener; everybody else is put
where the warehouse finds them. So the warehouse must know all that happened before that round, and
whoever was decided since is left alone.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import TextClause, bindparam, select, text
from sqlalchemy.types import ARRAY, BigInteger

from siyu.audiences import asking, boards, deciding, rounds, shipping
from siyu.audiences.causes import Cause, Touch
from siyu.audiences.events import OtherCause
from siyu.audiences.language import lowering
from siyu.audiences.language.checking import check
from siyu.audiences.language.plan import Moment, Plan
from siyu.audiences.models import Segment
from siyu.customers import service as customers
from siyu.kit.errors import Unreachable
from siyu.platform import shards
from siyu.platform.access import Actor
from siyu.platform.jobs import JobRun
from siyu.platform.registry import Registry
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

JOB = "audiences.fill"
EMPTY = "audiences.empty"
ACTOR = Actor.system("audiences")
AT_ONCE, PEOPLE_AT_ONCE = 5_000, 2_000
LONGEST_SECONDS = 600.0
LOOK_SECONDS = 0.05

INSIDE = text(
    "SELECT number FROM portraits WHERE tenant_id = :tenant"
    " AND segments @> ARRAY[CAST(:segment AS integer)]"
)
DECIDED_BEFORE = text(
    "SELECT customer_id, number FROM portraits WHERE tenant_id = :tenant AND NOT gone"
    " AND number = ANY(:numbers) AND evaluated < :since ORDER BY customer_id FOR UPDATE"
).bindparams(bindparam("numbers", type_=ARRAY(BigInteger)))
PUT_IN = text(
    "UPDATE portraits SET segments = (SELECT array_agg(one ORDER BY one) FROM"
    " unnest(segments || CAST(:segment AS integer)) AS one)"
    " WHERE tenant_id = :tenant AND number = ANY(:numbers)"
).bindparams(bindparam("numbers", type_=ARRAY(BigInteger)))
TAKE_OUT = text(
    "UPDATE portraits SET segments = array_remove(segments, CAST(:segment AS integer))"
    " WHERE tenant_id = :tenant AND number = ANY(:numbers)"
).bindparams(bindparam("numbers", type_=ARRAY(BigInteger)))
TAKE_SOME_OUT = text(
    "UPDATE portraits SET segments = array_remove(segments, CAST(:segment AS integer))"
    " WHERE customer_id IN (SELECT customer_id FROM portraits WHERE tenant_id = :tenant"
    " AND segments @> ARRAY[CAST(:segment AS integer)] LIMIT :most) RETURNING 1"
)
# By number, so that a step is a narrow walk however many people there are.
WAKE = text(
    "WITH step AS (SELECT number FROM portraits WHERE tenant_id = :tenant AND number > :after"
    " ORDER BY number LIMIT :most)"
    ", woken AS (UPDATE portraits SET due_at = :now FROM step"
    " WHERE portraits.tenant_id = :tenant AND portraits.number = step.number AND NOT gone"
    " AND (due_at IS NULL OR due_at > :now))"
    " SELECT max(number) FROM step"
)
XMAX = text("SELECT (pg_snapshot_xmax(pg_current_snapshot())::text)::bigint")
XMIN = text("SELECT (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint")


def begin(work: Work, segment: Segment) -> None:
    """Let a segment be filled, by its definition as it stands. Take nothing else after it: the
    round is held until this Work ends.
    """
    segment.state = "filling"
    segment.since_round = rounds.take(work)
    work.enqueue(JOB, key=str(segment.id), segment_id=str(segment.id), cause=OtherCause.DEFINED)


def resume(work: Work) -> None:
    """Have those filled whose job gave up, as while the warehouse did not answer."""
    waiting = work.scope(Segment).where(Segment.state == "filling", Segment.gone_at.is_(None))
    for one in work.session.scalars(waiting):
        work.enqueue(JOB, key=str(one.id), segment_id=str(one.id), cause=OtherCause.DEFINED)


def empty(work: Work, segment: Segment) -> None:
    """Let nobody stand in a segment that is live no more; done after this Work."""
    work.enqueue(EMPTY, key=str(segment.id), number=segment.number)


def take_all_out(job: JobRun, *, number: int) -> None:
    """Take a segment that is not live off every portrait, a portion a Work; nobody is told."""
    while True:
        with job.runtime.work(job.tenant_id, actor=ACTOR) as work:
            rounds.take(work)
            state = select(Segment.state).where(Segment.number == number)
            if work.session.scalar(state) != "off":
                return
            asked = {"tenant": job.tenant_id, "segment": number, "most": AT_ONCE}
            if not work.session.execute(TAKE_SOME_OUT, asked).all():
                return


def fill(job: JobRun, *, segment_id: str, cause: str = OtherCause.DEFINED) -> None:
    """Put everybody not decided since where the warehouse finds them."""
    runtime = job.runtime
    catch_up(runtime)
    with runtime.work(job.tenant_id, actor=ACTOR) as work:
        segment = work.get(Segment, UUID(segment_id))
        if segment.state != "filling" or segment.gone_at is not None:
            return
        found = look(work, runtime.registry, segment)
    if found is None:
        return
    one = Filled(runtime, segment, Cause(cause))
    for numbers, enters in ((found.entering, True), (found.leaving, False)):
        for some in _portions(sorted(numbers)):
            if not one.put(some, enters=enters):
                return
    if found.turns:
        wake_everybody(job)
    one.end()


@dataclass(frozen=True)
class Found:
    """By the warehouse, the numbers of those to be put in and of those to be taken out; and
    whether time alone may turn what it found, so that portraits have to say when.
    """

    entering: set[int]
    leaving: set[int]
    turns: bool


def look(work: Work, registry: Registry, segment: Segment) -> Found | None:
    """Who is to be put where; None where what the segment asks of is gone."""
    plan = plan_of(work, registry, segment)
    if plan is None:
        return None
    wanted = inside_by_warehouse(work, plan, boards.moment(work))
    there = inside_by_portraits(work, segment.number)
    kinds = {plan.catalogue.fields[name].kind for name in plan.fields}
    turns = bool(plan.events or kinds & {"date", "day", "instant"})
    return Found(wanted - there, there - wanted, turns)


def plan_of(work: Work, registry: Registry, segment: Segment) -> Plan | None:
    """The plan of a segment; None where what it asks of is gone."""
    plan = check(segment.definition, asking.plain(work, registry), segment.id)
    return plan if isinstance(plan, Plan) else None


def inside_by_warehouse(work: Work, plan: Plan, moment: Moment) -> set[int]:
    """The numbers of everybody a plan finds. Raises Unreachable."""
    return inside(work, lowering.lowered(plan, moment, merges(work)))


def inside(work: Work, lowered: lowering.Lowered) -> set[int]:
    """The numbers of everybody that a lowered plan finds. Raises Unreachable."""
    question = lowered.question(f"SELECT bitmapToArray({lowered.result}) AS numbers")
    return set(work.warehouse(question.sql, question.params)[0]["numbers"])


def merges(work: Work) -> dict[int, int]:
    """Whose numbers stand for others today, by the warehouse."""
    rows = work.warehouse("SELECT number, into FROM merged")
    return {row["number"]: row["into"] for row in rows}


def inside_by_portraits(work: Work, number: int) -> set[int]:
    """The numbers of everybody whose portrait says that they are in."""
    asked = {"tenant": work.tenant_id, "segment": number}
    return set(work.session.scalars(INSIDE, asked))


def _portions(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(numbers), AT_ONCE):
        yield numbers[first : first + AT_ONCE]


class Filled:
    """A segment while it fills, as it was defined when that began."""

    def __init__(self, runtime: Runtime, segment: Segment, cause: Cause) -> None:
        self.runtime, self.cause = runtime, cause
        self.tenant_id, self.segment_id = segment.tenant_id, segment.id
        self.number, self.since = segment.number, segment.since_round

    def put(self, numbers: Sequence[int], *, enters: bool) -> bool:
        """Put people in, or out; False where the segment was defined anew meanwhile."""
        with self.runtime.work(self.tenant_id, actor=ACTOR) as work:
            round = rounds.take(work)
            segment = work.get(Segment, self.segment_id)
            if not self._stands(segment):
                return False
            asked = {"tenant": self.tenant_id, "numbers": list(numbers), "since": self.since}
            rows = work.session.execute(DECIDED_BEFORE, asked).all()
            if segment.use == deciding.KEPT_TO_THEMSELVES:
                self._climb(work, [row.customer_id for row in rows], round)
                return True
            change = {
                "tenant": self.tenant_id,
                "segment": self.number,
                "numbers": [row.number for row in rows],
            }
            work.session.execute(PUT_IN if enters else TAKE_OUT, change)
            segment.members += len(rows) if enters else -len(rows)
            for row in rows:
                deciding.tell(work, row.customer_id, segment, self.cause, enters=enters)
        return True

    def _climb(self, work: Work, ids: Sequence[UUID], round: int) -> None:
        """A step of a ladder: whoever comes onto it or off it is decided whole."""
        touch = Touch((self.cause,), all=True)
        deciding.follow(work, self.runtime.registry, dict.fromkeys(ids, touch), round)

    def _stands(self, segment: Segment) -> bool:
        same = segment.since_round == self.since and segment.state == "filling"
        return same and segment.gone_at is None

    def end(self) -> None:
        """It is live, unless it was defined anew meanwhile."""
        with self.runtime.work(self.tenant_id, actor=ACTOR) as work:
            rounds.take(work)
            segment = work.get(Segment, self.segment_id, lock=True)
            if self._stands(segment):
                segment.state = "live"


def decide_everybody(job: JobRun, touch: Touch) -> None:
    """Read and decide everybody anew, a portion a Work."""
    after, done = 0, 0
    while True:
        with job.runtime.work(job.tenant_id, actor=ACTOR) as work:
            some = customers.numbered(work, after, PEOPLE_AT_ONCE)
            if not some:
                return
            round = rounds.take(work)
            touches = dict.fromkeys((id for id, _ in some), touch)
            deciding.follow(work, job.runtime.registry, touches, round)
        after, done = some[-1][1], done + len(some)
        job.progress(done)


def wake_everybody(job: JobRun) -> None:
    """Let everybody's portrait say when it is due by this segment too."""
    after: int | None = 0
    while after is not None:
        with job.runtime.work(job.tenant_id, actor=ACTOR) as work:
            asked = {
                "tenant": job.tenant_id, "after": after, "most": AT_ONCE, "now": work.now(),
            }  # fmt: skip
            after = work.session.scalar(WAKE, asked)


def catch_up(runtime: Runtime) -> None:
    """Wait until the warehouse knows all that was written before now. Raises Unreachable."""
    if runtime.warehouse is None:
        raise Unreachable(service="ClickHouse")
    end = time.monotonic() + LONGEST_SECONDS
    mark = _number(runtime, XMAX)
    while _number(runtime, XMIN) < mark:
        _pause(end)
    while not _carried(runtime, mark):
        _pause(end)


def _carried(runtime: Runtime, mark: int) -> bool:
    """Carry what there is, unless somebody else does; whether all before a mark is there."""
    shards.carry_on(runtime)
    shipping.step(runtime)
    return all(shipping.knows(runtime, place, mark) for place in shipping.places(runtime))


def _number(runtime: Runtime, statement: TextClause) -> int:
    with runtime.engine.begin() as record:
        return int(record.execute(statement).scalar_one())


def _pause(end: float) -> None:
    if time.monotonic() > end:
        raise Unreachable(service="ClickHouse")
    time.sleep(LOOK_SECONDS)
