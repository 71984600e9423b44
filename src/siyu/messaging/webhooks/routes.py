"""Webhook endpoints and their delivery log over HTTP."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime

from siyu.channels.webhook.errors import BadUrl, InsideAddress
from siyu.kit.errors import NotFound
from siyu.kit.pages import BadCursor
from siyu.messaging.webhooks import service
from siyu.messaging.webhooks.errors import (
    BadSpan,
    EndpointOff,
    NoEvents,
    SpanTooLarge,
    UnknownEvent,
    WholeBrandOnly,
)
from siyu.messaging.webhooks.models import WebhookDelivery
from siyu.messaging.webhooks.outcomes import WebhookOutcome
from siyu.messaging.webhooks.queries import Filters
from siyu.messaging.webhooks.schemas import (
    EndpointBody,
    EndpointChange,
    EndpointMade,
    EndpointOut,
    EndpointsOut,
    EventKindsOut,
    SecretOut,
    SpanBody,
    WebhookCountOut,
    WebhookEventOut,
    WebhooksOut,
    WebhookWhole,
    endpoint_out,
    try_out,
    webhook_out,
)
from siyu.messaging.webhooks.service import Offer, Span
from siyu.platform.http import DoWork, Language, TheRuntime, needs, problems
from siyu.platform.work import Work

router = APIRouter(tags=["webhooks"])
READ, WRITE = needs("webhooks.read"), needs("webhooks.write")
Limit = Annotated[int, Query(ge=1, le=200)]
WANTED = (BadUrl, InsideAddress, NoEvents, UnknownEvent)
DAY = timedelta(days=1)


def _offer(runtime: TheRuntime) -> Offer:
    return Offer(runtime.registry.events, runtime.settings.webhook_networks)


The = Annotated[Offer, Depends(_offer)]


@router.get("/webhook-events", dependencies=[READ])
def list_events(runtime: TheRuntime, language: Language) -> EventKindsOut:
    """Every event an endpoint may ask for."""
    known = sorted(runtime.registry.events.items())
    items = [WebhookEventOut(name=name, title=kind.title(language)) for name, kind in known]
    return EventKindsOut(items=items)


@router.get("/webhooks", dependencies=[READ], responses=problems(BadCursor))
def list_endpoints(
    work: DoWork, language: Language, cursor: str | None = None, limit: Limit = 50
) -> EndpointsOut:
    """Endpoints, newest first."""
    page = service.endpoints(work, cursor, limit)
    items = [endpoint_out(row, language) for row in page.items]
    return EndpointsOut(items=items, next_cursor=page.next_cursor)


@router.post(
    "/webhooks",
    status_code=201,
    dependencies=[WRITE],
    responses=problems(WholeBrandOnly, *WANTED),
)
def add_endpoint(body: EndpointBody, work: DoWork, offer: The, language: Language) -> EndpointMade:
    """A new endpoint; it gets what happens from now on. The secret is shown this once."""
    row, secret = service.add_endpoint(work, offer, **body.model_dump())
    return EndpointMade(secret=secret, **vars(endpoint_out(row, language)))


@router.get("/webhooks/{webhook_endpoint_id}", dependencies=[READ], responses=problems(NotFound))
def read_endpoint(webhook_endpoint_id: UUID, work: DoWork, language: Language) -> EndpointOut:
    """One endpoint."""
    return endpoint_out(service.endpoint(work, webhook_endpoint_id), language)


@router.patch(
    "/webhooks/{webhook_endpoint_id}",
    dependencies=[WRITE],
    responses=problems(NotFound, *WANTED),
)
def change_endpoint(
    webhook_endpoint_id: UUID, body: EndpointChange, work: DoWork, offer: The, language: Language
) -> EndpointOut:
    """Change what is given; switched on again, it goes on with what waits in line."""
    row = service.change_endpoint(work, webhook_endpoint_id, offer, **body.model_dump())
    return endpoint_out(row, language)


@router.delete(
    "/webhooks/{webhook_endpoint_id}",
    status_code=204,
    dependencies=[WRITE],
    responses=problems(NotFound),
)
def remove_endpoint(webhook_endpoint_id: UUID, work: DoWork) -> None:
    """Delete an endpoint, what waits for it, and its delivery log."""
    service.remove_endpoint(work, webhook_endpoint_id)


@router.post(
    "/webhooks/{webhook_endpoint_id}/rotate-secret",
    dependencies=[WRITE],
    responses=problems(NotFound),
)
def rotate_secret(webhook_endpoint_id: UUID, work: DoWork) -> SecretOut:
    """A new secret, shown this once; for 24 hours the one before it signs as well."""
    secret, until = service.rotate_secret(work, webhook_endpoint_id)
    return SecretOut(secret=secret, previous_secret_until=until)


@router.post(
    "/webhooks/{webhook_endpoint_id}/test",
    status_code=201,
    dependencies=[WRITE],
    responses=problems(NotFound, EndpointOff),
)
def send_test(webhook_endpoint_id: UUID, work: DoWork, language: Language) -> WebhookWhole:
    """Send a message of type `WebhookTest`, which means nothing."""
    return _whole(work, service.send_test(work, webhook_endpoint_id), language)


@router.get(
    "/webhooks/{webhook_endpoint_id}/replay",
    dependencies=[WRITE],
    responses=problems(NotFound, BadSpan),
)
def count_span(
    webhook_endpoint_id: UUID,
    work: DoWork,
    runtime: TheRuntime,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
) -> WebhookCountOut:
    """How many events a replay of this span would send; without a span the last 24 hours."""
    span = _span(work, SpanBody(since=since, until=until))
    count = service.count_span(work, webhook_endpoint_id, span, runtime.registry.events)
    return WebhookCountOut(count=count, most=service.MOST_REPLAYED)


@router.post(
    "/webhooks/{webhook_endpoint_id}/replay",
    dependencies=[WRITE],
    responses=problems(NotFound, BadSpan, SpanTooLarge, EndpointOff),
)
def replay_span(
    webhook_endpoint_id: UUID, body: SpanBody, work: DoWork, runtime: TheRuntime
) -> WebhookCountOut:
    """Send what happened in this span again, under the ids it had; also what happened before the
    endpoint was made."""
    span = _span(work, body)
    count = service.replay_span(work, webhook_endpoint_id, span, runtime.registry.events)
    return WebhookCountOut(count=count, most=service.MOST_REPLAYED)


@router.get("/webhook-deliveries", dependencies=[READ], responses=problems(BadCursor))
def list_deliveries(
    work: DoWork,
    language: Language,
    endpoint: UUID | None = None,
    event: Annotated[str | None, Query(max_length=100)] = None,
    outcome: WebhookOutcome | None = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> WebhooksOut:
    """The delivery log of 30 days, newest first."""
    filters = Filters(endpoint_id=endpoint, event=event, outcome=outcome)
    page = service.deliveries(work, filters, cursor, limit)
    items = [webhook_out(row, last, language) for row, last in page.items]
    return WebhooksOut(items=items, next_cursor=page.next_cursor)


@router.get(
    "/webhook-deliveries/{webhook_delivery_id}",
    dependencies=[READ],
    responses=problems(NotFound),
)
def read_delivery(webhook_delivery_id: UUID, work: DoWork, language: Language) -> WebhookWhole:
    """One delivery: what was posted, and what came back each time."""
    return _whole(work, service.delivery(work, webhook_delivery_id), language)


@router.post(
    "/webhook-deliveries/{webhook_delivery_id}/replay",
    dependencies=[WRITE],
    responses=problems(NotFound, EndpointOff),
)
def replay(webhook_delivery_id: UUID, work: DoWork, language: Language) -> WebhookWhole:
    """Send it again under its own id."""
    return _whole(work, service.replay(work, webhook_delivery_id), language)


def _span(work: Work, asked: SpanBody) -> Span:
    until = asked.until or work.now()
    return Span(asked.since or until - DAY, until)


def _whole(work: Work, row: WebhookDelivery, language: str) -> WebhookWhole:
    tries = service.tries(work, row.id)
    told = webhook_out(row, tries[0] if tries else None, language)
    url = service.endpoint(work, row.endpoint_id).url
    shown = [try_out(one, language) for one in tries]
    return WebhookWhole(**vars(told), url=url, body=row.body, tries=shown)
