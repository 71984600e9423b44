"""What a customer's orders say of them: columns, conditions, variables."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, union_all

from siyu.commerce.models import Order, Refund
from siyu.platform.database import among
from siyu.platform.reading import together
from siyu.platform.work import Work

Values = dict[UUID, object]


def orders(work: Work, ids: Sequence[UUID]) -> Values:
    """How many orders they placed."""
    return {row.customer_id: row.orders for row in _placed(work, ids)}


def spent(work: Work, ids: Sequence[UUID]) -> Values:
    """What they paid less what went back, in minor units."""
    paid = work.scope(Order).where(among(Order.customer_id, ids))
    back = work.scope(Refund).where(among(Refund.customer_id, ids))
    both = union_all(
        paid.with_only_columns(Order.customer_id, Order.amount.label("amount")),
        back.with_only_columns(Refund.customer_id, -Refund.amount),
    ).subquery()
    net = select(both.c.customer_id, func.sum(both.c.amount)).group_by(both.c.customer_id)
    return {row[0]: int(row[1]) for row in work.session.execute(net)}


def first_order_at(work: Work, ids: Sequence[UUID]) -> Values:
    """When they placed their first order."""
    return {row.customer_id: row.first for row in _placed(work, ids)}


def last_order_at(work: Work, ids: Sequence[UUID]) -> Values:
    """When they placed their latest order."""
    return {row.customer_id: row.last for row in _placed(work, ids)}


def orders_or_none(work: Work, ids: Sequence[UUID]) -> Values:
    """How many orders they placed, 0 too: conditions tell none from nothing known."""
    return dict.fromkeys(ids, 0) | orders(work, ids)


@together
def _placed(work: Work, ids: Sequence[UUID]) -> Sequence[Any]:
    mine = work.scope(Order).where(among(Order.customer_id, ids))
    told = mine.with_only_columns(
        Order.customer_id,
        func.count().label("orders"),
        func.min(Order.placed_at).label("first"),
        func.max(Order.placed_at).label("last"),
    )
    return work.session.execute(told.group_by(Order.customer_id)).all()
