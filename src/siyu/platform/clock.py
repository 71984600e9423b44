"""One clock for all processes.

Shown time is real time, except in a demo, where a row in PostgreSQL lists anchors
`(real_from, shown_from, rate)`. A change is published with an anchor a little ahead, so every
process has read it before it holds and all agree to the microsecond.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

AHEAD = timedelta(seconds=2)
READ_EVERY_SECONDS = 0.5


def real_now() -> datetime:
    """The time on the wall: for time-outs, leases and what others sign, never for decisions."""
    return datetime.now(UTC)


class Clock(Protocol):
    """Tells the time that people and decisions go by."""

    def now(self) -> datetime: ...


@dataclass(frozen=True)
class Anchor:
    """From `real_from` on, shown time starts at `shown_from` and runs `rate` times as fast."""

    real_from: datetime
    shown_from: datetime
    rate: float

    def shown(self, real: datetime) -> datetime:
        return self.shown_from + (real - self.real_from) * self.rate


def shown_at(anchors: Sequence[Anchor], real: datetime) -> datetime:
    """The shown time at a real instant: by the last anchor that holds, or real time."""
    holding = [anchor for anchor in anchors if anchor.real_from <= real]
    return holding[-1].shown(real) if holding else real


def with_rate(anchors: Sequence[Anchor], rate: float, real: datetime) -> list[Anchor]:
    """The anchors after a change to `rate` that holds from a little after `real`."""
    start = real + AHEAD
    kept = [anchor for anchor in anchors if anchor.real_from <= real]
    return [*kept[-3:], Anchor(start, shown_at(kept, start), rate)]


class RealClock:
    """The wall clock."""

    def now(self) -> datetime:
        return real_now()


class FixedClock:
    """A clock that stands still until it is told to move; for tests and rehearsals."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def forward(self, *, days: float = 0, hours: float = 0, seconds: float = 0) -> None:
        self.at += timedelta(days=days, hours=hours, seconds=seconds)


class SharedClock:
    """The clock of a demo; `read` fetches the anchors and is asked twice a second at most."""

    def __init__(self, read: Callable[[], Sequence[Anchor]]) -> None:
        self._read = read
        self._anchors: Sequence[Anchor] = ()
        self._fresh_until = 0.0
        self._lock = threading.Lock()

    def now(self) -> datetime:
        return shown_at(self.anchors(), real_now())

    def anchors(self) -> Sequence[Anchor]:
        with self._lock:
            if time.monotonic() >= self._fresh_until:
                self._anchors = self._read()
                self._fresh_until = time.monotonic() + READ_EVERY_SECONDS
            return self._anchors
