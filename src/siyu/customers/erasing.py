"""A person asks to be forgotten: their values go, what is counted by id stays."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from siyu.customers import consents, people, suggestions
from siyu.customers.errors import AlreadyErased
from siyu.customers.events import ConsentSource, CustomerErased
from siyu.customers.merging import Holdings
from siyu.customers.models import Customer, ErasedAccount, Identity, Merge, Relation
from siyu.kit.ids import new_id
from siyu.platform.declarations import Erased, Trace
from siyu.platform.work import Work

CHINA = "+86"
MOST_SHOWN = 20


def erase(work: Work, holdings: Holdings, traces: Mapping[str, Trace], customer_id: UUID) -> UUID:
    """Leave an empty shell of a person and of all who were merged into them; the shell's id.

    Blind marks of their accounts stay, so that no file or reading of WeCom brings them back
    unasked. What WeCom keeps is WeCom's. Raises NotFound, AlreadyErased.
    """
    people.alone(work)
    customer = work.get(Customer, people.standing_id(work, customer_id), lock=True)
    if customer.erased_at is not None:
        raise AlreadyErased(customer_id=customer.id)
    ids = people.all_ids(work, customer.id)
    person = Erased(tuple(ids), _values(work, ids))
    _remember(work, customer.id, ids)
    consents.withdraw_all(work, customer.id, source=ConsentSource.ERASURE)
    work.session.flush()
    for id in ids:
        for holding in holdings.values():
            holding.erase(work, id)
    for trace in traces.values():
        trace.erase(work, person)
    _empty(work, ids)
    work.emit(CustomerErased(customer_id=customer.id))
    work.audit("customer_erased", "customer", customer.id)
    return customer.id


def _values(work: Work, ids: list[UUID]) -> dict[str, frozenset[str]]:
    """All that says who this is, by its kind."""
    found: dict[str, set[str]] = {}
    opened = work.secrets.open
    for row in work.session.scalars(select(Customer).where(Customer.id.in_(ids))):
        named = {"name": row.name, "avatar": row.avatar}
        for kind, sealed in named.items():
            found.setdefault(kind, set()).update([opened(sealed)] if sealed else [])
    for one in work.session.scalars(work.scope(Identity).where(Identity.customer_id.in_(ids))):
        found.setdefault(one.kind, set()).update(_spellings(people.value_of(work, one)))
    for relation in work.session.scalars(
        select(Relation).where(Relation.tenant_id == work.tenant_id, Relation.customer_id.in_(ids))
    ):
        said = [one for one in (relation.remark, relation.description) if one]
        found.setdefault("remark", set()).update(opened(one) for one in said)
    return {kind: frozenset(values) for kind, values in found.items()}


def _spellings(value: str) -> list[str]:
    """A value as it may be quoted: a Chinese mobile also without its country code."""
    return [value, value.removeprefix(CHINA)] if value.startswith(CHINA) else [value]


def _remember(work: Work, customer_id: UUID, ids: list[UUID]) -> None:
    mine = select(Identity.kind, Identity.mark).where(
        Identity.tenant_id == work.tenant_id, Identity.customer_id.in_(ids)
    )
    accounts = {(row.kind, row.mark) for row in work.session.execute(mine)}
    rows = [
        {
            "id": new_id(),
            "tenant_id": work.tenant_id,
            "customer_id": customer_id,
            "kind": kind,
            "mark": mark,
        }
        for kind, mark in sorted(accounts)
        if not _held_by_others(work, kind, mark, ids)
    ]
    if rows:
        work.session.execute(insert(ErasedAccount).values(rows).on_conflict_do_nothing())


def _held_by_others(work: Work, kind: str, mark: bytes, ids: list[UUID]) -> bool:
    """Whether somebody else has this phone too: theirs is still let in."""
    others = select(Identity.id).where(
        Identity.tenant_id == work.tenant_id,
        Identity.kind == kind,
        Identity.mark == mark,
        Identity.customer_id.not_in(ids),
    )
    return work.session.scalars(others.limit(1)).first() is not None


def holders_too(work: Work, customer_id: UUID) -> list[UUID]:
    """Others in sight who have an account of theirs too and would keep it, the first twenty: the
    same person twice, perhaps. Raises NotFound.
    """
    customer = work.get(Customer, people.standing_id(work, customer_id))
    mine, theirs = aliased(Identity), aliased(Identity)
    same = (theirs.tenant_id == work.tenant_id) & (theirs.mark == mine.mark)
    held = (
        select(theirs.customer_id)
        .join(mine, same & (theirs.kind == mine.kind))
        .where(mine.customer_id == customer.id, theirs.customer_id != customer.id)
    )
    others = work.scope(Customer).where(Customer.id.in_(held), Customer.standing())
    first = others.order_by(Customer.met_at, Customer.id).limit(MOST_SHOWN)
    return list(work.session.scalars(first.with_only_columns(Customer.id)))


def _empty(work: Work, ids: list[UUID]) -> None:
    shell: dict[str, Any] = {
        "name": None,
        "name_marks": [],
        "avatar": None,
        "gender": 0,
        "erased_at": work.now(),
    }
    mine = update(Customer).where(Customer.tenant_id == work.tenant_id, Customer.id.in_(ids))
    work.session.execute(mine.values(shell))
    told = update(Merge).where(Merge.tenant_id == work.tenant_id, Merge.kept_id.in_(ids))
    work.session.execute(told.values(memo=[]))
    suggestions.forget(work, ids)
    work.session.expire_all()


def readmit(work: Work, customer_id: UUID) -> int:
    """Let an erased person's accounts in again, as somebody new; how many. Raises NotFound."""
    customer = work.get(Customer, customer_id)
    mine = delete(ErasedAccount).where(
        ErasedAccount.tenant_id == work.tenant_id, ErasedAccount.customer_id == customer.id
    )
    let_in = len(work.session.scalars(mine.returning(ErasedAccount.id)).all())
    work.audit("customer_readmitted", "customer", customer.id, after={"accounts": let_in})
    return let_in
