"""Mass sends v2: creating one is not sending it; each member confirms in the client."""

from calendar import monthrange
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from siyu.sandbox import attachments
from siyu.sandbox.endpoint import CURSOR, Call, Endpoint, Result, limit, page
from siyu.sandbox.errors import NOT_MODELLED, Refusal
from siyu.sandbox.friendship import put_message
from siyu.sandbox.parameters import Parameter
from siyu.sandbox.rows import GroupMessage, MassSend, MassTarget, MassTask, Relation
from siyu.sandbox.world import World

LONGEST_WINDOW = 31 * 86_400
REMINDERS_A_DAY = 3
SENT, NO_FRIEND, TOO_MANY = 1, 2, 3
CONFIRMED = 2


def add_msg_template(call: Call) -> Result:
    world = call.world
    said = attachments.check(world, call["text"], call["attachments"])
    if call["chat_type"] == "group":
        parts, failed = group_parts(call)
    else:
        parts, failed = single_parts(call)
    if not parts:
        raise Refusal(41048, fail_list=failed)
    row = world.mass.put(
        MassSend(
            msgid=world.mint("msg"),
            chat_type=call["chat_type"],
            creator="",
            create_time=world.now(),
            create_type=0,
            said=said,
            text=(call["text"] or {}).get("content") or "",
            attachments=call["attachments"] or [],
            created_real=world.real(),
        )
    )
    for userid, targets in parts.items():
        world.tasks.put(MassTask(msgid=row.msgid, userid=userid))
        for target in targets:
            world.targets.put(MassTarget(msgid=row.msgid, userid=userid, target=target))
        world.tell("mass", msgid=row.msgid, userid=userid)
    return {"fail_list": failed, "msgid": row.msgid}


def single_parts(call: Call) -> tuple[dict[str, list[str]], list[str]]:
    """Customers by the one member who is to send, and those nobody can send to."""
    world, sender = call.world, sender_of(call)
    named, filtered = call["external_userid"], call["tag_filter"]
    if named and filtered:
        raise Refusal(NOT_MODELLED, "external_userid together with tag_filter")
    if not named and not sender and not filtered:
        raise Refusal(40058, "external_userid and sender are empty")
    if named is None:
        rows = world.customers_of(sender) if sender else list(world.relations)
        named = list(dict.fromkeys(row.external_userid for row in rows if row.stands))
        named = [one for one in named if has_tags(world, one, sender, filtered)]
    parts: dict[str, list[str]] = {}
    failed = []
    for one in dict.fromkeys(named):
        row = world.relation(sender, one) if sender else last_to_talk(world, one)
        if row is None:
            failed.append(one)
        else:
            parts.setdefault(row.userid, []).append(one)
    return parts, failed


def sender_of(call: Call) -> str:
    member = call.world.member(call["sender"]) if call["sender"] else None
    return member.userid if member else ""


def last_to_talk(world: World, external_userid: str) -> Relation | None:
    """Only the member who last chatted with the customer sends (page of 2025-11-17)."""
    rows = world.followers_of(external_userid)
    return max(rows, key=lambda row: (row.talked_at, row.createtime, row.userid), default=None)


def has_tags(
    world: World, external_userid: str, sender: str, tag_filter: dict[str, Any] | None
) -> bool:
    """OR inside one tag_list, AND between them."""
    rows = [r for r in world.followers_of(external_userid) if not sender or r.userid == sender]
    held = {tag for row in rows for tag in row.tag_ids}
    groups = (tag_filter or {}).get("group_list") or []
    return all(held & set(group["tag_list"]) for group in groups)


def group_parts(call: Call) -> tuple[dict[str, list[str]], list[str]]:
    """The groups of the sender; group mass sends need one."""
    sender = sender_of(call)
    if not sender:
        raise Refusal(40063, "missing sender")
    owned = [row.chat_id for row in call.world.groups if row.owner == sender]
    named = call["chat_id_list"] or owned
    failed = [one for one in named if one not in owned]
    targets = [one for one in named if one in owned]
    return ({sender: targets} if targets else {}), failed


def confirm(world: World, userid: str, msgid: str) -> bool:
    """The member presses send in the client; false when there is nothing (more) to confirm."""
    task, mass = world.tasks.get(f"{msgid} {userid}"), world.mass.get(msgid)
    if task is None or mass is None or task.status == CONFIRMED or mass.cancelled:
        return False
    for target in world.targets.where("part", f"{msgid} {userid}"):
        status = send_one(world, mass, target)
        world.targets.put(replace(target, status=status, send_time=world.now()))
    world.tasks.put(replace(task, status=CONFIRMED, send_time=world.now()))
    world.tell("mass", msgid=msgid, userid=userid)
    return True


def send_one(world: World, mass: MassSend, target: MassTarget) -> int:
    """Deliver to one customer or group, unless they had too many or are no friend."""
    if had(world, target.target) >= allowed(world):
        return TOO_MANY
    if mass.chat_type == "group":
        for said in mass.said:
            world.group_messages.put(
                GroupMessage(
                    id=world.ordered_id(),
                    chat_id=target.target,
                    userid=target.userid,
                    said=said,
                    at=world.now(),
                )
            )
        return SENT
    row = world.relation(target.userid, target.target)
    if row is None or not row.can_chat:
        return NO_FRIEND
    for said in mass.said:
        put_message(world, row, "staff", "mass", said, msgid=mass.msgid)
    world.note("mass_sent", row)
    return SENT


def local(world: World) -> datetime:
    return datetime.fromtimestamp(world.now(), world.clock.place)


def period_start(world: World) -> int:
    """When the running month, week or day began, by the corp's rule."""
    today = local(world).replace(hour=0, minute=0, second=0, microsecond=0)
    match world.policy.mass_rule:
        case "day_1":
            return int(today.timestamp())
        case "week_7":
            return int((today - timedelta(days=today.weekday())).timestamp())
    return int(today.replace(day=1).timestamp())


def allowed(world: World) -> int:
    """How many mass messages one customer may get in the running period."""
    today = local(world)
    pool = {"day_1": 1, "week_7": 7}
    return pool.get(world.policy.mass_rule, monthrange(today.year, today.month)[1])


def had(world: World, target: str) -> int:
    since = period_start(world)
    return sum(
        row.status == SENT and row.send_time >= since
        for row in world.targets.where("target", target)
    )


def dispatched(call: Call) -> MassSend:
    """The mass send a call names. Raises Refusal 41063 while it is being dispatched."""
    row = call.world.mass[call["msgid"]]
    if call.world.real() - row.created_real < call.world.policy.dispatch_seconds:
        raise Refusal(41063)
    return row


def get_groupmsg_list_v2(call: Call) -> Result:
    world = call.world
    if not 0 <= call["end_time"] - call["start_time"] <= LONGEST_WINDOW:
        raise Refusal(40058, "start_time and end_time at most a month apart")
    rows = [
        row
        for row in world.mass
        if row.chat_type == call["chat_type"]
        and call["start_time"] <= row.create_time <= call["end_time"]
        and call["filter_type"] in (2, row.create_type)
        and (not call["creator"] or row.creator.lower() == call["creator"].lower())
    ]
    shown, after = page(
        rows,
        lambda row: f"{row.create_time:012d} {row.msgid}",
        cursor=call["cursor"],
        limit=call["limit"],
    )
    return {"next_cursor": after, "group_msg_list": [mass_json(row) for row in shown]}


def mass_json(row: MassSend) -> Result:
    shown: Result = {
        "msgid": row.msgid,
        "create_time": row.create_time,
        "create_type": row.create_type,
        "text": {"content": row.text},
        "attachments": row.attachments,
    }
    return shown | ({"creator": row.creator} if row.creator else {})


def get_groupmsg_task(call: Call) -> Result:
    mass = dispatched(call)
    rows = [row for row in call.world.tasks if row.msgid == mass.msgid]
    shown, after = page(rows, lambda row: row.userid, cursor=call["cursor"], limit=call["limit"])
    listed = [
        {"userid": row.userid, "status": row.status}
        | ({"send_time": row.send_time} if row.send_time else {})
        for row in shown
    ]
    return {"next_cursor": after, "task_list": listed}


def get_groupmsg_send_result(call: Call) -> Result:
    """For groups only what was sent is listed; the owner has not chosen the rest yet."""
    mass = dispatched(call)
    member = call.world.member(call["userid"])
    userid = member.userid if member else ""
    rows = call.world.targets.where("part", f"{mass.msgid} {userid}")
    if mass.chat_type == "group":
        rows = [row for row in rows if row.status]
    shown, after = page(rows, lambda row: row.target, cursor=call["cursor"], limit=call["limit"])
    name = "chat_id" if mass.chat_type == "group" else "external_userid"
    listed = [
        {name: row.target, "userid": row.userid, "status": row.status}
        | ({"send_time": row.send_time} if row.send_time else {})
        for row in shown
    ]
    return {"next_cursor": after, "send_list": listed}


def remind_groupmsg_send(call: Call) -> Result:
    world, row = call.world, call.world.mass[call["msgid"]]
    if row.cancelled:
        raise Refusal(41093)
    recent = tuple(at for at in row.reminded_real if world.real() - at < 86_400)
    if len(recent) >= REMINDERS_A_DAY:
        raise Refusal(41094)
    world.mass.put(replace(row, reminded_real=(*recent, world.real())))
    for task in world.tasks.where("msgid", row.msgid):
        if task.status != CONFIRMED:
            world.tell("mass_reminder", msgid=row.msgid, userid=task.userid)
    return {}


def cancel_groupmsg_send(call: Call) -> Result:
    row = call.world.mass[call["msgid"]]
    if row.cancelled:
        raise Refusal(41093)
    call.world.mass.put(replace(row, cancelled=True))
    for task in call.world.tasks.where("msgid", row.msgid):
        call.world.tell("mass", msgid=row.msgid, userid=task.userid)
    return {}


MSGID = Parameter(name="msgid", required=True, missing=41046, refers="mass", unknown=41047)
USERID = Parameter(name="userid", required=True, refers="member", unknown=60111)
CHAT_TYPE = Parameter(name="chat_type", required=True, choices=("single", "group"))
TAG_FILTER = Parameter(
    name="tag_filter",
    kind="record",
    inner=(
        Parameter(
            name="group_list",
            kind="records",
            required=True,
            inner=(Parameter(name="tag_list", kind="texts", required=True, items=100),),
        ),
    ),
)
PAGE = (CURSOR, limit(highest=1000, default=500))

ENDPOINTS = (
    Endpoint(
        path="externalcontact/add_msg_template",
        method="POST",
        act=add_msg_template,
        right="contacts",
        document="92135",
        parameters=(
            Parameter(name="chat_type", choices=("single", "group"), default="single"),
            Parameter(name="external_userid", kind="texts", items=10_000),
            Parameter(name="chat_id_list", kind="texts", items=2000),
            TAG_FILTER,
            Parameter(name="sender", refers="member", unknown=60111),
            Parameter(name="allow_select", kind="flag", default=False),
            attachments.TEXT,
            attachments.ATTACHMENTS,
        ),
    ),
    Endpoint(
        path="externalcontact/get_groupmsg_list_v2",
        method="POST",
        act=get_groupmsg_list_v2,
        right="contacts",
        document="93338",
        parameters=(
            CHAT_TYPE,
            Parameter(name="start_time", kind="int", required=True),
            Parameter(name="end_time", kind="int", required=True),
            Parameter(name="creator"),
            Parameter(name="filter_type", kind="int", choices=(0, 1, 2), default=2),
            limit(highest=100, default=50),
            CURSOR,
        ),
    ),
    Endpoint(
        path="externalcontact/get_groupmsg_task",
        method="POST",
        act=get_groupmsg_task,
        right="contacts",
        document="93338",
        parameters=(MSGID, *PAGE),
    ),
    Endpoint(
        path="externalcontact/get_groupmsg_send_result",
        method="POST",
        act=get_groupmsg_send_result,
        right="contacts",
        document="93338",
        parameters=(MSGID, USERID, *PAGE),
    ),
    Endpoint(
        path="externalcontact/remind_groupmsg_send",
        method="POST",
        act=remind_groupmsg_send,
        right="contacts",
        document="97610",
        parameters=(MSGID,),
    ),
    Endpoint(
        path="externalcontact/cancel_groupmsg_send",
        method="POST",
        act=cancel_groupmsg_send,
        right="contacts",
        document="97611",
        parameters=(MSGID,),
    ),
)
