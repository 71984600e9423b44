"""What leaves for a person. Only `messaging` imports this module."""

from collections.abc import Sequence
from typing import Any

from siyu.channels.wecom.attachments import Attachment
from siyu.channels.wecom.client import Client
from siyu.channels.wecom.shapes import Sent

RECEIVERS = 1_000
DUPLICATE_CHECK_SECONDS = 1_800
"""In this time WeCom drops the same message to the same people (90236)."""


def send_welcome(
    client: Client, welcome_code: str, text: str, attachments: Sequence[Attachment] = ()
) -> None:
    """Greet a new friend (92137): the code is good for 20 seconds and for one call.

    Text and attachments arrive as separate messages; not both may be empty.
    """
    body: dict[str, Any] = {"welcome_code": welcome_code}
    if text:
        body["text"] = {"content": text}
    if attachments:
        body["attachments"] = [attachment.wire() for attachment in attachments]
    client.connector.change("externalcontact/send_welcome_msg", body)


def send_text(client: Client, userids: Sequence[str], text: str) -> Sent:
    """A text from the app to up to 1,000 members of staff (90236), at most 2,048 bytes."""
    return _to_staff(client, userids, {"msgtype": "text", "text": {"content": text}})


def send_card(
    client: Client, userids: Sequence[str], *, title: str, description: str, url: str
) -> Sent:
    """A card from the app that opens a page; title ≤128 bytes, description ≤512."""
    card = {"title": title, "description": description, "url": url}
    return _to_staff(client, userids, {"msgtype": "textcard", "textcard": card})


def _to_staff(client: Client, userids: Sequence[str], content: dict[str, Any]) -> Sent:
    if not 0 < len(userids) <= RECEIVERS:
        raise ValueError(f"1 to {RECEIVERS} receivers, not {len(userids)}")
    agent_id = client.connector.credentials.agent_id
    body = {
        "touser": "|".join(userids),
        "agentid": agent_id,
        # A repeat after an answer that was lost reaches nobody twice.
        "enable_duplicate_check": 1,
        "duplicate_check_interval": DUPLICATE_CHECK_SECONDS,
        **content,
    }
    return Sent.model_validate(client.connector.change("message/send", body))
