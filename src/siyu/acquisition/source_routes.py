"""Sources, their costs and figures, and a store's page over HTTP."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from siyu.acquisition import channel_figures as figures
from siyu.acquisition import (
    channel_worth,
    costs,
    errors,
    source_views,
    sources,
    stores,
    worth_views,
)
from siyu.acquisition.channel_figures import FIRST_ORDER_DAYS, Asked
from siyu.acquisition.channel_worth import WorthAsked
from siyu.acquisition.models import Source
from siyu.acquisition.source_schemas import (
    Added,
    ChannelFiguresOut,
    ChannelsWorthOut,
    CostOut,
    CostsForm,
    CostsOut,
    SourceForm,
    SourceOut,
    SourcesOut,
    SpreadForm,
    StoreOut,
)
from siyu.kit.errors import NotFound, Unreachable
from siyu.organisation import service as organisation
from siyu.platform.http import DoWork, Language, TheRuntime, needs, problems
from siyu.platform.work import Work

router = APIRouter(tags=["sources"])
READ, WRITE, SPEND = needs("sources.read"), needs("sources.write"), needs("costs.write")
FIRST_ORDER = "first_order_at"
"""The field of whoever knows orders: when a customer first bought."""
Day = Annotated[date | None, Query()]
Days = Annotated[int, Query(ge=1, le=365)]
PLACING = problems(
    NotFound,
    errors.NameMissing,
    errors.SourceUnknown,
    errors.SourceNameTaken,
    errors.MarkTaken,
    errors.BeyondYourStores,
)


def asked_of(
    work: Work, runtime: TheRuntime, first: date | None, last: date | None, days: int
) -> Asked:
    """The span asked for; without one, the last thirty days."""
    from_, today = stores.last_days(work, FIRST_ORDER_DAYS)
    asked = Asked(
        first=first or (min(last, from_) if last else from_),
        last=last or today,
        days=days,
        first_order=runtime.registry.fields.get(FIRST_ORDER),
    )
    costs.demand_span(asked.first, asked.last)
    return asked


@router.get("/sources", dependencies=[READ], responses=problems(errors.SpanWrong))
def list_sources(
    work: DoWork, runtime: TheRuntime, language: Language, first: Day = None, last: Day = None
) -> SourcesOut:
    """The tree of sources, each after the one above it, with its own cost of a span."""
    asked = asked_of(work, runtime, first, last, FIRST_ORDER_DAYS)
    return source_views.sources_out(work, asked, language)


@router.post("/sources", dependencies=[WRITE], status_code=201, responses=PLACING)
def add_source(
    form: SourceForm, work: DoWork, runtime: TheRuntime, language: Language
) -> SourceOut:
    """A new source."""
    return _one(work, runtime, sources.add_source(work, form.draft()), language)


@router.post("/sources/usual", dependencies=[WRITE], responses=problems(errors.BeyondYourStores))
def add_usual(work: DoWork, language: Language) -> Added:
    """The sources most brands have, and a poster for each store; those there already stay."""
    return Added(count=sources.add_usual(work, language))


@router.put(
    "/sources/{source_id}",
    dependencies=[WRITE],
    responses=PLACING | problems(errors.SourceUnderItself),
)
def change_source(
    source_id: UUID, form: SourceForm, work: DoWork, runtime: TheRuntime, language: Language
) -> SourceOut:
    """Rename, move or re-label a source."""
    return _one(work, runtime, sources.change_source(work, source_id, form.draft()), language)


@router.post("/sources/{source_id}/close", dependencies=[WRITE], responses=problems(NotFound))
def close_source(source_id: UUID, work: DoWork) -> Added:
    """Close a source and all open ones below it; how many that were."""
    return Added(count=sources.close_source(work, source_id))


@router.post("/sources/{source_id}/reopen", dependencies=[WRITE], responses=problems(NotFound))
def reopen_source(
    source_id: UUID, work: DoWork, runtime: TheRuntime, language: Language
) -> SourceOut:
    """Open a closed source again, without those below it."""
    return _one(work, runtime, sources.reopen_source(work, source_id), language)


@router.get(
    "/sources/{source_id}/costs",
    dependencies=[READ],
    responses=problems(NotFound, errors.SpanWrong),
)
def list_costs(
    source_id: UUID, work: DoWork, runtime: TheRuntime, first: Day = None, last: Day = None
) -> CostsOut:
    """What a source cost, by day and purpose, in minor units."""
    work.get(Source, source_id)
    asked = asked_of(work, runtime, first, last, FIRST_ORDER_DAYS)
    found = costs.costs_between(work, [source_id], asked.first, asked.last)
    return CostsOut(
        items=[CostOut.model_validate(one, from_attributes=True) for one in found],
        currency=organisation.tenant_facts(work).currency,
    )


@router.put(
    "/sources/{source_id}/costs",
    dependencies=[SPEND],
    responses=problems(NotFound, errors.CostOutOfRange),
)
def keep_costs(source_id: UUID, form: CostsForm, work: DoWork) -> Added:
    """Put amounts in the place of what stands there; how many changed."""
    entries = [one.entry() for one in form.entries]
    return Added(count=costs.keep_costs(work, source_id, entries))


@router.post(
    "/sources/{source_id}/costs/spread",
    dependencies=[SPEND],
    responses=problems(NotFound, errors.CostOutOfRange, errors.SpanWrong),
)
def spread_cost(source_id: UUID, form: SpreadForm, work: DoWork) -> Added:
    """Spread an amount evenly over days, in place of what stands there; how many changed."""
    work.get(Source, source_id)
    return Added(count=costs.spread_cost(work, source_id, **form.model_dump()))


@router.get("/channel-figures", dependencies=[READ], responses=problems(errors.SpanWrong))
def read_figures(
    work: DoWork,
    runtime: TheRuntime,
    language: Language,
    first: Day = None,
    last: Day = None,
    first_order_days: Days = FIRST_ORDER_DAYS,
) -> ChannelFiguresOut:
    """Cost, new friends, CAC and first orders of each channel, and what each number means."""
    asked = asked_of(work, runtime, first, last, first_order_days)
    return source_views.figures_out(work, figures.channel_figures(work, asked), language)


@router.get(
    "/channel-worth",
    dependencies=[READ, needs("insight.read")],
    responses=problems(errors.SpanWrong, Unreachable),
)
def read_worth(
    work: DoWork,
    runtime: TheRuntime,
    language: Language,
    first: Day = None,
    last: Day = None,
    horizon_days: Annotated[int, Query(ge=1, le=3_650)] = 365,
    margin_rate: Annotated[float, Query(gt=0, le=1)] = 1.0,
) -> ChannelsWorthOut:
    """What new customers of each channel cost and are worth, and when they have paid that back."""
    span = asked_of(work, runtime, first, last, FIRST_ORDER_DAYS)
    asked = WorthAsked(
        first=span.first, last=span.last, horizon_days=horizon_days, margin_rate=margin_rate
    )
    found = channel_worth.channels_worth(work, runtime.registry, asked)
    return worth_views.worth_out(work, found, asked, language)


@router.get(
    "/stores/{node_id}",
    dependencies=[needs("acquisition.read")],
    responses=problems(NotFound, errors.SpanWrong),
)
def read_store(
    node_id: UUID,
    work: DoWork,
    runtime: TheRuntime,
    language: Language,
    first: Day = None,
    last: Day = None,
    first_order_days: Days = FIRST_ORDER_DAYS,
) -> StoreOut:
    """A store: who is on duty, its codes and sources, its new friends."""
    asked = asked_of(work, runtime, first, last, first_order_days)
    found = stores.store(work, node_id, asked)
    return source_views.store_out(work, found, asked, language)


def _one(work: Work, runtime: TheRuntime, source: Source, language: str) -> SourceOut:
    asked = asked_of(work, runtime, None, None, FIRST_ORDER_DAYS)
    return source_views.source_lines(work, [source], asked, language)[0]
