"""What headquarters publishes to stores: each gets its own copy, and headquarters sees who lags.

Publishing is numbered: a new version reaches every store that has a copy. Locked parts follow,
open ones keep what the store set. With a day to accept by, a store takes it up itself until
then; after that day it is taken up for it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from siyu.kit.ids import new_id
from siyu.kit.instants import day_start, local_day, zone
from siyu.organisation import copies
from siyu.organisation.errors import (
    BadDeadline,
    CopyOfCopy,
    HeadquartersPublishes,
    NotPublishedThere,
    StoresNeeded,
    UnknownKind,
    UnknownPart,
)
from siyu.organisation.events import PublicationRecalled, Published
from siyu.organisation.models import Node, Publication, PublicationCopy, PublicationVersion
from siyu.organisation.tenants import tenant_facts
from siyu.platform.declarations import Publishable
from siyu.platform.work import Work

ADOPT_DUE = "adopt_due"
Kinds = Mapping[str, Publishable]


def publish(
    work: Work,
    kinds: Kinds,
    kind: str,
    subject_id: UUID,
    *,
    node_ids: Collection[UUID] = (),
    open_parts: Collection[str] = (),
    accept_by: date | None = None,
) -> UUID:
    """Publish a thing, as it is now, to these stores and all that have it; the publication's id.

    A region stands for the stores below it. Without a day to accept by it holds at once. Raises
    HeadquartersPublishes, UnknownKind, UnknownPart, BadDeadline, StoresNeeded, CopyOfCopy,
    NotFound.
    """
    what = _asked(work, kinds, kind, open_parts, accept_by)
    stores = _stores(work, node_ids)
    publication = _claimed(work, kind, subject_id)
    version = _next_version(work, publication, what.snapshot(work, subject_id), open_parts)
    publication.accept_by = accept_by
    _make_copies(work, publication, stores)
    held = [one for one in _held(work, publication) if _receives(one, stores)]
    if not held:
        raise StoresNeeded(field="node_ids")
    for copy in held:
        _reach(work, what, publication, copy, version)
    _put_off_adoption(work, publication)
    work.emit(
        Published(publication_id=publication.id, number=version.version, store_count=len(held))
    )
    work.audit("publication.published", "publication", publication.id, after=_shown(publication))
    return publication.id


def adopt(work: Work, kinds: Kinds, publication_id: UUID, node_id: UUID) -> None:
    """Take the newest version up at a store in sight. Raises NotFound, NotPublishedThere."""
    publication = work.get(Publication, publication_id)
    work.get(Node, node_id)
    mine = work.scope(PublicationCopy).where(
        PublicationCopy.publication_id == publication_id, PublicationCopy.node_id == node_id
    )
    held = mine.with_for_update().execution_options(populate_existing=True)
    copy = work.session.scalar(held)
    if copy is None or copy.recalled_at is not None:
        raise NotPublishedThere
    # Read behind the lock: whoever publishes holds it while the number goes up.
    work.session.refresh(publication)
    version = copies.version_of(work, publication_id, publication.version)
    if copy.version == version.version:
        return
    took = copies.take_up(work, kind_of(kinds, publication.kind), copy, version)
    what = "publication.adopted" if took else "publication.failed"
    work.audit(what, "publication", publication_id, after=_told(publication, copy))


def adopt_overdue(work: Work, kinds: Kinds, publication_id: UUID, number: int) -> int:
    """Take a version up wherever it still waits after its day, if it is the newest; how many."""
    publication = work.get(Publication, publication_id, lock=True)
    if publication.version != number:
        return 0
    version = copies.version_of(work, publication_id, number)
    waiting = [
        one for one in _held(work, publication) if one.recalled_at is None and one.version != number
    ]
    what = kind_of(kinds, publication.kind)
    for copy in waiting:
        took = copies.take_up(work, what, copy, version)
        told = "publication.adopted" if took else "publication.failed"
        work.audit(told, "publication", publication_id, after=_told(publication, copy))
    return len(waiting)


def recall(work: Work, kinds: Kinds, publication_id: UUID, node_ids: Collection[UUID] = ()) -> None:
    """Take copies out of use at these stores, or at all.

    Raises HeadquartersPublishes, NotFound, NotPublishedThere.
    """
    publication, chosen = _chosen(work, publication_id, node_ids)
    what = kind_of(kinds, publication.kind)
    for copy in chosen:
        if copy.recalled_at is None:
            if copy.local_id is not None:
                what.recall(work, copy.node_id, copy.local_id)
            copy.recalled_at = work.now()
            work.emit(PublicationRecalled(publication_id=publication_id, node_id=copy.node_id))
            work.audit(
                "publication.recalled", "publication", publication_id,
                after=_told(publication, copy),
            )  # fmt: skip


def restore(
    work: Work, kinds: Kinds, publication_id: UUID, node_ids: Collection[UUID] = ()
) -> None:
    """Undo a recall: each store has the version back that it had; what came since reaches it."""
    publication, chosen = _chosen(work, publication_id, node_ids)
    what = kind_of(kinds, publication.kind)
    newest = copies.version_of(work, publication_id, publication.version) if chosen else None
    for copy in chosen:
        if newest is not None and copy.recalled_at is not None:
            copy.recalled_at = None
            if copy.version is not None:
                had = copies.version_of(work, publication_id, copy.version)
                copies.take_up(work, what, copy, had)
            _reach(work, what, publication, copy, newest)
            work.audit(
                "publication.restored", "publication", publication_id,
                after=_told(publication, copy),
            )  # fmt: skip


def kind_of(kinds: Kinds, kind: str) -> Publishable:
    """Raises UnknownKind."""
    if kind not in kinds:
        raise UnknownKind(field="kind", kind=kind)
    return kinds[kind]


def demand_headquarters(work: Work) -> None:
    """Raises HeadquartersPublishes."""
    if not work.reach.is_all:
        raise HeadquartersPublishes(permission="publications.write")


def _asked(
    work: Work, kinds: Kinds, kind: str, open_parts: Collection[str], accept_by: date | None
) -> Publishable:
    demand_headquarters(work)
    what = kind_of(kinds, kind)
    may_open = {part.name for part in what.parts if part.may_open}
    for part in open_parts:
        if part not in may_open:
            raise UnknownPart(field="open_parts", part=part)
    if accept_by is not None and accept_by <= local_day(work.now(), _zone(work)):
        raise BadDeadline(field="accept_by")
    return what


def _zone(work: Work) -> Any:
    return zone(tenant_facts(work).zone)


def _stores(work: Work, node_ids: Collection[UUID]) -> set[UUID]:
    for node_id in node_ids:
        work.get(Node, node_id)
    below = work.scope(Node).where(Node.path.overlap(list(node_ids)), Node.kind == "store")
    standing = below.where(Node.closed_at.is_(None))
    return set(work.session.scalars(standing.with_only_columns(Node.id)))


def _claimed(work: Work, kind: str, subject_id: UUID) -> Publication:
    """The publication of a thing, locked; two who publish it first at once make one row."""
    if copies.held_copy(work, kind, subject_id) is not None:
        raise CopyOfCopy
    values = {
        "id": new_id(), "tenant_id": work.tenant_id, "kind": kind, "subject_id": subject_id,
        "name": "", "version": 0, "open_parts": [], "published_at": work.now(),
        "published_by": work.actor.name,
    }  # fmt: skip
    first = insert(Publication).values(values).on_conflict_do_nothing(
        index_elements=["tenant_id", "kind", "subject_id"]
    )  # fmt: skip
    work.session.execute(first)
    mine = work.scope(Publication).where(
        Publication.kind == kind, Publication.subject_id == subject_id
    )
    held = mine.with_for_update().execution_options(populate_existing=True)
    return work.session.scalars(held).one()


def _next_version(
    work: Work,
    publication: Publication,
    definition: Mapping[str, Any],
    open_parts: Collection[str],
) -> PublicationVersion:
    publication.version += 1
    publication.name = str(definition["name"])
    publication.open_parts = sorted(open_parts)
    publication.published_at, publication.published_by = work.now(), work.actor.name
    return work.add(
        PublicationVersion(
            publication_id=publication.id,
            version=publication.version,
            definition=dict(definition),
            open_parts=publication.open_parts,
            published_at=work.now(),
            published_by=work.actor.name,
        )
    )


def _make_copies(work: Work, publication: Publication, stores: Collection[UUID]) -> None:
    have = {copy.node_id for copy in _held(work, publication)}
    for node_id in sorted(set(stores) - have):
        work.add(PublicationCopy(publication_id=publication.id, node_id=node_id))


def _held(work: Work, publication: Publication) -> Sequence[PublicationCopy]:
    """Every copy, locked, always in the same order."""
    mine = work.scope(PublicationCopy).where(PublicationCopy.publication_id == publication.id)
    held = mine.order_by(PublicationCopy.node_id).with_for_update()
    return work.session.scalars(held.execution_options(populate_existing=True)).all()


def _receives(copy: PublicationCopy, stores: Collection[UUID]) -> bool:
    """A store that was recalled gets nothing new, unless it is chosen again."""
    if copy.node_id in stores:
        copy.recalled_at = None
    return copy.recalled_at is None


def _reach(
    work: Work,
    what: Publishable,
    publication: Publication,
    copy: PublicationCopy,
    version: PublicationVersion,
) -> None:
    day = publication.accept_by
    if day is None or day < local_day(work.now(), _zone(work)):
        copies.take_up(work, what, copy, version)
    elif copy.version != version.version:
        copy.lagging_since = copy.lagging_since or work.now()


def _put_off_adoption(work: Work, publication: Publication) -> None:
    if publication.accept_by is None:
        return
    ends = day_start(publication.accept_by + timedelta(days=1), _zone(work))
    key = f"{ADOPT_DUE}:{publication.id}:{publication.version}"
    work.enqueue(
        ADOPT_DUE, key=key, at=ends, publication_id=publication.id, version=publication.version
    )


def _chosen(
    work: Work, publication_id: UUID, node_ids: Collection[UUID]
) -> tuple[Publication, list[PublicationCopy]]:
    publication = work.get(Publication, publication_id, lock=True)
    demand_headquarters(work)
    held = _held(work, publication)
    if set(node_ids) - {copy.node_id for copy in held}:
        raise NotPublishedThere
    return publication, [copy for copy in held if not node_ids or copy.node_id in node_ids]


def _shown(publication: Publication) -> dict[str, Any]:
    return {
        "name": publication.name,
        "version": publication.version,
        "open_parts": publication.open_parts,
        "accept_by": publication.accept_by,
    }


def _told(publication: Publication, copy: PublicationCopy) -> dict[str, Any]:
    return {"name": publication.name, "node_id": copy.node_id, "version": copy.version}
