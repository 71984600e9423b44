"""Many people whom something touched at once, whose events are read while their fields are."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from siyu.audiences import trails
from siyu.commerce.events import OrderPlaced
from siyu.customers.service import Account, Newcomer, meet_all
from siyu.platform.work import Work
from tests.audiences.live.scene import Scene, ordered

MANY = trails.MANY + 20


def met(scene: Scene) -> list[UUID]:
    people = [Newcomer((Account("mall_id", f"m{n}"),), "mall", name=f"m{n}") for n in range(MANY)]
    with scene.work() as work:
        found = [one.customer_id for one in meet_all(work, people)]
    return [id for id in found if id is not None]


def order(scene: Scene, ids: Sequence[UUID], amount: int = 300) -> None:
    with scene.work() as work:
        for id in ids:
            work.emit(
                OrderPlaced(customer_id=id, order_id=id, lines=1, amount=amount, currency="CNY")
            )


def test_many_at_once_are_decided_by_what_each_did(scene: Scene) -> None:
    twice = scene.segment(ordered("ge", 2), "twice")
    rich = scene.segment(ordered("gt", 1_000, measure="sum", property="amount"), "rich")
    people = met(scene)
    order(scene, people)
    scene.listen()
    assert scene.inside(twice) == scene.inside(rich) == set()
    order(scene, people[::2], 500)
    order(scene, people[:3], 900)
    order(scene, people[3:])
    scene.listen()
    assert scene.inside(twice) == set(people)
    assert scene.inside(rich) == {*people[:3], *people[4::2]}
    assert scene.members(twice) == MANY


def test_one_of_many_who_was_merged_has_the_events_of_both(scene: Scene) -> None:
    thrice = scene.segment(ordered("ge", 3), "thrice")
    people = met(scene)
    order(scene, people)
    scene.listen()
    scene.merge(people[0], people[1])
    order(scene, people)
    scene.listen()
    assert scene.inside(thrice) == {people[0]}
    order(scene, people[2:])
    scene.listen()
    assert scene.inside(thrice) == {people[0], *people[2:]}


def test_what_is_read_beside_a_work_is_what_was_committed(scene: Scene) -> None:
    def orders(work: Work) -> set[str]:
        return set(trails.read(work, {person: 0}, 1, ["OrderPlaced"], {}))

    person = scene.meet()
    with scene.work() as work:
        work.emit(OrderPlaced(customer_id=person, order_id=person, lines=1, amount=1, currency="C"))
        work.write_events()
        with work.beside(orders) as answer:
            assert orders(work) == {"OrderPlaced"}
        assert answer() == set()


def test_what_fails_beside_a_work_fails_where_it_is_asked_for(scene: Scene) -> None:
    def fail(_work: Work) -> None:
        raise LookupError

    with scene.work() as work, work.beside(fail) as answer, pytest.raises(LookupError):
        answer()
