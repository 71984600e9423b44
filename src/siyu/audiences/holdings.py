"""What becomes of portraits when people become one, part, ask for theirs, or go.

Who is whom is followed by the listener, which reads both portraits anew; only an erasure cannot
wait for it.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from siyu.audiences.models import Portrait, Segment
from siyu.platform.declarations import Holding
from siyu.platform.work import Work

EMPTY = text(
    "UPDATE portraits SET fields = '{}', gone = true, due_at = NULL, version = version + 1"
    " WHERE tenant_id = :tenant AND customer_id = :customer"
)
FORGET = text(
    "UPDATE portrait_changes SET before = '{}'"
    " WHERE tenant_id = :tenant AND customer_id = :customer"
)
# What carries portraits to the warehouse goes by changes.
TELL = text(
    "INSERT INTO portrait_changes (tenant_id, customer_id, at, before)"
    " SELECT tenant_id, customer_id, :at, '{}' FROM portraits"
    " WHERE tenant_id = :tenant AND customer_id = :customer"
)
CHANGES = text(
    "SELECT at, before FROM portrait_changes WHERE tenant_id = :tenant"
    " AND customer_id = :customer AND before <> '{}' ORDER BY xid, id"
)


def _stays(_work: Work, _kept: UUID, _gone: UUID) -> Mapping[str, Any]:
    return {}


def _nothing(_work: Work, _kept: UUID, _gone: UUID, _memo: Mapping[str, Any]) -> None:
    """The listener reads both anew."""


def _told(work: Work, customer_id: UUID) -> Sequence[Mapping[str, Any]]:
    """What conditions know of somebody, and the segments they are in."""
    portrait = work.session.get(Portrait, customer_id)
    if portrait is None or portrait.tenant_id != work.tenant_id or portrait.gone:
        return []
    inside = work.scope(Segment).where(
        Segment.number.in_(portrait.segments), Segment.gone_at.is_(None)
    )
    names = sorted(one.name for one in work.session.scalars(inside))
    return [{"fields": portrait.fields, "segments": names}]


def _changes(work: Work, customer_id: UUID) -> Sequence[Mapping[str, Any]]:
    asked = {"tenant": work.tenant_id, "customer": customer_id}
    rows = work.session.execute(CHANGES, asked)
    return [{"at": row.at.isoformat(), "before": row.before} for row in rows]


def _erase(work: Work, customer_id: UUID) -> None:
    """Empty it now; the segments are left when the listener hears of it."""
    asked = {"tenant": work.tenant_id, "customer": customer_id}
    work.session.execute(EMPTY, asked)
    work.session.execute(TELL, {**asked, "at": work.now()})


def _forget(work: Work, customer_id: UUID) -> None:
    asked = {"tenant": work.tenant_id, "customer": customer_id}
    work.session.execute(FORGET, asked)


HOLDINGS = (
    Holding("portraits", _stays, _nothing, _told, _erase),
    Holding("portrait_changes", _stays, _nothing, _changes, _forget),
)
