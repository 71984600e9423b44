"""Orders, figures and malls, as the console and programs read them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from siyu.app import create_app
from siyu.platform.runtime import Runtime
from tests.commerce.shop import NOON, Shop, back, line

ZH = {"accept-language": "zh-CN"}


@pytest.fixture
def client(runtime: Runtime, shop: Shop) -> Iterator[TestClient]:
    with TestClient(create_app(runtime)) as client:
        client.post("/api/session", json={"login": "owner", "password": "a long pass phrase"})
        yield client


@pytest.fixture
def sold(shop: Shop) -> Shop:
    """Three orders a day apart: one whole, one refunded in part, one refunded."""
    for day, number in enumerate(("1001", "1002", "1003")):
        at = NOON + timedelta(days=day)
        shop.send(
            "orders", line(number, placed_at=at, title="Tea"), line(number, "CUP", 1, placed_at=at)
        )
    shop.send("refunds", back("R2", "1002", sku="TEA", quantity=1, refunded_at=NOON))
    shop.send("refunds", back("R3", "1003", sku="TEA", quantity=2, refunded_at=NOON))
    shop.send("refunds", back("R3", "1003", sku="CUP", quantity=1, refunded_at=NOON))
    return shop


def numbers(answer: Any) -> list[str]:
    return [one["number"] for one in answer.json()["items"]]


def test_orders_come_newest_first_a_page_at_a_time(sold: Shop, client: TestClient) -> None:
    first = client.get("/api/orders", params={"limit": 2})
    more = client.get("/api/orders", params={"limit": 2, "cursor": first.json()["next_cursor"]})
    assert (numbers(first), numbers(more)) == (["1003", "1002"], ["1001"])
    assert more.json()["next_cursor"] is None
    assert client.get("/api/orders", params={"cursor": "x"}).status_code == 422


def test_orders_are_filtered_by_state_and_number(sold: Shop, client: TestClient) -> None:
    by_state = {
        state: numbers(client.get("/api/orders", params={"state": state}))
        for state in ("placed", "part_refunded", "refunded")
    }
    assert by_state == {"placed": ["1001"], "part_refunded": ["1002"], "refunded": ["1003"]}
    assert numbers(client.get("/api/orders", params={"number": "1002"})) == ["1002"]


def test_an_order_shows_its_lines_and_refunds(sold: Shop, client: TestClient) -> None:
    (row,) = client.get("/api/orders", params={"number": "1002"}).json()["items"]
    order = client.get(f"/api/orders/{row['id']}", headers=ZH).json()
    assert (order["amount"], order["refunded"], order["net"]) == (1500, 500, 1000)
    assert (order["currency"], order["state_words"]) == ("GBP", "部分退款")
    tea = order["lines"][1]
    assert (tea["title"], tea["quantity"], tea["amount"]) == ("Tea", 2, 1000)
    assert (tea["returned"], tea["refunded"]) == (1, 500)
    assert [(one["number"], one["sku"]) for one in order["refunds"]] == [("R2", "TEA")]


def test_a_customers_orders_and_sums(sold: Shop, client: TestClient) -> None:
    customer = client.get("/api/orders").json()["items"][0]["customer"]["id"]
    found = client.get(f"/api/customers/{customer}/orders", params={"limit": 1}).json()
    assert (found["orders"], found["sales"], found["refunds"], found["net"]) == (
        3,
        4500,
        2000,
        2500,
    )
    assert [one["number"] for one in found["items"]] == ["1003"]
    assert len(found["items"][0]["lines"]) == 2
    fields = client.get(f"/api/customers/{customer}").json()["fields"]
    assert (fields["orders"], fields["spent"]) == (3, 2500)
    assert fields["first_order_at"] < fields["last_order_at"]


def test_an_order_is_on_the_customers_timeline(sold: Shop, client: TestClient) -> None:
    customer = client.get("/api/orders").json()["items"][0]["customer"]["id"]
    told = client.get(f"/api/customers/{customer}/timeline").json()["items"]
    assert "Order 1001 with 2 lines, GBP 15.00." in [one["sentence"] for one in told]
    assert "1 pieces and GBP 5.00 of order 1002 went back." in [one["sentence"] for one in told]


def test_a_change_is_seen_at_once(sold: Shop, client: TestClient) -> None:
    (row,) = client.get("/api/orders", params={"number": "1001"}).json()["items"]
    sold.send("orders", line("1001", quantity=5))
    assert client.get(f"/api/orders/{row['id']}").json()["amount"] == 3000


def test_figures_come_with_their_definitions(sold: Shop, client: TestClient) -> None:
    found = client.get("/api/commerce/figures").json()
    values = {one["name"]: one["value"] for one in found["figures"]}
    assert values == {
        "lines": 6,
        "customers": 1,
        "orders": 3,
        "sales": 4500,
        "refunds": 2000,
        "net": 2500,
        "average_order": 1500,
    }
    assert all(one["means"] and one["title"] for one in found["figures"])
    assert (found["currency"], found["history"]) == ("GBP", None)
    assert [(one["month"], one["sales"], one["refunds"]) for one in found["months"]] == [
        ("2026-11", 4500, 2000)
    ]


def test_figures_of_a_new_brand_are_empty(client: TestClient) -> None:
    found = client.get("/api/commerce/figures", headers=ZH).json()
    assert {one["value"] for one in found["figures"]} == {0, None}
    assert found["months"] == []


def test_a_mall_is_connected_and_let_go(client: TestClient) -> None:
    form = {"vendor": "youzan", "client_id": "c1", "secret": "a secret of ours"}
    made = client.post("/api/malls", json=form).json()
    assert made["path"] == f"/callbacks/youzan/{made['id']}"
    assert (made["orders"], made["refunds"], made["received_at"]) == (0, 0, None)
    assert made["url"].endswith(made["path"])
    assert "secret" not in made
    again = client.post("/api/malls", json={**form, "client_id": "c2"}).json()
    assert (again["id"], again["client_id"]) == (made["id"], "c2")
    assert client.delete(f"/api/malls/{made['id']}").status_code == 204
    assert client.get("/api/malls").json()["items"] == []


def test_what_came_from_a_mall_is_counted(sold: Shop, client: TestClient) -> None:
    client.post("/api/malls", json={"vendor": "youzan", "secret": "a secret of ours"})
    sold.send("orders", line("Y1", source="youzan"), line("Y1", "CUP", 1, source="youzan"))
    sold.send("refunds", back("T1", "Y1", sku="TEA", quantity=1, source="youzan"))
    (mall,) = client.get("/api/malls").json()["items"]
    assert (mall["orders"], mall["refunds"]) == (1, 1)


@pytest.mark.parametrize(
    "secret", ["a secret of ours", "whsec_not base64", "whsec_==", "whsec_密钥密钥", "d2hzZWM="]
)
def test_a_secret_that_cannot_sign_is_refused(client: TestClient, secret: str) -> None:
    answer = client.post("/api/malls", json={"vendor": "wechat_shop", "secret": secret})
    assert (answer.status_code, answer.json()["code"]) == (422, "MallSecretUnusable")
    assert client.get("/api/malls").json()["items"] == []
