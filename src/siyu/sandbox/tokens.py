"""Access tokens, JS-SDK tickets and WeCom's own addresses."""

from siyu.sandbox.endpoint import Call, Endpoint, Result
from siyu.sandbox.errors import Refusal
from siyu.sandbox.parameters import Parameter
from siyu.sandbox.policy import Rate
from siyu.sandbox.world import World


def lasting(world: World, name: str) -> tuple[str, int]:
    """The token of this name: the same one while it is valid, with the seconds it has left."""
    held = world.setting(name)
    if held is None or held["until"] <= world.real():
        held = {
            "value": world.mint("", 43),
            "until": world.real() + world.policy.token_seconds,
        }
        world.keep(name, held)
    return held["value"], max(int(held["until"] - world.real()), 1)


def gettoken(call: Call) -> Result:
    world = call.world
    if call["corpid"] != world.options.corp_id:
        refuse_wrong(call, 40013)
    if call["corpsecret"] != world.options.secret:
        refuse_wrong(call, 40001)
    value, seconds = lasting(world, "access_token")
    return {"access_token": value, "expires_in": seconds}


def refuse_wrong(call: Call, errcode: int) -> None:
    """Refuse; an address that keeps asking with wrong secrets is blocked for an hour."""
    rates: tuple[Rate, ...] = call.world.policy.rates
    call.world.gate.count(tuple(r for r in rates if r.path != "*"), "gettoken wrong", call.ip)
    raise Refusal(errcode)


def check_token(world: World, given: str) -> None:
    """Refuse a call without the token that is valid now."""
    if not given:
        raise Refusal(41001)
    held = world.setting("access_token")
    if held is None or given != held["value"]:
        raise Refusal(40014)
    if held["until"] <= world.real():
        raise Refusal(42001)


def jsapi_ticket(call: Call) -> Result:
    value, seconds = lasting(call.world, "jsapi_ticket")
    return {"ticket": value, "expires_in": seconds}


def agent_ticket(call: Call) -> Result:
    value, seconds = lasting(call.world, "agent_ticket")
    return {"ticket": value, "expires_in": seconds}


def addresses(_: Call) -> Result:
    return {"ip_list": ["127.0.0.1"]}


ENDPOINTS = (
    Endpoint(
        path="gettoken",
        method="GET",
        act=gettoken,
        right=None,
        document="91039",
        token=False,
        parameters=(
            Parameter(name="corpid", required=True, missing=41002),
            Parameter(name="corpsecret", required=True, missing=41004),
        ),
    ),
    Endpoint(path="getcallbackip", method="GET", act=addresses, right=None, document="92521"),
    Endpoint(path="get_api_domain_ip", method="GET", act=addresses, right=None, document="92520"),
    Endpoint(
        path="get_jsapi_ticket", method="GET", act=jsapi_ticket, right="login", document="90506"
    ),
    Endpoint(
        path="ticket/get",
        method="GET",
        act=agent_ticket,
        right="login",
        document="90506",
        parameters=(Parameter(name="type", required=True, choices=("agent_config",)),),
    ),
)
