"""Two who are one, and the way back: byte for byte."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siyu.acquisition.models import LiveCodeAdd
from siyu.customers import consents, lists, merging, people, suggestions, tags, timeline
from siyu.customers.errors import LaterMergeFirst, MergeUndone, OneTooMany, SamePerson
from siyu.customers.events import ConsentSource, CustomersMerged, CustomersParted, Proof, TagSource
from siyu.customers.friends import Added, add
from siyu.customers.lists import Asked
from siyu.customers.meeting import Account, Newcomer, meet_all
from siyu.customers.models import Customer, Identity, Merge, Relation
from siyu.customers.people import Profile
from siyu.customers.tag_models import TagAssignment
from siyu.platform.access import Actor
from siyu.platform.jobs import JobRun
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work
from tests.conftest import MONDAY_NOON
from tests.customers.crowd import KINDS, count, crowd, differing, dump, happen, some_tags
from tests.proofs import rounds

TEST = Actor.system("test")
SIZE = 4


class Undone(Exception):
    """Ends a Work without keeping it."""


@contextmanager
def passing(runtime: Runtime, brand: UUID) -> Iterator[Work]:
    """A Work that leaves nothing behind."""
    try:
        with runtime.work(brand, actor=TEST) as work:
            yield work
            raise Undone
    except Undone:
        return


def merge(work: Work, runtime: Runtime, kept: UUID, gone: UUID) -> Merge:
    return merging.merge(work, runtime.registry.holdings, kept, gone)


def undo(work: Work, runtime: Runtime, merge_id: UUID) -> Merge:
    return merging.undo(work, runtime.registry.holdings, merge_id)


deeds = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, SIZE - 1), st.integers(0, 9)), max_size=25
)
pairs = st.lists(
    st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)), min_size=1, max_size=5
)


@settings(
    max_examples=rounds(400, 20),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=deeds, merges=pairs)
def test_any_merges_undone_in_reverse_give_back_every_byte(
    runtime: Runtime,
    brand: UUID,
    lin: UUID,
    history: list[tuple[str, int, int]],
    merges: list[tuple[int, int]],
) -> None:
    with passing(runtime, brand) as work:
        who, tag_ids = crowd(work, SIZE), some_tags(work)
        for what, index, n in history:
            happen(work, what, who[index], n, staff_id=lin, tag_ids=tag_ids)
        before, made = [], []
        for kept, gone in merges:
            state = dump(work)
            try:
                made.append(merge(work, runtime, who[kept], who[gone]).id)
            except SamePerson:
                continue
            before.append(state)
            assert rows_of_gone(work, runtime) == 0
        while made:
            undo(work, runtime, made.pop())
            assert differing(before.pop(), dump(work)) == []


def rows_of_gone(work: Work, runtime: Runtime) -> int:
    """Rows that still stand under someone who was merged away."""
    gone = [
        one.id for one in work.session.scalars(work.scope(Customer)) if one.merged_into is not None
    ]
    holdings = runtime.registry.holdings.values()
    return sum(len(one.export(work, id)) for id in gone for one in holdings)


@pytest.fixture
def pair(work: Work) -> tuple[UUID, UUID]:
    found = meet_all(
        work,
        [
            Newcomer((Account("mall_id", "m1"), Account("phone", "13800138000")), "mall", "李雷"),
            Newcomer(
                (Account("app_user_id", "a1"), Account("phone", "13800138000")), "app", "小李"
            ),
        ],
    )
    ids = [one.customer_id for one in found if one.customer_id]
    return ids[0], ids[1]


def test_a_merge_says_which_evidence_caused_it(
    work: Work, runtime: Runtime, pair: tuple[UUID, UUID]
) -> None:
    kept, gone = pair
    row = merge(work, runtime, kept, gone)
    assert (row.by, row.evidence, row.score) == ("phone", ["phone"], 60)
    assert work.events[-1] == CustomersMerged(
        customer_id=kept, gone_id=gone, merge_id=row.id, by=Proof.PHONE, score=60
    )
    assert suggestions.page(work, cursor=None).items == []


def test_the_kept_person_has_all_and_the_other_is_not_listed(
    work: Work, runtime: Runtime, pair: tuple[UUID, UUID]
) -> None:
    kept, gone = pair
    merge(work, runtime, kept, gone)
    assert [line.id for line in lists.page(work, Asked()).items] == [kept]
    page = lists.one(work, gone)
    assert (page.id, page.name) == (kept, "李雷")
    assert sorted(one.kind for one in page.identities) == [
        "app_user_id", "mall_id", "phone", "phone",
    ]  # fmt: skip
    work.write_events()
    entries = timeline.entries(work, runtime.registry, kept, language="en").items
    assert [one.kind for one in entries].count("CustomerMet") == 2


def test_two_member_numbers_block_a_merge(work: Work, runtime: Runtime) -> None:
    a, b = meet_all(work, [Newcomer((Account("member_number", f"N{n}"),), "crm") for n in range(2)])
    with pytest.raises(OneTooMany):
        merge(work, runtime, a.customer_id, b.customer_id)  # type: ignore[arg-type]
    assert len(work.session.scalars(work.scope(Customer).where(Customer.standing())).all()) == 2


def test_an_adviser_of_both_keeps_both_relations(work: Work, runtime: Runtime, lin: UUID) -> None:
    relations = [add(work, Added(Profile(f"wm{n}"), lin, MONDAY_NOON)) for n in range(2)]
    kept, gone = (one.customer_id for one in relations)
    merge(work, runtime, kept, gone)
    mine = work.session.scalars(work.scope(Relation).where(Relation.customer_id == kept)).all()
    assert len(mine) == 2
    assert len({one.account for one in mine}) == 2


def test_a_later_callback_lands_on_the_kept_person(work: Work, runtime: Runtime, lin: UUID) -> None:
    relations = [add(work, Added(Profile(f"wm{n}"), lin, MONDAY_NOON)) for n in range(2)]
    kept, gone = (one.customer_id for one in relations)
    merge(work, runtime, kept, gone)
    again = add(work, Added(Profile("wm1"), lin, MONDAY_NOON + timedelta(days=1)))
    assert (again.id, again.customer_id) == (relations[1].id, kept)


def test_what_came_after_stays_and_is_counted(runtime: Runtime, brand: UUID, lin: UUID) -> None:
    with runtime.work(brand, actor=TEST) as work:
        kept, gone = crowd(work, 2)
        (tag_id, *_) = some_tags(work)
        tags.put(work, gone, [tag_id], source=TagSource.HAND)
    with runtime.work(brand, actor=TEST) as work:
        row_id = merge(work, runtime, kept, gone).id
    with runtime.work(brand, actor=TEST) as work:
        people.add_phones(work, kept, ["13800138000"], evidence="remark")
        consents.say(work, kept, granted=True, source=ConsentSource.FRIEND_ADD, at=MONDAY_NOON)
    with runtime.work(brand, actor=TEST) as work:
        row = undo(work, runtime, row_id)
        assert row.stayed == 1
        assert work.events == [
            CustomersParted(
                customer_id=kept, gone_id=gone, merge_id=row_id, by=Proof.HAND, stayed=1
            )
        ]
    with runtime.work(brand, actor=TEST) as work:
        phones = work.scope(Identity).where(Identity.kind == "phone")
        assert [one.customer_id for one in work.session.scalars(phones)] == [kept]
        tagged = work.session.scalars(work.scope(TagAssignment)).one()
        assert tagged.customer_id == gone
        assert consents.given(work, kept)
        assert not consents.given(work, gone)


def test_a_chain_is_undone_from_its_end(work: Work, runtime: Runtime) -> None:
    a, b, c = crowd(work, 3)
    first = merge(work, runtime, b, a)
    second = merge(work, runtime, c, b)
    assert people.standing_id(work, a) == c
    assert set(people.all_ids(work, c)) == {a, b, c}
    with pytest.raises(LaterMergeFirst):
        undo(work, runtime, first.id)
    undo(work, runtime, second.id)
    assert people.standing_id(work, a) == b
    undo(work, runtime, first.id)
    assert people.standing_id(work, a) == a
    with pytest.raises(MergeUndone):
        undo(work, runtime, first.id)


def test_of_two_merges_into_one_the_later_is_undone_first(work: Work, runtime: Runtime) -> None:
    a, b, c = crowd(work, 3)
    first = merge(work, runtime, a, b)
    second = merge(work, runtime, a, c)
    with pytest.raises(LaterMergeFirst):
        undo(work, runtime, first.id)
    undo(work, runtime, second.id)
    undo(work, runtime, first.id)


def test_a_suggestion_about_who_is_gone_becomes_one_about_the_kept(
    work: Work, runtime: Runtime, pair: tuple[UUID, UUID]
) -> None:
    kept, gone = pair
    (third,) = meet_all(
        work,
        [Newcomer((Account("phone", "13800138000"), Account("mall_id", "m9")), "mall", "老李")],
    )
    other = meet_all(work, [Newcomer((Account("mall_id", "m7"),), "mall", "另")])[0]
    assert other.customer_id is not None
    row = merge(work, runtime, other.customer_id, gone)
    asked = {
        frozenset((one.one_id, one.other_id)) for one in suggestions.page(work, cursor=None).items
    }
    assert asked == {
        frozenset((kept, third.customer_id)),
        frozenset((kept, other.customer_id)),
        frozenset((third.customer_id, other.customer_id)),
    }
    undo(work, runtime, row.id)
    again = {
        frozenset((one.one_id, one.other_id)) for one in suggestions.page(work, cursor=None).items
    }
    assert again == {
        frozenset(two)
        for two in ((kept, gone), (kept, third.customer_id), (gone, third.customer_id))
    }


def test_what_a_listener_wrote_late_is_gathered_and_goes_back(
    runtime: Runtime, brand: UUID, lin: UUID
) -> None:
    with runtime.work(brand, actor=TEST) as work:
        kept, gone = crowd(work, 2)
    with runtime.work(brand, actor=TEST) as work:
        row_id = merge(work, runtime, kept, gone).id
    with runtime.work(brand, actor=TEST) as work:
        count(work, gone, 1, lin)
    merging.gather(JobRun(runtime, brand, 1))
    with runtime.work(brand, actor=TEST) as work:
        assert work.session.scalars(work.scope(LiveCodeAdd)).one().customer_id == kept
        undo(work, runtime, row_id)
        assert work.session.scalars(work.scope(LiveCodeAdd)).one().customer_id == gone
