"""When a webhook is tried again and when its endpoint is given up."""

from datetime import datetime, timedelta

import pytest

from siyu.channels.webhook.shapes import Answer, answer_of
from siyu.messaging.webhooks.outcomes import SwitchedOff, WebhookOutcome
from siyu.messaging.webhooks.rules import Next, after_try, switch_off, wants
from tests.conftest import MONDAY_NOON as NOW

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("attempts", "wait"),
    [
        (1, 5 * SECOND),
        (2, 5 * MINUTE),
        (3, 30 * MINUTE),
        (4, 2 * HOUR),
        (5, 5 * HOUR),
        (6, 10 * HOUR),
        (7, 14 * HOUR),
        (8, 20 * HOUR),
        (9, 24 * HOUR),
    ],
)
def test_each_failure_waits_longer(attempts: int, wait: timedelta) -> None:
    for chance, most in ((0.0, 1.0), (0.5, 1.1)):
        then = after_try(Answer.NOT_TAKEN, attempts=attempts, now=NOW, chance=chance)
        assert then == Next(WebhookOutcome.WAITING, NOW + wait * most)


def test_the_tenth_failure_is_the_last() -> None:
    assert after_try(Answer.NO_ANSWER, attempts=10, now=NOW, chance=0) == Next(
        WebhookOutcome.FAILED
    )


def test_taken_and_gone_end_it_at_once() -> None:
    assert after_try(Answer.TAKEN, attempts=1, now=NOW, chance=0) == Next(WebhookOutcome.DELIVERED)
    assert after_try(Answer.GONE, attempts=1, now=NOW, chance=0) == Next(WebhookOutcome.FAILED)


@pytest.mark.parametrize(
    ("answer", "since", "why"),
    [
        (Answer.GONE, None, SwitchedOff.GONE),
        (Answer.NOT_TAKEN, None, None),
        (Answer.NOT_TAKEN, NOW - timedelta(days=5) + SECOND, None),
        (Answer.NOT_TAKEN, NOW - timedelta(days=5), SwitchedOff.FAILING),
        (Answer.TAKEN, NOW - timedelta(days=9), None),
    ],
)
def test_an_endpoint_is_given_up_when_gone_or_after_five_days(
    answer: Answer, since: datetime | None, why: SwitchedOff | None
) -> None:
    assert switch_off(answer, since, NOW) is why


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (200, Answer.TAKEN),
        (204, Answer.TAKEN),
        (301, Answer.REDIRECTED),
        (307, Answer.REDIRECTED),
        (400, Answer.NOT_TAKEN),
        (404, Answer.NOT_TAKEN),
        (410, Answer.GONE),
        (429, Answer.NOT_TAKEN),
        (500, Answer.NOT_TAKEN),
    ],
)
def test_a_status_has_one_meaning(status: int, answer: Answer) -> None:
    assert answer_of(status) is answer


def test_a_star_wants_all_and_a_list_what_it_names() -> None:
    assert wants(["*"], "FriendAdded")
    assert wants(["FriendAdded"], "FriendAdded")
    assert not wants(["FriendAdded"], "FriendLost")
