"""The library as WeCom tells of it, taken over by the rule of decision 0018.

A name is as it was last edited, by instant, and WeCom wins a tie; an edit there whose instant
nobody told counts as made when it was read. What is deleted on either side is deleted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from siyu.customers import library, rules, writes
from siyu.customers.events import TagSource
from siyu.customers.models import WecomWrite
from siyu.customers.tag_models import Tag, TagGroup, TagReading
from siyu.kit.ids import new_id
from siyu.platform.work import Work

Row = Tag | TagGroup
R = TypeVar("R", Tag, TagGroup)


@dataclass(frozen=True)
class CorpGroup:
    """A group of corp tags as WeCom tells of it: ids to names, the first tag first."""

    wecom_id: str
    name: str
    tags: Mapping[str, str]


@dataclass
class Reading:
    """One reading of WeCom's library, and what here is younger than it.

    `unsent` waits to be told, `young` was told after it was read, `placing` is on its way to
    another place; all by our ids. `edits` are the instants of edits there, by WeCom's ids.
    """

    groups: Sequence[CorpGroup]
    edits: Mapping[str, datetime]
    now: datetime
    unsent: set[UUID] = field(default_factory=set)
    young: set[UUID] = field(default_factory=set)
    placing: set[UUID] = field(default_factory=set)


def take_over(
    work: Work,
    groups: Sequence[CorpGroup],
    *,
    read_at: datetime,
    edits: Mapping[str, datetime] | None = None,
) -> None:
    """Make our groups and tags what WeCom's were at `read_at`, real time; older news is no news."""
    library.lock(work)
    if not _is_news(work, read_at):
        return
    reading = _reading(work, groups, read_at, edits or {})
    ours = list(work.session.scalars(work.scope(TagGroup)))
    tags = list(work.session.scalars(work.scope(Tag)))
    matched = {group.wecom_id: _group(work, reading, ours, group) for group in groups}
    names: dict[UUID, str] = {}
    for group in groups:
        names |= _follow_group(work, reading, matched[group.wecom_id], group, tags)
    _lose_missing(work, reading, ours, tags)
    _give_names(work, [*ours, *tags], names)
    _take_places(reading, groups, matched, tags)


def _is_news(work: Work, read_at: datetime) -> bool:
    """Whether nothing read later was taken over before."""
    noted = insert(TagReading).values(id=new_id(), tenant_id=work.tenant_id, read_at=read_at)
    newer = noted.on_conflict_do_update(
        index_elements=["tenant_id"],
        set_={"read_at": read_at},
        where=TagReading.read_at <= read_at,
    ).returning(TagReading.id)
    return work.session.execute(newer).first() is not None


def _reading(
    work: Work, groups: Sequence[CorpGroup], read_at: datetime, edits: Mapping[str, datetime]
) -> Reading:
    reading = Reading(groups, edits, work.now())
    mine = select(WecomWrite).where(
        WecomWrite.tenant_id == work.tenant_id,
        WecomWrite.relation_id.is_(None),
        writes.unsettled(read_at),
    )
    for write in work.session.scalars(mine):
        about = write.tag_id or write.tag_group_id
        assert about is not None
        if write.what == writes.PLACE:
            reading.placing.add(about)
        elif write.told_at is None:
            reading.unsent.add(about)
        else:
            reading.young.add(about)
    return reading


def _group(work: Work, reading: Reading, ours: list[TagGroup], group: CorpGroup) -> TagGroup:
    """Ours by its id; else one of its name that WeCom did not have; else a new one."""
    row = _by_id(ours, group.wecom_id) or _by_name(ours, group.name)
    if row is None:
        row = work.add(TagGroup(name=_passing(), wecom_id=group.wecom_id))
        row.name = group.name
        ours.append(row)
    row.wecom_id = group.wecom_id
    return row


def _follow_group(
    work: Work, reading: Reading, row: TagGroup, group: CorpGroup, tags: list[Tag]
) -> dict[UUID, str]:
    """The names that a group and its tags are to have."""
    if _stays_gone(reading, row):
        return {}
    row.gone_at = None
    names = {row.id: _settled_name(work, reading, row, group.name)}
    own = [tag for tag in tags if tag.group_id == row.id]
    for wecom_id, name in group.tags.items():
        tag = _by_id(tags, wecom_id) or _by_name(own, name)
        if tag is None:
            tag = work.add(Tag(group_id=row.id, name=_passing(), wecom_id=wecom_id))
            tag.told_name = tag.name
            tags.append(tag)
        tag.group_id = row.id
        if tag.wecom_id is None:
            _adopt(work, tag, wecom_id)
        if not _stays_gone(reading, tag):
            tag.gone_at = None
            names[tag.id] = _settled_name(work, reading, tag, name)
    return names


def _adopt(work: Work, tag: Tag, wecom_id: str) -> None:
    """WeCom made a tag of the same name: they are one, and its people can be told of."""
    tag.wecom_id = wecom_id
    _drop_unsent(work, tag)
    writes.release(work, tag.id)


def _stays_gone(reading: Reading, row: Row) -> bool:
    """Deleted here, and WeCom was not told before it was read."""
    return row.gone_at is not None and row.id in reading.unsent | reading.young


def _settled_name(work: Work, reading: Reading, row: Row, theirs: str) -> str:
    """The name that holds, by who edited it last."""
    if row.id in reading.young:
        return row.name
    edited_there = theirs != row.told_name
    at = reading.edits.get(str(row.wecom_id), reading.now) if edited_there else None
    row.told_name = theirs
    if row.id in reading.unsent and rules.ours_is_later(row.named_at, at):
        return row.name
    if row.id in reading.unsent:
        _drop_unsent(work, row)
    return theirs


def _drop_unsent(work: Work, row: Row) -> None:
    column = WecomWrite.tag_id if isinstance(row, Tag) else WecomWrite.tag_group_id
    about = column == row.id, WecomWrite.what == writes.LIBRARY, WecomWrite.told_at.is_(None)
    work.session.execute(delete(WecomWrite).where(*about))


def _lose_missing(
    work: Work, reading: Reading, ours: Sequence[TagGroup], tags: Sequence[Tag]
) -> None:
    """What WeCom has no more is deleted here as well, unless it is younger than the reading."""
    there = {id for group in reading.groups for id in group.tags}
    for tag in tags:
        if tag.wecom_id and tag.wecom_id not in there and tag.id not in reading.young:
            _lose(work, tag)
    left = {tag.group_id for tag in tags if tag.gone_at is None}
    known = {group.wecom_id for group in reading.groups}
    for group in ours:
        if group.wecom_id and group.wecom_id not in known and group.id not in reading.young:
            group.wecom_id, group.told_name = None, None
            _drop_unsent(work, group)
            if group.id not in left:
                group.gone_at = group.gone_at or work.now()


def _lose(work: Work, tag: Tag) -> None:
    tag.wecom_id = None
    _drop_unsent(work, tag)
    source = TagSource.WECOM if tag.gone_at is None else TagSource.HAND
    if tag.gone_at is None:
        library.vanish(work, tag, TagSource.WECOM)
    library.end(work, tag.id, source)


def _give_names(work: Work, rows: Iterable[Row], names: Mapping[UUID, str]) -> None:
    """Give each its name; two that would have the same differ by a number, WeCom's has it bare."""
    living = [row for row in rows if row.gone_at is None]
    for row in living:
        if names.get(row.id, row.name) != row.name:
            row.name = _passing()
    work.session.flush()
    taken: set[tuple[UUID | None, str]] = set()
    for row in sorted(living, key=lambda one: names.get(one.id) != one.told_name):
        place = row.group_id if isinstance(row, Tag) else None
        wanted = names.get(row.id, row.name)
        row.name = rules.free_name(wanted, {name for at, name in taken if at == place})
        taken.add((place, row.name))
    work.session.flush()


def give_name(work: Work, row: Row, name: str) -> None:
    """Another name for one row, free among its siblings."""
    model: type[Row] = type(row)
    siblings = work.scope(model).where(model.gone_at.is_(None), model.id != row.id)
    if isinstance(row, Tag):
        siblings = siblings.where(Tag.group_id == row.group_id)
    taken = set(work.session.scalars(siblings.with_only_columns(model.name)))
    row.name = rules.free_name(name, taken)


def _take_places(
    reading: Reading,
    groups: Sequence[CorpGroup],
    matched: Mapping[str, TagGroup],
    tags: Sequence[Tag],
) -> None:
    """Stand as in WeCom, except where we are about to tell it another place."""
    rows = {str(tag.wecom_id): tag for tag in tags if tag.wecom_id}
    for group in groups:
        _stand(reading, [rows[id] for id in group.tags if id in rows])
    _stand(reading, [matched[group.wecom_id] for group in groups])


def _stand(reading: Reading, rows: Sequence[Row]) -> None:
    held = reading.placing | reading.young | reading.unsent
    if any(row.id in held for row in rows):
        return
    for place, row in enumerate(reversed(rows)):
        row.position = place


def _by_id(rows: Iterable[R], wecom_id: str) -> R | None:
    return next((row for row in rows if row.wecom_id == wecom_id), None)


def _by_name(rows: Iterable[R], name: str) -> R | None:
    """One that is here alone, by its name."""
    alone = (row for row in rows if row.wecom_id is None and row.gone_at is None)
    return next((row for row in alone if row.name == name), None)


def _passing() -> str:
    """A name that nothing else has, for as long as names change places."""
    return str(new_id())
