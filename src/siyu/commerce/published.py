"""The published figures of the Online Retail year, beside the same computed from our rows.

Computed on the true dates: the weeks a load was shifted by are taken off again.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import text

from siyu.commerce import retail_year
from siyu.commerce.retail_rules import CURRENCY
from siyu.customers import service as customers
from siyu.kit.money import minor
from siyu.organisation import service as organisation
from siyu.platform.work import Work

WHOLE = text(
    "SELECT coalesce(sum(lines), 0) AS rows_kept, count(DISTINCT customer_id) AS customers,"
    " count(*) AS orders, CAST(coalesce(sum(amount), 0) AS bigint) AS revenue"
    " FROM orders WHERE tenant_id = :tenant AND source = :source"
)
MONTHS = text(
    "SELECT to_char(timezone(:zone, placed_at) - :weeks * interval '7 days', 'YYYY-MM') AS month,"
    " CAST(sum(amount) AS bigint) AS revenue, count(DISTINCT customer_id) AS active"
    " FROM orders WHERE tenant_id = :tenant AND source = :source GROUP BY month ORDER BY month"
)
BUYERS = text(
    "SELECT customer_id, CAST(sum(amount) AS bigint) AS revenue FROM orders"
    " WHERE tenant_id = :tenant AND source = :source AND customer_id = ANY(:ids)"
    " GROUP BY customer_id"
)


@dataclass(frozen=True)
class Check:
    """A published figure and ours; money in pence."""

    name: str
    published: int
    computed: int
    is_money: bool = False

    @property
    def agrees(self) -> bool:
        return self.published == self.computed


def checks(work: Work) -> list[Check]:
    """Every published figure this data set is known by; empty before a load was begun."""
    if retail_year.find(work) is None:
        return []
    told = json.loads((retail_year.folder() / "expected.json").read_text(), parse_float=Decimal)
    published = next(one for one in told["published"].values() if "rows_kept" in one)
    return [
        *_whole(work, published, told["computed_here"]["clean_invoices"]),
        *_by_month(work, published),
        *_top(work, published["top_customers"]),
    ]


def _asked(work: Work) -> dict[str, object]:
    return {"tenant": work.tenant_id, "source": retail_year.SOURCE}


def _whole(work: Work, published: dict[str, Decimal], invoices: int) -> Iterator[Check]:
    ours = work.session.execute(WHOLE, _asked(work)).one()
    yield Check("lines", int(published["rows_kept"]), ours.rows_kept)
    yield Check("customers", int(published["customers"]), ours.customers)
    yield Check("orders", invoices, ours.orders)
    yield Check("sales", _pence(published["revenue"]), ours.revenue, is_money=True)


def _by_month(work: Work, published: dict[str, dict[str, Decimal]]) -> Iterator[Check]:
    begun = retail_year.find(work)
    place = organisation.tenant_facts(work).zone
    asked = {**_asked(work), "zone": place, "weeks": begun.shift_weeks if begun else 0}
    ours = {row.month: row for row in work.session.execute(MONTHS, asked)}
    for month, revenue in published["monthly_revenue"].items():
        computed = ours[month].revenue if month in ours else 0
        yield Check(f"sales {month}", _pence(revenue), computed, is_money=True)
    for month, active in zip(
        published["monthly_revenue"], published["monthly_active"], strict=True
    ):
        yield Check(f"customers {month}", int(active), ours[month].active if month in ours else 0)


def _top(work: Work, published: dict[str, Decimal]) -> Iterator[Check]:
    known = customers.known_by(work, "mall_id", list(published))
    asked = {**_asked(work), "ids": list(known.values())}
    ours = {row.customer_id: row.revenue for row in work.session.execute(BUYERS, asked)}
    for mall_id, revenue in published.items():
        computed = ours.get(known.get(mall_id), 0)
        yield Check(f"customer {mall_id}", _pence(revenue), computed, is_money=True)


def _pence(amount: Decimal) -> int:
    return minor(Decimal(amount), CURRENCY)
