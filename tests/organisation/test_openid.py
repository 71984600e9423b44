"""Signing in by OpenID Connect, over HTTP and against a provider with keys of its own."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient

from siyu.app import create_app
from siyu.organisation.errors import BadIssuer
from siyu.organisation.models import SignInSession, SignInWays, User
from siyu.organisation.openid import demand_issuer
from tests.organisation.conftest import PASSWORD, Brand
from tests.organisation.provider import CLIENT_ID, SECRET, Provider, running


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running() as provider:
        yield provider


@dataclass
class Browser:
    """A browser at the sign-in page of a brand."""

    client: TestClient
    brand: Brand
    provider: Provider

    def leave(self, back_to: str = "/") -> tuple[str, str]:
        """Go to the provider and say yes there; the code and state one comes back with."""
        body = {"way": "openid", "brand": str(self.brand.tenant_id), "back_to": back_to}
        answer = self.client.post("/api/session/departures", json=body)
        assert answer.status_code == 200, answer.text
        return self.provider.authorize(answer.json()["href"])

    def come_back(self, code: str, state: str) -> Any:
        return self.client.post(
            "/api/session/returns",
            json={"code": code, "state": state},
            headers={"accept-language": "en"},
        )

    def sign_in(self) -> Any:
        return self.come_back(*self.leave())

    def me(self) -> Any:
        return self.client.get("/api/session").json()


def fresh(brand: Brand, provider: Provider) -> Browser:
    return Browser(TestClient(create_app(brand.runtime)), brand, provider)


@pytest.fixture
def browser(brand: Brand, provider: Provider) -> Browser:
    return fresh(brand, provider)


@pytest.fixture
def owner(brand: Brand, provider: Provider) -> Browser:
    browser = fresh(brand, provider)
    browser.client.post("/api/session", json={"login": "owner", "password": PASSWORD})
    return browser


def set_up(owner: Browser, **changed: Any) -> Any:
    """Switch the provider on as an owner does on the page."""
    form = {
        "openid": True, "title": "Tea ID", "issuer": owner.provider.issuer,
        "client_id": CLIENT_ID, "secret": SECRET, **changed,
    }  # fmt: skip
    return owner.client.put("/api/sign-in-ways", json=form, headers={"accept-language": "en"})


def arrivals(owner: Browser, role: str = "analyst") -> dict[str, Any]:
    """Who is in the group of tea people comes in by themselves."""
    brand = owner.brand
    arrival = {
        "value": "tea", "role_id": str(brand.roles[role]), "node_id": str(brand.nodes["East"]),
    }  # fmt: skip
    return {"role_claim": "groups", "arrivals": [arrival]}


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_someone_new_comes_in_with_the_role_of_their_claim(
    owner: Browser, browser: Browser
) -> None:
    assert set_up(owner, **arrivals(owner)).status_code == 200
    offered = browser.client.get("/api/session/ways").json()
    assert offered["items"] == [{"way": "openid", "title": "Tea ID"}]
    browser.provider.person["groups"] = ["coffee", "tea"]
    answer = browser.come_back(*browser.leave("/customers?q=may"))
    assert answer.json() == {"back_to": "/customers?q=may"}
    me = browser.me()
    assert (me["user"]["login"], me["user"]["name"]) == ("ada@tea.example", "Ada")
    assert me["farewell_url"].startswith(f"{browser.provider.issuer}/end?client_id=siyu+console")
    found = {user["login"]: user for user in owner.client.get("/api/users").json()["items"]}
    assert found["ada@tea.example"]["ways"] == ["openid"]
    assert found["ada@tea.example"]["node"]["name"] == "East"
    trail = owner.client.get("/api/audit?what=session.openid").json()["items"]
    assert [one["actor_words"] for one in trail] == ["Ada"]
    # The second time it is the same user, though the claim is gone.
    del browser.provider.person["groups"]
    assert browser.sign_in().status_code == 200


def test_someone_unknown_is_told_whom_to_ask(owner: Browser, browser: Browser) -> None:
    set_up(owner, **arrivals(owner))
    browser.provider.person["groups"] = ["coffee"]
    answer = browser.sign_in()
    assert refused(answer) == (401, "NobodyLinked")
    told = "Ada, you have no user here yet: ask owner to add you under Users."
    assert answer.json()["message"] == told
    assert browser.me()["code"] == "SignInNeeded"


def test_an_address_links_only_when_verified_and_allowed(owner: Browser, browser: Browser) -> None:
    owner.brand.add_user("ada@tea.example", "analyst", node="East")
    set_up(owner)
    assert refused(browser.sign_in()) == (401, "NobodyLinked")
    set_up(owner, links_by_email=True)
    browser.provider.person["email_verified"] = False
    assert refused(browser.sign_in()) == (401, "NobodyLinked")
    browser.provider.person["email_verified"] = True
    assert browser.sign_in().status_code == 200
    # From now on the account counts, not the address.
    set_up(owner, links_by_email=False)
    browser.provider.person["email"] = "countess@tea.example"
    assert browser.sign_in().status_code == 200
    assert browser.me()["user"]["login"] == "ada@tea.example"


def test_only_addresses_of_allowed_domains_come_in(owner: Browser, browser: Browser) -> None:
    set_up(owner, domains=["@tea.example"], **arrivals(owner))
    browser.provider.person |= {"groups": "tea", "email": "ada@coffee.example"}
    assert refused(browser.sign_in()) == (401, "DomainRefused")
    browser.provider.person["email"] = "ada@tea.example.evil.example"
    assert refused(browser.sign_in()) == (401, "DomainRefused")
    browser.provider.person["email"] = "Ada@Tea.Example"
    assert browser.sign_in().status_code == 200


def test_a_signed_in_person_links_their_own_account(owner: Browser, browser: Browser) -> None:
    set_up(owner)
    href = owner.client.post("/api/session/links").json()["href"]
    assert owner.come_back(*owner.provider.authorize(href)).status_code == 200
    assert browser.sign_in().status_code == 200
    assert browser.me()["user"]["login"] == "owner"
    owner.brand.add_user("east", "analyst", node="East")
    other = fresh(owner.brand, owner.provider)
    other.client.post("/api/session", json={"login": "east", "password": PASSWORD})
    href = other.client.post("/api/session/links").json()["href"]
    assert refused(other.come_back(*other.provider.authorize(href))) == (409, "LinkTaken")


def test_keys_may_change_at_any_time(owner: Browser, browser: Browser) -> None:
    set_up(owner, **arrivals(owner))
    browser.provider.person["groups"] = "tea"
    assert browser.sign_in().status_code == 200
    browser.provider.rotate()
    time.sleep(1.1)
    assert browser.sign_in().status_code == 200
    fetched = browser.provider.asked.count("/keys")
    assert browser.sign_in().status_code == 200
    assert browser.provider.asked.count("/keys") == fetched


def test_a_provider_may_sign_with_elliptic_curves(brand: Brand) -> None:
    with running("ES256") as provider:
        owner = fresh(brand, provider)
        owner.client.post("/api/session", json={"login": "owner", "password": PASSWORD})
        set_up(owner, **arrivals(owner))
        provider.person["groups"] = "tea"
        assert fresh(brand, provider).sign_in().status_code == 200


@pytest.mark.parametrize(
    ("lies", "code", "told"),
    [
        ({"nonce": "another"}, "NonceWrong", "The token belongs to another sign-in"),
        ({"aud": "another app"}, "TokenElsewhere", "(aud)"),
        ({"aud": [CLIENT_ID, "another app"]}, "TokenElsewhere", "(azp)"),
        ({"azp": "another app"}, "TokenElsewhere", "(azp)"),
        ({"iss": "https://id.evil.example"}, "TokenElsewhere", "(iss)"),
        ({"exp": -90}, "TokenExpired", "seconds ago by our clock"),
        ({"iat": 120}, "ClocksApart", "seconds ahead of ours"),
        ({"nbf": 3600}, "ClocksApart", "seconds ahead of ours"),
        ({"sub": None}, "TokenElsewhere", "(sub)"),
    ],
    ids=lambda value: str(value),
)
def test_a_token_that_is_not_for_this_sign_in_is_refused(
    owner: Browser, browser: Browser, lies: dict[str, Any], code: str, told: str
) -> None:
    set_up(owner, **arrivals(owner))
    browser.provider.person["groups"] = "tea"
    now = time.time()
    browser.provider.lies = {
        name: round(now + value, 3) if isinstance(value, int) else value
        for name, value in lies.items()
    }
    answer = browser.sign_in()
    assert refused(answer) == (401, code)
    assert told in answer.json()["message"]
    if "seconds" in told:
        apart = abs(next(value for value in lies.values()))
        assert answer.json()["data"]["seconds"] == pytest.approx(apart, abs=20)
    assert browser.me()["code"] == "SignInNeeded"


def test_clocks_a_minute_apart_are_no_hindrance(owner: Browser, browser: Browser) -> None:
    set_up(owner, **arrivals(owner))
    now = time.time()
    browser.provider.person["groups"] = "tea"
    browser.provider.lies = {"iat": now + 50, "exp": now + 350}
    assert browser.sign_in().status_code == 200
    browser.provider.lies = {"iat": now - 350, "exp": now - 30}
    assert browser.sign_in().status_code == 200


def test_a_token_without_a_signature_of_its_keys_is_refused(
    owner: Browser, browser: Browser
) -> None:
    set_up(owner, **arrivals(owner))
    browser.provider.person["groups"] = "tea"
    browser.provider.unsigned = True
    answer = browser.sign_in()
    assert refused(answer) == (401, "TokenUnsigned")
    assert "alg none" in answer.json()["message"]
    browser.provider.unsigned = False
    assert browser.sign_in().status_code == 200
    # The same key id, another key: what the description told no longer fits.
    honest = browser.provider.kid
    browser.provider.rotate()
    browser.provider.kid = honest
    answer = browser.sign_in()
    assert refused(answer) == (401, "TokenUnsigned")


def test_a_code_and_a_state_are_good_once(owner: Browser, browser: Browser) -> None:
    set_up(owner, **arrivals(owner))
    browser.provider.person["groups"] = "tea"
    code, state = browser.leave()
    cookie = dict(browser.client.cookies)
    assert browser.come_back(code, state).status_code == 200
    assert refused(browser.come_back(code, state)) == (401, "OtherBrowser")
    again = fresh(browser.brand, browser.provider)
    again.client.cookies.update(cookie)
    assert refused(again.come_back(code, state)) == (401, "JourneyUsed")
    _, later = browser.leave()
    reused = browser.come_back(code, later)
    assert refused(reused) == (401, "ProviderRefused")
    assert "invalid_grant" in reused.json()["message"]


def test_what_another_browser_began_leads_nowhere(owner: Browser, browser: Browser) -> None:
    set_up(owner, **arrivals(owner))
    browser.provider.person["groups"] = "tea"
    code, state = browser.leave()
    other = fresh(browser.brand, browser.provider)
    assert refused(other.come_back(code, state)) == (401, "OtherBrowser")
    other.leave()
    assert refused(other.come_back(code, state)) == (401, "OtherBrowser")
    assert refused(browser.come_back(code, state[:-1] + "0")) in (
        (401, "OtherBrowser"), (401, "JourneyUsed"),
    )  # fmt: skip


def test_a_provider_that_says_no_is_told_as_such(owner: Browser, browser: Browser) -> None:
    set_up(owner)
    _, state = browser.leave()
    body = {"state": state, "error": "access_denied"}
    answer = browser.client.post("/api/session/returns", json=body)
    assert refused(answer) == (401, "ProviderRefused")
    assert answer.json()["data"]["reason"] == "access_denied"


def test_a_way_that_was_closed_meanwhile_lets_nobody_in(owner: Browser, browser: Browser) -> None:
    set_up(owner, **arrivals(owner))
    browser.provider.person["groups"] = "tea"
    code, state = browser.leave()
    set_up(owner, openid=False)
    assert refused(browser.come_back(code, state)) == (401, "WayClosed")
    assert browser.client.get("/api/session/ways").json()["items"] == []


def test_signing_out_ends_the_session_here(owner: Browser, browser: Browser) -> None:
    set_up(owner, **arrivals(owner))
    browser.provider.person["groups"] = "tea"
    browser.sign_in()
    kept = dict(browser.client.cookies)
    assert browser.client.delete("/api/session").status_code == 204
    browser.client.cookies.update(kept)
    assert browser.me()["code"] == "SignInNeeded"


def test_a_password_gives_no_farewell_elsewhere(owner: Browser) -> None:
    assert owner.me()["farewell_url"] is None


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"issuer": "http://id.example"}, "BadIssuer"),
        ({"issuer": "https://id.example?x=1"}, "BadIssuer"),
        ({"client_id": " "}, "EmptyText"),
        ({"secret": None}, "EmptyText"),
        ({"title": ""}, "EmptyText"),
    ],
    ids=lambda value: str(value),
)
def test_a_setting_that_cannot_work_is_refused(
    owner: Browser, changed: dict[str, Any], code: str
) -> None:
    assert refused(set_up(owner, **changed)) == (422, code)


def test_nobody_becomes_an_owner_by_signing_in(owner: Browser) -> None:
    assert refused(set_up(owner, **arrivals(owner, "owner"))) == (422, "OwnerByHand")
    assert refused(set_up(owner, **arrivals(owner, "clerk"))) == (422, "StaffNeeded")
    nowhere = arrivals(owner)
    nowhere["arrivals"][0]["node_id"] = None
    assert refused(set_up(owner, **nowhere)) == (422, "NodeNeeded")


def test_the_secret_is_sealed_kept_and_never_shown(owner: Browser) -> None:
    set_up(owner)
    kept = set_up(owner, secret=None, title="Our ID")
    assert (kept.status_code, kept.json()["has_secret"]) == (200, True)
    assert SECRET not in kept.text
    assert SECRET not in owner.client.get("/api/audit").text
    with owner.brand.work() as work:
        row = work.session.scalars(work.scope(SignInWays)).one()
        assert row.secret_sealed is not None
        assert SECRET.encode() not in row.secret_sealed
        assert work.secrets.open(row.secret_sealed) == SECRET


def states(owner: Browser) -> dict[str, str]:
    answer = owner.client.post("/api/sign-in-ways/check")
    return {one["check"]: one["state"] for one in answer.json()["items"]}


def test_trying_it_names_what_is_wrong(owner: Browser) -> None:
    set_up(owner)
    assert set(states(owner).values()) == {"well"}
    set_up(owner, secret="wrong")
    assert states(owner)["client"] == "ill"
    owner.provider.described_as = {"issuer": "https://another.example"}
    found = states(owner)
    assert (found["address"], found["description"], found["keys"]) == ("well", "ill", "skipped")
    owner.provider.described_as = {"code_challenge_methods_supported": ["plain"]}
    assert states(owner)["pkce"] == "ill"
    set_up(owner, issuer="http://127.0.0.1:1")
    assert states(owner)["address"] == "ill"


def test_a_user_gives_up_their_password_but_the_last_owner_keeps_it(
    owner: Browser, browser: Browser
) -> None:
    set_up(owner, **arrivals(owner))
    browser.provider.person["groups"] = "tea"
    browser.sign_in()
    users = {user["login"]: user for user in owner.client.get("/api/users").json()["items"]}
    east = owner.brand.add_user("east", "analyst", node="East")
    alone = owner.client.delete(f"/api/users/{east}/password")
    assert refused(alone) == (409, "NoOtherWay")
    href = owner.client.post("/api/session/links").json()["href"]
    owner.provider.person["sub"] = "boss-1"
    owner.come_back(*owner.provider.authorize(href))
    path = f"/api/users/{users['owner']['id']}/password"
    assert refused(owner.client.delete(path)) == (409, "PasswordNeeded")
    owner.brand.add_user("second", "owner")
    assert owner.client.delete(path).json()["ways"] == ["openid"]
    answer = owner.client.post("/api/session", json={"login": "owner", "password": PASSWORD})
    assert refused(answer) == (401, "SignInFailed")
    owner.provider.person["sub"] = "ada-1"
    unlinked = fresh(owner.brand, owner.provider)
    unlinked.client.post("/api/session", json={"login": "second", "password": PASSWORD})
    ada = users["ada@tea.example"]["id"]
    assert unlinked.client.delete(f"/api/users/{ada}/links").json()["ways"] == []
    assert browser.me()["code"] == "SignInNeeded"


def test_issuers_are_https_or_this_machine() -> None:
    for good in ("https://id.example/tenant", "http://127.0.0.1:9", "http://localhost:9"):
        demand_issuer(good)
    for bad in ("http://10.0.0.1", "ftp://id.example", "https://", "id.example", "https://a#b"):
        with pytest.raises(BadIssuer):
            demand_issuer(bad)


def test_sessions_of_others_are_untouched(owner: Browser, browser: Browser) -> None:
    set_up(owner, **arrivals(owner))
    browser.provider.person["groups"] = "tea"
    browser.sign_in()
    with owner.brand.work() as work:
        sessions = work.session.scalars(work.scope(SignInSession)).all()
        users = {user.id: user.login for user in work.session.scalars(work.scope(User))}
    assert sorted(users[one.user_id] for one in sessions) == ["ada@tea.example", "owner"]
