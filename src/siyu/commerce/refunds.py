"""Refunds come in: entries against the lines of orders, written once and never changed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from siyu.commerce import keeping, queries, rules
from siyu.commerce.errors import OrderUnknown, RefundDiffers, RefundEmpty
from siyu.commerce.events import OrderRefunded, RefundWithdrawn
from siyu.commerce.rows import RefundRow
from siyu.commerce.rules import Held
from siyu.kit.errors import Problem
from siyu.kit.ids import new_id
from siyu.kit.instants import zone
from siyu.kit.money import minor
from siyu.organisation import service as organisation
from siyu.platform.declarations import Fate, RowAnswer
from siyu.platform.work import Work

EntryKey = tuple[str, str, str]


@dataclass(frozen=True)
class _Entry:
    """A refund on record, or one to be written."""

    id: UUID
    key: EntryKey
    order: Held
    line: str
    quantity: int
    amount: int
    at: datetime


@dataclass
class _Batch:
    """What a batch is decided against: orders locked, entries on record, entries to write."""

    currency: str
    held: Mapping[rules.Key, Held]
    known: dict[EntryKey, Any]
    new: list[_Entry]


def take(work: Work, rows: Sequence[RefundRow]) -> list[RowAnswer]:
    """Take a batch. An entry told again is merged; told otherwise, or too much, it is refused."""
    facts = organisation.tenant_facts(work)
    keys = _keys(rows)
    held = keeping.opened(work, {(row.source, row.order_number) for row in rows}, set())
    batch = _Batch(facts.currency, held, _known(work, keys), [])
    place = zone(facts.zone)
    answers = []
    for row, key in zip(rows, keys, strict=True):
        at = rules.zoned(row.refunded_at, place) or work.now()
        answers.append(_answer(batch, row, key, at))
    _write(work, batch.new)
    _tell(work, batch)
    return answers


def _keys(rows: Sequence[RefundRow]) -> list[EntryKey]:
    """The key of each row: its entry, or the line it names and how many times by now."""
    seen: Counter[EntryKey] = Counter()
    keys = []
    for row in rows:
        named = (row.source, row.number, f"{row.order_number}/{row.line or row.sku or ''}")
        seen[named] += row.entry is None
        keys.append((row.source, row.number, row.entry or f"{named[2]}#{seen[named]}"))
    return keys


def _known(work: Work, keys: Sequence[EntryKey]) -> dict[EntryKey, Any]:
    told = sorted(set(keys))
    asked = {
        "tenant": work.tenant_id,
        "sources": [key[0] for key in told],
        "numbers": [key[1] for key in told],
        "entries": [key[2] for key in told],
    }
    rows = work.session.execute(queries.KNOWN_REFUNDS, asked)
    return {(row.source, row.number, row.entry): row for row in rows}


def _answer(batch: _Batch, row: RefundRow, key: EntryKey, at: datetime) -> RowAnswer:
    order = batch.held.get((row.source, row.order_number))
    try:
        if order is None:
            raise OrderUnknown(number=row.order_number, source=row.source)
        if key in batch.known:
            return _again(batch, row, key, order)
        entry = _entry(batch, row, key, order, at)
    except Problem as problem:
        return RowAnswer(Fate.REFUSED, problem=problem)
    batch.new.append(entry)
    batch.known[key] = entry
    return RowAnswer(Fate.TAKEN, entry.id, undo={"entered": True})


def _entry(batch: _Batch, row: RefundRow, key: EntryKey, order: Held, at: datetime) -> _Entry:
    amount = None if row.amount is None else minor(row.amount, batch.currency)
    if not row.quantity and not amount:
        raise RefundEmpty(number=row.number)
    line = rules.refund_line(order, row.line, row.sku, row.quantity)
    worth = rules.give_back(order, line, row.quantity, amount, batch.currency)
    return _Entry(new_id(), key, order, line, row.quantity, worth, at)


def _again(batch: _Batch, row: RefundRow, key: EntryKey, order: Held) -> RowAnswer:
    """An entry told again; its line may be named by sku, its money left out."""
    known = batch.known[key]
    amount = None if row.amount is None else minor(row.amount, batch.currency)
    same = (
        (known.order.id if isinstance(known, _Entry) else known.order_id) == order.id
        and row.line in (None, known.line)
        and row.quantity == known.quantity
        and amount in (None, known.amount)
    )
    if not same:
        raise RefundDiffers(number=row.number, entry=key[2])
    return RowAnswer(Fate.MERGED, known.id)


def _write(work: Work, entries: Sequence[_Entry]) -> None:
    if not entries:
        return
    cursor = work.session.connection().connection.cursor()
    with cursor.copy(queries.COPY_REFUNDS) as copy:
        for one in entries:
            copy.write_row(
                (one.id, work.tenant_id, *one.key, one.order.id, one.line, one.order.customer_id,
                 one.quantity, one.amount, one.at)
            )  # fmt: skip


def _tell(work: Work, batch: _Batch) -> None:
    for one in batch.new:
        refunded = OrderRefunded(
            customer_id=one.order.customer_id,
            order_id=one.order.id,
            refund_id=one.id,
            quantity=one.quantity,
            amount=one.amount,
            currency=batch.currency,
        )
        work.emit(refunded, at=one.at)


def undo(work: Work, memos: Sequence[tuple[UUID, Mapping[str, Any]]]) -> None:
    """Take these entries back."""
    currency = organisation.tenant_facts(work).currency
    asked = {"tenant": work.tenant_id, "ids": [id for id, _ in memos]}
    for row in work.session.execute(queries.REMOVE_REFUNDS, asked).all():
        work.emit(
            RefundWithdrawn(
                customer_id=row.customer_id,
                order_id=row.order_id,
                refund_id=row.id,
                amount=row.amount,
                currency=currency,
            )
        )


def overdrawn(work: Work) -> list[UUID]:
    """The refunds that give back more of a line than it has: none, ever."""
    return list(work.session.scalars(queries.OVERDRAWN, {"tenant": work.tenant_id}))
