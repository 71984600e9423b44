"""What a customer's orders say of them: columns, conditions, variables. One query each."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, union_all

from siyu.commerce.models import Order, Refund
from siyu.platform.work import Work

Values = dict[UUID, object]


def orders(work: Work, ids: Sequence[UUID]) -> Values:
    """How many orders they placed."""
    return _read(work, _mine(work, ids, func.count()))


def spent(work: Work, ids: Sequence[UUID]) -> Values:
    """What they paid less what went back, in minor units."""
    paid = work.scope(Order).where(Order.customer_id.in_(ids))
    back = work.scope(Refund).where(Refund.customer_id.in_(ids))
    both = union_all(
        paid.with_only_columns(Order.customer_id, Order.amount.label("amount")),
        back.with_only_columns(Refund.customer_id, -Refund.amount),
    ).subquery()
    net = select(both.c.customer_id, func.sum(both.c.amount)).group_by(both.c.customer_id)
    return {row[0]: int(row[1]) for row in work.session.execute(net)}


def first_order_at(work: Work, ids: Sequence[UUID]) -> Values:
    """When they placed their first order."""
    return _read(work, _mine(work, ids, func.min(Order.placed_at)))


def last_order_at(work: Work, ids: Sequence[UUID]) -> Values:
    """When they placed their latest order."""
    return _read(work, _mine(work, ids, func.max(Order.placed_at)))


def _mine(work: Work, ids: Sequence[UUID], value: ColumnElement[Any]) -> Select[UUID, Any]:
    mine = work.scope(Order).where(Order.customer_id.in_(ids))
    return mine.with_only_columns(Order.customer_id, value).group_by(Order.customer_id)


def _read(work: Work, asked: Select[UUID, Any]) -> Values:
    return {row[0]: row[1] for row in work.session.execute(asked)}
