"""The adviser's WeCom: new friends, chats, mass sends to confirm, what the app sent."""

from datetime import datetime
from typing import Any

from siyu.sandbox import appmessages, friendship, mass
from siyu.sandbox.phone import (
    chat_messages,
    last_line,
    member_json,
    member_of,
    message_json,
    person_json,
    relation_of,
    standing,
)
from siyu.sandbox.routing import Given, Wrong, api
from siyu.sandbox.rows import MassTask, Relation
from siyu.sandbox.tags import living_groups
from siyu.sandbox.world import World

Shown = dict[str, Any]
REMARK_CHARS = 20
DESCRIPTION_CHARS = 150


def midnight(world: World) -> int:
    today = datetime.fromtimestamp(world.now(), world.clock.place)
    return int(today.replace(hour=0, minute=0, second=0, microsecond=0).timestamp())


def customer_json(world: World, row: Relation) -> Shown:
    tags = [world.tags[id] for id in row.tag_ids]
    return {
        "person": person_json(world, world.people[row.external_userid]),
        "standing": standing(row),
        "state": row.state,
        "since": row.createtime,
        "remark": row.remark,
        "description": row.description,
        "mobiles": list(row.mobiles),
        "tags": [{"id": tag.id, "name": tag.name} for tag in tags],
        "last": last_line(world, row.id),
    }


def waiting_tasks(world: World, userid: str) -> list[MassTask]:
    return [
        task
        for task in world.tasks
        if task.userid == userid
        and task.status != mass.CONFIRMED
        and not world.mass[task.msgid].cancelled
    ]


@api("GET", "/sandbox/api/staff")
def staff(world: World, given: Given) -> Shown:
    """All staff, with what waits for each."""
    since = midnight(world)
    return {
        "items": [
            member_json(world, member)
            | {
                "customers": len(world.customers_of(member.userid)),
                "new_today": sum(
                    row.createtime >= since for row in world.customers_of(member.userid)
                ),
                "requests": sum(row.userid == member.userid for row in world.requests),
                "to_confirm": len(waiting_tasks(world, member.userid)),
            }
            for member in world.members
        ]
    }


@api("GET", "/sandbox/api/staff/{userid}")
def member(world: World, given: Given) -> Shown:
    """A member's WeCom: requests, customers (latest first), mass sends, app messages."""
    found = member_of(world, given.text("userid"))
    rows = [r for r in world.relations.where("userid", found.userid) if r.staff_deleted_at is None]
    rows = rows[::-1]
    rows.sort(key=lambda row: -max(row.createtime, row.talked_at))
    return member_json(world, found) | {
        "requests": [
            {"person": person_json(world, world.people[row.external_userid]), "at": row.at}
            for row in world.requests
            if row.userid == found.userid
        ],
        "customers": [customer_json(world, row) for row in rows],
        "mass": [mass_json(world, task) for task in world.tasks if task.userid == found.userid],
        "app_messages": appmessages.inbox(world, found.userid),
    }


def mass_json(world: World, task: MassTask) -> Shown:
    sent = world.mass[task.msgid]
    targets = world.targets.where("part", f"{task.msgid} {task.userid}")
    return {
        "msgid": task.msgid,
        "chat_type": sent.chat_type,
        "said": sent.said,
        "created_at": sent.create_time,
        "status": "cancelled" if sent.cancelled else "sent" if task.status else "waiting",
        "reminders": len(sent.reminded_real),
        "targets": [{"target": row.target, "status": row.status} for row in targets],
    }


@api("GET", "/sandbox/api/staff/{userid}/chats/{external_userid}")
def chat(world: World, given: Given) -> Shown:
    """One customer's chat as the member sees it."""
    row = relation_of(world, given)
    return customer_json(world, row) | {"messages": chat_messages(world, row.id)}


@api("GET", "/sandbox/api/tags")
def tags(world: World, given: Given) -> Shown:
    """The corp tags to choose from."""
    return {"items": living_groups(world)}


@api("POST", "/sandbox/api/adviser/accept")
def accept(world: World, given: Given) -> Shown:
    """Say yes to a request, or add a half friend back."""
    found = member_of(world, given.text("userid"))
    row = friendship.accept(world, found.userid, given.text("external_userid"))
    if row is None:
        raise Wrong(404, "there is no request")
    return customer_json(world, row)


@api("POST", "/sandbox/api/adviser/say")
def say(world: World, given: Given) -> Shown:
    row = relation_of(world, given)
    message = friendship.say(world, row, "staff", friendship.text(given.text("text")))
    if message is None:
        raise Wrong(409, "they are no longer friends")
    return message_json(message)


@api("POST", "/sandbox/api/adviser/delete")
def delete(world: World, given: Given) -> Shown:
    row = relation_of(world, given)
    return {"deleted": friendship.staff_deletes(world, row.userid, row.external_userid)}


@api("POST", "/sandbox/api/adviser/edit")
def edit(world: World, given: Given) -> Shown:
    """Change remark, description, mobiles or tags in the client; all but mobiles call back."""
    row = relation_of(world, given)
    if not row.stands:
        raise Wrong(409, "they are no longer friends")
    tag_ids = given.texts("tag_ids", list(row.tag_ids))
    gone = [id for id in tag_ids if id not in world.tags or world.tags[id].deleted]
    if gone:
        raise Wrong(422, f"no tag {gone[0]}")
    changed = friendship.edit(
        world,
        row,
        remark=given.text("remark", row.remark)[:REMARK_CHARS],
        description=given.text("description", row.description)[:DESCRIPTION_CHARS],
        mobiles=tuple(given.texts("mobiles", list(row.mobiles))),
        tag_ids=tuple(tag_ids),
    )
    return customer_json(world, changed)


@api("POST", "/sandbox/api/adviser/confirm")
def confirm(world: World, given: Given) -> Shown:
    """Send a mass send: without this nothing leaves."""
    found = member_of(world, given.text("userid"))
    if not mass.confirm(world, found.userid, given.text("msgid")):
        raise Wrong(409, "nothing to confirm")
    return mass_json(world, world.tasks[f"{given.text('msgid')} {found.userid}"])
