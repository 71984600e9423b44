"""What happens next to a delivery: decided from its state, the answer and the time. Pure.

All instants are real time. `may_have_left` is the heart of it: once a call may have had its effect
and we did not hear, only a repeat that the provider lets pass once may follow; a refusal after
that proves nothing, and the outcome is unknown.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from siyu.messaging.reasons import Reason, State

LEASE = timedelta(seconds=4)
"""How long a hand-off is its worker's without a sign of life; well inside a welcome code's 20 s."""
RENEW_SECONDS = 1.0
CODE_LIFE = timedelta(seconds=20)
"""A welcome code's life from the event (document 92137)."""
DUPLICATE_CHECK = timedelta(minutes=29)
"""WeCom drops the same app message to the same people for 30 minutes (document 90236)."""
ALERT_LIFE = timedelta(hours=12)
"""An alert to staff that could not leave for so long says nothing any more."""
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0


class Answer(StrEnum):
    """What a call came to, in the words all exits share."""

    SENT = "sent"
    USED = "used"
    EXPIRED = "expired"
    REFUSED = "refused"
    NOBODY_REACHED = "nobody_reached"
    NOT_CONNECTED = "not_connected"
    RATE_LIMITED = "rate_limited"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    NO_ANSWER = "no_answer"


NOT_DONE = {
    Answer.USED: Reason.USED_ELSEWHERE,
    Answer.EXPIRED: Reason.EXPIRED,
    Answer.REFUSED: Reason.REFUSED,
    Answer.NOBODY_REACHED: Reason.NOBODY_REACHED,
    Answer.NOT_CONNECTED: Reason.NOT_CONNECTED,
    Answer.RATE_LIMITED: Reason.RATE_LIMITED,
    Answer.BUSY: Reason.BUSY,
    Answer.UNREACHABLE: Reason.UNREACHABLE,
}
LATER = {Answer.RATE_LIMITED, Answer.UNREACHABLE, Answer.NO_ANSWER}
"""Worth another call. Not -1: WeCom allows three tries, and the connector has made them."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A delivery as the rules see it.

    `expires_at`: nothing is sent from then on. `repeat_until`: until then the provider lets a
    repeat pass only if the first did not arrive. None means no such bound is known yet.
    """

    state: State
    attempts: int
    may_have_left: bool
    doubt: Reason = Reason.DIED_IN_CALL
    expires_at: datetime | None
    repeat_until: datetime | None


@dataclass(frozen=True)
class Call:
    """Hand it off and call; `may_have_left` is true if an earlier call may have arrived."""

    may_have_left: bool


@dataclass(frozen=True)
class TryAt:
    """Call again at `at`."""

    at: datetime
    may_have_left: bool
    doubt: Reason | None = None


@dataclass(frozen=True)
class Finish:
    """It is done, for this reason."""

    reason: Reason


def before_call(standing: Standing, now: datetime) -> Call | Finish:
    """What to do with a delivery that is due: claimed, to be repeated, or left by a dead worker."""
    doubtful = standing.may_have_left or standing.state is State.HANDED_OFF
    if _past(standing.expires_at, now):
        return Finish(standing.doubt if doubtful else Reason.EXPIRED)
    if doubtful and _past(standing.repeat_until, now):
        return Finish(standing.doubt)
    return Call(may_have_left=doubtful)


def after_call(
    standing: Standing, answer: Answer, now: datetime, *, wait_seconds: float | None = None
) -> TryAt | Finish:
    """What an answer means for a delivery; `wait_seconds` is how long the provider shuts us out."""
    if answer is Answer.SENT:
        return Finish(Reason.SENT)
    doubtful = standing.may_have_left or answer is Answer.NO_ANSWER
    doubt = Reason.NO_ANSWER if answer is Answer.NO_ANSWER else standing.doubt
    final = Finish(doubt if doubtful else NOT_DONE[answer])
    if answer not in LATER:
        return final
    pause = _pause_seconds(standing.attempts) if wait_seconds is None else wait_seconds
    at = now + timedelta(seconds=pause)
    ends = (standing.expires_at, standing.repeat_until if doubtful else None)
    if any(_past(end, at) for end in ends):
        return final
    return TryAt(at, may_have_left=doubtful, doubt=doubt if doubtful else None)


def _pause_seconds(attempts: int) -> float:
    """Half a second after the first call, doubling with each."""
    return min(FIRST_PAUSE_SECONDS * 2.0 ** min(attempts - 1, 16), LONGEST_PAUSE_SECONDS)


def _past(end: datetime | None, at: datetime) -> bool:
    return end is not None and at >= end
