"""How a domain takes what WeCom tells us: declared on its card, under `receives`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from siyu.channels.wecom.protocol import Message

if TYPE_CHECKING:
    from siyu.platform.runtime import Runtime
    from siyu.platform.work import Work


@dataclass(frozen=True, kw_only=True)
class Received:
    """A callback that waits for its effect. `received_at` is by the tenant's clock."""

    inbound_id: UUID
    tenant_id: UUID
    connection_id: UUID
    event: str
    change: str
    message: Message = field(repr=False)
    received_at: datetime

    def field(self, name: str) -> str:
        """A plain field of the message; "" if it was not sent."""
        value = self.message.get(name, "")
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, kw_only=True)
class Reception:
    """Takes the callbacks whose Event is `kind`.

    `prepare` runs outside any Work and may ask WeCom; what it answers is given to `handle`, which
    makes the effect in one Work. The callback is marked done in that same commit, so an effect
    happens once. Either may raise: the callback is tried again later.
    """

    kind: str
    handle: Callable[["Work", Received, Any], None]
    prepare: Callable[["Runtime", Received], Any] | None = None
