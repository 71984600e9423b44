"""What happens in chats. Ids only: the text stands sealed beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from siyu.kit.choices import Choice
from siyu.platform.declarations import Event


class RemovedBy(Choice):
    """Why kept messages went before their time."""

    CONSENT = "consent", "the consent was withdrawn", "授权已撤回"
    UNDONE = "undone", "the import was undone", "导入已撤销"


def _with_somebody(event: Event, language: str, names: Mapping[str, str]) -> str:
    """The sentence of an event whose adviser may not be known."""
    colleague = "同事" if language.startswith("zh") else "a colleague"
    return Event.sentence(event, language, {"staff": colleague, **names})


@dataclass(frozen=True, kw_only=True)
class CustomerWrote(Event):
    """Customer wrote: to {staff}.

    客户发来消息：发给 {staff}。
    """

    customer_id: UUID
    message_id: UUID
    staff_id: UUID | None = None

    sentence = _with_somebody


@dataclass(frozen=True, kw_only=True)
class StaffWrote(Event):
    """Adviser wrote: {staff} wrote to the customer.

    导购发出消息：{staff} 发给客户。
    """

    customer_id: UUID
    message_id: UUID
    staff_id: UUID | None = None

    sentence = _with_somebody


@dataclass(frozen=True, kw_only=True)
class ChatRemoved(Event):
    """Chat removed: {messages} messages were deleted ({by}).

    聊天记录删除：删除 {messages} 条（{by}）。
    """

    customer_id: UUID
    messages: int
    by: RemovedBy
