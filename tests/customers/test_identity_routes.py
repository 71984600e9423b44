"""Who is whom over HTTP: suggested, merged, looked at, undone; exported and erased."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from siyu.app import create_api
from siyu.customers.friends import Added, add
from siyu.customers.meeting import Account, Newcomer, meet_all
from siyu.customers.people import Profile, add_phones
from siyu.platform.access import Actor
from siyu.platform.runtime import Runtime
from tests.conftest import MONDAY_NOON

TEST = Actor.system("test")


@pytest.fixture
def two(runtime: Runtime, brand: UUID, lin: UUID) -> tuple[str, str]:
    """A friend and a mall customer with the same phone."""
    with runtime.work(brand, actor=TEST) as work:
        friend = add(work, Added(Profile("wm1", name="雷子"), lin, MONDAY_NOON)).customer_id
        accounts = (Account("mall_id", "m1"), Account("phone", "13800138000"))
        (mall,) = meet_all(work, [Newcomer(accounts, "mall", "李雷")])
        add_phones(work, friend, ["13800138000"], evidence="remark")
    return str(friend), str(mall.customer_id)


@pytest.fixture
def web(runtime: Runtime, brand: UUID) -> Iterator[TestClient]:
    """The owner, signed in."""
    with TestClient(create_api(runtime), headers={"Accept-Language": "en"}) as client:
        signed = {"login": "owner", "password": "a long pass phrase"}
        assert client.post("/api/session", json=signed).status_code == 200
        yield client


def ok(answer: Any) -> Any:
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_suggestion_is_merged_looked_at_and_undone(web: TestClient, two: tuple[str, str]) -> None:
    friend, mall = two
    (suggested,) = ok(web.get("/api/suggestions"))["items"]
    assert {suggested["one"]["name"], suggested["other"]["name"]} == {"雷子", "李雷"}
    assert (suggested["evidence"], suggested["score"]) == (["phone"], 40)
    preview = ok(web.get(f"/api/customers/{friend}/merges/{mall}"))
    assert preview["rows"] == [{"holding": "identities", "count": 2}]
    assert preview["events"] == 1
    made = ok(web.post(f"/api/customers/{friend}/merges", json={"gone_id": mall}))
    assert (made["by_words"], made["gone"]) == ("the same phone", {"id": mall, "name": "李雷"})
    assert ok(web.get(f"/api/customers/{mall}"))["id"] == friend
    page = ok(web.get(f"/api/customers/{friend}"))
    assert [(one["kind"], one["source_words"], one["weight"]) for one in page["identities"]] == [
        ("external_userid", "WeCom", 100),
        ("mall_id", "mall", 100),
        ("phone", "mall", 60),
        ("phone", "an adviser's note", 40),
    ]
    assert ok(web.get("/api/suggestions"))["items"] == []
    (merge,) = ok(web.get(f"/api/customers/{friend}/identity"))["merges"]
    undone = ok(web.post(f"/api/merges/{merge['id']}/undo"))
    assert undone["stayed"] == 0
    assert undone["undone_at"]
    assert ok(web.get(f"/api/customers/{mall}"))["id"] == mall
    assert web.post(f"/api/merges/{merge['id']}/undo").json()["code"] == "MergeUndone"
    trail = {one["what"] for one in ok(web.get("/api/audit"))["items"]}
    assert {"customers_merged", "merge_undone"} <= trail


def test_who_is_kept_apart_is_not_suggested_again(
    web: TestClient, runtime: Runtime, brand: UUID, two: tuple[str, str]
) -> None:
    (suggested,) = ok(web.get("/api/suggestions"))["items"]
    ok(web.post(f"/api/suggestions/{suggested['id']}/apart"))
    with runtime.work(brand, actor=TEST) as work:
        accounts = (Account("mall_id", "m1"), Account("phone", "13800138000"))
        meet_all(work, [Newcomer(accounts, "mall", "李雷")])
    assert ok(web.get("/api/suggestions"))["items"] == []


def test_a_shared_phone_is_shown_masked_to_who_may_not_read_it(
    web: TestClient, runtime: Runtime, brand: UUID
) -> None:
    with runtime.work(brand, actor=TEST) as work:
        meet_all(
            work,
            [
                Newcomer((Account("phone", "02162880000"), Account("mall_id", f"m{n}")), "mall")
                for n in range(4)
            ],
        )
    (shared,) = ok(web.get("/api/shared-values"))["items"]
    assert (shared["kind"], shared["value"], shared["people"]) == ("phone", "02162880000", 4)
    token = web.post("/api/tokens", json={"name": "t", "permissions": ["customers.merge"]}).json()
    bearer = {"authorization": f"Bearer {token['token']}"}
    (masked,) = ok(web.get("/api/shared-values", headers=bearer))["items"]
    assert masked["value"] == "*******0000"


def test_one_person_is_exported_then_erased(web: TestClient, two: tuple[str, str]) -> None:
    friend, mall = two
    told = ok(web.get(f"/api/customers/{friend}/export"))
    assert told["customer"]["name"] == "雷子"
    assert {"identities", "relations", "friend_adds", "consents"} <= set(told["holdings"])
    others = ok(web.get(f"/api/customers/{friend}/erasure"))["others"]
    assert others == [{"id": mall, "name": "李雷"}]
    assert ok(web.post(f"/api/customers/{friend}/erase")) == {"id": friend}
    page = ok(web.get(f"/api/customers/{friend}"))
    assert (page["name"], page["state"], page["identities"]) == ("", "erased", [])
    assert friend not in {one["id"] for one in ok(web.get("/api/customers"))["items"]}
    assert web.get(f"/api/customers/{friend}/export").json()["code"] == "AlreadyErased"
    assert ok(web.get(f"/api/customers/{mall}/erasure"))["others"] == []
    assert ok(web.post(f"/api/customers/{friend}/readmit")) == {"accounts": 1}
