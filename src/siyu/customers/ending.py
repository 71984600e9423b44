"""The end of tags: of an assignment whose time is up, and of a tag that is gone."""

from collections.abc import Sequence
from itertools import groupby
from uuid import UUID

from sqlalchemy import delete, select, text

from siyu.customers import tags, writes
from siyu.customers.events import CustomerUntagged, TagSource
from siyu.customers.tag_models import TagAssignment
from siyu.platform.access import Actor
from siyu.platform.jobs import JobRun
from siyu.platform.runtime import Runtime

BATCH = 500
END_BATCH = 1_000
ACTOR = Actor.system("tag expiry")
DUE = text(
    "SELECT tenant_id, id FROM tag_assignments WHERE until <= :now ORDER BY until LIMIT :batch"
)


def expire(runtime: Runtime) -> bool:
    """End the assignments whose time is up by our clock; each once, whichever worker comes."""
    with runtime.sessions.begin() as session:
        asked = {"now": runtime.clock.now(), "batch": BATCH}
        due = session.execute(DUE, asked).all()
    ended = 0
    by_tenant = sorted(due, key=lambda row: row.tenant_id)
    for tenant_id, rows in groupby(by_tenant, key=lambda row: row.tenant_id):
        ended += _end_due(runtime, tenant_id, [row.id for row in rows])
    return ended > 0


def _end_due(runtime: Runtime, tenant_id: UUID, ids: Sequence[UUID]) -> int:
    with runtime.work(tenant_id, actor=ACTOR) as work:
        mine = work.scope(TagAssignment).where(
            TagAssignment.id.in_(ids), TagAssignment.until <= work.now()
        )
        due = work.session.scalars(mine.with_for_update(skip_locked=True)).all()
        for assignment in due:
            tags.take(work, assignment.customer_id, [assignment.tag_id], source=TagSource.EXPIRY)
    return len(due)


def end_tag(job: JobRun, *, tag_id: str, source: str) -> None:
    """Take a tag that is gone off everyone who has it; WeCom did so with the tag itself."""
    done = 0
    while ended := _end_some(job, UUID(tag_id), TagSource(source)):
        done += ended
        job.progress(done)


def _end_some(job: JobRun, tag_id: UUID, source: TagSource) -> int:
    with job.runtime.work(job.tenant_id, actor=writes.ACTOR) as work:
        some = select(TagAssignment.id).where(
            TagAssignment.tenant_id == work.tenant_id, TagAssignment.tag_id == tag_id
        )
        gone = delete(TagAssignment).where(TagAssignment.id.in_(some.limit(END_BATCH)))
        customers = work.session.scalars(gone.returning(TagAssignment.customer_id)).all()
        for customer_id in customers:
            work.emit(CustomerUntagged(customer_id=customer_id, tag_id=tag_id, source=source))
    return len(customers)
