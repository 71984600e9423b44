"""Who came and went, and whose somebody is, over HTTP."""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from siyu.audiences import boards, comings, segments
from siyu.audiences.schemas import (
    ComingOut,
    ComingsOut,
    MembershipOut,
    MembershipsOut,
)
from siyu.kit.errors import NotFound, Unreachable
from siyu.platform.http import DoWork, Language, needs, problems

READ = needs("segments.read")
router = APIRouter(tags=["audiences"])


@router.get(
    "/segments/{segment_id}/comings",
    dependencies=[READ],
    responses=problems(NotFound, Unreachable),
)
def list_comings(
    segment_id: UUID,
    work: DoWork,
    language: Language,
    first: Annotated[date | None, Query(alias="from")] = None,
    last: Annotated[date | None, Query(alias="until")] = None,
) -> ComingsOut:
    """The latest who came or went between two days, both among them; else within 30 days."""
    segments.read(work, segment_id)
    until = last or boards.moment(work).today
    found = comings.comings(work, segment_id, first or until - timedelta(days=29), until, language)
    return ComingsOut(items=[ComingOut.model_validate(one) for one in found])


@router.get("/customers/{customer_id}/segments", dependencies=[READ], responses=problems(NotFound))
def list_memberships(customer_id: UUID, work: DoWork) -> MembershipsOut:
    """The live segments that somebody is in."""
    found = comings.memberships(work, customer_id)
    return MembershipsOut(items=[MembershipOut.model_validate(one) for one in found])
