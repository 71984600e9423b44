"""What happened to the brand's own receivers."""

from dataclasses import dataclass
from uuid import UUID

from siyu.messaging.webhooks.outcomes import SwitchedOff
from siyu.platform.declarations import Event


@dataclass(frozen=True, kw_only=True)
class WebhookDisabled(Event):
    """Webhook switched off: {reason}.

    Webhook 已停用：{reason}。
    """

    endpoint_id: UUID
    reason: SwitchedOff
