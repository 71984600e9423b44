"""A store's copy of what headquarters published: taken up, guarded, marked.

A copy is locked before the thing it is a copy of, by whoever publishes and by whoever edits, so
the two never wait for each other in a ring.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from siyu.kit.errors import Problem
from siyu.organisation import rules
from siyu.organisation.errors import HeldByHeadquarters, LockedByHeadquarters
from siyu.organisation.events import PublicationAdopted
from siyu.organisation.models import Node, Publication, PublicationCopy, PublicationVersion
from siyu.organisation.queries import whole
from siyu.platform.declarations import Publishable
from siyu.platform.work import Work


@dataclass(frozen=True)
class CopyMark:
    """What a copy shows of where it comes from."""

    publication_id: UUID
    hq: str
    version: int
    newest: int
    open_parts: tuple[str, ...]
    own_parts: tuple[str, ...]
    recalled_at: datetime | None


def take_up(
    work: Work, what: Publishable, copy: PublicationCopy, version: PublicationVersion
) -> bool:
    """Bring a locked copy to a version; what hinders it is kept with the copy. Whether it went."""
    definition = rules.merged(version.definition, copy.own_values, version.open_parts)
    try:
        with work.session.begin_nested():
            local_id = what.apply(whole(work), copy.node_id, copy.local_id, definition)
    except Problem as problem:
        copy.problem = {
            "code": problem.code, "en": problem.sentence("en"), "zh": problem.sentence("zh-CN"),
        }  # fmt: skip
        copy.lagging_since = copy.lagging_since or work.now()
        return False
    copy.own_values = rules.own_values(version.definition, definition, version.open_parts)
    copy.local_id, copy.version, copy.adopted_at = local_id, version.version, work.now()
    copy.lagging_since, copy.problem = None, None
    work.emit(
        PublicationAdopted(
            publication_id=copy.publication_id, node_id=copy.node_id, number=version.version
        )
    )
    return True


def version_of(work: Work, publication_id: UUID, number: int) -> PublicationVersion:
    """A version as it was published."""
    mine = work.scope(PublicationVersion).where(
        PublicationVersion.publication_id == publication_id, PublicationVersion.version == number
    )
    return work.session.scalars(mine).one()


def held_copy(work: Work, kind: str, local_id: UUID) -> UUID | None:
    """The copy that a thing is, locked until the Work ends; None for what is the store's own."""
    kinds = whole(work).scope(Publication).where(Publication.kind == kind)
    mine = whole(work).scope(PublicationCopy).where(
        PublicationCopy.local_id == local_id,
        PublicationCopy.publication_id.in_(kinds.with_only_columns(Publication.id)),
    )  # fmt: skip
    held = mine.with_for_update().execution_options(populate_existing=True)
    copy = work.session.scalar(held)
    return copy.id if copy else None


def demand_open(
    work: Work,
    what: Publishable,
    copy_id: UUID,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    """Keep what a store changed of the copy it holds. Raises LockedByHeadquarters.

    Of a copy that was recalled nothing is open: it comes back as it was.
    """
    copy = whole(work).get(PublicationCopy, copy_id, lock=True)
    version = version_of(work, copy.publication_id, copy.version or 0)
    open_parts = [] if copy.recalled_at else version.open_parts
    locked = rules.locked_change(before, after, open_parts)
    if locked is not None:
        raise _locked(work, what, locked, open_parts)
    copy.own_values = rules.own_values(version.definition, after, open_parts)


def let_go(work: Work, copy_id: UUID) -> None:
    """The store removes its copy. Raises HeldByHeadquarters unless it was recalled."""
    copy = whole(work).get(PublicationCopy, copy_id, lock=True)
    if copy.recalled_at is None:
        raise HeldByHeadquarters(hq=hq_name(work))
    copy.local_id, copy.own_values = None, {}


def copy_marks(work: Work, kind: str, local_ids: Collection[UUID]) -> dict[UUID, CopyMark]:
    """Which of these things are copies, and of what."""
    everything = whole(work)
    asked = everything.scope(PublicationCopy).where(PublicationCopy.local_id.in_(local_ids))
    copies = work.session.scalars(asked).all()
    if not copies:
        return {}
    ids = {copy.publication_id for copy in copies}
    mine = everything.scope(Publication).where(Publication.id.in_(ids), Publication.kind == kind)
    publications = {one.id: one for one in work.session.scalars(mine)}
    versions = everything.scope(PublicationVersion).where(
        PublicationVersion.publication_id.in_(publications)
    )
    opened = {
        (one.publication_id, one.version): one.open_parts for one in work.session.scalars(versions)
    }
    hq = hq_name(work)
    return {
        copy.local_id: CopyMark(
            publication_id=copy.publication_id,
            hq=hq,
            version=copy.version,
            newest=publications[copy.publication_id].version,
            open_parts=tuple(opened[copy.publication_id, copy.version]),
            own_parts=tuple(copy.own_values),
            recalled_at=copy.recalled_at,
        )
        for copy in copies
        if copy.publication_id in publications and copy.local_id and copy.version
    }


def hq_name(work: Work) -> str:
    """What headquarters is called."""
    named = whole(work).scope(Node).where(Node.kind == "hq").with_only_columns(Node.name)
    return work.session.execute(named).scalar_one()


def _locked(
    work: Work, what: Publishable, part: str, open_parts: Collection[str]
) -> LockedByHeadquarters:
    titles = {one.name: one for one in what.parts}
    return LockedByHeadquarters(
        hq=hq_name(work), part=titles[part], opened=[titles[name] for name in open_parts]
    )
