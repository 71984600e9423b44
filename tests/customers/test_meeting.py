"""People from outside: met once by their accounts, however often and by however many told of."""

from collections.abc import Sequence
from threading import Thread
from uuid import UUID

import pytest
from sqlalchemy import text

from siyu.customers import meeting, people, suggestions
from siyu.customers.events import CustomerMet, CustomerRecognised, Proof
from siyu.customers.meeting import Account, Met, Newcomer
from siyu.customers.models import Customer, Identity, Quarantine, Suggestion
from siyu.customers.people import Profile
from siyu.platform.access import Actor
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work
from tests.proofs import rounds

TEST = Actor.system("test")


def one(name: str = "", source: str = "mall", **accounts: str) -> Newcomer:
    return Newcomer(
        tuple(Account(kind, value) for kind, value in accounts.items()), source, name=name
    )


def meet(work: Work, *newcomers: Newcomer) -> list[Met]:
    return meeting.meet_all(work, newcomers)


def problems(found: Sequence[Met]) -> list[str | None]:
    return [met.problem.code if met.problem else None for met in found]


def counts(work: Work) -> tuple[int, int]:
    return (
        len(work.session.scalars(work.scope(Customer)).all()),
        len(work.session.scalars(work.scope(Identity)).all()),
    )


def test_a_newcomer_is_made_once_with_all_they_bring(work: Work) -> None:
    newcomer = one("李雷", phone="138 0013 8000", email="Li@Example.com", mall_id="m1")
    first, again = meet(work, newcomer)[0], meet(work, newcomer)[0]
    assert (first.new, again.new) == (True, False)
    assert (first.customer_id, again.added, again.filled) == (again.customer_id, (), ())
    assert len(first.added) == 3
    assert counts(work) == (1, 3)
    assert first.customer_id is not None
    assert work.events == [CustomerMet(customer_id=first.customer_id)]


def test_what_is_kept_is_sealed_and_says_its_evidence(work: Work) -> None:
    met = meet(work, one(phone="13800138000", mall_id="m1"))[0]
    rows = {row.kind: row for row in work.session.scalars(work.scope(Identity))}
    assert people.value_of(work, rows["phone"]) == "+8613800138000"
    assert people.value_of(work, rows["mall_id"]) == "m1"
    assert (rows["mall_id"].value, rows["phone"].value) == (None, None)
    assert (rows["phone"].weight, rows["mall_id"].weight) == (60, 100)
    assert {row.evidence for row in rows.values()} == {"mall"}
    assert {row.seen_at for row in rows.values()} == {work.now()}
    assert rows["phone"].tail == work.secrets.blind("phone_tail", "8000")
    assert {row.customer_id for row in rows.values()} == {met.customer_id}


def test_the_same_rows_in_one_batch_are_one_person(work: Work) -> None:
    found = meet(work, *[one("李雷", phone="13800138000", mall_id="m1")] * 5)
    assert [met.new for met in found] == [True, False, False, False, False]
    assert counts(work) == (1, 2)


def test_a_known_id_brings_its_phone_along(work: Work) -> None:
    first = meet(work, one(mall_id="m1"))[0]
    second = meet(work, one("李雷", mall_id="m1", phone="13800138000"))[0]
    assert second.customer_id == first.customer_id
    assert (len(second.added), second.filled) == (1, ("name",))


def test_ids_of_two_people_in_one_row_are_refused_and_suggested(work: Work) -> None:
    a, b = meet(work, one("李雷", mall_id="m1"), one("李蕾", app_user_id="a1"))
    found = meet(work, one(mall_id="m1", app_user_id="a1"))
    assert problems(found) == ["AccountsDisagree"]
    (row,) = suggestions.page(work, cursor=None).items
    assert {row.one_id, row.other_id} == {a.customer_id, b.customer_id}
    assert (row.evidence, row.score) == (["app_user_id", "mall_id"], 100)


def test_a_second_member_number_is_another_person_not_a_second_account(work: Work) -> None:
    meet(work, one(mall_id="m1", member_number="N1"))
    assert problems(meet(work, one(mall_id="m1", member_number="N2"))) == ["OneTooMany"]
    assert counts(work) == (1, 2)


def test_a_phone_and_the_name_recognise_someone(work: Work) -> None:
    known = meet(work, one("李雷", phone="13800138000", mall_id="m1"))[0]
    met = meet(work, one("李雷", phone="13800138000", app_user_id="a1"))[0]
    assert (met.customer_id, met.new) == (known.customer_id, False)
    assert known.customer_id is not None
    recognised = CustomerRecognised(customer_id=known.customer_id, by=Proof.PHONE, score=90)
    assert work.events[-1] == recognised


def test_a_phone_alone_is_suggested_not_joined(work: Work) -> None:
    known = meet(work, one("李雷", phone="13800138000", mall_id="m1"))[0]
    met = meet(work, one("韩梅梅", phone="13800138000", app_user_id="a1"))[0]
    assert met.new
    (row,) = suggestions.of(work, met.customer_id)  # type: ignore[arg-type]
    assert {row.one_id, row.other_id} == {known.customer_id, met.customer_id}
    assert (row.evidence, row.score) == (["phone"], 60)


def test_phone_and_name_do_not_join_two_member_numbers(work: Work) -> None:
    meet(work, one("李雷", phone="13800138000", member_number="N1"))
    met = meet(work, one("李雷", phone="13800138000", member_number="N2"))[0]
    assert met.new
    (row,) = suggestions.page(work, cursor=None).items
    assert (row.conflict, row.score) == (["member_number"], 90)


def test_a_phone_of_four_people_is_no_evidence_any_more(work: Work) -> None:
    found = meet(work, *[one(f"p{n}", phone="021 6288 0000", mall_id=f"m{n}") for n in range(5)])
    assert [met.new for met in found] == [True] * 5
    assert len(work.session.scalars(work.scope(Suggestion)).all()) == 3
    (row,) = work.session.scalars(work.scope(Quarantine))
    assert row.kind == "phone"
    (shared,) = suggestions.shared(work)
    assert (shared.kind, shared.people) == ("phone", 5)
    refused = meet(work, one("p9", phone="021 6288 0000"))
    assert problems(refused) == ["NotTellable"]


def test_a_phone_of_one_person_needs_no_name(work: Work) -> None:
    known = meet(work, one("李雷", phone="13800138000", mall_id="m1"))[0]
    assert meet(work, one(phone="+86 138-0013-8000"))[0].customer_id == known.customer_id


def test_who_brings_nothing_to_be_known_by_is_refused(work: Work) -> None:
    assert problems(meet(work, one("李雷"), one(phone="call me"))) == ["NoAccount", "NoAccount"]
    assert counts(work) == (0, 0)


def test_an_openid_is_one_persons_within_its_app(runtime: Runtime, brand: UUID) -> None:
    with runtime.work(brand, actor=TEST) as work:
        a, b = meet(work, one(**{"openid:wx1": "o1"}), one(**{"openid:wx2": "o1"}))
        assert a.customer_id != b.customer_id
        assert meet(work, one(**{"openid:wx1": "o1"}))[0].customer_id == a.customer_id
    with (
        pytest.raises(Exception, match="uq_identities_strong"),
        runtime.work(brand, actor=TEST) as work,
    ):
        work.add(
            people.identity(work, b.customer_id, "openid:wx1", "o1", source="mall")  # type: ignore[arg-type]
        )


def test_a_mall_customer_who_becomes_a_friend_by_unionid_is_one(
    runtime: Runtime, brand: UUID
) -> None:
    with runtime.work(brand, actor=TEST) as work:
        known = meet(work, one("李雷", unionid="u1", mall_id="m1"))[0]
    with runtime.work(brand, actor=TEST) as work:
        assert people.meet(work, Profile("wm1", name="雷", unionid="u1")).id == known.customer_id


def test_an_advisers_phone_note_suggests_the_mall_customer(work: Work) -> None:
    mall = meet(work, one("李雷", phone="13800138000", mall_id="m1"))[0]
    friend = people.meet(work, Profile("wm1", name="雷"))
    people.add_phones(work, friend.id, ["13800138000"], evidence="remark")
    (row,) = suggestions.page(work, cursor=None).items
    assert {row.one_id, row.other_id} == {mall.customer_id, friend.id}
    assert row.score == 40


def told(runtime: Runtime, brand: UUID, newcomers: list[Newcomer], failed: list[Exception]) -> None:
    try:
        with runtime.work(brand, actor=TEST) as work:
            meet(work, *newcomers)
    except Exception as error:
        failed.append(error)


def test_workers_racing_on_the_same_people_end_with_one_of_each(
    runtime: Runtime, brand: UUID
) -> None:
    for turn in range(rounds(50, 4)):
        some = [
            one("李雷", phone=f"138{turn:04d}{n:04d}", mall_id=f"m{turn}-{n}") for n in range(30)
        ]
        bare = [one(phone=f"139{turn:04d}{n:04d}") for n in range(30)]
        failed: list[Exception] = []
        orders = [some + bare, list(reversed(some + bare)), bare + some]
        threads = [
            Thread(target=told, args=(runtime, brand, told_of, failed)) for told_of in orders
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        with runtime.work(brand, actor=TEST) as work:
            assert counts(work) == (60 * (turn + 1), 90 * (turn + 1))


def test_a_callback_and_a_file_racing_make_one_person(runtime: Runtime, brand: UUID) -> None:
    def follow(n: int) -> None:
        with runtime.work(brand, actor=TEST) as work:
            people.meet(work, Profile(f"wm{n}", unionid=f"u{n}"))

    for n in range(rounds(40, 6)):
        newcomers = [one(unionid=f"u{n}", mall_id=f"m{n}")]
        failed: list[Exception] = []
        threads = [
            Thread(target=told, args=(runtime, brand, newcomers, failed)),
            Thread(target=follow, args=(n,)),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with runtime.engine.connect() as connection:
            people_of = connection.scalar(
                text("SELECT count(DISTINCT customer_id) FROM identities WHERE kind = 'unionid'")
            )
            assert connection.scalar(text("SELECT count(*) FROM customers")) == n + 1
        assert (failed, people_of) == ([], n + 1)
