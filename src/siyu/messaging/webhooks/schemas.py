"""Webhooks on the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from siyu.channels.webhook.shapes import Answer
from siyu.messaging.webhooks.models import WebhookDelivery, WebhookEndpoint, WebhookTry
from siyu.messaging.webhooks.outcomes import SwitchedOff, WebhookOutcome


class EndpointBody(BaseModel):
    """A receiver: `events` are names of events, or `*` alone for all."""

    url: str = Field(min_length=1, max_length=2_000)
    description: str = Field(default="", max_length=200)
    events: list[str] = Field(min_length=1, max_length=500)


class EndpointChange(BaseModel):
    """What is given changes; what is not stays."""

    url: str | None = Field(default=None, min_length=1, max_length=2_000)
    description: str | None = Field(default=None, max_length=200)
    events: list[str] | None = Field(default=None, min_length=1, max_length=500)
    enabled: bool | None = None


class SpanBody(BaseModel):
    """What to send again: [since, until); without them the last 24 hours."""

    since: AwareDatetime | None = None
    until: AwareDatetime | None = None


class EndpointOut(BaseModel):
    """A receiver; its secret is not shown again."""

    id: UUID
    url: str
    description: str
    events: list[str]
    enabled: bool
    switched_off: SwitchedOff | None
    switched_off_words: str | None
    switched_off_at: datetime | None
    failing_since: datetime | None
    previous_secret_until: datetime | None
    created_at: datetime


class EndpointMade(EndpointOut):
    """A new receiver with its secret, shown this once."""

    secret: str


class SecretOut(BaseModel):
    """A new secret, shown this once; the one before it signs too until then."""

    secret: str
    previous_secret_until: datetime


class EndpointsOut(BaseModel):
    items: list[EndpointOut]
    next_cursor: str | None


class WebhookEventOut(BaseModel):
    """An event that an endpoint may ask for."""

    name: str
    title: str


class EventKindsOut(BaseModel):
    items: list[WebhookEventOut]
    next_cursor: None = None


class TryOut(BaseModel):
    """One post: what came back, at most 2 KB of it."""

    at: datetime
    answer: Answer
    words: str
    status: int | None
    milliseconds: int
    text: str


class WebhookOut(BaseModel):
    """One event for one endpoint; `due_at` is the next try while it is on its way."""

    id: UUID
    endpoint_id: UUID
    message_id: str
    event: str
    outcome: WebhookOutcome
    answer: Answer | None
    words: str
    status: int | None
    milliseconds: int | None
    attempts: int
    replays: int
    happened_at: datetime
    enqueued_at: datetime
    due_at: datetime | None
    done_at: datetime | None


class WebhooksOut(BaseModel):
    items: list[WebhookOut]
    next_cursor: str | None


class WebhookWhole(WebhookOut):
    """A delivery with what was posted and every try, the last first."""

    url: str
    body: str
    tries: list[TryOut]


class WebhookCountOut(BaseModel):
    """How many events, of the most that one replay takes."""

    count: int
    most: int


def endpoint_out(row: WebhookEndpoint, language: str) -> EndpointOut:
    """An endpoint as told in `language`."""
    off = row.switched_off
    return EndpointOut(
        id=row.id,
        url=row.url,
        description=row.description,
        events=row.events,
        enabled=row.enabled,
        switched_off=off,
        switched_off_words=off.said(language) if off else None,
        switched_off_at=row.switched_off_at,
        failing_since=row.failing_since,
        previous_secret_until=row.previous_until,
        created_at=row.created_at,
    )


def webhook_out(row: WebhookDelivery, last: WebhookTry | None, language: str) -> WebhookOut:
    """A delivery and its last try as told in `language`."""
    waiting = row.outcome == WebhookOutcome.WAITING
    answer = last.answer if last else None
    return WebhookOut(
        id=row.id,
        endpoint_id=row.endpoint_id,
        message_id=row.message_id,
        event=row.event,
        outcome=row.outcome,
        answer=answer,
        words=answer.said(language) if answer else row.outcome.said(language),
        status=last.status if last else None,
        milliseconds=last.milliseconds if last else None,
        attempts=row.attempts,
        replays=row.replays,
        happened_at=row.happened_at,
        enqueued_at=row.enqueued_at,
        due_at=row.due_at if waiting else None,
        done_at=row.done_at,
    )


def try_out(row: WebhookTry, language: str) -> TryOut:
    return TryOut(
        at=row.at,
        answer=row.answer,
        words=row.answer.said(language),
        status=row.status,
        milliseconds=row.milliseconds,
        text=row.text,
    )
