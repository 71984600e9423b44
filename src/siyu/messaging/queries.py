"""What is asked of the deliveries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on

from siyu.kit.pages import read_cursor
from siyu.messaging.models import Delivery
from siyu.messaging.reasons import Outcome, Purpose, Reason, State
from siyu.platform.work import Work

Counted: TypeAlias = tuple[Purpose, Outcome | None, Reason | None, int]


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which deliveries a list shows; `since` and `until` are shown time."""

    purpose: Purpose | None = None
    outcome: Outcome | None = None
    reason: Reason | None = None
    customer_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


def due(work: Work, now: datetime, most: int) -> Select[Any]:
    """What a worker has to look at, what expires first before the rest, locked for it alone."""
    return (
        work.scope(Delivery)
        .where(Delivery.state != State.DONE, Delivery.due_at <= now)
        .order_by(Delivery.expires_at.nulls_last(), Delivery.due_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )


def handed_off(work: Work, ids: Collection[UUID]) -> Select[Any]:
    """Which of these are under a call, but for those whose outcome is just being written."""
    rows = work.scope(Delivery).where(Delivery.id.in_(ids), Delivery.state == State.HANDED_OFF)
    return rows.with_for_update(skip_locked=True)


def tenants_with_due(now: datetime) -> Select[UUID]:
    """Ids of tenants that have something due; no row of theirs is read."""
    waiting = select(Delivery.tenant_id).where(Delivery.state != State.DONE, Delivery.due_at <= now)
    return waiting.distinct()


def listed(work: Work, filters: Filters, cursor: str | None, most: int) -> Select[Any]:
    """Deliveries, newest first, one more than `most` to tell whether there are more."""
    rows = _filtered(work.scope(Delivery), filters)
    if cursor:
        before = read_cursor(cursor, datetime, UUID)
        rows = rows.where(tuple_(Delivery.claimed_at, Delivery.id) < before)
    return rows.order_by(Delivery.claimed_at.desc(), Delivery.id.desc()).limit(most + 1)


def welcomes(work: Work, relation_ids: Sequence[UUID]) -> Select[Any]:
    """The last welcome of each relation."""
    return (
        work.scope(Delivery)
        .where(Delivery.relation_id.in_(relation_ids), Delivery.purpose == Purpose.WELCOME)
        .ext(distinct_on(Delivery.relation_id))
        .order_by(Delivery.relation_id, Delivery.claimed_at.desc())
    )


def counts(work: Work, since: datetime, until: datetime) -> Sequence[Counted]:
    """Rows of (purpose, outcome, reason, count) of what was claimed in [since, until)."""
    what = (Delivery.purpose, Delivery.outcome, Delivery.reason)
    rows = _filtered(work.scope(Delivery), Filters(since=since, until=until))
    counted = rows.with_only_columns(*what, func.count()).group_by(*what).order_by(*what)
    return [(*row,) for row in work.session.execute(counted)]


def _filtered(rows: Select[Any], filters: Filters) -> Select[Any]:
    asked = {
        Delivery.purpose: filters.purpose,
        Delivery.outcome: filters.outcome,
        Delivery.reason: filters.reason,
        Delivery.customer_id: filters.customer_id,
    }
    for column, value in asked.items():
        if value is not None:
            rows = rows.where(column.is_(None) if value == Outcome.WAITING else column == value)
    if filters.since is not None:
        rows = rows.where(Delivery.claimed_at >= filters.since)
    if filters.until is not None:
        rows = rows.where(Delivery.claimed_at < filters.until)
    return rows
