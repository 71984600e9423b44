"""What WeCom's callbacks do to customers, and the nightly comparison."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from siyu.channels.wecom.errors import WecomRefused
from siyu.channels.wecom.service import CustomerFollowed, Received, Reception, client_for
from siyu.customers import (
    batch_run,
    batches,
    consents,
    ending,
    friends,
    library,
    library_telling,
    merging,
    naming,
    people,
    sync,
    tags,
    writes,
)
from siyu.customers.events import ConsentSource, LostBy, Purpose
from siyu.customers.friends import Added, Lost
from siyu.customers.people import Profile
from siyu.organisation import service as organisation
from siyu.platform.clock import real_now
from siyu.platform.declarations import Job, Loop, Schedule
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

ADDS = ("add_external_contact", "add_half_external_contact")
LOSSES = {"del_external_contact": LostBy.STAFF, "del_follow_user": LostBy.CUSTOMER}


@dataclass(frozen=True)
class Told:
    """What WeCom's record said when a callback came; None where it had nothing."""

    followed: CustomerFollowed | None
    read_at: datetime = field(default_factory=real_now)


def ask(runtime: Runtime, received: Received) -> Told:
    """Read the customer's record, outside any Work; one that is gone is no error."""
    organisation.make_known(runtime, received.tenant_id, received.field("UserID"))
    if received.change not in (*ADDS, "edit_external_contact"):
        return Told(None)
    read_at = real_now()
    try:
        client = client_for(runtime, received.tenant_id)
        return Told(client.customers.get(received.field("ExternalUserID")), read_at)
    except WecomRefused as refused:
        if refused.outcome.name in ("not_a_relation", "unknown_customer"):
            return Told(None)
        raise


def take(work: Work, received: Received, told: Told) -> None:
    """The effect of one callback on a customer."""
    staff = organisation.staff_by_userid(work, received.field("UserID"))
    if staff is None:
        return
    if received.change not in ADDS and people.was_erased(work, received.field("ExternalUserID")):
        return
    at = datetime.fromtimestamp(int(received.field("CreateTime")), UTC)
    match received.change:
        case "add_external_contact" | "add_half_external_contact":
            _added(work, received, told, staff, at)
        case "edit_external_contact":
            _edited(work, told)
        case "msg_audit_approved":
            _archiving(work, received, at)
        case "del_external_contact" | "del_follow_user":
            by = LOSSES[received.change]
            if received.field("Source") == "DELETE_BY_TRANSFER":
                by = LostBy.TRANSFER
            friends.lose(work, Lost(received.field("ExternalUserID"), staff.id, at, by))


def _added(
    work: Work, received: Received, told: Told, staff: organisation.StaffRef, at: datetime
) -> None:
    external_userid = received.field("ExternalUserID")
    followers = told.followed.followers if told.followed else ()
    follower = next((one for one in followers if one.userid == staff.userid), None)
    customer = told.followed.customer if told.followed else None
    friends.add(
        work,
        Added(
            profile=sync.profile_of(customer) if customer else Profile(external_userid),
            staff_id=staff.id,
            added_at=at,
            state=received.field("State") or (follower.state if follower else "") or None,
            add_way=follower.add_way if follower else 0,
            half=received.change == "add_half_external_contact",
            inbound_id=received.inbound_id,
        ),
    )
    _edited(work, told)


def _edited(work: Work, told: Told) -> None:
    """Follow what WeCom's record says of tags, phones and remarks, for all the customer's staff."""
    if told.followed is None:
        return
    customer = people.meet(work, sync.profile_of(told.followed.customer))
    followers = told.followed.followers
    theirs = {tag_id for follower in followers for tag_id in follower.tag_ids}
    # Who has another account too has tags there that this one does not tell of.
    whole = people.accounts_in_wecom(work, customer.id) == 1
    tags.follow(work, customer.id, theirs, whole=whole, read_at=told.read_at)
    for follower in followers:
        people.add_phones(work, customer.id, follower.remark_mobiles, evidence="remark")
        staff = organisation.staff_by_userid(work, follower.userid)
        relation = (
            friends.find(work, customer.id, staff.id, told.followed.customer.external_userid)
            if staff
            else None
        )
        if relation is not None:
            friends.describe(
                work, relation, remark=follower.remark, description=follower.description
            )


def _archiving(work: Work, received: Received, at: datetime) -> None:
    """A customer agreed to being archived; of somebody unknown nothing is kept that needs it."""
    customer_id = people.find(work, "external_userid", received.field("ExternalUserID"))
    if customer_id is not None:
        consents.say(
            work,
            customer_id,
            granted=True,
            source=ConsentSource.ARCHIVE,
            at=at,
            purpose=Purpose.CHAT_ARCHIVE,
        )


def ask_tags(runtime: Runtime, received: Received) -> None:
    """A change of corp tags is read whole: there are at most 3,000."""
    edits = {received.field("Id"): datetime.fromtimestamp(int(received.field("CreateTime")), UTC)}
    client = client_for(runtime, received.tenant_id)
    sync.read_tags(runtime, received.tenant_id, client, edits)


def _nothing(_work: Work, _received: Received, _told: object) -> None:
    """The reading was the effect."""


RECEIVES = (
    Reception(kind="change_external_contact", prepare=ask, handle=take),
    Reception(kind="change_external_tag", prepare=ask_tags, handle=_nothing),
)
LOOPS = (
    Loop("wecom_writes", writes.step, idle_seconds=0.3),
    Loop("tag_library", library_telling.step, idle_seconds=0.5),
    Loop("tag_expiry", ending.expire, idle_seconds=1.0),
)
JOBS = (
    Job(
        "customers.sync",
        sync.synchronise,
        "Read all customers from WeCom",
        "从企业微信全量同步客户",
    ),
    Job("customers.reconcile", sync.reconcile, "Compare with WeCom", "与企业微信核对"),
    Job(
        "customers.gather",
        merging.gather,
        "Bring late arrivals to those they were merged into",
        "把合并后才到的记录归到保留的客户",
    ),
    Job(batches.JOB, batch_run.run, "Tag many customers", "批量标签"),
    Job(library.END_TAG, ending.end_tag, "Take a deleted tag off everyone", "清除已删除的标签"),
    Job(naming.JOB, naming.mark_all, "Make names findable by pinyin", "为姓名建立拼音索引"),
)
SCHEDULES = (
    Schedule("nightly_reconciliation", "customers.reconcile", at=time(3, 30)),
    Schedule("nightly_gathering", "customers.gather", at=time(3, 0)),
)
