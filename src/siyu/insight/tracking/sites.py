"""Sites as they are set up, and what came of them lately."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from siyu.customers import service as customers
from siyu.insight.tracking import naming, rules
from siyu.insight.tracking.errors import BadOrigin, NoOrigin, SiteNameTaken
from siyu.insight.tracking.models import Site, SiteCount, SiteHit
from siyu.insight.tracking.outcomes import ConsentMode, HitKind, HitOutcome
from siyu.kit.errors import NotFound
from siyu.kit.instants import local_day, zone
from siyu.organisation import service as organisation
from siyu.platform.work import Work

KEY_LENGTH = 16
# Without letters and digits that are read for one another.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
SECRET_BYTES = 32
MOST_LATEST = 50
SHOWN = (
    "name",
    "origins",
    "consent",
    "gap_minutes",
    "collapse_ids",
    "outbound",
    "respect_signals",
    "enabled",
)


@dataclass(frozen=True, kw_only=True)
class SiteDraft:
    """All that people decide of a site."""

    name: str
    origins: Sequence[str]
    consent: ConsentMode
    gap_minutes: int
    collapse_ids: bool
    outbound: bool
    respect_signals: bool
    enabled: bool


@dataclass(frozen=True)
class Latest:
    """An event of a site as it came in."""

    kind: HitKind
    page: str
    named: str
    number: float | None
    is_customer: bool
    happened_at: datetime
    received_at: datetime


def all_sites(work: Work) -> list[Site]:
    """The sites of this brand, by name."""
    rows = work.scope(Site).where(Site.removed_at.is_(None)).order_by(Site.name, Site.id)
    return list(work.session.scalars(rows))


def one_site(work: Work, site_id: UUID, *, lock: bool = False) -> Site:
    """Raises NotFound, also for one that was removed."""
    site = work.get(Site, site_id, lock=lock)
    if site.removed_at is not None:
        raise NotFound(what="Site", id=site_id)
    return site


def add_site(work: Work, draft: SiteDraft) -> tuple[Site, str]:
    """A new site and the secret that signs who is whom, shown this once.

    Raises NoOrigin, BadOrigin, SiteNameTaken.
    """
    secret = secrets.token_urlsafe(SECRET_BYTES)
    site = Site(key=_key(), secret_sealed=work.secrets.seal(secret), created_at=work.now())
    _fill(site, draft)
    _keep(work, site)
    work.audit("site.added", "site", site.id, after=_shown(site))
    return site, secret


def change_site(work: Work, site_id: UUID, draft: SiteDraft) -> Site:
    """Change a site; its pages follow within ten minutes, and what they send is judged at once.

    Raises NotFound, NoOrigin, BadOrigin, SiteNameTaken.
    """
    site = one_site(work, site_id, lock=True)
    before = _shown(site)
    _fill(site, draft)
    _keep(work, site)
    if _shown(site) != before:
        work.audit("site.changed", "site", site.id, before=before, after=_shown(site))
    return site


def remove_site(work: Work, site_id: UUID) -> None:
    """Take nothing more from a site; what it told stays. Raises NotFound."""
    site = one_site(work, site_id, lock=True)
    site.removed_at = work.now()
    work.audit("site.removed", "site", site.id, before=_shown(site))


def rotate_secret(work: Work, site_id: UUID) -> str:
    """A new secret, shown this once; tokens signed with the one before it end. Raises NotFound."""
    site = one_site(work, site_id, lock=True)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    site.secret_sealed = work.secrets.seal(secret)
    work.audit("site.secret_rotated", "site", site.id)
    return secret


def counts_today(work: Work, site_ids: Sequence[UUID]) -> dict[UUID, dict[HitOutcome, int]]:
    """How many events of each site had which outcome today, by the brand's day."""
    today = local_day(work.now(), zone(organisation.tenant_facts(work).zone))
    rows = work.scope(SiteCount).where(SiteCount.site_id.in_(site_ids), SiteCount.day == today)
    summed = rows.with_only_columns(
        SiteCount.site_id, SiteCount.outcome, func.sum(SiteCount.count)
    ).group_by(SiteCount.site_id, SiteCount.outcome)
    counts: dict[UUID, dict[HitOutcome, int]] = {id: {} for id in site_ids}
    for site_id, outcome, count in work.session.execute(summed):
        counts[site_id][outcome] = int(count)
    return counts


def last_received(work: Work, site_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When each site told something last, of those that did within eight days; real time."""
    found = {}
    for site_id in site_ids:
        newest = work.scope(SiteHit).where(SiteHit.site_id == site_id)
        at = select(func.max(newest.subquery().c.received_at))
        received = work.session.scalar(at)
        if received is not None:
            found[site_id] = received
    return found


def latest(work: Work, site_id: UUID) -> list[Latest]:
    """What came in last, the newest first; at most fifty of eight days. Raises NotFound."""
    site = one_site(work, site_id)
    rows = work.scope(SiteHit).where(SiteHit.site_id == site.id)
    newest = rows.order_by(SiteHit.received_at.desc(), SiteHit.happened_at.desc(), SiteHit.id)
    hits = work.session.scalars(newest.limit(MOST_LATEST)).all()
    called = _called(work, hits)
    return [
        Latest(
            kind=hit.kind,
            page=called.get(hit.page_id, "") if hit.page_id else "",
            named=called.get(hit.named_id, "") if hit.named_id else "",
            number=hit.number,
            is_customer=hit.is_customer,
            happened_at=hit.happened_at,
            received_at=hit.received_at,
        )
        for hit in hits
    ]


def _called(work: Work, hits: Sequence[SiteHit]) -> Mapping[UUID, str]:
    ids = {id for hit in hits for id in (hit.page_id, hit.named_id) if id is not None}
    kinds = {one.id: one.name for one in customers.outside_kinds(work)}
    return {**kinds, **naming.names(work, list(ids))}


def _key() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(KEY_LENGTH))


def _fill(site: Site, draft: SiteDraft) -> None:
    for name in SHOWN:
        setattr(site, name, getattr(draft, name))
    site.name, site.origins = draft.name.strip(), _origins(draft.origins)


def _origins(given: Sequence[str]) -> list[str]:
    origins = [one.strip().lower().rstrip("/") for one in given if one.strip()]
    for one in origins:
        if not rules.is_origin(one):
            raise BadOrigin(field="origins", origin=one[:100])
    if not origins:
        raise NoOrigin(field="origins")
    return list(dict.fromkeys(origins))


def _keep(work: Work, site: Site) -> None:
    try:
        with work.attempt():
            work.add(site)
    except IntegrityError as error:
        raise SiteNameTaken(field="name", name=site.name) from error


def _shown(site: Site) -> dict[str, object]:
    return {name: getattr(site, name) for name in SHOWN}
