"""The list of customers and the page of one, as people see them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select

from siyu.customers import consents, friends, people, rules, walks
from siyu.customers.filters import Filters
from siyu.customers.models import Consent, Customer, FriendAdd, Identity, Relation
from siyu.customers.tag_models import Tag, TagAssignment, TagGroup
from siyu.customers.walks import Sight
from siyu.kit.pages import Page, encode_cursor
from siyu.kit.text import mask_email, mask_phone
from siyu.organisation import service as organisation
from siyu.organisation.service import StaffRef
from siyu.platform.database import among
from siyu.platform.work import Work

BY_WEIGHT = (Identity.weight.desc(), Identity.kind, Identity.seen_at, Identity.id)
COUNTED = 10_000


@dataclass(frozen=True)
class Asked:
    """Which customers, in which order, from where on."""

    filters: Filters = field(default_factory=Filters)
    sort: str = "-met_at"
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True)
class Counted:
    """How many a filter matches; there are more where `capped`."""

    count: int
    capped: bool


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
    def state(self) -> str:
        return str(rules.friendship([friends.status_of(one) for one in self.relations]))

    @property
    def added_at(self) -> datetime | None:
        return max((one.added_at for one in self.relations if one.added_at), default=None)


@dataclass
class CustomerPage(CustomerLine):
    """One person, whole."""

    identities: list[Identity] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    times_added: dict[UUID, int] = field(default_factory=dict)
    erased_at: datetime | None = None


def page(work: Work, asked: Asked) -> Page[CustomerLine]:
    """Customers in sight, in the order asked for; those never added come last of the added."""
    sight = Sight.of(work, asked.filters)
    after = walks.read_marker(asked.cursor) if asked.cursor else None
    found: list[tuple[Customer, str, datetime]] = []
    for spine in walks.spines(asked.sort, after):
        rows = sight.along(spine, after if after and after[0] == spine else None)
        left = asked.limit + 1 - len(found)
        for customer, at in work.session.execute(rows.limit(left)):
            found.append((customer, spine, at))
        if len(found) > asked.limit:
            break
    shown = found[: asked.limit]
    more = None
    if len(found) > asked.limit:
        last, spine, at = shown[-1]
        more = encode_cursor(spine, at, last.id)
    return Page(lines(work, [customer for customer, _, _ in shown]), more)


def matching(work: Work, asked: Filters) -> Select[UUID]:
    """The ids of all whom a filter matches, in sight."""
    return Sight.of(work, asked).everyone().with_only_columns(Customer.id)


def count(work: Work, asked: Filters, *, most: int | None = COUNTED) -> Counted:
    """How many a filter matches, counted up to `most`; all of them with None."""
    rows = matching(work, asked)
    if most is not None:
        rows = rows.limit(most + 1)
    found = work.session.scalar(select(func.count()).select_from(rows.subquery())) or 0
    if most is None or found <= most:
        return Counted(found, capped=False)
    return Counted(most, capped=True)


def one(work: Work, customer_id: UUID) -> CustomerPage:
    """A person with all that is known of them, by any id they went by. Raises NotFound."""
    customer_id = people.standing_id(work, customer_id)
    customer = work.get(Customer, customer_id)
    line = lines(work, [customer])[0]
    adds = work.scope(FriendAdd).where(FriendAdd.customer_id == customer_id)
    times: dict[UUID, int] = {}
    for add in work.session.scalars(adds):
        times[add.relation_id] = times.get(add.relation_id, 0) + 1
    accounts = work.scope(Identity).where(Identity.customer_id == customer_id)
    return CustomerPage(
        **vars(line),
        identities=list(work.session.scalars(accounts.order_by(*BY_WEIGHT))),
        consents=consents.held(work, customer_id),
        times_added=times,
        erased_at=customer.erased_at,
    )


def shown_value(work: Work, identity: Identity, *, whole: bool) -> str:
    """An account as this reader may see it: phones and e-mails masked without the right."""
    opened = people.value_of(work, identity)
    match identity.kind:
        case "phone" if not whole:
            return mask_phone(opened)
        case "email" if not whole:
            return mask_email(opened)
    return opened


def lines(work: Work, customers: Sequence[Customer]) -> list[CustomerLine]:
    """Customers with what a list shows of them."""
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
    relations = work.scope(Relation).where(among(Relation.customer_id, ids))
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
        .where(TagAssignment.tenant_id == work.tenant_id, among(TagAssignment.customer_id, ids))
        .order_by(TagAssignment.at)
    )
