"""The two commits around a post: the claim before it, the outcome after it."""

import random
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import structlog
from prometheus_client import Counter, Histogram
from sqlalchemy import func, select

from siyu.channels.webhook.shapes import Post, Reply
from siyu.kit.ids import new_id
from siyu.messaging.webhooks import queries, rules
from siyu.messaging.webhooks.events import WebhookDisabled
from siyu.messaging.webhooks.models import WebhookDelivery, WebhookEndpoint, WebhookTry
from siyu.messaging.webhooks.outcomes import SwitchedOff, WebhookOutcome
from siyu.platform.clock import real_now
from siyu.platform.work import Work

AT_ONCE = 4
"""Posts under way to one endpoint, over all workers."""
TRIES = Counter("siyu_webhook_tries_total", "Webhook posts", ["answer"])
SECONDS = Histogram("siyu_webhook_seconds", "Time a receiver took")
logger = structlog.get_logger()


@dataclass(frozen=True)
class Parcel:
    """A claimed delivery and its post; `claim` says whose it is."""

    tenant_id: UUID
    delivery_id: UUID
    claim: UUID
    post: Post = field(repr=False)


def claim(work: Work, endpoint_id: UUID, room: int) -> list[Parcel]:
    """Take what an endpoint is to get now, as far as it is not busy and this worker has room."""
    endpoint = work.session.scalar(queries.free(work, endpoint_id))
    if endpoint is None:
        return []
    now = real_now()
    busy = select(func.count()).select_from(WebhookDelivery)
    calling = work.session.scalar(busy.where(queries.under_call(endpoint_id, now))) or 0
    most = min(room, AT_ONCE - calling)
    if most <= 0:
        return []
    rows = work.session.scalars(queries.due(work, endpoint_id, now, most))
    secrets = _secrets(work, endpoint, now)
    return [_claimed(row, endpoint.url, secrets, now) for row in rows]


def _claimed(row: WebhookDelivery, url: str, secrets: tuple[str, ...], now: datetime) -> Parcel:
    row.claim = new_id()
    row.attempts += 1
    row.due_at = now + rules.LEASE
    body = row.body.encode()
    post = Post(url=url, message_id=row.message_id, body=body, secrets=secrets, at=now)
    return Parcel(row.tenant_id, row.id, row.claim, post)


def _secrets(work: Work, endpoint: WebhookEndpoint, now: datetime) -> tuple[str, ...]:
    """The secret, and for a day the one before it."""
    sealed = [endpoint.secret_sealed]
    if endpoint.previous_secret_sealed and (endpoint.previous_until or now) > now:
        sealed.append(endpoint.previous_secret_sealed)
    return tuple(work.secrets.open(one) for one in sealed)


def record(work: Work, parcel: Parcel, reply: Reply) -> None:
    """Write what a post came to. Only the last claim decides, but a late yes counts."""
    row = work.session.scalar(
        work.scope(WebhookDelivery)
        .where(WebhookDelivery.id == parcel.delivery_id)
        .with_for_update()
    )
    if row is None:
        return
    _note(work, row, parcel, reply)
    if row.claim != parcel.claim and not reply.answer.is_taken:
        return
    now = real_now()
    chance = random.random()
    then = rules.after_try(reply.answer, attempts=row.attempts, now=now, chance=chance)
    row.claim, row.answer, row.outcome = None, reply.answer, then.outcome
    row.due_at = then.due_at or row.due_at
    row.done_at = now if then.outcome is not WebhookOutcome.WAITING else None
    _judge(work, row.endpoint_id, reply, now)


def _note(work: Work, row: WebhookDelivery, parcel: Parcel, reply: Reply) -> None:
    TRIES.labels(reply.answer).inc()
    SECONDS.observe(reply.milliseconds / 1000)
    work.add(
        WebhookTry(
            delivery_id=row.id,
            at=parcel.post.at,
            answer=reply.answer,
            status=reply.status,
            milliseconds=reply.milliseconds,
            text=reply.text,
        )
    )


def _judge(work: Work, endpoint_id: UUID, reply: Reply, now: datetime) -> None:
    """Keep since when an endpoint fails, and give it up when it is time.

    The row is locked only where there is something to write, or four posts at once would queue.
    """
    endpoint = work.get(WebhookEndpoint, endpoint_id)
    if reply.answer.is_taken and endpoint.failing_since is None:
        return
    endpoint = work.get(WebhookEndpoint, endpoint_id, lock=True)
    if reply.answer.is_taken:
        endpoint.failing_since = None
        return
    endpoint.failing_since = endpoint.failing_since or now
    why = rules.switch_off(reply.answer, endpoint.failing_since, now)
    if why is not None and endpoint.enabled:
        give_up(work, endpoint, why)


def give_up(work: Work, endpoint: WebhookEndpoint, why: SwitchedOff) -> None:
    """Switch an endpoint off; what waits for it stays in line."""
    logger.warning("webhook endpoint switched off", endpoint_id=str(endpoint.id), reason=str(why))
    endpoint.enabled = False
    endpoint.switched_off, endpoint.switched_off_at = why, work.now()
    work.audit("webhook.switched_off", "webhook", endpoint.id, after={"reason": why})
    work.emit(WebhookDisabled(endpoint_id=endpoint.id, reason=why))
