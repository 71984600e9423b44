"""Events become deliveries, each once for each endpoint that asked for it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from siyu.kit.ids import new_id
from siyu.messaging.webhooks import payloads, queries, rules
from siyu.messaging.webhooks.models import WebhookDelivery, WebhookEndpoint
from siyu.messaging.webhooks.outcomes import WebhookOutcome
from siyu.platform.clock import real_now
from siyu.platform.declarations import Recorded
from siyu.platform.work import Work

IDENTITY = ["endpoint_id", "message_id"]
ROWS_AT_ONCE = 500


def enqueue(work: Work, events: Sequence[Recorded]) -> None:
    """Put events in line for the endpoints that were there before them; a repeat adds nothing."""
    endpoints = work.session.scalars(queries.listening(work)).all()
    rows = [
        row(work, endpoint, recorded)
        for endpoint in endpoints
        for recorded in events
        if recorded.position > (endpoint.from_xid, endpoint.from_id)
        and rules.wants(endpoint.events, type(recorded.event).__name__)
    ]
    for first in range(0, len(rows), ROWS_AT_ONCE):
        fresh = insert(WebhookDelivery).values(rows[first : first + ROWS_AT_ONCE])
        work.session.execute(fresh.on_conflict_do_nothing(index_elements=IDENTITY))


def enqueue_again(work: Work, endpoint: WebhookEndpoint, events: Sequence[Recorded]) -> None:
    """Put events in line once more, those too that this endpoint never got."""
    rows = [row(work, endpoint, recorded) for recorded in events]
    for first in range(0, len(rows), ROWS_AT_ONCE):
        again(work, rows[first : first + ROWS_AT_ONCE])


def again(work: Work, rows: list[dict[str, Any]]) -> None:
    fresh = insert(WebhookDelivery).values(rows)
    anew = {
        "outcome": WebhookOutcome.WAITING,
        "due_at": fresh.excluded.due_at,
        "claim": None,
        "attempts": 0,
        "done_at": None,
        "replays": WebhookDelivery.replays + 1,
    }
    # What is on its way already comes anyway.
    done = WebhookDelivery.outcome != WebhookOutcome.WAITING
    work.session.execute(
        fresh.on_conflict_do_update(index_elements=IDENTITY, set_=anew, where=done)
    )


def row(work: Work, endpoint: WebhookEndpoint, recorded: Recorded) -> dict[str, Any]:
    return {
        **line(work, endpoint, payloads.message_id(recorded), type(recorded.event).__name__),
        "body": payloads.body_of(recorded),
        "happened_at": recorded.happened_at,
    }


def line(work: Work, endpoint: WebhookEndpoint, message_id: str, event: str) -> dict[str, Any]:
    """A new place in line, still without its body."""
    now = real_now()
    return {
        "id": new_id(),
        "tenant_id": work.tenant_id,
        "endpoint_id": endpoint.id,
        "message_id": message_id,
        "event": event,
        "enqueued_at": now,
        "due_at": now,
        "outcome": WebhookOutcome.WAITING,
        "attempts": 0,
        "replays": 0,
    }
