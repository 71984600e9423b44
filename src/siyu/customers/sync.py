"""Reads all of WeCom's customers: at the first connection, and nightly to mend what was missed.

One member of staff is read whole, then kept in small Works; the run remembers who is left, so a
killed one goes on where it was.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from siyu.channels.wecom.service import Client, Follower, WecomCustomer, client_for
from siyu.customers import friends, people, tags
from siyu.customers.errors import SyncRunning
from siyu.customers.events import CustomersReconciled, LostBy
from siyu.customers.friends import Added, Lost
from siyu.customers.library_following import CorpGroup, take_over
from siyu.customers.models import FriendAdd, Identity, Relation, SyncRun
from siyu.customers.people import Profile
from siyu.customers.rules import SAME_ADD, Status
from siyu.organisation import service as organisation
from siyu.organisation.service import StaffRef
from siyu.platform.access import Actor
from siyu.platform.clock import real_now
from siyu.platform.jobs import JobRun
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

ROWS_A_WORK = 100
FINDINGS_KEPT = 200
ACTOR = Actor.system("sync")
Seen = tuple[WecomCustomer, Follower]


def start(work: Work, kind: str) -> int:
    """Queue a full synchronisation or a reconciliation. Raises SyncRunning."""
    queued = work.enqueue(f"customers.{kind}", key=kind)
    if queued is None:
        raise SyncRunning
    return queued


def synchronise(job: JobRun) -> None:
    """Staff, tags, customers and relations, all of them."""
    _run(job, "sync")


def reconcile(job: JobRun) -> None:
    """The same, told as what callbacks had missed."""
    _run(job, "reconcile")


def _run(job: JobRun, kind: str) -> None:
    client = client_for(job.runtime, job.tenant_id)
    organisation.read_directory(job.runtime, job.tenant_id)
    read_tags(job.runtime, job.tenant_id, client)
    run_id = _resume(job, client, kind)
    while (userid := _next(job, run_id)) is not None:
        _read_one(job, client, run_id, userid)
    _finish(job, run_id, kind)


def read_tags(
    runtime: Runtime,
    tenant_id: UUID,
    client: Client,
    edits: Mapping[str, datetime] | None = None,
) -> None:
    """Take over WeCom's corp tags; `edits` tells when some were edited there, by WeCom's ids."""
    read_at = real_now()
    groups = [
        CorpGroup(group.id, group.name, {tag.id: tag.name for tag in group.tags})
        for group in client.tags.groups()
        if not group.deleted
    ]
    with runtime.work(tenant_id, actor=ACTOR) as work:
        take_over(work, groups, read_at=read_at, edits=edits)


def _resume(job: JobRun, client: Client, kind: str) -> UUID:
    """The unfinished run of this kind, or a new one over all staff with customers."""
    with job.runtime.work(job.tenant_id, actor=ACTOR) as work:
        unfinished = work.scope(SyncRun).where(SyncRun.kind == kind, SyncRun.finished_at.is_(None))
        run = work.session.scalars(unfinished).first()
        if run is not None:
            return run.id
    userids = list(client.customers.staff_with_customer_contact())
    with job.runtime.work(job.tenant_id, actor=ACTOR) as work:
        run = SyncRun(kind=kind, started_at=work.now(), userids_left=userids)
        return work.add(run).id


def _next(job: JobRun, run_id: UUID) -> str | None:
    with job.runtime.work(job.tenant_id, actor=ACTOR) as work:
        run = work.get(SyncRun, run_id)
        job_total = run.staff_done + len(run.userids_left)
        done, userid = run.staff_done, run.userids_left[0] if run.userids_left else None
    job.progress(done, job_total)
    return userid


def _read_one(job: JobRun, client: Client, run_id: UUID, userid: str) -> None:
    with job.runtime.work(job.tenant_id, actor=ACTOR) as work:
        staff = organisation.staff_by_userid(work, userid)
        asked_at = work.now()
    read_at = real_now()
    seen: list[Seen] = []
    if staff is not None:
        for page in client.customers.relations_of([userid]):
            seen += [(item.customer, item.follower) for item in page.items]
        for some in _portions(seen):
            with job.runtime.work(job.tenant_id, actor=ACTOR) as work:
                _keep(work, work.get(SyncRun, run_id, lock=True), staff, some, read_at)
    with job.runtime.work(job.tenant_id, actor=ACTOR) as work:
        run = work.get(SyncRun, run_id, lock=True)
        if staff is not None:
            _drop(work, run, staff, {customer.external_userid for customer, _ in seen}, asked_at)
        run.userids_left = [left for left in run.userids_left if left != userid]
        run.staff_done += 1


def _portions(seen: Sequence[Seen]) -> Iterator[Sequence[Seen]]:
    for first in range(0, len(seen), ROWS_A_WORK):
        yield seen[first : first + ROWS_A_WORK]


def _keep(
    work: Work, run: SyncRun, staff: StaffRef, some: Sequence[Seen], read_at: datetime
) -> None:
    for customer, follower in some:
        if people.was_erased(work, customer.external_userid):
            continue
        added = added_of(customer, follower, staff.id, found_by=run.kind)
        missed = not _knew(work, added)
        relation = friends.add(work, added)
        friends.describe(work, relation, remark=follower.remark, description=follower.description)
        people.add_phones(work, relation.customer_id, follower.remark_mobiles, evidence="remark")
        theirs = set(follower.tag_ids)
        tags.follow(work, relation.customer_id, theirs, whole=False, read_at=read_at)
        run.relations += 1
        if missed:
            run.missed += 1
            _note(run, "missed", relation)


def added_of(
    customer: WecomCustomer, follower: Follower, staff_id: UUID, *, found_by: str
) -> Added:
    """A relation as WeCom's record has it."""
    return Added(
        profile=profile_of(customer),
        staff_id=staff_id,
        added_at=follower.added_at,
        state=follower.state or None,
        add_way=follower.add_way,
        found_by=found_by,
    )


def profile_of(customer: WecomCustomer) -> Profile:
    return Profile(
        external_userid=customer.external_userid,
        name=customer.name,
        avatar=customer.avatar,
        gender=customer.gender,
        unionid=customer.unionid,
    )


def _knew(work: Work, added: Added) -> bool:
    customer_id = people.find(work, "external_userid", added.profile.external_userid)
    if customer_id is None:
        return False
    near = work.scope(FriendAdd).where(
        FriendAdd.customer_id == customer_id,
        FriendAdd.staff_id == added.staff_id,
        FriendAdd.added_at.between(added.added_at - SAME_ADD, added.added_at + SAME_ADD),
    )
    return work.session.scalars(near).first() is not None


def _drop(work: Work, run: SyncRun, staff: StaffRef, theirs: set[str], asked_at: datetime) -> None:
    """End the relations that WeCom's record no longer has.

    A customer who deleted staff stays in the record; so what is gone was deleted by staff. What
    was added as we asked, or later, may be too young for what we read and is left alone: WeCom
    tells an add by its own clock, in whole seconds.
    """
    ours = work.session.execute(
        select(Relation, Identity)
        .join(
            Identity,
            (Identity.customer_id == Relation.customer_id) & (Identity.mark == Relation.account),
        )
        .where(
            Relation.tenant_id == work.tenant_id,
            Relation.staff_id == staff.id,
            Relation.added_at < asked_at - SAME_ADD,
            Identity.kind == "external_userid",
        )
    ).all()
    for relation, identity in ours:
        standing = friends.status_of(relation) not in (Status.DELETED_BY_STAFF, Status.HALF)
        external_userid = people.value_of(work, identity)
        if standing and external_userid not in theirs:
            friends.lose(
                work, Lost(external_userid, staff.id, work.now(), LostBy.STAFF, found_by=run.kind)
            )
            run.vanished += 1
            _note(run, "vanished", relation)


def _note(run: SyncRun, what: str, relation: Relation) -> None:
    if len(run.findings) < FINDINGS_KEPT:
        found = {
            "what": what,
            "customer_id": str(relation.customer_id),
            "staff_id": str(relation.staff_id),
        }
        run.findings = [*run.findings, found]


def _finish(job: JobRun, run_id: UUID, kind: str) -> None:
    with job.runtime.work(job.tenant_id, actor=ACTOR) as work:
        run = work.get(SyncRun, run_id, lock=True)
        run.finished_at = work.now()
        done = run.staff_done
        if kind == "reconcile":
            work.emit(
                CustomersReconciled(
                    run_id=run.id, relations=run.relations, missed=run.missed, vanished=run.vanished
                )
            )
    job.progress(done, done)
