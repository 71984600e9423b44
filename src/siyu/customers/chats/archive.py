"""How a brand keeps chats: for how long, what it has, and what it did not keep."""

from datetime import timedelta

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from siyu.customers.chats.models import (
    USUAL_RETENTION_DAYS,
    ChatArchive,
    ChatMessage,
    ChatRefusal,
)
from siyu.customers.chats.rules import NotKept
from siyu.kit.ids import new_id
from siyu.platform.work import Work

AGREED = text(
    "SELECT count(*) FROM (SELECT DISTINCT ON (customer_id) granted FROM consents"
    " WHERE tenant_id = :tenant AND purpose = 'chat_archive' AND channel = 'wecom'"
    " ORDER BY customer_id, at DESC, granted) AS latest WHERE granted"
)


def of_brand(work: Work) -> ChatArchive:
    """How this brand keeps chats, locked until the Work ends; made on first use."""
    row = {"id": new_id(), "tenant_id": work.tenant_id, "retention_days": USUAL_RETENTION_DAYS}
    work.session.execute(insert(ChatArchive).values(row).on_conflict_do_nothing())
    held = work.scope(ChatArchive).with_for_update().execution_options(populate_existing=True)
    return work.session.scalars(held).one()


def looked_at(work: Work) -> ChatArchive:
    """The same to look at: nothing is made or locked."""
    usual = ChatArchive(retention_days=USUAL_RETENTION_DAYS)
    return work.session.scalars(work.scope(ChatArchive)).first() or usual


def keep_for(work: Work, days: int) -> int:
    """Keep chats so many days from when they were said, those that are here too.

    How many that leaves past their time; the night's job deletes them.
    """
    kept = of_brand(work)
    before, kept.retention_days = kept.retention_days, days
    mine = update(ChatMessage).where(ChatMessage.tenant_id == work.tenant_id)
    until = ChatMessage.said_at + timedelta(days=days)
    work.session.execute(mine.values(kept_until=until))
    work.audit(
        "chat_retention.changed",
        "chat_archive",
        kept.id,
        before={"retention_days": before},
        after={"retention_days": days},
    )
    past = work.scope(ChatMessage).where(ChatMessage.kept_until <= work.now())
    return work.session.scalar(select(func.count()).select_from(past.subquery())) or 0


def refused(work: Work) -> dict[NotKept, int]:
    """How many messages of the retention were not kept, by reason; regardless of who sees whom."""
    counted = (
        select(ChatRefusal.reason, func.count())
        .where(ChatRefusal.tenant_id == work.tenant_id)
        .group_by(ChatRefusal.reason)
    )
    return {reason: count for reason, count in work.session.execute(counted)}


def agreed(work: Work) -> int:
    """How many people have agreed to being archived."""
    return work.session.scalar(AGREED, {"tenant": work.tenant_id}) or 0
