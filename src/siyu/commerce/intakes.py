"""What comes in from outside: goods, orders, refunds."""

from siyu.commerce import goods, orders, refunds
from siyu.commerce.rows import GoodRow, OrderRow, RefundRow
from siyu.platform.declarations import Intake

INTAKES = (
    Intake("goods", "Goods", "商品", "goods.write", GoodRow, goods.take, goods.undo),
    Intake("orders", "Orders", "订单", "orders.write", OrderRow, orders.take, orders.undo),
    Intake("refunds", "Refunds", "退款", "orders.write", RefundRow, refunds.take, refunds.undo),
)
