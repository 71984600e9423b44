"""The rows of commerce. Amounts are minor units of the tenant's currency."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from siyu.customers import service as customers
from siyu.platform.access import Reach
from siyu.platform.database import TenantModel


class Good(TenantModel):
    """Something sold, known by its sku; `price` is what one usually costs."""

    __tablename__ = "goods"
    __table_args__ = (UniqueConstraint("tenant_id", "sku"),)

    sku: Mapped[str]
    title: Mapped[str]
    category: Mapped[str] = mapped_column(default="")
    price: Mapped[int | None] = mapped_column(BigInteger)


class Order(TenantModel):
    """A sale. `amount` and `lines` are the sum and the count of its lines, kept with them."""

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("tenant_id", "source", "number"),
        Index("ix_orders_placed", "tenant_id", "placed_at", "id"),
        Index("ix_orders_customer", "customer_id", "placed_at"),
        Index("ix_orders_number", "tenant_id", "number"),
    )

    source: Mapped[str]
    number: Mapped[str]
    customer_id: Mapped[UUID]
    placed_at: Mapped[datetime]
    amount: Mapped[int] = mapped_column(BigInteger, default=0)
    lines: Mapped[int] = mapped_column(default=0)

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        """Those of customers one sees."""
        return customers.known_to(cls.customer_id, reach)


class OrderLine(TenantModel):
    """So many pieces of one good in an order, and what they cost together."""

    __tablename__ = "order_lines"
    __table_args__ = (
        UniqueConstraint("order_id", "line"),
        Index("ix_order_lines_sku", "tenant_id", "sku"),
    )

    order_id: Mapped[UUID]
    line: Mapped[str]
    sku: Mapped[str]
    quantity: Mapped[int]
    amount: Mapped[int] = mapped_column(BigInteger)


class Refund(TenantModel):
    """What came back of a line: an entry, written once. `entry` is its key within its number."""

    __tablename__ = "refunds"
    __table_args__ = (
        UniqueConstraint("tenant_id", "source", "number", "entry"),
        Index("ix_refunds_refunded", "tenant_id", "refunded_at"),
        Index("ix_refunds_order", "order_id", "line"),
    )

    source: Mapped[str]
    number: Mapped[str]
    entry: Mapped[str]
    order_id: Mapped[UUID]
    line: Mapped[str]
    customer_id: Mapped[UUID] = mapped_column(index=True)
    quantity: Mapped[int]
    amount: Mapped[int] = mapped_column(BigInteger)
    refunded_at: Mapped[datetime]

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return customers.known_to(cls.customer_id, reach)


class Mall(TenantModel):
    """A mall that sends its orders here, signed with the sealed `secret`."""

    __tablename__ = "malls"
    __table_args__ = (UniqueConstraint("tenant_id", "vendor"),)

    vendor: Mapped[str]
    client_id: Mapped[str]
    secret: Mapped[bytes]
    connected_at: Mapped[datetime]
    received_at: Mapped[datetime | None]


class HistoryLoad(TenantModel):
    """A published year of a real shop, loaded as the brand's own: how far, and moved by how much.

    `position` counts the rows of the file that are done; it moves in the commit of their effect.
    `refused` counts rows by reason; `refused_bytes` is the length of the file that lists them.
    """

    __tablename__ = "history_loads"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

    name: Mapped[str]
    shift_weeks: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)
    taken: Mapped[int] = mapped_column(default=0)
    merged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    refused_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
