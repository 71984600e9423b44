"""Short links and partners over HTTP."""

import io
from datetime import timedelta
from typing import Annotated
from uuid import UUID

import segno
from fastapi import APIRouter, Query, Response

from siyu.acquisition import errors, links, partners, source_views
from siyu.acquisition.channel_figures import FIRST_ORDER_DAYS, channel_figures
from siyu.acquisition.models import Partner, ShortLink
from siyu.acquisition.roster import tenant_zone
from siyu.acquisition.rules.spending import days_from
from siyu.acquisition.source_routes import Day, asked_of
from siyu.acquisition.source_schemas import (
    Added,
    ClicksOut,
    CostsForm,
    PartnerForm,
    PartnerOut,
    PartnersOut,
    ShortLinkForm,
    ShortLinkOut,
    ShortLinksOut,
    VisitsOut,
)
from siyu.acquisition.stores import last_days
from siyu.kit.errors import NotFound
from siyu.kit.instants import day_start
from siyu.platform.http import DoWork, Language, TheRuntime, needs, problems
from siyu.platform.work import Work

router = APIRouter(tags=["sources"])
READ, WRITE = needs("sources.read"), needs("links.write")
PARTNERS_READ, PARTNERS_WRITE = needs("partners.read"), needs("partners.write")
LINKING = problems(NotFound, errors.NameMissing, errors.SourceUnknown, errors.BadTarget)
AGREEING = problems(
    NotFound,
    errors.NameMissing,
    errors.SpanWrong,
    errors.SourceNameTaken,
    errors.BeyondYourStores,
)


@router.get("/short-links", dependencies=[READ])
def list_links(work: DoWork, runtime: TheRuntime) -> ShortLinksOut:
    """Short links, the newest first, with their clicks."""
    found = source_views.links_out(work, links.all_links(work), runtime.settings.public_url)
    return ShortLinksOut(items=found)


@router.post("/short-links", dependencies=[WRITE], status_code=201, responses=LINKING)
def add_link(form: ShortLinkForm, work: DoWork, runtime: TheRuntime) -> ShortLinkOut:
    """A new short link; its source's parameters are added to where it leads."""
    return _link(work, runtime, links.add_link(work, form.draft()))


@router.get("/short-links/{short_link_id}", dependencies=[READ], responses=problems(NotFound))
def read_link(short_link_id: UUID, work: DoWork, runtime: TheRuntime) -> ShortLinkOut:
    """One short link."""
    return _link(work, runtime, work.get(ShortLink, short_link_id))


@router.put("/short-links/{short_link_id}", dependencies=[WRITE], responses=LINKING)
def change_link(
    short_link_id: UUID, form: ShortLinkForm, work: DoWork, runtime: TheRuntime
) -> ShortLinkOut:
    """Change where a link leads; its short address stays."""
    return _link(work, runtime, links.change_link(work, short_link_id, form.draft()))


@router.post(
    "/short-links/{short_link_id}/close", dependencies=[WRITE], responses=problems(NotFound)
)
def close_link(short_link_id: UUID, work: DoWork, runtime: TheRuntime) -> ShortLinkOut:
    """Let a link lead nowhere from now on."""
    return _link(work, runtime, links.close_link(work, short_link_id))


@router.get(
    "/short-links/{short_link_id}/visits", dependencies=[READ], responses=problems(NotFound)
)
def read_visits(
    short_link_id: UUID, work: DoWork, days: Annotated[int, Query(ge=1, le=366)] = 30
) -> VisitsOut:
    """Clicks by day: people's, and those of programs apart."""
    work.get(ShortLink, short_link_id)
    first, last = last_days(work, days)
    place = tenant_zone(work)
    until = day_start(last + timedelta(days=1), place)
    found = links.clicks_by_day(work, short_link_id, day_start(first, place), until)
    nothing = links.Clicks(first, 0, 0)
    told = [(day, found.get(day, nothing)) for day in days_from(first, last)]
    return VisitsOut(
        days=[ClicksOut(day=day, people=one.people, programs=one.programs) for day, one in told],
        people=sum(one.people for _, one in told),
        programs=sum(one.programs for _, one in told),
    )


@router.get(
    "/short-links/{short_link_id}/qr.svg",
    dependencies=[READ],
    responses=problems(NotFound),
    response_class=Response,
)
def read_picture(short_link_id: UUID, work: DoWork, runtime: TheRuntime) -> Response:
    """The short address as a QR code to print."""
    link = work.get(ShortLink, short_link_id)
    drawn = io.BytesIO()
    code = segno.make(source_views.short_address(runtime.settings.public_url, link), error="m")
    code.save(drawn, kind="svg", scale=8, border=4, xmldecl=False, light="#fff")
    headers = {"cache-control": "private, max-age=60"}
    return Response(drawn.getvalue(), media_type="image/svg+xml", headers=headers)


@router.get("/partners", dependencies=[PARTNERS_READ], responses=problems(errors.SpanWrong))
def list_partners(
    work: DoWork, runtime: TheRuntime, language: Language, first: Day = None, last: Day = None
) -> PartnersOut:
    """Partners with their codes and links, and what came of them in a span."""
    asked = asked_of(work, runtime, first, last, FIRST_ORDER_DAYS)
    return source_views.partners_out(work, asked, language)


@router.post("/partners", dependencies=[PARTNERS_WRITE], status_code=201, responses=AGREEING)
def add_partner(
    form: PartnerForm, work: DoWork, runtime: TheRuntime, language: Language
) -> PartnerOut:
    """A new partner, with a source of its own."""
    return _partner(work, runtime, partners.add_partner(work, form.draft()), language)


@router.put("/partners/{partner_id}", dependencies=[PARTNERS_WRITE], responses=AGREEING)
def change_partner(
    partner_id: UUID, form: PartnerForm, work: DoWork, runtime: TheRuntime, language: Language
) -> PartnerOut:
    """Replace what was agreed."""
    found = partners.change_partner(work, partner_id, form.draft())
    return _partner(work, runtime, found, language)


@router.put(
    "/partners/{partner_id}/given",
    dependencies=[PARTNERS_WRITE],
    responses=problems(NotFound, errors.CostOutOfRange),
)
def give(partner_id: UUID, form: CostsForm, work: DoWork) -> Added:
    """Goods or commission given, by day: costs of the partner's source; how many changed."""
    return Added(count=partners.give(work, partner_id, [one.entry() for one in form.entries]))


def _link(work: Work, runtime: TheRuntime, link: ShortLink) -> ShortLinkOut:
    return source_views.links_out(work, [link], runtime.settings.public_url)[0]


def _partner(work: Work, runtime: TheRuntime, partner: Partner, language: str) -> PartnerOut:
    asked = asked_of(work, runtime, None, None, FIRST_ORDER_DAYS)
    return source_views.partner_out(work, partner, channel_figures(work, asked), language)
