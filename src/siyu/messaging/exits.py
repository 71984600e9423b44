"""The ways out: each takes a parcel, calls its provider once, and answers in our words.

An exit never raises for what a provider may do, never repeats what may have arrived, and is
called with no Work open.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol
from uuid import UUID

from siyu.channels.wecom import sending
from siyu.channels.wecom import service as wecom
from siyu.channels.wecom.errors import (
    HeldBack,
    NoAnswer,
    NotConnected,
    WecomRefused,
    WecomUnreachable,
)
from siyu.messaging.content import Attachment, Content
from siyu.messaging.reasons import Purpose
from siyu.messaging.rules import Answer
from siyu.platform.runtime import Runtime
from siyu.platform.work import no_work_open


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """A delivery as handed off, with all a call needs; `attempt` numbers the hand-off."""

    delivery_id: UUID
    tenant_id: UUID
    channel: str
    purpose: Purpose
    attempt: int
    content: Content = field(repr=False)
    welcome_code: str = field(default="", repr=False)
    userids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reply:
    """What a call came to, and how long the provider shuts us out."""

    answer: Answer
    errcode: int | None = None
    wait_seconds: float | None = None


class Exit(Protocol):
    """One way out."""

    def send(self, runtime: Runtime, parcel: Parcel) -> Reply: ...


ANSWERS = {
    "welcome_used": Answer.USED,
    "welcome_sending": Answer.USED,
    "welcome_expired": Answer.EXPIRED,
    "nobody_reached": Answer.NOBODY_REACHED,
    "rate_limited": Answer.RATE_LIMITED,
    "busy": Answer.BUSY,
    "too_parallel": Answer.BUSY,
}
"""From the outcomes of WeCom's connector; what is not here is a plain refusal."""


class Welcome:
    """Greets a new friend with the code that came with them (92137)."""

    def send(self, runtime: Runtime, parcel: Parcel) -> Reply:
        hung = [wired(one) for one in parcel.content.attachments]

        def call(client: wecom.Client) -> None:
            sending.send_welcome(client, parcel.welcome_code, parcel.content.text, hung)

        return _reply(runtime, parcel, call)


class AppMessage:
    """Tells staff something, from the app (90236)."""

    def send(self, runtime: Runtime, parcel: Parcel) -> Reply:
        if not parcel.userids:
            return Reply(Answer.NOBODY_REACHED)

        def call(client: wecom.Client) -> None:
            sending.send_text(client, parcel.userids, parcel.content.text)

        return _reply(runtime, parcel, call)


EXITS: Mapping[Purpose, Exit] = MappingProxyType(
    {Purpose.WELCOME: Welcome(), Purpose.STAFF_ALERT: AppMessage()}
)


def _reply(runtime: Runtime, parcel: Parcel, call: Callable[[wecom.Client], None]) -> Reply:
    no_work_open()
    try:
        call(wecom.client_for(runtime, parcel.tenant_id))
    except NotConnected:
        return Reply(Answer.NOT_CONNECTED)
    except HeldBack as held:
        return Reply(Answer.RATE_LIMITED, wait_seconds=float(str(held.data["seconds"])))
    except WecomUnreachable:
        return Reply(Answer.UNREACHABLE)
    except NoAnswer:
        return Reply(Answer.NO_ANSWER)
    except WecomRefused as refused:
        return Reply(ANSWERS.get(refused.outcome.name, Answer.REFUSED), refused.errcode)
    return Reply(Answer.SENT)


def wired(attachment: Attachment) -> wecom.Attachment:
    """An attachment as WeCom's connector takes it."""
    match attachment.kind:
        case "image":
            return wecom.Image(media_id=attachment.media_id, pic_url=attachment.pic_url)
        case "link":
            return wecom.Link(
                title=attachment.title,
                url=attachment.url,
                description=attachment.description,
                picture_url=attachment.pic_url,
            )
        case "miniprogram":
            return wecom.MiniProgram(
                title=attachment.title,
                cover_media_id=attachment.media_id,
                app_id=attachment.app_id,
                page=attachment.page,
            )
        case "video":
            return wecom.Video(media_id=attachment.media_id)
    return wecom.Document(media_id=attachment.media_id)
