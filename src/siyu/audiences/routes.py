"""Definitions over HTTP, before they are kept: what may be asked, is it right, whom it finds."""

from fastapi import APIRouter

from siyu.audiences import asking, previews, segments, views
from siyu.audiences.errors import SegmentUnfit
from siyu.audiences.language.catalogue import Catalogue
from siyu.audiences.language.plan import Plan
from siyu.audiences.schemas import (
    CatalogueOut,
    CheckedOut,
    DefinitionAsked,
    OverlapAsked,
    OverlapOut,
    RegionOut,
    SegmentPreviewOut,
)
from siyu.kit.errors import NotFound, Unreachable
from siyu.organisation import service as organisation
from siyu.platform import projection
from siyu.platform.http import DoWork, Language, TheRuntime, needs, problems
from siyu.platform.registry import Registry
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

READ = needs("segments.read")
router = APIRouter(tags=["audiences"])


@router.get("/audiences/catalogue", dependencies=[READ])
def read_catalogue(work: DoWork, runtime: TheRuntime, language: Language) -> CatalogueOut:
    """All that definitions may ask of in this brand, and how it may be compared."""
    known = asking.whole(work, runtime.registry)
    return views.catalogue(known, runtime.registry, language)


@router.post("/audiences/check", dependencies=[READ], responses=problems(NotFound))
def check_definition(
    asked: DefinitionAsked, work: DoWork, runtime: TheRuntime, language: Language
) -> CheckedOut:
    """All that is wrong with a definition, or what it says in words; nothing is kept."""
    known = _known(work, runtime.registry, asked)
    names = asking.titles(work, runtime.registry, language)
    return views.checked(
        asked.definition,
        known,
        asked.segment_id,
        names,
        language,
        organisation.tenant_facts(work).currency,
    )


@router.post(
    "/audiences/preview",
    dependencies=[READ],
    responses=problems(NotFound, SegmentUnfit, Unreachable),
)
def preview_definition(
    asked: DefinitionAsked, work: DoWork, runtime: TheRuntime, language: Language
) -> SegmentPreviewOut:
    """Whom a definition finds now, among those in sight; nothing is kept."""
    known = _known(work, runtime.registry, asked)
    plan = segments.checked(asked.definition, known, asked.segment_id)
    names = asking.titles(work, runtime.registry, language)
    found = previews.preview(work, plan, names)
    return views.previewed(found, freshness(runtime))


@router.post(
    "/audiences/overlap",
    dependencies=[READ],
    responses=problems(NotFound, SegmentUnfit, Unreachable),
)
def overlap(asked: OverlapAsked, work: DoWork, runtime: TheRuntime) -> OverlapOut:
    """How many two or three sets share, region by region."""
    found = previews.overlap(work, _plans(work, runtime.registry, asked))
    return OverlapOut(regions=[RegionOut.model_validate(one) for one in found])


def _known(work: Work, registry: Registry, asked: DefinitionAsked) -> Catalogue:
    """Raises NotFound for a segment that is not ours."""
    if asked.segment_id is not None:
        segments.read(work, asked.segment_id)
    return asking.whole(work, registry)


def _plans(work: Work, registry: Registry, asked: OverlapAsked) -> list[Plan]:
    known = asking.whole(work, registry)
    kept = [segments.read(work, id).definition for id in asked.segment_ids]
    definitions = [*kept, *asked.definitions][: previews.MOST_SETS]
    return [segments.checked(one, known) for one in definitions]


def freshness(runtime: Runtime) -> float:
    """How many seconds behind the warehouse may be."""
    if runtime.warehouse is None:
        raise Unreachable(service="ClickHouse")
    return projection.lag_as_told(runtime.engine, runtime.clock.now()).seconds
