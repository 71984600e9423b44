"""The administrator's site: staff, departments and tags changed by hand, with callbacks."""

from dataclasses import replace
from typing import Any

from siyu.sandbox import tags
from siyu.sandbox.callbacks import announce
from siyu.sandbox.errors import Refusal
from siyu.sandbox.phone import member_json, member_of
from siyu.sandbox.routing import Given, Wrong, api
from siyu.sandbox.rows import Department, Member, TagGroup
from siyu.sandbox.world import World

Shown = dict[str, Any]
CONTACT, TAG = "change_contact", "change_external_tag"


def departments_of(world: World, given: Given, otherwise: tuple[int, ...]) -> tuple[int, ...]:
    wanted = given.values.get("departments", list(otherwise))
    if not isinstance(wanted, list) or not wanted:
        raise Wrong(422, "departments must be a list of ids")
    if any(str(one) not in world.departments for one in wanted):
        raise Wrong(422, "no such department")
    return tuple(wanted)


def tell_member(world: World, change: str, member: Member, **more: str) -> None:
    announce(
        world,
        CONTACT,
        change,
        UserID=member.userid,
        **more,
        Name=member.name,
        Department=",".join(str(one) for one in member.departments),
        MainDepartment=member.departments[0],
        IsLeaderInDept=",".join(str(int(one in member.leads)) for one in member.departments),
        Position=member.position,
        Status=member.status,
    )
    world.tell("directory", userid=member.userid)


@api("POST", "/sandbox/api/admin/members")
def hire(world: World, given: Given) -> Shown:
    """A new member: userid, name, departments, position?, serves?, status?"""
    userid = given.text("userid")
    if world.member(userid):
        raise Wrong(409, f"{userid} is taken")
    member = world.members.put(
        Member(
            userid=userid,
            name=given.text("name"),
            departments=departments_of(world, given, ()),
            position=given.text("position", ""),
            serves=bool(given.values.get("serves", True)),
            status=given.number("status", 1),
        )
    )
    tell_member(world, "create_user", member)
    return member_json(world, member)


@api("PATCH", "/sandbox/api/admin/members/{userid}")
def change(world: World, given: Given) -> Shown:
    """Name, departments, position, status or the customer-contact permission (`serves`)."""
    old = member_of(world, given.text("userid"))
    member = world.members.put(
        replace(
            old,
            name=given.text("name", old.name),
            departments=departments_of(world, given, old.departments),
            position=given.text("position", old.position),
            serves=bool(given.values.get("serves", old.serves)),
            status=given.number("status", old.status),
        )
    )
    tell_member(world, "update_user", member)
    return member_json(world, member)


@api("DELETE", "/sandbox/api/admin/members/{userid}")
def dismiss(world: World, given: Given) -> Shown:
    """The member leaves the corp."""
    member = member_of(world, given.text("userid"))
    world.members.drop(member.userid.lower())
    announce(world, CONTACT, "delete_user", UserID=member.userid)
    world.tell("directory", userid=member.userid)
    return {"deleted": True}


def tell_party(world: World, change: str, party: Department) -> None:
    named = (
        {} if change == "delete_party" else {"Name": party.name, "ParentId": str(party.parentid)}
    )
    announce(world, CONTACT, change, Id=party.id, **named)
    world.tell("directory", department=party.id)


@api("POST", "/sandbox/api/admin/parties")
def found(world: World, given: Given) -> Shown:
    """A new department: name, parentid."""
    parent = given.number("parentid")
    if str(parent) not in world.departments:
        raise Wrong(422, "no such parent")
    id = max(row.id for row in world.departments) + 1
    party = world.departments.put(
        Department(id=id, name=given.text("name"), parentid=parent, order=1)
    )
    tell_party(world, "create_party", party)
    return {"id": party.id}


@api("PATCH", "/sandbox/api/admin/parties/{id}")
def rename_party(world: World, given: Given) -> Shown:
    party = world.departments.get(given.text("id"))
    if party is None:
        raise Wrong(404, "no such department")
    party = world.departments.put(replace(party, name=given.text("name")))
    tell_party(world, "update_party", party)
    return {"id": party.id}


@api("DELETE", "/sandbox/api/admin/parties/{id}")
def close_party(world: World, given: Given) -> Shown:
    """Only an empty department can go."""
    party = world.departments.get(given.text("id"))
    if party is None:
        raise Wrong(404, "no such department")
    filled = any(party.id in row.departments for row in world.members)
    if filled or len(world.subtree(party.id)) > 1:
        raise Wrong(409, "the department is not empty")
    world.departments.drop(str(party.id))
    tell_party(world, "delete_party", party)
    return {"deleted": True}


def tell_tag(world: World, change: str, id: str, kind: str) -> None:
    announce(world, TAG, change, Id=id, TagType=kind)
    world.tell("tags", id=id)


def group_named(world: World, name: str) -> TagGroup:
    """The group of this name, made and told when it is new."""
    for row in world.tag_groups:
        if row.name == name and not row.deleted:
            return row
    group = world.tag_groups.put(
        TagGroup(id=world.mint("et"), name=name, order=0, create_time=world.now(), ours=False)
    )
    tell_tag(world, "create", group.id, "tag_group")
    return group


@api("POST", "/sandbox/api/admin/tags")
def make_tag(world: World, given: Given) -> Shown:
    """A tag in a group: group_name, name."""
    group = group_named(world, given.text("group_name"))
    if given.text("name") in [tag.name for tag in tags.tags_of(world, group.id)]:
        raise Wrong(409, "the group has a tag of this name")
    tag = tags.new_tag(world, group, given.text("name"), 0)
    tell_tag(world, "create", tag.id, "tag")
    return {"id": tag.id, "group_id": group.id}


@api("PATCH", "/sandbox/api/admin/tags/{id}")
def rename_tag(world: World, given: Given) -> Shown:
    id = given.text("id")
    try:
        tags.rename(world, id, given.text("name"), None, by_app=False)
    except Refusal as refusal:
        raise Wrong(409, refusal.text()) from refusal
    tell_tag(world, "update", id, "tag" if id in world.tags else "tag_group")
    return {"id": id}


@api("DELETE", "/sandbox/api/admin/tags/{id}")
def remove_tag(world: World, given: Given) -> Shown:
    id = given.text("id")
    kind = "tag" if id in world.tags else "tag_group"
    try:
        tags.remove(
            world, [id] if kind == "tag" else [], [id] if kind != "tag" else [], by_app=False
        )
    except Refusal as refusal:
        raise Wrong(404, refusal.text()) from refusal
    tell_tag(world, "delete", id, kind)
    return {"deleted": True}
