"""The one place that opens texts: a person's chat, and messages by id for rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_

from siyu.customers import consents, people
from siyu.customers.chats import archive
from siyu.customers.chats.models import ChatMessage, ChatRefusal
from siyu.customers.chats.rules import ChatStanding, Direction, Signs, WhyEmpty, why_empty
from siyu.customers.events import Channel, Purpose
from siyu.customers.models import Customer, Identity
from siyu.kit.pages import Page, encode_cursor, read_cursor
from siyu.platform import log
from siyu.platform.work import Work


@dataclass(frozen=True)
class ChatState:
    """What a brand has of chats. Counts are of messages and of people."""

    standing: ChatStanding
    messages: int
    customers: int
    agreed: int
    last_came_at: datetime | None
    last_kept_at: datetime | None


@dataclass(frozen=True)
class Said:
    """A message, opened; without the right to its text, not."""

    id: UUID
    direction: Direction
    staff_id: UUID | None
    said_at: datetime
    text: str | None


def chat_state(work: Work) -> ChatState:
    """What the brand has, as far as this Work sees, and why it has nothing."""
    kept, agreed = archive.looked_at(work), archive.agreed(work)
    mine = work.scope(ChatMessage).where(ChatMessage.kept_until > work.now()).subquery()
    counted = select(func.count(), func.count(func.distinct(mine.c.customer_id))).select_from(mine)
    messages, customers = work.session.execute(counted).one()
    reasons = (
        (messages > 0, ChatStanding.HELD),
        (kept.last_came_at is None, ChatStanding.NEVER_CONNECTED),
        (kept.last_kept_at is not None, ChatStanding.ALL_PAST),
        (agreed == 0, ChatStanding.NOBODY_AGREED),
    )
    standing = next((one for holds, one in reasons if holds), ChatStanding.NOTHING_KEPT)
    return ChatState(
        standing, messages, customers, agreed, kept.last_came_at, kept.last_kept_at
    )  # fmt: skip


def texts(work: Work, message_ids: Sequence[UUID]) -> dict[UUID, tuple[Direction, str]]:
    """Who wrote these messages, and what, by id; those that are gone or past their time are not."""
    rows = work.session.scalars(_standing(work).where(ChatMessage.id.in_(message_ids)))
    return {row.id: (row.direction, work.secrets.open(row.text)) for row in rows}


def _standing(work: Work) -> Select[ChatMessage]:
    """Messages whose time is not over; what is past it is not shown until the night deletes it."""
    return work.scope(ChatMessage).where(ChatMessage.kept_until > work.now())


def page(
    work: Work, customer_id: UUID, *, cursor: str | None, limit: int, opened: bool
) -> Page[Said]:
    """A person's chat in sight, the newest first. Raises NotFound, BadCursor."""
    customer = work.get(Customer, people.standing_id(work, customer_id))
    rows = _standing(work).where(ChatMessage.customer_id == customer.id)
    if cursor:
        before = tuple_(ChatMessage.said_at, ChatMessage.id) < read_cursor(cursor, datetime, UUID)
        rows = rows.where(before)
    newest = rows.order_by(ChatMessage.said_at.desc(), ChatMessage.id.desc()).limit(limit + 1)
    found = list(work.session.scalars(newest))
    shown = [_said(work, row, opened=opened) for row in found[:limit]]
    more = len(found) > limit
    return Page(shown, encode_cursor(shown[-1].said_at, shown[-1].id) if more else None)


def _said(work: Work, row: ChatMessage, *, opened: bool) -> Said:
    text = work.secrets.open(row.text) if opened else None
    return Said(row.id, row.direction, row.staff_id, row.said_at, text)


def why(work: Work, customer_id: UUID) -> tuple[WhyEmpty, int]:
    """Why a person's chat is empty, if it is, and how many messages of theirs were not kept."""
    standing = people.standing_id(work, customer_id)
    refused = _count(
        work,
        select(ChatRefusal.id).where(
            ChatRefusal.tenant_id == work.tenant_id, ChatRefusal.customer_id == standing
        ),
    )
    all_of_them = select(ChatMessage.id).where(
        ChatMessage.tenant_id == work.tenant_id,
        ChatMessage.customer_id == standing,
        ChatMessage.kept_until > work.now(),
    )
    seen = _standing(work).where(ChatMessage.customer_id == standing)
    held = _count(work, seen.with_only_columns(ChatMessage.id)) > 0
    signs = Signs(
        held=held,
        came=archive.looked_at(work).last_came_at is not None,
        hidden=not held and _count(work, all_of_them) > 0,
        has_account=_has_account(work, standing),
        agreed=_agreed(work, standing),
        refused=refused > 0,
        wrote_before=_wrote_before(work, standing),
    )
    return why_empty(signs), refused


def _count(work: Work, ids: Select[UUID]) -> int:
    return work.session.scalar(select(func.count()).select_from(ids.subquery())) or 0


def _has_account(work: Work, customer_id: UUID) -> bool:
    mine = work.scope(Identity).where(
        Identity.customer_id == customer_id, Identity.kind == "external_userid"
    )
    return work.session.scalars(mine.limit(1)).first() is not None


def _agreed(work: Work, customer_id: UUID) -> bool | None:
    said = consents.standing(work, [customer_id])
    return said.get((customer_id, Purpose.CHAT_ARCHIVE.value, Channel.WECOM.value))


def _wrote_before(work: Work, customer_id: UUID) -> bool:
    ids = people.all_ids(work, customer_id)
    wrote = ("CustomerWrote", "StaffWrote")
    return any(log.customers_with(work.session, work.tenant_id, ids, name) for name in wrote)
