"""What welcomes and mass sends may carry: a text of 4,000 bytes and nine attachments."""

from typing import Any

from siyu.sandbox.errors import Refusal
from siyu.sandbox.media import alive
from siyu.sandbox.parameters import Parameter, read
from siyu.sandbox.rows import Said
from siyu.sandbox.world import World

MOST = 9
TEXT = Parameter(name="text", kind="record", inner=(Parameter(name="content", bytes=4000),))
ATTACHMENTS = Parameter(name="attachments", kind="records", items=MOST, over=41064, open=True)
MINIPROGRAM = (
    Parameter(name="title", required=True, bytes=64),
    Parameter(name="pic_media_id", required=True),
    Parameter(name="appid", required=True),
    Parameter(name="page", required=True),
)
LINK = (
    Parameter(name="title", required=True, bytes=128),
    Parameter(name="picurl", bytes=2048),
    Parameter(name="desc", bytes=512),
    Parameter(name="url", required=True, bytes=2048),
)
FILE = (Parameter(name="media_id", required=True, missing=41006),)
SHAPES: dict[str, tuple[Parameter, ...]] = {
    "image": (Parameter(name="media_id"), Parameter(name="pic_url")),
    "link": LINK,
    "miniprogram": MINIPROGRAM,
    "video": FILE,
    "file": FILE,
}


def check(world: World, text: dict[str, Any] | None, attachments: list[Said] | None) -> list[Said]:
    """The messages that arrive, text first. Raises Refusal for what cannot be sent."""
    content = (text or {}).get("content")
    said: list[Said] = [{"msgtype": "text", "text": {"content": content}}] if content else []
    said += [checked(world, one) for one in attachments or []]
    if not said:
        raise Refusal(40063, "text and attachments are empty")
    return said


def checked(world: World, attachment: Said) -> Said:
    """One attachment with its media alive."""
    kind = attachment.get("msgtype")
    if not isinstance(kind, str) or kind not in SHAPES:
        raise Refusal(41065)
    body = attachment.get(kind)
    if not isinstance(body, dict) or set(attachment) != {"msgtype", kind}:
        raise Refusal(40058, f"attachment {kind}")
    given = read(world, SHAPES[kind], body, f"attachment {kind}")
    for name in ("media_id", "pic_media_id"):
        if given.get(name):
            alive(world, given[name])
    if kind == "image" and not given["media_id"] and not given["pic_url"]:
        raise Refusal(40058, "image needs media_id or pic_url")
    return {"msgtype": kind, kind: {k: v for k, v in given.items() if v is not None}}
