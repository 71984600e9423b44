"""The door of `/cgi-bin`: trust, quotas, faults, token, method, parameters, then the act."""

import asyncio
import json
from dataclasses import dataclass
from random import Random
from typing import Any

from siyu.sandbox.endpoint import Call, Endpoint, File, Result, Upload
from siyu.sandbox.endpoints import ENDPOINTS
from siyu.sandbox.errors import NOT_MODELLED, Refusal
from siyu.sandbox.parameters import from_query, read
from siyu.sandbox.tokens import check_token
from siyu.sandbox.welcome import Late
from siyu.sandbox.world import World

ALWAYS_ALLOWED = ("access_token", "debug")
HINTS = Random()


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request to `/cgi-bin/<path>` as it came over the wire."""

    path: str
    method: str
    query: dict[str, str]
    body: bytes
    ip: str
    upload: Upload | None = None


async def answer(world: World, asked: Asked) -> Result | File:
    """Answer as WeCom does; every refusal is a body with an errcode."""
    slow = world.faults.strike("slow", asked.path)
    if slow:
        await asyncio.sleep(slow.ms / 1000)
    endpoint = ENDPOINTS.get(asked.path)
    try:
        with world.act():
            result = perform(world, endpoint, asked)
    except Refusal as refusal:
        remember(world, refusal)
        empty = endpoint.empty.get(refusal.errcode, {}) if endpoint else {}
        return error_body(refusal, asked.ip) | empty | refusal.fields
    return result if isinstance(result, File) else {"errcode": 0, "errmsg": "ok"} | result


def remember(world: World, refusal: Refusal) -> None:
    if isinstance(refusal, Late):
        with world.act():
            refusal.remember(world)


def error_body(refusal: Refusal, ip: str) -> Result:
    hint = HINTS.randrange(10**24, 10**25)
    code = refusal.errcode
    return {
        "errcode": code,
        "errmsg": f"{refusal.text()}, hint: [{hint}], from ip: {ip}, more info at "
        f"https://open.work.weixin.qq.com/devtool/query?e={code}",
    }


def perform(world: World, endpoint: Endpoint | None, asked: Asked) -> Result | File:
    """Check a call from the outside in, then do it. Raises Refusal."""
    if endpoint is None:
        world.unmodelled[asked.path] = world.unmodelled.get(asked.path, 0) + 1
        raise Refusal(NOT_MODELLED, f"endpoint {asked.path}")
    trust(world, asked)
    count(world, asked)
    struck = world.faults.strike("errcode", asked.path)
    if struck:
        raise Refusal(struck.errcode)
    if endpoint.token:
        admit(world, endpoint, asked)
    if asked.method != endpoint.method:
        raise Refusal(40058, f"require {endpoint.method} method")
    arguments = read(world, endpoint.parameters, given(endpoint, asked), asked.path)
    return endpoint.act(
        Call(world=world, arguments=arguments, ip=asked.ip, path=asked.path, upload=asked.upload)
    )


def trust(world: World, asked: Asked) -> None:
    trusted = world.policy.trusted_ips
    stranger = trusted is not None and asked.ip not in trusted
    if stranger or world.faults.strike("untrusted_ip", asked.path):
        raise Refusal(60020)


def count(world: World, asked: Asked) -> None:
    """Count the call against every quota that fits it."""
    world.gate.count(world.policy.rates, asked.path)
    if asked.query.get("debug") == "1":
        narrow = tuple(rate for rate in world.policy.rates if rate.path == "debug")
        world.gate.count(narrow, "debug")


def admit(world: World, endpoint: Endpoint, asked: Asked) -> None:
    """Token and right. Raises Refusal 41001, 40014, 42001 or 48002."""
    token = asked.query.get("access_token", "")
    if token and world.faults.strike("dead_token", asked.path):
        raise Refusal(42001)
    check_token(world, token)
    missing = endpoint.right is not None and endpoint.right not in world.policy.rights
    if missing or world.faults.strike("missing_right", asked.path):
        raise Refusal(48002)


def given(endpoint: Endpoint, asked: Asked) -> dict[str, Any]:
    """The parameters: the query of a GET or an upload, else the body, read by its content."""
    query = {name: value for name, value in asked.query.items() if name not in ALWAYS_ALLOWED}
    if endpoint.method == "GET" or endpoint.upload:
        return from_query(endpoint.parameters, query)
    try:
        body = json.loads(asked.body or b"{}")
    except (ValueError, UnicodeDecodeError) as error:
        raise Refusal(40058, "the body is no JSON") from error
    if not isinstance(body, dict):
        raise Refusal(40058, "the body is no JSON object")
    return {str(name): value for name, value in body.items()}
