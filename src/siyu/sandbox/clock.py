"""Two kinds of time: what WeCom's machinery lives by (real), and what the demo shows.

The shown clock follows anchors `{real_from, shown_from, rate}` read each second from a URL; a URL
that does not answer means real time.
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import httpx

READ_EVERY_SECONDS = 1.0


def real_now() -> float:
    """Seconds since 1970 on the wall: tokens, welcome codes, time-outs."""
    return datetime.now(UTC).timestamp()


@dataclass(frozen=True)
class Anchor:
    """From `real_from` on, shown time starts at `shown_from` and runs `rate` times as fast."""

    real_from: float
    shown_from: float
    rate: float


def anchor_at(anchors: list[Anchor], real: float) -> Anchor:
    """The last anchor that holds at a real instant; without one, real time."""
    holding = [anchor for anchor in anchors if anchor.real_from <= real]
    return max(holding, key=lambda anchor: anchor.real_from, default=Anchor(0.0, 0.0, 1.0))


def shown_at(anchors: list[Anchor], real: float) -> float:
    """Shown seconds at a real instant."""
    last = anchor_at(anchors, real)
    return last.shown_from + (real - last.real_from) * last.rate


def anchors_of(body: dict[str, object]) -> list[Anchor]:
    """The anchors in an answer of the clock's URL."""
    listed = body.get("anchors")
    if not isinstance(listed, list):
        return []
    return [
        Anchor(
            datetime.fromisoformat(str(one["real_from"])).timestamp(),
            datetime.fromisoformat(str(one["shown_from"])).timestamp(),
            float(one["rate"]),
        )
        for one in listed
    ]


class SandboxClock:
    """Tells both times; `url` empty = shown time is real time."""

    def __init__(self, url: str, place: ZoneInfo) -> None:
        self.url = url
        self.place = place
        self.anchors: list[Anchor] = []

    def real(self) -> float:
        return real_now()

    def shown(self) -> float:
        return shown_at(self.anchors, real_now())

    def fast_since(self) -> float | None:
        """The shown second from which the clock outruns real time; None while it does not."""
        last = anchor_at(self.anchors, real_now())
        return last.shown_from if last.rate > 1 else None

    def day(self, at: float) -> str:
        """The calendar day of an instant, such as 2026-11-20."""
        return datetime.fromtimestamp(at, self.place).date().isoformat()

    async def follow(self, client: httpx.AsyncClient) -> None:
        """Read the anchors each second, for ever."""
        while self.url:
            await self.read(client)
            await asyncio.sleep(READ_EVERY_SECONDS)

    async def read(self, client: httpx.AsyncClient) -> None:
        try:
            answer = await client.get(self.url, timeout=READ_EVERY_SECONDS)
            self.anchors = anchors_of(answer.json()) if answer.status_code == 200 else []
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            self.anchors = []

    async def set_rate(self, client: httpx.AsyncClient, rate: float) -> bool:
        """Ask the owner of the clock to run it at `rate`; false when it would not."""
        if not self.url:
            return False
        try:
            answer = await client.post(self.url, json={"rate": rate}, timeout=5)
        except httpx.HTTPError:
            return False
        await self.read(client)
        return answer.is_success
