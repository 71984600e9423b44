"""The ledger: each friend once, in order, under the cap, whoever comes at the same time."""

import threading
from datetime import timedelta
from uuid import UUID

from siyu.acquisition import counting, refreshing, service
from siyu.acquisition.rules.duty import Assignment, Caps, Plan
from siyu.acquisition.rules.schedule import Schedule
from siyu.customers.events import FriendAdded
from siyu.platform.clock import FixedClock
from tests.acquisition.shop import Shop
from tests.conftest import MONDAY_NOON


def reckon(shop: Shop) -> None:
    shop.listen()
    with shop.work() as work:
        refreshing.refresh_due(work)


def test_friends_are_counted_in_order_with_their_places(shop: Shop, clock: FixedClock) -> None:
    code_id = shop.code()
    shop.friend(code_id, "ann")
    shop.friend(code_id, "bo")
    clock.forward(days=1)
    shop.friend(code_id, "ann")
    shop.friend(None, "ann")
    shop.listen()
    assert [
        (add.place, add.place_of_staff, add.place_of_staff_day, add.over_cap)
        for add in shop.adds(code_id)
    ] == [(1, 1, 1, False), (2, 1, 1, False), (3, 2, 1, False)]
    assert shop.row(code_id).added_total == 3
    assert [one["place"] for one in shop.events("FriendCounted")] == [1, 2, 3]


def test_the_day_of_a_friend_is_the_tenants_own(shop: Shop) -> None:
    code_id = shop.code()
    shop.friend(code_id, at=MONDAY_NOON + timedelta(hours=12))
    shop.listen()
    assert [add.day.isoformat() for add in shop.adds(code_id)] == ["2026-11-17"]


def test_a_friend_told_twice_is_counted_once_and_one_who_comes_again_twice(
    shop: Shop, clock: FixedClock
) -> None:
    code_id = shop.code()
    for _ in range(2):
        shop.friend(code_id, person="wmMay", at=MONDAY_NOON)
    clock.forward(hours=1)
    shop.lose("wmMay")
    clock.forward(hours=1)
    shop.friend(code_id, person="wmMay")
    shop.listen()
    shop.listen()
    assert [(add.n, add.again) for add in shop.adds(code_id)] == [(1, False), (2, True)]
    with shop.work() as work:
        total = service.code_figures(work, code_id, 7).total
    assert (total.added, total.deleted) == (2, 1)


def test_counting_the_same_friend_add_again_answers_the_first_count(shop: Shop) -> None:
    code_id = shop.code()
    friend = FriendAdded(
        customer_id=UUID(int=1),
        relation_id=UUID(int=2),
        n=1,
        staff_id=shop.staff["ann"],
        added_at=MONDAY_NOON,
        state=shop.row(code_id).wecom_state,
    )
    places = []
    for _ in range(2):
        with shop.work() as work:
            add = counting.count(work, friend)
            assert add is not None
            places.append((add.id, add.place))
    assert places[0] == places[1]
    assert (len(shop.adds(code_id)), len(shop.events("FriendCounted"))) == (1, 1)


def test_at_the_cap_the_next_friend_is_for_someone_else(shop: Shop, clock: FixedClock) -> None:
    ann, bo, _ = shop.everyone
    plan = Plan(schedule=Schedule(all_day=(ann, bo)), caps=Caps(per_day=2))
    code_id = shop.code(plan)
    shop.friend(code_id, "ann")
    reckon(shop)
    assert shop.row(code_id).duty_staff_ids == [ann, bo]
    shop.friend(code_id, "ann")
    reckon(shop)
    assert shop.row(code_id).duty_staff_ids == [bo]
    shop.friend(code_id, "ann")
    reckon(shop)
    assert [add.over_cap for add in shop.adds(code_id)] == [False, False, True]
    clock.forward(hours=12)
    reckon(shop)
    assert shop.row(code_id).duty_staff_ids == [ann, bo]


def test_backups_are_not_over_a_cap(shop: Shop) -> None:
    ann, bo, _ = shop.everyone
    plan = Plan(schedule=Schedule(all_day=(ann,)), backups=(bo,), caps=Caps(total=1))
    code_id = shop.code(plan)
    for staff in ("ann", "bo", "bo"):
        shop.friend(code_id, staff)
        reckon(shop)
    assert shop.row(code_id).duty_state == "backup"
    assert [add.over_cap for add in shop.adds(code_id)] == [False, False, False]


def test_round_robin_moves_on_after_each_friend(shop: Shop) -> None:
    code_id = shop.code(
        Plan(schedule=Schedule(all_day=shop.everyone), assignment=Assignment.ROUND_ROBIN)
    )
    names = {id: name for name, id in shop.staff.items()}
    stood = []
    for _ in range(4):
        reckon(shop)
        (on_duty,) = shop.row(code_id).duty_staff_ids
        stood.append(names[on_duty])
        shop.friend(code_id, names[on_duty])
    assert stood == ["ann", "bo", "cai", "ann"]


def test_least_loaded_looks_at_all_codes_and_hears_of_the_others(shop: Shop) -> None:
    ann, bo, _ = shop.everyone
    least = Plan(schedule=Schedule(all_day=(ann, bo)), assignment=Assignment.LEAST_LOADED)
    code_id, other_id = shop.code(least), shop.code(name="Other")
    reckon(shop)
    assert shop.row(code_id).duty_staff_ids == [ann]
    shop.friend(other_id, "ann")
    reckon(shop)
    assert shop.row(code_id).duty_staff_ids == [bo]


def test_of_two_friends_at_once_one_gets_the_last_place(shop: Shop) -> None:
    """Both Works are open at the same time; the second waits for the first."""
    ann = shop.staff["ann"]
    code_id = shop.code(Plan(schedule=Schedule(all_day=(ann,)), caps=Caps(per_day=1)))
    state = shop.row(code_id).wecom_state
    ready, results = threading.Barrier(2), dict[int, tuple[int, bool]]()

    def come(number: int) -> None:
        friend = FriendAdded(
            customer_id=UUID(int=number),
            relation_id=UUID(int=number),
            n=1,
            staff_id=ann,
            added_at=MONDAY_NOON,
            state=state,
        )
        with shop.work() as work:
            work.session.connection()
            ready.wait(5)
            add = counting.count(work, friend)
            assert add is not None
            results[number] = (add.place_of_staff_day, add.over_cap)

    for round_ in range(5):
        threads = [threading.Thread(target=come, args=(2 * round_ + i,)) for i in (1, 2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
    assert sorted(results.values()) == [(place, place > 1) for place in range(1, 11)]
    assert shop.row(code_id).added_total == 10


def test_figures_know_every_day_and_everyone(shop: Shop, clock: FixedClock) -> None:
    code_id = shop.code()
    shop.friend(code_id, "ann")
    clock.forward(days=2)
    shop.friend(code_id, "bo")
    shop.friend(code_id, "bo")
    shop.listen()
    with shop.work() as work:
        figures = service.code_figures(work, code_id, 3)
    assert [one.added for one in figures.days.values()] == [1, 0, 2]
    assert {name: figures.staff[id].added for name, id in shop.staff.items()} == {
        "ann": 1,
        "bo": 2,
        "cai": 0,
    }
    assert figures.added_today[shop.staff["bo"]] == 2
    assert figures.added_today[shop.staff["ann"]] == 0
