"""What became of what leaves. Ids and enums only; the words of a message stay sealed."""

from dataclasses import dataclass
from uuid import UUID

from siyu.messaging.reasons import Reason
from siyu.platform.declarations import Event


@dataclass(frozen=True, kw_only=True)
class WelcomeSent(Event):
    """Welcomed: the welcome was sent in the name of {staff}.

    已欢迎：已代 {staff} 发送欢迎语。
    """

    customer_id: UUID
    relation_id: UUID
    delivery_id: UUID
    staff_id: UUID


@dataclass(frozen=True, kw_only=True)
class WelcomeNotSent(Event):
    """Not welcomed: {reason}

    未欢迎：{reason}
    """

    customer_id: UUID
    relation_id: UUID
    delivery_id: UUID
    staff_id: UUID
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class WelcomeUnknown(Event):
    """Welcome in doubt: {reason}

    欢迎结果未知：{reason}
    """

    customer_id: UUID
    relation_id: UUID
    delivery_id: UUID
    staff_id: UUID
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class StaffMessageSent(Event):
    """Staff told: the message was sent.

    已通知员工：消息已发送。
    """

    delivery_id: UUID


@dataclass(frozen=True, kw_only=True)
class StaffMessageNotSent(Event):
    """Staff not told: {reason}

    未能通知员工：{reason}
    """

    delivery_id: UUID
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class StaffMessageUnknown(Event):
    """Staff message in doubt: {reason}

    员工通知结果未知：{reason}
    """

    delivery_id: UUID
    reason: Reason
