"""The card of commerce."""

from siyu.commerce import events, fields, jobs, lists
from siyu.commerce.intakes import INTAKES
from siyu.commerce.metrics import METRICS
from siyu.commerce.models import Order, Refund
from siyu.commerce.routes import callbacks, router
from siyu.platform.declarations import AskedAs, Field, Naming, Permission
from siyu.platform.domain import Domain
from siyu.platform.holdings import moving

DOMAIN = Domain(
    name="commerce",
    routers=(router,),
    open_routers=(callbacks,),
    events=(
        events.OrderPlaced,
        events.OrderChanged,
        events.OrderWithdrawn,
        events.OrderRefunded,
        events.RefundWithdrawn,
    ),
    fields=(
        Field(
            "orders",
            "Orders",
            "订单数",
            "number",
            fields.orders,
            asked=AskedAs("number", fields.orders_or_none),
        ),
        Field("spent", "Spent, net", "净消费", "money", fields.spent),
        Field("first_order_at", "First order", "首单时间", "instant", fields.first_order_at),
        Field("last_order_at", "Latest order", "最近下单", "instant", fields.last_order_at),
    ),  # fmt: skip
    names=(Naming("order", lists.numbers),),
    permissions=(
        Permission("orders.read", "See orders and figures", "查看订单与经营数字"),
        Permission("orders.write", "Bring in orders and refunds", "导入订单与退款"),
        Permission("goods.write", "Bring in goods", "导入商品"),
        Permission("malls.manage", "Connect malls", "接入商城"),
    ),
    jobs=jobs.JOBS,
    schedules=jobs.SCHEDULES,
    intakes=INTAKES,
    metrics=METRICS,
    holdings=tuple(moving(one, along=("source", "sources")) for one in (Order, Refund)),
)
