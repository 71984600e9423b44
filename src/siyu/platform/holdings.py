"""What becomes of the rows of a table keyed by customer when two people become one, or go.

`moving` is for rows that nothing keeps from standing under another customer, `folding` for those
of which a customer has one of each key.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from enum import Enum
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.orm import aliased

from siyu.platform.database import TenantModel
from siyu.platform.declarations import Holding, Parting
from siyu.platform.work import Work

Row = Any
LEFT_OUT = ("id", "tenant_id", "customer_id")


def moving(
    model: type[TenantModel],
    *,
    personal: tuple[str, ...] = (),
    hidden: tuple[str, ...] = (),
    passing: bool = False,
    along: tuple[str, str] | None = None,
) -> Holding:
    """Rows that nothing keeps from standing under another customer.

    `personal` names the columns that hold the person's own words or values, sealed or plain: the
    export opens them, the erasure empties them (they take None). `hidden` are marks that mean
    nothing outside: left out of the export, emptied too. `passing` rows go with the person.
    `along` says by which account a row came: a column, and what of a Parting it is found in.
    """
    rows: Row = model

    def merge(work: Work, kept: UUID, gone: UUID) -> Mapping[str, Any]:
        return {"moved": _move(work, rows, kept, gone)}

    def split(work: Work, _kept: UUID, gone: UUID, memo: Mapping[str, Any]) -> None:
        _move_back(work, rows, gone, memo["moved"])

    def export(work: Work, customer_id: UUID) -> Sequence[Mapping[str, Any]]:
        mine = work.scope(model).where(rows.customer_id == customer_id)
        return [told(work, row, hidden) for row in work.session.scalars(mine)]

    def erase(work: Work, customer_id: UUID) -> None:
        _erase(work, rows, customer_id, (*personal, *hidden), passing=passing)

    def going(work: Work, customer_id: UUID, parting: Parting) -> Sequence[str]:
        if along is None:
            return ()
        column, among = along
        theirs = select(rows.id).where(
            rows.tenant_id == work.tenant_id,
            rows.customer_id == customer_id,
            getattr(rows, column).in_(getattr(parting, among)),
        )
        return sorted(str(id) for id in work.session.scalars(theirs))

    return Holding(model.__tablename__, merge, split, export, erase, going)


def folding(model: type[TenantModel], key: tuple[str, ...]) -> Holding:
    """Rows of which a customer has at most one of each `key`; they hold no value of a person.

    Of two the kept person's stays, and the other stands in the memo until the merge is undone.
    """
    rows: Row = model
    whole = moving(model)

    def merge(work: Work, kept: UUID, gone: UUID) -> Mapping[str, Any]:
        twice = select(rows).where(rows.id.in_(_twice(work, rows, key, kept, gone)))
        folded = [_kept_whole(row) for row in work.session.scalars(twice)]
        work.session.execute(delete(rows).where(rows.id.in_([one["id"] for one in folded])))
        return {"folded": folded, "moved": _move(work, rows, kept, gone)}

    def split(work: Work, kept: UUID, gone: UUID, memo: Mapping[str, Any]) -> None:
        whole.split(work, kept, gone, memo)
        back = [_back(rows, one) for one in memo["folded"]]
        if back:
            work.session.execute(insert(rows), back)

    return Holding(model.__tablename__, merge, split, whole.export, whole.erase)


def _move(work: Work, rows: Row, kept: UUID, gone: UUID) -> list[str]:
    moved = (
        update(rows)
        .where(rows.tenant_id == work.tenant_id, rows.customer_id == gone)
        .values(customer_id=kept)
        .returning(rows.id)
    )
    return sorted(str(id) for id in work.session.scalars(moved))


def _move_back(work: Work, rows: Row, gone: UUID, moved: Sequence[str]) -> None:
    mine = rows.id.in_([UUID(id) for id in moved])
    back = update(rows).where(rows.tenant_id == work.tenant_id, mine)
    work.session.execute(back.values(customer_id=gone))


def _erase(
    work: Work, rows: Row, customer_id: UUID, emptied: Sequence[str], *, passing: bool
) -> None:
    mine = (rows.tenant_id == work.tenant_id, rows.customer_id == customer_id)
    if passing:
        work.session.execute(delete(rows).where(*mine))
    elif emptied:
        work.session.execute(update(rows).where(*mine).values(dict.fromkeys(emptied)))


def _twice(work: Work, rows: Row, key: Sequence[str], kept: UUID, gone: UUID) -> Select[UUID]:
    """The rows of `gone` whose key `kept` has too."""
    theirs = aliased(rows)
    same = [getattr(rows, name).is_not_distinct_from(getattr(theirs, name)) for name in key]
    there = select(theirs.id).where(
        theirs.tenant_id == work.tenant_id, theirs.customer_id == kept, *same
    )
    return select(rows.id).where(
        rows.tenant_id == work.tenant_id, rows.customer_id == gone, there.exists()
    )


def _kept_whole(row: Row) -> dict[str, Any]:
    """A row as JSON that `_back` reads again."""
    columns = row.__table__.columns
    values = {column.key: getattr(row, column.key) for column in columns}
    plain: dict[str, Any] = msgspec.to_builtins(values)
    return plain


def _back(rows: Row, plain: Mapping[str, Any]) -> dict[str, Any]:
    columns = rows.__table__.columns
    kinds = {column.key: column.type.python_type for column in columns if column.key in plain}
    return {
        name: None if value is None else msgspec.convert(value, kinds[name])
        for name, value in plain.items()
    }


def told(work: Work, row: TenantModel, hidden: Sequence[str] = ()) -> dict[str, Any]:
    """A row in plain values: what is sealed opened, ids and instants as text."""
    left_out = (*LEFT_OUT, *hidden)
    names = [column.key for column in row.__table__.columns if column.key not in left_out]
    return {name: _plain(work.secrets.open, getattr(row, name)) for name in names}


def _plain(opened: Callable[[bytes], str], value: object) -> object:
    match value:
        case bytes():
            return opened(value)
        case UUID():
            return str(value)
        case datetime() | date() | time():
            return value.isoformat()
        case Enum():
            return value.value
        case list():
            return [_plain(opened, one) for one in value]
    return value
