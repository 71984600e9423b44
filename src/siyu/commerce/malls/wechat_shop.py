"""WeChat-shop-like payloads: an order and an after-sales order as our rows. Pure.

Source: WeChat Shop's documents of `channels/ec/order/get` and
`channels/ec/aftersale/getaftersaleorder`, read in 2026. Its own pushes name an order by id only;
whoever fetches the order passes the answer on to us, signed by Standard Webhooks. Money is whole
fen, times are seconds of the epoch.
"""

from datetime import UTC, datetime
from typing import Any

from pydantic import Field

from siyu.commerce.malls.payloads import MALL_CURRENCY, Payload, Rows, shaped
from siyu.commerce.rows import OrderRow, RefundRow
from siyu.kit.money import major

KIND = "wechat_shop"
REFUNDED = {"MERCHANT_REFUND_SUCCESS", "MERCHANT_RETURN_SUCCESS"}


class Product(Payload):
    product_id: str
    sku_id: str
    sku_code: str | None = None
    title: str = ""
    sku_cnt: int = Field(gt=0)
    sale_price: int = Field(ge=0)
    real_price: int | None = Field(default=None, ge=0)

    @property
    def amount(self) -> int:
        """What was paid for all pieces, after discounts."""
        return self.sale_price * self.sku_cnt if self.real_price is None else self.real_price


class Paid(Payload):
    pay_time: int = 0


class Details(Payload):
    product_infos: list[Product] = Field(min_length=1)
    pay_info: Paid = Paid()


class Sold(Payload):
    order_id: str
    openid: str
    unionid: str | None = None
    order_detail: Details


class Returned(Payload):
    sku_id: str
    count: int = Field(default=0, ge=0)


class Sum(Payload):
    amount: int = Field(gt=0)


class AfterSale(Payload):
    after_sale_order_id: str
    order_id: str
    status: str
    product_info: Returned
    refund_info: Sum
    update_time: int = 0


def rows(message: dict[str, Any]) -> Rows:
    """What a payload says: `order` or `after_sale_order`. Raises PayloadUnreadable."""
    if "after_sale_order" in message:
        told = shaped(AfterSale, message["after_sale_order"], "after_sale_order")
        return Rows(refunds=refund(told))
    return Rows(orders=order(shaped(Sold, message.get("order"), "order")))


def order(told: Sold) -> list[OrderRow]:
    """An order line by line; one not paid is no sale yet."""
    paid_at = told.order_detail.pay_info.pay_time
    if not paid_at:
        return []
    return [
        OrderRow(
            number=told.order_id,
            line=product.sku_id,
            sku=product.sku_code or product.sku_id,
            title=product.title,
            quantity=product.sku_cnt,
            amount=major(product.amount, MALL_CURRENCY),
            placed_at=_instant(paid_at),
            mall_id=f"{KIND}:{told.openid}",
            unionid=told.unionid,
            source=KIND,
        )
        for product in told.order_detail.product_infos
    ]


def refund(told: AfterSale) -> list[RefundRow]:
    """An after-sales order once its money went back."""
    if told.status not in REFUNDED:
        return []
    return [
        RefundRow(
            number=told.after_sale_order_id,
            entry=told.product_info.sku_id,
            order_number=told.order_id,
            line=told.product_info.sku_id,
            quantity=told.product_info.count,
            amount=major(told.refund_info.amount, MALL_CURRENCY),
            refunded_at=_instant(told.update_time) if told.update_time else None,
            source=KIND,
        )
    ]


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
