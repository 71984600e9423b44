"""Who someone is: the person behind an account, met once however often they are told of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, text

from siyu.customers import evidence as proofs
from siyu.customers import marks, suggestions
from siyu.customers.events import CustomerMet
from siyu.customers.models import Customer, ErasedAccount, Identity
from siyu.kit.text import normal_phone
from siyu.platform.work import Work

PERSON_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")
# Whoever meets one person shares it, whoever meets many or changes who is whom holds it alone. One
# lock of a tenant, so two workers cannot take several in different orders.
SHARED_LOCK = text("SELECT pg_advisory_xact_lock_shared(hashtextextended(:key, 0))")


@dataclass(frozen=True)
class Profile:
    """What a channel tells of a person."""

    external_userid: str
    name: str = ""
    avatar: str = ""
    gender: int = 0
    unionid: str = ""


def lock(work: Work, external_userid: str) -> None:
    """Let one transaction at a time change what is known of this account."""
    steady(work)
    key = f"person:{work.tenant_id}:{external_userid}"
    work.session.execute(PERSON_LOCK, {"key": key})


def steady(work: Work) -> None:
    """Let nobody change who is whom in this tenant until this Work ends; many may hold it."""
    work.session.execute(SHARED_LOCK, {"key": f"people:{work.tenant_id}"})


def alone(work: Work) -> None:
    """Let nobody else say who is whom in this tenant until this Work ends."""
    work.session.execute(PERSON_LOCK, {"key": f"people:{work.tenant_id}"})


def find(work: Work, kind: str, value: str) -> UUID | None:
    """The person with this account, if there is one; regardless of who may see them."""
    mark = work.secrets.blind(kind, value)
    identity = work.session.scalars(
        work.scope(Identity).where(Identity.kind == kind, Identity.mark == mark)
    ).first()
    return identity.customer_id if identity else None


def standing_id(work: Work, customer_id: UUID) -> UUID:
    """Who this person is today: themself, or whom they were merged into."""
    seen = customer_id
    while True:
        into = select(Customer.merged_into).where(
            Customer.tenant_id == work.tenant_id, Customer.id == seen
        )
        found = work.session.scalar(into)
        if found is None:
            return seen
        seen = found


def all_ids(work: Work, customer_id: UUID) -> list[UUID]:
    """This person and everyone who was merged into them, at any remove."""
    ids, fresh = [customer_id], [customer_id]
    while fresh:
        into = select(Customer.id).where(
            Customer.tenant_id == work.tenant_id, Customer.merged_into.in_(fresh)
        )
        fresh = list(work.session.scalars(into))
        ids += fresh
    return ids


def every_id(work: Work, customer_id: UUID) -> list[UUID]:
    """All ids of whoever goes by this one."""
    return all_ids(work, standing_id(work, customer_id))


def accounts_in_wecom(work: Work, customer_id: UUID) -> int:
    """How many external userids a person has."""
    mine = work.scope(Identity).where(
        Identity.customer_id == customer_id, Identity.kind == "external_userid"
    )
    return len(work.session.scalars(mine).all())


def was_erased(work: Work, external_userid: str) -> bool:
    """Whether the person behind this account was erased, and has not come back by themself."""
    mark = work.secrets.blind("external_userid", external_userid)
    erased = work.scope(ErasedAccount).where(
        ErasedAccount.kind == "external_userid", ErasedAccount.mark == mark
    )
    return work.session.scalars(erased).first() is not None


def meet(work: Work, profile: Profile, *, at: datetime | None = None) -> Customer:
    """The person of this profile, made on first sight and kept up to date.

    `at` is when they were met, if not now; the earliest such instant stays.
    """
    lock(work, profile.external_userid)
    known = find(work, "external_userid", profile.external_userid)
    by_union = find(work, "unionid", profile.unionid) if profile.unionid else None
    if known and by_union and known != by_union:
        likeness = proofs.Likeness(("unionid",), score=proofs.CERTAIN)
        suggestions.note(work, [(known, by_union, likeness)])
    customer = _known(work, known or by_union) or _new(work, profile, at or work.now())
    if at is not None:
        customer.met_at = min(customer.met_at, at)
    _identify(work, customer, "external_userid", profile.external_userid)
    if profile.unionid:
        _identify(work, customer, "unionid", profile.unionid)
    _update(work, customer, profile)
    return customer


def _known(work: Work, customer_id: UUID | None) -> Customer | None:
    return work.get(Customer, customer_id) if customer_id else None


def _new(work: Work, profile: Profile, at: datetime) -> Customer:
    """Made on first sight; who was erased and comes back is somebody new."""
    accounts = (("external_userid", profile.external_userid), ("unionid", profile.unionid))
    marks = [work.secrets.blind(kind, value) for kind, value in accounts if value]
    work.session.execute(
        delete(ErasedAccount).where(
            ErasedAccount.tenant_id == work.tenant_id, ErasedAccount.mark.in_(marks)
        )
    )
    customer = work.add(Customer(met_at=at))
    work.emit(CustomerMet(customer_id=customer.id), at=at)
    return customer


def _update(work: Work, customer: Customer, profile: Profile) -> None:
    if profile.name and _opened(work, customer.name) != profile.name:
        customer.name = work.secrets.seal(profile.name)
        customer.name_marks = name_marks(work, profile.name)
    if profile.avatar and _opened(work, customer.avatar) != profile.avatar:
        customer.avatar = work.secrets.seal(profile.avatar)
    customer.gender = profile.gender or customer.gender


def name_marks(work: Work, text: str) -> list[int]:
    """Blind marks of a name: by its letters and, where it is Chinese, by its pinyin."""
    return marks.of_name(work.secrets, text)


def _identify(work: Work, customer: Customer, kind: str, value: str) -> None:
    if find(work, kind, value) is None:
        work.add(identity(work, customer.id, kind, value, source="wecom"))


def identity(work: Work, customer_id: UUID, kind: str, value: str, *, source: str) -> Identity:
    """An account of a person, sealed, with the evidence for it; not yet kept."""
    is_phone = kind == "phone"
    return Identity(
        customer_id=customer_id,
        kind=kind,
        sealed=work.secrets.seal(value),
        mark=work.secrets.blind(kind, value),
        tail=work.secrets.blind("phone_tail", value[-4:]) if is_phone else None,
        evidence=source,
        weight=proofs.weight(kind, source),
        seen_at=work.now(),
    )


def value_of(work: Work, identity: Identity) -> str:
    """The account itself, opened."""
    return work.secrets.open(identity.sealed) if identity.sealed else identity.value or ""


def as_phone(text: str) -> str:
    """What a phone is looked up by; a text that is none stays as it is."""
    try:
        return normal_phone(text)
    except ValueError:
        return text


def add_phones(work: Work, customer_id: UUID, phones: Sequence[str], *, evidence: str) -> None:
    """Keep phones that a channel told of, sealed; what is no phone is left out.

    Whoever else has such a phone may be the same person: that is suggested.
    """
    for given in phones:
        try:
            phone = normal_phone(given)
        except ValueError:
            continue
        mark = work.secrets.blind("phone", phone)
        have = work.scope(Identity).where(
            Identity.customer_id == customer_id, Identity.kind == "phone", Identity.mark == mark
        )
        if work.session.scalars(have).first() is None:
            work.add(identity(work, customer_id, "phone", phone, source=evidence))
            suggestions.look(work, customer_id, ("phone", mark))


def _opened(work: Work, sealed: bytes | None) -> str | None:
    return work.secrets.open(sealed) if sealed is not None else None


def name_of(work: Work, customer: Customer) -> str:
    """The name WeCom gave, or an empty text."""
    return _opened(work, customer.name) or ""


def names(work: Work, customer_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The names of people, by id."""
    found = work.session.scalars(work.scope(Customer).where(Customer.id.in_(customer_ids)))
    return {customer.id: name_of(work, customer) for customer in found}


def all_names(work: Work, customer_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The names of people in sight or not: whoever is gone has no relation to be seen by."""
    mine = select(Customer).where(
        Customer.tenant_id == work.tenant_id, Customer.id.in_(customer_ids)
    )
    return {customer.id: name_of(work, customer) for customer in work.session.scalars(mine)}
