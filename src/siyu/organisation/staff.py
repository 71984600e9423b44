"""Staff: who they are, where they stand, whether they take new friends."""

from collections.abc import Collection
from dataclasses import fields
from typing import Any
from uuid import UUID

from siyu.kit.pages import Page, encode_cursor
from siyu.organisation.events import StaffMoved, StaffWentOffline, StaffWentOnline
from siyu.organisation.models import Node, Staff
from siyu.organisation.queries import answering_for, by_userid, staff_list, staff_of, whole
from siyu.organisation.refs import Reception, StaffRef, staff_ref
from siyu.platform.work import Work


def staff_page(
    work: Work,
    *,
    q: str | None = None,
    node_id: UUID | None = None,
    state: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[StaffRef]:
    """Staff in sight, by name."""
    asked = staff_list(work, q=q, node_id=node_id, state=state, cursor=cursor)
    found = [staff_ref(one) for one in work.session.scalars(asked.limit(limit + 1))]
    items = found[:limit]
    more = len(found) > limit
    return Page(items, encode_cursor(items[-1].name, items[-1].id) if more else None)


def staff_member(work: Work, staff_id: UUID) -> StaffRef:
    """One member of staff in sight. Raises NotFound."""
    return staff_ref(work.get(Staff, staff_id))


def change_staff(
    work: Work,
    staff_id: UUID,
    *,
    node_id: UUID | None = None,
    position: str | None = None,
    online: bool | None = None,
) -> StaffRef:
    """Change what is given. What a person set here the directory no longer overwrites.

    Raises NotFound, also for a node out of sight.
    """
    staff = work.get(Staff, staff_id, lock=True)
    before = shown(staff)
    took_friends = takes_friends(staff)
    if node_id is not None and node_id != staff.node_id:
        move_staff(work, staff, work.get(Node, node_id).id)
        _by_hand(staff, "node_id")
    if position is not None and position.strip() != staff.position:
        staff.position = position.strip()
        _by_hand(staff, "position")
    if online is not None:
        staff.online = online
    tell_if_reachable_changed(work, staff, took_friends)
    after = shown(staff)
    if after != before:
        work.audit("staff.changed", "staff", staff.id, before=before, after=after)
    return staff_ref(staff)


def move_staff(work: Work, staff: Staff, node_id: UUID) -> None:
    """Put a member of staff into another node, and tell."""
    work.emit(StaffMoved(staff_id=staff.id, from_node_id=staff.node_id, to_node_id=node_id))
    staff.node_id = node_id


def takes_friends(staff: Staff) -> bool:
    return staff.online and staff.state == "active"


def tell_if_reachable_changed(work: Work, staff: Staff, took_friends: bool) -> None:
    """Tell when someone begins or stops to take new friends, for whatever reason but leaving."""
    if staff.state == "left" or takes_friends(staff) == took_friends:
        return
    if took_friends:
        work.emit(StaffWentOffline(staff_id=staff.id))
    else:
        work.emit(StaffWentOnline(staff_id=staff.id))


def staff_by_userid(work: Work, userid: str) -> StaffRef | None:
    """Whoever has this WeCom userid, in whatever case it is written, in sight or not."""
    row = work.session.scalar(by_userid(work, [userid]))
    return staff_ref(row) if row else None


def ids_by_userid(work: Work, wanted: Collection[str]) -> dict[str, UUID]:
    """The staff who have these WeCom userids, in sight or not, by the userid in small letters."""
    rows = work.session.execute(by_userid(work, wanted).with_only_columns(Staff.id, Staff.userid))
    return {userid.casefold(): id for id, userid in rows}


def staff_refs(work: Work, staff_ids: Collection[UUID]) -> dict[UUID, StaffRef]:
    """Staff by id, in sight or not; ids of other tenants are left out."""
    # Columns, not rows: a live code asks for a hundred at each decision.
    columns = [getattr(Staff, one.name) for one in fields(StaffRef)]
    asked = staff_of(work, staff_ids).with_only_columns(*columns)
    return {row.id: StaffRef(*row) for row in work.session.execute(asked)}


def receptions(work: Work, staff_ids: Collection[UUID]) -> dict[UUID, Reception]:
    """Who of these takes new friends now, in sight or not; quicker than `staff_refs` for many."""
    columns = (Staff.id, Staff.userid, Staff.state == "active", Staff.online)
    rows = work.session.execute(staff_of(work, staff_ids).with_only_columns(*columns))
    return {id: Reception(userid, active, active and online) for id, userid, active, online in rows}


def userids(work: Work, staff_ids: Collection[UUID]) -> dict[UUID, str]:
    """The WeCom userid of each."""
    asked = staff_of(work, staff_ids).with_only_columns(Staff.id, Staff.userid)
    return {row.id: row.userid for row in work.session.execute(asked)}


def staff_in(work: Work, node_ids: Collection[UUID]) -> list[StaffRef]:
    """Staff who stand in these very nodes and have not left, by name."""
    asked = whole(work).scope(Staff).where(Staff.node_id.in_(node_ids), Staff.state != "left")
    return [staff_ref(one) for one in work.session.scalars(asked.order_by(Staff.name, Staff.id))]


def managers_of(work: Work, node_id: UUID) -> frozenset[UUID]:
    """The staff whose users see this node as part of a subtree: the nearest ones upwards.

    A store's manager answers for the store; where it has none, the region's, then headquarters'.
    """
    node = whole(work).get(Node, node_id)
    asked = answering_for(work, node.path)
    seen = dict[UUID, set[UUID]]()
    for above, staff_id in work.session.execute(asked):
        if above is not None and staff_id is not None:
            seen.setdefault(above, set()).add(staff_id)
    nearest = next((seen[above] for above in reversed(node.path) if above in seen), set[UUID]())
    return frozenset(nearest)


def _by_hand(staff: Staff, column: str) -> None:
    staff.by_hand = sorted({*staff.by_hand, column})


def shown(staff: Staff) -> dict[str, Any]:
    """What the audit trail says of a member of staff."""
    return {
        "userid": staff.userid,
        "name": staff.name,
        "position": staff.position,
        "node_id": staff.node_id,
        "state": staff.state,
        "online": staff.online,
    }
