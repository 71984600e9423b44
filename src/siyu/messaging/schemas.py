"""Deliveries on the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from siyu.channels.wecom.errors import WecomRefused
from siyu.messaging.content import Content
from siyu.messaging.reasons import Outcome, Purpose, Reason
from siyu.messaging.service import Line


class DeliveryOut(BaseModel):
    """A delivery with its why in words; `mend` is what to do about it, if anything."""

    id: UUID
    purpose: Purpose
    channel: str
    outcome: Outcome
    reason: Reason
    words: str
    mend: str | None
    customer_id: UUID | None
    staff_id: UUID | None
    relation_id: UUID | None
    rule_id: UUID | None
    attempts: int
    errcode: int | None
    claimed_at: datetime
    done_at: datetime | None


class DeliveriesOut(BaseModel):
    items: list[DeliveryOut]
    next_cursor: str | None


class AttachmentOut(BaseModel):
    kind: str
    title: str
    description: str
    url: str
    pic_url: str


class ContentOut(BaseModel):
    """What a message said."""

    text: str
    attachments: list[AttachmentOut]


def delivery(line: Line, language: str) -> DeliveryOut:
    """A delivery as told in `language`."""
    words, mend = _why(line, language)
    return DeliveryOut.model_validate({**vars(line), "words": words, "mend": mend or None})


def _why(line: Line, language: str) -> tuple[str, str]:
    """What became of it and what mends it; a refusal by the provider's own code."""
    words, mend = line.reason.said(language), line.reason.mend(language)
    if line.reason is not Reason.REFUSED or line.errcode is None:
        return words, mend
    meant = WecomRefused(call=line.channel, errcode=line.errcode).outcome
    return f"{meant.sentence(language)} ({line.errcode})", meant.mend(language) or mend


def shown(content: Content | None) -> ContentOut:
    """What a message said; nothing where no rule gave it words."""
    said = content or Content()
    hung = [AttachmentOut.model_validate(one, from_attributes=True) for one in said.attachments]
    return ContentOut(text=said.text, attachments=hung)
