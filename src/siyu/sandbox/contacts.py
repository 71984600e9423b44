"""Customers as the app reads them: who follows whom, details, remarks."""

from dataclasses import replace
from typing import Any

from siyu.sandbox.directory import USERID
from siyu.sandbox.endpoint import CURSOR, Call, Endpoint, Result, limit, page
from siyu.sandbox.errors import Refusal
from siyu.sandbox.parameters import Parameter
from siyu.sandbox.rows import Person, Relation
from siyu.sandbox.world import World

FOLLOWERS_A_PAGE = 500


def get_follow_user_list(call: Call) -> Result:
    serving = [row.userid for row in call.world.members if row.serves and row.status == 1]
    return {"follow_user": serving}


def list_customers(call: Call) -> Result:
    """A member without customers is an error, not an empty list."""
    member = call.world.member(call["userid"])
    rows = call.world.customers_of(member.userid) if member and member.serves else []
    if not rows:
        raise Refusal(84061)
    return {"external_userid": [row.external_userid for row in rows]}


def person_json(person: Person) -> Result:
    shown: Result = {
        "external_userid": person.external_userid,
        "name": person.name,
        "type": person.type,
        "avatar": "",
        "gender": person.gender,
    }
    if person.type == 1 and person.unionid:
        shown["unionid"] = person.unionid
    if person.type == 2:
        shown |= {
            "position": person.position,
            "corp_name": person.corp_name,
            "corp_full_name": person.corp_name,
        }
    return shown


def follow_json(row: Relation) -> Result:
    shown: Result = {
        "userid": row.userid,
        "remark": row.remark,
        "description": row.description,
        "createtime": row.createtime,
        "remark_mobiles": list(row.mobiles),
        "oper_userid": row.oper_userid,
        "add_way": row.add_way,
    }
    if row.company:
        shown["remark_corp_name"] = row.company
    if row.state:
        shown["state"] = row.state
    return shown


def tag_json(world: World, tag_id: str) -> Result:
    tag = world.tags[tag_id]
    group = world.tag_groups[tag.group_id]
    return {"group_name": group.name, "tag_name": tag.name, "tag_id": tag.id, "type": 1}


def get_customer(call: Call) -> Result:
    world = call.world
    person = world.people[call["external_userid"]]
    rows = world.followers_of(person.external_userid)
    if not rows:
        raise Refusal(84061)
    shown, after = page(rows, lambda row: row.userid, cursor=call["cursor"], limit=FOLLOWERS_A_PAGE)
    follow = [
        follow_json(row) | {"tags": [tag_json(world, one) for one in row.tag_ids]} for row in shown
    ]
    more = {"next_cursor": after} if after else {}
    return {"external_contact": person_json(person), "follow_user": follow, **more}


def batch_get_by_user(call: Call) -> Result:
    world = call.world
    userids = dict.fromkeys(userid_of(world, one) for one in call["userid_list"])
    rows = [row for userid in userids for row in world.customers_of(userid)]
    shown, after = page(rows, lambda row: row.id, cursor=call["cursor"], limit=call["limit"])
    if not rows:
        raise Refusal(84061)
    listed = [
        {
            "external_contact": person_json(world.people[row.external_userid]),
            "follow_info": follow_json(row) | {"tag_id": list(row.tag_ids)},
        }
        for row in shown
    ]
    return {"external_contact_list": listed, "next_cursor": after}


def userid_of(world: World, given: str) -> str:
    member = world.member(given)
    if member is None:
        raise Refusal(60111)
    return member.userid


def standing(call: Call) -> Relation:
    """The relation a call names. Raises Refusal 84061."""
    found = call.world.relation(call["userid"], call["external_userid"])
    if found is None:
        raise Refusal(84061)
    return found


REMARKS = {
    "remark": "remark",
    "description": "description",
    "remark_company": "company",
    "remark_mobiles": "mobiles",
}


def remark(call: Call) -> Result:
    """Replace what is given; a change by the API calls nobody back."""
    row = standing(call)
    given = {name: call[name] for name in (*REMARKS, "remark_pic_mediaid")}
    if all(value is None for value in given.values()):
        raise Refusal(40058, "nothing to change")
    if given["remark_company"] is not None and call.world.people[row.external_userid].type != 1:
        raise Refusal(40058, "remark_company is for WeChat users")
    changed: dict[str, Any] = {
        field: given[name] for name, field in REMARKS.items() if given[name] is not None
    }
    if "mobiles" in changed:
        changed["mobiles"] = tuple(one for one in changed["mobiles"] if one)
    call.world.relations.put(replace(row, **changed))
    call.world.tell("relation", userid=row.userid, external_userid=row.external_userid)
    return {}


EXTERNAL_USERID = Parameter(
    name="external_userid", required=True, missing=41035, refers="customer", unknown=40096
)

ENDPOINTS = (
    Endpoint(
        path="externalcontact/get_follow_user_list",
        method="GET",
        act=get_follow_user_list,
        right="contacts",
        document="92571",
    ),
    Endpoint(
        path="externalcontact/list",
        method="GET",
        act=list_customers,
        right="contacts",
        document="92113",
        parameters=(USERID,),
        empty={84061: {"external_userid": []}},
    ),
    Endpoint(
        path="externalcontact/get",
        method="GET",
        act=get_customer,
        right="contacts",
        document="92114",
        parameters=(EXTERNAL_USERID, CURSOR),
        empty={84061: {"follow_user": []}},
    ),
    Endpoint(
        path="externalcontact/batch/get_by_user",
        method="POST",
        act=batch_get_by_user,
        right="contacts",
        document="92994",
        parameters=(
            Parameter(
                name="userid_list",
                kind="texts",
                required=True,
                items=100,
                refers="member",
                unknown=60111,
            ),
            CURSOR,
            limit(highest=100, default=50, clamp=True),
        ),
        empty={84061: {"external_contact_list": []}},
    ),
    Endpoint(
        path="externalcontact/remark",
        method="POST",
        act=remark,
        right="contacts",
        document="92115",
        parameters=(
            USERID,
            EXTERNAL_USERID,
            Parameter(name="remark", chars=20),
            Parameter(name="description", chars=150),
            Parameter(name="remark_company", chars=20),
            Parameter(name="remark_mobiles", kind="texts"),
            Parameter(name="remark_pic_mediaid", refers="media", unknown=40007),
        ),
    ),
)
