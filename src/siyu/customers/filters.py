"""Which customers a list is of: one shape for the URL, for saved views and for bulk acts."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, text

from siyu.customers import friends, marks, people, profile_filters, profiles
from siyu.customers.errors import FilterUnknown
from siyu.customers.events import TagSource
from siyu.customers.models import STRONG, Customer, Identity, Relation
from siyu.customers.profiles import MovedBy
from siyu.customers.tag_models import Tag, TagAssignment
from siyu.organisation import service as organisation
from siyu.platform.work import Work

Condition = ColumnElement[bool]
ENDED = or_(Relation.customer_deleted_at.is_not(None), Relation.staff_deleted_at.is_not(None))

PLAIN_KINDS = (*STRONG, "openid", "email")
MOST_FOUND = 1_000
# The worth of an index depends on which name or tag is asked for, so each is planned anew.
PLAN_EACH = text("SET LOCAL plan_cache_mode = force_custom_plan")


class Filters(BaseModel):
    """What a customer must meet; whatever is left out does not matter."""

    q: str = Field("", max_length=200, description="a name, its pinyin, a phone, an e-mail, an id")
    any_tag_ids: list[UUID] = Field([], max_length=100)
    all_tag_ids: list[UUID] = Field([], max_length=100)
    no_tag_ids: list[UUID] = Field([], max_length=100)
    tag_source: TagSource | None = None
    staff_id: UUID | None = None
    node_id: UUID | None = None
    state: Literal["friend", "lost"] | None = None
    has_phone: bool | None = None
    met_from: datetime | None = None
    met_until: datetime | None = None
    added_from: datetime | None = None
    added_until: datetime | None = None
    birthday_within_days: int | None = Field(None, ge=0, le=366)
    moved_by: list[MovedBy] = Field([], max_length=4)
    preferred_store_id: UUID | None = None
    preferred_adviser_id: UUID | None = None
    segment_id: UUID | None = None
    custom: list[str] = Field(
        [], max_length=20, description="of a brand's own fields: size=38, size>=38, size=*"
    )

    @property
    def tag_ids(self) -> list[UUID]:
        return [*self.any_tag_ids, *self.all_tag_ids, *self.no_tag_ids]


def demand_known(work: Work, filters: Filters) -> None:
    """Raises FilterUnknown for a tag that is not ours, NotFound for staff or a node."""
    asked = set(filters.tag_ids)
    known = set(work.session.scalars(_ids_of(work, asked)))
    if missing := asked - known:
        raise FilterUnknown(field="tag_ids", count=len(missing))
    if filters.staff_id is not None:
        organisation.staff_member(work, filters.staff_id)
    if filters.node_id is not None and not organisation.node_ids_under(work, filters.node_id):
        raise FilterUnknown(field="node_id", count=1)
    _in_segment(work, filters.segment_id)
    profile_filters.custom(work, filters.custom)


def conditions(work: Work, filters: Filters) -> list[Condition]:
    """What the filters ask, as conditions on a customer who stands."""
    work.session.execute(PLAN_EACH)
    return [
        Customer.standing(),
        *_searched(work, filters.q.strip()),
        *_tagged(filters),
        *_related(work, filters),
        *_known_by_phone(filters.has_phone),
        *_spanned(filters),
        *_of_profile(work, filters),
        *_in_segment(work, filters.segment_id),
    ]


def _in_segment(work: Work, segment_id: UUID | None) -> list[Condition]:
    return [] if segment_id is None else [Customer.id.in_(work.chosen("segment", segment_id))]


def _searched(work: Work, q: str) -> list[Condition]:
    """A name by any part of it, an account whole, a phone by its last four digits."""
    if not q:
        return []
    ways = [Customer.name_marks.contains(way) for way in marks.asked(work.secrets, q)]
    found = _by_account(work, q)
    if found:
        ways.append(Customer.id.in_(found))
    return [or_(*ways) if ways else false()]


def _by_account(work: Work, q: str) -> list[UUID]:
    """Whose account this is; none for a text that no account is written in."""
    if not q.isascii():
        return []
    found = work.session.scalars(_accounts(work, q).limit(MOST_FOUND)).all()
    return [*found, *_as_id(q)]


def _accounts(work: Work, q: str):  # type: ignore[no-untyped-def]
    blind = work.secrets.blind
    whole = {blind(kind, text) for kind in PLAIN_KINDS for text in (q, q.lower())}
    if q.lstrip("+").replace(" ", "").replace("-", "").isdigit():
        whole.add(blind("phone", people.as_phone(q)))
    ways: list[Condition] = [Identity.mark.in_(whole)]
    if q.isdigit() and len(q) == 4:
        ways.append(Identity.tail == blind("phone_tail", q))
    return select(Identity.customer_id).where(Identity.tenant_id == work.tenant_id, or_(*ways))


def _as_id(q: str) -> list[UUID]:
    try:
        return [UUID(q)]
    except ValueError:
        return []


def _tagged(filters: Filters) -> list[Condition]:
    has: list[Condition] = []
    if filters.any_tag_ids or (filters.tag_source and not filters.all_tag_ids):
        has.append(_has(filters.any_tag_ids, filters.tag_source))
    has += [_has([tag_id], filters.tag_source) for tag_id in filters.all_tag_ids]
    if filters.no_tag_ids:
        has.append(~_has(filters.no_tag_ids, None))
    return has


def _has(tag_ids: Sequence[UUID], source: TagSource | None) -> Condition:
    given = exists().where(TagAssignment.customer_id == Customer.id)
    given = given.where(TagAssignment.tenant_id == Customer.tenant_id)
    if tag_ids:
        given = given.where(TagAssignment.tag_id.in_(tag_ids))
    if source is not None:
        given = given.where(TagAssignment.source == source)
    return given


def _related(work: Work, filters: Filters) -> list[Condition]:
    """By their advisers: one, or those of a node and all below it, and how it stands with them."""
    which: list[Condition] = []
    if filters.staff_id is not None:
        which.append(Relation.staff_id == filters.staff_id)
    if filters.node_id is not None:
        which.append(Relation.staff_id.in_(_staff_under(work, filters.node_id)))
    if not work.reach.is_all:
        which.append(Relation.within(work.reach))
    asked = which if filters.staff_id or filters.node_id else []
    match filters.state:
        case "friend":
            return [_knows(*which, friends.living())]
        case "lost":
            return [_knows(*which, ENDED), ~_knows(*which, friends.living())]
    return [_knows(*which)] if asked else []


def standing_with_all(filters: Filters) -> list[Condition]:
    """The state asked for, as conditions on all relations of one customer together."""
    living = func.coalesce(func.bool_or(friends.living()), false())
    match filters.state:
        case "friend":
            return [living]
        case "lost":
            return [func.bool_or(ENDED), ~living]
    return []


def _knows(*conditions: Condition) -> Condition:
    return exists().where(Relation.customer_id == Customer.id, and_(*conditions))


def _staff_under(work: Work, node_id: UUID) -> Collection[UUID]:
    nodes = organisation.node_ids_under(work, node_id)
    return [one.id for one in organisation.staff_in(work, nodes)]


def _known_by_phone(has_phone: bool | None) -> list[Condition]:
    if has_phone is None:
        return []
    known = exists().where(Identity.customer_id == Customer.id, Identity.kind == "phone")
    return [known if has_phone else ~known]


def _spanned(filters: Filters) -> list[Condition]:
    spans: list[Condition] = []
    if filters.met_from is not None:
        spans.append(Customer.met_at >= filters.met_from)
    if filters.met_until is not None:
        spans.append(Customer.met_at < filters.met_until)
    added: list[Condition] = []
    if filters.added_from is not None:
        added.append(Relation.added_at >= filters.added_from)
    if filters.added_until is not None:
        added.append(Relation.added_at < filters.added_until)
    return [*spans, _knows(*added)] if added else spans


def _of_profile(work: Work, filters: Filters) -> list[Condition]:
    store, adviser = filters.preferred_store_id, filters.preferred_adviser_id
    return [
        *profile_filters.born_within(work, filters.birthday_within_days),
        *profile_filters.moved_by(work, filters.moved_by),
        *profile_filters.preferring(work, profiles.PREFERRED_STORE, store),
        *profile_filters.preferring(work, profiles.PREFERRED_ADVISER, adviser),
        *profile_filters.custom(work, filters.custom),
    ]


def _ids_of(work: Work, tag_ids: Collection[UUID]):  # type: ignore[no-untyped-def]
    return work.scope(Tag).where(Tag.id.in_(tag_ids)).with_only_columns(Tag.id)
