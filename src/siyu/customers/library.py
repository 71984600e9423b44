"""The library: groups and tags made, renamed, placed and deleted here; WeCom is told later."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select, text

from siyu.customers import writes
from siyu.customers.errors import NameNeeded, TagNameTaken, TagsFull, TagUnknown
from siyu.customers.events import TagGone, TagSource
from siyu.customers.tag_models import Tag, TagGroup
from siyu.kit.errors import NotFound
from siyu.platform.work import Work

MOST_TAGS = 3_000
LONGEST_NAME = 30
LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")
END_TAG = "customers.end_tag"


def lock(work: Work) -> None:
    """Let one transaction at a time change the library of a tenant."""
    work.session.execute(LOCK, {"key": f"tags:{work.tenant_id}"})


def add_group(work: Work, name: str) -> TagGroup:
    """A new group, the first of all; WeCom has it with its first tag. Raises TagNameTaken."""
    lock(work)
    _demand_group_name(work, name, None)
    top = _top(work, TagGroup)
    group = TagGroup(name=_named(name), position=top, named_at=work.now())
    work.add(group)
    work.audit("tag_group.added", "tag_group", group.id, after={"name": group.name})
    return group


def add_tag(work: Work, group_id: UUID, name: str) -> Tag:
    """A new tag, the first of its group. Raises NotFound, NameNeeded, TagNameTaken, TagsFull."""
    lock(work)
    group = living_group(work, group_id)
    _demand_tag_name(work, group_id, name, None)
    _demand_room(work)
    top = _top(work, Tag, Tag.group_id == group.id)
    tag = Tag(group_id=group.id, name=_named(name), position=top, named_at=work.now())
    work.add(tag)
    writes.queue_library(work, tag_id=tag.id)
    work.audit("tag.added", "tag", tag.id, after={"name": tag.name})
    return tag


def rename_tag(work: Work, tag_id: UUID, name: str) -> Tag:
    """Another name. Raises NotFound, NameNeeded, TagNameTaken."""
    lock(work)
    tag = living_tag(work, tag_id)
    _demand_tag_name(work, tag.group_id, name, tag.id)
    _rename(work, tag, name)
    writes.queue_library(work, tag_id=tag.id)
    return tag


def rename_group(work: Work, group_id: UUID, name: str) -> TagGroup:
    """Another name. Raises NotFound, NameNeeded, TagNameTaken."""
    lock(work)
    group = living_group(work, group_id)
    _demand_group_name(work, name, group.id)
    _rename(work, group, name)
    if group.wecom_id is not None:
        writes.queue_library(work, tag_group_id=group.id)
    return group


def place_tags(work: Work, group_id: UUID, tag_ids: Sequence[UUID]) -> None:
    """Put the tags of a group in this order. Raises NotFound, TagUnknown for one not of it."""
    lock(work)
    living_group(work, group_id)
    tags = {tag.id: tag for tag in work.session.scalars(living_tags(work, group_id))}
    _place(tags, tag_ids)
    for tag_id in tag_ids:
        writes.queue_library(work, writes.PLACE, tag_id=tag_id)


def place_groups(work: Work, group_ids: Sequence[UUID]) -> None:
    """Put the groups in this order. Raises TagUnknown for one that is not there."""
    lock(work)
    living = work.scope(TagGroup).where(TagGroup.gone_at.is_(None))
    groups = {group.id: group for group in work.session.scalars(living)}
    _place(groups, group_ids)
    for group_id in group_ids:
        if groups[group_id].wecom_id is not None:
            writes.queue_library(work, writes.PLACE, tag_group_id=group_id)


def delete_tag(work: Work, tag_id: UUID) -> None:
    """Delete a tag: nobody gets it any more, and once WeCom has followed nobody has it."""
    lock(work)
    tag = living_tag(work, tag_id)
    vanish(work, tag, TagSource.HAND)
    if tag.wecom_id is None:
        end(work, tag.id, TagSource.HAND)
    else:
        writes.queue_library(work, tag_id=tag.id)


def delete_group(work: Work, group_id: UUID) -> None:
    """Delete a group with all its tags."""
    lock(work)
    group = living_group(work, group_id)
    for tag in work.session.scalars(living_tags(work, group_id)):
        vanish(work, tag, TagSource.HAND)
        if tag.wecom_id is None or group.wecom_id is None:
            end(work, tag.id, TagSource.HAND)
    group.gone_at = work.now()
    work.audit("tag_group.removed", "tag_group", group.id, before={"name": group.name})
    if group.wecom_id is not None:
        writes.queue_library(work, tag_group_id=group.id)


def vanish(work: Work, tag: Tag, source: TagSource) -> None:
    """Let a tag be given no more, with a trace."""
    tag.gone_at = work.now()
    work.emit(TagGone(tag_id=tag.id, source=source))
    work.audit("tag.removed", "tag", tag.id, before={"name": tag.name}, after={"source": source})


def end(work: Work, tag_id: UUID, source: TagSource) -> None:
    """Have everyone lose a tag that is gone; a job, for they may be many."""
    writes.forget_tag(work, tag_id)
    work.enqueue(END_TAG, key=f"end:{tag_id}", tag_id=str(tag_id), source=str(source))


def living_tag(work: Work, tag_id: UUID) -> Tag:
    """Raises NotFound also for one that is gone."""
    tag = work.get(Tag, tag_id, lock=True)
    if tag.gone_at is not None:
        raise NotFound(what="Tag", id=tag_id)
    return tag


def living_group(work: Work, group_id: UUID) -> TagGroup:
    """Raises NotFound also for one that is gone."""
    group = work.get(TagGroup, group_id, lock=True)
    if group.gone_at is not None:
        raise NotFound(what="TagGroup", id=group_id)
    return group


def living_tags(work: Work, group_id: UUID):  # type: ignore[no-untyped-def]
    """The tags of a group that are not gone, the first one first."""
    mine = work.scope(Tag).where(Tag.group_id == group_id, Tag.gone_at.is_(None))
    return mine.order_by(Tag.position.desc(), Tag.name)


def _named(name: str) -> str:
    plain = name.strip()
    if not plain or len(plain) > LONGEST_NAME:
        raise NameNeeded(field="name")
    return plain


def _rename(work: Work, row: Tag | TagGroup, name: str) -> None:
    before = {"name": row.name}
    row.name, row.named_at, row.refusal = _named(name), work.now(), None
    subject = "tag" if isinstance(row, Tag) else "tag_group"
    work.audit(f"{subject}.renamed", subject, row.id, before=before, after={"name": row.name})


def _place(rows: dict[UUID, Tag] | dict[UUID, TagGroup], ids: Sequence[UUID]) -> None:
    for place, id in enumerate(reversed(ids)):
        if id not in rows:
            raise TagUnknown(tag_id=id)
        rows[id].position = place


def _top(work: Work, model: type[Tag] | type[TagGroup], *mine) -> int:  # type: ignore[no-untyped-def]
    highest = select(func.max(model.position)).where(model.tenant_id == work.tenant_id, *mine)
    last = work.session.scalar(highest)
    return 0 if last is None else last + 1


def _demand_tag_name(work: Work, group_id: UUID, name: str, own: UUID | None) -> None:
    named = work.scope(Tag).where(
        Tag.group_id == group_id, Tag.name == _named(name), Tag.gone_at.is_(None)
    )
    if own is not None:
        named = named.where(Tag.id != own)
    if work.session.scalars(named).first() is not None:
        raise TagNameTaken(name=name.strip())


def _demand_group_name(work: Work, name: str, own: UUID | None) -> None:
    named = work.scope(TagGroup).where(TagGroup.name == _named(name), TagGroup.gone_at.is_(None))
    if own is not None:
        named = named.where(TagGroup.id != own)
    if work.session.scalars(named).first() is not None:
        raise TagNameTaken(name=name.strip())


def _demand_room(work: Work) -> None:
    living = work.scope(Tag).where(Tag.gone_at.is_(None)).subquery()
    if (work.session.scalar(select(func.count()).select_from(living)) or 0) >= MOST_TAGS:
        raise TagsFull(most=MOST_TAGS)
