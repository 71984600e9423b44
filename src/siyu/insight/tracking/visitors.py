"""Browsers as they come by: known by the mark of what they keep, recognised, forgotten."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert

from siyu.customers.service import KnownAccount
from siyu.insight.tracking import naming
from siyu.insight.tracking.events import VisitorForgotten, VisitorRecognised
from siyu.insight.tracking.models import SiteVisit, SiteVisitor
from siyu.insight.tracking.rules import Came
from siyu.kit.ids import new_id
from siyu.platform.work import Work


def mark(work: Work, site_id: UUID, told: str) -> bytes:
    """The blind mark of the id that a browser keeps."""
    return work.secrets.blind("site_visitor", f"{site_id}:{told}")


def meet(work: Work, site_id: UUID, told: Iterable[str], *, at: datetime) -> dict[str, SiteVisitor]:
    """The visitors of these ids, made on first sight and locked until the Work ends."""
    marks = {mark(work, site_id, one): one for one in told}
    found = {}
    # In one order, so that two tabs of one browser do not wait for each other in a ring.
    for blind in sorted(marks):
        found[marks[blind]] = _met(work, site_id, blind, at)
    return found


def _met(work: Work, site_id: UUID, blind: bytes, at: datetime) -> SiteVisitor:
    row = {
        "id": new_id(),
        "tenant_id": work.tenant_id,
        "site_id": site_id,
        "mark": blind,
        "first_seen_at": at,
        "seen_at": at,
    }
    fresh = insert(SiteVisitor).values(row)
    seen = func.greatest(SiteVisitor.seen_at, fresh.excluded.seen_at)
    kept = fresh.on_conflict_do_update(
        index_elements=["site_id", "mark"],
        index_where=SiteVisitor.mark.is_not(None),
        set_={"seen_at": seen},
    ).returning(SiteVisitor)
    options = {"populate_existing": True}
    return work.session.scalars(kept, execution_options=options).one()


def recognise(work: Work, visitor: SiteVisitor, account: KnownAccount) -> SiteVisitor:
    """The visitor of this customer in the same browser; another customer is another visitor."""
    customer_id = account.customer_id
    if visitor.customer_id == customer_id:
        return visitor
    if visitor.customer_id is not None:
        visitor = _parted(work, visitor)
    visitor.customer_id, visitor.identity_id = customer_id, account.identity_id
    visitor.recognised_at = work.now()
    work.session.flush()
    work.emit(
        VisitorRecognised(customer_id=customer_id, visitor_id=visitor.id, site_id=visitor.site_id)
    )
    return visitor


def _parted(work: Work, visitor: SiteVisitor) -> SiteVisitor:
    """What was seen before stays with whom it was seen of; the browser goes on as somebody new."""
    blind, visitor.mark = visitor.mark, None
    work.session.flush()
    return work.add(
        SiteVisitor(
            site_id=visitor.site_id,
            mark=blind,
            first_seen_at=visitor.seen_at,
            seen_at=visitor.seen_at,
        )
    )


def forget(work: Work, site_id: UUID, told: str) -> None:
    """Delete a visitor with their visits; what the log counts stays counted, under no mark."""
    gone = (
        delete(SiteVisitor)
        .where(
            SiteVisitor.tenant_id == work.tenant_id,
            SiteVisitor.site_id == site_id,
            SiteVisitor.mark == mark(work, site_id, told),
        )
        .returning(SiteVisitor.customer_id)
    )
    for customer_id in work.session.scalars(gone).all():
        work.emit(VisitorForgotten(customer_id=customer_id, site_id=site_id))


def visit(
    work: Work, visitor: SiteVisitor, told_id: UUID, page_id: UUID, came: Came, *, at: datetime
) -> tuple[SiteVisit, bool]:
    """The visit that a browser counts under this id, and whether it begins here."""
    known = work.scope(SiteVisit).where(
        SiteVisit.visitor_id == visitor.id, SiteVisit.told_id == told_id
    )
    found = work.session.scalars(known).first()
    if found is not None:
        return found, False
    touch = naming.touch_id(work, visitor.site_id, came)
    if touch is not None:
        visitor.first_touch_id = visitor.first_touch_id or touch
        visitor.last_touch_id = touch
    begun = SiteVisit(
        visitor_id=visitor.id,
        told_id=told_id,
        began_at=at,
        page_id=page_id,
        touch_id=touch,
        click_id=came.click_id or None,
    )
    return work.add(begun), True
