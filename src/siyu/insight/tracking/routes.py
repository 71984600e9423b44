"""Sites over HTTP."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter

from siyu.insight.tracking import sites
from siyu.insight.tracking.errors import BadOrigin, NoOrigin, SiteNameTaken
from siyu.insight.tracking.models import Site
from siyu.insight.tracking.outcomes import HitOutcome
from siyu.insight.tracking.schemas import (
    HitOut,
    HitOutcomeOut,
    SiteForm,
    SiteHitsOut,
    SiteMade,
    SiteOut,
    SiteSecretOut,
    SitesOut,
)
from siyu.insight.tracking.sites import Latest, SiteDraft
from siyu.kit.errors import NotFound
from siyu.platform.http import DoWork, Language, TheRuntime, needs, problems
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

router = APIRouter(tags=["tracking"])
MANAGE = needs("sites.manage")
FORM = (BadOrigin, NoOrigin, SiteNameTaken)


@router.get("/sites", dependencies=[MANAGE])
def list_sites(work: DoWork, runtime: TheRuntime) -> SitesOut:
    """The sites of this brand, by name."""
    return SitesOut(items=_shown(work, runtime, sites.all_sites(work)))


@router.post("/sites", status_code=201, dependencies=[MANAGE], responses=problems(*FORM))
def add_site(form: SiteForm, work: DoWork, runtime: TheRuntime) -> SiteMade:
    """A new site; its secret is shown this once."""
    site, secret = sites.add_site(work, SiteDraft(**form.model_dump()))
    (shown,) = _shown(work, runtime, [site])
    return SiteMade(secret=secret, **shown.model_dump())


@router.get("/sites/{site_id}", dependencies=[MANAGE], responses=problems(NotFound))
def read_site(site_id: UUID, work: DoWork, runtime: TheRuntime) -> SiteOut:
    """One site."""
    return _shown(work, runtime, [sites.one_site(work, site_id)])[0]


@router.put("/sites/{site_id}", dependencies=[MANAGE], responses=problems(NotFound, *FORM))
def change_site(site_id: UUID, form: SiteForm, work: DoWork, runtime: TheRuntime) -> SiteOut:
    """Change a site; browsers follow within ten minutes, what is taken changes at once."""
    site = sites.change_site(work, site_id, SiteDraft(**form.model_dump()))
    return _shown(work, runtime, [site])[0]


@router.delete(
    "/sites/{site_id}", status_code=204, dependencies=[MANAGE], responses=problems(NotFound)
)
def remove_site(site_id: UUID, work: DoWork) -> None:
    """Take nothing more from a site; what it told stays."""
    sites.remove_site(work, site_id)


@router.post("/sites/{site_id}/rotate-secret", dependencies=[MANAGE], responses=problems(NotFound))
def rotate_site_secret(site_id: UUID, work: DoWork) -> SiteSecretOut:
    """A new secret to sign who is whom, shown this once; the old one ends at once."""
    return SiteSecretOut(secret=sites.rotate_secret(work, site_id))


@router.get("/sites/{site_id}/latest", dependencies=[MANAGE], responses=problems(NotFound))
def read_latest(site_id: UUID, work: DoWork, language: Language) -> SiteHitsOut:
    """The last fifty events of a site, and what became of all that it told today."""
    items = [_latest(one, language) for one in sites.latest(work, site_id)]
    today = sites.counts_today(work, [site_id])[site_id]
    return SiteHitsOut(
        items=items,
        today=[
            HitOutcomeOut(
                outcome=one, words=one.said(language), refused=one.is_refusal, count=today[one]
            )
            for one in HitOutcome
            if one in today
        ],
    )


def _latest(one: Latest, language: str) -> HitOut:
    return HitOut(words=one.kind.said(language), **vars(one))


def _shown(work: Work, runtime: Runtime, rows: Sequence[Site]) -> list[SiteOut]:
    ids = [row.id for row in rows]
    counts, received = sites.counts_today(work, ids), sites.last_received(work, ids)
    base = runtime.settings.public_url.rstrip("/")
    return [
        SiteOut(
            id=row.id,
            key=row.key,
            script_url=f"{base}/t/{row.key}.js",
            created_at=row.created_at,
            taken_today=counts[row.id].get(HitOutcome.TAKEN, 0),
            refused_today=sum(n for one, n in counts[row.id].items() if one.is_refusal),
            last_received_at=received.get(row.id),
            **{name: getattr(row, name) for name in sites.SHOWN},
        )
        for row in rows
    ]
