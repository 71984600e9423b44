"""Which stores may give the tags of a group: all, until headquarters keeps it to those it chose.

A corp tag group is one for the whole corp in WeCom, so nothing of it can differ by store; what is
published is its use. Tags that were given stay on people, whatever becomes of the group.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, or_, true

from siyu.customers.tag_models import TagGroup, TagGroupStore
from siyu.platform.declarations import Part, Publishable
from siyu.platform.work import Work


def usable(work: Work) -> ColumnElement[bool]:
    """The condition on a group that whoever asks may give its tags."""
    if work.reach.is_all:
        return true()
    here = exists().where(TagGroupStore.group_id == TagGroup.id)
    mine = here.where(TagGroupStore.node_id.in_(work.reach.node_ids or ()))
    return or_(~TagGroup.kept_to_stores, mine)


def _subjects(work: Work) -> Sequence[tuple[UUID, str]]:
    groups = work.scope(TagGroup).order_by(TagGroup.position.desc(), TagGroup.name)
    return [(group.id, group.name) for group in work.session.scalars(groups)]


def _snapshot(work: Work, group_id: UUID) -> Mapping[str, Any]:
    group = work.get(TagGroup, group_id)
    return {"name": group.name, "group_id": str(group.id)}


def _apply(work: Work, node_id: UUID, local_id: UUID | None, definition: Mapping[str, Any]) -> UUID:
    group = work.get(TagGroup, UUID(definition["group_id"]), lock=True)
    group.kept_to_stores = True
    mine = work.scope(TagGroupStore).where(TagGroupStore.id == local_id)
    row = work.session.scalar(mine) if local_id else None
    return (row or work.add(TagGroupStore(group_id=group.id, node_id=node_id))).id


def _recall(work: Work, _node_id: UUID, local_id: UUID) -> None:
    mine = TagGroupStore.tenant_id == work.tenant_id, TagGroupStore.id == local_id
    work.session.execute(delete(TagGroupStore).where(*mine))


TAG_GROUPS = Publishable(
    name="tag_group",
    en="Tag group",
    zh="标签组",
    parts=(Part("name", "Name", "名称", may_open=False),),
    subjects=_subjects,
    snapshot=_snapshot,
    apply=_apply,
    recall=_recall,
    end_en="The store can no longer give these tags; those already given stay on its customers.",
    end_zh="门店不能再打这组标签；已经打上的标签仍保留在客户身上。",
)
