"""What a message says: text and attachments, in a form that can be sealed. Pure."""

from dataclasses import dataclass
from typing import Literal

import msgspec

from siyu.messaging.errors import NothingToSend, TextTooLong, TooManyAttachments
from siyu.messaging.reasons import Purpose

MOST_BYTES = {Purpose.WELCOME: 4_000, Purpose.STAFF_ALERT: 2_048}
"""Documents 92137 and 90236."""
MOST_ATTACHMENTS = {Purpose.WELCOME: 9, Purpose.STAFF_ALERT: 0}


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """Something beside the text. An image has a `media_id` or a `pic_url`, a link a `url` and
    `title`, a mini program `app_id`, `page`, `title` and the `media_id` of its picture, a file and
    a video a `media_id`."""

    kind: Literal["image", "link", "miniprogram", "file", "video"]
    title: str = ""
    description: str = ""
    url: str = ""
    pic_url: str = ""
    media_id: str = ""
    app_id: str = ""
    page: str = ""


@dataclass(frozen=True, kw_only=True)
class Content:
    """A message; never logged, never in an event."""

    text: str = ""
    attachments: tuple[Attachment, ...] = ()


def check(content: Content, purpose: Purpose) -> None:
    """Raises NothingToSend, TextTooLong or TooManyAttachments."""
    if not content.text and not content.attachments:
        raise NothingToSend(field="text")
    size, most = len(content.text.encode()), MOST_BYTES[purpose]
    if size > most:
        raise TextTooLong(field="text", size=size, most=most)
    count, most = len(content.attachments), MOST_ATTACHMENTS[purpose]
    if count > most:
        raise TooManyAttachments(field="attachments", count=count, most=most)


def encode(content: Content) -> str:
    return msgspec.json.encode(content).decode()


def decode(text: str) -> Content:
    return msgspec.json.decode(text, type=Content)
