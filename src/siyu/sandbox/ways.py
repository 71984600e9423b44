"""Contact ways (联系我): the codes that customers scan."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from siyu.sandbox.endpoint import CURSOR, Call, Endpoint, Result, limit, page
from siyu.sandbox.errors import Refusal
from siyu.sandbox.parameters import Parameter
from siyu.sandbox.rows import Member, Way
from siyu.sandbox.world import World

SINGLE, MANY = 1, 2
WIDGET, QR = 1, 2
DAY = 86_400
FORTNIGHT = 14 * DAY
LISTED_DAYS = 90


def qr_url(world: World, config_id: str) -> str:
    return f"{world.base_url}/qr/{config_id}.png"


def scan_url(world: World, config_id: str) -> str:
    """What the picture says when it is scanned."""
    return f"{world.base_url}/scan/{config_id}"


def members_of(world: World, users: Iterable[str], parties: Iterable[int]) -> list[Member]:
    """The members a way stands for, departments expanded, each once."""
    within = {one for party in parties for one in world.subtree(party)}
    named = [world.members[userid.lower()] for userid in users if userid.lower() in world.members]
    placed = [row for row in world.members if within & set(row.departments)]
    return list({row.userid: row for row in [*named, *placed]}.values())


def check_members(world: World, type: int, users: list[str], parties: list[int]) -> None:
    """Refuse a staff list that WeCom would not take."""
    if type == SINGLE and (len(users) != 1 or parties):
        raise Refusal(40058, "type 1 takes exactly one user")
    if not users and not parties:
        raise Refusal(40063, "user and party are empty")
    if len(members_of(world, users, parties)) > world.policy.way_members_cap:
        raise Refusal(41041)
    for member in members_of(world, users, []):
        if member.status != 1 or not member.real_named:
            raise Refusal(41054, f"user: {member.userid}")
        if not member.serves:
            raise Refusal(84074, f"user: {member.userid}")


def check_temporary(call: Call, *, is_temp: bool) -> None:
    """Conclusions, unionid and expiry belong to temporary ways."""
    only_temporary = ("expires_in", "chat_expires_in", "unionid", "conclusions")
    given = [name for name in only_temporary if call[name] is not None]
    if given and not is_temp:
        raise Refusal(40058, f"{given[0]} needs is_temp")


def add_contact_way(call: Call) -> Result:
    world = call.world
    users, parties = call["user"] or [], call["party"] or []
    check_members(world, call["type"], users, parties)
    check_temporary(call, is_temp=call["is_temp"])
    if call["is_temp"] and call["type"] != SINGLE:
        raise Refusal(40058, "is_temp needs type 1")
    if call["style"] is not None and call["scene"] != WIDGET:
        raise Refusal(41042)
    lasting = sum(not way.is_temp for way in world.ways)
    if not call["is_temp"] and lasting >= world.policy.way_cap:
        raise Refusal(41045)
    way = world.ways.put(new_way(call, users, parties))
    world.tell("way", config_id=way.config_id)
    shown = {"qr_code": qr_url(world, way.config_id)} if way.scene == QR else {}
    return {"config_id": way.config_id} | shown


def new_way(call: Call, users: list[str], parties: list[int]) -> Way:
    return Way(
        config_id=call.world.mint("", 32).lower(),
        type=call["type"],
        scene=call["scene"],
        style=call["style"],
        remark=call["remark"] or "",
        skip_verify=call["skip_verify"],
        state=call["state"] or "",
        user=tuple(users),
        party=tuple(parties),
        is_temp=call["is_temp"],
        expires_in=call["expires_in"] or 7 * DAY,
        chat_expires_in=call["chat_expires_in"] or DAY,
        unionid=call["unionid"] or "",
        is_exclusive=call["is_exclusive"],
        mark_source=call["mark_source"],
        conclusions=given(call["conclusions"] or {}),
        created_at=call.world.now(),
    )


def given(record: dict[str, Any]) -> dict[str, Any]:
    """A record without what was left out of it."""
    kept = {name: value for name, value in record.items() if value is not None}
    return {name: given(v) if isinstance(v, dict) else v for name, v in kept.items()}


def way_json(world: World, way: Way) -> Result:
    shown: Result = {
        "config_id": way.config_id,
        "type": way.type,
        "scene": way.scene,
        "remark": way.remark,
        "skip_verify": way.skip_verify,
        "state": way.state,
        "user": list(way.user),
        "party": list(way.party),
        "is_temp": way.is_temp,
        "is_exclusive": way.is_exclusive,
        "mark_source": way.mark_source,
    }
    if way.scene == QR:
        shown["qr_code"] = qr_url(world, way.config_id)
    if way.style is not None:
        shown["style"] = way.style
    if way.is_temp:
        shown |= {"expires_in": way.expires_in, "chat_expires_in": way.chat_expires_in}
        shown |= {"unionid": way.unionid, "conclusions": read_back(world, way.conclusions)}
    return shown


def read_back(world: World, conclusions: dict[str, Any]) -> dict[str, Any]:
    """An image that went in as media_id comes back as pic_url."""
    image = conclusions.get("image")
    if not image:
        return conclusions
    return conclusions | {"image": {"pic_url": f"{world.base_url}/picture/{image['media_id']}"}}


def get_contact_way(call: Call) -> Result:
    return {"contact_way": way_json(call.world, call.world.ways[call["config_id"]])}


def list_contact_way(call: Call) -> Result:
    now = call.world.now()
    since = call["start_time"] if call["start_time"] is not None else now - LISTED_DAYS * DAY
    until = call["end_time"] if call["end_time"] is not None else now
    if since > until:
        raise Refusal(40058, "start_time after end_time")
    rows = [w for w in call.world.ways if not w.is_temp and since <= w.created_at <= until]
    shown, after = page(
        rows,
        lambda way: f"{way.created_at:012d} {way.config_id}",
        cursor=call["cursor"],
        limit=call["limit"],
    )
    listed = [{"config_id": way.config_id} for way in shown]
    return {"contact_way": listed} | ({"next_cursor": after} if after else {})


def update_contact_way(call: Call) -> Result:
    """Replace what is given; the staff lists are overwritten whole."""
    world, way = call.world, call.world.ways[call["config_id"]]
    changed = {name: call[name] for name in UPDATED if call[name] is not None}
    check_temporary(call, is_temp=way.is_temp)
    if call["style"] is not None and way.scene != WIDGET:
        raise Refusal(41042)
    if call["user"] is not None or call["party"] is not None:
        users, parties = call["user"] or [], call["party"] or []
        check_members(world, way.type, users, parties)
        changed |= {"user": tuple(users), "party": tuple(parties)}
    if "conclusions" in changed:
        changed["conclusions"] = given(changed["conclusions"])
    world.ways.put(replace(way, **changed))
    world.tell("way", config_id=way.config_id)
    return {}


def del_contact_way(call: Call) -> Result:
    call.world.ways.drop(call["config_id"])
    call.world.tell("way", config_id=call["config_id"])
    return {}


UPDATED = (
    "remark",
    "skip_verify",
    "style",
    "state",
    "expires_in",
    "chat_expires_in",
    "unionid",
    "mark_source",
    "conclusions",
)
CONFIG_ID = Parameter(
    name="config_id", required=True, missing=41043, wrong=41044, refers="way", unknown=41044
)
CONCLUSIONS = Parameter(
    name="conclusions",
    kind="record",
    inner=(
        Parameter(
            name="text",
            kind="record",
            inner=(Parameter(name="content", required=True, bytes=4000),),
        ),
        Parameter(
            name="image",
            kind="record",
            inner=(Parameter(name="media_id", required=True, refers="media", unknown=40007),),
        ),
        Parameter(
            name="link",
            kind="record",
            inner=(
                Parameter(name="title", required=True, bytes=128),
                Parameter(name="picurl"),
                Parameter(name="desc", bytes=512),
                Parameter(name="url", required=True),
            ),
        ),
        Parameter(
            name="miniprogram",
            kind="record",
            inner=(
                Parameter(name="title", required=True, bytes=64),
                Parameter(name="pic_media_id", required=True, refers="media", unknown=40007),
                Parameter(name="appid", required=True),
                Parameter(name="page", required=True),
            ),
        ),
    ),
)
STYLE = Parameter(name="style", kind="int", choices=(1, 2, 3), wrong=41042)
USERS = Parameter(name="user", kind="texts", refers="member", unknown=60111)
PARTIES = Parameter(name="party", kind="ints", refers="department", unknown=60003)
OFTEN = (
    Parameter(name="remark", chars=30),
    Parameter(name="state", chars=30),
    STYLE,
    USERS,
    PARTIES,
    Parameter(name="expires_in", kind="int", lowest=1, highest=FORTNIGHT),
    Parameter(name="chat_expires_in", kind="int", lowest=1, highest=FORTNIGHT),
    Parameter(name="unionid"),
    CONCLUSIONS,
)

ENDPOINTS = (
    Endpoint(
        path="externalcontact/add_contact_way",
        method="POST",
        act=add_contact_way,
        right="contacts",
        document="92228",
        parameters=(
            Parameter(
                name="type", kind="int", required=True, missing=41037, choices=(1, 2), wrong=41039
            ),
            Parameter(
                name="scene", kind="int", required=True, missing=41038, choices=(1, 2), wrong=41040
            ),
            Parameter(name="skip_verify", kind="flag", default=True),
            Parameter(name="is_temp", kind="flag", default=False),
            Parameter(name="is_exclusive", kind="flag", default=False),
            Parameter(name="mark_source", kind="flag", default=True),
            *OFTEN,
        ),
    ),
    Endpoint(
        path="externalcontact/get_contact_way",
        method="POST",
        act=get_contact_way,
        right="contacts",
        document="92228",
        parameters=(CONFIG_ID,),
    ),
    Endpoint(
        path="externalcontact/list_contact_way",
        method="POST",
        act=list_contact_way,
        right="contacts",
        document="92228",
        parameters=(
            Parameter(name="start_time", kind="int", lowest=0),
            Parameter(name="end_time", kind="int", lowest=0),
            CURSOR,
            limit(highest=1000, default=100),
        ),
    ),
    Endpoint(
        path="externalcontact/update_contact_way",
        method="POST",
        act=update_contact_way,
        right="contacts",
        document="92228",
        parameters=(
            CONFIG_ID,
            Parameter(name="skip_verify", kind="flag"),
            Parameter(name="mark_source", kind="flag"),
            *OFTEN,
        ),
    ),
    Endpoint(
        path="externalcontact/del_contact_way",
        method="POST",
        act=del_contact_way,
        right="contacts",
        document="92228",
        parameters=(CONFIG_ID,),
    ),
)
