"""The tree of channels: sources are added, moved, renamed and closed; none is deleted."""

import re
import secrets
import string
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from siyu.acquisition.errors import (
    BeyondYourStores,
    MarkTaken,
    NameMissing,
    SourceAmbiguous,
    SourceNameTaken,
    SourceUnderItself,
    SourceUnknown,
)
from siyu.acquisition.events import SourceSaved
from siyu.acquisition.models import Source
from siyu.acquisition.rules.channels import STORES, USUAL, Channel, above
from siyu.kit.errors import NotFound
from siyu.organisation import service as organisation
from siyu.platform.access import Reach
from siyu.platform.work import Work

MOST_NAME = 40
MOST_MARK = 40
LETTERS = string.ascii_lowercase + string.digits
TREE_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")
NOT_A_MARK = re.compile(r"[^a-z0-9_-]+")


@dataclass(frozen=True, kw_only=True)
class SourceDraft:
    """All that people decide of a source; without a mark it gets one."""

    name: str
    channel: Channel
    under_id: UUID | None = None
    node_id: UUID | None = None
    mark: str = ""


def whole(work: Work) -> Work:
    """The same Work, seeing the whole tree: names above one's own sources are no secret."""
    return replace(work, reach=Reach.all())


def add_source(work: Work, draft: SourceDraft) -> Source:
    """A new source. Raises NameMissing, SourceUnknown, SourceNameTaken, MarkTaken, NotFound."""
    _hold_tree(work)
    source = Source(mark="", created_at=work.now())
    _fill(work, source, draft)
    work.add(source)
    work.emit(SourceSaved(source_id=source.id))
    work.audit("source.added", "source", source.id, after=_shown(source))
    return source


def change_source(work: Work, source_id: UUID, draft: SourceDraft) -> Source:
    """Rename, move or re-label; without a mark it keeps its own. Raises SourceUnderItself too."""
    _hold_tree(work)
    source = work.get(Source, source_id, lock=True)
    before = _shown(source)
    under = parents(work)
    if draft.under_id is not None and source.id in (draft.under_id, *above(under, draft.under_id)):
        raise SourceUnderItself(name=source.name)
    _fill(work, source, draft)
    work.session.flush()
    if _shown(source) != before:
        work.emit(SourceSaved(source_id=source.id))
        work.audit("source.changed", "source", source.id, before=before, after=_shown(source))
    return source


def close_source(work: Work, source_id: UUID) -> int:
    """Close a source and all open ones below it, for new codes and links; how many that were."""
    _hold_tree(work)
    root = work.get(Source, source_id, lock=True)
    everyone = all_sources(work)
    under = {one.id: one.under_id for one in everyone}
    below = [one for one in everyone if root.id in (one.id, *above(under, one.id))]
    closing = [one for one in below if one.closed_at is None]
    for one in closing:
        one.closed_at = work.now()
        work.audit("source.closed", "source", one.id, after={"name": one.name})
    return len(closing)


def reopen_source(work: Work, source_id: UUID) -> Source:
    """Open a source again; what is below it stays closed."""
    source = work.get(Source, source_id, lock=True)
    if source.closed_at is not None:
        source.closed_at = None
        work.audit("source.reopened", "source", source.id, after={"name": source.name})
    return source


def add_usual(work: Work, language: str) -> int:
    """The sources most brands have, and a poster for each store; those there already stay.

    How many are new.
    """
    _hold_tree(work)
    known = {one.mark: one for one in all_sources(work)}
    before = len(known)
    for usual in USUAL:
        if usual.mark not in known:
            parent = known[usual.under] if usual.under else None
            known[usual.mark] = add_source(
                work,
                SourceDraft(
                    name=_free_name(known, parent, usual.said(language)),
                    channel=usual.channel,
                    under_id=parent.id if parent else None,
                    mark=usual.mark,
                ),
            )
    return len(known) - before + _add_posters(work, known)


def _add_posters(work: Work, known: Mapping[str, Source]) -> int:
    nodes = [one.node for one in organisation.node_lines(work)]
    placed = {one.node_id for one in known.values() if one.channel == Channel.STORE_POSTER}
    missing = [one for one in nodes if one.kind == "store" and one.id not in placed]
    names = dict(known)
    for store in missing:
        draft = SourceDraft(
            name=_free_name(names, known[STORES], store.name),
            channel=Channel.STORE_POSTER,
            under_id=known[STORES].id,
            node_id=store.id,
        )
        source = add_source(work, draft)
        names[source.mark] = source
    return len(missing)


def _free_name(known: Mapping[str, Source], parent: Source | None, name: str) -> str:
    """The name, numbered where its place has one like it already."""
    place = parent.id if parent else None
    taken = {one.name for one in known.values() if one.under_id == place}
    tries = (name[:MOST_NAME], *(f"{name[: MOST_NAME - 4]} {n}" for n in range(2, 1000)))
    return next(one for one in tries if one not in taken)


def all_sources(work: Work) -> Sequence[Source]:
    """The whole tree, in sight or not, by name."""
    rows = whole(work).scope(Source).order_by(Source.name, Source.id)
    return work.session.scalars(rows).all()


def sources_in_sight(work: Work) -> list[Source]:
    """The sources in sight, each after the one above it."""
    rows = work.session.scalars(work.scope(Source).order_by(Source.name, Source.id)).all()
    ids = {one.id for one in rows}
    below: dict[UUID | None, list[Source]] = {}
    for one in rows:
        below.setdefault(one.under_id if one.under_id in ids else None, []).append(one)
    ordered: list[Source] = []
    waiting = list(reversed(below.get(None, [])))
    while waiting:
        one = waiting.pop()
        ordered.append(one)
        waiting.extend(reversed(below.get(one.id, [])))
    return ordered


def source_names(work: Work, source_ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of sources, by id, in sight or not."""
    mine = select(Source.id, Source.name).where(Source.tenant_id == work.tenant_id)
    return {row.id: row.name for row in work.session.execute(mine.where(Source.id.in_(source_ids)))}


def parents(work: Work) -> dict[UUID, UUID | None]:
    """Under which source each stands, in sight or not."""
    mine = select(Source.id, Source.under_id).where(Source.tenant_id == work.tenant_id)
    return {row.id: row.under_id for row in work.session.execute(mine)}


def paths_of(sources: Collection[Source]) -> dict[UUID, str]:
    """Each source by its path: `Social media/Weibo`."""
    named = {one.id: one.name for one in sources}
    under = {one.id: one.under_id for one in sources}
    return {
        one.id: "/".join(
            named[id] for id in reversed([one.id, *above(under, one.id)]) if id in named
        )
        for one in sources
    }


class Named:
    """Sources in sight by what a file calls them: id, path, name or mark."""

    def __init__(self, work: Work) -> None:
        visible = [one for one in sources_in_sight(work) if one.closed_at is None]
        paths = paths_of(all_sources(work))
        self._exact = {str(one.id): one.id for one in visible}
        self._exact |= {folded(paths[one.id]): one.id for one in visible}
        self._marks = {one.mark: one.id for one in visible}
        self._names: dict[str, list[UUID]] = {}
        for one in visible:
            self._names.setdefault(folded(one.name), []).append(one.id)

    def find(self, called: str) -> UUID:
        """Raises SourceUnknown, SourceAmbiguous."""
        wanted = folded(called)
        if wanted in self._exact:
            return self._exact[wanted]
        found = self._names.get(wanted, [])
        if len(found) > 1:
            raise SourceAmbiguous(field="source", source=called, count=len(found))
        if not found:
            raise SourceUnknown(field="source", source=called)
        return found[0]

    def by_mark(self, mark: str) -> UUID:
        """Raises SourceUnknown."""
        if mark not in self._marks:
            raise SourceUnknown(field="utm_campaign", source=mark)
        return self._marks[mark]


def folded(path: str) -> str:
    """A path as it is compared: without spaces around its names, case folded."""
    return "/".join(part.strip().casefold() for part in path.replace("／", "/").split("/"))


def demand_source(
    work: Work, source_id: UUID | None, already: Collection[UUID | None] = ()
) -> None:
    """Raises SourceUnknown for a source that is closed or out of sight, unless it stood already."""
    if source_id is None or source_id in already:
        return
    open_one = work.scope(Source).where(Source.id == source_id, Source.closed_at.is_(None))
    if work.session.scalar(open_one) is None:
        raise SourceUnknown(field="source_id", source=source_id)


def _hold_tree(work: Work) -> None:
    """Changes of one tenant's tree wait for one another."""
    work.session.execute(TREE_LOCK, {"key": f"sources:{work.tenant_id}"})


def _fill(work: Work, source: Source, draft: SourceDraft) -> None:
    name = draft.name.strip()
    if not 0 < len(name) <= MOST_NAME:
        raise NameMissing(field="name", most=MOST_NAME)
    _demand_place(work, source, draft)
    mark = NOT_A_MARK.sub("-", draft.mark.strip().lower()).strip("-")[:MOST_MARK]
    mark = (
        mark
        or source.mark
        or f"{draft.channel}-{''.join(secrets.choice(LETTERS) for _ in '123456')}"
    )
    for other in all_sources(work):
        if other.id != source.id and (other.under_id, other.name) == (draft.under_id, name):
            raise SourceNameTaken(name=name)
        if other.id != source.id and other.mark == mark:
            raise MarkTaken(mark=mark)
    source.name, source.mark = name, mark
    source.channel, source.under_id, source.node_id = draft.channel, draft.under_id, draft.node_id


def _demand_place(work: Work, source: Source, draft: SourceDraft) -> None:
    """A store's people keep to their stores and leave a source where it hangs."""
    if draft.under_id != source.under_id:
        demand_source(work if work.reach.is_all else whole(work), draft.under_id)
    reach = work.reach
    if not reach.is_all and draft.node_id not in (reach.node_ids or ()):
        raise BeyondYourStores(permission="sources.write")
    if draft.node_id and draft.node_id not in organisation.node_refs(work, [draft.node_id]):
        raise NotFound(what="Node", id=draft.node_id)


def _shown(source: Source) -> dict[str, Any]:
    return {
        "name": source.name,
        "channel": str(source.channel),
        "under_id": source.under_id,
        "node_id": source.node_id,
        "mark": source.mark,
    }
