"""What happens next to a delivery, as a table."""

from datetime import UTC, datetime, timedelta

import pytest

from siyu.messaging.reasons import MENDS, Outcome, Reason, State
from siyu.messaging.rules import (
    NOT_DONE,
    Answer,
    Call,
    Finish,
    Standing,
    TryAt,
    after_call,
    before_call,
)

NOW = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)
ALIVE = NOW + timedelta(seconds=15)
OVER = NOW
DIED, SILENT = Reason.DIED_IN_CALL, Reason.NO_ANSWER


def welcome(
    *,
    state: State = State.CLAIMED,
    attempts: int = 0,
    left: bool = False,
    expires_at: datetime | None = ALIVE,
    doubt: Reason = DIED,
) -> Standing:
    """A welcome: what ends its life ends its repeats too."""
    return Standing(
        state=state,
        attempts=attempts,
        may_have_left=left,
        doubt=doubt,
        expires_at=expires_at,
        repeat_until=expires_at,
    )


def alert(
    *, state: State = State.CLAIMED, left: bool = False, repeat_until: datetime | None = None
) -> Standing:
    """A message to staff, half a day from being stale."""
    return Standing(
        state=state,
        attempts=1,
        may_have_left=left,
        expires_at=NOW + timedelta(hours=12),
        repeat_until=repeat_until,
    )


@pytest.mark.parametrize(
    ("case", "standing", "decision"),
    [
        ("a new one is called", welcome(), Call(may_have_left=False)),
        ("never called and over", welcome(expires_at=OVER), Finish(Reason.EXPIRED)),
        (
            "its worker died, the code lives: the code decides",
            welcome(state=State.HANDED_OFF, attempts=1),
            Call(may_have_left=True),
        ),
        (
            "its worker died, the code is over",
            welcome(state=State.HANDED_OFF, attempts=1, expires_at=OVER),
            Finish(DIED),
        ),
        ("unanswered, the code lives", welcome(left=True, attempts=1), Call(may_have_left=True)),
        (
            "unanswered, the code is over",
            welcome(left=True, attempts=1, expires_at=OVER, doubt=SILENT),
            Finish(SILENT),
        ),
        ("an alert is called", alert(), Call(may_have_left=False)),
        (
            "an alert whose worker died is repeated while WeCom drops repeats",
            alert(state=State.HANDED_OFF, repeat_until=ALIVE),
            Call(may_have_left=True),
        ),
        (
            "and not after that",
            alert(state=State.HANDED_OFF, repeat_until=OVER),
            Finish(DIED),
        ),
        ("an old refusal bars no new call", alert(repeat_until=OVER), Call(may_have_left=False)),
    ],
)  # fmt: skip
def test_before_a_call(case: str, standing: Standing, decision: Call | Finish) -> None:
    assert before_call(standing, NOW) == decision, case


@pytest.mark.parametrize(
    ("answer", "first", "after_doubt"),
    [
        (Answer.SENT, Reason.SENT, Reason.SENT),
        (Answer.USED, Reason.USED_ELSEWHERE, DIED),
        (Answer.EXPIRED, Reason.EXPIRED, DIED),
        (Answer.REFUSED, Reason.REFUSED, DIED),
        (Answer.NOBODY_REACHED, Reason.NOBODY_REACHED, DIED),
        (Answer.NOT_CONNECTED, Reason.NOT_CONNECTED, DIED),
        (Answer.BUSY, Reason.BUSY, DIED),
    ],
)
def test_an_answer_that_ends_it(answer: Answer, first: Reason, after_doubt: Reason) -> None:
    assert after_call(welcome(attempts=1), answer, NOW) == Finish(first)
    assert after_call(welcome(attempts=2, left=True), answer, NOW) == Finish(after_doubt)


@pytest.mark.parametrize(
    ("answer", "end"),
    [
        (Answer.RATE_LIMITED, Reason.RATE_LIMITED),
        (Answer.UNREACHABLE, Reason.UNREACHABLE),
        (Answer.NO_ANSWER, SILENT),
    ],
)
def test_what_is_tried_again_is_tried_while_the_code_lives(answer: Answer, end: Reason) -> None:
    soon = after_call(welcome(attempts=1), answer, NOW)
    assert isinstance(soon, TryAt)
    assert soon.at == NOW + timedelta(seconds=0.5)
    assert soon.may_have_left is (answer is Answer.NO_ANSWER)
    last = NOW + timedelta(seconds=0.4)
    assert after_call(welcome(attempts=1, expires_at=last), answer, NOW) == Finish(end)


def test_a_lock_out_longer_than_the_code_ends_it_at_once() -> None:
    decision = after_call(welcome(attempts=1), Answer.RATE_LIMITED, NOW, wait_seconds=60)
    assert decision == Finish(Reason.RATE_LIMITED)


def test_an_alert_waits_out_a_lock_out() -> None:
    decision = after_call(alert(), Answer.RATE_LIMITED, NOW, wait_seconds=60)
    assert decision == TryAt(NOW + timedelta(seconds=60), may_have_left=False)


def test_a_doubtful_alert_does_not_wait_past_the_time_of_dropped_repeats() -> None:
    standing = alert(left=True, repeat_until=NOW + timedelta(seconds=59))
    assert after_call(standing, Answer.RATE_LIMITED, NOW, wait_seconds=60) == Finish(DIED)


def test_doubt_stays_with_a_delivery() -> None:
    again = after_call(welcome(attempts=1, left=True, doubt=SILENT), Answer.UNREACHABLE, NOW)
    assert again == TryAt(NOW + timedelta(seconds=0.5), may_have_left=True, doubt=SILENT)


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 0.5), (2, 1), (4, 4), (7, 30), (99, 30)])
def test_pauses_double_up_to_half_a_minute(attempts: int, seconds: float) -> None:
    standing = Standing(
        state=State.HANDED_OFF,
        attempts=attempts,
        may_have_left=False,
        expires_at=None,
        repeat_until=None,
    )
    again = after_call(standing, Answer.UNREACHABLE, NOW)
    assert again == TryAt(NOW + timedelta(seconds=seconds), may_have_left=False)


def test_every_answer_has_its_reason() -> None:
    told = {Answer.SENT, Answer.NO_ANSWER, *NOT_DONE}
    assert told == set(Answer)
    assert all(reason.outcome is not Outcome.UNKNOWN for reason in NOT_DONE.values())


def test_every_reason_speaks_both_languages_and_most_say_what_mends_it() -> None:
    for reason in Reason:
        assert reason.said("en") != reason.said("zh-CN")
        assert reason.outcome in Outcome
        assert bool(reason.mend("en")) == bool(reason.mend("zh-CN")) == (reason in MENDS)
    assert set(Reason) - set(MENDS) == {Reason.SENT, Reason.BUSY, Reason.WAITING}
