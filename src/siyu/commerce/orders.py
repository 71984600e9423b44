"""Orders come in: rows of lines, each answered; the same rows again change nothing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from siyu.commerce import errors, goods, keeping, rules
from siyu.commerce.events import OrderChanged, OrderPlaced, OrderWithdrawn
from siyu.commerce.rows import OrderRow
from siyu.commerce.rules import Gathered, Held, Key, Line, Told
from siyu.customers import service as customers
from siyu.customers.service import Account, Met, Newcomer
from siyu.kit.errors import Problem
from siyu.kit.instants import zone
from siyu.organisation import service as organisation
from siyu.platform.declarations import Fate, RowAnswer
from siyu.platform.work import Work


def take(work: Work, rows: Sequence[OrderRow]) -> list[RowAnswer]:
    """Take a batch; rows of one number are one order. Goods and buyers not known yet are made."""
    facts = organisation.tenant_facts(work)
    return enter(work, rules.understood(rows, facts.currency, zone(facts.zone)))


def enter(work: Work, told: Sequence[Told | Problem]) -> list[RowAnswer]:
    """The same for rows that were understood already."""
    orders = rules.gathered(told)
    met = _meet(work, orders)
    fresh = keeping.insert(work, _new(orders, met))
    held = keeping.opened(work, orders, fresh)
    answers = [_answer(one, orders, held, met) for one in told]
    made = _goods(work, told, answers)
    keeping.keep(work, held.values())
    _tell(work, held.values(), organisation.tenant_facts(work).currency)
    return [_with_good(answer, made.get(place)) for place, answer in enumerate(answers)]


def _meet(work: Work, orders: Mapping[Key, Gathered]) -> dict[Key, Met]:
    """Who bought, each buyer met once; those of equal accounts by the first of their orders."""
    first: dict[tuple[tuple[str, str], ...], Newcomer] = {}
    for (source, _), order in sorted(orders.items(), key=_by_instant):
        if order.buyer and order.has_pieces:
            accounts = tuple(Account(kind, value) for kind, value in order.buyer)
            newcomer = Newcomer(accounts, source, order.name, order.placed_at)
            first.setdefault(order.buyer, newcomer)
    buyers = sorted(first)
    found = customers.meet_all(work, [first[buyer] for buyer in buyers])
    by_buyer = dict(zip(buyers, found, strict=True))
    return {
        key: by_buyer[one.buyer]
        for key, one in orders.items()
        if one.has_pieces and one.buyer in by_buyer
    }


def _by_instant(item: tuple[Key, Gathered]) -> tuple[bool, float, Key]:
    key, order = item
    return order.placed_at is None, order.placed_at.timestamp() if order.placed_at else 0, key


def _new(
    orders: Mapping[Key, Gathered], met: Mapping[Key, Met]
) -> dict[Key, tuple[UUID, datetime]]:
    """The orders that can be made if they are not there: with a buyer, an instant and pieces."""
    new = {}
    for key, who in met.items():
        placed_at = orders[key].placed_at
        if who.customer_id is not None and placed_at is not None:
            new[key] = who.customer_id, placed_at
    return new


def _answer(
    told: Told | Problem,
    orders: Mapping[Key, Gathered],
    held: Mapping[Key, Held],
    met: Mapping[Key, Met],
) -> RowAnswer:
    if isinstance(told, Problem):
        return RowAnswer(Fate.REFUSED, problem=told)
    order, batch, who = held.get(told.order), orders[told.order], met.get(told.order)
    problem = _refusal(told, order, batch, who)
    if problem is not None or order is None:
        return RowAnswer(Fate.REFUSED, order.id if order else None, problem)
    try:
        memo = rules.put(order, told.line, told.value)
    except errors.RefundStands as stands:
        return RowAnswer(Fate.REFUSED, order.id, stands)
    memo = _with_instant(order, batch.placed_at, memo)
    if memo is None:
        return RowAnswer(Fate.MERGED, order.id)
    return RowAnswer(Fate.TAKEN, order.id, undo=memo)


def _refusal(told: Told, order: Held | None, batch: Gathered, who: Met | None) -> Problem | None:
    source, number = told.order
    if who is not None and who.problem is not None:
        return who.problem
    if told.buyer and told.buyer != batch.buyer:
        return errors.BuyerDiffers(number=number)
    if order is None:
        if not batch.has_pieces:
            return errors.OrderUnknown(number=number, source=source)
        missing = errors.PlacedAtMissing if batch.buyer else errors.BuyerMissing
        return missing(number=number)
    if who is not None and who.customer_id != order.customer_id:
        return errors.BuyerDiffers(number=number)
    return None


def _with_instant(
    order: Held, placed_at: datetime | None, memo: dict[str, Any] | None
) -> dict[str, Any] | None:
    """The memo of a row, and of the order's instant or making if this row is the first to tell."""
    if order.fresh and not order.moved and memo is not None:
        order.moved = True
        return {**memo, "new": True}
    if placed_at is None or order.placed_at == placed_at:
        return memo
    before, order.placed_at, order.moved = order.placed_at, placed_at, True
    return {**(memo or {}), "placed_at": before.isoformat()}


def _goods(
    work: Work, told: Sequence[Told | Problem], answers: Sequence[RowAnswer]
) -> dict[int, list[str]]:
    """Make the goods not known yet: the sku and title of each, by the row that told first."""
    first: dict[str, tuple[int, str]] = {}
    for place, (one, answer) in enumerate(zip(told, answers, strict=True)):
        if answer.fate == Fate.TAKEN and isinstance(one, Told) and one.value.quantity:
            sku = one.value.sku
            if sku not in first or (one.title and first[sku][1] == sku):
                first[sku] = first.get(sku, (place, ""))[0], one.title or sku
    made = goods.make(work, {sku: title for sku, (_, title) in first.items()})
    return {first[sku][0]: [sku, first[sku][1]] for sku in made}


def _with_good(answer: RowAnswer, good: list[str] | None) -> RowAnswer:
    if good is None or answer.undo is None:
        return answer
    return RowAnswer(answer.fate, answer.subject_id, undo={**answer.undo, "good": good})


def _tell(work: Work, orders: Iterable[Held], currency: str) -> None:
    for one in orders:
        if one.touched and one.fresh:
            placed = OrderPlaced(
                customer_id=one.customer_id,
                order_id=one.id,
                lines=len(one.lines),
                amount=one.total,
                currency=currency,
            )
            work.emit(placed, at=one.placed_at)
        elif one.touched:
            work.emit(
                OrderChanged(
                    customer_id=one.customer_id,
                    order_id=one.id,
                    lines=len(one.lines),
                    amount=one.total,
                    amount_before=one.amount,
                    currency=currency,
                )
            )


def undo(work: Work, memos: Sequence[tuple[UUID, Mapping[str, Any]]]) -> None:
    """Give back what stood before these rows, the last one first. Raises RefundStands."""
    held = keeping.opened_by_id(work, (order_id for order_id, _ in memos))
    new: set[UUID] = set()
    for order_id, memo in memos:
        if order_id in held:
            _undo(held[order_id], memo)
            new |= {order_id} if memo.get("new") else set()
    keeping.keep(work, held.values())
    empty = [id for id in new if id in held and not held[id].lines]
    keeping.remove(work, empty)
    goods.unmake(work, [memo["good"] for _, memo in memos if "good" in memo])
    currency = organisation.tenant_facts(work).currency
    _tell(work, [one for one in held.values() if one.id not in empty], currency)
    for id in empty:
        gone = held[id]
        work.emit(
            OrderWithdrawn(
                customer_id=gone.customer_id, order_id=id, amount=gone.amount, currency=currency
            )
        )


def _undo(order: Held, memo: Mapping[str, Any]) -> None:
    if "line" in memo:
        rules.put(order, memo["line"], Line(*memo["was"]) if memo["was"] else None)
    if "placed_at" in memo:
        order.placed_at, order.moved = datetime.fromisoformat(memo["placed_at"]), True
