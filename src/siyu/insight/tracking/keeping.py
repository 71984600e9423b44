"""What is kept of visitors, for whom, and how long."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, text, update

from siyu.insight.tracking import naming, rules
from siyu.insight.tracking.models import SiteName, SiteTouch, SiteVisit, SiteVisitor
from siyu.platform.clock import real_now
from siyu.platform.declarations import Erased, Loop, Trace
from siyu.platform.forgetting import HIDDEN, LEAST_CHARACTERS
from siyu.platform.holdings import moving, told
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

KEPT = timedelta(days=395)
"""A visitor who did not come for so long is forgotten: thirteen months, so that last year's
season can be compared with this one's."""
AT_ONCE = 5_000
IN_TOUCHES = (
    SiteTouch.source,
    SiteTouch.medium,
    SiteTouch.campaign,
    SiteTouch.term,
    SiteTouch.content,
    SiteTouch.code,
)


def _visits(work: Work, customer_id: UUID) -> Sequence[Mapping[str, Any]]:
    """The visitors that a person was known as, each with its visits."""
    mine = work.scope(SiteVisitor).where(SiteVisitor.customer_id == customer_id)
    visitors = work.session.scalars(mine.order_by(SiteVisitor.first_seen_at)).all()
    sites = naming.site_names(work, [one.site_id for one in visitors])
    return [
        {
            "site": sites.get(one.site_id),
            "first_seen_at": one.first_seen_at.isoformat(),
            "seen_at": one.seen_at.isoformat(),
            "recognised_at": one.recognised_at and one.recognised_at.isoformat(),
            "visits": _told_visits(work, one.id),
        }
        for one in visitors
    ]


def _told_visits(work: Work, visitor_id: UUID) -> list[dict[str, Any]]:
    rows = work.scope(SiteVisit).where(SiteVisit.visitor_id == visitor_id)
    visits = work.session.scalars(rows.order_by(SiteVisit.began_at)).all()
    pages = naming.names(work, [one.page_id for one in visits])
    touches = naming.touch_words(work, [one.touch_id for one in visits if one.touch_id])
    hidden = ("visitor_id", "told_id", "page_id", "touch_id")
    return [
        {
            **told(work, one, hidden),
            "page": pages.get(one.page_id),
            "came_by": touches.get(one.touch_id) if one.touch_id else None,
        }
        for one in visits
    ]


HOLDING = replace(
    moving(SiteVisitor, passing=True, along=("identity_id", "identities")), export=_visits
)


def _erase(work: Work, person: Erased) -> None:
    """Hide a value that stands in the address of a page, on an element or in a campaign."""
    values = {value for some in person.values.values() for value in some if value}
    for value in sorted(values, key=len, reverse=True):
        _hide_names(work, value)
        for column in IN_TOUCHES:
            quoted = func.strpos(column, value) > 0 if len(value) >= LEAST_CHARACTERS else None
            same = column == value
            theirs = update(SiteTouch).where(
                SiteTouch.tenant_id == work.tenant_id, same if quoted is None else quoted
            )
            # What stood apart by it only would be twice there: the id keeps them apart.
            work.session.execute(theirs.values({column: func.concat(HIDDEN, SiteTouch.id)}))


def _hide_names(work: Work, value: str) -> None:
    """A name holds a value as a whole, as a part between strokes, or, if it is long, anywhere."""
    marks = [SiteName.name == value, func.strpos(SiteName.name + "/", f"/{value}/") > 0]
    if len(value) >= LEAST_CHARACTERS:
        marks.append(func.strpos(SiteName.name, value) > 0)
    theirs = update(SiteName).where(SiteName.tenant_id == work.tenant_id, or_(*marks))
    work.session.execute(theirs.values(name=func.concat(HIDDEN, SiteName.id)))


TRACE = Trace("site_names", _erase)

OLD_HITS = text(
    "DELETE FROM site_hits WHERE id IN (SELECT id FROM site_hits WHERE received_at < :before"
    " LIMIT :most FOR UPDATE SKIP LOCKED) RETURNING 1"
)
OLD_VISITORS = text(
    "DELETE FROM site_visitors WHERE id IN (SELECT id FROM site_visitors WHERE seen_at < :before"
    " LIMIT :most FOR UPDATE SKIP LOCKED) RETURNING 1"
)


def sweep(runtime: Runtime) -> bool:
    """Forget what was told long enough ago that it cannot come again, and who stayed away."""
    hits = real_now() - rules.MOST_LATE - timedelta(days=1)
    visitors = runtime.clock.now() - KEPT
    with runtime.sessions.begin() as session:
        gone = session.execute(OLD_HITS, {"before": hits, "most": AT_ONCE}).all()
        away = session.execute(OLD_VISITORS, {"before": visitors, "most": AT_ONCE}).all()
    return AT_ONCE in (len(gone), len(away))


LOOPS = (Loop("tracking-forgotten", sweep, idle_seconds=300),)
