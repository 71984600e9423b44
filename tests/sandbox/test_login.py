"""OAuth2: a page to choose a member, a code for five minutes and once, a ticket for details."""

import time
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.sandbox.running import Running


def authorize(sandbox: Running, where: str = "authorize", **changed: str) -> httpx.Response:
    query = {
        "appid": str(sandbox.told["corp_id"]),
        "redirect_uri": "https://siyu.example/back?to=home",
        "response_type": "code",
        "scope": "snsapi_base",
        "state": "s-1",
    } | changed
    return sandbox.http.get(f"/connect/oauth2/{where}", params=query)


def code_for(sandbox: Running, who: str, scope: str = "snsapi_base") -> str:
    answer = authorize(sandbox, "choose", who=who, scope=scope)
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    assert asked["to"] == ["home"]
    assert asked["state"] == ["s-1"]
    return asked["code"][0]


def test_the_page_names_the_staff_and_leads_back(sandbox: Running) -> None:
    page = authorize(sandbox).text
    for member in sandbox.read("api/staff")["items"]:
        assert member["name"] in page
    assert code_for(sandbox, sandbox.staff())


def test_a_code_says_who_once(sandbox: Running) -> None:
    code = code_for(sandbox, sandbox.staff())
    answer = sandbox.get("auth/getuserinfo", code=code)
    assert answer["userid"] == sandbox.staff()
    assert "user_ticket" not in answer
    assert sandbox.get("auth/getuserinfo", code=code)["errcode"] == 42022


def test_a_code_dies_after_its_time(sandbox: Running) -> None:
    assert sandbox.read("policy")["login_seconds"] == 300
    sandbox.policy(login_seconds=0.1)
    code = code_for(sandbox, sandbox.staff())
    time.sleep(0.15)
    assert sandbox.get("auth/getuserinfo", code=code)["errcode"] == 42003


def test_private_details_need_the_ticket(sandbox: Running) -> None:
    code = code_for(sandbox, sandbox.staff(), "snsapi_privateinfo")
    ticket = sandbox.get("auth/getuserinfo", code=code)["user_ticket"]
    detail = sandbox.post("auth/getuserdetail", {"user_ticket": ticket})
    assert detail["userid"] == sandbox.staff()
    assert detail["mobile"].startswith("139")


def test_the_older_path_speaks_in_capitals(sandbox: Running) -> None:
    answer = sandbox.get("user/getuserinfo", code=code_for(sandbox, sandbox.staff()))
    assert answer["UserId"] == sandbox.staff()


def test_an_outsider_has_an_openid_and_a_customer_an_id(sandbox: Running) -> None:
    stranger = sandbox.stranger()
    answer = sandbox.get("auth/getuserinfo", code=code_for(sandbox, stranger))
    assert answer["openid"].startswith("o")
    assert "external_userid" not in answer
    _, person = sandbox.friend()
    answer = sandbox.get("auth/getuserinfo", code=code_for(sandbox, person))
    assert answer["external_userid"] == person


def test_a_domain_that_is_not_trusted_gets_no_page(sandbox: Running) -> None:
    sandbox.policy(trusted_domains=["other.example"])
    answer = authorize(sandbox)
    assert (answer.status_code, answer.json()["errcode"]) == (400, 50001)
    assert authorize(sandbox, appid="ww-other").json()["errcode"] == 40013


def test_both_tickets_stay_the_same_while_valid(sandbox: Running) -> None:
    corp = [sandbox.get("get_jsapi_ticket")["ticket"] for _ in range(2)]
    agent = sandbox.get("ticket/get", type="agent_config")["ticket"]
    assert corp[0] == corp[1]
    assert agent != corp[0]
