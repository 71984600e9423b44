"""Turns the library of tags and batches into what the API shows."""

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from sqlalchemy import func, select

from siyu.channels.wecom.errors import WecomRefused
from siyu.customers import batches, library, people, service, writes
from siyu.customers.events import InWecom, RowResult, TagAct
from siyu.customers.models import Relation, WecomWrite
from siyu.customers.tag_models import Tag, TagAssignment, TagBatch, TagBatchRow, TagGroup
from siyu.customers.tag_schemas import (
    LibraryGroupOut,
    LibraryOut,
    LibraryTagOut,
    TagBatchOut,
    TaggedRowOut,
    TagGroupOut,
    TagGroupsOut,
    UsedOut,
)
from siyu.platform.http import Ref
from siyu.platform.registry import Registry
from siyu.platform.work import Work


def choices(work: Work) -> TagGroupsOut:
    """Every tag that can be given, group by group."""
    groups: dict[UUID, TagGroupOut] = {}
    for tag in service.all_tags(work):
        group = groups.setdefault(
            tag.group_id, TagGroupOut(id=tag.group_id, name=tag.group, tags=[])
        )
        group.tags.append(Ref(id=tag.id, name=tag.name))
    return TagGroupsOut(items=list(groups.values()))


def library_out(work: Work, registry: Registry, language: str) -> LibraryOut:
    """Groups and tags, how many have each, where each is used, what WeCom says of it."""
    living = work.scope(TagGroup).where(TagGroup.gone_at.is_(None))
    groups = work.session.scalars(living.order_by(TagGroup.position.desc(), TagGroup.name)).all()
    tags = {
        group.id: work.session.scalars(library.living_tags(work, group.id)).all()
        for group in groups
    }
    ids = [tag.id for own in tags.values() for tag in own]
    have, used, waiting = _counts(work), _used(work, registry, ids, language), _waiting(work)
    return LibraryOut(
        most=library.MOST_TAGS,
        items=[
            LibraryGroupOut(
                id=group.id,
                name=group.name,
                **_told(group, waiting, language),
                tags=[
                    LibraryTagOut(
                        id=tag.id,
                        name=tag.name,
                        customers=have.get(tag.id, 0),
                        used=used.get(tag.id, []),
                        **_told(tag, waiting, language),
                    )
                    for tag in tags[group.id]
                ],
            )
            for group in groups
        ],
    )


def _counts(work: Work) -> dict[UUID, int]:
    """How many people in sight have each tag."""
    counted = select(TagAssignment.tag_id, func.count()).where(
        TagAssignment.tenant_id == work.tenant_id
    )
    if not work.reach.is_all:
        mine = select(Relation.customer_id).where(Relation.within(work.reach))
        counted = counted.where(TagAssignment.customer_id.in_(mine))
    return {
        tag_id: count
        for tag_id, count in work.session.execute(counted.group_by(TagAssignment.tag_id))
    }


def _used(
    work: Work, registry: Registry, ids: Sequence[UUID], language: str
) -> dict[UUID, list[UsedOut]]:
    used: dict[UUID, list[UsedOut]] = {}
    for usage in registry.usages.values():
        if usage.noun == "tag":
            for tag_id, names in usage.read(work, ids).items():
                told = UsedOut(by=usage.title(language), names=sorted(names))
                used.setdefault(tag_id, []).append(told)
    return used


def _waiting(work: Work) -> set[UUID]:
    """What of the library WeCom is yet to be told."""
    mine = select(func.coalesce(WecomWrite.tag_id, WecomWrite.tag_group_id)).where(
        WecomWrite.tenant_id == work.tenant_id,
        WecomWrite.relation_id.is_(None),
        WecomWrite.told_at.is_(None),
        WecomWrite.attempts < writes.GIVE_UP_AFTER,
    )
    return set(work.session.scalars(mine))


def _told(row: Tag | TagGroup, waiting: Collection[UUID], language: str) -> dict[str, str | None]:
    if row.refusal is not None:
        refused = WecomRefused(call="externalcontact/edit_corp_tag", errcode=row.refusal)
        return {"state": "refused", "refusal": refused.sentence(language)}
    state = "waiting" if row.id in waiting else "told" if row.wecom_id else "here"
    return {"state": state, "refusal": None}


def batches_out(work: Work, found: Sequence[TagBatch], language: str) -> list[TagBatchOut]:
    """Batches with their tags by name."""
    names = service.tag_names(work, [id for one in found for id in one.tag_ids])
    undone = batches.undone(work, [one.id for one in found])
    return [
        TagBatchOut(
            id=one.id,
            act=one.act,
            act_words=TagAct(one.act).said(language),
            state=one.state,
            tags=[Ref(id=id, name=names.get(id, "…")) for id in one.tag_ids],
            until=one.until,
            total=one.total,
            done=one.reached,
            counts=one.counts,
            wecom=batches.told(work, one.id),
            created_at=one.created_at,
            finished_at=one.finished_at,
            undoes_id=one.undoes_id,
            undone_by=undone.get(one.id),
        )
        for one in found
    ]


def rows_out(work: Work, rows: Sequence[TagBatchRow], language: str) -> list[TaggedRowOut]:
    """What became of people, by name."""
    names = people.names(work, [row.customer_id for row in rows])
    return [
        TaggedRowOut(
            id=row.id,
            place=row.place,
            customer=Ref(id=row.customer_id, name=names.get(row.customer_id, "…")),
            result=row.result,
            result_words=RowResult(row.result).said(language) if row.result else "",
            wecom=row.wecom,
            wecom_words=_wecom_words(row, language),
        )
        for row in rows
    ]


def _wecom_words(row: TagBatchRow, language: str) -> str:
    if row.wecom is None:
        return ""
    said = InWecom(row.wecom).said(language)
    if row.refusal is None:
        return said
    refused = WecomRefused(call="externalcontact/mark_tag", errcode=row.refusal)
    return f"{said}: {refused.sentence(language)}"


HEADINGS = {
    "en": ("Place", "Customer id", "Name", "Result", "WeCom"),
    "zh-CN": ("序号", "客户 ID", "姓名", "结果", "企业微信"),
}


def csv_lines(rows: Sequence[TaggedRowOut]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        yield (
            str(row.place),
            str(row.customer.id),
            row.customer.name,
            row.result_words,
            row.wecom_words,
        )
