"""What a row means, and what it does to an order. Pure: no session, no clock."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from siyu.commerce.errors import AmountMissing, LineUnknown, RefundStands, RefundTooLarge
from siyu.commerce.rows import OrderRow
from siyu.kit.errors import Problem
from siyu.kit.money import minor, worded

ACCOUNTS = ("mall_id", "member_number", "unionid", "phone")
Key = tuple[str, str]
"""The source and the number of an order or a refund."""


@dataclass(frozen=True, slots=True)
class Line:
    """So many pieces of a good, and what they cost together in minor units."""

    sku: str
    quantity: int
    amount: int


@dataclass(frozen=True, slots=True)
class Told:
    """A row of an order as understood; the buyer is (kind, account) pairs."""

    order: Key
    line: str
    value: Line
    placed_at: datetime | None
    buyer: tuple[tuple[str, str], ...]
    name: str
    title: str


@dataclass
class Gathered:
    """What the rows of one order in a batch say together."""

    buyer: tuple[tuple[str, str], ...] = ()
    name: str = ""
    placed_at: datetime | None = None
    has_pieces: bool = False


@dataclass
class Held:
    """An order as it stands while a batch is taken; `was` keeps the lines it touched as found."""

    id: UUID
    order: Key
    customer_id: UUID
    placed_at: datetime
    amount: int
    fresh: bool = False
    lines: dict[str, Line] = field(default_factory=dict)
    returned: dict[str, tuple[int, int]] = field(default_factory=dict)
    was: dict[str, Line | None] = field(default_factory=dict)
    moved: bool = False

    @property
    def total(self) -> int:
        return sum(one.amount for one in self.lines.values())

    @property
    def touched(self) -> bool:
        return self.moved or any(self.lines.get(key) != line for key, line in self.was.items())


def zoned(at: datetime | None, place: ZoneInfo) -> datetime | None:
    """An instant; one that names no zone is of `place`."""
    return at.replace(tzinfo=place) if at is not None and at.tzinfo is None else at


def understood(rows: Sequence[OrderRow], currency: str, place: ZoneInfo) -> list[Told | Problem]:
    """Each row as understood, or why it cannot be."""
    seen: Counter[tuple[str, str, str]] = Counter()
    return [_understood(row, currency, place, seen) for row in rows]


def _understood(
    row: OrderRow, currency: str, place: ZoneInfo, seen: Counter[tuple[str, str, str]]
) -> Told | Problem:
    line = row.line
    if line is None:
        seen[row.source, row.number, row.sku] += 1
        line = f"{row.sku}#{seen[row.source, row.number, row.sku]}"
    amount = line_amount(row, currency)
    if amount is None:
        return AmountMissing(number=row.number, line=line)
    return Told(
        order=(row.source, row.number),
        line=line,
        value=Line(row.sku, row.quantity, amount),
        placed_at=zoned(row.placed_at, place),
        buyer=buyer_of(row),
        name=row.buyer or "",
        title=row.title or "",
    )


def line_amount(row: OrderRow, currency: str) -> int | None:
    """What a line costs: its amount, or pieces times price, rounded once, half up.

    A price may have more decimals than the currency; it is never rounded by itself.
    """
    if row.amount is not None:
        return minor(row.amount, currency)
    if row.price is not None:
        return minor(row.price * row.quantity, currency)
    return 0 if row.quantity == 0 else None


def buyer_of(row: OrderRow) -> tuple[tuple[str, str], ...]:
    """The accounts a row names."""
    told = (row.mall_id, row.member_number, row.unionid, row.phone)
    return tuple((kind, one) for kind, one in zip(ACCOUNTS, told, strict=True) if one)


def gathered(told: Iterable[Told | Problem]) -> dict[Key, Gathered]:
    """The orders of a batch: the first buyer named, the earliest instant of that buyer's rows."""
    orders: dict[Key, Gathered] = {}
    for one in told:
        if isinstance(one, Problem):
            continue
        order = orders.setdefault(one.order, Gathered())
        order.buyer = order.buyer or one.buyer
        if one.buyer and one.buyer != order.buyer:
            continue
        order.name = order.name or one.name
        order.has_pieces = order.has_pieces or one.value.quantity > 0
        if one.placed_at and (order.placed_at is None or one.placed_at < order.placed_at):
            order.placed_at = one.placed_at
    return orders


def put(held: Held, key: str, line: Line | None) -> dict[str, Any] | None:
    """Make a line of an order what it is told to be; a memo to undo it, None if it was so.

    No line, or one of no pieces, takes it away. Raises RefundStands.
    """
    before = held.lines.get(key)
    after = line if line is not None and line.quantity else None
    if before == after:
        return None
    quantity, amount = held.returned.get(key, (0, 0))
    left = after or Line("", 0, 0)
    if left.quantity < quantity or left.amount < amount:
        raise RefundStands(number=held.order[1], line=key)
    held.was.setdefault(key, before)
    if after is None:
        del held.lines[key]
    else:
        held.lines[key] = after
    return {"line": key, "was": before and [before.sku, before.quantity, before.amount]}


def refund_line(held: Held, key: str | None, sku: str | None, quantity: int) -> str:
    """The line a refund is against: by key, by sku (one with so many left), or the only one.

    Raises LineUnknown.
    """
    if key is not None:
        found = [key] if key in held.lines else []
    elif sku is not None:
        found = [name for name, line in held.lines.items() if line.sku == sku]
    else:
        found = list(held.lines) if len(held.lines) == 1 else []
    enough = [name for name in found if left_of(held, name)[0] >= quantity]
    if not found:
        raise LineUnknown(number=held.order[1], line=key or sku or "—")
    return (enough or found)[0]


def left_of(held: Held, key: str) -> tuple[int, int]:
    """The pieces and the money of a line that have not gone back."""
    quantity, amount = held.returned.get(key, (0, 0))
    return held.lines[key].quantity - quantity, held.lines[key].amount - amount


def give_back(held: Held, key: str, quantity: int, amount: int | None, currency: str) -> int:
    """Enter a refund against a line; the money it gives back. Raises RefundTooLarge.

    Money left out is the pieces' share of what is left, so that the last pieces take the rest.
    """
    pieces, money = left_of(held, key)
    worth = share(money, quantity, pieces) if amount is None else amount
    if quantity > pieces or worth > money:
        raise RefundTooLarge(
            number=held.order[1], line=key, quantity=pieces, amount=worded(money, currency)
        )
    before = held.returned.get(key, (0, 0))
    held.returned[key] = before[0] + quantity, before[1] + worth
    return worth


def share(money: int, quantity: int, pieces: int) -> int:
    """The part of `money` that `quantity` of `pieces` stand for, half up; all of it for all."""
    if quantity >= pieces:
        return money
    return int((Decimal(money) * quantity / pieces).to_integral_value(ROUND_HALF_UP))
