"""Signing in with WeCom, over HTTP and against the running sandbox."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from fastapi.testclient import TestClient

from siyu.app import create_app
from siyu.channels.wecom import service as wecom
from siyu.organisation import journeys, service
from siyu.organisation.models import Staff
from siyu.organisation.reading import read_directory
from siyu.platform.runtime import Runtime
from siyu.platform.work import CallInsideWork
from tests.organisation.conftest import PASSWORD, Brand
from tests.sandbox.running import Running


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Running]:
    with Running(seed=7) as sandbox:
        yield sandbox


@pytest.fixture
def brand(runtime: Runtime, sandbox: Running) -> Brand:
    founded = service.found_tenant(
        runtime, name="Tea House", owner_login="owner", password=PASSWORD
    )
    brand = Brand(runtime, founded)
    with brand.work() as work:
        wecom.save_connection(
            work,
            corp_id=sandbox.told["corp_id"],
            agent_id=sandbox.told["agent_id"],
            secret=sandbox.told["secret"],
            base_url=sandbox.root,
        )
    read_directory(runtime, brand.tenant_id)
    brand.look()
    return brand


@dataclass
class Browser:
    """A browser at the sign-in page."""

    client: TestClient
    brand: Brand
    sandbox: Running

    def leave(self, who: str, agent: str = "Mozilla/5.0") -> tuple[str, str]:
        """Go to WeCom and be `who` there; the code and state one comes back with."""
        body = {"way": "wecom", "brand": str(self.brand.tenant_id)}
        asked = self.client.post(
            "/api/session/departures", json=body, headers={"user-agent": agent}
        )
        assert asked.status_code == 200, asked.text
        href = asked.json()["href"]
        page = self.sandbox.http.get(href)
        assert page.status_code == 200, page.text
        query = dict(parse_qsl(urlsplit(href).query))
        told = {"response_type": "code", "scope": "snsapi_base", **query, "who": who}
        chosen = self.sandbox.http.get("/connect/oauth2/choose", params=told)
        back = dict(parse_qsl(urlsplit(chosen.headers["location"]).query))
        return back["code"], back["state"]

    def come_back(self, code: str, state: str) -> Any:
        return self.client.post(
            "/api/session/returns",
            json={"code": code, "state": state},
            headers={"accept-language": "en"},
        )

    def sign_in(self, who: str) -> Any:
        return self.come_back(*self.leave(who))

    def me(self) -> Any:
        return self.client.get("/api/session").json()


@pytest.fixture
def browser(brand: Brand, sandbox: Running) -> Browser:
    return Browser(TestClient(create_app(brand.runtime)), brand, sandbox)


@pytest.fixture
def owner(brand: Brand, sandbox: Running) -> Browser:
    browser = Browser(TestClient(create_app(brand.runtime)), brand, sandbox)
    browser.client.post("/api/session", json={"login": "owner", "password": PASSWORD})
    set_up(browser, wecom=True)
    return browser


def set_up(owner: Browser, **form: Any) -> None:
    answer = owner.client.put("/api/sign-in-ways", json=form)
    assert answer.status_code == 200, answer.text


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_it_is_offered_only_when_switched_on(owner: Browser, browser: Browser) -> None:
    offered = browser.client.get("/api/session/ways").json()
    assert offered["items"] == [{"way": "wecom", "title": ""}]
    set_up(owner, wecom=False)
    assert browser.client.get("/api/session/ways").json()["items"] == []
    body = {"way": "wecom", "brand": str(browser.brand.tenant_id)}
    assert refused(browser.client.post("/api/session/departures", json=body)) == (
        401, "WayClosed",
    )  # fmt: skip


def test_a_linked_member_of_staff_comes_in_as_their_user(
    owner: Browser, browser: Browser, sandbox: Running
) -> None:
    who = sandbox.staff()
    browser.brand.add_user("ann", "clerk", staff=who)
    answer = browser.sign_in(who)
    assert (answer.status_code, answer.json()) == (200, {"back_to": "/"})
    assert browser.me()["user"]["login"] == "ann"
    trail = owner.client.get("/api/audit?what=session.wecom").json()["items"]
    assert [one["actor_words"] for one in trail] == ["Ann"]


def test_inside_wecom_the_page_needs_no_scan(owner: Browser, browser: Browser) -> None:
    def path(agent: str) -> str:
        body = {"way": "wecom", "brand": str(browser.brand.tenant_id)}
        headers = {"user-agent": agent}
        asked = browser.client.post("/api/session/departures", json=body, headers=headers)
        return str(urlsplit(asked.json()["href"]).path)

    assert path("Mozilla/5.0") == "/wwlogin/sso/login"
    assert path("Mozilla/5.0 wxwork/4.1.20 MicroMessenger/7.0.1") == "/connect/oauth2/authorize"


def test_a_pause_after_wrong_passwords_does_not_stand_in_the_way(
    owner: Browser, browser: Browser, sandbox: Running
) -> None:
    who = sandbox.staff()
    browser.brand.add_user("ann", "clerk", staff=who)
    for _ in range(6):
        browser.client.post("/api/session", json={"login": "ann", "password": "wrong"})
    answer = browser.client.post("/api/session", json={"login": "ann", "password": PASSWORD})
    assert answer.json()["code"] == "SignInPaused"
    assert browser.sign_in(who).status_code == 200


def test_staff_without_a_user_are_told_whom_to_ask(
    owner: Browser, browser: Browser, sandbox: Running
) -> None:
    who = sandbox.staff()
    answer = browser.sign_in(who)
    assert refused(answer) == (401, "NobodyLinked")
    with browser.brand.work() as work:
        staff = work.get(Staff, browser.brand.staff[who])
        name = staff.name
    told = f"{name}, you have no user here yet: ask owner to add you under Users."
    assert answer.json()["message"] == told
    assert browser.me()["code"] == "SignInNeeded"


def test_staff_come_in_by_themselves_where_the_owner_said_as_what(
    owner: Browser, browser: Browser, sandbox: Running
) -> None:
    who = sandbox.staff(1)
    set_up(owner, wecom=True, wecom_role_id=str(browser.brand.roles["clerk"]))
    assert browser.sign_in(who).status_code == 200
    users = owner.client.get("/api/users").json()["items"]
    (made,) = [user for user in users if user["login"] != "owner"]
    assert (made["role"]["name"], made["ways"]) == ("导购", ["wecom"])
    assert made["staff"]["id"] == str(browser.brand.staff[who])
    assert browser.sign_in(who).status_code == 200
    assert len(owner.client.get("/api/users").json()["items"]) == 2


def test_a_closed_account_and_two_of_one_person_are_refused(
    owner: Browser, browser: Browser, sandbox: Running
) -> None:
    who = sandbox.staff()
    first = browser.brand.add_user("ann", "clerk", staff=who)
    second = browser.brand.add_user("ann2", "clerk", staff=who)
    assert refused(browser.sign_in(who)) == (401, "SeveralLinked")
    for user_id in (first, second):
        owner.client.patch(f"/api/users/{user_id}", json={"active": False})
    assert refused(browser.sign_in(who)) == (401, "AccountClosed")


def test_an_outsider_is_not_staff(owner: Browser, browser: Browser, sandbox: Running) -> None:
    assert refused(browser.sign_in(sandbox.stranger())) == (401, "NotOurStaff")


def test_a_code_is_good_once_and_a_state_in_its_own_browser(
    owner: Browser, browser: Browser, sandbox: Running
) -> None:
    who = sandbox.staff()
    browser.brand.add_user("ann", "clerk", staff=who)
    code, state = browser.leave(who)
    stranger = Browser(TestClient(create_app(browser.brand.runtime)), browser.brand, sandbox)
    assert refused(stranger.come_back(code, state)) == (401, "OtherBrowser")
    cookie = dict(browser.client.cookies)
    assert browser.come_back(code, state).status_code == 200
    stranger.client.cookies.update(cookie)
    assert refused(stranger.come_back(code, state)) == (401, "JourneyUsed")
    _, fresh = browser.leave(who)
    assert refused(browser.come_back(code, fresh)) == (401, "CodeSpent")


def test_a_journey_ends_after_five_minutes(owner: Browser, browser: Browser) -> None:
    runtime = browser.brand.runtime
    journey = journeys.depart(browser.brand.tenant_id, "wecom")
    late = replace(journey, ends_at=journey.ends_at - timedelta(minutes=5, seconds=1))
    cookie = journeys.packed(runtime.secrets, late)
    browser.client.cookies.set("siyu_journey", cookie, path="/api/session")
    state = journeys.state_of(runtime.secrets, late)
    assert state.isalnum()
    assert len(state) <= 128
    assert refused(browser.come_back("any", state)) == (401, "JourneyLate")


def test_wecom_is_never_called_inside_a_work(brand: Brand) -> None:
    with brand.work(), pytest.raises(CallInsideWork):
        wecom.signed_in(brand.runtime, brand.tenant_id, "any")
