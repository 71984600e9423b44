"""The shapes in which goods, orders and refunds come in: one row a good, a line, an entry.

An order of several lines is several rows with one number, as shops export them. Money is decimal
text in the tenant's currency; an instant without a zone is in the tenant's own.
"""

import re
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints

MOST_MONEY = Decimal("1000000000")
MOST_PIECES = 1_000_000
DAY = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
SIGNS = re.compile(r"[\s,，¥￥£$€]")


def _absent(value: object) -> object:
    """Files have empty cells where a value is missing."""
    return None if isinstance(value, str) and not value.strip() else value


def _plain_money(value: object) -> object:
    return (SIGNS.sub("", value) or None) if isinstance(value, str) else value


def _plain_instant(value: object) -> object:
    """2026/1/5 9:30 and 2026年1月5日 as ISO 8601 writes them."""
    if not isinstance(value, str):
        return value
    text = DAY.sub(lambda day: f"{day[1]}-{day[2]:0>2}-{day[3]:0>2}", value.strip())
    text = re.sub(r"[ T]+(\d):", r" 0\1:", text)
    return text or None


Key = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Maybe = Annotated[Key | None, BeforeValidator(_absent)]
Words = Annotated[
    Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] | None,
    BeforeValidator(_absent),
]
Money = Annotated[
    Annotated[Decimal, Field(ge=0, le=MOST_MONEY)] | None, BeforeValidator(_plain_money)
]
Instant = Annotated[datetime | None, BeforeValidator(_plain_instant)]
Pieces = Annotated[int, Field(ge=0, le=MOST_PIECES)]


def cell(en: str, zh: str, *guesses: str, **more: Any) -> Any:
    """A column: its titles, and other headings it goes by."""
    return Field(title=en, json_schema_extra={"zh": zh, "guesses": list(guesses)}, **more)


class GoodRow(BaseModel):
    """A good; what is left empty stays as it is."""

    sku: Key = cell("SKU", "商品编码", "sku_id", "货号", "商家编码", "StockCode")
    title: Words = cell(
        "Title", "商品名称", "name", "品名", "商品标题", "Description", default=None
    )
    category: Words = cell("Category", "类目", "分类", "品类", default=None)
    price: Money = cell("Price", "价格", "售价", "单价", "UnitPrice", default=None)


class OrderRow(BaseModel):
    """A line of an order. The same number and line again replace it; quantity 0 takes it away.

    Without `line`, the rows of one sku in a batch are its first, second … line. A new order names
    its buyer by one account or more, and says when it was placed.
    """

    number: Key = cell("Order number", "订单号", "order_id", "订单编号", "tid", "InvoiceNo")
    line: Maybe = cell("Line", "明细号", "oid", "子订单号", "行号", default=None)
    sku: Key = cell("SKU", "商品编码", "sku_id", "货号", "商家编码", "StockCode")
    title: Words = cell("Title", "商品名称", "品名", "商品标题", "Description", default=None)
    quantity: Pieces = cell("Quantity", "数量", "num", "件数", "购买数量")
    price: Money = cell("Price of one", "单价", "售价", "UnitPrice", default=None)
    amount: Money = cell("Amount", "金额", "payment", "实付金额", "小计", default=None)
    placed_at: Instant = cell(
        "Placed at", "下单时间", "created", "pay_time", "付款时间", "InvoiceDate", default=None
    )
    mall_id: Maybe = cell("Mall id", "商城 ID", "buyer_id", "买家 ID", "CustomerID", default=None)
    member_number: Maybe = cell("Member number", "会员号", "会员卡号", "member_id", default=None)
    unionid: Maybe = cell("unionid", "unionid", "union_id", default=None)
    phone: Maybe = cell("Phone", "手机号", "mobile", "买家手机", "收货手机", default=None)
    buyer: Words = cell("Buyer's name", "买家昵称", "buyer_nick", "昵称", "姓名", default=None)
    source: Key = cell("Source", "来源", "店铺", "shop", default="shop")


class RefundRow(BaseModel):
    """What came back of a line: pieces, money, or both; money left out is the pieces' share.

    The line is named by its key or, where the order has one line of it, by its sku.
    """

    number: Key = cell("Refund number", "退款单号", "refund_id", "售后单号")
    entry: Maybe = cell("Entry", "退款行号", default=None)
    order_number: Key = cell("Order number", "订单号", "order_id", "tid", "InvoiceNo")
    line: Maybe = cell("Line", "明细号", "oid", "子订单号", default=None)
    sku: Maybe = cell("SKU", "商品编码", "sku_id", "货号", default=None)
    quantity: Pieces = cell("Quantity", "退货数量", "退款件数", "num", default=0)
    amount: Money = cell("Amount", "退款金额", "refund_fee", default=None)
    refunded_at: Instant = cell("Refunded at", "退款时间", "refund_time", default=None)
    source: Key = cell("Source", "来源", "店铺", "shop", default="shop")
