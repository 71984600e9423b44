"""The door to customers: what other domains may ask and do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, func, literal, select

from siyu.customers import consents, evidence, friends, outside, people, tags, writes
from siyu.customers.chats.events import CustomerWrote, StaffWrote
from siyu.customers.chats.reading import ChatState, chat_state, texts
from siyu.customers.chats.rules import ChatStanding, Direction
from siyu.customers.custom_fields import FieldDraft, ensure_field
from siyu.customers.errors import RemarkTooLong
from siyu.customers.events import Channel, LostBy, Purpose, TagSource
from siyu.customers.exports import columns as export_columns
from siyu.customers.meeting import Account, Met, Newcomer, meet_all
from siyu.customers.models import Customer, FriendAdd, Identity, Relation, known_to
from siyu.customers.outside import OutsideKind, outside_kinds
from siyu.customers.outside import take as take_events
from siyu.customers.profile_columns import askable
from siyu.customers.profile_models import FieldKind
from siyu.customers.rules import Status
from siyu.customers.shown import Named, PersonRef, people_shown
from siyu.customers.standing import (
    Stands,
    known_by_staff,
    merged_below,
    numbered,
    standings,
    top,
)
from siyu.customers.tag_models import Tag, TagAssignment
from siyu.customers.tags import TagRef, all_tags
from siyu.platform.work import Work

__all__ = [
    "Account",
    "Channel",
    "ChatStanding",
    "ChatState",
    "CustomerWrote",
    "Direction",
    "FieldDraft",
    "FieldKind",
    "FriendAddLine",
    "KnownAccount",
    "LostBy",
    "Met",
    "Named",
    "Newcomer",
    "OutsideKind",
    "PersonRef",
    "Purpose",
    "StaffWrote",
    "Stands",
    "TagRef",
    "TagSource",
    "adds_between",
    "adds_by_hour",
    "all_tags",
    "askable",
    "chat_state",
    "consented",
    "customer_names",
    "customer_of_account",
    "declare_event_kind",
    "ensure_field",
    "export_columns",
    "friends_among",
    "givable_tags",
    "given_by",
    "is_friend",
    "known_account",
    "known_by",
    "known_by_staff",
    "known_to",
    "latest_adds",
    "lost_between",
    "meet_all",
    "merged_below",
    "numbered",
    "outside_kinds",
    "people_shown",
    "remark",
    "standing_id",
    "standings",
    "steady",
    "tag",
    "tag_names",
    "take_events",
    "texts",
    "top",
    "untag",
]

MOST_REMARK = 20


@dataclass(frozen=True)
class FriendAddLine:
    """A friend-add as other domains see it; `n` counts those of one relation, from 1."""

    relation_id: UUID
    n: int
    customer_id: UUID
    staff_id: UUID
    added_at: datetime
    state: str | None


@dataclass(frozen=True)
class KnownAccount:
    """An account of a customer, by the id of what is kept of it."""

    customer_id: UUID
    identity_id: UUID


def customer_names(work: Work, customer_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """The names of people in sight, by id."""
    return people.names(work, customer_ids)


def customer_of_account(work: Work, account: Account) -> UUID | None:
    """Whoever has this account; None if nobody does, or it is no account of one person alone."""
    return (
        people.find(work, account.kind, account.value) if evidence.is_strong(account.kind) else None
    )


def steady(work: Work) -> None:
    """Let nobody merge, part or erase people before this Work ends; others may do the same."""
    people.steady(work)


def declare_event_kind(work: Work, *, name: str, en: str, zh: str) -> None:
    """Make a kind of event from outside known, or change what it is called."""
    outside.declare(work, name=name, en=en, zh=zh)


def known_account(work: Work, account: Account) -> KnownAccount | None:
    """An account as it is known, and whose; None as for `customer_of_account`."""
    if not evidence.is_strong(account.kind):
        return None
    mark = work.secrets.blind(account.kind, account.value)
    mine = work.scope(Identity).where(Identity.kind == account.kind, Identity.mark == mark)
    found = work.session.scalars(mine).first()
    return KnownAccount(found.customer_id, found.id) if found else None


def friends_among(work: Work, customer_ids: Sequence[UUID]) -> set[UUID]:
    """Those of these customers who are a friend of anyone now, in sight or not."""
    mine = select(Relation.customer_id).where(
        Relation.tenant_id == work.tenant_id,
        Relation.customer_id == any_(literal(list(customer_ids), ARRAY(Uuid))),
        friends.living(),
    )
    return set(work.session.scalars(mine))


def known_by(work: Work, kind: str, values: Sequence[str]) -> dict[str, UUID]:
    """The people who have these accounts of one kind, by account; regardless of who sees them."""
    marks = {work.secrets.blind(kind, value): value for value in values}
    found = select(Identity.mark, Identity.customer_id).where(
        Identity.tenant_id == work.tenant_id, Identity.kind == kind, Identity.mark.in_(marks)
    )
    return {marks[row.mark]: row.customer_id for row in work.session.execute(found)}


def tag_names(work: Work, tag_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """The names of tags, by id."""
    rows = work.session.scalars(work.scope(Tag).where(Tag.id.in_(tag_ids)))
    return {row.id: row.name for row in rows}


def givable_tags(work: Work, tag_ids: Sequence[UUID]) -> set[UUID]:
    """Those of these tags that can be given still."""
    return tags.givable(work, tag_ids)


def tag(
    work: Work,
    customer_id: UUID,
    tag_ids: Iterable[UUID],
    *,
    source: TagSource,
    until: datetime | None = None,
) -> int:
    """Give tags to a person in sight; WeCom follows. How many were new. Raises TagUnknown.

    With `until` they end by themselves, with a trace.
    """
    customer = work.get(Customer, people.standing_id(work, customer_id))
    return tags.put(work, customer.id, tag_ids, source=source, until=until)


def untag(work: Work, customer_id: UUID, tag_ids: Iterable[UUID], *, source: TagSource) -> int:
    """Take tags off a person in sight; WeCom follows. How many were there."""
    customer = work.get(Customer, people.standing_id(work, customer_id))
    return tags.take(work, customer.id, tag_ids, source=source)


def given_by(work: Work, customer_id: UUID, tag_id: UUID) -> str | None:
    """Who gave somebody a tag they have."""
    mine = work.scope(TagAssignment).where(
        TagAssignment.customer_id == people.standing_id(work, customer_id),
        TagAssignment.tag_id == tag_id,
    )
    found = work.session.scalars(mine).first()
    return found.actor if found else None


def remark(work: Work, relation_id: UUID, text: str) -> None:
    """Change the adviser's remark, at most 20 characters; WeCom follows. Raises RemarkTooLong."""
    if len(text) > MOST_REMARK:
        raise RemarkTooLong(most=MOST_REMARK, length=len(text))
    relation = work.get(Relation, relation_id)
    relation.remark = work.secrets.seal(text)
    writes.queue_remark(work, relation, text)


def standing_id(work: Work, customer_id: UUID) -> UUID:
    """Who this person is today: themself, or whom they were merged into."""
    return people.standing_id(work, customer_id)


def consented(
    work: Work,
    customer_id: UUID,
    *,
    purpose: Purpose = Purpose.SERVICE,
    channel: Channel = Channel.WECOM,
) -> bool:
    """Whether the latest word of this person on this purpose and channel is yes."""
    standing = people.standing_id(work, customer_id)
    return consents.given(work, standing, purpose=purpose, channel=channel)


def is_friend(work: Work, relation_id: UUID) -> bool:
    """Whether a relation stands, both ways or half."""
    relation = work.get(Relation, relation_id)
    return friends.status_of(relation) in (Status.FRIENDS, Status.HALF)


def lost_between(work: Work, since: datetime, until: datetime) -> dict[LostBy, int]:
    """How many friendships ended in a span, by which side; only those ended still."""
    ended = {
        LostBy.CUSTOMER: Relation.customer_deleted_at,
        LostBy.STAFF: Relation.staff_deleted_at,
    }
    mine = work.scope(Relation).subquery()
    counts = {}
    for by, column in ended.items():
        at = mine.c[column.key]
        counted = select(func.count()).select_from(mine).where(at >= since, at < until)
        counts[by] = work.session.scalar(counted) or 0
    return counts


def adds_between(work: Work, since: datetime, until: datetime) -> int:
    """How many friend-adds there were in a span."""
    mine = work.scope(FriendAdd).where(FriendAdd.added_at >= since, FriendAdd.added_at < until)
    return work.session.scalar(select(func.count()).select_from(mine.subquery())) or 0


def adds_by_hour(work: Work, since: datetime, until: datetime) -> dict[int, int]:
    """Friend-adds of a span, by the whole hours passed since it began."""
    mine = work.scope(FriendAdd).where(FriendAdd.added_at >= since, FriendAdd.added_at < until)
    hour = func.floor(func.extract("epoch", FriendAdd.added_at - since) / 3600)
    counted = mine.with_only_columns(hour, func.count()).group_by(hour)
    return {int(passed): count for passed, count in work.session.execute(counted)}


def latest_adds(work: Work, until: datetime, most: int) -> list[FriendAddLine]:
    """The newest friend-adds up to an instant, the newest first."""
    mine = work.scope(FriendAdd).where(FriendAdd.added_at <= until)
    rows = work.session.scalars(mine.order_by(FriendAdd.added_at.desc()).limit(most))
    return [
        FriendAddLine(
            relation_id=row.relation_id,
            n=row.n,
            customer_id=row.customer_id,
            staff_id=row.staff_id,
            added_at=row.added_at,
            state=row.state,
        )
        for row in rows
    ]
