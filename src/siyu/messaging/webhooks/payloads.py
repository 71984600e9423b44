"""What a webhook says: the event as the log holds it, ids and numbers and instants. Pure."""

from datetime import datetime
from uuid import UUID, uuid5

import msgspec

from siyu.platform.declarations import Event, Recorded

TEST = "WebhookTest"
"""The type of a message that someone sent to try an endpoint; no event goes by it."""


def message_id(recorded: Recorded) -> str:
    """The id of an event: the same for every endpoint, every try and every replay."""
    xid, number = recorded.position
    return f"msg_{uuid5(recorded.tenant_id, f'{xid}:{number}').hex}"


def body(message_id: str, kind: str, at: datetime, fields: Event | dict[str, object]) -> str:
    """The JSON that is posted, to the byte."""
    said = {"id": message_id, "type": kind, "timestamp": at, "data": fields}
    return msgspec.json.encode(said).decode()


def body_of(recorded: Recorded) -> str:
    """The JSON of an event."""
    kind = type(recorded.event).__name__
    return body(message_id(recorded), kind, recorded.happened_at, recorded.event)


def test_body(message_id: str, endpoint_id: UUID, at: datetime) -> str:
    """The JSON of a message that only tries an endpoint."""
    return body(message_id, TEST, at, {"endpoint_id": endpoint_id})
