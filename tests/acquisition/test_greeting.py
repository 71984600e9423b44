"""What a new friend is given: tags, a remark, and exactly one claimed welcome."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from siyu.acquisition import service
from siyu.acquisition.errors import (
    BadMessage,
    BeyondYourStores,
    LiveCodeUnknown,
    NameMissing,
    ScopeMissing,
    StaffUnknown,
)
from siyu.acquisition.models import WelcomeRule
from siyu.acquisition.rules.message import Link
from siyu.acquisition.rules.welcome import Level
from siyu.acquisition.service import RuleDraft
from siyu.channels.wecom import service as channels
from siyu.customers import service as customers
from siyu.customers.models import Customer, Relation, WecomWrite
from siyu.customers.tag_models import TagAssignment
from siyu.kit.errors import NotFound
from siyu.messaging import dispatch
from siyu.messaging.content import decode
from siyu.messaging.models import Delivery
from siyu.messaging.reasons import Reason
from siyu.messaging.service import Attachment, Content
from siyu.platform.access import Reach
from siyu.platform.clock import FixedClock
from tests.acquisition.shop import Shop

HELLO = "您好{customer|朋友}，我是{store|本店}的{adviser}"


def rule(shop: Shop, level: Level = Level.DEFAULT, **decided: Any) -> UUID:
    asked: dict[str, Any] = {"name": "Hello", "level": level, "text": HELLO, **decided}
    with shop.work() as work:
        return service.add_rule(work, RuleDraft(**asked)).id


def content_of(shop: Shop, delivery: Delivery) -> Content:
    with shop.work() as work:
        assert delivery.content is not None
        return decode(work.secrets.open(delivery.content))


def test_a_friend_by_a_code_is_tagged_and_remarked(shop: Shop) -> None:
    tag_id = shop.tag("Poster")
    code_id = shop.code(tag_ids=(tag_id,), remark_pattern="{customer}-{code}-{date}")
    relation_id = shop.friend(code_id, name="May")
    shop.listen()
    with shop.work() as work:
        given = work.session.scalars(work.scope(TagAssignment)).one()
        assert (given.tag_id, given.source) == (tag_id, "channel")
        sealed = work.get(Relation, relation_id).remark
        assert sealed is not None
        assert work.secrets.open(sealed) == "May-Window poster-11"
        writes = work.session.scalars(work.scope(WecomWrite)).all()
        assert sorted(one.what for one in writes) == ["remark", "tag"]


def test_who_comes_again_keeps_the_remark_their_adviser_gave(shop: Shop, clock: FixedClock) -> None:
    code_id = shop.code(remark_pattern="{customer}-{code}")
    relation_id = shop.friend(code_id, person="wmMay")
    shop.listen()
    with shop.work() as work:
        customers.remark(work, relation_id, "likes oolong")
    clock.forward(hours=1)
    shop.lose("wmMay")
    clock.forward(hours=1)
    shop.friend(code_id, person="wmMay")
    shop.listen()
    with shop.work() as work:
        sealed = work.get(Relation, relation_id).remark
        assert sealed is not None
        assert work.secrets.open(sealed) == "likes oolong"
    assert len(shop.adds(code_id)) == 2


def test_a_half_friend_is_tagged_once_the_other_side_agrees(shop: Shop) -> None:
    code_id = shop.code(tag_ids=(shop.tag("Poster"),))
    shop.friend(code_id, person="wmMay", half=True)
    shop.listen()
    with shop.work() as work:
        assert work.session.scalars(work.scope(TagAssignment)).all() == []
    shop.friend(code_id, person="wmMay", half=False)
    shop.listen()
    with shop.work() as work:
        assert len(work.session.scalars(work.scope(TagAssignment)).all()) == 1
        assert [one.what for one in work.session.scalars(work.scope(WecomWrite))] == ["tag"]
    assert len(shop.adds(code_id)) == 1
    assert len(shop.deliveries()) == 1


def test_a_tag_that_is_gone_does_not_stop_the_welcome(shop: Shop) -> None:
    code_id = shop.code(tag_ids=(shop.tag("Poster"),))
    with shop.work() as work:
        service.live_code(work, code_id).tag_ids = [uuid4()]
    shop.friend(code_id)
    shop.listen()
    assert len(shop.adds(code_id)) == 1
    assert len(shop.deliveries()) == 1


def test_the_welcome_is_filled_with_names_and_links(shop: Shop) -> None:
    link = Link(title="Shop", url="https://shop.example", picture_url="https://shop.example/p")
    rule_id = rule(shop, links=(link,))
    relation_id = shop.friend(shop.code(), "bo", name="May")
    shop.listen()
    (welcome,) = shop.deliveries()
    assert welcome.key == f"welcome:{relation_id}:1"
    assert welcome.rule_id == rule_id
    assert content_of(shop, welcome) == Content(
        text="您好May，我是Jing'an的bo",
        attachments=(
            Attachment(
                kind="link",
                title="Shop",
                url="https://shop.example",
                pic_url="https://shop.example/p",
            ),
        ),
    )


def test_the_channel_rule_greets_friends_of_its_code_and_the_default_the_rest(shop: Shop) -> None:
    code_id = shop.code()
    channel = rule(shop, Level.CHANNEL, live_code_ids=(code_id,))
    default = rule(shop)
    relations = [shop.friend(code_id), shop.friend(None)]
    shop.listen()
    greeted = {one.relation_id: one.rule_id for one in shop.deliveries()}
    assert greeted == dict(zip(relations, (channel, default), strict=True))


def test_a_rule_of_the_store_beats_one_for_everyone(shop: Shop) -> None:
    rule(shop)
    own = rule(shop, node_ids=(shop.store_id,))
    shop.friend(None)
    shop.listen()
    assert [one.rule_id for one in shop.deliveries()] == [own]


def test_without_a_rule_the_outcome_is_recorded_as_that(shop: Shop) -> None:
    rule(shop, Level.SPECIAL, first_day=datetime(2026, 1, 1, tzinfo=UTC).date(),
         last_day=datetime(2026, 1, 2, tzinfo=UTC).date())  # fmt: skip
    shop.friend(shop.code())
    shop.listen()
    assert [(one.reason, one.rule_id) for one in shop.deliveries()] == [(Reason.NO_RULE, None)]


def test_a_blocked_nickname_is_greeted_by_nothing_but_counted(shop: Shop) -> None:
    rule(shop)
    code_id = shop.code(nickname_blocklist=("代购",))
    shop.friend(code_id, name="代购小王")
    shop.friend(code_id, name="May")
    shop.listen()
    assert [add.place for add in shop.adds(code_id)] == [1, 2]
    assert sorted(one.rule_id is None for one in shop.deliveries()) == [False, True]


def test_each_friend_add_has_one_welcome_and_coming_again_has_another(
    shop: Shop, clock: FixedClock
) -> None:
    rule(shop)
    for _ in range(2):
        shop.friend(None, person="wmMay", at=clock.now())
        shop.listen()
    clock.forward(hours=1)
    shop.lose("wmMay")
    clock.forward(hours=1)
    relation_id = shop.friend(None, person="wmMay")
    shop.listen()
    assert [one.key for one in shop.deliveries()] == [
        f"welcome:{relation_id}:1",
        f"welcome:{relation_id}:2",
    ]


def test_friends_found_by_the_first_reading_are_not_welcomed(shop: Shop) -> None:
    rule(shop)
    code_id = shop.code()
    shop.friend(code_id, found_by="sync")
    shop.friend(code_id, found_by="reconcile")
    shop.listen()
    assert [add.place for add in shop.adds(code_id)] == [1, 2]
    assert [one.reason for one in shop.deliveries()] == [Reason.NO_CODE]


def test_a_sent_welcome_is_counted_for_its_rule_and_its_code(shop: Shop) -> None:
    rule_id, code_id = rule(shop), shop.code()
    shop.friend(code_id)
    shop.listen()
    (welcome,) = shop.deliveries()
    with shop.work() as work:
        row = work.get(Delivery, welcome.id)
        row.state, row.outcome, row.reason = "claimed", None, None  # type: ignore[assignment]
        dispatch.finish(work, row, Reason.SENT)
    shop.listen()
    with shop.work() as work:
        assert work.get(WelcomeRule, rule_id).sent_count == 1
        assert service.code_figures(work, code_id, 1).total.welcomed == 1


# ------------------------------------------------------------------------- saving welcome rules


@pytest.mark.parametrize(
    ("problem", "change"),
    [
        (NameMissing, {"name": ""}),
        (BadMessage, {"text": ""}),
        (BadMessage, {"text": "{shop}"}),
        (ScopeMissing, {"level": Level.CHANNEL}),
        (ScopeMissing, {"level": Level.SPECIAL}),
        (ScopeMissing, {"level": Level.PERIODIC, "weekdays": frozenset()}),
        (LiveCodeUnknown, {"level": Level.CHANNEL, "live_code_ids": (uuid4(),)}),
        (NotFound, {"node_ids": (uuid4(),)}),
    ],
)
def test_a_rule_that_cannot_stand_is_refused(
    shop: Shop, problem: type[Exception], change: dict[str, Any]
) -> None:
    with pytest.raises(problem):
        rule(shop, **change)
    with shop.work() as work:
        assert service.shown_rules(work) == []


def test_a_changed_rule_greets_the_next_friend_and_a_removed_one_nobody(shop: Shop) -> None:
    rule_id = rule(shop)
    with shop.work() as work:
        service.change_rule(
            work, rule_id, RuleDraft(name="New", level=Level.DEFAULT, text="Hi {customer}")
        )
    shop.friend(None, name="May")
    shop.listen()
    assert content_of(shop, shop.deliveries()[0]).text == "Hi May"
    with shop.work() as work:
        service.remove_rule(work, rule_id)
    shop.friend(None)
    shop.listen()
    assert Reason.NO_RULE in {one.reason for one in shop.deliveries()}


def test_rules_for_everyone_are_not_a_managers_to_change(shop: Shop) -> None:
    everyones, own = rule(shop), rule(shop, node_ids=(shop.store_id,))
    elsewhere = rule(shop, staff_ids=(shop.staff["cai"],))
    shared = rule(shop, staff_ids=(shop.staff["cai"], shop.staff["ann"]))
    reach = Reach(staff_ids=frozenset({shop.staff["ann"]}), node_ids=frozenset({shop.store_id}))
    draft = RuleDraft(name="x", level=Level.DEFAULT, text="x", node_ids=(shop.store_id,))
    with shop.work(reach) as work:
        assert {one.id for one in service.shown_rules(work)} == {everyones, own, shared}
        service.change_rule(work, own, draft)
        for out_of_hand in (everyones, elsewhere):
            with pytest.raises(NotFound):
                service.change_rule(work, out_of_hand, draft)
            with pytest.raises(NotFound):
                service.remove_rule(work, out_of_hand)
        with pytest.raises(StaffUnknown):
            service.change_rule(work, shared, draft)
        with pytest.raises(BeyondYourStores):
            service.add_rule(work, RuleDraft(name="x", level=Level.DEFAULT, text="x"))


# ---------------------------------------------------------------------------------------- home


def test_home_counts_today_and_names_what_needs_a_person(shop: Shop, clock: FixedClock) -> None:
    ann = shop.staff["ann"]
    shop.friend(None, person="wmOld", at=clock.now() - timedelta(days=1))
    code_id = shop.code()
    shop.friend(code_id, person="wmMay", name="May", at=clock.now() - timedelta(hours=1))
    shop.friend(None, "bo")
    shop.lose("wmMay")
    shop.listen()
    shop.turn()
    with shop.work() as work:
        today = service.today(work)
    assert (today.new_friends, today.new_friends_yesterday) == (2, 1)
    assert {str(by): count for by, count in today.lost.items()} == {"customer": 1, "staff": 0}
    assert [(hour, count) for hour, count in enumerate(today.by_hour) if count] == [
        (11, 1),
        (12, 1),
    ]
    assert [(one.reason, one.count) for one in today.welcomes] == [(Reason.NO_RULE, 3)]
    assert {one.key for one in today.alerts} == {
        "not_connected",
        "no_default_welcome",
        f"problem:{code_id}",
    }
    assert [code.id for code in today.on_duty] == [code_id]
    assert len(today.latest) == 3
    with shop.work(Reach(staff_ids=frozenset({ann}), node_ids=frozenset())) as work:
        assert service.today(work).new_friends == 1


def test_the_customers_last_code_is_a_field_of_theirs(shop: Shop, clock: FixedClock) -> None:
    first, second = shop.code(name="Poster"), shop.code(name="Parcel")
    shop.friend(first, "ann", person="wmMay")
    clock.forward(hours=1)
    shop.friend(second, "bo", person="wmMay")
    shop.listen()
    with shop.work() as work:
        (customer,) = work.session.scalars(work.scope(Customer))
        assert service.last_live_codes(work, [customer.id]) == {customer.id: "Parcel"}


def test_a_connection_that_is_mended_is_tried_at_once(shop: Shop) -> None:
    code_id = shop.code()
    shop.turn()
    assert shop.row(code_id).retry_at is not None
    with shop.work() as work:
        channels.save_connection(
            work, corp_id="ww1", agent_id=1, secret="s", base_url="http://127.0.0.1:9"
        )
    shop.listen()
    assert shop.row(code_id).retry_at is None
