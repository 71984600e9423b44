"""What happened in the organisation."""

from dataclasses import dataclass
from uuid import UUID

from siyu.platform.declarations import Event


@dataclass(frozen=True, kw_only=True)
class StaffJoined(Event):
    """Staff joined: {staff} joined, or came back.

    员工加入：{staff} 加入或回归。
    """

    staff_id: UUID
    node_id: UUID


@dataclass(frozen=True, kw_only=True)
class StaffMoved(Event):
    """Staff moved: {staff} moved to another node.

    员工调动：{staff} 调到了其他节点。
    """

    staff_id: UUID
    from_node_id: UUID
    to_node_id: UUID


@dataclass(frozen=True, kw_only=True)
class StaffWentOnline(Event):
    """Staff online: {staff} takes new friends again.

    员工上线：{staff} 恢复接待新好友。
    """

    staff_id: UUID


@dataclass(frozen=True, kw_only=True)
class StaffWentOffline(Event):
    """Staff offline: {staff} takes no new friends for now.

    员工下线：{staff} 暂停接待新好友。
    """

    staff_id: UUID


@dataclass(frozen=True, kw_only=True)
class StaffLeft(Event):
    """Staff left: {staff} left.

    员工离职：{staff} 已离职。
    """

    staff_id: UUID
    node_id: UUID


@dataclass(frozen=True, kw_only=True)
class Published(Event):
    """Published: headquarters published version {number} of {publication} to {store_count} stores.

    发布：总部向 {store_count} 家门店发布了「{publication}」第 {number} 版。
    """

    publication_id: UUID
    number: int
    store_count: int


@dataclass(frozen=True, kw_only=True)
class PublicationAdopted(Event):
    """Taken up: {node} took up version {number} of {publication}.

    采用：{node} 采用了「{publication}」第 {number} 版。
    """

    publication_id: UUID
    node_id: UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class PublicationRecalled(Event):
    """Recalled: headquarters took {publication} back from {node}.

    收回：总部从 {node} 收回了「{publication}」。
    """

    publication_id: UUID
    node_id: UUID
