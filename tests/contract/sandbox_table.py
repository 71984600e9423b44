"""Every endpoint of the sandbox through every case, generated from the table it publishes.

`python -m tests.contract.sandbox_table` prints endpoint × case.
"""

import json
import sys
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from tests.sandbox.running import Running

Arguments = dict[str, Any]
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
TEXT = {"content": "欢迎"}
MONTH = 31 * 86_400
CASES = (
    "good call",
    "no token",
    "wrong method",
    "wrong type",
    "missing field",
    "over limit",
    "unknown id",
    "unmodelled",
    "last page",
    "quota spent",
    "right missing",
)


@dataclass(frozen=True)
class Outcome:
    endpoint: str
    case: str
    what: str
    expected: int
    got: int


@dataclass
class Stage:
    """A running sandbox and what a good call needs from it."""

    sandbox: Running
    table: dict[str, Any] = field(default_factory=dict)
    named: int = 0

    def __post_init__(self) -> None:
        rows = self.sandbox.read("endpoints")["items"]
        self.table = {row["path"].removeprefix("/cgi-bin/"): row for row in rows}
        rights = ["directory", "contacts", "messages", "media", "login", "directory_sync"]
        self.rights = rights
        self.ease()

    def ease(self) -> None:
        """Quotas out of reach, every right, nothing to wait for."""
        wide = [{"path": "*", "most": 1_000_000, "seconds": 60}]
        self.sandbox.policy(rates=wide, rights=self.rights, dispatch_seconds=0)

    def call(
        self, path: str, arguments: Arguments, *, method: str = "", token: bool = True
    ) -> dict[str, Any]:
        row = self.table[path]
        query: Arguments = {} if token else {"access_token": ""}
        method = method or row["method"]
        if path == "gettoken" and method == "GET":
            return self.sandbox.json("GET", "/cgi-bin/gettoken", params=arguments)
        if path.startswith("media/upload") and method == "POST":
            return self.sandbox.upload(path, PNG, **arguments | query)
        if path == "media/get":
            return self.file(arguments | {"access_token": self.sandbox.token} | query, method)
        if method == "GET":
            return self.sandbox.get(path, **arguments | query)
        return self.sandbox.post(path, arguments, **query)

    def file(self, query: Arguments, method: str) -> dict[str, Any]:
        answer = self.sandbox.http.request(method, "/cgi-bin/media/get", params=query)
        if answer.headers["content-type"] == "application/json":
            found: dict[str, Any] = answer.json()
            return found
        return {"errcode": 0 if answer.content == PNG else -99}

    def media(self) -> str:
        return str(self.sandbox.upload("media/upload", PNG, type="image")["media_id"])

    def tag(self) -> tuple[str, str]:
        body = {"group_name": "表格测试", "tag": [{"name": self.name()}]}
        made = self.sandbox.post("externalcontact/add_corp_tag", body)["tag_group"]
        return made["group_id"], made["tag"][0]["id"]

    def name(self) -> str:
        """A name nothing has yet."""
        self.named += 1
        return f"标签{self.named}"

    def tags(self) -> list[str]:
        groups = self.sandbox.post("externalcontact/get_corp_tag_list")["tag_group"]
        return [tag["id"] for group in groups for tag in group["tag"]]

    def mass(self, many: int = 1) -> tuple[str, str]:
        """A mass send to be looked at, and its sender."""
        userid = self.sandbox.staff()
        people = [self.sandbox.friend(userid=userid)[1] for _ in range(many)]
        body = {"external_userid": people, "sender": userid, "text": TEXT}
        made = self.sandbox.post("externalcontact/add_msg_template", body)
        return made["msgid"], userid

    def login_code(self, scope: str = "snsapi_privateinfo") -> str:
        query = {
            "appid": self.sandbox.told["corp_id"],
            "redirect_uri": "http://127.0.0.1/back",
            "response_type": "code",
            "scope": scope,
            "who": self.sandbox.staff(),
        }
        answer = self.sandbox.http.get("/connect/oauth2/choose", params=query)
        return str(answer.headers["location"].split("code=")[1].split("&")[0])

    def ticket(self) -> str:
        code = self.login_code()
        return str(self.sandbox.get("auth/getuserinfo", code=code)["user_ticket"])

    def app_message(self) -> str:
        return str(self.sandbox.post("message/send", self.text_message())["msgid"])

    def text_message(self) -> Arguments:
        return {
            "touser": self.sandbox.staff(),
            "msgtype": "text",
            "agentid": self.sandbox.told["agent_id"],
            "text": TEXT,
        }

    def group(self) -> str:
        rows = self.sandbox.post("externalcontact/groupchat/list", {"limit": 10})
        return str(rows["group_chat_list"][0]["chat_id"])

    def window(self) -> Arguments:
        now = self.sandbox.read("now")["now"]
        return {"chat_type": "single", "start_time": now - MONTH + 60, "end_time": now + 60}


def relation(stage: Stage) -> Arguments:
    userid, person = stage.sandbox.friend()
    return {"userid": userid, "external_userid": person}


def attachments(stage: Stage) -> list[Arguments]:
    media_id = stage.media()
    link = {"title": "茶", "url": "https://example.com/a"}
    program = {"title": "茶", "pic_media_id": media_id, "appid": "wx1", "page": "/a"}
    return [
        {"msgtype": "image", "image": {"media_id": media_id}},
        {"msgtype": "link", "link": link},
        {"msgtype": "miniprogram", "miniprogram": program},
        {"msgtype": "file", "file": {"media_id": media_id}},
    ]


def conclusions(stage: Stage) -> Arguments:
    media_id = stage.media()
    return {
        "text": TEXT,
        "image": {"media_id": media_id},
        "link": {"title": "茶", "url": "https://example.com", "desc": "", "picurl": ""},
        "miniprogram": {"title": "茶", "pic_media_id": media_id, "appid": "wx1", "page": "/a"},
    }


def bodies(stage: Stage) -> list[Arguments]:
    """A good app message of every kind."""
    media_id = stage.media()
    card = {"title": "t", "description": "d", "url": "https://example.com", "btntxt": "去看"}
    made: Arguments = {
        "markdown": TEXT,
        "image": {"media_id": media_id},
        "voice": {"media_id": media_id},
        "file": {"media_id": media_id},
        "video": {"media_id": media_id, "title": "t", "description": "d"},
        "textcard": card,
        "news": {"articles": [{"title": "t", "description": "d", "url": "u", "picurl": "p"}]},
    }
    plain = stage.text_message()
    return [plain, *[plain | {"msgtype": kind, kind: body} for kind, body in made.items()]]


GOOD: dict[str, Callable[[Stage], list[Arguments]]] = {
    "gettoken": lambda s: [
        {"corpid": s.sandbox.told["corp_id"], "corpsecret": s.sandbox.told["secret"]}
    ],
    "getcallbackip": lambda s: [{}],
    "get_api_domain_ip": lambda s: [{}],
    "get_jsapi_ticket": lambda s: [{}],
    "ticket/get": lambda s: [{"type": "agent_config"}],
    "department/list": lambda s: [{}, {"id": 10}],
    "department/simplelist": lambda s: [{}, {"id": 10}],
    "department/get": lambda s: [{"id": 10}],
    "user/simplelist": lambda s: [{"department_id": 1, "fetch_child": 1, "status": 0}],
    "user/list": lambda s: [{"department_id": 1, "fetch_child": 1, "status": 0}],
    "user/get": lambda s: [{"userid": s.sandbox.staff()}],
    "user/list_id": lambda s: [{}],
    "user/getuserid": lambda s: [{"mobile": "13900000001"}],
    "user/convert_to_openid": lambda s: [{"userid": s.sandbox.staff()}],
    "auth/getuserinfo": lambda s: [{"code": s.login_code()}],
    "user/getuserinfo": lambda s: [{"code": s.login_code()}],
    "auth/getuserdetail": lambda s: [{"user_ticket": s.ticket()}],
    "externalcontact/get_follow_user_list": lambda s: [{}],
    "externalcontact/list": lambda s: [{"userid": s.sandbox.staff()}],
    "externalcontact/get": lambda s: [{"external_userid": s.sandbox.friend()[1]}],
    "externalcontact/batch/get_by_user": lambda s: [{"userid_list": [s.sandbox.staff()]}],
    "externalcontact/remark": lambda s: [
        relation(s)
        | {
            "remark": "老客",
            "description": "爱喝红茶",
            "remark_company": "云雀",
            "remark_mobiles": ["13900000000"],
            "remark_pic_mediaid": s.media(),
        }
    ],
    "externalcontact/get_corp_tag_list": lambda s: [
        {},
        {"tag_id": [s.tag()[1]]},
        {"group_id": [s.tag()[0]]},
    ],
    "externalcontact/add_corp_tag": lambda s: [
        {"group_name": "新组", "order": 1, "tag": [{"name": s.name(), "order": 1}]},
        {"group_id": s.tag()[0], "tag": [{"name": s.name()}]},
    ],
    "externalcontact/edit_corp_tag": lambda s: [{"id": s.tag()[1], "name": s.name(), "order": 3}],
    "externalcontact/del_corp_tag": lambda s: [
        {"tag_id": [s.tag()[1]]},
        {"group_id": [s.tag()[0]]},
    ],
    "externalcontact/mark_tag": lambda s: [
        relation(s) | {"add_tag": [s.tag()[1]], "remove_tag": [s.tag()[1]]}
    ],
    "externalcontact/add_contact_way": lambda s: [
        {"type": 1, "scene": 2, "remark": "门", "state": "lc_1", "user": [s.sandbox.staff()]},
        {"type": 2, "scene": 2, "party": [11], "is_exclusive": True, "mark_source": True},
        {"type": 1, "scene": 1, "style": 1, "user": [s.sandbox.staff()], "skip_verify": False},
        {
            "type": 1,
            "scene": 2,
            "is_temp": True,
            "user": [s.sandbox.staff()],
            "expires_in": 60,
            "chat_expires_in": 60,
            "unionid": "o1",
            "conclusions": conclusions(s),
        },
    ],
    "externalcontact/get_contact_way": lambda s: [{"config_id": s.sandbox.way()}],
    "externalcontact/list_contact_way": lambda s: [{}],
    "externalcontact/update_contact_way": lambda s: [
        {"config_id": s.sandbox.way(), "remark": "新", "state": "lc_2", "skip_verify": False},
        {"config_id": s.sandbox.way(type=2, user=[], party=[11]), "party": [12]},
        {"config_id": s.sandbox.way(scene=1), "style": 2, "user": [s.sandbox.staff(1)]},
        {"config_id": s.sandbox.way(is_temp=True), "conclusions": conclusions(s)},
    ],
    "externalcontact/del_contact_way": lambda s: [{"config_id": s.sandbox.way()}],
    "externalcontact/send_welcome_msg": lambda s: [
        {
            "welcome_code": s.sandbox.welcome_code(),
            "text": TEXT,
            "attachments": attachments(s),
        }
    ],
    "externalcontact/add_msg_template": lambda s: [
        {
            "external_userid": [s.sandbox.friend()[1]],
            "text": TEXT,
            "attachments": attachments(s),
            "allow_select": False,
        },
        {"sender": s.sandbox.staff(), "text": TEXT},
        {"tag_filter": {"group_list": [{"tag_list": s.tags()}]}, "text": TEXT},
        {
            "chat_type": "group",
            "sender": s.sandbox.post("externalcontact/groupchat/get", {"chat_id": s.group()})[
                "group_chat"
            ]["owner"],
            "chat_id_list": [s.group()],
            "text": TEXT,
        },
    ],
    "externalcontact/get_groupmsg_list_v2": lambda s: [
        s.window() | {"creator": "nobody", "filter_type": 2},
    ],
    "externalcontact/get_groupmsg_task": lambda s: [{"msgid": s.mass()[0]}],
    "externalcontact/get_groupmsg_send_result": lambda s: [
        dict(zip(("msgid", "userid"), s.mass(3), strict=True))
    ],
    "externalcontact/remind_groupmsg_send": lambda s: [{"msgid": s.mass()[0]}],
    "externalcontact/cancel_groupmsg_send": lambda s: [{"msgid": s.mass()[0]}],
    "externalcontact/groupchat/list": lambda s: [{"limit": 100, "owner_filter": {}}],
    "externalcontact/groupchat/get": lambda s: [{"chat_id": s.group(), "need_name": 1}],
    "media/upload": lambda s: [{"type": "image"}],
    "media/uploadimg": lambda s: [{}],
    "media/get": lambda s: [{"media_id": s.media()}],
    "message/send": bodies,
    "message/recall": lambda s: [{"msgid": s.app_message()}],
}
"""Good arguments by endpoint, together naming every parameter it is sensible to give."""

PAGED: dict[str, tuple[str, Arguments]] = {
    "user/list_id": ("dept_user", {}),
    "externalcontact/batch/get_by_user": ("external_contact_list", {}),
    "externalcontact/list_contact_way": ("contact_way", {}),
    "externalcontact/get_groupmsg_list_v2": ("group_msg_list", {"creator": ""}),
    "externalcontact/get_groupmsg_task": ("task_list", {}),
    "externalcontact/get_groupmsg_send_result": ("send_list", {}),
    "externalcontact/groupchat/list": ("group_chat_list", {}),
}
"""Where each paged answer keeps its rows, and what to change in the good call to see some."""

WRONG: dict[str, Any] = {
    "text": 7,
    "int": "seven",
    "flag": "yes",
    "texts": "a",
    "ints": ["a"],
    "record": "a",
    "records": "a",
}


def wrong_types(row: Arguments, parameter: Arguments) -> Iterator[tuple[str, Any, int]]:
    by_query = row["method"] == "GET" or row["path"].startswith("/cgi-bin/media/")
    if not (by_query and parameter["kind"] == "text"):
        yield "type", WRONG[parameter["kind"]], parameter["wrong"]
    if parameter["choices"]:
        yield "value", "none" if parameter["kind"] == "text" else 99, parameter["wrong"]


def over_limits(_: Arguments, parameter: Arguments) -> Iterator[tuple[str, Any, int]]:
    """One step over each limit that the table names."""
    over = 0 if parameter["clamp"] else parameter["over"]
    if parameter["chars"]:
        yield "chars", "长" * (parameter["chars"] + 1), over
    if parameter["bytes"]:
        yield "bytes", "b" * (parameter["bytes"] + 1), over
    if parameter["items"]:
        one = {} if parameter["kind"] == "records" else "x"
        yield "items", [one] * (parameter["items"] + 1), over
    if parameter["highest"] is not None:
        yield "highest", parameter["highest"] + 1, over
    if parameter["lowest"] is not None:
        yield "lowest", parameter["lowest"] - 1, parameter["over"]


def unknown_ids(_: Arguments, parameter: Arguments) -> Iterator[tuple[str, Any, int]]:
    if parameter["refers"] is None and parameter["unknown"] == 40058:
        return
    one: Any = 987654 if parameter["kind"] in ("int", "ints") else "nobody"
    listed = parameter["kind"] in ("texts", "ints")
    yield "unknown", [one] if listed else one, parameter["unknown"]


def missing(_: Arguments, parameter: Arguments) -> Iterator[tuple[str, Any, int]]:
    if parameter["required"]:
        yield "missing", None, parameter["missing"]


Steps = list[str | int]
BREAKERS = {
    "wrong type": wrong_types,
    "over limit": over_limits,
    "unknown id": unknown_ids,
    "missing field": missing,
}


def placed(good: list[Arguments], steps: Steps, value: Any) -> Arguments:
    """The first good call that has the place (or its parent), with `value` put there."""
    for parents in (steps, steps[:-1]):
        for candidate in good:
            if reaches(candidate, parents):
                made = deepcopy(candidate)
                inner: Any = made
                for step in steps[:-1]:
                    inner = inner[step]
                inner[steps[-1]] = value
                if value is None:
                    del inner[steps[-1]]
                return made
    raise LookupError(f"no good call reaches {steps}")


def reaches(candidate: Any, steps: Steps) -> bool:
    for step in steps:
        if isinstance(step, int):
            if not isinstance(candidate, list) or len(candidate) <= step:
                return False
        elif not isinstance(candidate, dict) or step not in candidate:
            return False
        candidate = candidate[step]
    return True


def parameters(rows: list[Arguments], above: Steps) -> Iterator[tuple[Steps, Arguments]]:
    """Every parameter of an endpoint, also those inside records."""
    for parameter in rows:
        steps = [*above, parameter["name"]]
        yield steps, parameter
        deeper: Steps = [*steps, 0] if parameter["kind"] == "records" else steps
        yield from parameters(parameter["inner"], deeper)


def broken(stage: Stage, path: str, good: list[Arguments]) -> Iterator[Outcome]:
    """Each parameter broken in each way the table names."""
    row = stage.table[path]
    for steps, parameter in parameters(row["parameters"], []):
        for case, breaker in BREAKERS.items():
            for what, value, expected in breaker(row, parameter):
                if case == "missing field" and not any(reaches(one, steps) for one in good):
                    continue
                got = stage.call(path, placed(good, steps, value))["errcode"]
                name = ".".join(str(step) for step in steps)
                yield Outcome(path, case, f"{name} {what}", expected, got)


def good_calls(stage: Stage, path: str) -> Iterator[Outcome]:
    for place, arguments in enumerate(GOOD[path](stage)):
        answered = stage.call(path, arguments)
        yield Outcome(path, "good call", f"#{place}", 0, answered["errcode"])


def at_the_door(stage: Stage, path: str, good: list[Arguments]) -> Iterator[Outcome]:
    """Token, right, method and what is not modelled."""
    row = stage.table[path]
    if path != "gettoken":
        got = stage.call(path, good[0], token=False)["errcode"]
        yield Outcome(path, "no token", "", 41001, got)
    if row["right"]:
        stage.sandbox.policy(rights=[one for one in stage.rights if one != row["right"]])
        yield Outcome(path, "right missing", "", 48002, stage.call(path, good[0])["errcode"])
        stage.ease()
    other = {"GET": "POST", "POST": "GET"}[row["method"]]
    got = stage.call(path, good[0], method=other)["errcode"]
    yield Outcome(path, "wrong method", "", 40058, got)
    got = stage.call(path, good[0] | {"colour": "red"})["errcode"]
    yield Outcome(path, "unmodelled", "", 999501, got)


def quota(stage: Stage, path: str) -> Iterator[Outcome]:
    """The second call in a minute is one too many; other endpoints still answer."""
    arguments = GOOD[path](stage)[0]
    stage.sandbox.policy(rates=[{"path": path, "most": 1, "seconds": 60}])
    yield Outcome(path, "quota spent", "first", 0, stage.call(path, arguments)["errcode"])
    yield Outcome(path, "quota spent", "second", 45009, stage.call(path, arguments)["errcode"])
    other = "get_api_domain_ip" if path == "getcallbackip" else "getcallbackip"
    yield Outcome(path, "quota spent", "elsewhere", 0, stage.call(other, {})["errcode"])
    stage.ease()


def last_page(stage: Stage, path: str) -> Iterator[Outcome]:
    """One row a page until the end: every row once, then no cursor."""
    if path not in PAGED:
        return
    rows, changed = PAGED[path]
    for _ in range(2):
        stage.sandbox.way()
    arguments = GOOD[path](stage)[0] | changed
    highest = next(p for p in stage.table[path]["parameters"] if p["name"] == "limit")["highest"]
    whole = stage.call(path, arguments | {"limit": highest})
    walked, cursor = [], ""
    for _ in range(len(whole[rows]) + 1):
        answered = stage.call(path, arguments | {"limit": 1, "cursor": cursor})
        walked += answered[rows]
        cursor = answered.get("next_cursor", "")
        if not cursor:
            break
    yield Outcome(path, "last page", "walk", 0, 0 if walked == whole[rows] and not cursor else 1)
    got = stage.call(path, arguments | {"cursor": "not a cursor"})["errcode"]
    yield Outcome(path, "last page", "bad cursor", 40058, got)


def outcomes(stage: Stage, path: str) -> Iterator[Outcome]:
    """All cases of one endpoint."""
    good = GOOD[path](stage)
    yield from at_the_door(stage, path, good)
    yield from broken(stage, path, good)
    yield from good_calls(stage, path)
    yield from last_page(stage, path)
    yield from quota(stage, path)


def cell(found: list[Outcome]) -> str:
    if not found:
        return "–"
    wrong = [one for one in found if one.got != one.expected]
    return f"FAILED {len(wrong)}/{len(found)}" if wrong else f"ok {len(found)}"


def main() -> int:
    """Print the table; 1 when a cell failed."""
    say, failed = sys.stdout.write, 0
    say("| endpoint | " + " | ".join(CASES) + " |\n|" + " --- |" * (len(CASES) + 1) + "\n")
    with Running(seed=7) as sandbox:
        stage = Stage(sandbox)
        for path in stage.table:
            found = list(outcomes(stage, path))
            cells = [cell([one for one in found if one.case == case]) for case in CASES]
            say(f"| {path} | " + " | ".join(cells) + " |\n")
            for one in found:
                if one.got != one.expected:
                    failed += 1
                    say(json.dumps(vars(one), ensure_ascii=False) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
