"""Orders as people look at them: a list, one whole, those of a customer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, select, tuple_

from siyu.commerce import goods
from siyu.commerce.models import Order, OrderLine, Refund
from siyu.customers import service as customers
from siyu.kit.choices import Choice
from siyu.kit.errors import NotFound
from siyu.kit.pages import BadCursor, Page, decode_cursor, encode_cursor
from siyu.platform.work import Work


class OrderState(Choice):
    """What became of an order, by the refunds entered against it."""

    PLACED = "placed", "placed", "已成交"
    PART_REFUNDED = "part_refunded", "refunded in part", "部分退款"
    REFUNDED = "refunded", "refunded", "已退款"


@dataclass(frozen=True)
class Asked:
    """What a list of orders is filtered by."""

    customer_id: UUID | None = None
    state: OrderState | None = None
    number: str = ""
    source: str = ""
    cursor: str | None = None
    limit: int = 50


@dataclass
class OrderView:
    """An order with what went back of it; lines and entries where they were asked for."""

    order: Order
    buyer: str
    refunded: int = 0
    entries: int = 0
    lines: list[OrderLine] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)

    @property
    def net(self) -> int:
        return self.order.amount - self.refunded

    @property
    def state(self) -> OrderState:
        if not self.entries:
            return OrderState.PLACED
        whole = self.refunded >= self.order.amount
        return OrderState.REFUNDED if whole else OrderState.PART_REFUNDED


def page(work: Work, asked: Asked) -> Page[OrderView]:
    """Orders in sight, the newest first."""
    rows = _filtered(work, asked).order_by(Order.placed_at.desc(), Order.id.desc())
    if asked.cursor:
        rows = rows.where(tuple_(Order.placed_at, Order.id) < tuple_(*_before(asked.cursor)))
    found = work.session.scalars(rows.limit(asked.limit + 1)).all()
    shown = found[: asked.limit]
    more = encode_cursor(shown[-1].placed_at, shown[-1].id) if len(found) > asked.limit else None
    return Page(_views(work, shown), more)


def _before(cursor: str) -> tuple[datetime, UUID]:
    at, last = decode_cursor(cursor, 2)
    try:
        return datetime.fromisoformat(at), UUID(last)
    except ValueError as error:
        raise BadCursor from error


def _filtered(work: Work, asked: Asked) -> Select[Order]:
    rows = work.scope(Order)
    if asked.customer_id:
        rows = rows.where(Order.customer_id == asked.customer_id)
    if asked.number:
        rows = rows.where(Order.number == asked.number.strip())
    if asked.source:
        rows = rows.where(Order.source == asked.source)
    return rows.where(_is(asked.state)) if asked.state else rows


def _is(state: OrderState) -> ColumnElement[bool]:
    entered = exists().where(Refund.order_id == Order.id)
    back = select(func.sum(Refund.amount)).where(Refund.order_id == Order.id).scalar_subquery()
    match state:
        case OrderState.PLACED:
            return ~entered
        case OrderState.REFUNDED:
            return and_(entered, back >= Order.amount)
    return and_(entered, back < Order.amount)


def _views(work: Work, orders: Sequence[Order]) -> list[OrderView]:
    names = customers.customer_names(work, list({one.customer_id for one in orders}))
    views = {one.id: OrderView(one, names.get(one.customer_id, "")) for one in orders}
    counted = (
        work.scope(Refund)
        .where(Refund.order_id.in_(views))
        .with_only_columns(Refund.order_id, func.sum(Refund.amount), func.count())
        .group_by(Refund.order_id)
    )
    for order_id, amount, count in work.session.execute(counted):
        views[order_id].refunded, views[order_id].entries = int(amount), count
    return list(views.values())


def one(work: Work, order_id: UUID) -> OrderView:
    """An order with its lines and refunds. Raises NotFound."""
    return with_lines(work, _views(work, [work.get(Order, order_id)]))[0]


def with_lines(work: Work, views: list[OrderView]) -> list[OrderView]:
    """Put their lines, refunds and the titles of their goods to these orders."""
    by_id = {view.order.id: view for view in views}
    lines = work.scope(OrderLine).where(OrderLine.order_id.in_(by_id))
    for line in work.session.scalars(lines.order_by(OrderLine.order_id, OrderLine.line)):
        by_id[line.order_id].lines.append(line)
    entries = work.scope(Refund).where(Refund.order_id.in_(by_id))
    for entry in work.session.scalars(entries.order_by(Refund.refunded_at, Refund.entry)):
        by_id[entry.order_id].refunds.append(entry)
    titles = goods.titles(work, [line.sku for view in views for line in view.lines])
    for view in views:
        view.titles = titles
    return views


@dataclass(frozen=True)
class Bought:
    """What one customer bought in all."""

    orders: int
    sales: int
    refunds: int
    first_at: datetime | None
    last_at: datetime | None


def bought(work: Work, customer_id: UUID) -> Bought:
    """The sums of a customer in sight. Raises NotFound."""
    if customer_id not in customers.customer_names(work, [customer_id]):
        raise NotFound(what="Customer", id=customer_id)
    mine = work.scope(Order).where(Order.customer_id == customer_id)
    spans = (
        func.count(),
        func.coalesce(func.sum(Order.amount), 0),
        func.min(Order.placed_at),
        func.max(Order.placed_at),
    )
    count, sales, first_at, last_at = work.session.execute(mine.with_only_columns(*spans)).one()
    back = work.scope(Refund).where(Refund.customer_id == customer_id)
    refunds = work.session.scalar(back.with_only_columns(func.sum(Refund.amount)))
    return Bought(count, int(sales), int(refunds or 0), first_at, last_at)


def numbers(work: Work, order_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The numbers of orders, by id."""
    rows = work.session.scalars(work.scope(Order).where(Order.id.in_(order_ids)))
    return {row.id: row.number for row in rows}
