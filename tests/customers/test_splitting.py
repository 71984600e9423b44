"""One who turns out to be two, and the way back: what came by an account goes with it."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from siyu.commerce.intakes import INTAKES as COMMERCE
from siyu.commerce.models import Order
from siyu.customers import intakes, merging, people, splitting, suggestions
from siyu.customers.errors import CameByMerge, NothingLeft, NotTheirAccount
from siyu.customers.events import ApartBy, CustomerSplit, CustomerSplitOff
from siyu.customers.friends import Added, add
from siyu.customers.intakes import CustomerRow
from siyu.customers.meeting import Account, Newcomer, meet_all
from siyu.customers.models import Customer, FriendAdd, Identity, Relation
from siyu.customers.people import Profile
from siyu.customers.splitting import Split
from siyu.platform.audit import AuditEntry
from siyu.platform.database import Base
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work
from tests.architecture.ladder import planted, snake
from tests.conftest import MONDAY_NOON
from tests.customers.asking import Asking
from tests.customers.crowd import KINDS, crowd, dump, happen, some_tags
from tests.customers.test_merging import passing
from tests.proofs import rounds

PHONE = "13800138000"
NAMED = ("customers", "suggestions")
"""The tables in which whoever was parted and merged back stays named."""


def accounts(work: Work, who: UUID) -> dict[str, UUID]:
    mine = work.scope(Identity).where(Identity.customer_id == who)
    return {one.kind: one.id for one in work.session.scalars(mine.order_by(Identity.seen_at))}


def split(work: Work, runtime: Runtime, who: UUID, ids: list[UUID], **more: Any) -> Split:
    holdings = runtime.registry.holdings
    return splitting.split(work, holdings, who, ids, by=ApartBy.SHARED, **more)


@pytest.fixture
def joined(work: Work, lin: UUID) -> UUID:
    """A friend and a mall's buyer, joined wrongly by their phone."""
    friend = add(work, Added(Profile("wm1", name="雷子"), lin, MONDAY_NOON)).customer_id
    people.add_phones(work, friend, [PHONE], evidence="remark")
    work.add(people.identity(work, friend, "mall_id", "m1", source="mall"))
    return friend


@pytest.fixture
def tenant_id(brand: UUID) -> UUID:
    return brand


def test_what_came_by_an_account_goes_with_it(work: Work, runtime: Runtime, joined: UUID) -> None:
    made = split(work, runtime, joined, [accounts(work, joined)["external_userid"]])
    assert made.rows == {"identities": 1, "relations": 1, "friend_adds": 1}
    assert set(accounts(work, joined)) == {"phone", "mall_id"}
    assert set(accounts(work, made.new_id)) == {"external_userid"}
    (relation,) = work.session.scalars(work.scope(Relation))
    (friend_add,) = work.session.scalars(work.scope(FriendAdd))
    assert (relation.customer_id, friend_add.customer_id) == (made.new_id, made.new_id)
    assert people.find(work, "external_userid", "wm1") == made.new_id


def test_all_that_hangs_on_a_relation_goes_with_it(
    work: Work, runtime: Runtime, joined: UUID
) -> None:
    """Of every domain: a table that names a relation says that its rows go along."""
    relation = work.session.scalars(work.scope(Relation)).one()
    known: dict[str, object] = {"customer_id": joined, "relation_id": relation.id}
    mapped = [one.class_ for one in Base.registry.mappers]
    hanging = [one for one in mapped if known.keys() <= set(one.__table__.columns.keys())]
    assert len(hanging) >= 6
    for model in hanging:
        if model is not FriendAdd:
            planted(work, f"{snake(model.__name__)}_id", known)
    made = split(work, runtime, joined, [accounts(work, joined)["external_userid"]])
    stayed = [
        model.__name__
        for model in hanging
        for customer_id in work.session.scalars(select(model.customer_id))
        if customer_id != made.new_id
    ]
    assert stayed == []


def test_a_split_says_from_what_it_is_known(work: Work, runtime: Runtime, joined: UUID) -> None:
    made = split(work, runtime, joined, [accounts(work, joined)["mall_id"]])
    assert work.events[-2:] == [
        CustomerSplitOff(customer_id=made.new_id, from_id=joined, by=ApartBy.SHARED),
        CustomerSplit(customer_id=joined, new_id=made.new_id, by=ApartBy.SHARED, accounts=1),
    ]
    work.session.flush()
    split_off = work.scope(AuditEntry).where(AuditEntry.what == "customer_split")
    entry = work.session.scalars(split_off).one()
    assert entry.after == {
        "new_id": str(made.new_id),
        "by": "shared",
        "accounts": ["mall_id"],
        "rows": {"identities": 1},
    }


def test_whoever_was_parted_is_not_suggested_again(
    work: Work, runtime: Runtime, joined: UUID
) -> None:
    made = split(work, runtime, joined, [accounts(work, joined)["mall_id"]])
    buyer = Newcomer((Account("mall_id", "m1"), Account("phone", PHONE)), "mall")
    (met,) = meet_all(work, [buyer])
    assert met.customer_id == made.new_id
    assert suggestions.page(work, cursor=None).items == []


def test_nobody_is_left_without_an_account(work: Work, runtime: Runtime, joined: UUID) -> None:
    with pytest.raises(NothingLeft):
        split(work, runtime, joined, list(accounts(work, joined).values()))
    with pytest.raises(NotTheirAccount):
        split(work, runtime, joined, [joined])
    assert len(work.session.scalars(work.scope(Customer)).all()) == 1


def test_what_a_merge_brought_goes_by_undoing_the_merge(work: Work, runtime: Runtime) -> None:
    kept, gone = crowd(work, 2)
    brought = accounts(work, gone)["mall_id"]
    people.add_phones(work, kept, [PHONE], evidence="remark")
    merge = merging.merge(work, runtime.registry.holdings, kept, gone)
    with pytest.raises(CameByMerge):
        split(work, runtime, kept, [brought])
    made = split(work, runtime, kept, [accounts(work, kept)["phone"]])
    merging.undo(work, runtime.registry.holdings, merge.id)
    assert set(accounts(work, gone)) == {"mall_id"}
    assert set(accounts(work, made.new_id)) == {"phone"}


def bought(work: Work) -> UUID:
    """Somebody with an order of the till, and one of a mall that brought their mall id."""
    (orders,) = (one for one in COMMERCE if one.name == "orders")
    shape = {"line": "1", "sku": "s", "title": "t", "quantity": 1, "amount": "5",
             "placed_at": MONDAY_NOON, "member_number": "N1"}  # fmt: skip
    for row in (
        shape | {"phone": PHONE, "source": "pos", "number": "P"},
        shape | {"mall_id": "m1", "source": "mall", "number": "M"},
    ):
        (answer,) = orders.take(work, [orders.row.model_validate(row)])
        assert answer.problem is None
    who = people.find(work, "member_number", "N1")
    assert who is not None
    return who


def holders(work: Work) -> dict[str, UUID]:
    """Whose each order is, by its number."""
    return {one.number: one.customer_id for one in work.session.scalars(work.scope(Order))}


@pytest.mark.parametrize("with_orders", [True, False])
def test_orders_go_where_asked_with_the_accounts_of_their_source(
    work: Work, runtime: Runtime, with_orders: bool
) -> None:
    who = bought(work)
    made = split(work, runtime, who, [accounts(work, who)["mall_id"]], with_orders=with_orders)
    assert holders(work) == {"P": who, "M": made.new_id if with_orders else who}


def test_orders_of_a_source_that_told_of_both_stay(work: Work, runtime: Runtime) -> None:
    who = bought(work)
    work.add(people.identity(work, who, "email", "a@example.org", source="mall"))
    split(work, runtime, who, [accounts(work, who)["mall_id"]], with_orders=True)
    assert holders(work) == {"P": who, "M": who}


def test_undoing_an_import_leaves_the_accounts_that_are_somebody_elses(
    work: Work, runtime: Runtime
) -> None:
    (taken,) = intakes.take(work, [CustomerRow(name="李雷", phone=PHONE, member_number="N1")])
    assert taken.subject_id is not None
    assert taken.undo is not None
    made = split(work, runtime, taken.subject_id, [accounts(work, taken.subject_id)["phone"]])
    work.write_events()
    intakes.undo(work, [(taken.subject_id, taken.undo)])
    assert set(accounts(work, made.new_id)) == {"phone"}


deeds = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 1), st.integers(0, 9)), max_size=25
)


@settings(
    max_examples=rounds(400, 20),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
@given(history=deeds, chosen=st.sets(st.integers(0, 7), min_size=1))
def test_any_split_merged_back_gives_back_every_byte(
    runtime: Runtime,
    brand: UUID,
    lin: UUID,
    history: list[tuple[str, int, int]],
    chosen: set[int],
) -> None:
    with passing(runtime, brand) as work:
        who, tag_ids = crowd(work, 2), some_tags(work)
        for what, index, n in [("phone", 1, 1), ("friend", 1, 0), *history]:
            happen(work, what, who[index], n, staff_id=lin, tag_ids=tag_ids)
        ids = identity_ids(work, who[1])
        going = [ids[at] for at in sorted(chosen) if at < len(ids)]
        assume(0 < len(going) < len(ids))
        before = dump(work)
        made = split(work, runtime, who[1], going)
        assert identity_ids(work, made.new_id) == going
        assert by_whom(work) == {True}
        merging.merge(work, runtime.registry.holdings, who[1], made.new_id)
        after = dump(work)
        for name in NAMED:
            after[name] = [row for row in after[name] if made.new_id not in row]
        assert [name for name in before if before[name] != after[name]] == []


def identity_ids(work: Work, who: UUID) -> list[UUID]:
    mine = select(Identity.id).where(Identity.customer_id == who).order_by(Identity.id)
    return list(work.session.scalars(mine))


def by_whom(work: Work) -> set[bool]:
    """Whether every relation stands under whoever has its account."""
    holder = {one.mark: one.customer_id for one in work.session.scalars(work.scope(Identity))}
    rows = work.session.scalars(work.scope(Relation))
    return {one.account is None or holder[one.account] == one.customer_id for one in rows}


def test_over_http_it_is_done_shown_and_undone(asking: Asking, lin: UUID) -> None:
    who = asking.meet("雷子", lin, phone=PHONE)
    page = asking.get(f"customers/{who}")
    (phone,) = [one for one in page["identities"] if one["kind"] == "phone"]
    body = {"identity_ids": [phone["id"]], "by": "shared"}
    made = asking.post(f"customers/{who}/splits", body)
    assert made["by_words"] == "a phone or e-mail that two people share"
    assert made["rows"] == [{"holding": "identities", "count": 1}]
    new = made["new"]["id"]
    assert [one["kind"] for one in asking.get(f"customers/{new}")["identities"]] == ["phone"]
    told = asking.get(f"customers/{who}/timeline", kind="CustomerSplit")["items"]
    assert told[0]["sentence"] == (
        "1 of these accounts turned out to be another person's,"
        " by a phone or e-mail that two people share."
    )
    asking.post(f"customers/{who}/merges", {"gone_id": new}, status=200)
    assert asking.get(f"customers/{who}")["identities"] == page["identities"]
    everything = {"identity_ids": [one["id"] for one in page["identities"]], "by": "said"}
    assert asking.post(f"customers/{who}/splits", everything, status=409)["code"] == "NothingLeft"
