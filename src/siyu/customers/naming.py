"""Marks the names kept before pinyin could be searched; run once after an upgrade."""

from uuid import UUID

from siyu.customers import people
from siyu.customers.models import Customer
from siyu.platform.access import Actor
from siyu.platform.jobs import JobRun

JOB = "customers.mark_names"
BATCH = 1_000
ACTOR = Actor.system("upgrade")


def mark_all(job: JobRun) -> None:
    """Mark every name anew, a portion a Work; the same again changes nothing."""
    done, last = 0, UUID(int=0)
    while True:
        with job.runtime.work(job.tenant_id, actor=ACTOR) as work:
            rows = work.scope(Customer).where(Customer.id > last, Customer.name.is_not(None))
            some = work.session.scalars(rows.order_by(Customer.id).limit(BATCH)).all()
            for customer in some:
                customer.name_marks = people.name_marks(work, people.name_of(work, customer))
        if not some:
            return
        done, last = done + len(some), some[-1].id
        job.progress(done)
