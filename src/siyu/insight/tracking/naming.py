"""What pages, elements and properties are called: a bounded table, so that strangers fill none."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from siyu.insight.tracking.models import Site, SiteName, SiteTouch
from siyu.insight.tracking.outcomes import NameKind
from siyu.insight.tracking.rules import Came
from siyu.kit.ids import new_id
from siyu.platform.work import Work

OTHER = "(other)"
MOST: Mapping[NameKind, int] = {
    NameKind.PAGE: 5_000,
    NameKind.ELEMENT: 1_000,
    NameKind.PROPERTY: 50,
}
MOST_TOUCHES = 5_000

Name = tuple[NameKind, str]


def ids(work: Work, site_id: UUID, wanted: Collection[Name]) -> dict[Name, UUID]:
    """The ids of names, made on first sight; once a kind is full, a new one is `(other)`."""
    known = _known(work, site_id, wanted)
    missing = set(wanted) - known.keys()
    if not missing:
        return known
    room = {kind: MOST[kind] - _count(work, site_id, kind) for kind, _ in missing}
    stands = {(kind, name): (kind, name if room[kind] > 0 else OTHER) for kind, name in missing}
    _make(work, site_id, set(stands.values()))
    made = _known(work, site_id, stands.values())
    return known | {name: made[stand] for name, stand in stands.items()}


def _known(work: Work, site_id: UUID, wanted: Collection[Name]) -> dict[Name, UUID]:
    asked = tuple_(SiteName.kind, SiteName.name).in_(list(wanted))
    rows = work.scope(SiteName).where(SiteName.site_id == site_id, asked)
    return {(row.kind, row.name): row.id for row in work.session.scalars(rows)}


def _count(work: Work, site_id: UUID, kind: NameKind) -> int:
    rows = work.scope(SiteName).where(SiteName.site_id == site_id, SiteName.kind == kind)
    return work.session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def _make(work: Work, site_id: UUID, names: Collection[Name]) -> None:
    rows = [
        {
            "id": new_id(),
            "tenant_id": work.tenant_id,
            "site_id": site_id,
            "kind": kind,
            "name": name,
        }
        for kind, name in sorted(names)
    ]
    work.session.execute(insert(SiteName).values(rows).on_conflict_do_nothing())


def touch_id(work: Work, site_id: UUID, came: Came) -> UUID | None:
    """The touch that a visit came by, made on first sight; None where nothing was said."""
    if not any(came.parts.values()):
        return None
    known = _touch(work, site_id, came)
    if known is not None:
        return known
    if _touches(work, site_id) >= MOST_TOUCHES:
        came = Came(source=OTHER)
    row = {"id": new_id(), "tenant_id": work.tenant_id, "site_id": site_id, **came.parts}
    work.session.execute(insert(SiteTouch).values(row).on_conflict_do_nothing())
    return _touch(work, site_id, came)


def _touch(work: Work, site_id: UUID, came: Came) -> UUID | None:
    same = [getattr(SiteTouch, name) == value for name, value in came.parts.items()]
    rows = work.scope(SiteTouch).where(SiteTouch.site_id == site_id, *same)
    found = work.session.scalars(rows).first()
    return found.id if found else None


def _touches(work: Work, site_id: UUID) -> int:
    rows = work.scope(SiteTouch).where(SiteTouch.site_id == site_id)
    return work.session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def names(work: Work, name_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """What pages, elements or properties are called, by id."""
    rows = work.session.scalars(work.scope(SiteName).where(SiteName.id.in_(name_ids)))
    return {row.id: row.name for row in rows}


def site_names(work: Work, site_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """What sites are called, by id; removed ones too."""
    rows = work.session.scalars(work.scope(Site).where(Site.id.in_(site_ids)))
    return {row.id: row.name for row in rows}


def touch_words(work: Work, touch_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """How touches are told: `wechat / article / double-11`, else the page before."""
    rows = work.session.scalars(work.scope(SiteTouch).where(SiteTouch.id.in_(touch_ids)))
    return {row.id: _said(row) for row in rows}


def _said(row: SiteTouch) -> str:
    campaign = [row.source or row.ad, row.medium, row.campaign]
    told = " / ".join(part for part in campaign if part)
    return told or row.code or row.referrer or row.content or row.term
