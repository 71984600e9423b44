"""Publications as people read them: who took up what, changed what, lags since when."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from siyu.kit.errors import NotFound
from siyu.organisation import copies, rules
from siyu.organisation.models import Publication, PublicationCopy
from siyu.organisation.publications import Kinds
from siyu.organisation.refs import NodeRef
from siyu.organisation.rules import CopyState
from siyu.organisation.tree import node_refs
from siyu.platform.work import Work


@dataclass(frozen=True)
class PublicationLine:
    """A publication in a list; counts are of the copies in sight.

    `subject` is kept (as published), changed (since then) or gone; None for who sees a store only.
    """

    id: UUID
    kind: str
    subject_id: UUID
    name: str
    version: int
    open_parts: tuple[str, ...]
    accept_by: date | None
    published_at: datetime
    subject: str | None
    stores: int
    adopted: int
    lagging: int
    failed: int
    recalled: int
    changed: int


@dataclass(frozen=True)
class CopyLine:
    """A store's copy; `problem` says why it could not be taken up, in both languages."""

    node: NodeRef
    state: CopyState
    version: int | None
    local_id: UUID | None
    own_parts: tuple[str, ...]
    adopted_at: datetime | None
    lagging_since: datetime | None
    recalled_at: datetime | None
    problem: dict[str, Any] | None


def publication_lines(
    work: Work, kinds: Kinds, *, kind: str | None = None, subject_id: UUID | None = None
) -> list[PublicationLine]:
    """Publications in sight, the newest first."""
    rows = work.scope(Publication).order_by(Publication.published_at.desc(), Publication.id)
    if kind:
        rows = rows.where(Publication.kind == kind)
    if subject_id:
        rows = rows.where(Publication.subject_id == subject_id)
    return _lines(work, kinds, work.session.scalars(rows).all())


def publication_line(work: Work, kinds: Kinds, publication_id: UUID) -> PublicationLine:
    """One publication in sight. Raises NotFound."""
    return _lines(work, kinds, [work.get(Publication, publication_id)])[0]


def copy_lines(work: Work, publication_id: UUID) -> list[CopyLine]:
    """The copies in sight, those that need a look first. Raises NotFound."""
    publication = work.get(Publication, publication_id)
    mine = work.scope(PublicationCopy).where(PublicationCopy.publication_id == publication_id)
    found = work.session.scalars(mine).all()
    nodes = node_refs(work, {copy.node_id for copy in found})
    lines = [_copy(copy, publication, nodes[copy.node_id]) for copy in found]
    order = (CopyState.FAILED, CopyState.LAGGING, CopyState.ADOPTED, CopyState.RECALLED)
    return sorted(lines, key=lambda line: (order.index(line.state), line.node.name))


def publication_names(work: Work, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Names as published, by id."""
    rows = work.session.scalars(work.scope(Publication).where(Publication.id.in_(ids)))
    return {row.id: row.name for row in rows}


def _lines(work: Work, kinds: Kinds, rows: Sequence[Publication]) -> list[PublicationLine]:
    newest = {row.id: row.version for row in rows}
    asked = work.scope(PublicationCopy).where(PublicationCopy.publication_id.in_(newest))
    counts: dict[UUID, Counter[str]] = {id: Counter() for id in newest}
    for copy in work.session.scalars(asked):
        count = counts[copy.publication_id]
        count["stores"] += 1
        count[_state(copy, newest[copy.publication_id])] += 1
        count["changed"] += bool(copy.own_values)
    return [_line(work, kinds, row, counts[row.id]) for row in rows]


def _line(work: Work, kinds: Kinds, row: Publication, count: Counter[str]) -> PublicationLine:
    return PublicationLine(
        id=row.id,
        kind=row.kind,
        subject_id=row.subject_id,
        name=row.name,
        version=row.version,
        open_parts=tuple(row.open_parts),
        accept_by=row.accept_by,
        published_at=row.published_at,
        subject=_subject(work, kinds, row) if work.reach.is_all else None,
        stores=count["stores"],
        adopted=count[CopyState.ADOPTED],
        lagging=count[CopyState.LAGGING],
        failed=count[CopyState.FAILED],
        recalled=count[CopyState.RECALLED],
        changed=count["changed"],
    )


def _subject(work: Work, kinds: Kinds, row: Publication) -> str:
    if row.kind not in kinds or not row.version:
        return "gone"
    try:
        now = kinds[row.kind].snapshot(work, row.subject_id)
    except NotFound:
        return "gone"
    published = copies.version_of(work, row.id, row.version).definition
    return "kept" if now == published else "changed"


def _state(copy: PublicationCopy, newest: int) -> CopyState:
    return rules.copy_state(
        version=copy.version,
        newest=newest,
        recalled=copy.recalled_at is not None,
        failed=copy.problem is not None,
    )


def _copy(copy: PublicationCopy, publication: Publication, node: NodeRef) -> CopyLine:
    return CopyLine(
        node=node,
        state=_state(copy, publication.version),
        version=copy.version,
        local_id=copy.local_id,
        own_parts=tuple(copy.own_values),
        adopted_at=copy.adopted_at,
        lagging_since=copy.lagging_since,
        recalled_at=copy.recalled_at,
        problem=copy.problem,
    )
