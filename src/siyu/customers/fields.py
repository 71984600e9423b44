"""What the customers' own tables say of many people at once: columns of lists and of files."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from siyu.customers import consents, rules, tags
from siyu.customers.events import Channel, Purpose
from siyu.customers.models import Customer, Identity, Relation
from siyu.customers.rules import Friendship
from siyu.customers.tag_models import Tag, TagAssignment
from siyu.kit.choices import Choice
from siyu.organisation import service as organisation
from siyu.platform.database import among
from siyu.platform.declarations import AskedAs, Field, Option, chosen_of
from siyu.platform.reading import together
from siyu.platform.work import Work

Values = dict[UUID, object]
ACCOUNTS = ("phone", "email", "member_number", "mall_id")


class Gender(Choice):
    """What a person is called by, where it is known."""

    MALE = "male", "male", "男"
    FEMALE = "female", "female", "女"


GENDERS = {1: Gender.MALE, 2: Gender.FEMALE}


class Tie(NamedTuple):
    """A relation, as far as columns need it."""

    staff_id: UUID
    added_at: datetime | None
    status: rules.Status


@together
def _rows(work: Work, ids: Sequence[UUID]) -> Sequence[Any]:
    asked = select(Customer.id, Customer.name, Customer.gender, Customer.met_at)
    mine = asked.where(Customer.tenant_id == work.tenant_id, among(Customer.id, ids))
    return work.session.execute(mine).all()


@together
def _accounts(work: Work, ids: Sequence[UUID]) -> dict[str, Values]:
    """The accounts of each kind, the first seen first."""
    asked = select(Identity.customer_id, Identity.kind, Identity.sealed, Identity.value)
    mine = asked.where(
        Identity.tenant_id == work.tenant_id,
        among(Identity.customer_id, ids),
        Identity.kind.in_(ACCOUNTS),
    )
    found: dict[str, Values] = {kind: {} for kind in ACCOUNTS}
    for id, kind, sealed, value in work.session.execute(mine.order_by(Identity.seen_at)):
        told = work.secrets.open(sealed) if sealed else value
        known = found[kind].get(id)
        found[kind][id] = told if known is None else f"{known}; {told}"
    return found


@together
def _ties(work: Work, ids: Sequence[UUID]) -> dict[UUID, list[Tie]]:
    """The relations within sight, those added last first."""
    columns = (
        Relation.customer_id,
        Relation.staff_id,
        Relation.added_at,
        Relation.half,
        Relation.customer_deleted_at,
        Relation.staff_deleted_at,
    )
    mine = work.scope(Relation).where(among(Relation.customer_id, ids))
    newest = mine.with_only_columns(*columns).order_by(Relation.added_at.desc().nulls_last())
    ties: dict[UUID, list[Tie]] = {}
    for id, staff_id, added_at, half, by_customer, by_staff in work.session.execute(newest).all():
        status = rules.status(
            added_at=added_at, half=half, customer_deleted_at=by_customer, staff_deleted_at=by_staff
        )
        ties.setdefault(id, []).append(Tie(staff_id, added_at, status))
    return ties


@together
def _advisers(work: Work, ids: Sequence[UUID]) -> dict[UUID, list[organisation.StaffRef]]:
    """Whose friend somebody is."""
    ties = _ties(work, ids)
    staff = organisation.staff_refs(work, {tie.staff_id for mine in ties.values() for tie in mine})
    return {
        id: [
            staff[tie.staff_id]
            for tie in mine
            if tie.status in rules.LIVING and tie.staff_id in staff
        ]
        for id, mine in ties.items()
    }


@together
def _kinds_known(work: Work, ids: Sequence[UUID]) -> dict[str, Values]:
    """Which kinds of accounts people have; nothing is opened for it."""
    mine = select(Identity.customer_id, Identity.kind).where(
        Identity.tenant_id == work.tenant_id,
        among(Identity.customer_id, ids),
        Identity.kind.in_(ACCOUNTS),
    )
    found: dict[str, Values] = {kind: {} for kind in ACCOUNTS}
    for id, kind in work.session.execute(mine.distinct()).all():
        found[kind][id] = True
    return found


def _has(kind: str) -> AskedAs:
    """Whether there is an account of a kind."""
    return AskedAs("text", lambda work, ids: _kinds_known(work, ids)[kind])


def _named(work: Work, ids: Sequence[UUID]) -> Values:
    return {id: True for id, name, _, _ in _rows(work, ids) if name}


def names(work: Work, ids: Sequence[UUID]) -> Values:
    opened = work.secrets.open
    return {id: opened(name) for id, name, _, _ in _rows(work, ids) if name}


def added_at(work: Work, ids: Sequence[UUID]) -> Values:
    """When they last became a friend of anybody."""
    return {id: ties[0].added_at for id, ties in _ties(work, ids).items() if ties[0].added_at}


def _themselves(_work: Work, ids: Sequence[UUID]) -> Values:
    return {id: str(id) for id in ids}


def _met_at(work: Work, ids: Sequence[UUID]) -> Values:
    return {id: met_at for id, _, _, met_at in _rows(work, ids)}


def _genders(work: Work, ids: Sequence[UUID]) -> Values:
    return {id: GENDERS[one] for id, _, one, _ in _rows(work, ids) if one in GENDERS}


def _phones(work: Work, ids: Sequence[UUID]) -> Values:
    return _accounts(work, ids)["phone"]


def _emails(work: Work, ids: Sequence[UUID]) -> Values:
    return _accounts(work, ids)["email"]


def _member_numbers(work: Work, ids: Sequence[UUID]) -> Values:
    return _accounts(work, ids)["member_number"]


def _mall_ids(work: Work, ids: Sequence[UUID]) -> Values:
    return _accounts(work, ids)["mall_id"]


def _friendships(work: Work, ids: Sequence[UUID]) -> Values:
    ties = _ties(work, ids)
    return {id: rules.friendship([tie.status for tie in ties.get(id, ())]) for id in ids}


def _adviser_names(work: Work, ids: Sequence[UUID]) -> Values:
    advisers = _advisers(work, ids)
    return {id: "; ".join([one.name for one in mine]) for id, mine in advisers.items() if mine}


def _adviser_keys(work: Work, ids: Sequence[UUID]) -> Values:
    return {
        id: list(dict.fromkeys(str(one.id) for one in mine))
        for id, mine in _advisers(work, ids).items()
        if mine
    }


def _store_keys(work: Work, ids: Sequence[UUID]) -> Values:
    return {
        id: list(dict.fromkeys(str(one.node_id) for one in mine))
        for id, mine in _advisers(work, ids).items()
        if mine
    }


def _known_to(work: Work, ids: Sequence[UUID]) -> Values:
    """The staff whose friends they are or were: by them a manager's reach is told."""
    return {
        id: list(dict.fromkeys(str(tie.staff_id) for tie in mine))
        for id, mine in _ties(work, ids).items()
    }


def _stores(work: Work, ids: Sequence[UUID]) -> Values:
    advisers = _advisers(work, ids)
    nodes = {one.node_id for mine in advisers.values() for one in mine}
    names = {id: node.name for id, node in organisation.node_refs(work, nodes).items()}
    return {
        id: "; ".join(dict.fromkeys(names[one.node_id] for one in mine if one.node_id in names))
        for id, mine in advisers.items()
    }


def _tags(work: Work, ids: Sequence[UUID]) -> Values:
    asked = (
        select(TagAssignment.customer_id, Tag.name)
        .join(Tag, Tag.id == TagAssignment.tag_id)
        .where(TagAssignment.tenant_id == work.tenant_id, among(TagAssignment.customer_id, ids))
        .order_by(TagAssignment.at, Tag.name)
    )
    given: dict[UUID, list[str]] = {}
    for id, name in work.session.execute(asked):
        given.setdefault(id, []).append(name)
    return {id: "; ".join(names) for id, names in given.items()}


def _tag_keys(work: Work, ids: Sequence[UUID]) -> Values:
    asked = select(TagAssignment.customer_id, TagAssignment.tag_id).where(
        TagAssignment.tenant_id == work.tenant_id, among(TagAssignment.customer_id, ids)
    )
    given: dict[UUID, list[str]] = {}
    for id, tag_id in work.session.execute(asked):
        given.setdefault(id, []).append(str(tag_id))
    return dict(given)


def _named_option(id: UUID, name: str) -> Option:
    return Option(str(id), name, name)


def _tag_options(work: Work) -> Sequence[Option]:
    return [_named_option(one.id, f"{one.group} · {one.name}") for one in tags.all_tags(work)]


def adviser_options(work: Work) -> Sequence[Option]:
    """The staff in sight."""
    nodes = [line.node.id for line in organisation.node_lines(work)]
    return [_named_option(one.id, one.name) for one in organisation.staff_in(work, nodes)]


def store_options(work: Work) -> Sequence[Option]:
    """The nodes in sight that staff may stand in."""
    return [_named_option(line.node.id, line.node.name) for line in organisation.node_lines(work)]


def _agreed(work: Work, ids: Sequence[UUID]) -> Values:
    """The ways by which they agree to be told of offers."""
    agreed: dict[UUID, list[Channel]] = {}
    for (id, purpose, channel), granted in consents.standing(work, ids).items():
        if granted and purpose == Purpose.MARKETING:
            agreed.setdefault(id, []).append(Channel(channel))
    return dict(agreed)


OF_LISTS = (
    Field("name", "Name", "昵称", "text", names, True, AskedAs("text", _named)),
    Field("added_at", "Friend since", "添加时间", "instant", added_at),
)
TAKEN_AWAY = (
    Field("customer_id", "Customer id", "客户编号", "text", _themselves),
    Field("met_at", "First seen", "首次出现", "instant", _met_at, listed=False),
    Field(
        "gender", "Gender", "性别", "choice", _genders, options=chosen_of(Gender), listed=False
    ),
    Field("phone", "Phone", "手机号", "text", _phones, True, _has("phone"), listed=False),
    Field("email", "E-mail", "邮箱", "text", _emails, True, _has("email"), listed=False),
    Field(
        "member_number", "Member number", "会员号", "text", _member_numbers,
        asked=_has("member_number"), listed=False,
    ),
    Field("mall_id", "Mall id", "商城编号", "text", _mall_ids, asked=_has("mall_id"), listed=False),
    Field(
        "friendship", "Friend", "好友状态", "choice", _friendships,
        options=chosen_of(Friendship), listed=False,
    ),
    Field(
        "advisers", "Advisers", "顾问", "text", _adviser_names,
        asked=AskedAs("tags", _adviser_keys), options=adviser_options, listed=False,
    ),
    Field(
        "stores", "Stores", "门店", "text", _stores,
        asked=AskedAs("tags", _store_keys), options=store_options, listed=False,
    ),
    Field(
        "tags", "Tags", "标签", "text", _tags,
        asked=AskedAs("tags", _tag_keys), options=_tag_options, listed=False,
    ),
    Field(
        "agreed", "Agrees to offers by", "同意营销的渠道", "choice", _agreed,
        asked=AskedAs("tags", _agreed), options=chosen_of(Channel), listed=False,
    ),
)  # fmt: skip
KNOWN_TO = Field(
    "known_to", "Known to", "认识的员工", "tags", _known_to, listed=False, offered=False
)
ASKED = (*(one for one in TAKEN_AWAY if not one.listed), KNOWN_TO)
"""What conditions may ask of, beside the columns of lists."""
