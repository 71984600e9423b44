"""Turns what is known of orders into what the API shows."""

from collections.abc import Sequence

from siyu.commerce import published, retail_year
from siyu.commerce.figures import DEFINITIONS, ShopFigures, Tallied
from siyu.commerce.lists import Bought, OrderView
from siyu.commerce.models import OrderLine, Refund
from siyu.commerce.schemas import (
    BoughtOut,
    BuyerOut,
    FigureOut,
    HistoryOut,
    MonthOut,
    OrderLineOut,
    OrderOut,
    OrderWhole,
    PublishedFigureOut,
    RefundOut,
    ShopFiguresOut,
)
from siyu.kit.pages import Page
from siyu.organisation import service as organisation
from siyu.platform.work import Work

ATTRIBUTION = "Online Retail, D. Chen (2015), UCI, doi 10.24432/C5BW33, CC BY 4.0"
SIMULATED = (
    "Orders, goods, prices and cancellations are real. Names of customers, and which adviser knows "
    "whom, are invented by seed: their identities carry the evidence “simulated”.",
    "订单、商品、价格与取消记录是真实的。客户昵称、客户与导购的好友关系由种子生成，身份证据标为「simulated」。",
)


def orders(work: Work, found: Sequence[OrderView], language: str) -> list[OrderOut]:
    currency = organisation.tenant_facts(work).currency
    return [OrderOut(**_shared(one, currency, language)) for one in found]


def whole(work: Work, view: OrderView, language: str) -> OrderWhole:
    return _whole(view, organisation.tenant_facts(work).currency, language)


def _whole(view: OrderView, currency: str, language: str) -> OrderWhole:
    skus = {line.line: line.sku for line in view.lines}
    return OrderWhole(
        **_shared(view, currency, language),
        lines=[_line(view, one) for one in view.lines],
        refunds=[_refund(view, one, skus.get(one.line, "")) for one in view.refunds],
    )


def _shared(view: OrderView, currency: str, language: str) -> dict[str, object]:
    order = view.order
    return {
        "id": order.id,
        "source": order.source,
        "number": order.number,
        "customer": BuyerOut(id=order.customer_id, name=view.buyer),
        "placed_at": order.placed_at,
        "state": view.state,
        "state_words": view.state.said(language),
        "line_count": order.lines,
        "amount": order.amount,
        "refunded": view.refunded,
        "net": view.net,
        "currency": currency,
    }


def _line(view: OrderView, line: OrderLine) -> OrderLineOut:
    back = [one for one in view.refunds if one.line == line.line]
    return OrderLineOut(
        line=line.line,
        sku=line.sku,
        title=view.titles.get(line.sku, line.sku),
        quantity=line.quantity,
        amount=line.amount,
        returned=sum(one.quantity for one in back),
        refunded=sum(one.amount for one in back),
    )


def _refund(view: OrderView, refund: Refund, sku: str) -> RefundOut:
    return RefundOut(
        id=refund.id,
        number=refund.number,
        line=refund.line,
        sku=sku,
        title=view.titles.get(sku, sku),
        quantity=refund.quantity,
        amount=refund.amount,
        refunded_at=refund.refunded_at,
    )


def bought(work: Work, sums: Bought, page: Page[OrderView], language: str) -> BoughtOut:
    currency = organisation.tenant_facts(work).currency
    return BoughtOut(
        currency=currency,
        orders=sums.orders,
        sales=sums.sales,
        refunds=sums.refunds,
        net=sums.sales - sums.refunds,
        first_order_at=sums.first_at,
        last_order_at=sums.last_at,
        items=[_whole(one, currency, language) for one in page.items],
        next_cursor=page.next_cursor,
    )


def shop(work: Work, found: ShopFigures, language: str) -> ShopFiguresOut:
    return ShopFiguresOut(
        currency=found.currency,
        figures=[
            FigureOut(
                name=one.name,
                title=one.title(language),
                means=one.means(language),
                value=getattr(found.total, one.name),
                is_money=one.is_money,
            )
            for one in DEFINITIONS
        ],
        months=[_month(month, tallied) for month, tallied in found.months.items()],
        history=history(work, language) if work.reach.is_all else None,
    )


def _month(month: str, tallied: Tallied) -> MonthOut:
    return MonthOut(
        month=month,
        **{one.name: getattr(tallied, one.name) for one in DEFINITIONS},
    )


def history(work: Work, language: str) -> HistoryOut | None:
    """The year this brand's history was loaded from, for who sees the whole brand."""
    load = retail_year.find(work)
    if load is None:
        return None
    return HistoryOut(
        name=load.name,
        attribution=ATTRIBUTION,
        shift_weeks=load.shift_weeks,
        true_first_day=retail_year.FIRST_DAY,
        true_last_day=retail_year.LAST_DAY,
        started_at=load.started_at,
        finished_at=load.finished_at,
        rows=retail_year.ROWS,
        position=load.position,
        taken=load.taken,
        merged=load.merged,
        refused=sum(load.refused.values()),
        refused_by_reason=load.refused,
        simulated=SIMULATED[language.startswith("zh")],
        published=[
            PublishedFigureOut(agrees=one.agrees, **vars(one)) for one in published.checks(work)
        ],
    )
