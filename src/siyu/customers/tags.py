"""Tags: what is said about people, by whom and from what; kept in step with WeCom's corp tags."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from siyu.customers import rules, writes
from siyu.customers.errors import TagNotForYou, TagUnknown
from siyu.customers.events import CustomerTagged, CustomerUntagged, TagSource
from siyu.customers.models import WecomWrite
from siyu.customers.tag_models import Tag, TagAssignment, TagGroup
from siyu.customers.tag_stores import usable
from siyu.platform.work import Work


@dataclass(frozen=True)
class TagRef:
    """A tag as other domains know it."""

    id: UUID
    name: str
    group: str
    group_id: UUID


def all_tags(work: Work) -> list[TagRef]:
    """Every tag that whoever asks may give, group by group."""
    rows = work.session.execute(
        select(Tag.id, Tag.name, TagGroup.name.label("group"), TagGroup.id.label("group_id"))
        .join(TagGroup, TagGroup.id == Tag.group_id)
        .where(Tag.tenant_id == work.tenant_id, Tag.gone_at.is_(None), usable(work))
        .order_by(TagGroup.position.desc(), TagGroup.name, Tag.position.desc(), Tag.name)
    )
    return [TagRef(row.id, row.name, row.group, row.group_id) for row in rows]


def put(
    work: Work,
    customer_id: UUID,
    tag_ids: Iterable[UUID],
    *,
    source: TagSource,
    until: datetime | None = None,
) -> int:
    """Give tags to a person; WeCom is told later. How many were new.

    A tag given again by hand ends when the latest word says, or no more by itself. Raises
    TagUnknown, and TagNotForYou for one that headquarters keeps to other stores.
    """
    asked = set(tag_ids)
    demand_givable(work, asked)
    have = _assigned(work, customer_id)
    for tag_id in sorted(asked - set(have)):
        _assign(work, customer_id, tag_id, source, until)
        if source != TagSource.WECOM:
            writes.queue_tag(work, customer_id, tag_id, put=True)
    if source == TagSource.HAND:
        for tag_id in asked & set(have):
            have[tag_id].until = until
    return len(asked - set(have))


def givable(work: Work, tag_ids: Collection[UUID]) -> set[UUID]:
    """Those of these tags that can be given still."""
    return {tag.id for tag in _tags(work, set(tag_ids))}


def demand_givable(work: Work, tag_ids: Collection[UUID]) -> None:
    """Raises TagUnknown for a tag that is not there (now), TagNotForYou for another's."""
    known = {tag.id: tag for tag in _tags(work, set(tag_ids))}
    for missing in set(tag_ids) - set(known):
        raise TagUnknown(tag_id=missing)
    _demand_usable(work, known.values())


def take(work: Work, customer_id: UUID, tag_ids: Iterable[UUID], *, source: TagSource) -> int:
    """Take tags off a person; WeCom is told later. How many were there."""
    have = _assigned(work, customer_id)
    gone = [have[tag_id] for tag_id in set(tag_ids) if tag_id in have]
    for assignment in gone:
        work.session.delete(assignment)
        work.emit(
            CustomerUntagged(customer_id=customer_id, tag_id=assignment.tag_id, source=source)
        )
        if source != TagSource.WECOM:
            writes.queue_tag(work, customer_id, assignment.tag_id, put=False)
    return len(gone)


def follow(
    work: Work, customer_id: UUID, theirs: set[str], *, whole: bool, read_at: datetime
) -> None:
    """Take over WeCom's corp tags of a person, read at `read_at`, real time.

    `whole` when all their relations were read. What WeCom was not told before it was read stands
    as it is here: an unsent change of ours is younger than what WeCom said.
    """
    ids = _by_wecom_id(work)
    open_tags = set(
        work.session.scalars(
            select(WecomWrite.tag_id).where(
                WecomWrite.tenant_id == work.tenant_id,
                WecomWrite.customer_id == customer_id,
                WecomWrite.tag_id.is_not(None),
                writes.unsettled(read_at),
            )
        )
    )
    names = {tag_id: wecom_id for wecom_id, tag_id in ids.items() if tag_id not in open_tags}
    ours = {
        names[tag_id]: one.in_wecom
        for tag_id, one in _assigned(work, customer_id).items()
        if tag_id in names
    }
    on, off = rules.tag_changes(ours, theirs & set(names.values()))
    told(work, customer_id, [ids[one] for one in theirs & set(ours)])
    put(work, customer_id, [ids[one] for one in on], source=TagSource.WECOM)
    if whole:
        take(work, customer_id, [ids[one] for one in off], source=TagSource.WECOM)


def told(work: Work, customer_id: UUID, tag_ids: Iterable[UUID]) -> None:
    """WeCom has these tags of this person now."""
    work.session.execute(
        update(TagAssignment)
        .where(
            TagAssignment.tenant_id == work.tenant_id,
            TagAssignment.customer_id == customer_id,
            TagAssignment.tag_id.in_(list(tag_ids)),
        )
        .values(in_wecom=True)
    )


def _assign(
    work: Work, customer_id: UUID, tag_id: UUID, source: TagSource, until: datetime | None
) -> None:
    work.add(
        TagAssignment(
            customer_id=customer_id,
            tag_id=tag_id,
            source=source,
            actor=work.actor.name,
            at=work.now(),
            until=until,
            in_wecom=source == TagSource.WECOM,
        )
    )
    work.emit(CustomerTagged(customer_id=customer_id, tag_id=tag_id, source=source))


def _tags(work: Work, tag_ids: set[UUID]) -> Sequence[Tag]:
    return work.session.scalars(
        work.scope(Tag).where(Tag.id.in_(tag_ids), Tag.gone_at.is_(None))
    ).all()


def _demand_usable(work: Work, tags: Iterable[Tag]) -> None:
    if work.reach.is_all:
        return
    groups = {tag.group_id: tag.name for tag in tags}
    mine = work.scope(TagGroup).where(TagGroup.id.in_(groups), usable(work))
    for group_id in set(groups) - {group.id for group in work.session.scalars(mine)}:
        raise TagNotForYou(tag=groups[group_id])


def _assigned(work: Work, customer_id: UUID) -> dict[UUID, TagAssignment]:
    mine = work.scope(TagAssignment).where(TagAssignment.customer_id == customer_id)
    return {row.tag_id: row for row in work.session.scalars(mine)}


def _by_wecom_id(work: Work) -> dict[str, UUID]:
    live = work.scope(Tag).where(Tag.wecom_id.is_not(None), Tag.gone_at.is_(None))
    return {str(tag.wecom_id): tag.id for tag in work.session.scalars(live)}


def names_of(work: Work, customer_id: UUID) -> list[tuple[str, str]]:
    """The tags a person has, each by its group and name."""
    mine = (
        select(TagGroup.name, Tag.name)
        .join(Tag, Tag.group_id == TagGroup.id)
        .join(TagAssignment, TagAssignment.tag_id == Tag.id)
        .where(TagAssignment.tenant_id == work.tenant_id, TagAssignment.customer_id == customer_id)
    )
    return [(group, name) for group, name in work.session.execute(mine)]
