"""What left and what did not, over HTTP."""

from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from siyu.kit.errors import NotFound
from siyu.kit.instants import day_start
from siyu.kit.instants import zone as zone_called
from siyu.kit.pages import BadCursor
from siyu.messaging import service
from siyu.messaging.reasons import Outcome, Purpose, Reason
from siyu.messaging.schemas import ContentOut, DeliveriesOut, DeliveryOut, delivery, shown
from siyu.messaging.service import Filters
from siyu.organisation import service as organisation
from siyu.platform.http import DoWork, Language, needs, problems
from siyu.platform.work import Work

router = APIRouter(prefix="/deliveries", tags=["messaging"])
Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("", dependencies=[needs("messaging.read")], responses=problems(BadCursor))
def deliveries(
    work: DoWork,
    language: Language,
    purpose: Purpose | None = None,
    outcome: Outcome | None = None,
    reason: Reason | None = None,
    customer: UUID | None = None,
    day: date | None = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> DeliveriesOut:
    """Deliveries, newest first; `day` is one of the tenant's zone."""
    since, until = _bounds(work, day)
    filters = Filters(
        purpose=purpose,
        outcome=outcome,
        reason=reason,
        customer_id=customer,
        since=since,
        until=until,
    )
    page = service.listed(work, filters, cursor, limit)
    items = [delivery(line, language) for line in page.items]
    return DeliveriesOut(items=items, next_cursor=page.next_cursor)


@router.get("/{delivery_id}", dependencies=[needs("messaging.read")], responses=problems(NotFound))
def one_delivery(work: DoWork, language: Language, delivery_id: UUID) -> DeliveryOut:
    """One delivery and its why."""
    return delivery(service.one(work, delivery_id), language)


@router.get(
    "/{delivery_id}/content",
    dependencies=[needs("messaging.read_text")],
    responses=problems(NotFound),
)
def content(work: DoWork, delivery_id: UUID) -> ContentOut:
    """What it said; the look is kept in the audit trail."""
    return shown(service.content_of(work, delivery_id))


def _bounds(work: Work, day: date | None) -> tuple[datetime | None, datetime | None]:
    """The first instant of a day in the tenant's zone, and of the next."""
    if day is None:
        return None, None
    place = zone_called(organisation.tenant_facts(work).zone)
    return day_start(day, place), day_start(day + timedelta(days=1), place)
