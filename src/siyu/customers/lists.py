"""The list of customers and the page of one, as people see them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, or_, select

from siyu.customers import consents, friends, people, rules
from siyu.customers.models import (
    Consent,
    Customer,
    FriendAdd,
    Identity,
    Relation,
    Tag,
    TagAssignment,
    TagGroup,
)
from siyu.kit.pages import Page, decode_cursor, encode_cursor
from siyu.kit.text import mask_email, mask_phone
from siyu.organisation import service as organisation
from siyu.organisation.service import StaffRef
from siyu.platform.work import Work

LIVING = (rules.Status.FRIENDS, rules.Status.HALF)


@dataclass(frozen=True)
class Asked:
    """What a list of customers is filtered by."""

    q: str = ""
    tag: UUID | None = None
    staff: UUID | None = None
    state: str | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass
class CustomerLine:
    """A customer in a list."""

    id: UUID
    name: str
    avatar: str
    met_at: datetime
    relations: list[Relation] = field(default_factory=list)
    tags: list[tuple[TagAssignment, Tag, TagGroup]] = field(default_factory=list)
    staff: dict[UUID, StaffRef] = field(default_factory=dict)

    @property
    def is_friend(self) -> bool:
        return any(friends.status_of(one) in LIVING for one in self.relations)

    @property
    def added_at(self) -> datetime | None:
        return max((one.added_at for one in self.relations if one.added_at), default=None)


@dataclass
class CustomerPage(CustomerLine):
    """One person, whole."""

    identities: list[Identity] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    times_added: dict[UUID, int] = field(default_factory=dict)


def page(work: Work, asked: Asked) -> Page[CustomerLine]:
    """Customers in sight, the newest first."""
    rows = filtered(work, asked).order_by(Customer.met_at.desc(), Customer.id.desc())
    if asked.cursor:
        met_at, last = decode_cursor(asked.cursor, 2)
        met = datetime.fromisoformat(met_at)
        rows = rows.where(
            or_(Customer.met_at < met, (Customer.met_at == met) & (Customer.id < UUID(last)))
        )
    found = work.session.scalars(rows.limit(asked.limit + 1)).all()
    shown = found[: asked.limit]
    more = encode_cursor(shown[-1].met_at, shown[-1].id) if len(found) > asked.limit else None
    return Page(_lines(work, shown), more)


def filtered(work: Work, asked: Asked) -> Select[Customer]:
    """Customers in sight that a filter asks for."""
    rows = work.scope(Customer)
    if asked.q.strip():
        rows = rows.where(_matches(work, asked.q.strip()))
    if asked.tag:
        tagged = select(TagAssignment.customer_id).where(TagAssignment.tag_id == asked.tag)
        rows = rows.where(Customer.id.in_(tagged))
    if asked.staff or asked.state:
        mine = select(Relation.customer_id).where(Relation.tenant_id == work.tenant_id)
        if asked.staff:
            mine = mine.where(Relation.staff_id == asked.staff)
        standing = friends.living()
        alive = Customer.id.in_(mine.where(standing))
        rows = rows.where(Customer.id.in_(mine))
        if asked.state:
            rows = rows.where(alive if asked.state == "friend" else ~alive)
    return rows


def _matches(work: Work, q: str):  # type: ignore[no-untyped-def]
    """A name by any part of it, an account by its id, a phone whole or by its last four digits."""
    accounts = select(Identity.customer_id).where(Identity.tenant_id == work.tenant_id)
    ways = [Identity.value == q]
    if q.isdigit() and len(q) == 4:
        ways.append(Identity.tail == work.secrets.blind("phone_tail", q))
    elif q.lstrip("+").isdigit():
        phone = people.as_phone(q)
        ways.append(Identity.mark == work.secrets.blind("phone", phone))
    found = Customer.id.in_(accounts.where(or_(*ways)))
    return or_(found, Customer.name_marks.contains(people.name_marks(work, q)))


def one(work: Work, customer_id: UUID) -> CustomerPage:
    """A person with all that is known of them. Raises NotFound."""
    customer = work.get(Customer, customer_id)
    line = _lines(work, [customer])[0]
    adds = work.scope(FriendAdd).where(FriendAdd.customer_id == customer_id)
    times: dict[UUID, int] = {}
    for add in work.session.scalars(adds):
        times[add.relation_id] = times.get(add.relation_id, 0) + 1
    accounts = work.scope(Identity).where(Identity.customer_id == customer_id)
    return CustomerPage(
        **vars(line),
        identities=list(work.session.scalars(accounts.order_by(Identity.seen_at))),
        consents=consents.held(work, customer_id),
        times_added=times,
    )


def shown_value(work: Work, identity: Identity, *, whole: bool) -> str:
    """An account as this reader may see it: phones and e-mails masked without the right."""
    if identity.sealed is None:
        return identity.value or ""
    opened = work.secrets.open(identity.sealed)
    if whole:
        return opened
    return mask_email(opened) if identity.kind == "email" else mask_phone(opened)


def _lines(work: Work, customers: Sequence[Customer]) -> list[CustomerLine]:
    ids = [customer.id for customer in customers]
    lines = {
        customer.id: CustomerLine(
            id=customer.id,
            name=people.name_of(work, customer),
            avatar=work.secrets.open(customer.avatar) if customer.avatar else "",
            met_at=customer.met_at,
        )
        for customer in customers
    }
    relations = work.scope(Relation).where(Relation.customer_id.in_(ids))
    for relation in work.session.scalars(relations.order_by(Relation.added_at.desc())):
        lines[relation.customer_id].relations.append(relation)
    for assignment, tag, group in work.session.execute(_tagged(work, ids)):
        lines[assignment.customer_id].tags.append((assignment, tag, group))
    staff_ids = {one.staff_id for line in lines.values() for one in line.relations}
    staff = organisation.staff_refs(work, list(staff_ids))
    for line in lines.values():
        line.staff = {one.staff_id: staff[one.staff_id] for one in line.relations}
    return list(lines.values())


def _tagged(work: Work, ids: Sequence[UUID]) -> Select[TagAssignment, Tag, TagGroup]:
    return (
        select(TagAssignment, Tag, TagGroup)
        .join(Tag, Tag.id == TagAssignment.tag_id)
        .join(TagGroup, TagGroup.id == Tag.group_id)
        .where(TagAssignment.tenant_id == work.tenant_id, TagAssignment.customer_id.in_(ids))
        .order_by(TagAssignment.at)
    )
