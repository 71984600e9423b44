"""When a webhook is tried again, and when its endpoint is given up. Pure; all in real time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from siyu.channels.webhook.shapes import Answer
from siyu.messaging.webhooks.outcomes import SwitchedOff, WebhookOutcome

WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""Between tries, as the Standard Webhooks specification advises: ten tries in three days."""
JITTER = 0.2
"""Up to a fifth longer, so that what failed together does not come back together."""
LEASE = timedelta(seconds=60)
"""How long a claim is its worker's: a call ends well inside it."""
GIVE_UP_AFTER = timedelta(days=5)
BOTH_SECRETS = timedelta(hours=24)


@dataclass(frozen=True)
class Next:
    """What a try leads to: done in some way, or once more at `due_at`."""

    outcome: WebhookOutcome
    due_at: datetime | None = None


def after_try(answer: Answer, *, attempts: int, now: datetime, chance: float) -> Next:
    """What follows the `attempts`th try; `chance` in [0, 1) spreads the tries."""
    if answer.is_taken:
        return Next(WebhookOutcome.DELIVERED)
    if answer is Answer.GONE or attempts > len(WAITS):
        return Next(WebhookOutcome.FAILED)
    return Next(WebhookOutcome.WAITING, now + WAITS[attempts - 1] * (1 + JITTER * chance))


def switch_off(answer: Answer, failing_since: datetime | None, now: datetime) -> SwitchedOff | None:
    """Whether an endpoint is given up after this answer; `failing_since` is its first failure
    since something was taken."""
    if answer is Answer.GONE:
        return SwitchedOff.GONE
    if answer.is_taken or failing_since is None or now - failing_since < GIVE_UP_AFTER:
        return None
    return SwitchedOff.FAILING


def wants(events: list[str], name: str) -> bool:
    """Whether an endpoint that asked for `events` gets this one."""
    return events == ["*"] or name in events
