"""What is asked of endpoints and their deliveries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on

from siyu.kit.pages import read_cursor
from siyu.messaging.webhooks.models import WebhookDelivery, WebhookEndpoint, WebhookTry
from siyu.messaging.webhooks.outcomes import WebhookOutcome
from siyu.platform.work import Work


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which deliveries a list shows."""

    endpoint_id: UUID | None = None
    event: str | None = None
    outcome: WebhookOutcome | None = None


def endpoints(work: Work, cursor: str | None, most: int) -> Select[Any]:
    """Endpoints, newest first, one more than `most` to tell whether there are more."""
    rows = work.scope(WebhookEndpoint)
    if cursor:
        key = tuple_(WebhookEndpoint.created_at, WebhookEndpoint.id)
        rows = rows.where(key < read_cursor(cursor, datetime, UUID))
    newest = rows.order_by(WebhookEndpoint.created_at.desc(), WebhookEndpoint.id.desc())
    return newest.limit(most + 1)


def listening(work: Work) -> Select[Any]:
    """The endpoints that get something."""
    return work.scope(WebhookEndpoint).where(WebhookEndpoint.enabled)


def switched_off(work: Work) -> Select[Any]:
    """The endpoints that were given up, not switched off by someone."""
    given_up = WebhookEndpoint.switched_off.in_(("gone", "failing"))
    return work.scope(WebhookEndpoint).where(given_up).order_by(WebhookEndpoint.switched_off_at)


def deliveries(work: Work, filters: Filters, cursor: str | None, most: int) -> Select[Any]:
    """Deliveries, newest first, one more than `most`."""
    rows = work.scope(WebhookDelivery)
    asked = {
        WebhookDelivery.endpoint_id: filters.endpoint_id,
        WebhookDelivery.event: filters.event,
        WebhookDelivery.outcome: filters.outcome,
    }
    for column, value in asked.items():
        if value is not None:
            rows = rows.where(column == value)
    if cursor:
        key = tuple_(WebhookDelivery.enqueued_at, WebhookDelivery.id)
        rows = rows.where(key < read_cursor(cursor, datetime, UUID))
    newest = rows.order_by(WebhookDelivery.enqueued_at.desc(), WebhookDelivery.id.desc())
    return newest.limit(most + 1)


def tries(work: Work, delivery_id: UUID) -> Select[Any]:
    """The tries of a delivery, the last first."""
    mine = work.scope(WebhookTry).where(WebhookTry.delivery_id == delivery_id)
    return mine.order_by(WebhookTry.at.desc(), WebhookTry.id).limit(50)


def last_tries(work: Work, ids: Sequence[UUID]) -> Select[Any]:
    """The last try of each of these deliveries."""
    mine = work.scope(WebhookTry).where(WebhookTry.delivery_id.in_(ids))
    last = mine.ext(distinct_on(WebhookTry.delivery_id))
    return last.order_by(WebhookTry.delivery_id, WebhookTry.at.desc())


def endpoints_with_due(now: datetime) -> Select[UUID, UUID]:
    """(tenant, endpoint) of all that have something due; the longest waiting first."""
    enabled = and_(WebhookEndpoint.id == WebhookDelivery.endpoint_id, WebhookEndpoint.enabled)
    waiting = select(WebhookDelivery.tenant_id, WebhookDelivery.endpoint_id).join(
        WebhookEndpoint, enabled
    )
    due = waiting.where(
        WebhookDelivery.outcome == WebhookOutcome.WAITING, WebhookDelivery.due_at <= now
    )
    grouped = due.group_by(WebhookDelivery.tenant_id, WebhookDelivery.endpoint_id)
    return grouped.order_by(func.min(WebhookDelivery.due_at))


def free(work: Work, endpoint_id: UUID) -> Select[Any]:
    """An endpoint that is enabled, locked: one worker at a time claims for it."""
    mine = work.scope(WebhookEndpoint).where(
        WebhookEndpoint.id == endpoint_id, WebhookEndpoint.enabled
    )
    return mine.with_for_update(skip_locked=True)


def under_call(endpoint_id: UUID, now: datetime) -> ColumnElement[bool]:
    """What some worker is calling just now."""
    return and_(
        WebhookDelivery.endpoint_id == endpoint_id,
        WebhookDelivery.outcome == WebhookOutcome.WAITING,
        WebhookDelivery.claim.is_not(None),
        WebhookDelivery.due_at > now,
    )


def due(work: Work, endpoint_id: UUID, now: datetime, most: int) -> Select[Any]:
    """What an endpoint is to get now, the oldest first, locked."""
    waiting = work.scope(WebhookDelivery).where(
        WebhookDelivery.endpoint_id == endpoint_id,
        WebhookDelivery.outcome == WebhookOutcome.WAITING,
        WebhookDelivery.due_at <= now,
    )
    oldest = waiting.order_by(WebhookDelivery.due_at, WebhookDelivery.enqueued_at).limit(most)
    return oldest.with_for_update(skip_locked=True)
