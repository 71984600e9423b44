"""The customer's phone: people, their chats, scanning, adding, talking, deleting."""

from typing import Any

from siyu.sandbox import friendship, names, population, scanning
from siyu.sandbox.routing import Given, Wrong, api
from siyu.sandbox.rows import Member, Message, Person, Relation
from siyu.sandbox.ways import qr_url, scan_url
from siyu.sandbox.world import World

Shown = dict[str, Any]


def person_of(world: World, external_userid: str) -> Person:
    person = world.people.get(external_userid)
    if person is None:
        raise Wrong(404, f"no person {external_userid}")
    return person


def member_of(world: World, userid: str) -> Member:
    member = world.member(userid)
    if member is None:
        raise Wrong(404, f"no member {userid}")
    return member


def person_json(world: World, person: Person) -> Shown:
    rows = world.relations.where("external_userid", person.external_userid)
    return {
        "external_userid": person.external_userid,
        "name": person.name,
        "gender": person.gender,
        "type": person.type,
        "friends": sum(row.mutual for row in rows),
    }


def member_json(world: World, member: Member) -> Shown:
    departments = [world.departments.get(str(id)) for id in member.departments]
    return {
        "userid": member.userid,
        "name": member.name,
        "position": member.position,
        "department": "、".join(row.name for row in departments if row),
        "corp": names.BRAND,
        "status": member.status,
    }


def standing(row: Relation) -> str:
    """How the two stand, in one word for the pages."""
    if row.customer_deleted_at is not None:
        return "deleted_by_customer"
    if row.staff_deleted_at is not None:
        return "deleted_by_staff"
    return "half" if row.half else "friends"


def message_json(message: Message) -> Shown:
    return {
        "id": message.id,
        "sender": message.sender,
        "via": message.via,
        "said": message.said,
        "at": message.at,
    }


def chat_messages(world: World, row_id: str) -> list[Shown]:
    return [message_json(message) for message in world.messages.where("chat", row_id)]


def last_line(world: World, row_id: str) -> Shown | None:
    lines = world.messages.where("chat", row_id)
    return message_json(lines[-1]) if lines else None


def relation_of(world: World, given: Given) -> Relation:
    member = member_of(world, given.text("userid"))
    row = world.relations.get(f"{member.userid} {given.text('external_userid')}")
    if row is None:
        raise Wrong(404, "they never were friends")
    return row


@api("GET", "/sandbox/api/people")
def people(world: World, given: Given) -> Shown:
    """Everyone outside, those with friends first; `q` looks in names."""
    wanted = given.text("q", "")
    found = [person_json(world, row) for row in world.people if wanted in row.name]
    return {"items": sorted(found, key=lambda one: -one["friends"])}


@api("POST", "/sandbox/api/people")
def new_person(world: World, given: Given) -> Shown:
    """One more stranger with a phone."""
    return person_json(world, population.born(world, len(world.people)))


@api("GET", "/sandbox/api/people/{external_userid}")
def person(world: World, given: Given) -> Shown:
    """A person and the chats on their phone, the latest first."""
    found = person_of(world, given.text("external_userid"))
    rows = world.relations.where("external_userid", found.external_userid)
    chats = [chat_json(world, row) for row in rows if world.member(row.userid)]
    chats.sort(key=lambda chat: -(chat["last"] or {"at": 0})["at"])
    asked = [row.userid for row in world.requests if row.external_userid == found.external_userid]
    return person_json(world, found) | {"chats": chats, "requested": asked}


def chat_json(world: World, row: Relation) -> Shown:
    return {
        "member": member_json(world, member_of(world, row.userid)),
        "standing": standing(row),
        "state": row.state,
        "since": row.createtime,
        "last": last_line(world, row.id),
    }


@api("GET", "/sandbox/api/people/{external_userid}/chats/{userid}")
def chat(world: World, given: Given) -> Shown:
    """The lines of one chat, oldest first."""
    row = relation_of(world, given)
    return chat_json(world, row) | {"messages": chat_messages(world, row.id)}


@api("GET", "/sandbox/api/codes")
def codes(world: World, given: Given) -> Shown:
    """The codes there are to scan."""
    return {
        "items": [
            {
                "config_id": way.config_id,
                "remark": way.remark,
                "state": way.state,
                "qr_code": qr_url(world, way.config_id),
                "scan_url": scan_url(world, way.config_id),
                "user": list(way.user),
                "party": list(way.party),
                "skip_verify": way.skip_verify,
            }
            for way in world.ways
        ]
    }


@api("POST", "/sandbox/api/phone/scan")
def scan(world: World, given: Given) -> Shown:
    """Read a code (config_id, picture address, its text, or the state it carries)."""
    who = person_of(world, given.text("external_userid"))
    code = given.text("code")
    by_state = [way.config_id for way in world.ways if way.state and way.state == code]
    try:
        card = scanning.scan(world, who.external_userid, by_state[-1] if by_state else code)
    except scanning.NoSuchCode as error:
        raise Wrong(404, str(error)) from error
    return {
        "config_id": card.config_id,
        "member": member_json(world, member_of(world, card.userid)),
        "friends": card.friends,
    }


@api("POST", "/sandbox/api/phone/add")
def add(world: World, given: Given) -> Shown:
    """Press "add" on the card a scan showed; `half` when the member does not add back."""
    who = person_of(world, given.text("external_userid"))
    member = member_of(world, given.text("userid"))
    try:
        outcome = scanning.add(
            world,
            who.external_userid,
            given.text("config_id"),
            member.userid,
            half=given.flag("half"),
        )
    except scanning.NoSuchCode as error:
        raise Wrong(404, str(error)) from error
    return {"outcome": outcome}


@api("POST", "/sandbox/api/phone/say")
def say(world: World, given: Given) -> Shown:
    """A text to the adviser; refused when one of the two deleted the other."""
    row = relation_of(world, given)
    message = friendship.say(world, row, "customer", friendship.text(given.text("text")))
    if message is None:
        raise Wrong(409, "they are no longer friends")
    return message_json(message)


@api("POST", "/sandbox/api/phone/delete")
def delete(world: World, given: Given) -> Shown:
    row = relation_of(world, given)
    return {"deleted": friendship.customer_deletes(world, row.userid, row.external_userid)}


@api("POST", "/sandbox/api/phone/readd")
def readd(world: World, given: Given) -> Shown:
    """Add an adviser again from the chat; no code, so no new state."""
    row = relation_of(world, given)
    skip = row.stands
    outcome = friendship.ask(world, row.userid, row.external_userid, skip_verify=skip)
    return {"outcome": outcome}
