"""The door to tracking: what a page sends, from its first byte to what became of it."""

import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from siyu.insight.tracking import rules, taking, wire
from siyu.insight.tracking.models import Site, SiteCount
from siyu.insight.tracking.outcomes import HitOutcome
from siyu.insight.tracking.pace import Pace
from siyu.kit.ids import new_id
from siyu.kit.instants import local_day, zone
from siyu.kit.programs import is_program
from siyu.organisation import service as organisation
from siyu.platform.access import Actor
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

ACTOR = Actor.system("tracking")
SHARDS = 16
FRESH = insert(SiteCount)
MORE = FRESH.on_conflict_do_update(
    index_elements=["site_id", "day", "outcome", "shard"],
    set_={"count": SiteCount.count + FRESH.excluded.count},
)


@dataclass(frozen=True)
class Request:
    """What came to a site's address: `body` is None for one that was too large to read."""

    headers: Mapping[str, str]
    address: str
    body: bytes | None


@cache
def pace() -> Pace:
    """How fast requests come to this process."""
    return Pace()


def site_of(runtime: Runtime, key: str) -> Site | None:
    """The site of a write key; None if there is none any more."""
    with runtime.sessions.begin() as session:
        return session.scalar(select(Site).where(Site.key == key, Site.removed_at.is_(None)))


def receive(runtime: Runtime, site: Site, request: Request) -> Counter[HitOutcome]:
    """Judge a request, take what it tells, and count each outcome; nothing is raised for it."""
    if not pace().allows("address", request.address):
        pace().refuse(site.id)
        return Counter({HitOutcome.TOO_FAST: 1})
    refused = _refused(site, request)
    sending = wire.sending(request.body or b"")
    if refused is None and sending is None:
        refused = HitOutcome.UNREADABLE
    if refused is None and sending is not None and not _paced(site, sending):
        pace().refuse(site.id)
        return Counter({HitOutcome.TOO_FAST: 1})
    with runtime.work(site.tenant_id, actor=ACTOR) as work:
        counts = Counter({HitOutcome.TOO_FAST: pace().refused(site.id)})
        if refused is not None or sending is None:
            told = Counter({refused or HitOutcome.UNREADABLE: 1})
        else:
            told = taking.take(work, site, sending)
        _count(work, site, counts + told)
    return told


def _refused(site: Site, request: Request) -> HitOutcome | None:
    """Why a request is not even read."""
    headers = request.headers
    if request.body is None:
        return HitOutcome.TOO_LARGE
    if not site.enabled:
        return HitOutcome.SITE_OFF
    if not rules.is_ours(headers.get("origin", ""), site.origins):
        return HitOutcome.FOREIGN_ORIGIN
    if is_program(headers.get("user-agent", "")):
        return HitOutcome.PROGRAM
    asked = "1" in (headers.get("dnt"), headers.get("sec-gpc"))
    return HitOutcome.ASKED_NOT_TO if asked and site.respect_signals else None


def _paced(site: Site, sending: wire.Sending) -> bool:
    """Whether each visitor that a request speaks of sends at a bearable pace."""
    told = [one.get("v") for one in sending.e[: rules.MOST_EVENTS] if isinstance(one, dict)]
    known = {one for one in told if isinstance(one, str)}
    return all([pace().allows("visitor", f"{site.id}:{one[:32]}") for one in known])


def _count(work: Work, site: Site, counts: Counter[HitOutcome]) -> None:
    day = local_day(work.now(), zone(organisation.tenant_facts(work).zone))
    shard = secrets.randbelow(SHARDS)
    rows = [
        {
            "id": new_id(),
            "tenant_id": work.tenant_id,
            "site_id": site.id,
            "day": day,
            "outcome": outcome,
            "shard": shard,
            "count": count,
        }
        for outcome, count in sorted(counts.items())
        if count
    ]
    if rows:
        work.session.execute(MORE, rows)
