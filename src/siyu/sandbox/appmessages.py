"""Messages of the app to staff, and taking them back."""

import json
from dataclasses import replace
from typing import Any

from siyu.sandbox.endpoint import Call, Endpoint, Result
from siyu.sandbox.errors import Refusal
from siyu.sandbox.media import alive
from siyu.sandbox.parameters import Parameter
from siyu.sandbox.rows import AppMessage, Said
from siyu.sandbox.world import World

MOST_USERS = 1000
MOST_PARTIES = 100
RECALL_SECONDS = 86_400
TEXT = Parameter(name="content", required=True, missing=44004, bytes=2048, over=45002)
FILE = Parameter(name="media_id", required=True, missing=41006)
ARTICLE = (
    Parameter(name="title", required=True, bytes=128),
    Parameter(name="description", bytes=512),
    Parameter(name="url", bytes=2048),
    Parameter(name="picurl", bytes=2048),
)
BODIES: dict[str, tuple[Parameter, ...]] = {
    "text": (TEXT,),
    "markdown": (TEXT,),
    "image": (FILE,),
    "voice": (FILE,),
    "file": (FILE,),
    "video": (FILE, Parameter(name="title", bytes=128), Parameter(name="description", bytes=512)),
    "textcard": (
        Parameter(name="title", required=True, bytes=128),
        Parameter(name="description", required=True, bytes=512),
        Parameter(name="url", required=True, bytes=2048),
        Parameter(name="btntxt", chars=4),
    ),
    "news": (
        Parameter(
            name="articles", kind="records", required=True, items=8, over=45008, inner=ARTICLE
        ),
    ),
}


def listed(text: str | None) -> list[str]:
    return [part for part in (text or "").split("|") if part]


def receivers(call: Call) -> tuple[list[str], list[str], list[str]]:
    """Who gets it, then the users and parties that do not exist. Raises Refusal."""
    world = call.world
    users, parties, tags = (listed(call[name]) for name in ("touser", "toparty", "totag"))
    if not users and not parties and not tags:
        raise Refusal(82001)
    refuse_long(users, parties, tags)
    if users == ["@all"]:
        return [row.userid for row in world.members if row.status == 1], [], []
    found = [row.userid for row in map(world.member, users) if row is not None]
    wrong_users = [one.lower() for one in users if world.member(one) is None]
    wrong_parties = [one for one in parties if one not in world.departments]
    inside = {d for one in parties if one not in wrong_parties for d in world.subtree(int(one))}
    found += [row.userid for row in world.members if inside & set(row.departments)]
    return list(dict.fromkeys(found)), wrong_users, wrong_parties


def refuse_long(users: list[str], parties: list[str], tags: list[str]) -> None:
    if len(users) > MOST_USERS:
        raise Refusal(40032)
    if len(parties) > MOST_PARTIES:
        raise Refusal(82002)
    if len(tags) > MOST_PARTIES:
        raise Refusal(82003)


def send(call: Call) -> Result:
    """Part of the receivers wrong = sent to the rest; all wrong = 81013."""
    world = call.world
    if call["agentid"] != world.options.agent_id:
        raise Refusal(301002)
    said = body_of(call)
    found, wrong_users, wrong_parties = receivers(call)
    if not found:
        raise Refusal(81013)
    row = deliver(call, said, found)
    return {
        "invaliduser": "|".join(wrong_users),
        "invalidparty": "|".join(wrong_parties),
        "invalidtag": "|".join(listed(call["totag"])),
        "msgid": row.msgid,
    }


def body_of(call: Call) -> Said:
    """The message itself; its media must be alive. Raises Refusal."""
    kind = call["msgtype"]
    body = call[kind]
    if body is None:
        raise Refusal(44004 if kind == "text" else 40063, f"missing {kind}")
    if body.get("media_id"):
        alive(call.world, body["media_id"])
    return {"msgtype": kind, kind: body}


def deliver(call: Call, said: Said, found: list[str]) -> AppMessage:
    """Put it before those who have not had too many; the excess is dropped in silence."""
    world = call.world
    fingerprint = json.dumps([said, found], sort_keys=True, ensure_ascii=False)
    to = [userid for userid in found if within_limits(world, userid)]
    if call["enable_duplicate_check"] and is_repeat(call, fingerprint):
        to = []
    row = world.app_messages.put(
        AppMessage(
            msgid=world.mint("", 60),
            to=tuple(to),
            said=said,
            at=world.now(),
            real_at=world.real(),
            fingerprint=fingerprint,
        )
    )
    for userid in to:
        world.tell("app_message", userid=userid, msgid=row.msgid)
    return row


def is_repeat(call: Call, fingerprint: str) -> bool:
    since = call.world.real() - call["duplicate_check_interval"]
    return any(
        row.fingerprint == fingerprint and row.real_at >= since for row in call.world.app_messages
    )


def within_limits(world: World, userid: str) -> bool:
    now = world.real()
    ages = [now - row.real_at for row in world.app_messages if userid in row.to]
    return (
        sum(age < 60 for age in ages) < world.policy.member_messages_a_minute
        and sum(age < 3600 for age in ages) < world.policy.member_messages_an_hour
    )


def recall(call: Call) -> Result:
    world = call.world
    row = world.app_messages.get(call["msgid"])
    if row is None or world.real() - row.real_at > RECALL_SECONDS:
        raise Refusal(40058, "invalid msgid")
    world.app_messages.put(replace(row, recalled=True))
    for userid in row.to:
        world.tell("app_message", userid=userid, msgid=row.msgid)
    return {}


def body_parameters() -> list[Parameter]:
    return [Parameter(name=name, kind="record", inner=inner) for name, inner in BODIES.items()]


def flag(name: str) -> Parameter:
    return Parameter(name=name, kind="int", choices=(0, 1), default=0)


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        path="message/send",
        method="POST",
        act=send,
        right="messages",
        document="90236",
        parameters=(
            Parameter(name="touser"),
            Parameter(name="toparty"),
            Parameter(name="totag"),
            Parameter(
                name="msgtype", required=True, missing=40008, choices=tuple(BODIES), wrong=40008
            ),
            Parameter(name="agentid", kind="int", required=True, missing=40056, unknown=301002),
            *body_parameters(),
            flag("safe"),
            flag("enable_id_trans"),
            flag("enable_duplicate_check"),
            Parameter(
                name="duplicate_check_interval",
                kind="int",
                default=1800,
                lowest=1,
                highest=4 * 3600,
            ),
        ),
    ),
    Endpoint(
        path="message/recall",
        method="POST",
        act=recall,
        right="messages",
        document="94867",
        parameters=(Parameter(name="msgid", required=True, unknown=40058),),
    ),
)


def inbox(world: World, userid: str) -> list[dict[str, Any]]:
    """What a member sees of the app, oldest first."""
    return [
        {"msgid": row.msgid, "at": row.at, "recalled": row.recalled}
        | ({} if row.recalled else {"said": row.said})
        for row in world.app_messages
        if userid in row.to
    ]
