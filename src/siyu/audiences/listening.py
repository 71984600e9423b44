"""What keeps portraits and segments true: the listener over all events, due hours, nightly looks.

Nothing here walks along everybody to see whose time has come: each portrait says when it is due.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from uuid import UUID

from sqlalchemy import text

from siyu.audiences import deciding, rounds
from siyu.audiences.causes import BY_TIME, Cause, Touch
from siyu.audiences.events import SegmentEntered, SegmentLeft
from siyu.customers import service as customers
from siyu.customers.events import (
    CustomersMerged,
    CustomersParted,
    CustomerSplit,
    CustomerSplitOff,
)
from siyu.organisation.events import StaffMoved
from siyu.platform.access import Actor
from siyu.platform.declarations import Event, Listener, Recorded
from siyu.platform.jobs import JobRun
from siyu.platform.registry import Registry
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

BATCH = 2_000
AT_ONCE = 2_000
ACTOR = Actor.system("audiences")
OF_STAFF = "audiences.of_staff"
WHO_IS_WHOM = (CustomersMerged, CustomersParted, CustomerSplit, CustomerSplitOff)
MOVES_OF_STAFF = (StaffMoved,)
OTHERS = ("gone_id", "new_id", "from_id")
DUE = text(
    "SELECT tenant_id, customer_id FROM portraits WHERE due_at <= :now ORDER BY due_at LIMIT :most"
)


def listener(registry: Registry) -> Listener:
    """Over every event of a person that any domain declares."""
    heard = tuple(one for one in registry.events.values() if _is_heard(one))

    def handle(work: Work, events: Sequence[Recorded]) -> None:
        deciding.follow(work, registry, gather(events), rounds.take(work))

    return Listener("portraits", heard, handle, batch=BATCH)


def _is_heard(event: type[Event]) -> bool:
    """Moves along ladders are heard, for segments may ask for them; segments' own are not."""
    return "customer_id" in event.__dataclass_fields__ and event not in (
        SegmentEntered,
        SegmentLeft,
    )


def gather(events: Sequence[Recorded]) -> dict[UUID, Touch]:
    """Whom these events touched, and with what; who is whom changes everything of somebody."""
    found: dict[UUID, list[Cause]] = {}
    whole: set[UUID] = set()
    for one in events:
        cause = Cause(type(one.event).__name__, *one.position)
        ids = set(_whose(one.event))
        for id in ids:
            found.setdefault(id, []).append(cause)
        if isinstance(one.event, WHO_IS_WHOM):
            whole |= ids
    return {id: Touch(causes, all=id in whole) for id, causes in found.items()}


def _whose(event: Event) -> Iterator[UUID]:
    told = vars(event)
    yield told["customer_id"]
    if isinstance(event, WHO_IS_WHOM):
        yield from (told[name] for name in OTHERS if name in told)


def wake(runtime: Runtime) -> bool:
    """Decide anew of those whose hour has come; True means that there may be more."""
    with runtime.sessions.begin() as session:
        asked = {"now": runtime.clock.now(), "most": AT_ONCE}
        due = session.execute(DUE, asked).all()
    by_tenant = sorted(due, key=lambda row: row.tenant_id)
    for tenant_id, rows in groupby(by_tenant, key=lambda row: row.tenant_id):
        with runtime.work(tenant_id, actor=ACTOR) as work:
            round = rounds.take(work)
            touches = dict.fromkeys((row.customer_id for row in rows), BY_TIME)
            deciding.follow(work, runtime.registry, touches, round)
    return len(due) == AT_ONCE


def look_at(job: JobRun, ids: Sequence[UUID], cause: str) -> None:
    """Read these people's portraits anew and decide what is concerned, a portion a Work."""
    touch = Touch((Cause(cause),))
    for first in range(0, len(ids), AT_ONCE):
        some = ids[first : first + AT_ONCE]
        with job.runtime.work(job.tenant_id, actor=ACTOR) as work:
            round = rounds.take(work)
            deciding.follow(work, job.runtime.registry, dict.fromkeys(some, touch), round)
        job.progress(first + len(some), len(ids))


def staff_moved(work: Work, events: Sequence[Recorded]) -> None:
    """Whoever knows somebody who moved is of another store now."""
    moved = {one.event.staff_id for one in events if isinstance(one.event, StaffMoved)}
    for staff_id in sorted(moved):
        work.enqueue(OF_STAFF, key=str(staff_id), staff_id=str(staff_id))


def of_staff(job: JobRun, *, staff_id: str) -> None:
    """Read the portraits anew of those whom a member of staff knows."""
    with job.runtime.work(job.tenant_id, actor=ACTOR) as work:
        ids = customers.known_by_staff(work, UUID(staff_id))
    look_at(job, ids, StaffMoved.__name__)
