"""Friend-adds and deletions: twice, late and in any order, the result is the same."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from threading import Thread
from uuid import UUID

import pytest

from siyu.customers import consents, friends, people, rules
from siyu.customers.events import FriendAdded, FriendLost, LostBy
from siyu.customers.friends import Added, Lost
from siyu.customers.models import Customer, FriendAdd, Identity, Relation
from siyu.customers.people import Profile
from siyu.platform.access import Actor
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

TEST = Actor.system("test")
T = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)
WHO = "wmAAA"


def added(lin: UUID, seconds: int, **more: object) -> Added:
    at = T + timedelta(seconds=seconds)
    return Added(Profile(WHO, name="爱喝茶的小鹿"), lin, at, **more)  # type: ignore[arg-type]


def lost(lin: UUID, seconds: int, by: LostBy = LostBy.CUSTOMER) -> Lost:
    return Lost(WHO, lin, T + timedelta(seconds=seconds), by)


def tell(runtime: Runtime, tenant: UUID, seen: Added | Lost) -> list[object]:
    with runtime.work(tenant, actor=TEST) as work:
        if isinstance(seen, Added):
            friends.add(work, seen)
        else:
            friends.lose(work, seen)
        return list(work.events)


def rows(work: Work) -> tuple[int, int, int, int]:
    counts = [
        len(work.session.scalars(work.scope(model)).all())
        for model in (Customer, Identity, Relation, FriendAdd)
    ]
    return counts[0], counts[1], counts[2], counts[3]


def test_one_add_makes_one_customer_one_relation_one_event(
    runtime: Runtime, brand: UUID, lin: UUID
) -> None:
    first = tell(runtime, brand, added(lin, 0, state="lc_1"))
    again = tell(runtime, brand, added(lin, 0, state="lc_1"))
    with runtime.work(brand, actor=TEST) as work:
        assert rows(work) == (1, 1, 1, 1)
    assert [type(event).__name__ for event in first if isinstance(event, FriendAdded)] == [
        "FriendAdded"
    ]
    assert again == []


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_any_order_with_doubles_ends_the_same(
    runtime: Runtime, brand: UUID, lin: UUID, order: tuple[int, ...]
) -> None:
    told: list[Added | Lost] = [added(lin, 0), lost(lin, 10), added(lin, 20), lost(lin, 30)]
    events: list[object] = []
    for step in (*order, *order[:2]):
        events += tell(runtime, brand, told[step])
    with runtime.work(brand, actor=TEST) as work:
        relation = work.session.scalars(work.scope(Relation)).one()
        assert rows(work) == (1, 1, 1, 2)
        assert relation.added_at == T + timedelta(seconds=20)
        assert friends.status_of(relation) == rules.Status.DELETED_BY_CUSTOMER
        assert not consents.given(work, relation.customer_id)
    assert sum(isinstance(event, FriendAdded) for event in events) == 2
    assert {event.n for event in events if isinstance(event, FriendAdded)} == {1, 2}
    assert any(isinstance(event, FriendLost) for event in events)


def test_many_threads_telling_of_one_person_make_one_person(
    runtime: Runtime, brand: UUID, lin: UUID
) -> None:
    threads = [Thread(target=tell, args=(runtime, brand, added(lin, 0))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with runtime.work(brand, actor=TEST) as work:
        assert rows(work) == (1, 1, 1, 1)


def test_a_half_add_that_staff_accepts_is_one_add(runtime: Runtime, brand: UUID, lin: UUID) -> None:
    tell(runtime, brand, added(lin, 0, half=True))
    events = tell(runtime, brand, added(lin, 5))
    with runtime.work(brand, actor=TEST) as work:
        relation = work.session.scalars(work.scope(Relation)).one()
        assert friends.status_of(relation) == rules.Status.FRIENDS
        assert rows(work) == (1, 1, 1, 1)
    assert [type(event).__name__ for event in events] == ["FriendConfirmed"]


def test_a_comparison_does_not_count_an_add_that_a_callback_told(
    runtime: Runtime, brand: UUID, lin: UUID
) -> None:
    tell(runtime, brand, added(lin, 0))
    assert tell(runtime, brand, added(lin, 30, found_by="reconcile")) == []


def test_names_and_accounts_are_unreadable_in_the_table(
    runtime: Runtime, brand: UUID, lin: UUID
) -> None:
    tell(runtime, brand, added(lin, 0))
    with runtime.work(brand, actor=TEST) as work:
        customer = work.session.scalars(work.scope(Customer)).one()
        people.add_phones(work, customer.id, ["138 0013 8000", "not a phone"], evidence="remark")
        phone = work.session.scalars(work.scope(Identity).where(Identity.kind == "phone")).one()
        assert customer.name is not None
        assert "小鹿".encode() not in customer.name
        assert phone.value is None
        assert phone.sealed is not None
        assert b"8000" not in phone.sealed
        assert people.name_of(work, customer) == "爱喝茶的小鹿"
        assert work.secrets.open(phone.sealed) == "+8613800138000"


def test_another_brand_sees_nobody(runtime: Runtime, brand: UUID, lin: UUID) -> None:
    tell(runtime, brand, added(lin, 0))
    other = UUID(int=7)
    with runtime.work(other, actor=TEST) as work:
        assert people.find(work, "external_userid", WHO) is None
        assert work.session.scalars(work.scope(Relation)).all() == []
