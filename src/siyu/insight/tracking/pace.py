"""How fast one visitor or one address may send: counted by the minute, in this process alone.

Addresses of the network are kept for that minute, in memory, and nowhere else.
"""

import threading
from collections import Counter
from uuid import UUID

from siyu.platform.clock import real_now

A_MINUTE = {"visitor": 120, "address": 1_200}
"""Requests in a minute. Many people stand behind one address of a mobile network."""
MOST_KNOWN = 100_000
"""Beyond so many in one minute those that are new are not counted."""


class Pace:
    """Counts requests of the present minute; what was refused waits to be told to its site."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute = 0
        self._counts: Counter[tuple[str, str]] = Counter()
        self._refused: Counter[UUID] = Counter()

    def allows(self, what: str, who: str) -> bool:
        """Whether one more request of this visitor or address is well."""
        minute = int(real_now().timestamp() // 60)
        with self._lock:
            if minute != self._minute:
                self._minute = minute
                self._counts.clear()
            counted = (what, who)
            if counted not in self._counts and len(self._counts) >= MOST_KNOWN:
                return True
            self._counts[counted] += 1
            return self._counts[counted] <= A_MINUTE[what]

    def refuse(self, site_id: UUID) -> None:
        """Remember a refusal without touching the database, which is what it spares."""
        with self._lock:
            self._refused[site_id] += 1

    def refused(self, site_id: UUID) -> int:
        """How many were refused since this was asked last."""
        with self._lock:
            return self._refused.pop(site_id, 0)
