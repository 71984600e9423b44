"""Tables keyed by customer whose rows simply go along when two people become one."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update

from siyu.platform.database import TenantModel
from siyu.platform.declarations import Holding
from siyu.platform.work import Work

Row = Any
LEFT_OUT = ("id", "tenant_id", "customer_id")


def moving(model: type[TenantModel], *, personal: tuple[str, ...] = ()) -> Holding:
    """Rows that nothing keeps from standing under another customer.

    `personal` names the columns that hold the person's own words or values, sealed or plain: the
    export opens them, the erasure empties them (they take None).
    """
    rows: Row = model

    def merge(work: Work, kept: UUID, gone: UUID) -> Mapping[str, Any]:
        moved = (
            update(rows)
            .where(rows.tenant_id == work.tenant_id, rows.customer_id == gone)
            .values(customer_id=kept)
            .returning(rows.id)
        )
        return {"moved": sorted(str(id) for id in work.session.scalars(moved))}

    def split(work: Work, _kept: UUID, gone: UUID, memo: Mapping[str, Any]) -> None:
        mine = rows.id.in_([UUID(id) for id in memo["moved"]])
        back = update(rows).where(rows.tenant_id == work.tenant_id, mine)
        work.session.execute(back.values(customer_id=gone))

    def export(work: Work, customer_id: UUID) -> Sequence[Mapping[str, Any]]:
        mine = work.scope(model).where(rows.customer_id == customer_id)
        return [told(work, row) for row in work.session.scalars(mine)]

    def erase(work: Work, customer_id: UUID) -> None:
        if personal:
            mine = update(rows).where(
                rows.tenant_id == work.tenant_id, rows.customer_id == customer_id
            )
            work.session.execute(mine.values(dict.fromkeys(personal)))

    return Holding(model.__tablename__, merge, split, export, erase)


def told(work: Work, row: TenantModel) -> dict[str, Any]:
    """A row in plain values: what is sealed opened, ids and instants as text."""
    names = [column.key for column in row.__table__.columns if column.key not in LEFT_OUT]
    return {name: _plain(work.secrets.open, getattr(row, name)) for name in names}


def _plain(opened: Callable[[bytes], str], value: object) -> object:
    match value:
        case bytes():
            return opened(value)
        case UUID():
            return str(value)
        case datetime():
            return value.isoformat()
    return value
