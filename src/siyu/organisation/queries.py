"""Questions about the organisation, each a scoped `Select`."""

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from sqlalchemy import Select, func, or_, tuple_

from siyu.kit.pages import read_cursor
from siyu.organisation.models import Node, Role, Staff, User
from siyu.platform.access import Reach
from siyu.platform.database import among
from siyu.platform.work import Work


def whole(work: Work) -> Work:
    """The same Work, seeing all of the tenant: names of colleagues are no secret inside a brand."""
    return replace(work, reach=Reach.all())


def subtree(work: Work, node_id: UUID) -> Select[Node]:
    """A node and all below it."""
    return whole(work).scope(Node).where(Node.path.contains([node_id]))


def open_nodes(work: Work) -> Select[Node]:
    """The nodes in sight that the directory still has, each after its parent."""
    depth = func.cardinality(Node.path)
    return work.scope(Node).where(Node.closed_at.is_(None)).order_by(depth, Node.name, Node.id)


def staff_list(
    work: Work,
    *,
    q: str | None = None,
    node_id: UUID | None = None,
    state: str | None = None,
    cursor: str | None = None,
) -> Select[Staff]:
    """Staff in sight, by name; `node_id` takes in all nodes below it."""
    rows = work.scope(Staff).order_by(Staff.name, Staff.id)
    if q:
        part = f"%{escaped(q)}%"
        rows = rows.where(or_(Staff.name.ilike(part), Staff.userid.ilike(part)))
    if node_id is not None:
        below = subtree(work, node_id).with_only_columns(Node.id)
        rows = rows.where(Staff.node_id.in_(below))
    if state:
        rows = rows.where(Staff.state == state)
    if cursor:
        rows = rows.where(tuple_(Staff.name, Staff.id) > read_cursor(cursor, str, UUID))
    return rows


def staff_of(work: Work, ids: Collection[UUID]) -> Select[Staff]:
    """These members of staff, in sight or not."""
    return whole(work).scope(Staff).where(among(Staff.id, ids))


def by_userid(work: Work, userids: Collection[str]) -> Select[Staff]:
    """Staff by WeCom userid, which WeCom itself compares without case."""
    lowered = [userid.lower() for userid in userids]
    return whole(work).scope(Staff).where(func.lower(Staff.userid).in_(lowered))


def answering_for(work: Work, path: Collection[UUID]) -> Select[UUID | None, UUID | None]:
    """Node and staff id of active users who see the subtree of one of these nodes."""
    users = whole(work).scope(User).join(Role, Role.id == User.role_id)
    working = users.join(Staff, Staff.id == User.staff_id).where(Staff.state == "active")
    placed = working.where(User.active, Role.sees == "subtree", User.node_id.in_(path))
    return placed.with_only_columns(User.node_id, User.staff_id)


def other_owners(work: Work, owner_role_id: UUID, user_id: UUID) -> Select[User]:
    """Active owners apart from this user."""
    active = whole(work).scope(User).where(User.role_id == owner_role_id, User.active)
    return active.where(User.id != user_id)


def escaped(text: str) -> str:
    """`text` with LIKE's own signs taken literally."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
