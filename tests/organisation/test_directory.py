"""The directory brought in: twice is once, late is not over new, gone is left, by hand stays."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func

from siyu.organisation import directory, service, tree
from siyu.organisation.directory import Department, Member
from siyu.organisation.errors import DirectoryEmpty, SignInFailed
from siyu.organisation.events import StaffJoined, StaffLeft, StaffMoved, StaffWentOffline
from siyu.organisation.models import Node, Staff
from siyu.platform.audit import AuditEntry
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work
from tests.organisation.conftest import DEPARTMENTS, MEMBERS, PASSWORD, READ_AT, Brand

LATER = READ_AT + timedelta(hours=1)


def sync(
    brand: Brand,
    departments: tuple[Department, ...] = DEPARTMENTS,
    members: tuple[Member, ...] = MEMBERS,
    *,
    at: Any = LATER,
) -> list[Any]:
    """Bring it in; the events that came of it."""
    with brand.work() as work:
        directory.sync_directory(work, departments, members, read_at=at)
        return list(work.events)


def changed(userid: str, **fields: Any) -> tuple[Member, ...]:
    return tuple(replace(one, **fields) if one.userid == userid else one for one in MEMBERS)


def one(brand: Brand, userid: str) -> service.StaffRef:
    with brand.work() as work:
        found = service.staff_by_userid(work, userid)
    assert found is not None
    return found


def shape(brand: Brand) -> dict[str, tuple[str, str | None]]:
    """Each open node's kind and the name of its parent."""
    with brand.work() as work:
        nodes = {line.node.id: line.node for line in tree.node_lines(work)}
    return {
        node.name: (node.kind, nodes[node.parent_id].name if node.parent_id else None)
        for node in nodes.values()
    }


def test_departments_become_regions_and_stores(brand: Brand) -> None:
    assert shape(brand) == {
        "Tea House": ("hq", None),
        "East": ("region", "Tea House"),
        "West": ("region", "Tea House"),
        "Lake Store": ("store", "East"),
        "Hill Store": ("store", "East"),
        "River Store": ("store", "West"),
    }
    assert one(brand, "lake1").node_id == brand.nodes["Lake Store"]
    assert one(brand, "boss").node_id == brand.founded.hq_id


def test_the_same_directory_again_changes_tells_and_audits_nothing(brand: Brand) -> None:
    def audited() -> int:
        with brand.work() as work:
            counted = work.scope(AuditEntry).with_only_columns(func.count())
            return work.session.scalar(counted) or 0

    before, nodes = audited(), shape(brand)
    assert sync(brand) == []
    assert (audited(), shape(brand)) == (before, nodes)


def test_order_of_departments_does_not_matter(runtime: Runtime) -> None:
    founded = service.found_tenant(runtime, name="Tea", owner_login="o", password=PASSWORD)
    brand = Brand(runtime, founded)
    sync(brand, tuple(reversed(DEPARTMENTS)))
    assert shape(brand)["Lake Store"] == ("store", "East")


def test_who_is_no_longer_listed_has_left_and_is_kept(brand: Brand) -> None:
    lake1, rest = one(brand, "lake1"), tuple(m for m in MEMBERS if m.userid != "lake1")
    assert sync(brand, members=rest) == [StaffLeft(staff_id=lake1.id, node_id=lake1.node_id)]
    assert one(brand, "lake1") == replace(lake1, state="left")
    assert sync(brand, members=rest) == []


def test_who_leaves_can_no_longer_sign_in(brand: Brand) -> None:
    brand.add_user("clerk", "clerk", staff="lake1")
    secret = service.sign_in(brand.runtime, "clerk", PASSWORD)
    sync(brand, members=changed("lake1", status=5))
    assert service.authenticate(brand.runtime, secret, None) is None
    with pytest.raises(SignInFailed):
        service.sign_in(brand.runtime, "clerk", PASSWORD)


def test_who_comes_back_is_the_same_person(brand: Brand) -> None:
    before = one(brand, "lake1")
    sync(brand, members=changed("lake1", status=5))
    events = sync(brand, members=changed("lake1", department_ids=(22,)))
    hill = brand.nodes["Hill Store"]
    assert events == [StaffJoined(staff_id=before.id, node_id=hill)]
    assert (one(brand, "lake1").id, one(brand, "lake1").state) == (before.id, "active")


def test_a_disabled_member_takes_no_friends(brand: Brand) -> None:
    events = sync(brand, members=changed("lake1", status=2))
    assert events == [StaffWentOffline(staff_id=brand.staff["lake1"])]
    assert one(brand, "lake1").takes_friends is False


def test_a_move_in_wecom_is_told(brand: Brand) -> None:
    events = sync(brand, members=changed("lake1", department_ids=(21, 31), main_department_id=31))
    lake, river = brand.nodes["Lake Store"], brand.nodes["River Store"]
    moved = StaffMoved(staff_id=brand.staff["lake1"], from_node_id=lake, to_node_id=river)
    assert events == [moved]


def test_what_was_set_by_hand_stays(brand: Brand) -> None:
    with brand.work() as work:
        service.change_staff(
            work, brand.staff["lake1"], node_id=brand.nodes["Hill Store"], position="Lead"
        )
        service.change_node(work, brand.nodes["Lake Store"], name="The Lake", ownership="franchise")
        service.change_node(
            work, brand.nodes["River Store"], name="River Store", kind="region",
            parent_id=brand.nodes["East"],
        )  # fmt: skip
    assert sync(brand, members=changed("lake1", position="Sales")) == []
    lake1 = one(brand, "lake1")
    assert (lake1.node_id, lake1.position) == (brand.nodes["Hill Store"], "Lead")
    assert shape(brand)["The Lake"] == ("store", "East")
    assert shape(brand)["River Store"] == ("region", "East")
    with brand.work() as work:
        lake = service.node_refs(work, [brand.nodes["Lake Store"]])[brand.nodes["Lake Store"]]
    assert lake.ownership == "franchise"


def test_what_the_directory_told_later_is_not_written_over(brand: Brand) -> None:
    """A callback's reading at 05:00 is applied before the nightly list that was read at 04:00."""
    newer = LATER + timedelta(hours=1)
    joined = Member(userid="new", name="New", department_ids=(21,), status=1)
    with brand.work() as work:
        directory.sync_members(work, [joined], read_at=newer)
        directory.sync_members(work, changed("lake1", name="Renamed")[2:3], read_at=newer)
    assert sync(brand, at=LATER) == []
    assert one(brand, "new").state == "active"
    assert one(brand, "lake1").name == "Renamed"


def test_an_empty_answer_makes_nobody_leave(brand: Brand) -> None:
    with pytest.raises(DirectoryEmpty) as refused:
        sync(brand, members=())
    assert refused.value.data == {"staff": 6}
    assert one(brand, "lake1").state == "active"


def test_a_department_that_is_gone_is_closed_and_may_come_back(brand: Brand) -> None:
    rest = tuple(one for one in DEPARTMENTS if one.id not in (3, 31))
    sync(brand, rest)
    assert not {"West", "River Store"} & shape(brand).keys()
    with brand.work() as work:
        assert service.node_refs(work, [brand.nodes["West"]])[brand.nodes["West"]].name == "West"
    assert one(brand, "river1").node_id == brand.founded.hq_id
    sync(brand)
    assert shape(brand)["River Store"] == ("store", "West")
    assert one(brand, "river1").node_id == brand.nodes["River Store"]


def test_a_department_that_is_gone_stays_while_it_holds_a_node_made_here(brand: Brand) -> None:
    with brand.work() as work:
        service.add_node(work, name="Kiosk", kind="store", parent_id=brand.nodes["West"])
    sync(brand, tuple(one for one in DEPARTMENTS if one.id not in (3, 31)))
    assert shape(brand)["Kiosk"] == ("store", "West")
    assert "River Store" not in shape(brand)


def test_departments_that_change_places_do_not_make_a_ring(brand: Brand) -> None:
    swapped = tuple(
        replace(one, parent_id={2: 21, 21: 1}.get(one.id, one.parent_id)) for one in DEPARTMENTS
    )
    sync(brand, swapped)
    assert shape(brand)["Lake Store"] == ("region", "Tea House")
    assert shape(brand)["East"] == ("region", "Lake Store")
    assert shape(brand)["Hill Store"] == ("store", "East")
    with brand.work() as work:
        _paths_are_true(work)


def test_a_region_hung_by_hand_below_its_own_branch_makes_no_ring(brand: Brand) -> None:
    with brand.work() as work:
        service.change_node(work, brand.nodes["West"], name="West", parent_id=brand.nodes["East"])
    sync(brand, tuple(replace(one, parent_id=3) if one.id == 2 else one for one in DEPARTMENTS))
    assert shape(brand)["West"] == ("region", "East")
    assert shape(brand)["East"] == ("region", "Tea House")
    with brand.work() as work:
        _paths_are_true(work)


def _paths_are_true(work: Work) -> None:
    nodes = {node.id: node for node in work.session.scalars(work.scope(Node))}
    for node in nodes.values():
        above = nodes[node.parent_id].path if node.parent_id else []
        assert node.path == [*above, node.id]


def test_names_that_wecom_withholds_leave_what_was_known(brand: Brand) -> None:
    bare = tuple(Department(id=one.id, parent_id=one.parent_id) for one in DEPARTMENTS)
    new = Department(id=99, parent_id=1)
    sync(brand, (*bare, new), tuple(replace(one, name="") for one in MEMBERS))
    assert shape(brand)["Lake Store"] == ("store", "East")
    assert shape(brand)["#99"] == ("region", "Tea House")
    assert one(brand, "lake1").name == "Lake One"


def test_a_store_between_two_teams_keeps_what_it_is_set_to(brand: Brand) -> None:
    with brand.work() as work:
        service.change_node(
            work, brand.nodes["Hill Store"], name="Hill Store", ownership="franchise"
        )
    sync(brand, members=changed("hill1", status=5))
    sync(brand)
    with brand.work() as work:
        hill = service.node_refs(work, [brand.nodes["Hill Store"]])[brand.nodes["Hill Store"]]
    assert (hill.kind, hill.ownership) == ("store", "franchise")


def test_a_changed_userid_is_the_same_person(brand: Brand) -> None:
    with brand.work() as work:
        directory.rename(work, "LAKE1", "lake.one")
        directory.rename(work, "lake2", "hill1")
        directory.rename(work, "nobody", "somebody")
    assert one(brand, "lake.one").id == brand.staff["lake1"]
    assert one(brand, "lake2").id == brand.staff["lake2"]
    assert one(brand, "hill1").id == brand.staff["hill1"]


def test_one_tenants_directory_leaves_the_others_staff_alone(
    brand: Brand, other_brand: Brand
) -> None:
    sync(brand, members=MEMBERS[:1])
    with other_brand.work() as work:
        staying = work.scope(Staff).where(Staff.state == "active")
        assert len(work.session.scalars(staying).all()) == len(MEMBERS)
