"""The metrics of commerce. Money is in minor units of the brand's currency.

Each event counts on the day it tells of: an order on the day it was placed, a change, a refund or
a withdrawal on the day of that.
"""

from siyu.platform.metrics import Metric, Ratio, Tally

PLACED = ("OrderPlaced",)
ORDERS = (Tally(PLACED), Tally(("OrderWithdrawn",), sign=-1))
SALES = (
    Tally(PLACED, "sum"),
    Tally(("OrderChanged",), "sum", less="amount_before"),
    Tally(("OrderWithdrawn",), "sum", sign=-1),
)
REFUNDS = (Tally(("OrderRefunded",), "sum"), Tally(("RefundWithdrawn",), "sum", sign=-1))
RETURNED = (
    Tally(("OrderRefunded",), "sum", sign=-1),
    Tally(("RefundWithdrawn",), "sum"),
)

METRICS = (
    Metric(
        name="orders",
        title_en="Orders",
        title_zh="订单数",
        means_en="Orders placed, less those taken back with their import; refunds do not take one "
        "away.",
        means_zh="下单数，减去随导入撤回的订单；退款不会减少订单数。",
        unit="count",
        of=ORDERS,
        stage="revenue",
    ),
    Metric(
        name="sales",
        title_en="Sales",
        title_zh="销售额",
        means_en="Sum of orders as placed and changed, less those withdrawn; refunds are not "
        "deducted.",
        means_zh="下单与改单后的金额合计，减去撤回的订单；不扣退款。",
        unit="money",
        of=SALES,
        stage="revenue",
    ),
    Metric(
        name="refunds",
        title_en="Refunds",
        title_zh="退款",
        means_en="Money that went back, on the day it did.",
        means_zh="退回的金额，按退款日期计。",
        unit="money",
        of=REFUNDS,
        falls=True,
    ),
    Metric(
        name="revenue",
        title_en="Revenue, net",
        title_zh="净销售额",
        means_en="Sales less refunds.",
        means_zh="销售额减去退款。",
        unit="money",
        of=SALES + RETURNED,
        stage="revenue",
    ),
    Metric(
        name="average_order",
        title_en="Average order",
        title_zh="客单价",
        means_en="Sales divided by orders; refunds are not deducted.",
        means_zh="销售额除以订单数；不扣退款。",
        unit="money",
        of=Ratio("sales", "orders"),
        stage="revenue",
    ),
    Metric(
        name="buyers",
        title_en="Buyers",
        title_zh="下单客户",
        means_en="People who placed an order in these days, each once.",
        means_zh="所选日期内下过单的客户，每人计一次。",
        unit="people",
        of=(Tally(PLACED, "people"),),
        stage="revenue",
    ),
    Metric(
        name="first_time_buyers",
        title_en="First-time buyers",
        title_zh="首购客户",
        means_en="People whose first order ever lies in these days.",
        means_zh="历史首单落在所选日期内的客户。",
        unit="people",
        of=(Tally(PLACED, "first"),),
        stage="activation",
    ),
    Metric(
        name="repeat_buyers",
        title_en="Repeat buyers",
        title_zh="复购客户",
        means_en="People with two orders or more in these days.",
        means_zh="所选日期内下单两次及以上的客户。",
        unit="people",
        of=(Tally(PLACED, "again"),),
        stage="retention",
    ),
    Metric(
        name="repeat_rate",
        title_en="Repeat rate",
        title_zh="复购率",
        means_en="Repeat buyers, of all buyers of the same days.",
        means_zh="同一时段内复购客户占下单客户的比例。",
        unit="rate",
        of=Ratio("repeat_buyers", "buyers"),
        stage="retention",
    ),
)
