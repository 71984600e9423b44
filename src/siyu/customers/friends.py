"""Friendships between staff and customers, as WeCom tells of them: late, twice, in any order."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func

from siyu.customers import consents, people, rules
from siyu.customers.events import ConsentSource, FriendAdded, FriendConfirmed, FriendLost, LostBy
from siyu.customers.models import Customer, FriendAdd, Relation
from siyu.customers.people import Profile
from siyu.platform.work import Work


@dataclass(frozen=True)
class Added:
    """A friend-add as seen; `found_by` is "callback" or the run that found it."""

    profile: Profile
    staff_id: UUID
    added_at: datetime
    state: str | None = None
    add_way: int = 0
    half: bool = False
    inbound_id: UUID | None = None
    found_by: str = "callback"


@dataclass(frozen=True)
class Lost:
    """The end of a friendship as seen."""

    external_userid: str
    staff_id: UUID
    at: datetime
    by: LostBy
    found_by: str = "callback"


def add(work: Work, seen: Added) -> Relation:
    """Take note of a friend-add. However often it is seen, one `FriendAdded` comes of it."""
    customer = people.meet(work, seen.profile, at=seen.added_at)
    relation = _relation(work, customer.id, seen.staff_id, seen.profile.external_userid)
    if seen.half or not _confirms(relation, seen):
        _count(work, relation, seen)
    else:
        _confirm(work, relation, seen)
    return relation


def find(work: Work, customer_id: UUID, staff_id: UUID, external_userid: str) -> Relation | None:
    """The relation of these two by this account, if there ever was one."""
    account = work.secrets.blind("external_userid", external_userid)
    mine = work.scope(Relation).where(
        Relation.customer_id == customer_id,
        Relation.staff_id == staff_id,
        Relation.account == account,
    )
    return work.session.scalars(mine).first()


def _relation(work: Work, customer_id: UUID, staff_id: UUID, external_userid: str) -> Relation:
    known = find(work, customer_id, staff_id, external_userid)
    if known is not None:
        return known
    account = work.secrets.blind("external_userid", external_userid)
    return work.add(Relation(customer_id=customer_id, staff_id=staff_id, account=account))


def _confirms(relation: Relation, seen: Added) -> bool:
    """Whether this is the second half of an add that one side had made before."""
    return (
        relation.half
        and relation.added_at is not None
        and status_of(relation) == rules.Status.HALF
        and seen.added_at >= relation.added_at
    )


def _confirm(work: Work, relation: Relation, seen: Added) -> None:
    relation.half = False
    confirmed = FriendConfirmed(
        customer_id=relation.customer_id, relation_id=relation.id, staff_id=relation.staff_id
    )
    work.emit(confirmed, at=seen.added_at)


def _count(work: Work, relation: Relation, seen: Added) -> None:
    adds = work.scope(FriendAdd).where(FriendAdd.relation_id == relation.id)
    known = [one.added_at for one in work.session.scalars(adds)]
    exactly = seen.found_by == "callback"
    if rules.same_add(known, seen.added_at, exactly=exactly) is not None:
        return
    friend_add = work.add(
        FriendAdd(
            relation_id=relation.id,
            customer_id=relation.customer_id,
            staff_id=relation.staff_id,
            added_at=seen.added_at,
            state=seen.state,
            found_by=seen.found_by,
            n=len(known) + 1,
        )
    )
    if relation.added_at is None or seen.added_at > relation.added_at:
        relation.added_at, relation.half = seen.added_at, seen.half
        relation.state, relation.add_way = seen.state, seen.add_way
    consents.say(
        work, relation.customer_id, granted=True, source=ConsentSource.FRIEND_ADD, at=seen.added_at
    )
    _tell(work, relation, friend_add, seen, again=bool(known))


def _tell(
    work: Work, relation: Relation, friend_add: FriendAdd, seen: Added, *, again: bool
) -> None:
    added = FriendAdded(
        customer_id=relation.customer_id,
        relation_id=relation.id,
        n=friend_add.n,
        staff_id=relation.staff_id,
        added_at=seen.added_at,
        state=seen.state,
        add_way=seen.add_way,
        inbound_id=seen.inbound_id,
        again=again,
        half=seen.half,
        found_by=seen.found_by,
    )
    work.emit(added, at=seen.added_at)


def lose(work: Work, seen: Lost) -> Relation:
    """Take note of a deletion, even one told before the add it ends."""
    customer = people.meet(work, Profile(seen.external_userid))
    relation = _relation(work, customer.id, seen.staff_id, seen.external_userid)
    by_customer = seen.by == LostBy.CUSTOMER
    column = "customer_deleted_at" if by_customer else "staff_deleted_at"
    before = getattr(relation, column)
    if before is not None and before >= seen.at:
        return relation
    setattr(relation, column, seen.at)
    if by_customer:
        consents.say(
            work, customer.id, granted=False, source=ConsentSource.FRIEND_DELETED, at=seen.at
        )
    lost = FriendLost(
        customer_id=customer.id,
        relation_id=relation.id,
        staff_id=relation.staff_id,
        by=seen.by,
        found_by=seen.found_by,
    )
    work.emit(lost, at=seen.at)
    return relation


def status_of(relation: Relation) -> rules.Status:
    """How a relation stands."""
    return rules.status(
        added_at=relation.added_at,
        half=relation.half,
        customer_deleted_at=relation.customer_deleted_at,
        staff_deleted_at=relation.staff_deleted_at,
    )


def describe(work: Work, relation: Relation, *, remark: str, description: str) -> None:
    """Keep the adviser's own words about a customer, sealed."""
    relation.remark = work.secrets.seal(remark) if remark else None
    relation.description = work.secrets.seal(description) if description else None


def customer_of(work: Work, relation: Relation) -> Customer:
    return work.get(Customer, relation.customer_id)


def living() -> ColumnElement[bool]:
    """The condition on a relation that neither side has ended since the last add."""
    long_ago = datetime(1, 1, 1, tzinfo=UTC)
    ended = func.greatest(
        func.coalesce(Relation.customer_deleted_at, long_ago),
        func.coalesce(Relation.staff_deleted_at, long_ago),
    )
    return Relation.added_at > ended
