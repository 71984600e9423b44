"""People who come in from outside: a mall, a file, an API; known by the accounts they bring."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from siyu.customers import evidence, people
from siyu.customers.errors import (
    AccountsDisagree,
    NoAccount,
    NotTellable,
    OneTooMany,
    PersonErased,
)
from siyu.customers.events import CustomerMet, CustomerRecognised, Proof
from siyu.customers.evidence import Key, Likeness
from siyu.customers.register import Person, Register
from siyu.kit.errors import Problem
from siyu.kit.text import normal_phone
from siyu.platform.work import Work


class Account(msgspec.Struct, frozen=True):
    """An account of a person: its kind (`mall_id`, `member_number`, `phone` …) and its value."""

    kind: str
    value: str


class Newcomer(msgspec.Struct, frozen=True):
    """Someone a source tells of. `evidence` names the source; `met_at` is None for now."""

    accounts: tuple[Account, ...]
    evidence: str
    name: str = ""
    met_at: datetime | None = None
    gender: int = 0


class Met(msgspec.Struct, frozen=True):
    """Who a newcomer is; without an id, `problem` says why nobody could be told.

    `added` are the accounts and `filled` the columns that this newcomer brought.
    """

    customer_id: UUID | None = None
    new: bool = False
    problem: Problem | None = None
    added: tuple[UUID, ...] = ()
    filled: tuple[str, ...] = ()


class Seen(msgspec.Struct, frozen=True):
    """A newcomer as they are compared: the values by their marks."""

    told: Newcomer
    values: dict[Key, str]

    @property
    def strong(self) -> tuple[Key, ...]:
        return tuple(key for key in self.values if evidence.is_strong(key[0]))

    @property
    def weak(self) -> tuple[Key, ...]:
        return tuple(key for key in self.values if not evidence.is_strong(key[0]))

    @property
    def side(self) -> evidence.Side:
        source = self.told.evidence
        weights = {key: evidence.weight(key[0], source) for key in self.values}
        return evidence.Side(weights, evidence.plain(self.told.name))


def meet_all(work: Work, newcomers: Sequence[Newcomer]) -> list[Met]:
    """The person of each newcomer, in order; made on first sight.

    Nobody else in this tenant says who is whom until the Work ends. The same ones again change
    nothing.
    """
    if not newcomers:
        return []
    people.alone(work)
    seen = [_seen(work, one) for one in newcomers]
    register = Register.read(work, [key for one in seen for key in one.values])
    met = [_meet(register, one) for one in seen]
    register.write()
    return met


def _seen(work: Work, told: Newcomer) -> Seen:
    values: dict[Key, str] = {}
    for account in told.accounts:
        value = normal(account.kind, account.value)
        if value:
            values[account.kind, work.secrets.blind(account.kind, value)] = value
    return Seen(told, values)


def normal(kind: str, value: str) -> str:
    """An account as it is kept and compared; empty for what is none."""
    if kind == "phone":
        try:
            return normal_phone(value)
        except ValueError:
            return ""
    return value.strip().lower() if kind == "email" else value.strip()


def _meet(register: Register, one: Seen) -> Met:
    if not one.values:
        return Met(problem=NoAccount())
    if not register.erased.isdisjoint(one.values):
        return Met(problem=PersonErased())
    if register.by_account.keys().isdisjoint(one.values):
        return _give(register, one, _new(register, one.told))
    known = register.holders(one.strong)
    if len(known) > 1:
        return _disagree(register, one, known)
    if known:
        return _as_known(register, one, known[0])
    return _by_weak(register, one)


def _disagree(register: Register, one: Seen, known: Sequence[Person]) -> Met:
    """One source says that these are one person: somebody has to look."""
    kinds = tuple(sorted({kind for kind, _ in one.strong}))
    first, *others = known
    for other in others:
        conflict = evidence.clash(first.side, other.side)
        register.suggest(first, other, Likeness(kinds, conflict, evidence.CERTAIN))
    return Met(problem=AccountsDisagree(accounts=", ".join(kinds)))


def _as_known(register: Register, one: Seen, person: Person) -> Met:
    clash = evidence.clash(person.side, one.side)
    if clash:
        return Met(problem=OneTooMany(kinds=", ".join(clash)))
    return _keep(register, one, person)


def _by_weak(register: Register, one: Seen) -> Met:
    """Without an id of theirs that we know: who says nothing new is known, else points decide."""
    holders = register.holders(one.weak)
    same = [person for person in holders if evidence.repeats(one.side, person.side)]
    if len(same) == 1:
        return _keep(register, one, same[0])
    shared = register.shared(one.weak)
    alike = [(person, evidence.compare(person.side, one.side, shared)) for person in holders]
    sure = [pair for pair in alike if pair[1].score >= evidence.JOIN and not pair[1].conflict]
    many = len(same) > 1 or len(sure) > 1 or len(shared) == len(one.weak)
    if many and not one.strong:
        kinds = sorted({kind for kind, _ in one.weak})
        return Met(problem=NotTellable(accounts=", ".join(kinds)))
    if len(sure) == 1:
        person, likeness = sure[0]
        by = proof_of(likeness)
        register.emit(CustomerRecognised(customer_id=person.id, by=by, score=likeness.score))
        return _keep(register, one, person)
    return _keep(register, one, _new(register, one.told))


def _new(register: Register, told: Newcomer) -> Person:
    met_at = told.met_at or register.now
    person = register.new(met_at)
    register.emit(CustomerMet(customer_id=person.id), at=met_at)
    return person


def _keep(register: Register, one: Seen, person: Person) -> Met:
    """Give the person what they lack of this; whoever else has it may be the same."""
    met = _give(register, one, person)
    if met.added:
        register.compare(person, one.weak)
    return met


def _give(register: Register, one: Seen, person: Person) -> Met:
    new, source = person.new, one.told.evidence
    filled = register.fill(person, one.told.name, one.told.gender)
    added = [
        register.add(person, key, value, source=source)
        for key, value in one.values.items()
        if key not in person.accounts
    ]
    person.new = False
    return Met(person.id, new=new, added=tuple(added), filled=filled)


def proof_of(likeness: Likeness) -> Proof:
    """What weighed most in a likeness."""
    for kind in likeness.agree:
        if evidence.is_strong(kind):
            return Proof.ID
    for proof in (Proof.PHONE, Proof.EMAIL, Proof.DEVICE):
        if proof.value in likeness.agree:
            return proof
    return Proof.HAND
