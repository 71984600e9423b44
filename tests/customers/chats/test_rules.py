"""Whose message it is, and why a chat is empty."""

from itertools import product

import pytest

from siyu.customers.chats.rules import (
    Between,
    Direction,
    NotKept,
    Signs,
    WhyEmpty,
    between,
    why_empty,
)

CUSTOMERS = {"wmMei0000000000000000001"}
MEI = "wmMei0000000000000000001"
STRANGER = "wmNobody0000000000000003"
STAFF = {"lin": 1, "wolf": 2}


@pytest.mark.parametrize(
    ("sender", "receivers", "found"),
    [
        (MEI, ["lin"], Between(MEI, "lin", Direction.CUSTOMER)),
        ("lin", [MEI], Between(MEI, "lin", Direction.STAFF)),
        ("Lin", [MEI, "", MEI], Between(MEI, "Lin", Direction.STAFF)),
        (MEI, ["nobody"], Between(MEI, "nobody", Direction.CUSTOMER)),
        (MEI, [], Between(MEI, "", Direction.CUSTOMER)),
        ("lin", [MEI, "zhao"], NotKept.GROUP),
        ("lin", ["wolf"], NotKept.NO_CUSTOMER),
        (STRANGER, ["lin"], NotKept.UNKNOWN_CUSTOMER),
        ("lin", [STRANGER], NotKept.UNKNOWN_CUSTOMER),
        ("lin", ["wolfgang"], NotKept.NO_CUSTOMER),
    ],
)
def test_a_message_is_one_customers_with_one_other(
    sender: str, receivers: list[str], found: Between | NotKept
) -> None:
    assert between(sender, receivers, CUSTOMERS, STAFF) == found


AGREED = Signs(
    held=False, came=True, hidden=False, has_account=True, agreed=True, refused=False,
    wrote_before=False,
)  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({}, WhyEmpty.NOTHING_YET),
        ({"held": True}, WhyEmpty.HELD),
        ({"hidden": True}, WhyEmpty.OUT_OF_SIGHT),
        ({"came": False, "agreed": None}, WhyEmpty.NEVER_CONNECTED),
        ({"has_account": False, "agreed": None}, WhyEmpty.NO_ACCOUNT),
        ({"agreed": False, "wrote_before": True}, WhyEmpty.WITHDRAWN),
        ({"agreed": None, "refused": True}, WhyEmpty.NOT_AGREED),
        ({"wrote_before": True, "refused": True}, WhyEmpty.PAST_ITS_TIME),
        ({"refused": True}, WhyEmpty.NOTHING_KEPT),
    ],
)
def test_the_first_reason_is_the_one_to_mend(changed: dict[str, bool], why: WhyEmpty) -> None:
    assert why_empty(Signs(**{**vars(AGREED), **changed})) is why


def test_an_empty_chat_always_has_a_reason() -> None:
    for held, came, hidden, account, refused, before in product((True, False), repeat=6):
        for agreed in (True, False, None):
            signs = Signs(held, came, hidden, account, agreed, refused, before)
            assert (why_empty(signs) is WhyEmpty.HELD) is held
