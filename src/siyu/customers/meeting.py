"""People who come in from outside: a mall, a file, an API; known by the accounts they bring."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from siyu.customers import people
from siyu.customers.errors import AccountsDisagree
from siyu.customers.events import CustomerMet
from siyu.customers.models import STRONG, Customer, Identity
from siyu.kit.errors import Problem
from siyu.platform.work import Work


@dataclass(frozen=True)
class Account:
    """An account of a person: its kind (`mall_id`, `member_number`, `phone` …) and its value."""

    kind: str
    value: str


@dataclass(frozen=True)
class Newcomer:
    """Someone a source tells of. `evidence` names the source; `met_at` is None for now."""

    accounts: tuple[Account, ...]
    evidence: str
    name: str = ""
    met_at: datetime | None = None


@dataclass(frozen=True)
class Met:
    """Who a newcomer is; without an id, `problem` says why nobody could be told."""

    customer_id: UUID | None = None
    new: bool = False
    problem: Problem | None = None


def meet_all(work: Work, newcomers: Sequence[Newcomer]) -> list[Met]:
    """The person of each newcomer, in order; made on first sight."""
    return [_meet(work, newcomer) for newcomer in newcomers]


def _meet(work: Work, newcomer: Newcomer) -> Met:
    strong = [one for one in newcomer.accounts if one.kind in STRONG]
    for account in sorted(strong, key=lambda one: (one.kind, one.value)):
        people.lock(work, f"{account.kind}:{account.value}")
    known = {people.find(work, one.kind, one.value) for one in strong} - {None}
    if len(known) > 1:
        return Met(problem=AccountsDisagree(accounts=", ".join(one.kind for one in strong)))
    customer_id = next(iter(known), None) or _new(work, newcomer)
    for account in strong:
        _keep(work, customer_id, account, newcomer.evidence)
    phones = [one.value for one in newcomer.accounts if one.kind == "phone"]
    people.add_phones(work, customer_id, phones, evidence=newcomer.evidence)
    return Met(customer_id, new=not known)


def _new(work: Work, newcomer: Newcomer) -> UUID:
    met_at = newcomer.met_at or work.now()
    customer = work.add(Customer(met_at=met_at))
    if newcomer.name:
        customer.name = work.secrets.seal(newcomer.name)
        customer.name_marks = people.name_marks(work, newcomer.name)
    work.emit(CustomerMet(customer_id=customer.id), at=met_at)
    return customer.id


def _keep(work: Work, customer_id: UUID, account: Account, evidence: str) -> None:
    if people.find(work, account.kind, account.value) is None:
        work.add(
            Identity(
                customer_id=customer_id,
                kind=account.kind,
                value=account.value,
                mark=work.secrets.blind(account.kind, account.value),
                evidence=evidence,
                seen_at=work.now(),
            )
        )
