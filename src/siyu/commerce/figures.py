"""Figures of the shop, each with its definition in words."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, distinct, func
from sqlalchemy.orm import InstrumentedAttribute

from siyu.commerce.models import Order, Refund
from siyu.organisation import service as organisation
from siyu.platform.work import Work

TO_MONTH = "YYYY-MM"


@dataclass(frozen=True)
class Definition:
    """A figure by name, and what it counts, in both languages."""

    name: str
    en: str
    zh: str
    means_en: str
    means_zh: str
    is_money: bool = False

    def title(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en

    def means(self, language: str) -> str:
        return self.means_zh if language.startswith("zh") else self.means_en


DEFINITIONS = (
    Definition(
        "lines", "Order lines", "订单明细行",
        "Lines of orders on record. Rows without a customer, cancellations, and rows whose "
        "quantity or price is not above zero are no order lines.",
        "在册订单的明细行数。没有客户的行、取消行、数量或单价不大于零的行不算。",
    ),
    Definition(
        "customers", "Customers who bought", "下单客户",
        "Customers with at least one order, each counted once.",
        "至少有一笔订单的客户，每人只计一次。",
    ),
    Definition(
        "orders", "Orders", "订单",
        "Orders on record, by their number; refunds do not take one away.",
        "在册订单数，按订单号计；退款不会减少订单数。",
    ),
    Definition(
        "sales", "Sales", "销售额",
        "Sum of all order lines as placed: pieces times price, each line rounded half up to the "
        "smallest unit. Refunds are not deducted.",
        "全部明细按下单时的金额合计：件数乘单价，每行四舍五入到最小货币单位；不扣退款。",
        is_money=True,
    ),
    Definition(
        "refunds", "Refunds", "退款",
        "Sum of all refund entries, in the month the money went back.",
        "全部退款记录的合计，按退款发生的月份计。",
        is_money=True,
    ),
    Definition(
        "net", "Net sales", "净销售额",
        "Sales less refunds.", "销售额减去退款。", is_money=True,
    ),
    Definition(
        "average_order", "Average order", "平均客单",
        "Sales divided by orders, rounded half up; refunds are not deducted.",
        "销售额除以订单数，四舍五入；不扣退款。", is_money=True,
    ),
)  # fmt: skip


@dataclass
class Tallied:
    """The sums of a span."""

    lines: int = 0
    customers: int = 0
    orders: int = 0
    sales: int = 0
    refunds: int = 0

    @property
    def net(self) -> int:
        return self.sales - self.refunds

    @property
    def average_order(self) -> int | None:
        return (2 * self.sales + self.orders) // (2 * self.orders) if self.orders else None


@dataclass(frozen=True)
class ShopFigures:
    """All of it, and month by month in the tenant's zone."""

    currency: str
    total: Tallied
    months: dict[str, Tallied]


def shop_figures(work: Work) -> ShopFigures:
    """Figures of the orders in sight."""
    facts = organisation.tenant_facts(work)
    months: dict[str, Tallied] = {}
    for row in work.session.execute(_sold(work, _month(Order.placed_at, facts.zone))):
        months[row[0]] = Tallied(row[1], row[2], row[3], int(row[4]))
    for month, amount in work.session.execute(_returned(work, facts.zone)):
        months.setdefault(month, Tallied()).refunds = int(amount)
    total = Tallied(
        lines=sum(one.lines for one in months.values()),
        customers=_buyers(work),
        orders=sum(one.orders for one in months.values()),
        sales=sum(one.sales for one in months.values()),
        refunds=sum(one.refunds for one in months.values()),
    )
    return ShopFigures(facts.currency, total, dict(sorted(months.items())))


def _month(at: InstrumentedAttribute[datetime], place: str) -> ColumnElement[str]:
    return func.to_char(func.timezone(place, at), TO_MONTH)


def _sold(work: Work, month: ColumnElement[str]) -> Select[str, int, int, int, int]:
    mine = work.scope(Order).with_only_columns(
        month,
        func.coalesce(func.sum(Order.lines), 0),
        func.count(distinct(Order.customer_id)),
        func.count(),
        func.coalesce(func.sum(Order.amount), 0),
    )
    return mine.group_by(month)


def _returned(work: Work, place: str) -> Select[str, int]:
    month = _month(Refund.refunded_at, place)
    return work.scope(Refund).with_only_columns(month, func.sum(Refund.amount)).group_by(month)


def _buyers(work: Work) -> int:
    mine = work.scope(Order).with_only_columns(func.count(distinct(Order.customer_id)))
    return work.session.scalar(mine) or 0
