"""Youzan-like pushes: a paid trade as order rows, a finished refund as refund rows. Pure.

Source: Youzan Cloud's documents of message pushes and of `full_order_info` (trade 4.0), read in
2026. The text `msg` is URL-encoded JSON, `sign` its MD5 between the client's id and secret; times
are China's, money is decimal text in yuan.
"""

from datetime import datetime
from decimal import Decimal
from hashlib import md5
from hmac import compare_digest
from typing import Any
from urllib.parse import unquote_plus
from zoneinfo import ZoneInfo

from pydantic import Field

from siyu.commerce.errors import SignatureWrong
from siyu.commerce.malls.payloads import Payload, Rows, parsed, shaped
from siyu.commerce.rows import OrderRow, RefundRow

KIND = "youzan"
CHINA = ZoneInfo("Asia/Shanghai")
REFUNDED = "trade_refund_RefundSuccess"


class Push(Payload):
    type: str
    msg: str
    sign: str = ""
    test: bool = False


class Item(Payload):
    oid: str
    title: str = ""
    num: int = Field(gt=0)
    payment: Decimal = Field(ge=0)
    outer_sku_id: str | None = None
    outer_item_id: str | None = None
    sku_id: str | None = None
    item_id: str | None = None

    @property
    def sku(self) -> str:
        """The brand's own code where it gave one."""
        codes = (self.outer_sku_id, self.outer_item_id, self.sku_id, self.item_id)
        return next((one for one in codes if one and one != "0"), self.oid)


class Buyer(Payload):
    yz_open_id: str | None = None
    buyer_phone: str | None = None


class Head(Payload):
    tid: str
    pay_time: datetime | None = None


class Trade(Payload):
    order_info: Head
    orders: list[Item] = Field(min_length=1)
    buyer_info: Buyer = Buyer()


class Refunded(Payload):
    refund_id: str
    tid: str
    oid: str | None = None
    refunded_fee: Decimal = Field(gt=0)
    num: int = Field(default=0, ge=0)
    update_time: datetime | None = None


def signature(client_id: str, message: str, secret: str) -> str:
    """MD5 of id, message and secret, in hex: the mall's own way of signing, not ours."""
    return md5(f"{client_id}{message}{secret}".encode()).hexdigest()


def opened(body: bytes, client_id: str, secret: str) -> tuple[str, dict[str, Any]]:
    """The type and message of a push. Raises SignatureWrong, PayloadUnreadable."""
    push = shaped(Push, parsed(body, "body"), "body")
    if not compare_digest(push.sign.lower(), signature(client_id, push.msg, secret)):
        raise SignatureWrong(permission=KIND)
    return ("test" if push.test else push.type), parsed(unquote_plus(push.msg), "msg")


def rows(kind: str, message: dict[str, Any]) -> Rows:
    """What a message says. Raises PayloadUnreadable."""
    if kind == REFUNDED:
        return Rows(refunds=[refund(shaped(Refunded, message, "msg"))])
    if kind == "test" or "full_order_info" not in message:
        return Rows()
    return Rows(orders=order(shaped(Trade, message["full_order_info"], "full_order_info")))


def order(trade: Trade) -> list[OrderRow]:
    """A trade line by line; one not paid is no sale yet."""
    head, buyer = trade.order_info, trade.buyer_info
    if head.pay_time is None:
        return []
    # Where the shop has data protection on, a phone comes encrypted, between dollar signs.
    phone = buyer.buyer_phone if buyer.buyer_phone and "$" not in buyer.buyer_phone else None
    return [
        OrderRow(
            number=head.tid,
            line=item.oid,
            sku=item.sku,
            title=item.title,
            quantity=item.num,
            amount=item.payment,
            placed_at=_in_china(head.pay_time),
            mall_id=f"{KIND}:{buyer.yz_open_id}" if buyer.yz_open_id else None,
            phone=phone,
            source=KIND,
        )
        for item in trade.orders
    ]


def refund(told: Refunded) -> RefundRow:
    """A finished refund against the line it names."""
    return RefundRow(
        number=told.refund_id,
        entry=told.oid or told.tid,
        order_number=told.tid,
        line=told.oid,
        quantity=told.num,
        amount=told.refunded_fee,
        refunded_at=told.update_time and _in_china(told.update_time),
        source=KIND,
    )


def _in_china(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=CHINA)
