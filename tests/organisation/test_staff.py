"""Staff: where they stand, whether they take friends, who answers for them."""

from uuid import UUID, uuid4

import pytest

from siyu.kit.errors import NotFound
from siyu.kit.pages import BadCursor
from siyu.organisation import service, staff
from siyu.organisation.events import StaffMoved, StaffWentOffline, StaffWentOnline
from siyu.platform.access import Reach
from tests.organisation.conftest import Brand


def names(brand: Brand, **asked: object) -> list[str]:
    with brand.work() as work:
        return [one.userid for one in service.staff_page(work, **asked).items]  # type: ignore[arg-type]


def test_staff_are_listed_by_name_and_found_by_part_of_it(brand: Brand) -> None:
    assert names(brand) == ["boss", "east", "hill1", "lake1", "lake2", "river1"]
    assert names(brand, q="LAKE") == ["lake1", "lake2"]
    assert names(brand, q="%") == []
    assert names(brand, node_id=brand.nodes["East"]) == ["east", "hill1", "lake1", "lake2"]
    assert names(brand, state="left") == []


def test_pages_of_staff_follow_one_another_without_gap_or_double(brand: Brand) -> None:
    seen: list[str] = []
    cursor = None
    with brand.work() as work:
        for _ in range(3):
            page = service.staff_page(work, limit=2, cursor=cursor)
            seen += [one.userid for one in page.items]
            cursor = page.next_cursor
    assert seen == ["boss", "east", "hill1", "lake1", "lake2", "river1"]
    assert cursor is None
    with brand.work() as work, pytest.raises(BadCursor):
        service.staff_page(work, cursor="WyJhIiwgImIiXQ")


def test_moving_someone_is_told_and_audited_once(brand: Brand) -> None:
    lake, hill = brand.nodes["Lake Store"], brand.nodes["Hill Store"]
    with brand.work() as work:
        moved = service.change_staff(work, brand.staff["lake1"], node_id=hill)
        assert work.events == [
            StaffMoved(staff_id=moved.id, from_node_id=lake, to_node_id=hill)
        ]  # fmt: skip
        service.change_staff(work, brand.staff["lake1"], node_id=hill)
        assert len(work.events) == 1
    assert moved.node_id == hill


def test_switching_off_is_told_when_it_changes_something(brand: Brand) -> None:
    someone = brand.staff["lake1"]
    with brand.work() as work:
        assert service.change_staff(work, someone, online=False).takes_friends is False
        service.change_staff(work, someone, online=False)
        service.change_staff(work, someone, online=True)
        told = [StaffWentOffline(staff_id=someone), StaffWentOnline(staff_id=someone)]
        assert work.events == told


def test_nobody_moves_staff_into_or_out_of_a_node_they_do_not_see(brand: Brand) -> None:
    lake = Reach(frozenset({brand.staff["lake1"]}), frozenset({brand.nodes["Lake Store"]}))
    with pytest.raises(NotFound), brand.work(lake) as work:
        service.change_staff(work, brand.staff["lake1"], node_id=brand.nodes["Hill Store"])
    with pytest.raises(NotFound), brand.work(lake) as work:
        service.change_staff(work, brand.staff["hill1"], online=False)
    with brand.work(lake) as work:
        assert [one.userid for one in service.staff_page(work).items] == ["lake1", "lake2"]


def test_colleagues_are_known_by_id_and_userid_in_any_case(brand: Brand) -> None:
    lake1, own = brand.staff["lake1"], Reach(frozenset(), frozenset())
    with brand.work(own) as work:
        found = service.staff_by_userid(work, "LAKE1")
        assert found is not None
        assert (found.id, found.name) == (lake1, "Lake One")
        assert service.staff_by_userid(work, "lake%") is None
        assert service.userids(work, [lake1, uuid4()]) == {lake1: "lake1"}
        assert service.staff_refs(work, [lake1])[lake1].name == "Lake One"
        here = service.staff_in(work, [brand.nodes["Lake Store"]])
        assert [one.userid for one in here] == ["lake1", "lake2"]


def test_two_tenants_never_see_one_anothers_staff(brand: Brand, other_brand: Brand) -> None:
    theirs = list(other_brand.staff.values())
    with brand.work() as work:
        assert service.staff_refs(work, theirs) == {}
        assert service.userids(work, theirs) == {}
        with pytest.raises(NotFound):
            service.change_staff(work, theirs[0], online=False)
        found = service.staff_by_userid(work, "lake1")
    assert found is not None
    assert found.id == brand.staff["lake1"] != other_brand.staff["lake1"]


@pytest.mark.parametrize(
    ("node", "managers"),
    [
        ("Lake Store", {"lake1"}),
        ("Hill Store", {"east"}),
        ("East", {"east"}),
        ("River Store", {"boss"}),
        ("Tea House", {"boss"}),
    ],
)
def test_the_nearest_manager_upwards_answers_for_a_node(
    brand: Brand, node: str, managers: set[str]
) -> None:
    brand.add_user("m1", "store_manager", node="Lake Store", staff="lake1")
    brand.add_user("m2", "store_manager", node="East", staff="east")
    brand.add_user("m3", "operator", node="Tea House", staff="boss")
    brand.add_user("m4", "clerk", staff="lake2")
    with brand.work() as work:
        assert staff.managers_of(work, brand.nodes[node]) == _ids(brand, managers)


def _ids(brand: Brand, userids: set[str]) -> set[UUID]:
    return {brand.staff[userid] for userid in userids}
