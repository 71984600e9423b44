"""The directory read from WeCom: all of it, or again what a callback speaks of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from siyu.channels.wecom import service as wecom
from siyu.channels.wecom.errors import WecomRefused
from siyu.channels.wecom.receptions import Received
from siyu.channels.wecom.shapes import StaffMember
from siyu.organisation import directory
from siyu.organisation.directory import Department, Member
from siyu.organisation.staff import staff_by_userid
from siyu.platform.access import Actor
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

BATCH = 200
ACTOR = Actor.system("directory")
Progress = Callable[[int, int | None], None]
UNKNOWN_STAFF = "unknown_staff"
USER_CHANGES = frozenset({"create_user", "update_user", "delete_user"})
PARTY_CHANGES = frozenset({"create_party", "update_party", "delete_party"})


@dataclass(frozen=True)
class Reread:
    """What WeCom said when asked again: a member, nobody, or every department."""

    read_at: datetime
    member: Member | None = None
    departments: tuple[Department, ...] = ()


def read_directory(
    runtime: Runtime, tenant_id: UUID, progress: Progress = lambda _done, _total: None
) -> None:
    """Read all departments and members outside any Work, then apply them, a batch a Work.

    Repeating it changes nothing, so a run that was cut off is simply run again. Raises
    NotConnected, DirectoryEmpty and what WeCom refuses.
    """
    read_at = runtime.clock.now()
    departments = _departments(runtime, tenant_id)
    members = _members(runtime, tenant_id, departments)
    with runtime.work(tenant_id, actor=ACTOR) as work:
        directory.sync_departments(work, departments)
    for start in range(0, len(members), BATCH):
        progress(start, len(members))
        with runtime.work(tenant_id, actor=ACTOR) as work:
            directory.sync_members(work, members[start : start + BATCH], read_at=read_at)
    with runtime.work(tenant_id, actor=ACTOR) as work:
        directory.retire_absent(work, {one.userid for one in members}, read_at=read_at)
    progress(len(members), len(members))


def make_known(runtime: Runtime, tenant_id: UUID, userid: str) -> None:
    """Bring in a member whom callbacks speak of before the directory told; outside any Work."""
    with runtime.work(tenant_id, actor=ACTOR) as work:
        known = staff_by_userid(work, userid)
    if known is not None and known.state != "left":
        return
    found = _reread_member(runtime, tenant_id, userid)
    with runtime.work(tenant_id, actor=ACTOR) as work:
        _take_member(work, userid, found)


def _members(runtime: Runtime, tenant_id: UUID, departments: Sequence[Department]) -> list[Member]:
    """Everyone in these departments, once."""
    client = wecom.client_for(runtime, tenant_id)
    found: dict[str, Member] = {}
    for department in departments:
        for told in client.directory.staff(department.id):
            found.setdefault(told.userid.lower(), _member(told))
    return list(found.values())


def _departments(runtime: Runtime, tenant_id: UUID) -> tuple[Department, ...]:
    client = wecom.client_for(runtime, tenant_id)
    return tuple(
        Department(id=told.id, parent_id=told.parent_id, name=told.name, order=told.order)
        for told in client.directory.departments()
    )


def _member(told: StaffMember) -> Member:
    return Member(
        userid=told.userid,
        name=told.name,
        department_ids=told.department_ids,
        main_department_id=told.main_department_id,
        position=told.position,
        status=told.status,
    )


def reread(runtime: Runtime, received: Received) -> Reread | None:
    """Ask WeCom how it is now, whatever the callback said: callbacks come late and out of order."""
    if received.change in PARTY_CHANGES:
        read_at = runtime.clock.now()
        return Reread(read_at, departments=_departments(runtime, received.tenant_id))
    if received.change in USER_CHANGES:
        return _reread_member(runtime, received.tenant_id, _userid(received))
    return None


def _reread_member(runtime: Runtime, tenant_id: UUID, userid: str) -> Reread:
    read_at = runtime.clock.now()
    try:
        told = wecom.client_for(runtime, tenant_id).directory.member(userid)
    except WecomRefused as refused:
        if refused.outcome.name != UNKNOWN_STAFF:
            raise
        return Reread(read_at)
    return Reread(read_at, _member(told))


def take_change(work: Work, received: Received, found: Reread | None) -> None:
    """Bring one change of the directory in."""
    if found is None:
        return
    if received.change in PARTY_CHANGES:
        directory.sync_departments(work, found.departments)
        return
    if received.field("NewUserID"):
        directory.rename(work, received.field("UserID"), received.field("NewUserID"))
    _take_member(work, _userid(received), found)


def _take_member(work: Work, userid: str, found: Reread) -> None:
    if found.member is None:
        directory.gone(work, userid, read_at=found.read_at)
    else:
        directory.sync_members(work, [found.member], read_at=found.read_at)


def _userid(received: Received) -> str:
    return received.field("NewUserID") or received.field("UserID")
