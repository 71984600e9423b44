"""What a customer and a member do to each other in their clients; each act calls back."""

from dataclasses import replace
from typing import Any, Literal

from siyu.sandbox.callbacks import announce
from siyu.sandbox.rows import Message, Relation, Request, Said, WelcomeCode
from siyu.sandbox.world import World

CONTACT = "change_external_contact"
SCANNED = 1
Outcome = Literal["friends", "half", "requested", "already_friends", "refused"]


def ask(
    world: World,
    userid: str,
    external_userid: str,
    *,
    state: str = "",
    add_way: int = SCANNED,
    skip_verify: bool = True,
    half: bool = False,
) -> Outcome:
    """A customer asks to be added: friends at once, half, or waiting for the member's yes."""
    old = world.relations.get(f"{userid} {external_userid}")
    if old is not None and old.mutual:
        return "already_friends"
    if old is not None and old.stands:
        again(world, old)
        return "friends"
    if half or (skip_verify and world.policy.half_add):
        befriend(world, userid, external_userid, state=state, add_way=add_way, half=True)
        return "half"
    if skip_verify:
        befriend(world, userid, external_userid, state=state, add_way=add_way)
        return "friends"
    world.requests.put(
        Request(
            userid=userid,
            external_userid=external_userid,
            state=state,
            add_way=add_way,
            at=world.now(),
        )
    )
    world.tell("request", userid=userid, external_userid=external_userid)
    return "requested"


def befriend(
    world: World,
    userid: str,
    external_userid: str,
    *,
    state: str = "",
    add_way: int = SCANNED,
    half: bool = False,
    oper_userid: str = "",
) -> Relation:
    """Both become friends (or half), a welcome code is issued, the app is told."""
    old = world.relations.get(f"{userid} {external_userid}")
    row = world.relations.put(
        Relation(
            userid=userid,
            external_userid=external_userid,
            createtime=world.now(),
            add_way=add_way,
            state=state,
            oper_userid=oper_userid or external_userid,
            half=half,
            additions=old.additions + 1 if old else 1,
        )
    )
    greet(world, row)
    world.note("half" if half else "readded" if old else "added", row)
    change = "add_half_external_contact" if half else "add_external_contact"
    tell_add(world, row, change, issue_code(world, row))
    return row


def again(world: World, old: Relation) -> Relation:
    """A customer who had deleted the member one-sidedly returns, unverified, with the old state."""
    row = world.relations.put(
        replace(
            old,
            customer_deleted_at=None,
            createtime=world.now(),
            chatting=False,
            additions=old.additions + 1,
        )
    )
    greet(world, row)
    world.note("readded", row)
    tell_add(world, row, "add_external_contact", issue_code(world, row))
    return row


def accept(world: World, userid: str, external_userid: str) -> Relation | None:
    """The member says yes to a request, or adds a half friend back (which has no new code)."""
    id = f"{userid} {external_userid}"
    request, old = world.requests.get(id), world.relations.get(id)
    if request is not None:
        world.requests.drop(id)
        return befriend(
            world, userid, external_userid, state=request.state, add_way=request.add_way
        )
    if old is None or not old.half:
        return None
    row = world.relations.put(replace(old, half=False, createtime=world.now()))
    world.note("added", row)
    tell_add(world, row, "add_external_contact", "")
    return row


def tell_add(world: World, row: Relation, change: str, code: str) -> None:
    announce(
        world,
        CONTACT,
        change,
        UserID=row.userid,
        ExternalUserID=row.external_userid,
        State=row.state,
        WelcomeCode=code,
    )
    world.tell("relation", userid=row.userid, external_userid=row.external_userid)


def issue_code(world: World, row: Relation) -> str:
    """A welcome code, or "" where WeCom gives none: an admin's welcome, a WeCom user, a chat."""
    wecom_user = world.people[row.external_userid].type == 2
    if world.policy.admin_welcome or wecom_user or row.chatting:
        return ""
    code = world.mint("", 43)
    world.codes.put(
        WelcomeCode(
            code=code,
            userid=row.userid,
            external_userid=row.external_userid,
            state=row.state,
            issued_at=world.now(),
            issued_real=world.real(),
        )
    )
    return code


def greet(world: World, row: Relation) -> None:
    """The line that the client itself puts at the top of a new chat."""
    put_message(world, row, "system", "greeting", text("以上是打招呼的内容"))


def customer_deletes(world: World, userid: str, external_userid: str) -> bool:
    """The customer deletes the member; the relation stands for the APIs."""
    row = world.relations.get(f"{userid} {external_userid}")
    if row is None or row.customer_deleted_at is not None:
        return False
    world.relations.put(replace(row, customer_deleted_at=world.now(), chatting=False))
    if row.stands:
        world.note("deleted_by_customer", row)
        tell_ended(world, row, "del_follow_user")
    world.tell("relation", userid=userid, external_userid=external_userid)
    return True


def staff_deletes(world: World, userid: str, external_userid: str) -> bool:
    """The member deletes the customer; the relation is over for the APIs."""
    row = world.relation(userid, external_userid)
    if row is None:
        return False
    world.relations.put(
        replace(row, staff_deleted_at=world.now(), tag_ids=(), remark="", chatting=False)
    )
    world.note("deleted_by_staff", row)
    tell_ended(world, row, "del_external_contact")
    world.tell("relation", userid=row.userid, external_userid=external_userid)
    return True


def tell_ended(world: World, row: Relation, change: str) -> None:
    announce(world, CONTACT, change, UserID=row.userid, ExternalUserID=row.external_userid)


def edit(world: World, row: Relation, **changed: Any) -> Relation:
    """The member edits remark, description or tags in the client; phones alone tell nobody."""
    after = world.relations.put(replace(row, **changed))
    if replace(after, mobiles=row.mobiles) != row:
        announce(
            world,
            CONTACT,
            "edit_external_contact",
            UserID=row.userid,
            ExternalUserID=row.external_userid,
        )
    world.tell("relation", userid=row.userid, external_userid=row.external_userid)
    return after


def text(content: str) -> Said:
    return {"msgtype": "text", "text": {"content": content}}


def say(
    world: World, row: Relation, sender: Literal["customer", "staff"], said: Said
) -> Message | None:
    """A line in their chat; None when one has deleted the other."""
    if not row.can_chat:
        return None
    world.relations.put(replace(row, chatting=True, talked_at=world.now()))
    world.note("said_by_customer" if sender == "customer" else "said_by_staff", row)
    return put_message(world, row, sender, "chat", said)


def put_message(
    world: World,
    row: Relation,
    sender: Literal["customer", "staff", "system"],
    via: Literal["chat", "welcome", "mass", "greeting"],
    said: Said,
    msgid: str = "",
) -> Message:
    message = world.messages.put(
        Message(
            id=world.ordered_id(),
            userid=row.userid,
            external_userid=row.external_userid,
            sender=sender,
            via=via,
            said=said,
            at=world.now(),
            msgid=msgid,
        )
    )
    world.tell("message", userid=row.userid, external_userid=row.external_userid, id=message.id)
    return message
