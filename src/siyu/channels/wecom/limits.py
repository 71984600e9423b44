"""WeCom's rate limits, as dated rules, and the gate that keeps this process below them.

Source: document 90454 (2023-08-28); concurrency is limited too, by unpublished numbers. What WeCom
answers (45009) overrules the table: it closes the gate for the length of the window that was hit.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from math import ceil

from siyu.channels.wecom.errors import HeldBack

MINUTE, HOUR, DAY = 60, 3_600, 86_400
ANY = "*"
# Web and worker call at the same time; each keeps to half of what the corp may do.
SHARE_OF_PROCESS = 0.5
PARALLEL_PER_API = 10
SLICES = 60

WELCOME_TEXT_BYTES = 4_000
ATTACHMENTS = 9
WELCOME_CODE_SECONDS = 20
MEDIA_DAYS = 3
STAFF_PER_WAY = 100
STATE_CHARACTERS = 30
FOLLOWERS_BATCH = 100


@dataclass(frozen=True)
class Rule:
    """At most `limit` calls of `api` in `seconds`, from `since` on."""

    api: str
    limit: int
    seconds: int
    since: date
    source: str


RULES: tuple[Rule, ...] = (
    Rule(ANY, 1_000, MINUTE, date(2015, 1, 1), "90454 before 2020"),
    Rule(ANY, 30_000, HOUR, date(2015, 1, 1), "90454 before 2020"),
    Rule(ANY, 2_000, MINUTE, date(2020, 1, 1), "90454 of 2020"),
    Rule(ANY, 10_000, MINUTE, date(2023, 8, 28), "90454"),
    Rule(ANY, 150_000, HOUR, date(2023, 8, 28), "90454"),
    Rule("get_jsapi_ticket", 400, HOUR, date(2020, 1, 1), "90454"),
    Rule("ticket/get", 100, HOUR, date(2020, 1, 1), "90454"),
    Rule("media/uploadimg", 1_000, DAY, date(2020, 1, 1), "90256"),
)


def rules_for(api: str, on: date) -> tuple[Rule, ...]:
    """The rules that hold for `api` on a day, shortest window first; its own before the general."""
    current: dict[tuple[str, int], Rule] = {}
    for rule in sorted(RULES, key=lambda rule: rule.since):
        if rule.api in (api, ANY) and rule.since <= on:
            current[rule.api, rule.seconds] = rule
    own = [rule for rule in current.values() if rule.api == api]
    general = [rule for rule in current.values() if rule.api == ANY]
    covered = {rule.seconds for rule in own}
    chosen = own + [rule for rule in general if rule.seconds not in covered]
    return tuple(sorted(chosen, key=lambda rule: rule.seconds))


@dataclass
class _Window:
    """Calls in the last `seconds`, counted in slices, the oldest one whole (so never too few)."""

    seconds: int
    limit: int
    slices: dict[int, int] = field(default_factory=dict)

    def wait(self, now: float) -> float:
        """Seconds until one more call fits; 0 if it fits now."""
        width = self.seconds / SLICES
        oldest = int(now / width) - SLICES
        self.slices = {at: count for at, count in self.slices.items() if at >= oldest}
        over = sum(self.slices.values()) - self.limit + 1
        if over <= 0:
            return 0.0
        for at in sorted(self.slices):
            over -= self.slices[at]
            if over <= 0:
                return max((at + SLICES + 1) * width - now, 0.001)
        return float(self.seconds)

    def add(self, now: float) -> None:
        at = int(now / (self.seconds / SLICES))
        self.slices[at] = self.slices.get(at, 0) + 1


@dataclass
class _Gate:
    windows: list[_Window]
    places: threading.BoundedSemaphore
    closed_until: float = 0.0
    closed_times: int = 0


class Limiter:
    """Lets a call through or says how long to wait; one per corp and process.

    `monotonic` is machinery time; `today` chooses the rules.
    """

    def __init__(self, today: date, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._today = today
        self._monotonic = monotonic
        self._gates: dict[str, _Gate] = {}
        self._lock = threading.Lock()

    @contextmanager
    def admit(self, api: str) -> Iterator[None]:
        """Hold a place for one call. Raises HeldBack with the seconds to wait."""
        gate = self._gate(api)
        with self._lock:
            now = self._monotonic()
            wait = max([gate.closed_until - now, *(window.wait(now) for window in gate.windows)])
            if wait > 0:
                raise HeldBack(call=api, seconds=ceil(wait))
            for window in gate.windows:
                window.add(now)
        with gate.places:
            yield

    def refused(self, api: str) -> None:
        """WeCom answered 45009: close for the shortest window, and for a longer one if again."""
        gate = self._gate(api)
        with self._lock:
            now = self._monotonic()
            if now < gate.closed_until:
                return
            again = gate.closed_times and now - gate.closed_until < MINUTE
            gate.closed_times = gate.closed_times + 1 if again else 1
            step = min(gate.closed_times, len(gate.windows)) - 1
            gate.closed_until = now + gate.windows[step].seconds

    def _gate(self, api: str) -> _Gate:
        with self._lock:
            if api not in self._gates:
                windows = [
                    _Window(rule.seconds, max(int(rule.limit * SHARE_OF_PROCESS), 1))
                    for rule in rules_for(api, self._today)
                ]
                self._gates[api] = _Gate(windows, threading.BoundedSemaphore(PARALLEL_PER_API))
            return self._gates[api]
