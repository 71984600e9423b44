"""One who turns out to be two: accounts that somebody else has go to a person of their own.

What says by which account it came goes along: relations and all that hangs on them. Orders go
where asked, and only those of a source that told of no account that stays. All else, as tags and
consent, stays. Merging the two is the way back.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from siyu.customers import people, suggestions
from siyu.customers.errors import AlreadyErased, CameByMerge, NothingLeft, NotTheirAccount
from siyu.customers.events import ApartBy, CustomerMet, CustomerSplit, CustomerSplitOff
from siyu.customers.merging import Holdings
from siyu.customers.models import Customer, Identity, Merge, Relation
from siyu.platform.declarations import Parting
from siyu.platform.work import Work


@dataclass(frozen=True)
class Split:
    """Who was parted from whom, and how many rows of each holding went along."""

    kept_id: UUID
    new_id: UUID
    by: ApartBy
    rows: dict[str, int]


def split(
    work: Work,
    holdings: Holdings,
    customer_id: UUID,
    identity_ids: Collection[UUID],
    *,
    by: ApartBy,
    with_orders: bool = False,
) -> Split:
    """Give accounts of one person to a new one.

    Raises NotFound, AlreadyErased, NotTheirAccount, NothingLeft, CameByMerge.
    """
    people.alone(work)
    kept = work.get(Customer, people.standing_id(work, customer_id), lock=True)
    if kept.erased_at is not None:
        raise AlreadyErased(customer_id=kept.id)
    theirs, staying = _told_apart(work, kept.id, set(identity_ids))
    merged = _merged(work, kept.id, theirs)
    parting = _parting(work, kept.id, theirs, staying if with_orders else None)
    new = work.add(Customer(met_at=min(one.seen_at for one in theirs)))
    rows = {}
    for name, holding in holdings.items():
        ids = [id for id in holding.going(work, kept.id, parting) if id not in merged]
        if ids:
            holding.split(work, kept.id, new.id, {"moved": ids, "folded": []})
            rows[name] = len(ids)
    work.session.expire_all()
    suggestions.keep_apart(work, kept.id, new.id)
    made = Split(kept.id, new.id, by, rows)
    _tell(work, made, new, theirs)
    return made


def _told_apart(
    work: Work, customer_id: UUID, asked: set[UUID]
) -> tuple[list[Identity], list[Identity]]:
    """The accounts that go and those that stay. Raises NotTheirAccount, NothingLeft."""
    mine = work.scope(Identity).where(Identity.customer_id == customer_id)
    every = list(work.session.scalars(mine.order_by(Identity.seen_at, Identity.id)))
    unknown = asked - {one.id for one in every}
    if unknown:
        raise NotTheirAccount(count=len(unknown))
    staying = [one for one in every if one.id not in asked]
    if not staying:
        raise NothingLeft
    return [one for one in every if one.id in asked], staying


def _merged(work: Work, customer_id: UUID, theirs: Sequence[Identity]) -> set[str]:
    """The rows that standing merges brought, which their undoing needs. Raises CameByMerge."""
    standing = work.scope(Merge).where(Merge.kept_id == customer_id, Merge.undone_at.is_(None))
    brought: set[str] = set()
    for merge in work.session.scalars(standing):
        moved = {
            id for memo in merge.memo for held in memo.values() for id in held.get("moved", ())
        }
        if moved & {str(one.id) for one in theirs}:
            raise CameByMerge(merge_id=merge.id)
        brought |= moved
    return brought


def _parting(
    work: Work, customer_id: UUID, theirs: Sequence[Identity], staying: Sequence[Identity] | None
) -> Parting:
    """`staying` is None where orders are not asked to go along."""
    marks = [one.mark for one in theirs if one.kind == "external_userid"]
    relations = select(Relation.id).where(
        Relation.tenant_id == work.tenant_id,
        Relation.customer_id == customer_id,
        Relation.account.in_(marks),
    )
    sources: set[str] = set()
    if staying is not None:
        sources = {one.evidence for one in theirs} - {one.evidence for one in staying}
    return Parting(
        frozenset(one.id for one in theirs),
        frozenset(work.session.scalars(relations)),
        frozenset(sources),
    )


def _tell(work: Work, made: Split, new: Customer, theirs: Sequence[Identity]) -> None:
    kinds = sorted({one.kind for one in theirs})
    work.emit(CustomerMet(customer_id=new.id), at=new.met_at)
    work.emit(CustomerSplitOff(customer_id=new.id, from_id=made.kept_id, by=made.by))
    work.emit(
        CustomerSplit(
            customer_id=made.kept_id, new_id=made.new_id, by=made.by, accounts=len(theirs)
        )
    )
    told = {"new_id": made.new_id, "by": made.by, "accounts": kinds, "rows": made.rows}
    work.audit("customer_split", "customer", made.kept_id, after=told)
