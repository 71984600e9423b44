"""What happens in commerce. `amount` is in minor units of `currency`."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from siyu.platform.declarations import Event


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(Event):
    """Order placed: order {order} with {lines} lines, {amount}.

    下单：订单 {order}，{lines} 行明细，{amount}。
    """

    is_activity: ClassVar[bool] = True

    customer_id: UUID
    order_id: UUID
    lines: int
    amount: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class OrderChanged(Event):
    """Order changed: order {order} now has {lines} lines, {amount}.

    订单变更：订单 {order} 现为 {lines} 行明细，{amount}。
    """

    customer_id: UUID
    order_id: UUID
    lines: int
    amount: int
    amount_before: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class OrderWithdrawn(Event):
    """Order withdrawn: an order of {amount} was taken back with its import.

    订单撤回：一笔 {amount} 的订单随导入一起撤回。
    """

    customer_id: UUID
    order_id: UUID
    amount: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class OrderRefunded(Event):
    """Refund: {quantity} pieces and {amount} of order {order} went back.

    退款：订单 {order} 退回 {quantity} 件、{amount}。
    """

    customer_id: UUID
    order_id: UUID
    refund_id: UUID
    quantity: int
    amount: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class RefundWithdrawn(Event):
    """Refund withdrawn: a refund of {amount} on order {order} was taken back with its import.

    退款撤回：订单 {order} 上一笔 {amount} 的退款随导入一起撤回。
    """

    customer_id: UUID
    order_id: UUID
    refund_id: UUID
    amount: int
    currency: str
