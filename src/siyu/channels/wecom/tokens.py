"""The access token and the page tickets: fetched by one caller at a time, shared by all.

WeCom may end one early, and answers the same one while it lives, so a token is fetched again only
when it is near its end or was seen dead.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

RENEW_SECONDS = 300


@dataclass(frozen=True)
class Fetched:
    """What WeCom answered: a value and how long it lives."""

    value: str
    seconds: int


class TokenStore(Protocol):
    """Keeps one value of each kind for one (corp, secret)."""

    def value(self, kind: str, fetch: Callable[[], Fetched], *, dead: str = "") -> str:
        """The value of `kind`, fetched by a single caller if there is none or it equals `dead`."""
        ...


def lifetime(fetched: Fetched) -> float:
    """How long we trust it: a little less than WeCom says, at least half of it."""
    return max(fetched.seconds - RENEW_SECONDS, fetched.seconds / 2)


class TokensInMemory:
    """For one process: the tests of the client, and tools that keep no record."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.RLock()
        self._kept: dict[str, tuple[str, float]] = {}

    def value(self, kind: str, fetch: Callable[[], Fetched], *, dead: str = "") -> str:
        with self._lock:
            value, until = self._kept.get(kind, ("", 0.0))
            if value and value != dead and self._monotonic() < until:
                return value
            fetched = fetch()
            self._kept[kind] = fetched.value, self._monotonic() + lifetime(fetched)
            return fetched.value
