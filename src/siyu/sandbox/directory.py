"""Departments and staff, as a self-built app may read them (no phones, no addresses)."""

from siyu.sandbox.endpoint import CURSOR, Call, Endpoint, Result, limit, page
from siyu.sandbox.errors import Refusal
from siyu.sandbox.login import openid_of
from siyu.sandbox.parameters import Parameter
from siyu.sandbox.policy import Rate
from siyu.sandbox.rows import Department, Member
from siyu.sandbox.world import World

ANY_STATUS = 7


def departments_under(call: Call) -> list[Department]:
    """All departments, or those at and below `id`, parents first."""
    wanted = call["id"]
    kept = None if wanted is None else call.world.subtree(wanted)
    rows = [row for row in call.world.departments if kept is None or row.id in kept]
    return sorted(rows, key=lambda row: row.id)


def department_json(row: Department) -> Result:
    return {
        "id": row.id,
        "name": row.name,
        "name_en": "",
        "department_leader": list(row.leaders),
        "parentid": row.parentid,
        "order": row.order,
    }


def department_list(call: Call) -> Result:
    return {"department": [department_json(row) for row in departments_under(call)]}


def department_simplelist(call: Call) -> Result:
    return {
        "department_id": [
            {"id": row.id, "parentid": row.parentid, "order": row.order}
            for row in departments_under(call)
        ]
    }


def department_get(call: Call) -> Result:
    return {"department": department_json(call.world.departments[str(call["id"])])}


def members_in(call: Call) -> list[Member]:
    world: World = call.world
    department = call["department_id"]
    wanted = world.subtree(department) if call.arguments.get("fetch_child") else {department}
    asked = call.arguments.get("status") or ANY_STATUS
    return [row for row in world.members if wanted & set(row.departments) and row.status & asked]


def open_userid(world: World, member: Member) -> str:
    return "woAA" + world.spell(f"open {member.userid}", 28)


def user_simplelist(call: Call) -> Result:
    return {
        "userlist": [
            {
                "userid": row.userid,
                "name": row.name,
                "department": list(row.departments),
                "open_userid": open_userid(call.world, row),
            }
            for row in members_in(call)
        ]
    }


def member_json(world: World, row: Member) -> Result:
    """A member without the fields withheld from self-built apps since 2022-06-20."""
    return {
        "userid": row.userid,
        "name": row.name,
        "department": list(row.departments),
        "order": [0] * len(row.departments),
        "position": row.position,
        "is_leader_in_dept": [int(one in row.leads) for one in row.departments],
        "direct_leader": [],
        "telephone": "",
        "alias": "",
        "status": row.status,
        "english_name": "",
        "open_userid": open_userid(world, row),
        "main_department": row.departments[0],
        "extattr": {"attrs": []},
        "external_position": "",
    }


def user_list(call: Call) -> Result:
    return {"userlist": [member_json(call.world, row) for row in members_in(call)]}


def user_get(call: Call) -> Result:
    found = call.world.member(call["userid"])
    if found is None:
        raise Refusal(60111)
    return member_json(call.world, found)


def user_list_id(call: Call) -> Result:
    pairs = [(row.userid, one) for row in call.world.members for one in row.departments]
    shown, after = page(
        pairs, lambda pair: f"{pair[0]} {pair[1]:09d}", cursor=call["cursor"], limit=call["limit"]
    )
    return {
        "next_cursor": after,
        "dept_user": [{"userid": userid, "department": one} for userid, one in shown],
    }


def user_getuserid(call: Call) -> Result:
    """Wrong numbers over a fifth of the corp's size close this call for a day."""
    for member in call.world.members:
        if member.mobile and member.mobile == call["mobile"]:
            return {"userid": member.userid}
    allowed = max(len(call.world.members) // 5, 1)
    wrong = Rate(path="user/getuserid wrong", most=allowed, seconds=86_400)
    call.world.gate.count((wrong,), "user/getuserid wrong")
    raise Refusal(46004)


def user_convert_to_openid(call: Call) -> Result:
    return {"openid": openid_of(call.world, call["userid"].lower())}


ROOT = Parameter(name="id", kind="int", refers="department", unknown=60003)
DEPARTMENT = Parameter(
    name="department_id", kind="int", required=True, refers="department", unknown=60003
)
FETCH_CHILD = Parameter(name="fetch_child", kind="flag")
STATUS = Parameter(name="status", kind="int", lowest=0, highest=ANY_STATUS)
"""Of an older page, and still sent by clients: 1 active, 2 disabled, 4 not activated, or sums."""
USERID = Parameter(
    name="userid", required=True, missing=41009, bytes=64, refers="member", unknown=60111
)

ENDPOINTS = (
    Endpoint(
        path="department/list",
        method="GET",
        act=department_list,
        right="directory",
        document="90208",
        parameters=(ROOT,),
    ),
    Endpoint(
        path="department/simplelist",
        method="GET",
        act=department_simplelist,
        right="directory",
        document="95350",
        parameters=(ROOT,),
    ),
    Endpoint(
        path="department/get",
        method="GET",
        act=department_get,
        right="directory",
        document="95351",
        parameters=(
            Parameter(name="id", kind="int", required=True, refers="department", unknown=60003),
        ),
    ),
    Endpoint(
        path="user/simplelist",
        method="GET",
        act=user_simplelist,
        right="directory",
        document="90200",
        parameters=(DEPARTMENT, FETCH_CHILD, STATUS),
    ),
    Endpoint(
        path="user/list",
        method="GET",
        act=user_list,
        right="directory",
        document="90201",
        parameters=(DEPARTMENT, FETCH_CHILD, STATUS),
    ),
    Endpoint(
        path="user/get",
        method="GET",
        act=user_get,
        right="directory",
        document="90196",
        parameters=(USERID,),
    ),
    Endpoint(
        path="user/list_id",
        method="POST",
        act=user_list_id,
        right="directory_sync",
        document="96067",
        parameters=(CURSOR, limit(highest=10_000, default=10_000)),
    ),
    Endpoint(
        path="user/getuserid",
        method="POST",
        act=user_getuserid,
        right="directory",
        document="95402",
        parameters=(Parameter(name="mobile", required=True, unknown=46004),),
    ),
    Endpoint(
        path="user/convert_to_openid",
        method="POST",
        act=user_convert_to_openid,
        right="directory",
        document="90202",
        parameters=(USERID,),
    ),
)
