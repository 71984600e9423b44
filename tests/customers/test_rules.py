"""How a relation stands, and which friend-adds are the same."""

from datetime import UTC, datetime, timedelta

import pytest

from siyu.customers.rules import Status, same_add, status, tag_changes

T = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)
LATER = T + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("_case", "added_at", "by_customer", "by_staff", "standing"),
    [
        ("added", T, None, None, Status.FRIENDS),
        ("the customer deleted later", T, LATER, None, Status.DELETED_BY_CUSTOMER),
        ("added again after the deletion", LATER, T, None, Status.FRIENDS),
        ("deleted in the very second of the add", T, T, None, Status.DELETED_BY_CUSTOMER),
        ("staff deleted later", T, None, LATER, Status.DELETED_BY_STAFF),
        ("both deleted", T, LATER, LATER, Status.DELETED_BY_STAFF),
        ("a deletion told before its add", None, T, None, Status.DELETED_BY_CUSTOMER),
    ],
)
def test_a_relation_stands_as_what_happened_last(
    _case: str,
    added_at: datetime | None,
    by_customer: datetime | None,
    by_staff: datetime | None,
    standing: Status,
) -> None:
    assert standing == status(
        added_at=added_at, half=False, customer_deleted_at=by_customer, staff_deleted_at=by_staff
    )


def test_a_callback_is_the_same_add_only_to_the_second() -> None:
    assert same_add([T], T, exactly=True) == T
    assert same_add([T], LATER, exactly=True) is None


def test_a_comparison_takes_what_is_within_a_minute_for_the_same_add() -> None:
    assert same_add([T], T + timedelta(seconds=60), exactly=False) == T
    assert same_add([T], T + timedelta(seconds=61), exactly=False) is None


def test_what_wecom_never_had_is_not_taken_off() -> None:
    ours = {"etSettled": True, "etOnItsWay": False, "etBoth": True}
    assert tag_changes(ours, {"etBoth", "etNew"}) == ({"etNew"}, {"etSettled"})
