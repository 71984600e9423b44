"""The list of customers and the page of one, as people see them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, exists, func, select, tuple_
from sqlalchemy.orm import aliased

from siyu.customers import consents, filters, friends, people, rules
from siyu.customers.filters import Filters
from siyu.customers.models import Consent, Customer, FriendAdd, Identity, Relation
from siyu.customers.tag_models import Tag, TagAssignment, TagGroup
from siyu.kit.pages import BadCursor, Page, encode_cursor, read_cursor
from siyu.kit.text import mask_email, mask_phone
from siyu.organisation import service as organisation
from siyu.organisation.service import StaffRef
from siyu.platform.access import Reach
from siyu.platform.database import among
from siyu.platform.work import Work

BY_WEIGHT = (Identity.weight.desc(), Identity.kind, Identity.seen_at, Identity.id)
COUNTED = 10_000
SMALL_REACH = 50_000
SORTS = ("-met_at", "met_at", "-added_at", "added_at")
Marker = tuple[str, datetime, UUID]
S = TypeVar("S", bound=Select[*tuple[Any, ...]])
# Its own name, so that conditions about other relations of a customer do not fall together with it.
Latest = aliased(Relation, name="latest")


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
    near = _near(work, asked.filters)
    wanted = filters.conditions(work, asked.filters if near is None else _asked_more(asked.filters))
    after = _marker(asked.cursor) if asked.cursor else None
    found: list[tuple[Customer, str, datetime]] = []
    for spine in _spines(asked.sort, after):
        mark = after if after and after[0] == spine else None
        walk = _along(work, spine, mark) if near is None else _along_near(work, near, spine, mark)
        left = asked.limit + 1 - len(found)
        for customer, at in work.session.execute(walk.where(*wanted).limit(left)):
            found.append((customer, spine, at))
        if len(found) > asked.limit:
            break
    shown = found[: asked.limit]
    more = None
    if len(found) > asked.limit:
        last, spine, at = shown[-1]
        more = encode_cursor(spine, at, last.id)
    return Page(_lines(work, [customer for customer, _, _ in shown]), more)


def _near(work: Work, asked: Filters) -> Select[UUID, datetime | None] | None:
    """Those within a small reach and when they were last added there, found from its staff instead
    of tried one by one; None where everybody, or a large part, is in sight.
    """
    if work.reach.is_all:
        return None
    mine = work.scope(Relation)
    some = mine.with_only_columns(Relation.customer_id).limit(SMALL_REACH + 1).subquery()
    if (work.session.scalar(select(func.count()).select_from(some)) or 0) > SMALL_REACH:
        return None
    latest = func.max(Relation.added_at).label("at")
    near = mine.with_only_columns(Relation.customer_id, latest).group_by(Relation.customer_id)
    return near.having(*filters.standing_with_all(asked)) if _of_all(asked) else near


def _of_all(asked: Filters) -> bool:
    """Whether it is asked how somebody stands with everybody in sight."""
    return asked.state is not None and asked.staff_id is None and asked.node_id is None


def _asked_more(asked: Filters) -> Filters:
    """What `_near` has not asked yet."""
    return asked.model_copy(update={"state": None}) if _of_all(asked) else asked


def _everyone(work: Work) -> Select[Customer]:
    return replace(work, reach=Reach.all()).scope(Customer)


def _along_near(
    work: Work, near: Select[UUID, datetime | None], spine: str, after: Marker | None
) -> Select[Customer, datetime]:
    """Those within a small reach in order, narrow rows first: what else is asked of them is asked
    one by one, until a page is full.
    """
    known = near.order_by(Relation.customer_id).subquery()
    keys: Select[UUID, Any] = select(known.c.customer_id.label("id"), known.c.at)
    if spine.endswith("added_at"):
        keys = keys.where(known.c.at.is_not(None))
    else:
        first = (Customer.tenant_id == work.tenant_id) & (Customer.id == known.c.customer_id)
        keys = keys.join(Customer, first).with_only_columns(Customer.id, Customer.met_at)
        keys = keys.where(known.c.at.is_(None)) if spine == "-never" else keys
    id, at = keys.selected_columns
    ordered = _ordered(keys, at, id, spine, after).subquery()
    order_id, order_at = ordered.c
    rows = _everyone(work).join(ordered, order_id == Customer.id).add_columns(order_at)
    return _ordered(rows, order_at, order_id, spine, None)


def _marker(cursor: str) -> Marker:
    return read_cursor(cursor, str, datetime, UUID)


def _spines(sort: str, after: Marker | None) -> list[str]:
    """What the rows are read along, one after the other, from the marked one on."""
    spines = [sort, "-never"] if sort.endswith("added_at") else [sort]
    if after is None:
        return spines
    if after[0] not in spines:
        raise BadCursor
    return spines[spines.index(after[0]) :]


def _along(work: Work, spine: str, after: Marker | None) -> Select[Customer, datetime]:
    at = Latest.added_at if spine.endswith("added_at") else Customer.met_at
    rows = work.scope(Customer).add_columns(at)
    if spine.endswith("added_at"):
        rows = _latest(work, rows)
    elif spine == "-never":
        rows = rows.where(~_added(work))
    return _ordered(rows, at, Customer.id, spine, after)


def _ordered(rows: S, at: Any, id: Any, spine: str, after: Marker | None) -> S:
    """Rows along a spine, from the marked one on."""
    down = spine.startswith("-")
    if after is not None:
        key, mark = tuple_(at, id), tuple_(after[1], after[2])
        rows = rows.where(key < mark if down else key > mark)
    return rows.order_by(*(one.desc() if down else one.asc() for one in (at, id)))


def _latest(work: Work, rows: Select[Customer, datetime]) -> Select[Customer, datetime]:
    """Each customer once, by the latest of the adds in sight."""
    other = aliased(Relation)
    later = exists().where(
        other.customer_id == Latest.customer_id,
        other.added_at.is_not(None),
        tuple_(other.added_at, other.id) > tuple_(Latest.added_at, Latest.id),
    )
    mine = rows.join(Latest, Latest.customer_id == Customer.id)
    mine = mine.where(Latest.tenant_id == work.tenant_id, Latest.added_at.is_not(None))
    if not work.reach.is_all:
        near = work.reach.staff_ids or frozenset()
        mine = mine.where(Latest.staff_id.in_(near))
        later = later.where(other.staff_id.in_(near))
    return mine.where(~later)


def _added(work: Work):  # type: ignore[no-untyped-def]
    known = exists().where(Relation.customer_id == Customer.id, Relation.added_at.is_not(None))
    return known if work.reach.is_all else known.where(Relation.within(work.reach))


def matching(work: Work, asked: Filters) -> Select[UUID]:
    """The ids of all whom a filter matches, in sight."""
    near = _near(work, asked)
    rows = work.scope(Customer)
    if near is not None:
        # Materialised, or the planner asks of each customer who knows them.
        known = near.cte("near").prefix_with("MATERIALIZED", dialect="postgresql")
        rows = _everyone(work).join(known, known.c.customer_id == Customer.id)
        asked = _asked_more(asked)
    return rows.where(*filters.conditions(work, asked)).with_only_columns(Customer.id)


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
    line = _lines(work, [customer])[0]
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
