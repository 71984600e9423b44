"""The organisation over HTTP: cookies and tokens, rights and reach, words in both languages."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from siyu.app import create_api
from siyu.organisation import service
from siyu.platform.runtime import Runtime
from tests.organisation.conftest import PASSWORD, Brand

HEADERS = {"Accept-Language": "en"}


def client_for(runtime: Runtime) -> TestClient:
    return TestClient(create_api(runtime), headers=HEADERS)


@pytest.fixture
def web(brand: Brand) -> Iterator[TestClient]:
    """A browser with nobody signed in."""
    with client_for(brand.runtime) as client:
        yield client


def sign_in(web: TestClient, login: str = "owner", password: str = PASSWORD) -> dict[str, Any]:
    answer = web.post("/api/session", json={"login": login, "password": password})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_signing_in_sets_a_cookie_that_scripts_and_other_sites_cannot_use(
    brand: Brand, web: TestClient
) -> None:
    answer = web.post("/api/session", json={"login": "owner", "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert "siyu_session=" in cookie
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    me = answer.json()
    assert me["user"] == {
        "id": str(brand.founded.owner_id), "name": "owner", "login": "owner", "language": "zh-CN",
    }  # fmt: skip
    assert me["tenant"] == {
        "id": str(brand.tenant_id), "name": "Tea House", "zone": "Asia/Shanghai", "currency": "CNY",
    }  # fmt: skip
    assert set(me["permissions"]) == brand.all_rights.known
    assert web.get("/api/session").json() == me


def test_under_https_the_cookie_travels_under_https_only(brand: Brand) -> None:
    public = brand.runtime.settings.model_copy(update={"public_url": "https://siyu.example"})
    with client_for(replace(brand.runtime, settings=public)) as web:
        answer = web.post("/api/session", json={"login": "owner", "password": PASSWORD})
    assert "Secure" in answer.headers["set-cookie"].split("; ")


@pytest.mark.parametrize("login", ["owner", "nobody", "no\u0000body"])
def test_a_stranger_learns_nothing_from_a_refusal(web: TestClient, login: str) -> None:
    answer = web.post("/api/session", json={"login": login, "password": "wrong password"})
    if "\u0000" in login:
        assert answer.status_code == 422
        return
    assert (answer.status_code, answer.json()["code"]) == (401, "SignInFailed")
    assert answer.json()["data"] == {}
    assert "set-cookie" not in answer.headers


def test_a_pause_is_told_in_the_language_asked_for(web: TestClient) -> None:
    for _ in range(5):
        web.post("/api/session", json={"login": "owner", "password": "wrong password"})
    answer = web.post(
        "/api/session",
        json={"login": "owner", "password": PASSWORD},
        headers={"Accept-Language": "zh-CN"},
    )
    assert answer.status_code == 429
    assert answer.json() == {
        "code": "SignInPaused",
        "message": "该账号输错次数过多：请等 60 秒再试。",
        "data": {"seconds": 60},
    }


def test_signing_out_ends_the_session_on_the_server_too(web: TestClient) -> None:
    sign_in(web)
    secret = web.cookies["siyu_session"]
    assert web.delete("/api/session").status_code == 204
    assert "siyu_session" not in web.cookies
    web.cookies.set("siyu_session", secret)
    assert web.get("/api/session").status_code == 401


def test_another_site_changes_nothing_with_our_cookie(brand: Brand, web: TestClient) -> None:
    sign_in(web)
    elsewhere = {"Origin": "https://elsewhere.example"}
    answer = web.patch("/api/session", json={"language": "en"}, headers=elsewhere)
    assert (answer.status_code, answer.json()["code"]) == (403, "ForeignForm")
    assert web.get("/api/session").json()["user"]["language"] == "zh-CN"


def test_one_sets_ones_own_language_and_password(brand: Brand, web: TestClient) -> None:
    sign_in(web)
    assert web.patch("/api/session", json={"language": "en"}).json()["user"]["language"] == "en"
    wrong = {"password": "another password", "old_password": "no"}
    assert web.patch("/api/session", json=wrong).status_code == 401
    assert web.get("/api/session").status_code == 200
    right = {"password": "another password", "old_password": PASSWORD}
    assert web.patch("/api/session", json=right).status_code == 200
    assert web.get("/api/session").status_code == 401
    sign_in(web, password="another password")


def test_the_tree_is_read_and_changed(brand: Brand, web: TestClient) -> None:
    sign_in(web)
    made = web.post(
        "/api/nodes",
        json={
            "parent_id": str(brand.nodes["East"]), "name": "Moon", "kind": "store",
            "ownership": "franchise",
        },
    )  # fmt: skip
    assert made.status_code == 201
    node = made.json()
    assert node == {
        "id": node["id"], "parent_id": str(brand.nodes["East"]), "name": "Moon", "kind": "store",
        "ownership": "franchise", "staff_count": 0,
    }  # fmt: skip
    moved = web.put(
        f"/api/nodes/{node['id']}",
        json={"name": "Moon Store", "ownership": "direct", "parent_id": str(brand.nodes["West"])},
    )
    assert moved.json()["parent_id"] == str(brand.nodes["West"])
    listed = web.get("/api/nodes").json()
    assert listed["next_cursor"] is None
    assert listed["items"][0]["parent_id"] is None
    assert {one["name"] for one in listed["items"]} == {*brand.nodes, "Moon Store"}


def test_staff_are_listed_found_and_moved(brand: Brand, web: TestClient) -> None:
    sign_in(web)
    page = web.get("/api/staff", params={"limit": 2}).json()
    rest = web.get("/api/staff", params={"cursor": page["next_cursor"]}).json()
    userids = [one["userid"] for one in [*page["items"], *rest["items"]]]
    assert userids == ["boss", "east", "hill1", "lake1", "lake2", "river1"]
    found = web.get("/api/staff", params={"q": "one", "node": str(brand.nodes["East"])}).json()
    assert [one["userid"] for one in found["items"]] == ["hill1", "lake1"]
    moved = web.patch(
        f"/api/staff/{brand.staff['lake1']}",
        json={"node_id": str(brand.nodes["Hill Store"]), "online": False},
    ).json()
    assert moved["node"] == {"id": str(brand.nodes["Hill Store"]), "name": "Hill Store"}
    assert (moved["online"], moved["status"]) == (False, "active")
    assert web.get("/api/staff", params={"cursor": "nonsense"}).json()["code"] == "BadCursor"
    assert web.get("/api/staff", params={"limit": 0}).status_code == 422
    assert web.get("/api/staff", params={"q": "\u0000"}).status_code == 422


def test_a_manager_is_shown_their_own_region_as_the_top(brand: Brand, web: TestClient) -> None:
    brand.add_user("east", "store_manager", node="East")
    sign_in(web, "east")
    nodes = web.get("/api/nodes").json()["items"]
    assert [(one["name"], one["parent_id"]) for one in nodes] == [
        ("East", None),
        ("Hill Store", str(brand.nodes["East"])),
        ("Lake Store", str(brand.nodes["East"])),
    ]
    staff = web.get("/api/staff").json()["items"]
    assert [one["userid"] for one in staff] == ["east", "hill1", "lake1", "lake2"]
    answer = web.patch(f"/api/staff/{brand.staff['river1']}", json={"online": False})
    assert (answer.status_code, answer.json()["code"]) == (404, "NotFound")


def test_users_are_let_in_and_changed(brand: Brand, web: TestClient) -> None:
    sign_in(web)
    body = {
        "name": "Ann", "login": "Ann@Example", "password": PASSWORD,
        "role_id": str(brand.roles["clerk"]), "node_id": None,
        "staff_id": str(brand.staff["lake1"]),
    }  # fmt: skip
    made = web.post("/api/users", json=body)
    assert made.status_code == 201
    user = made.json()
    assert user["login"] == "ann@example"
    assert user["staff"] == {"id": str(brand.staff["lake1"]), "name": "Lake One"}
    assert user["role"]["name"] == "导购"
    assert "password_hash" not in made.text
    assert web.post("/api/users", json=body).json()["code"] == "LoginTaken"
    missing = web.post("/api/users", json={**body, "login": "bob", "staff_id": None})
    assert (missing.status_code, missing.json()["code"]) == (422, "StaffNeeded")
    assert missing.json()["data"]["field"] == "staff_id"
    closed = web.patch(f"/api/users/{user['id']}", json={"active": False}).json()
    assert closed["active"] is False
    logins = [one["login"] for one in web.get("/api/users").json()["items"]]
    assert logins == ["ann@example", "owner"]
    last = web.patch(f"/api/users/{brand.founded.owner_id}", json={"active": False})
    assert (last.status_code, last.json()["code"]) == (409, "LastOwner")


def test_roles_are_made_of_rights_told_by_their_names(brand: Brand, web: TestClient) -> None:
    sign_in(web)
    rights = web.get("/api/permissions", headers={"Accept-Language": "zh-CN"}).json()["items"]
    assert {"name": "staff.read", "title": "查看员工", "domain": "organisation"} in rights
    made = web.post("/api/roles", json={"name": "Porter", "permissions": ["staff.read"]})
    assert made.status_code == 201
    role = made.json()
    assert role == {
        "id": role["id"], "name": "Porter", "built_in": False, "permissions": ["staff.read"],
        "sees": "subtree", "user_count": 0,
    }  # fmt: skip
    changed = web.put(
        f"/api/roles/{role['id']}", json={"name": "Porter", "permissions": ["users.read"]}
    )
    assert changed.json()["permissions"] == ["users.read"]
    listed = web.get("/api/roles").json()["items"]
    assert [one["built_in"] for one in listed] == [True] * 5 + [False]
    unknown = web.post("/api/roles", json={"name": "X", "permissions": ["moon.walk"]})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "UnknownRight")


def test_a_token_is_shown_once_works_and_ends(brand: Brand, web: TestClient) -> None:
    sign_in(web)
    made = web.post(
        "/api/tokens", json={"name": "report", "permissions": ["staff.read"], "expires_days": 30}
    )
    assert made.status_code == 201
    secret = made.json()["token"]
    listed = web.get("/api/tokens")
    assert secret not in listed.text
    assert [one["name"] for one in listed.json()["items"]] == ["report"]
    with client_for(brand.runtime) as program:
        program.headers["Authorization"] = f"Bearer {secret}"
        assert program.get("/api/staff").status_code == 200
        refused = program.get("/api/users")
        assert (refused.status_code, refused.json()["code"]) == (403, "Refused")
        assert refused.json()["data"] == {"permission": "users.read"}
        assert web.delete(f"/api/tokens/{made.json()['id']}").status_code == 204
        assert program.get("/api/staff").status_code == 401


def test_a_token_cannot_make_a_stronger_one(brand: Brand, web: TestClient) -> None:
    sign_in(web)
    made = web.post("/api/tokens", json={"name": "ci", "permissions": ["tokens.write"]}).json()
    with client_for(brand.runtime) as program:
        program.headers["Authorization"] = f"Bearer {made['token']}"
        asked = {"name": "more", "permissions": ["users.write"]}
        answer = program.post("/api/tokens", json=asked)
    assert (answer.status_code, answer.json()["code"]) == (403, "BeyondYourRights")
    assert answer.json()["data"] == {"missing": "users.write"}


def test_one_who_does_not_see_the_brand_handles_only_their_own_tokens(
    brand: Brand, web: TestClient
) -> None:
    sign_in(web)
    made = web.post("/api/tokens", json={"name": "hq", "permissions": ["staff.read"]}).json()
    with brand.work() as work:
        role = service.add_role(
            work, name="Local", permissions=["tokens.write", "staff.read"], sees="subtree",
            by=brand.all_rights,
        )  # fmt: skip
    brand.roles["local"] = role.id
    brand.add_user("loc", "local", node="East")
    with client_for(brand.runtime) as local:
        sign_in(local, "loc")
        assert local.get("/api/tokens").json()["items"] == []
        assert local.delete(f"/api/tokens/{made['id']}").status_code == 404
    assert len(web.get("/api/tokens").json()["items"]) == 1


def test_the_audit_trail_says_who_did_what_in_words(brand: Brand, web: TestClient) -> None:
    sign_in(web)
    web.put(f"/api/nodes/{brand.nodes['East']}", json={"name": "Far East"})
    asked = {"subject_id": str(brand.nodes["East"]), "what": "node.changed"}
    [line] = web.get("/api/audit", params=asked).json()["items"]
    assert line["actor_words"] == "owner"
    assert line["what_words"] == "Node changed"
    assert line["subject_words"] == "Far East"
    assert (line["before"]["name"], line["after"]["name"]) == ("East", "Far East")
    chinese = web.get("/api/audit", params=asked, headers={"Accept-Language": "zh-CN"}).json()
    assert chinese["items"][0]["what_words"] == "修改节点"


def test_the_audit_trail_is_filtered_and_paged(brand: Brand, web: TestClient) -> None:
    sign_in(web)
    every = web.get("/api/audit", params={"limit": 200}).json()["items"]
    assert [one["at"] for one in every] == sorted((one["at"] for one in every), reverse=True)
    seen: list[str] = []
    cursor = None
    while True:
        page = web.get("/api/audit", params={"limit": 5, "cursor": cursor}).json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == [one["id"] for one in every]

    def found(**asked: str) -> set[str]:
        items = web.get("/api/audit", params={"limit": 200, **asked}).json()["items"]
        return {one["what"] for one in items}

    assert found(q="lake1") == {"staff.joined"}
    assert found(actor="system:founding") == {"user.added", "tenant.founded"}
    assert found(subject="node") == {"node.added"}
    assert found(day="2026-11-16") == {one["what"] for one in every}
    assert found(day="2026-11-15") == set()
    assert web.get("/api/audit", params={"cursor": "WyJ4IiwgInkiXQ"}).status_code == 422


ROUTES = [
    ("GET", "/api/session", None),
    ("GET", "/api/nodes", "organisation.read"),
    ("POST", "/api/nodes", "organisation.write"),
    ("PUT", "/api/nodes/{id}", "organisation.write"),
    ("GET", "/api/staff", "staff.read"),
    ("PATCH", "/api/staff/{id}", "staff.write"),
    ("GET", "/api/users", "users.read"),
    ("POST", "/api/users", "users.write"),
    ("PATCH", "/api/users/{id}", "users.write"),
    ("GET", "/api/roles", "users.read"),
    ("POST", "/api/roles", "roles.write"),
    ("PUT", "/api/roles/{id}", "roles.write"),
    ("GET", "/api/permissions", "users.read"),
    ("GET", "/api/tokens", "tokens.write"),
    ("POST", "/api/tokens", "tokens.write"),
    ("DELETE", "/api/tokens/{id}", "tokens.write"),
    ("GET", "/api/audit", "audit.read"),
]


def test_each_route_asks_for_sign_in_and_for_its_right(brand: Brand, web: TestClient) -> None:
    with brand.work() as work:
        role = service.add_role(
            work, name="Nothing", permissions=[], sees="subtree", by=brand.all_rights
        )
    brand.roles["nothing"] = role.id
    brand.add_user("none", "nothing", node="Tea House")
    anonymous = {path: _status(web, method, path) for method, path, _ in ROUTES}
    assert set(anonymous.values()) == {401}
    sign_in(web, "none")
    for method, path, right in ROUTES:
        answer = web.request(method, path.format(id=uuid4()), json=None)
        if right is None:
            assert answer.status_code == 200
        else:
            assert (method, path, answer.status_code) == (method, path, 403)
            assert answer.json()["data"] == {"permission": right}


def _status(web: TestClient, method: str, path: str) -> int:
    return int(web.request(method, path.format(id=uuid4())).status_code)


def test_another_tenants_things_are_not_there(
    brand: Brand, other_brand: Brand, web: TestClient
) -> None:
    sign_in(web)
    node, staff = other_brand.nodes["East"], other_brand.staff["lake1"]
    user, role = other_brand.founded.owner_id, other_brand.roles["clerk"]
    with other_brand.work() as work:
        token, _ = service.add_token(
            work, user_id=user, name="x", permissions=[], by=other_brand.all_rights
        )
    answers = [
        web.put(f"/api/nodes/{node}", json={"name": "Mine"}),
        web.post("/api/nodes", json={"name": "X", "kind": "store", "parent_id": str(node)}),
        web.patch(f"/api/staff/{staff}", json={"online": False}),
        web.patch(f"/api/staff/{brand.staff['lake1']}", json={"node_id": str(node)}),
        web.patch(f"/api/users/{user}", json={"active": False}),
        web.put(f"/api/roles/{role}", json={"name": "X", "permissions": []}),
        web.delete(f"/api/tokens/{token.id}"),
    ]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    theirs = {str(one) for one in [*other_brand.nodes.values(), *other_brand.staff.values(), user]}
    for path in ("nodes", "staff", "users", "roles", "tokens", "audit"):
        told = web.get(f"/api/{path}", params={"limit": 200}).text
        assert not [one for one in theirs if one in told]
