"""Corp tags and their groups."""

from dataclasses import replace
from typing import Any

from siyu.sandbox.contacts import EXTERNAL_USERID, standing
from siyu.sandbox.directory import USERID
from siyu.sandbox.endpoint import Call, Endpoint, Result
from siyu.sandbox.errors import Refusal
from siyu.sandbox.parameters import Parameter
from siyu.sandbox.rows import Tag, TagGroup
from siyu.sandbox.world import World

UINT32 = 2**32 - 1


def tags_of(world: World, group_id: str) -> list[Tag]:
    """The living tags of a group, larger order first."""
    rows = [row for row in world.tags.where("group_id", group_id) if not row.deleted]
    return sorted(rows, key=lambda row: (-row.order, row.create_time, row.id))


def tag_json(tag: Tag, *, by_id: bool) -> Result:
    shown: Result = {
        "id": tag.id,
        "name": tag.name,
        "create_time": tag.create_time,
        "order": tag.order,
    }
    return shown | {"deleted": tag.deleted} if by_id else shown


def group_json(group: TagGroup, tags: list[Tag], *, by_id: bool = False) -> Result:
    shown: Result = {
        "group_id": group.id,
        "group_name": group.name,
        "create_time": group.create_time,
        "tag": [tag_json(tag, by_id=by_id) for tag in tags],
        "order": group.order,
    }
    return shown | {"deleted": group.deleted} if by_id else shown


def get_corp_tag_list(call: Call) -> Result:
    """Everything, or groups by id, or tags by id (group ids win when both are given)."""
    world = call.world
    if call["group_id"]:
        groups = [world.tag_groups[id] for id in known(world.tag_groups, call["group_id"])]
        listed = [(group, world.tags.where("group_id", group.id)) for group in groups]
    elif call["tag_id"]:
        wanted = [world.tags[id] for id in known(world.tags, call["tag_id"])]
        ids = dict.fromkeys(tag.group_id for tag in wanted)
        listed = [(world.tag_groups[i], [t for t in wanted if t.group_id == i]) for i in ids]
    else:
        return {"tag_group": living_groups(world)}
    return {"tag_group": [group_json(group, tags, by_id=True) for group, tags in listed]}


def living_groups(world: World) -> list[Result]:
    groups = [group for group in world.tag_groups if not group.deleted]
    groups.sort(key=lambda group: (-group.order, group.create_time, group.id))
    return [group_json(group, tags_of(world, group.id)) for group in groups]


def known(table: Any, ids: list[str]) -> list[str]:
    """The ids in the order asked, once each. Raises Refusal 40068 for one that never was."""
    for id in ids:
        if id not in table:
            raise Refusal(40068, f"invalid tag id: {id}")
    return list(dict.fromkeys(ids))


def group_for(call: Call) -> TagGroup:
    """The group to add to: by id, by name, or a new one."""
    world = call.world
    if call["group_id"]:
        group = world.tag_groups.get(call["group_id"])
        if group is None or group.deleted:
            raise Refusal(40068, "invalid group_id")
        return group
    if not call["group_name"]:
        raise Refusal(40063, "missing group_name")
    for group in world.tag_groups:
        if group.name == call["group_name"] and not group.deleted:
            return group
    return world.tag_groups.put(
        TagGroup(
            id=world.mint("et"),
            name=call["group_name"],
            order=call["order"] or 0,
            create_time=world.now(),
        )
    )


def add_corp_tag(call: Call) -> Result:
    """Add tags to a group; names it has already are not made twice."""
    world = call.world
    if call["agentid"] not in (None, world.options.agent_id):
        raise Refusal(301002)
    wanted = {one["name"]: one["order"] or 0 for one in call["tag"]}
    group = group_for(call)
    for tag in tags_of(world, group.id):
        wanted.pop(tag.name, None)
    living = sum(not tag.deleted for tag in world.tags)
    if living + len(wanted) > world.policy.tag_cap:
        raise Refusal(40126)
    made = [new_tag(world, group, name, order) for name, order in wanted.items()]
    return {"tag_group": group_json(group, made)}


def new_tag(world: World, group: TagGroup, name: str, order: int) -> Tag:
    return world.tags.put(
        Tag(
            id=world.mint("et"),
            group_id=group.id,
            name=name,
            order=order,
            create_time=world.now(),
        )
    )


def edit_corp_tag(call: Call) -> Result:
    rename(call.world, call["id"], call["name"], call["order"], by_app=True)
    return {}


def rename(world: World, id: str, name: str | None, order: int | None, *, by_app: bool) -> None:
    """Change a tag or a group; a name stays unique among its siblings. Raises Refusal."""
    tag, group = world.tags.get(id), world.tag_groups.get(id)
    if tag is not None and not tag.deleted:
        allow_own(world, tag.group_id, by_app)
        rows = tags_of(world, tag.group_id)
        refuse_twin(id, name, {row.id: row.name for row in rows})
        world.tags.put(replace(tag, **changes(name, order)))
    elif group is not None and not group.deleted:
        allow_own(world, id, by_app)
        living = [row for row in world.tag_groups if not row.deleted]
        refuse_twin(id, name, {row.id: row.name for row in living})
        world.tag_groups.put(replace(group, **changes(name, order)))
    else:
        raise Refusal(40068)


def changes(name: str | None, order: int | None) -> dict[str, Any]:
    given = {"name": name, "order": order}
    return {field: value for field, value in given.items() if value is not None}


def refuse_twin(id: str, name: str | None, names: dict[str, str]) -> None:
    if name is not None and name in [other for one, other in names.items() if one != id]:
        raise Refusal(40071)


def allow_own(world: World, group_id: str, by_app: bool) -> None:
    """An app may change only what it made itself."""
    if by_app and not world.tag_groups[group_id].ours:
        raise Refusal(81011)


def del_corp_tag(call: Call) -> Result:
    if not call["tag_id"] and not call["group_id"]:
        raise Refusal(40068)
    remove(call.world, call["tag_id"] or [], call["group_id"] or [], by_app=True)
    return {}


def remove(world: World, tag_ids: list[str], group_ids: list[str], *, by_app: bool) -> None:
    """Delete tags and groups; an emptied group goes, and customers lose the tags."""
    groups = known(world.tag_groups, group_ids)
    tags = known(world.tags, tag_ids)
    for group_id in [*groups, *(world.tags[id].group_id for id in tags)]:
        allow_own(world, group_id, by_app)
    doomed = set(tags) | {tag.id for group in groups for tag in tags_of(world, group)}
    for id in sorted(doomed):
        world.tags.put(replace(world.tags[id], deleted=True))
    for group in {world.tags[id].group_id for id in doomed} | set(groups):
        if not tags_of(world, group):
            world.tag_groups.put(replace(world.tag_groups[group], deleted=True))
    for relation in world.relations:
        if doomed & set(relation.tag_ids):
            kept = tuple(id for id in relation.tag_ids if id not in doomed)
            world.relations.put(replace(relation, tag_ids=kept))


def mark_tag(call: Call) -> Result:
    row = standing(call)
    if not call["add_tag"] and not call["remove_tag"]:
        raise Refusal(40063, "add_tag and remove_tag are empty")
    mark(call.world, row.id, call["add_tag"] or [], call["remove_tag"] or [])
    return {}


def mark(world: World, relation_id: str, add: list[str], remove: list[str]) -> None:
    """Give and take tags. Raises Refusal 40068 for a tag that is not there."""
    for id in [*add, *remove]:
        tag = world.tags.get(id)
        if tag is None or tag.deleted:
            raise Refusal(40068)
    row = world.relations[relation_id]
    kept = [id for id in dict.fromkeys([*row.tag_ids, *add]) if id not in remove]
    world.relations.put(replace(row, tag_ids=tuple(kept)))
    world.tell("relation", userid=row.userid, external_userid=row.external_userid)


ORDER = Parameter(name="order", kind="int", lowest=0, highest=UINT32)
TAG_IDS = Parameter(name="tag_id", kind="texts", unknown=40068)
GROUP_IDS = Parameter(name="group_id", kind="texts", unknown=40068)
NAME = Parameter(name="name", required=True, chars=30)

ENDPOINTS = (
    Endpoint(
        path="externalcontact/get_corp_tag_list",
        method="POST",
        act=get_corp_tag_list,
        right="contacts",
        document="92117",
        parameters=(TAG_IDS, GROUP_IDS),
    ),
    Endpoint(
        path="externalcontact/add_corp_tag",
        method="POST",
        act=add_corp_tag,
        right="contacts",
        document="92117",
        parameters=(
            Parameter(name="group_id", unknown=40068),
            Parameter(name="group_name", chars=30),
            ORDER,
            Parameter(name="tag", kind="records", required=True, inner=(NAME, ORDER)),
            Parameter(name="agentid", kind="int", unknown=301002),
        ),
    ),
    Endpoint(
        path="externalcontact/edit_corp_tag",
        method="POST",
        act=edit_corp_tag,
        right="contacts",
        document="92117",
        parameters=(
            Parameter(name="id", required=True, missing=40068, unknown=40068),
            Parameter(name="name", chars=30),
            ORDER,
            Parameter(name="agentid", kind="int"),
        ),
    ),
    Endpoint(
        path="externalcontact/del_corp_tag",
        method="POST",
        act=del_corp_tag,
        right="contacts",
        document="92117",
        parameters=(TAG_IDS, GROUP_IDS, Parameter(name="agentid", kind="int")),
    ),
    Endpoint(
        path="externalcontact/mark_tag",
        method="POST",
        act=mark_tag,
        right="contacts",
        document="92118",
        parameters=(
            USERID,
            EXTERNAL_USERID,
            Parameter(name="add_tag", kind="texts", unknown=40068),
            Parameter(name="remove_tag", kind="texts", unknown=40068),
        ),
    ),
)
