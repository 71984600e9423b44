"""The directory as WeCom has it, brought into our tree and staff.

Each part may be repeated and may come late: what the directory told after `read_at` is not written
over, and what a person set here by hand stays. Nobody is ever deleted; who is gone has left.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func

from siyu.organisation import rules
from siyu.organisation.errors import DirectoryEmpty
from siyu.organisation.events import StaffJoined, StaffLeft
from siyu.organisation.models import Node, Staff
from siyu.organisation.queries import by_userid, open_nodes, whole
from siyu.organisation.staff import (
    move_staff,
    shown,
    takes_friends,
    tell_if_reachable_changed,
)
from siyu.organisation.tree import hang, locked_root, rehang
from siyu.organisation.users import close_accounts_of
from siyu.platform.work import Work

STATES = {1: "active", 2: "disabled", 4: "inactive", 5: "left"}
"""WeCom's member status (document 90196)."""


@dataclass(frozen=True, kw_only=True)
class Department:
    """A department; `name` is empty where WeCom withholds it."""

    id: int
    parent_id: int = 0
    name: str = ""
    order: int = 0


@dataclass(frozen=True, kw_only=True)
class Member:
    """A member of WeCom; `status` 1 active, 2 disabled, 4 not activated, 5 left, 0 untold."""

    userid: str
    name: str = ""
    department_ids: tuple[int, ...] = ()
    main_department_id: int | None = None
    position: str = ""
    status: int = 0


def sync_directory(
    work: Work, departments: Sequence[Department], members: Sequence[Member], *, read_at: datetime
) -> None:
    """The whole directory as it was at `read_at`, in one Work. Raises DirectoryEmpty."""
    sync_departments(work, departments)
    sync_members(work, members, read_at=read_at)
    retire_absent(work, {member.userid for member in members}, read_at=read_at)


def sync_departments(work: Work, departments: Sequence[Department]) -> None:
    """Bring the tree into the shape of all departments; those that are gone are closed."""
    root = locked_root(work)
    named = {one.id: one for one in departments}
    parents = {one.id: one.parent_id for one in departments}
    nodes = _nodes_by_department(work)
    top = rules.root_department(parents)
    if top is not None and nodes.get(top, root) is root:
        root.wecom_department_id = top
        nodes[top] = root
    for department_id in rules.parents_first(parents):
        parent, known = nodes.get(parents[department_id], root), nodes.get(department_id)
        if known is None:
            nodes[department_id] = _new_node(work, parent, named[department_id])
        elif known is not root:
            _follow(work, known, parent, named[department_id])
    work.session.flush()
    _close_absent(work, named)
    settle_kinds(work)


def _nodes_by_department(work: Work) -> dict[int, Node]:
    rows = whole(work).scope(Node).where(Node.wecom_department_id.is_not(None))
    return {node.wecom_department_id or 0: node for node in work.session.scalars(rows)}


def _new_node(work: Work, parent: Node, department: Department) -> Node:
    node = hang(work, parent, name=_name_of(department), department_id=department.id)
    after = {"name": node.name, "parent_id": parent.id, "wecom_department_id": department.id}
    work.audit("node.added", "node", node.id, after=after)
    return node


def _name_of(department: Department) -> str:
    return department.name.strip() or f"#{department.id}"


def _follow(work: Work, node: Node, parent: Node, department: Department) -> None:
    """Take over what the directory says, except what a person set here."""
    before = {"name": node.name, "parent_id": node.parent_id, "closed": node.closed_at is not None}
    node.closed_at = None
    if department.name.strip() and "name" not in node.by_hand:
        node.name = department.name.strip()
    moves = parent.id != node.parent_id and "parent_id" not in node.by_hand
    # A parent that a person hung below this very node stays there: the tree has no rings.
    if moves and node.id not in parent.path:
        rehang(work, node, parent)
    after = {"name": node.name, "parent_id": node.parent_id, "closed": False}
    if after != before:
        work.audit("node.changed", "node", node.id, before=before, after=after)


def _close_absent(work: Work, present: Collection[int]) -> None:
    """Close what is gone, from the leaves up; a node that still holds an open one stays."""
    for node in reversed(work.session.scalars(open_nodes(whole(work))).all()):
        if node.kind == "hq" or node.wecom_department_id is None:
            continue
        if node.wecom_department_id not in present and not _open_below(work, node):
            node.closed_at = work.now()
            work.session.flush()
            work.audit("node.closed", "node", node.id, before={"name": node.name})


def _open_below(work: Work, node: Node) -> bool:
    below = whole(work).scope(Node).where(Node.parent_id == node.id, Node.closed_at.is_(None))
    return work.session.scalars(below.limit(1)).first() is not None


def settle_kinds(work: Work) -> None:
    """Take leaves with staff for stores and what holds other nodes for regions."""
    nodes = work.session.scalars(open_nodes(whole(work))).all()
    holding = {node.parent_id for node in nodes}
    here = whole(work).scope(Staff).where(Staff.state != "left")
    staffed = set(work.session.scalars(here.with_only_columns(Staff.node_id).distinct()))
    for node in nodes:
        if node.wecom_department_id is None or node.kind == "hq" or "kind" in node.by_hand:
            continue
        node.kind = rules.node_kind(
            node.kind, has_nodes=node.id in holding, has_staff=node.id in staffed
        )
        if node.kind == "store":
            node.ownership = node.ownership or "direct"
    work.session.flush()


def sync_members(work: Work, members: Sequence[Member], *, read_at: datetime) -> None:
    """Bring in these members as they were at `read_at`; call it after `sync_departments`."""
    root = locked_root(work)
    nodes = {id: node.id for id, node in _nodes_by_department(work).items() if not node.closed_at}
    rows = work.session.scalars(by_userid(work, [member.userid for member in members]))
    known = {row.userid.lower(): row for row in rows}
    for member in members:
        staff = known.get(member.userid.lower())
        node_id = _place_of(member, nodes, root.id)
        if staff is None:
            known[member.userid.lower()] = _join(work, member, node_id, read_at)
        elif staff.confirmed_at is None or staff.confirmed_at <= read_at:
            _update(work, staff, member, node_id)
            staff.confirmed_at = read_at
    settle_kinds(work)


def _place_of(member: Member, nodes: dict[int, UUID], root_id: UUID) -> UUID:
    """Their main department, else the first we know of, else headquarters."""
    told = (member.main_department_id or 0, *member.department_ids)
    return next((nodes[one] for one in told if one in nodes), root_id)


def _join(work: Work, member: Member, node_id: UUID, read_at: datetime) -> Staff:
    state = STATES.get(member.status, "active")
    staff = work.add(
        Staff(
            userid=member.userid,
            name=member.name or member.userid,
            position=member.position,
            node_id=node_id,
            state=state,
            joined_at=work.now(),
            left_at=work.now() if state == "left" else None,
            confirmed_at=read_at,
        )
    )
    if state != "left":
        work.emit(StaffJoined(staff_id=staff.id, node_id=node_id))
    work.audit("staff.joined", "staff", staff.id, after=shown(staff))
    return staff


def _update(work: Work, staff: Staff, member: Member, node_id: UUID) -> None:
    state = STATES.get(member.status, "active" if staff.state == "left" else staff.state)
    if state == "left":
        leave(work, staff)
        return
    before, took_friends, was_gone = shown(staff), takes_friends(staff), staff.state == "left"
    staff.name = member.name or staff.name
    staff.state, staff.left_at = state, None
    if member.position and "position" not in staff.by_hand:
        staff.position = member.position
    if was_gone:
        staff.node_id = node_id
        work.emit(StaffJoined(staff_id=staff.id, node_id=node_id))
    else:
        if node_id != staff.node_id and "node_id" not in staff.by_hand:
            move_staff(work, staff, node_id)
        tell_if_reachable_changed(work, staff, took_friends)
    if shown(staff) != before:
        what = "staff.joined" if was_gone else "staff.changed"
        work.audit(what, "staff", staff.id, before=before, after=shown(staff))


def retire_absent(work: Work, userids: Collection[str], *, read_at: datetime) -> None:
    """Who was not among all `userids` at `read_at` has left. Raises DirectoryEmpty."""
    locked_root(work)
    here = whole(work).scope(Staff).where(Staff.state != "left")
    if not userids:
        staying = work.session.scalar(here.with_only_columns(func.count()))
        if staying:
            raise DirectoryEmpty(staff=staying)
    present = {userid.lower() for userid in userids}
    stale = here.where(Staff.confirmed_at.is_(None) | (Staff.confirmed_at <= read_at))
    for staff in work.session.scalars(stale).all():
        if staff.userid.lower() not in present:
            leave(work, staff)
            staff.confirmed_at = read_at
    settle_kinds(work)


def leave(work: Work, staff: Staff) -> None:
    """End a member of staff's time here; their accounts are closed, their row stays."""
    if staff.state == "left":
        return
    before = shown(staff)
    staff.state, staff.left_at = "left", work.now()
    work.emit(StaffLeft(staff_id=staff.id, node_id=staff.node_id))
    close_accounts_of(work, staff.id)
    work.audit("staff.left", "staff", staff.id, before=before, after=shown(staff))


def gone(work: Work, userid: str, *, read_at: datetime) -> None:
    """WeCom no longer knew this userid at `read_at`."""
    locked_root(work)
    staff = work.session.scalar(by_userid(work, [userid]))
    if staff is not None and (staff.confirmed_at is None or staff.confirmed_at <= read_at):
        leave(work, staff)
        staff.confirmed_at = read_at


def rename(work: Work, old: str, new: str) -> None:
    """WeCom gave a member another userid. Where the new one is known already, nothing changes."""
    locked_root(work)
    found = {row.userid.lower(): row for row in work.session.scalars(by_userid(work, [old, new]))}
    staff = found.get(old.lower())
    if staff is not None and (new.lower() not in found or old.lower() == new.lower()):
        work.audit(
            "staff.renamed",
            "staff",
            staff.id,
            before={"userid": staff.userid},
            after={"userid": new},
        )
        staff.userid = new
        work.session.flush()
