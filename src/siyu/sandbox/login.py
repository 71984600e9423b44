"""OAuth2 in the WeCom client: the page where a member is chosen, codes and user tickets."""

from html import escape
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from siyu.sandbox.endpoint import Call, Endpoint, Result
from siyu.sandbox.errors import Refusal
from siyu.sandbox.parameters import Parameter
from siyu.sandbox.rows import LoginCode, Member
from siyu.sandbox.world import World

SCOPES = ("snsapi_base", "snsapi_privateinfo", "snsapi_userinfo")
PAGE = """<!doctype html><meta charset="utf-8"><title>WeCom sandbox</title>
<link rel="icon" href="data:,">
<style>body{{font:16px/1.6 system-ui;max-width:28rem;margin:2rem auto;padding:0 1rem}}
a{{display:block;padding:.6rem 0;border-bottom:1px solid #ddd;color:inherit}}</style>
<h1>你是谁？ Who are you?</h1>{choices}"""


def check_authorize(world: World, query: dict[str, str]) -> None:
    """Refuse an authorize page that WeCom would not open."""
    if query.get("appid") != world.options.corp_id:
        raise Refusal(40013)
    if query.get("response_type") != "code" or query.get("scope") not in SCOPES:
        raise Refusal(40058, "response_type or scope")
    host = urlsplit(query.get("redirect_uri", "")).hostname
    trusted = world.policy.trusted_domains
    if not host or (trusted is not None and host not in trusted):
        raise Refusal(50001)


def as_authorize(query: dict[str, str]) -> dict[str, str]:
    """The authorize page that does what a QR sign-in page does (98152)."""
    right = query.get("login_type") == "CorpApp" and query.get("agentid", "").isdigit()
    return query | {"response_type": "code" if right else "", "scope": "snsapi_base"}


def choose_page(world: World, query: dict[str, str]) -> str:
    """The page that asks which member of staff is holding the phone."""
    active = [member for member in world.members if member.status == 1]
    return PAGE.format(choices="".join(choice(query, member) for member in active))


def choice(query: dict[str, str], member: Member) -> str:
    href = "/connect/oauth2/choose?" + urlencode(query | {"who": member.userid})
    return f'<a href="{escape(href)}">{escape(member.name)} · {escape(member.position)}</a>'


def give_code(world: World, query: dict[str, str]) -> str:
    """A fresh code for `who` in the address it must go to."""
    code = LoginCode(
        code=world.mint("", 43),
        who=query["who"],
        private=query["scope"] == "snsapi_privateinfo",
        real_at=world.real(),
    )
    world.logins.put(code)
    parts = urlsplit(query["redirect_uri"])
    kept = parse_qsl(parts.query, keep_blank_values=True)
    asked = urlencode([*kept, ("code", code.code), ("state", query.get("state", ""))])
    return urlunsplit((parts.scheme, parts.netloc, parts.path, asked, parts.fragment))


def spend(world: World, code: str) -> LoginCode:
    """Take a login code; once, and within five minutes. Raises Refusal."""
    row = world.logins.get(code)
    if row is None or row.ticket:
        raise Refusal(40029)
    if row.used:
        raise Refusal(42022)
    if world.real() - row.real_at > world.policy.login_seconds:
        raise Refusal(42003)
    return world.logins.put(LoginCode(**(vars(row) | {"used": True})))


def openid_of(world: World, who: str) -> str:
    return "o" + world.spell(f"openid {who}", 27)


def getuserinfo(call: Call) -> Result:
    code = spend(call.world, call["code"])
    member = call.world.member(code.who)
    if member is None:
        openid = openid_of(call.world, code.who)
        known = {"external_userid": code.who} if call.world.followers_of(code.who) else {}
        return {"openid": openid, **known}
    ticket = ticket_for(call.world, member) if code.private else {}
    return {"userid": member.userid, **ticket}


def ticket_for(world: World, member: Member) -> Result:
    row = LoginCode(
        code=world.mint("", 43), who=member.userid, private=True, real_at=world.real(), ticket=True
    )
    return {"user_ticket": world.logins.put(row).code}


def old_getuserinfo(call: Call) -> Result:
    """The older path speaks in capitals."""
    found = getuserinfo(call)
    names = {"userid": "UserId", "openid": "OpenId"}
    return {names.get(name, name): value for name, value in found.items()} | {"DeviceId": ""}


def getuserdetail(call: Call) -> Result:
    row = call.world.logins.get(call["user_ticket"])
    if row is None or not row.ticket:
        raise Refusal(84015)
    if call.world.real() - row.real_at > call.world.policy.login_seconds:
        raise Refusal(84014)
    member = call.world.member(row.who)
    if member is None:
        raise Refusal(60111)
    return {
        "userid": member.userid,
        "gender": str(member.gender),
        "avatar": f"{call.world.base_url}/sandbox/avatar/{quote(member.userid)}.svg",
        "qr_code": f"{call.world.base_url}/scan/member/{quote(member.userid)}",
        "mobile": member.mobile,
        "email": "",
        "biz_mail": f"{member.userid}@sandbox.invalid",
        "address": "",
    }


CODE = Parameter(name="code", required=True, missing=41008)
ENDPOINTS = (
    Endpoint(
        path="auth/getuserinfo",
        method="GET",
        act=getuserinfo,
        right="login",
        document="91023",
        parameters=(CODE,),
    ),
    Endpoint(
        path="user/getuserinfo",
        method="GET",
        act=old_getuserinfo,
        right="login",
        document="91023",
        parameters=(CODE,),
    ),
    Endpoint(
        path="auth/getuserdetail",
        method="POST",
        act=getuserdetail,
        right="login",
        document="95833",
        parameters=(Parameter(name="user_ticket", required=True, missing=40063),),
    ),
)
