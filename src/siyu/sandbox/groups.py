"""Customer groups, as the app reads them."""

from siyu.sandbox.contacts import userid_of
from siyu.sandbox.endpoint import CURSOR, Call, Endpoint, Result, limit, page
from siyu.sandbox.errors import Refusal
from siyu.sandbox.parameters import Parameter
from siyu.sandbox.rows import GroupMember

MOST_STAFF = 1000


def list_groups(call: Call) -> Result:
    world = call.world
    owners = (call["owner_filter"] or {}).get("userid_list")
    if not owners and len(world.members) > MOST_STAFF:
        raise Refusal(81017)
    wanted = {userid_of(world, one) for one in owners or []}
    rows = [
        row
        for row in world.groups
        if row.status == call["status_filter"] and (not wanted or row.owner in wanted)
    ]
    shown, after = page(rows, lambda row: row.chat_id, cursor=call["cursor"], limit=call["limit"])
    listed = [{"chat_id": row.chat_id, "status": row.status} for row in shown]
    return {"group_chat_list": listed} | ({"next_cursor": after} if after else {})


def get_group(call: Call) -> Result:
    row = call.world.groups[call["chat_id"]]
    return {
        "group_chat": {
            "chat_id": row.chat_id,
            "name": row.name,
            "owner": row.owner,
            "create_time": row.create_time,
            "notice": row.notice,
            "member_list": [member_json(one, named=call["need_name"]) for one in row.members],
            "admin_list": [{"userid": one} for one in row.admins],
            "member_version": call.world.spell(f"version {row}", 32).lower(),
        }
    }


def member_json(member: GroupMember, *, named: bool) -> Result:
    shown: Result = {
        "userid": member.userid,
        "type": member.type,
        "join_time": member.join_time,
        "join_scene": member.join_scene,
        "group_nickname": "",
    }
    if member.unionid:
        shown["unionid"] = member.unionid
    if member.invitor:
        shown["invitor"] = {"userid": member.invitor}
    return shown | ({"name": member.name} if named else {})


ENDPOINTS = (
    Endpoint(
        path="externalcontact/groupchat/list",
        method="POST",
        act=list_groups,
        right="contacts",
        document="92120",
        parameters=(
            Parameter(name="status_filter", kind="int", choices=(0, 1, 2, 3), default=0),
            Parameter(
                name="owner_filter",
                kind="record",
                inner=(
                    Parameter(
                        name="userid_list", kind="texts", items=100, refers="member", unknown=60111
                    ),
                ),
            ),
            CURSOR,
            limit(highest=1000, default=100, required=True),
        ),
    ),
    Endpoint(
        path="externalcontact/groupchat/get",
        method="POST",
        act=get_group,
        right="contacts",
        document="92122",
        parameters=(
            Parameter(name="chat_id", required=True, refers="group", unknown=40050),
            Parameter(name="need_name", kind="int", choices=(0, 1), default=0),
        ),
    ),
)
