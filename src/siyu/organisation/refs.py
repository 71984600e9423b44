"""What the organisation tells other domains: facts, never rows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from siyu.organisation.models import Node, Staff


@dataclass(frozen=True)
class TenantFacts:
    """A brand: the zone its days and hours are in, the currency of its money."""

    id: UUID
    name: str
    zone: str
    currency: str


@dataclass(frozen=True)
class NodeRef:
    """A node of the tree; `path` holds the ids from headquarters down to it."""

    id: UUID
    name: str
    kind: str
    ownership: str | None
    parent_id: UUID | None
    path: tuple[UUID, ...]


@dataclass(frozen=True)
class StaffRef:
    """A member of staff; `state` is active, inactive, disabled or left."""

    id: UUID
    userid: str
    name: str
    position: str
    node_id: UUID
    state: str
    online: bool
    joined_at: datetime

    @property
    def takes_friends(self) -> bool:
        return self.online and self.state == "active"


@dataclass(frozen=True)
class Reception:
    """Whether a member of staff works, and takes new friends now."""

    userid: str
    active: bool
    takes_friends: bool


def node_ref(node: Node) -> NodeRef:
    return NodeRef(
        node.id, node.name, node.kind, node.ownership, node.parent_id, tuple(node.path)
    )  # fmt: skip


def staff_ref(staff: Staff) -> StaffRef:
    return StaffRef(
        id=staff.id,
        userid=staff.userid,
        name=staff.name,
        position=staff.position,
        node_id=staff.node_id,
        state=staff.state,
        online=staff.online,
        joined_at=staff.joined_at,
    )
