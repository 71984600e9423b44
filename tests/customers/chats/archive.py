"""A session archive as WeCom's is once it is decrypted, and a brand that takes it in."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from siyu.customers import people
from siyu.customers.chats.keeping import LISTENER
from siyu.customers.people import Profile
from siyu.platform import listeners
from siyu.platform.clock import FixedClock
from siyu.platform.runtime import Runtime
from tests.customers.asking import TEST, Asking

MEI = "wmMei0000000000000000001"
YANG = "wmYang000000000000000002"
STRANGER = "wmNobody0000000000000003"


def message(
    key: str,
    text: str = "你好，请问可以退货吗",
    *,
    sender: str = MEI,
    to: list[str] | None = None,
    at: datetime | None = None,
    **more: Any,
) -> dict[str, Any]:
    """One line of an archive, in WeCom's own words."""
    said_at = at or datetime.fromisoformat("2026-11-16T11:00:00+08:00")
    return {
        "msgid": key,
        "action": "send",
        "from": sender,
        "tolist": ["lin"] if to is None else to,
        "roomid": "",
        "msgtime": int(said_at.timestamp() * 1000),
        "msgtype": "text",
        "text": {"content": text},
        **more,
    }


def picture(key: str) -> dict[str, Any]:
    line = message(key, msgtype="image", image={"md5sum": "x", "filesize": 1})
    del line["text"]
    return line


def lines(*messages: dict[str, Any]) -> str:
    """A file of them, one a line."""
    return "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in messages)


def met(runtime: Runtime, brand: UUID, account: str = MEI, name: str = "美") -> UUID:
    with runtime.work(brand, actor=TEST) as work:
        return people.meet(work, Profile(account, name=name)).id


def agree(asking: Asking, account: str = MEI, word: str = "Agree", **more: Any) -> Any:
    """What WeCom's check says of one customer, brought in."""
    row = {"exteranalopenid": account, "userid": "lin", "agree_status": word, **more}
    told = asking.post("ingest/chat_consents", [row], status=200)
    settle(asking)
    return told["rows"][0]


def settle(asking: Asking) -> None:
    listeners.settle(asking.runtime, LISTENER)


def bring(asking: Asking, *messages: dict[str, Any]) -> list[tuple[str, str | None]]:
    """Send messages to the API; the fate of each, and the code of what refused it."""
    told = asking.post("ingest/chat_messages", list(messages), status=200)
    return [(one["fate"], (one["problem"] or {}).get("code")) for one in told["rows"]]


def chat(asking: Asking, customer_id: UUID, **more: Any) -> Any:
    return asking.get(f"customers/{customer_id}/chat", **more)


def days_ago(clock: FixedClock, days: float) -> datetime:
    return clock.now() - timedelta(days=days)
