"""Who stands for whom today, of many people at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, text

from siyu.platform.database import Ids
from siyu.platform.work import Work


@dataclass(frozen=True)
class Stands:
    """A person as they stand: under which number, or for whom, or not any more."""

    number: int
    into: UUID | None
    gone: bool


ROWS = text(
    "SELECT id, number, merged_into, erased_at FROM customers"
    " WHERE tenant_id = :tenant AND id = ANY(:ids)"
).bindparams(bindparam("ids", type_=Ids()))
BELOW = text(
    "WITH RECURSIVE below (id, top) AS ("
    " SELECT one, one FROM unnest(:ids) AS one"
    " UNION ALL SELECT customers.id, below.top FROM customers"
    " JOIN below ON customers.merged_into = below.id WHERE customers.tenant_id = :tenant"
    ") SELECT id, top FROM below WHERE id <> top"
).bindparams(bindparam("ids", type_=Ids()))
OF_STAFF = text(
    "SELECT DISTINCT customer_id FROM relations WHERE tenant_id = :tenant AND staff_id = :staff"
)
PAGE = text(
    "SELECT id, number FROM customers WHERE tenant_id = :tenant AND number > :after"
    " ORDER BY number LIMIT :most"
)


def standings(work: Work, ids: Collection[UUID]) -> dict[UUID, Stands]:
    """How each of these stands, and everyone they were merged into; who never was is left out."""
    found: dict[UUID, Stands] = {}
    asked = set(ids)
    while asked:
        rows = _rows(work, asked)
        for id, number, into, erased_at in rows:
            found[id] = Stands(number, into, erased_at is not None)
        asked = {row.merged_into for row in rows if row.merged_into} - found.keys()
    return found


def _rows(work: Work, ids: Collection[UUID]) -> Sequence[Any]:
    return work.session.execute(ROWS, {"tenant": work.tenant_id, "ids": list(ids)}).all()


def top(found: dict[UUID, Stands], id: UUID) -> UUID:
    """Whoever stands for this one, by what `standings` found."""
    while id in found and (into := found[id].into) is not None:
        id = into
    return id


def merged_below(work: Work, ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Everyone who was merged into one of these, at any remove, and into whom."""
    rows = work.session.execute(BELOW, {"tenant": work.tenant_id, "ids": list(ids)})
    return {id: into for id, into in rows}


def known_by_staff(work: Work, staff_id: UUID) -> list[UUID]:
    """The people whose friend this member of staff is or was."""
    asked = {"tenant": work.tenant_id, "staff": staff_id}
    return list(work.session.scalars(OF_STAFF, asked))


def numbered(work: Work, after: int, most: int) -> list[tuple[UUID, int]]:
    """Everyone there ever was, by number, from behind one on."""
    asked = {"tenant": work.tenant_id, "after": after, "most": most}
    return [(row.id, row.number) for row in work.session.execute(PAGE, asked)]
