"""Orders as they are read, locked and written back, a batch at once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from siyu.commerce import queries
from siyu.commerce.rules import Held, Key, Line
from siyu.kit.ids import new_id
from siyu.platform.work import Work


def insert(work: Work, orders: Mapping[Key, tuple[UUID, datetime]]) -> set[UUID]:
    """Make those orders that are not there yet, each with its customer; the ids of the new."""
    keys = sorted(orders)
    asked = {
        "tenant": work.tenant_id,
        "ids": [new_id() for _ in keys],
        "sources": [key[0] for key in keys],
        "numbers": [key[1] for key in keys],
        "customers": [orders[key][0] for key in keys],
        "placed": [orders[key][1] for key in keys],
    }
    return set(work.session.scalars(queries.INSERT_ORDERS, asked)) if keys else set()


def opened(work: Work, keys: Iterable[Key], fresh: set[UUID]) -> dict[Key, Held]:
    """The orders of these keys with their lines and what went back of them, locked."""
    told = sorted(keys)
    asked = {
        "tenant": work.tenant_id,
        "sources": [key[0] for key in told],
        "numbers": [key[1] for key in told],
    }
    return _filled(work, work.session.execute(queries.LOCK_ORDERS, asked).all(), fresh)


def opened_by_id(work: Work, ids: Iterable[UUID]) -> dict[UUID, Held]:
    """The same, by id."""
    asked = {"tenant": work.tenant_id, "ids": sorted(set(ids))}
    rows = work.session.execute(queries.LOCK_BY_ID, asked).all()
    return {one.id: one for one in _filled(work, rows, set()).values()}


def _filled(work: Work, rows: Sequence[Any], fresh: set[UUID]) -> dict[Key, Held]:
    held = {
        row.id: Held(
            id=row.id,
            order=(row.source, row.number),
            customer_id=row.customer_id,
            placed_at=row.placed_at,
            amount=row.amount,
            fresh=row.id in fresh,
        )
        for row in rows
    }
    known = {"orders": [id for id in held if id not in fresh]}
    if known["orders"]:
        for row in work.session.execute(queries.LINES, known):
            held[row.order_id].lines[row.line] = Line(row.sku, row.quantity, row.amount)
        for row in work.session.execute(queries.RETURNED, known):
            held[row.order_id].returned[row.line] = row.quantity, row.amount
    return {one.order: one for one in held.values()}


def keep(work: Work, orders: Iterable[Held]) -> None:
    """Write what changed of these orders: lines, totals, instants."""
    touched = [one for one in orders if one.touched]
    changes = [
        (one.id, key, before, one.lines.get(key))
        for one in touched
        for key, before in one.was.items()
        if before != one.lines.get(key)
    ]
    _copy(work, [(id, key, after) for id, key, before, after in changes if after and not before])
    _change(work, [(id, key, after) for id, key, before, after in changes if after and before])
    _remove(work, [(id, key) for id, key, _, after in changes if after is None])
    if touched:
        totals = {
            "ids": [one.id for one in touched],
            "amounts": [one.total for one in touched],
            "lines": [len(one.lines) for one in touched],
            "placed": [one.placed_at for one in touched],
        }
        work.session.execute(queries.KEEP_TOTALS, totals)


def _copy(work: Work, lines: Sequence[tuple[UUID, str, Line]]) -> None:
    if not lines:
        return
    cursor = work.session.connection().connection.cursor()
    with cursor.copy(queries.COPY_LINES) as copy:
        for order_id, key, line in lines:
            copy.write_row(
                (new_id(), work.tenant_id, order_id, key, line.sku, line.quantity, line.amount)
            )


def _change(work: Work, lines: Sequence[tuple[UUID, str, Line]]) -> None:
    if lines:
        told = {
            "orders": [id for id, _, _ in lines],
            "lines": [key for _, key, _ in lines],
            "skus": [line.sku for _, _, line in lines],
            "quantities": [line.quantity for _, _, line in lines],
            "amounts": [line.amount for _, _, line in lines],
        }
        work.session.execute(queries.CHANGE_LINES, told)


def _remove(work: Work, lines: Sequence[tuple[UUID, str]]) -> None:
    if lines:
        told = {"orders": [id for id, _ in lines], "lines": [key for _, key in lines]}
        work.session.execute(queries.REMOVE_LINES, told)


def remove(work: Work, ids: Sequence[UUID]) -> None:
    """Take orders away that have no lines left."""
    if ids:
        work.session.execute(queries.REMOVE_ORDERS, {"tenant": work.tenant_id, "ids": list(ids)})
