"""The tree: where nodes may hang, and how far one sees from each of them."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siyu.kit.errors import NotFound
from siyu.organisation import sign_in, tree
from siyu.organisation.errors import EmptyText, UnderItself, WrongPlace
from siyu.organisation.models import Node, Role, Staff, User
from siyu.organisation.queries import whole
from siyu.platform.access import Reach
from siyu.platform.work import Work
from tests.organisation.conftest import Brand


def test_a_store_is_added_under_a_region_and_counted_with_it(brand: Brand) -> None:
    with brand.work() as work:
        added = tree.add_node(
            work, name=" Moon Store ", kind="store", parent_id=brand.nodes["East"]
        )
        lines = {line.node.name: line for line in tree.node_lines(work)}
    assert (added.name, added.ownership) == ("Moon Store", "direct")
    assert added.path == (brand.founded.hq_id, brand.nodes["East"], added.id)
    counts = {name: line.staff_count for name, line in lines.items()}
    assert counts == {
        "Tea House": 6, "East": 4, "West": 1,
        "Lake Store": 2, "Hill Store": 1, "River Store": 1, "Moon Store": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "under", "error"),
    [("store", "Lake Store", WrongPlace), ("hq", "East", WrongPlace)],
)
def test_a_node_hangs_only_where_it_may(
    brand: Brand, kind: str, under: str, error: type[Exception]
) -> None:
    with pytest.raises(error), brand.work() as work:
        tree.add_node(work, name="New", kind=kind, parent_id=brand.nodes[under])


def test_a_node_needs_a_name(brand: Brand) -> None:
    with pytest.raises(EmptyText), brand.work() as work:
        tree.add_node(work, name="  ", kind="store", parent_id=brand.nodes["East"])


def test_a_node_moves_with_all_below_it(brand: Brand) -> None:
    with brand.work() as work:
        tree.change_node(work, brand.nodes["East"], name="East", parent_id=brand.nodes["West"])
    with brand.work() as work:
        below = tree.node_ids_under(work, brand.nodes["West"])
    names = {"West", "East", "Lake Store", "Hill Store", "River Store"}
    assert below == {brand.nodes[name] for name in names}


def test_a_node_cannot_hang_under_itself(brand: Brand) -> None:
    with brand.work() as work:
        inner = tree.add_node(work, name="Inner", kind="region", parent_id=brand.nodes["East"])
    with pytest.raises(UnderItself), brand.work() as work:
        tree.change_node(work, brand.nodes["East"], name="East", parent_id=inner.id)


def test_headquarters_stays_the_root_and_the_only_one(brand: Brand) -> None:
    with pytest.raises(WrongPlace), brand.work() as work:
        tree.change_node(work, brand.founded.hq_id, name="HQ", kind="region")
    with pytest.raises(WrongPlace), brand.work() as work:
        tree.change_node(work, brand.nodes["East"], name="East", kind="hq")


def test_a_manager_changes_nothing_out_of_sight(brand: Brand) -> None:
    east = Reach(frozenset(), frozenset({brand.nodes["East"], brand.nodes["Lake Store"]}))
    with pytest.raises(NotFound), brand.work(east) as work:
        tree.change_node(work, brand.nodes["West"], name="Mine")
    with pytest.raises(NotFound), brand.work(east) as work:
        tree.change_node(
            work, brand.nodes["Lake Store"], name="Lake", parent_id=brand.nodes["West"]
        )
    with brand.work(east) as work:
        assert {line.node.name for line in tree.node_lines(work)} == {"East", "Lake Store"}


def test_two_tenants_never_see_one_anothers_nodes(brand: Brand, other_brand: Brand) -> None:
    with brand.work() as work:
        assert tree.node_refs(work, list(other_brand.nodes.values())) == {}
        assert tree.node_ids_under(work, other_brand.founded.hq_id) == frozenset()
        with pytest.raises(NotFound):
            tree.add_node(work, name="Spy", kind="store", parent_id=other_brand.founded.hq_id)
        assert not {line.node.id for line in tree.node_lines(work)} & {*other_brand.nodes.values()}


def plain_subtree(parents: Sequence[int], root: int) -> set[int]:
    """The reference: walk up from each node and see whether one passes `root`."""
    found = set()
    for start in range(len(parents)):
        at = start
        while at != root and at != 0:
            at = parents[at]
        if at == root:
            found.add(start)
    return found


@st.composite
def trees(draw: st.DrawFn) -> tuple[list[int], list[tuple[int, int]], list[int]]:
    """Parents of nodes 1…n (node 0 is the root), later moves, and where staff stand."""
    size = draw(st.integers(2, 12))
    parents = [0] + [draw(st.integers(0, node - 1)) for node in range(1, size)]
    places = st.integers(0, size - 1)
    moves = draw(st.lists(st.tuples(st.integers(1, size - 1), places), max_size=5))
    return parents, moves, draw(st.lists(places, max_size=6))


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(trees())
def test_a_manager_reaches_exactly_the_nodes_and_staff_below(
    work: Work, drawn: tuple[list[int], list[tuple[int, int]], list[int]]
) -> None:
    parents, moves, places = drawn
    parents = list(parents)
    work = replace(work, tenant_id=uuid4())
    ids = [tree.found_root(work, "hq").id]
    for node in range(1, len(parents)):
        ids.append(tree.hang(work, whole(work).get(Node, ids[parents[node]]), name=str(node)).id)
    for node, parent in moves:
        if parent not in plain_subtree(parents, node):
            tree.rehang(work, work.get(Node, ids[node]), work.get(Node, ids[parent]))
            parents[node] = parent
    staff = [_staff(work, str(number), ids[place]) for number, place in enumerate(places)]
    for root in range(1, len(parents)):
        below = plain_subtree(parents, root)
        user = User(tenant_id=work.tenant_id, node_id=ids[root])
        reach = sign_in.reach_of(work.session, user, Role(sees="subtree"))
        theirs = [one for one, place in zip(staff, places, strict=True) if place in below]
        assert reach == Reach(frozenset(theirs), frozenset(ids[node] for node in below))
    top = User(tenant_id=work.tenant_id, node_id=ids[0])
    assert sign_in.reach_of(work.session, top, Role(sees="subtree")).is_all


def _staff(work: Work, userid: str, node_id: UUID) -> UUID:
    row = Staff(userid=userid, name=userid, node_id=node_id, joined_at=work.now())
    return work.add(row).id
