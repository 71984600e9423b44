"""What can be done with endpoints and their deliveries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from siyu.channels.webhook import service as wire
from siyu.kit.ids import new_id
from siyu.kit.pages import Page, encode_cursor
from siyu.messaging.webhooks import enqueueing, payloads, queries, rules
from siyu.messaging.webhooks.errors import (
    BadSpan,
    EndpointOff,
    NoEvents,
    SpanTooLarge,
    UnknownEvent,
    WholeBrandOnly,
)
from siyu.messaging.webhooks.models import WebhookDelivery, WebhookEndpoint, WebhookTry
from siyu.messaging.webhooks.outcomes import SwitchedOff, WebhookOutcome
from siyu.messaging.webhooks.queries import Filters
from siyu.platform import log
from siyu.platform.clock import real_now
from siyu.platform.declarations import Event
from siyu.platform.work import Work

ALL = "*"
MOST_DAYS = 31
MOST_REPLAYED = 10_000
SHOWN = ("url", "description", "events")


@dataclass(frozen=True)
class Span:
    """A stretch of what happened, [since, until)."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class Offer:
    """What an endpoint may ask for, and where it may be: the registry's and the settings' word."""

    events: dict[str, type[Event]]
    networks: str


@dataclass(frozen=True)
class WebhookOff:
    """An endpoint that was given up."""

    endpoint_id: UUID
    url: str
    reason: SwitchedOff
    since: datetime


def add_endpoint(
    work: Work, offer: Offer, *, url: str, description: str, events: Sequence[str]
) -> tuple[WebhookEndpoint, str]:
    """A new endpoint, which gets what happens from now on, and its secret, shown this once."""
    _whole_brand(work)
    wire.check_url(url, allowed=offer.networks)
    secret = wire.new_secret()
    xid, number = log.head(work.session)
    endpoint = work.add(
        WebhookEndpoint(
            url=url,
            description=description.strip(),
            events=_chosen(events, offer.events),
            secret_sealed=work.secrets.seal(secret),
            from_xid=xid,
            from_id=number,
            created_at=work.now(),
        )
    )
    work.audit("webhook.added", "webhook", endpoint.id, after=_shown(endpoint))
    return endpoint, secret


def change_endpoint(
    work: Work,
    endpoint_id: UUID,
    offer: Offer,
    *,
    url: str | None = None,
    description: str | None = None,
    events: Sequence[str] | None = None,
    enabled: bool | None = None,
) -> WebhookEndpoint:
    """Change what is given. Switched on again, it goes on with what waits in line."""
    endpoint = work.get(WebhookEndpoint, endpoint_id, lock=True)
    before = {**_shown(endpoint), "enabled": endpoint.enabled}
    if url is not None:
        wire.check_url(url, allowed=offer.networks)
        endpoint.url = url
    if description is not None:
        endpoint.description = description.strip()
    if events is not None:
        endpoint.events = _chosen(events, offer.events)
    if enabled is not None and enabled != endpoint.enabled:
        _switch(work, endpoint, enabled)
    after = {**_shown(endpoint), "enabled": endpoint.enabled}
    work.audit("webhook.changed", "webhook", endpoint.id, before=before, after=after)
    return endpoint


def _switch(work: Work, endpoint: WebhookEndpoint, enabled: bool) -> None:
    endpoint.enabled = enabled
    endpoint.failing_since = None
    endpoint.switched_off = None if enabled else SwitchedOff.BY_HAND
    endpoint.switched_off_at = None if enabled else work.now()


def remove_endpoint(work: Work, endpoint_id: UUID) -> None:
    """Delete an endpoint with all that waits for it and its log."""
    endpoint = work.get(WebhookEndpoint, endpoint_id, lock=True)
    work.audit("webhook.removed", "webhook", endpoint.id, before=_shown(endpoint))
    work.session.delete(endpoint)


def rotate_secret(work: Work, endpoint_id: UUID) -> tuple[str, datetime]:
    """A new secret, shown this once; the one before it signs too for 24 hours."""
    endpoint = work.get(WebhookEndpoint, endpoint_id, lock=True)
    secret = wire.new_secret()
    endpoint.previous_secret_sealed = endpoint.secret_sealed
    endpoint.previous_until = until = real_now() + rules.BOTH_SECRETS
    endpoint.secret_sealed = work.secrets.seal(secret)
    work.audit("webhook.secret_rotated", "webhook", endpoint.id)
    return secret, until


def send_test(work: Work, endpoint_id: UUID) -> WebhookDelivery:
    """Put a message that means nothing in line. Raises EndpointOff."""
    endpoint = _on(work, endpoint_id)
    message_id = f"msg_{new_id().hex}"
    line = enqueueing.line(work, endpoint, message_id, payloads.TEST)
    line["happened_at"] = work.now()
    line["body"] = payloads.test_body(message_id, endpoint.id, work.now())
    work.session.execute(insert(WebhookDelivery).values(line))
    return work.get(WebhookDelivery, line["id"])


def replay(work: Work, delivery_id: UUID) -> WebhookDelivery:
    """Put one delivery in line again, under its own id. Raises EndpointOff."""
    row = work.get(WebhookDelivery, delivery_id, lock=True)
    _on(work, row.endpoint_id)
    work.audit("webhook.replayed", "webhook", row.endpoint_id, after={"message": row.message_id})
    if row.outcome == WebhookOutcome.WAITING and row.claim is not None and row.due_at > real_now():
        return row
    row.outcome, row.claim, row.done_at = WebhookOutcome.WAITING, None, None
    row.due_at, row.attempts, row.replays = real_now(), 0, row.replays + 1
    return row


def count_span(work: Work, endpoint_id: UUID, span: Span, known: Collection[str]) -> int:
    """How many events a replay of this span would send. Raises BadSpan."""
    endpoint = work.get(WebhookEndpoint, endpoint_id)
    names = _names(endpoint, span, known)
    return log.count_between(work.session, work.tenant_id, names, span.since, span.until)


def replay_span(work: Work, endpoint_id: UUID, span: Span, kinds: dict[str, type[Event]]) -> int:
    """Put all events of a span in line again, those too that happened before the endpoint was
    made. Raises BadSpan, SpanTooLarge, EndpointOff."""
    endpoint = _on(work, endpoint_id)
    names = _names(endpoint, span, kinds)
    count = log.count_between(work.session, work.tenant_id, names, span.since, span.until)
    if count > MOST_REPLAYED:
        raise SpanTooLarge(field="since", count=count, most=MOST_REPLAYED)
    rows = log.between(work.session, work.tenant_id, names, span.since, span.until)
    events = [log.decode(kinds, row) for row in rows]
    enqueueing.enqueue_again(work, endpoint, events)
    told = {"since": span.since, "until": span.until, "count": len(events)}
    work.audit("webhook.span_replayed", "webhook", endpoint.id, after=told)
    return len(events)


def endpoint(work: Work, endpoint_id: UUID) -> WebhookEndpoint:
    """Raises NotFound."""
    return work.get(WebhookEndpoint, endpoint_id)


def endpoints(work: Work, cursor: str | None, most: int) -> Page[WebhookEndpoint]:
    """Endpoints, newest first."""
    rows = work.session.scalars(queries.endpoints(work, cursor, most)).all()
    more = len(rows) > most
    last = rows[:most][-1] if more else None
    marker = encode_cursor(last.created_at, last.id) if last else None
    return Page(list(rows[:most]), marker)


def given_up(work: Work) -> list[WebhookOff]:
    """Endpoints that were switched off because they failed or are gone."""
    rows = work.session.scalars(queries.switched_off(work))
    return [
        WebhookOff(row.id, row.url, row.switched_off, row.switched_off_at)
        for row in rows
        if row.switched_off and row.switched_off_at
    ]


def delivery(work: Work, delivery_id: UUID) -> WebhookDelivery:
    """Raises NotFound."""
    return work.get(WebhookDelivery, delivery_id)


def tries(work: Work, delivery_id: UUID) -> list[WebhookTry]:
    """The tries of a delivery, the last first."""
    return list(work.session.scalars(queries.tries(work, delivery_id)))


def deliveries(
    work: Work, filters: Filters, cursor: str | None, most: int
) -> Page[tuple[WebhookDelivery, WebhookTry | None]]:
    """Deliveries, newest first, each with its last try."""
    rows = work.session.scalars(queries.deliveries(work, filters, cursor, most)).all()
    shown, more = rows[:most], len(rows) > most
    last = work.session.scalars(queries.last_tries(work, [row.id for row in shown]))
    tries = {one.delivery_id: one for one in last}
    marker = encode_cursor(shown[-1].enqueued_at, shown[-1].id) if more else None
    return Page([(row, tries.get(row.id)) for row in shown], marker)


def _whole_brand(work: Work) -> None:
    if not work.reach.is_all:
        raise WholeBrandOnly(permission="webhooks.write")


def _on(work: Work, endpoint_id: UUID) -> WebhookEndpoint:
    endpoint = work.get(WebhookEndpoint, endpoint_id)
    if not endpoint.enabled:
        raise EndpointOff(field="endpoint_id")
    return endpoint


def _chosen(events: Sequence[str], known: Collection[str]) -> list[str]:
    """The events asked for, each once; `*` alone stands for all, also for those still to come."""
    if not events:
        raise NoEvents(field="events")
    if list(events) == [ALL]:
        return [ALL]
    for name in events:
        if name not in known:
            raise UnknownEvent(field="events", event=name)
    return sorted(set(events))


def _names(endpoint: WebhookEndpoint, span: Span, known: Collection[str]) -> list[str]:
    length = span.until - span.since
    if not timedelta() < length <= timedelta(days=MOST_DAYS):
        raise BadSpan(field="until", days=MOST_DAYS)
    return [name for name in known if rules.wants(endpoint.events, name)]


def _shown(endpoint: WebhookEndpoint) -> dict[str, object]:
    return {name: getattr(endpoint, name) for name in SHOWN}
