"""What happened between us and WeCom."""

from dataclasses import dataclass
from uuid import UUID

from siyu.platform.declarations import Event


@dataclass(frozen=True, kw_only=True)
class WecomConnected(Event):
    """WeCom connected: the corp's app was connected to Siyu.

    已连接企业微信：企业的应用已接入。
    """

    connection_id: UUID
    agent_id: int


@dataclass(frozen=True, kw_only=True)
class CallbackStopped(Event):
    """Callback stopped: a callback from WeCom failed {attempts} times and waits for someone.

    回调已停止：一条企业微信回调失败 {attempts} 次，等待人工处理。
    """

    inbound_id: UUID
    attempts: int
