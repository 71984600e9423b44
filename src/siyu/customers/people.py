"""Who someone is: the person behind an account, met once however often they are told of."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from siyu.customers import marks
from siyu.customers.events import CustomerMet
from siyu.customers.models import Customer, Identity
from siyu.kit.text import normal_phone
from siyu.platform.work import Work

PERSON_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")


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
    key = f"person:{work.tenant_id}:{external_userid}"
    work.session.execute(PERSON_LOCK, {"key": key})


def find(work: Work, kind: str, value: str) -> UUID | None:
    """The person with this account, if there is one; regardless of who may see them."""
    mark = work.secrets.blind(kind, value)
    identity = work.session.scalars(
        work.scope(Identity).where(Identity.kind == kind, Identity.mark == mark)
    ).first()
    return identity.customer_id if identity else None


def meet(work: Work, profile: Profile) -> Customer:
    """The person of this profile, made on first sight and kept up to date."""
    lock(work, profile.external_userid)
    known = find(work, "external_userid", profile.external_userid)
    if known is None and profile.unionid:
        known = find(work, "unionid", profile.unionid)
    customer = work.get(Customer, known) if known else _new(work)
    _identify(work, customer, "external_userid", profile.external_userid)
    if profile.unionid:
        _identify(work, customer, "unionid", profile.unionid)
    _update(work, customer, profile)
    return customer


def _new(work: Work) -> Customer:
    customer = work.add(Customer(met_at=work.now()))
    work.emit(CustomerMet(customer_id=customer.id))
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
        work.add(
            Identity(
                customer_id=customer.id,
                kind=kind,
                value=value,
                mark=work.secrets.blind(kind, value),
                evidence="wecom",
                seen_at=work.now(),
            )
        )


def as_phone(text: str) -> str:
    """What a phone is looked up by; a text that is none stays as it is."""
    try:
        return normal_phone(text)
    except ValueError:
        return text


def add_phones(work: Work, customer_id: UUID, phones: Sequence[str], *, evidence: str) -> None:
    """Keep phones that a channel told of, sealed; what is no phone is left out."""
    for given in phones:
        try:
            phone = normal_phone(given)
        except ValueError:
            continue
        mark = work.secrets.blind("phone", phone)
        have = work.scope(Identity).where(
            Identity.customer_id == customer_id, Identity.mark == mark
        )
        if work.session.scalars(have).first() is None:
            work.add(
                Identity(
                    customer_id=customer_id,
                    kind="phone",
                    sealed=work.secrets.seal(phone),
                    mark=mark,
                    tail=work.secrets.blind("phone_tail", phone[-4:]),
                    evidence=evidence,
                    seen_at=work.now(),
                )
            )


def _opened(work: Work, sealed: bytes | None) -> str | None:
    return work.secrets.open(sealed) if sealed is not None else None


def name_of(work: Work, customer: Customer) -> str:
    """The name WeCom gave, or an empty text."""
    return _opened(work, customer.name) or ""


def names(work: Work, customer_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The names of people, by id."""
    found = work.session.scalars(work.scope(Customer).where(Customer.id.in_(customer_ids)))
    return {customer.id: name_of(work, customer) for customer in found}
