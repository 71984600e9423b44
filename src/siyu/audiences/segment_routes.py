"""Segments over HTTP: kept, changed, who is in them, and why."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Query

from siyu.audiences import membership, segments, views
from siyu.audiences import why as reasons
from siyu.audiences.errors import (
    SegmentNameNeeded,
    SegmentNameTaken,
    SegmentUnfit,
    SegmentUsed,
    TooManySegments,
)
from siyu.audiences.schemas import (
    SegmentDaysOut,
    SegmentForm,
    SegmentOut,
    SegmentPeopleOut,
    SegmentsOut,
    UseOut,
    UsesOut,
    VersionsOut,
    WhyOut,
)
from siyu.audiences.segments import SegmentDraft
from siyu.kit.errors import NotFound, Unreachable
from siyu.kit.pages import BadCursor
from siyu.platform.http import DoWork, Language, TheRuntime, needs, problems

READ, WRITE = needs("segments.read"), needs("segments.write")
WRONG = problems(
    NotFound, SegmentUnfit, SegmentNameNeeded, SegmentNameTaken, TooManySegments, Unreachable
)
router = APIRouter(tags=["audiences"])


@router.get("/segments", dependencies=[READ])
def list_segments(work: DoWork, runtime: TheRuntime, language: Language) -> SegmentsOut:
    """All segments, by name."""
    found = segments.listed(work)
    return SegmentsOut(items=views.segments(work, runtime.registry, found, language))


@router.post("/segments", dependencies=[WRITE], status_code=201, responses=WRONG)
def add_segment(
    form: SegmentForm, work: DoWork, runtime: TheRuntime, language: Language
) -> SegmentOut:
    """Keep a segment; a live one fills in the background and is true from then on."""
    made = segments.add(work, runtime.registry, _draft(form))
    return views.segments(work, runtime.registry, [made], language)[0]


@router.get("/segments/{segment_id}", dependencies=[READ], responses=problems(NotFound))
def read_segment(
    segment_id: UUID, work: DoWork, runtime: TheRuntime, language: Language
) -> SegmentOut:
    """One segment."""
    found = segments.read(work, segment_id)
    return views.segments(work, runtime.registry, [found], language)[0]


@router.put("/segments/{segment_id}", dependencies=[WRITE], responses=WRONG)
def change_segment(
    segment_id: UUID, form: SegmentForm, work: DoWork, runtime: TheRuntime, language: Language
) -> SegmentOut:
    """Change a segment; another definition is another version."""
    segments.read(work, segment_id)
    changed = segments.change(work, runtime.registry, segment_id, _draft(form))
    return views.segments(work, runtime.registry, [changed], language)[0]


@router.delete(
    "/segments/{segment_id}",
    dependencies=[WRITE],
    status_code=204,
    responses=problems(NotFound, SegmentUsed),
)
def remove_segment(segment_id: UUID, work: DoWork, runtime: TheRuntime) -> None:
    """Take a segment out of use."""
    segments.read(work, segment_id)
    segments.remove(work, runtime.registry, segment_id)


@router.get("/segments/{segment_id}/versions", dependencies=[READ], responses=problems(NotFound))
def list_versions(
    segment_id: UUID, work: DoWork, runtime: TheRuntime, language: Language
) -> VersionsOut:
    """What it was defined as, the latest first."""
    found = segments.versions(work, segment_id)
    return VersionsOut(items=views.versions(work, runtime.registry, found, language))


@router.get("/segments/{segment_id}/uses", dependencies=[READ], responses=problems(NotFound))
def list_uses(segment_id: UUID, work: DoWork, runtime: TheRuntime) -> UsesOut:
    """What would miss it."""
    segments.read(work, segment_id)
    found = segments.users(work, runtime.registry, segment_id)
    return UsesOut(items=[UseOut.model_validate(one) for one in found])


@router.get(
    "/segments/{segment_id}/people",
    dependencies=[READ],
    responses=problems(NotFound, BadCursor, SegmentUnfit, Unreachable),
)
def list_people(
    segment_id: UUID,
    work: DoWork,
    runtime: TheRuntime,
    cursor: str | None = None,
    limit: int = Query(50, ge=1, le=200),
) -> SegmentPeopleOut:
    """Who is in it, among those in sight; of one that is not live, as the warehouse finds now."""
    page = membership.page(work, runtime.registry, segment_id, cursor=cursor, limit=limit)
    return views.people(page)


@router.get(
    "/segments/{segment_id}/why/{customer_id}",
    dependencies=[READ],
    responses=problems(NotFound, SegmentUnfit),
)
def read_why(
    segment_id: UUID,
    customer_id: UUID,
    work: DoWork,
    runtime: TheRuntime,
    language: Language,
    at: datetime | None = None,
) -> WhyOut:
    """Each condition with what it found in this person, now or at an instant past."""
    found = reasons.why(work, runtime.registry, segment_id, customer_id, at=at, language=language)
    return WhyOut.model_validate(found)


@router.get(
    "/segments/{segment_id}/history",
    dependencies=[READ],
    responses=problems(NotFound, Unreachable),
)
def read_history(segment_id: UUID, work: DoWork) -> SegmentDaysOut:
    """How many came and went, day by day."""
    segments.read(work, segment_id)
    return SegmentDaysOut(items=views.days(membership.history(work, segment_id)))


def _draft(form: SegmentForm) -> SegmentDraft:
    return SegmentDraft(
        name=form.name, definition=form.definition, description=form.description, live=form.live
    )
