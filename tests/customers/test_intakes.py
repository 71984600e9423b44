"""Lists of people: every row answered, a repeat changes nothing, an undo takes all back."""

from uuid import UUID

import pytest

from siyu.customers import consents, people
from siyu.customers.events import Channel, CustomerWithdrawn, Purpose
from siyu.customers.intakes import INTAKES, CustomerRow, PhoneRow
from siyu.customers.meeting import Account, Newcomer, meet_all
from siyu.customers.models import Consent, Customer, Identity
from siyu.customers.people import Profile
from siyu.platform.access import Actor
from siyu.platform.audit import AuditEntry
from siyu.platform.declarations import Fate, RowAnswer
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work
from tests.customers.crowd import differing, dump

TEST = Actor.system("test")
CUSTOMERS, PHONES = INTAKES


def take(work: Work, *rows: CustomerRow) -> list[RowAnswer]:
    return list(CUSTOMERS.take(work, rows))


def undo(work: Work, answers: list[RowAnswer]) -> None:
    taken = [(one.subject_id, one.undo) for one in answers if one.subject_id and one.undo]
    CUSTOMERS.undo(work, list(reversed(taken)))


def reasons(answers: list[RowAnswer]) -> list[str | None]:
    return [one.problem.code if one.problem else None for one in answers]


LI = CustomerRow(name="李雷", phone="138 0013 8000", member_number="N1", gender="男", consent="是")
HAN = CustomerRow(name="Han", email="Han@Example.com", consent="no")


def test_people_are_taken_once_and_merged_after(work: Work) -> None:
    first = take(work, LI, HAN, LI)
    assert [one.fate for one in first] == [Fate.TAKEN, Fate.TAKEN, Fate.MERGED]
    assert first[2].subject_id == first[0].subject_id
    before = dump(work)
    again = take(work, LI, HAN)
    assert [(one.fate, one.undo) for one in again] == [(Fate.MERGED, None)] * 2
    assert differing(before, dump(work)) == []


def test_consent_is_for_the_ways_the_row_gives(work: Work) -> None:
    li, han = take(work, LI, HAN)
    assert li.subject_id is not None
    assert han.subject_id is not None
    asked = {"purpose": Purpose.MARKETING}
    assert consents.given(work, li.subject_id, channel=Channel.SMS, **asked)
    assert not consents.given(work, li.subject_id, channel=Channel.EMAIL, **asked)
    (word,) = consents.held(work, han.subject_id)
    assert (word.channel, word.granted, word.source) == ("email", False, "import")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (CustomerRow(phone="call me"), "NotAPhone"),
        (CustomerRow(email="nobody"), "NotAnEmail"),
        (CustomerRow(phone="13800138000", gender="tall"), "UnknownGender"),
        (CustomerRow(phone="13800138000", consent="perhaps"), "NotYesOrNo"),
        (CustomerRow(name="Li"), "NoAccount"),
    ],
)
def test_a_row_that_cannot_be_is_refused_alone(work: Work, row: CustomerRow, reason: str) -> None:
    answers = take(work, row, LI)
    assert reasons(answers) == [reason, None]
    assert [one.fate for one in answers] == [Fate.REFUSED, Fate.TAKEN]
    assert len(work.session.scalars(work.scope(Customer)).all()) == 1


def test_a_list_of_phones_makes_people_once(work: Work) -> None:
    rows = [PhoneRow(phone="13800138000"), PhoneRow(phone="+8613800138000"), PhoneRow(phone="x")]
    answers = PHONES.take(work, rows)
    assert [one.fate for one in answers] == [Fate.TAKEN, Fate.MERGED, Fate.REFUSED]


def test_an_undo_gives_back_the_state_before(work: Work) -> None:
    known = people.meet(work, Profile("wm1"))
    meet_all(work, [Newcomer((Account("mall_id", "m1"),), "mall", "赵")])
    work.add(people.identity(work, known.id, "member_number", "N1", source="crm"))
    before = dump(work)
    answers = take(
        work, LI, HAN, CustomerRow(mall_id="m1", phone="13700137000", name="不改", gender="女")
    )
    assert [one.fate for one in answers] == [Fate.MERGED, Fate.TAKEN, Fate.MERGED]
    work.write_events()
    undo(work, answers)
    work.session.expire_all()
    assert differing(before, dump(work)) == []
    assert work.events[-1] == CustomerWithdrawn(customer_id=answers[1].subject_id)  # type: ignore[arg-type]


def test_who_got_anything_else_meanwhile_stays_and_is_named(
    runtime: Runtime, brand: UUID, lin: UUID
) -> None:
    with runtime.work(brand, actor=TEST) as work:
        answers = take(work, LI, HAN)
    li, han = (one.subject_id for one in answers)
    assert li is not None
    with runtime.work(brand, actor=TEST) as work:
        people.add_phones(work, li, ["13700137000"], evidence="remark")
    with runtime.work(brand, actor=TEST) as work:
        undo(work, answers)
    with runtime.work(brand, actor=TEST) as work:
        assert [one.id for one in work.session.scalars(work.scope(Customer))] == [li]
        assert len(work.session.scalars(work.scope(Identity)).all()) == 3
        assert len(work.session.scalars(work.scope(Consent)).all()) == 1
        told = work.scope(AuditEntry).where(AuditEntry.what == "customers_withdrawn")
        assert work.session.scalars(told).one().after == {"left": 1, "stayed": [str(li)]}


def test_a_name_that_changed_since_is_not_taken_back(work: Work) -> None:
    known = people.meet(work, Profile("wm1"))
    work.add(people.identity(work, known.id, "member_number", "N1", source="crm"))
    answers = take(work, LI)
    people.meet(work, Profile("wm1", name="雷子"))
    undo(work, answers)
    work.session.expire_all()
    assert people.name_of(work, known) == "雷子"


def test_every_column_has_its_title_and_guesses_in_both_languages() -> None:
    for intake in INTAKES:
        for name, column in intake.row.model_fields.items():
            extra = column.json_schema_extra
            assert isinstance(extra, dict)
            assert column.title
            assert extra["zh"], name
            assert extra["guesses"], name
