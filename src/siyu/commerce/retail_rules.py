"""What a row of the Online Retail year is, and which sales a cancellation gives back. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from siyu.commerce.errors import (
    NoCustomer,
    NoEarlierSale,
    PriceNotPositive,
    QuantityNotPositive,
)
from siyu.commerce.rules import share
from siyu.kit.errors import Problem
from siyu.kit.money import minor

CURRENCY = "GBP"
CANCELLED = "C"
BATCH = 5_000
LAST = datetime.fromisoformat("2011-12-09T12:50")
WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the year; `place` counts from 1, `at` is the shop's wall clock."""

    place: int
    invoice: str
    sku: str
    title: str
    quantity: int
    at: datetime
    price: Decimal
    customer: str

    @property
    def is_cancellation(self) -> bool:
        return self.invoice.startswith(CANCELLED)

    @property
    def worth(self) -> int:
        """Pence of the pieces together, however many decimals the price has."""
        return minor(self.price * abs(self.quantity), CURRENCY)


@dataclass
class Sale:
    """A line sold, and what of it has not come back."""

    order: str
    line: str
    placed_at: datetime
    pieces: int
    whole: int
    quantity: int
    amount: int


@dataclass(frozen=True)
class Piece:
    """The part of a cancellation that one sale takes."""

    order: str
    line: str
    quantity: int
    amount: int


NOBODY = NoCustomer()


def fault(row: Row) -> Problem | None:
    """Why a row can be neither a sale nor a cancellation."""
    if not row.customer:
        return NOBODY
    if row.price <= 0:
        return PriceNotPositive(price=row.price)
    if row.quantity <= 0 and not row.is_cancellation:
        return QuantityNotPositive(quantity=row.quantity)
    return None


def given_back(row: Row, sales: Sequence[Sale], at: datetime) -> list[Piece]:
    """The sales before `at` that a cancellation gives back, `sales` being the latest first.

    Those of its own price come first; a sale never gives back more than it has left. Takes what
    it uses. Raises NoEarlierSale when there is not enough, and then takes nothing.
    """
    pieces: list[tuple[Sale, Piece]] = []
    need, money = -row.quantity, row.worth
    for sale in _in_order(row, sales, at):
        quantity = min(need, sale.quantity)
        amount = share(money, quantity, need)
        if amount > sale.amount:
            continue
        pieces.append((sale, Piece(sale.order, sale.line, quantity, amount)))
        need, money = need - quantity, money - amount
        if not need:
            break
    if need:
        raise NoEarlierSale(sku=row.sku, quantity=-row.quantity)
    for sale, piece in pieces:
        sale.quantity -= piece.quantity
        sale.amount -= piece.amount
    return [piece for _, piece in pieces]


def _in_order(row: Row, sales: Sequence[Sale], at: datetime) -> list[Sale]:
    earlier = [sale for sale in sales if sale.placed_at <= at and sale.quantity]
    return sorted(earlier, key=lambda one: one.whole != minor(row.price * one.pieces, CURRENCY))


def batches(rows: Iterable[Row], size: int = BATCH) -> Iterator[list[Row]]:
    """Rows in batches that cut no invoice."""
    batch: list[Row] = []
    for row in rows:
        if len(batch) >= size and row.invoice != batch[-1].invoice:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def weeks_until(now: datetime) -> int:
    """The whole weeks that bring the year's last row as near before `now` as they can.

    Whole weeks keep every weekday; `now` is the brand's wall clock, without a zone.
    """
    return max(0, (now - LAST) // WEEK)
