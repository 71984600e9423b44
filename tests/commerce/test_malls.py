"""What malls send: mapped field by field, signed, once in effect, named where it is wrong."""

import json
from base64 import b64encode
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import quote_plus
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from siyu.app import create_app
from siyu.commerce.errors import PayloadUnreadable
from siyu.commerce.malls import doors, standard, wechat_shop, youzan
from siyu.commerce.malls.doors import MallLine, Vendor
from siyu.platform.clock import real_now
from siyu.platform.runtime import Runtime
from tests.commerce.shop import Shop, founded

CLIENT, SECRET = "client-1", "whsec_" + b64encode(b"a secret of the mall").decode()


def trade(**changed: Any) -> dict[str, Any]:
    """A paid trade with two items, and fields nobody here knows."""
    return {
        "full_order_info": {
            "order_info": {"tid": "E2026", "pay_time": "2026-11-02 12:00:00", "is_new": True},
            "buyer_info": {"yz_open_id": "yz9", "buyer_phone": "$cipher$1$"},
            "orders": [
                {"oid": 11, "title": "龙井", "num": 2, "payment": "99.80", "outer_sku_id": "LJ-50"},
                {"oid": 12, "title": "茶杯", "num": 1, "payment": "20.00", "item_id": 7},
            ],
            **changed,
        }
    }


def sold(**changed: Any) -> dict[str, Any]:
    """An order as WeChat Shop answers it."""
    order = {
        "order_id": 37,
        "openid": "op1",
        "unionid": "un1",
        "order_detail": {
            "product_infos": [
                {"product_id": 1, "sku_id": 5, "sku_cnt": 2, "sale_price": 500, "real_price": 900,
                 "title": "龙井", "sku_code": "LJ-50", "thumb_img": "…"}
            ],
            "pay_info": {"pay_time": 1793592000},
        },
        **changed,
    }  # fmt: skip
    return {"errcode": 0, "order": order}


def test_a_youzan_like_trade_is_rows() -> None:
    first, second = youzan.rows("trade_TradePaid", trade()).orders
    assert first.model_dump(exclude_none=True) == {
        "number": "E2026",
        "line": "11",
        "sku": "LJ-50",
        "title": "龙井",
        "quantity": 2,
        "amount": Decimal("99.80"),
        "placed_at": first.placed_at,
        "mall_id": "youzan:yz9",
        "source": "youzan",
    }
    assert f"{first.placed_at:%Y-%m-%d %H:%M %z}" == "2026-11-02 12:00 +0800"
    assert (second.sku, second.line) == ("7", "12")


def test_a_phone_that_is_readable_is_taken() -> None:
    told = trade(buyer_info={"yz_open_id": "yz9", "buyer_phone": "13800138000"})
    assert youzan.rows("trade_TradePaid", told).orders[0].phone == "13800138000"


def test_what_is_not_paid_is_no_sale_yet() -> None:
    assert youzan.rows("trade_TradeCreate", trade(order_info={"tid": "E1"})).orders == []
    unpaid = sold(order_detail={"product_infos": sold()["order"]["order_detail"]["product_infos"]})
    assert wechat_shop.rows(unpaid).orders == []


def test_a_wechat_shop_like_order_is_rows() -> None:
    (row,) = wechat_shop.rows(sold()).orders
    assert (row.number, row.line, row.sku, row.quantity) == ("37", "5", "LJ-50", 2)
    assert (row.amount, row.mall_id, row.unionid) == (Decimal("9.00"), "wechat_shop:op1", "un1")


def test_without_a_price_paid_it_is_pieces_times_price() -> None:
    told = sold()
    del told["order"]["order_detail"]["product_infos"][0]["real_price"]
    assert wechat_shop.rows(told).orders[0].amount == Decimal("10.00")


@pytest.mark.parametrize(
    ("read", "place"),
    [
        (lambda: youzan.rows("x", trade(order_info={})), "full_order_info.order_info.tid"),
        (lambda: youzan.rows("x", trade(orders=[])), "full_order_info.orders"),
        (
            lambda: youzan.rows("x", trade(orders=[{"oid": 1, "num": 0, "payment": "1"}])),
            "full_order_info.orders.0.num",
        ),
        (lambda: wechat_shop.rows({}), "order"),
        (lambda: wechat_shop.rows(sold(openid=None)), "order.openid"),
    ],
)
def test_a_bad_payload_is_named_by_its_place(read: Any, place: str) -> None:
    with pytest.raises(PayloadUnreadable) as told:
        read()
    assert told.value.data["place"] == place
    assert place in told.value.sentence("en")


@pytest.fixture
def brand(runtime: Runtime) -> Shop:
    return founded(runtime, currency="CNY")


@pytest.fixture
def client(runtime: Runtime) -> Iterator[TestClient]:
    with TestClient(create_app(runtime), raise_server_exceptions=False) as client:
        yield client


def connected(shop: Shop, vendor: Vendor) -> MallLine:
    with shop.work() as work:
        return doors.connect(work, vendor=vendor, client_id=CLIENT, secret=SECRET)


def push(client: TestClient, mall: MallLine, message: dict[str, Any], **changed: Any) -> Any:
    """Send as Youzan does: the message URL-encoded, and its MD5 beside it."""
    text = quote_plus(json.dumps(message))
    sign = youzan.signature(CLIENT, text, SECRET)
    body = {"type": "trade_TradePaid", "msg": text, "sign": sign, "kdt_id": 5, **changed}
    return client.post(mall.path, json=body)


def pass_on(client: TestClient, mall: MallLine, message: Any, *, late: int = 0) -> Any:
    """Send as Standard Webhooks asks."""
    body, at = json.dumps(message).encode(), str(int(real_now().timestamp()) - late)
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": at,
        "webhook-signature": standard.signature(SECRET, "msg_1", at, body),
    }
    return client.post(mall.path, content=body, headers=headers)


def test_a_push_is_an_order_and_again_changes_nothing(brand: Shop, client: TestClient) -> None:
    mall = connected(brand, "youzan")
    first, again = push(client, mall, trade()), push(client, mall, trade())
    assert first.json() == {"code": 0, "msg": "success", "taken": 2, "merged": 0}
    assert again.json() == {"code": 0, "msg": "success", "taken": 0, "merged": 2}
    assert [row[:2] + row[4:] for row in brand.rows()["orders"]] == [("youzan", "E2026", 11980, 2)]


def test_a_refund_push_is_an_entry(brand: Shop, client: TestClient) -> None:
    mall = connected(brand, "youzan")
    push(client, mall, trade())
    told = {"refund_id": "T1", "tid": "E2026", "oid": "11", "refunded_fee": "49.90"}
    answer = push(client, mall, told, type=youzan.REFUNDED)
    assert (answer.status_code, answer.json()["taken"]) == (200, 1)
    assert [row[1:5:3] + row[6:8] for row in brand.rows()["refunds"]] == [("T1", "11", 0, 4990)]


def test_an_order_passed_on_is_taken_once(brand: Shop, client: TestClient) -> None:
    mall = connected(brand, "wechat_shop")
    assert pass_on(client, mall, sold()).json()["taken"] == 1
    assert pass_on(client, mall, sold()).json()["merged"] == 1
    after_sale = {
        "after_sale_order_id": "A1",
        "order_id": 37,
        "status": "MERCHANT_REFUND_SUCCESS",
        "product_info": {"product_id": 1, "sku_id": 5, "count": 1},
        "refund_info": {"amount": 450},
    }
    answer = pass_on(client, mall, {"after_sale_order": after_sale})
    assert answer.json()["taken"] == 1
    assert [row[6:8] for row in brand.rows()["refunds"]] == [(1, 450)]


def test_what_is_signed_otherwise_is_refused(brand: Shop, client: TestClient) -> None:
    mall, other = connected(brand, "youzan"), connected(brand, "wechat_shop")
    answers = [
        push(client, mall, trade(), sign="0" * 32),
        pass_on(client, other, sold(), late=301),
        client.post(other.path, json=sold()),
    ]
    assert [one.status_code for one in answers] == [403, 403, 403]
    assert {one.json()["code"] for one in answers} == {"SignatureWrong"}
    assert brand.rows()["orders"] == []


def test_a_mall_that_is_not_there_is_not_found(brand: Shop, client: TestClient) -> None:
    mall = connected(brand, "youzan")
    assert client.post(f"/callbacks/youzan/{uuid4()}", json={}).status_code == 404
    assert client.post(f"/callbacks/wechat-shop/{mall.id}", json={}).status_code == 404


def test_a_bad_push_is_refused_whole_and_names_its_place(brand: Shop, client: TestClient) -> None:
    mall = connected(brand, "youzan")
    told = trade()
    told["full_order_info"]["orders"][1]["payment"] = "a lot"
    answer = push(client, mall, told)
    assert answer.status_code == 422
    assert answer.json()["data"]["place"] == "full_order_info.orders.1.payment"
    nobody = push(client, mall, trade(buyer_info={}))
    assert (nobody.status_code, nobody.json()["code"]) == (422, "BuyerMissing")
    assert brand.rows()["orders"] == []


def test_yuan_do_not_enter_a_brand_of_pounds(runtime: Runtime, client: TestClient) -> None:
    mall = connected(founded(runtime), "youzan")
    assert push(client, mall, trade()).json()["code"] == "CurrencyDiffers"
