"""Events from outside over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from siyu.customers import outside
from siyu.customers.errors import KeyNeeded
from siyu.platform.http import BadBody, DoWork, Language, needs, problems
from siyu.platform.intake import ingest
from siyu.platform.intake.errors import NoRows, TooManyRows
from siyu.platform.intake.ingest import Body, IngestOut
from siyu.platform.kept_answers import HEADER

WRITE = needs("events.write")
ROW = {
    "type": "object",
    "required": ["event", "at", "kind", "value"],
    "properties": {
        "event": {"type": "string", "description": "The name of a declared kind."},
        "at": {"type": "string", "format": "date-time"},
        "kind": {"type": "string", "description": "The kind of account, such as mall_id."},
        "value": {"type": "string", "description": "The account."},
        "number": {"type": ["number", "null"]},
    },
}
router = APIRouter(tags=["customers"])


class EventKindIn(BaseModel):
    """A kind of event: its name for programs, and what people read."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]{0,63}$")]
    en: Annotated[str, Field(min_length=1, max_length=80)]
    zh: Annotated[str, Field(min_length=1, max_length=80)]


class EventKindOut(BaseModel, from_attributes=True):
    id: UUID
    name: str
    en: str
    zh: str


@router.get("/event-kinds", dependencies=[WRITE])
def list_event_kinds(work: DoWork) -> list[EventKindOut]:
    """The kinds of events that other systems may tell of."""
    return [EventKindOut.model_validate(one) for one in outside.kinds(work)]


@router.put("/event-kinds", dependencies=[WRITE])
def declare_event_kind(asked: EventKindIn, work: DoWork) -> EventKindOut:
    """Make a kind of event known, or change what it is called."""
    kind = outside.declare(work, name=asked.name, en=asked.en, zh=asked.zh)
    work.audit("event_kind.declared", "event_kind", kind.id, after=asked.model_dump())
    return EventKindOut.model_validate(kind)


def key_needed(request: Request) -> None:
    """Raises KeyNeeded."""
    if HEADER not in request.headers:
        raise KeyNeeded


@router.post(
    "/events",
    dependencies=[WRITE, Depends(key_needed)],
    response_model=IngestOut,
    responses=problems(BadBody, NoRows, TooManyRows, KeyNeeded),
    openapi_extra={"requestBody": ingest.described(ROW)},
)
def receive_events(body: Body, work: DoWork, language: Language) -> Response:
    """Keep up to 500 events from outside, once under their key; each is answered."""
    return ingest.reply(ingest.told(outside.take(work, ingest.rows_of(body)), language))
