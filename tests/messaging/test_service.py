"""Claiming and reading deliveries, on the real database."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from siyu.kit.errors import NotFound
from siyu.messaging import dispatch, service
from siyu.messaging.errors import TooManyReceivers
from siyu.messaging.events import StaffMessageNotSent, WelcomeNotSent, WelcomeSent
from siyu.messaging.models import Delivery
from siyu.messaging.reasons import Outcome, Purpose, Reason, State
from siyu.messaging.service import Content, Count, Filters
from siyu.platform.access import Actor, Reach
from siyu.platform.audit import AuditEntry
from siyu.platform.clock import FixedClock
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work
from tests.messaging.scene import new_customer

TEXT = "周末到店有礼 13800138000"


def claim(work: Work, key: str = "k", **more: Any) -> UUID:
    told: dict[str, Any] = {"purpose": Purpose.STAFF_ALERT, "content": Content(text=TEXT)}
    return service.claim(work, key=key, **{**told, **more})


def welcome(work: Work, *, content: Content | None = None, **more: Any) -> UUID:
    told: dict[str, Any] = {
        "relation_id": uuid4(),
        "n": 1,
        "customer_id": uuid4(),
        "staff_id": uuid4(),
        "inbound_id": None,
        "rule_id": None,
    }
    return service.claim_welcome(work, content=content, **{**told, **more})


def test_a_key_is_claimed_once(work: Work) -> None:
    first = claim(work)
    assert claim(work, content=Content(text="other")) == first
    assert [row.id for row in work.session.scalars(work.scope(Delivery))] == [first]
    assert service.content_of(work, first) == Content(text=TEXT)


def test_another_tenant_has_its_own_keys(runtime: Runtime, work: Work) -> None:
    mine = claim(work)
    with runtime.work(uuid4(), actor=Actor.system("test")) as theirs:
        other = claim(theirs)
        assert other != mine
        with pytest.raises(NotFound):
            service.one(theirs, mine)


def test_the_words_are_sealed_and_in_no_event(work: Work) -> None:
    id = claim(work, content=Content(text="x" * 3_000 + TEXT))
    raw = work.session.execute(select(Delivery.__table__).where(Delivery.id == id)).one()
    assert TEXT not in repr(raw)
    assert TEXT.encode() not in raw.content
    work.write_events()
    assert TEXT not in repr(work.events)


def test_what_no_channel_would_take_is_done_at_once(work: Work) -> None:
    id = claim(work, content=Content(text="x" * 2_049))
    assert service.one(work, id).reason is Reason.BAD_CONTENT
    assert work.events == [StaffMessageNotSent(delivery_id=id, reason=Reason.BAD_CONTENT)]
    claim(work, content=Content(text="x" * 2_049))
    assert len(work.events) == 1


def test_no_rule_is_an_outcome_of_its_own(work: Work) -> None:
    relation_id, customer_id, staff_id = uuid4(), uuid4(), uuid4()
    whose = {"relation_id": relation_id, "customer_id": customer_id, "staff_id": staff_id}
    id = welcome(work, content=None, **whose)
    line = service.one(work, id)
    assert (line.outcome, line.reason) == (Outcome.SKIPPED, Reason.NO_RULE)
    assert line.done_at == work.now()
    assert work.events == [WelcomeNotSent(delivery_id=id, reason=Reason.NO_RULE, **whose)]


def test_no_callback_means_no_code(work: Work) -> None:
    id = welcome(work, content=Content(text="hi"))
    assert service.one(work, id).reason is Reason.NO_CODE


def test_each_friend_add_of_a_relation_has_its_own_welcome(work: Work) -> None:
    relation_id = uuid4()
    first = welcome(work, relation_id=relation_id, n=1)
    again = welcome(work, relation_id=relation_id, n=2)
    assert first != again
    assert welcome(work, relation_id=relation_id, n=1) == first
    assert len(work.events) == 2


def test_staff_are_told_once_per_key(work: Work) -> None:
    one = uuid4()
    id = service.claim_app_message(work, "alert", [one], TEXT)
    assert service.claim_app_message(work, "alert", [one], TEXT) == id
    row = work.get(Delivery, id)
    assert (row.state, row.to_staff_ids, row.staff_id) == (State.CLAIMED, [one], one)


def test_no_message_goes_to_more_staff_than_wecom_takes(work: Work) -> None:
    with pytest.raises(TooManyReceivers):
        service.claim_app_message(work, "alert", [uuid4()] * 1_001, TEXT)


def test_outcomes_are_counted_by_purpose_outcome_and_reason(work: Work, clock: FixedClock) -> None:
    welcome(work)
    welcome(work)
    sent = service.claim(
        work,
        key="w",
        purpose=Purpose.WELCOME,
        content=Content(text="hi"),
        customer_id=uuid4(),
        relation_id=uuid4(),
        staff_id=uuid4(),
    )
    dispatch.finish(work, work.get(Delivery, sent), Reason.SENT)
    assert isinstance(work.events[-1], WelcomeSent)
    claim(work)
    since, until = work.now(), work.now() + timedelta(seconds=1)
    counted = service.outcomes(work, since, until)
    expected = [
        Count(purpose=Purpose.STAFF_ALERT, outcome=Outcome.WAITING, reason=Reason.WAITING, count=1),
        Count(purpose=Purpose.WELCOME, outcome=Outcome.SENT, reason=Reason.SENT, count=1),
        Count(purpose=Purpose.WELCOME, outcome=Outcome.SKIPPED, reason=Reason.NO_RULE, count=2),
    ]
    assert counted == expected
    clock.forward(seconds=1)
    assert service.outcomes(work, until, until + timedelta(hours=1)) == []


def test_lists_are_newest_first_by_page_and_filter(work: Work, clock: FixedClock) -> None:
    ids = []
    for n in range(5):
        clock.forward(seconds=1)
        ids.append(claim(work, f"k{n}"))
    welcome(work)
    alerts = Filters(purpose=Purpose.STAFF_ALERT)
    first = service.listed(work, alerts, None, 2)
    second = service.listed(work, alerts, first.next_cursor, 2)
    third = service.listed(work, alerts, second.next_cursor, 2)
    pages = [[line.id for line in page.items] for page in (first, second, third)]
    assert pages == [[ids[4], ids[3]], [ids[2], ids[1]], [ids[0]]]
    assert third.next_cursor is None
    assert len(service.listed(work, Filters(outcome=Outcome.WAITING)).items) == 5
    assert len(service.listed(work, Filters(reason=Reason.NO_RULE)).items) == 1


def test_a_persons_page_shows_their_deliveries_and_each_friend_its_last_welcome(
    work: Work, clock: FixedClock
) -> None:
    customer_id, relation_id = new_customer(work), uuid4()
    first = welcome(work, customer_id=customer_id, relation_id=relation_id, n=1)
    clock.forward(seconds=1)
    last = welcome(work, customer_id=customer_id, relation_id=relation_id, n=2)
    welcome(work)
    assert [line.id for line in service.of_customer(work, customer_id)] == [last, first]
    shown = service.welcomes_of(work, [relation_id, uuid4()])
    assert {key: line.id for key, line in shown.items()} == {relation_id: last}


def test_a_manager_sees_what_went_out_for_their_staff(runtime: Runtime, work: Work) -> None:
    mine, other = uuid4(), uuid4()
    seen = welcome(work, staff_id=mine)
    hidden = welcome(work, staff_id=other)
    work.reach = Reach(staff_ids=frozenset({mine}), node_ids=frozenset())
    assert [line.id for line in service.listed(work, Filters()).items] == [seen]
    with pytest.raises(NotFound):
        service.content_of(work, hidden)


def test_reading_the_words_leaves_a_trace(work: Work) -> None:
    id = claim(work)
    service.content_of(work, id)
    entry = work.session.scalars(work.scope(AuditEntry)).one()
    assert (entry.what, entry.subject_id) == ("delivery.content_read", str(id))
    assert TEXT not in repr(entry.after)
