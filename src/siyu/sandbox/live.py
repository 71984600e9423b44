"""Server-sent events: pages that watch are told of each change as soon as it is durable."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.responses import StreamingResponse

QUIET_SECONDS = 15.0
BACKLOG = 1000


class Live:
    """The pages that watch; a page too slow to read is told to reload."""

    def __init__(self) -> None:
        self._watchers: set[asyncio.Queue[dict[str, Any]]] = set()

    def publish(self, changes: list[dict[str, Any]]) -> None:
        for watcher in self._watchers:
            for change in changes:
                if watcher.full():
                    while not watcher.empty():
                        watcher.get_nowait()
                    change = {"kind": "reload"}
                watcher.put_nowait(change)

    def stream(self) -> StreamingResponse:
        return StreamingResponse(
            self._lines(),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    async def _lines(self) -> AsyncIterator[str]:
        watcher: asyncio.Queue[dict[str, Any]] = asyncio.Queue(BACKLOG)
        self._watchers.add(watcher)
        try:
            yield ": open\n\n"
            while True:
                yield await self._next(watcher)
        finally:
            self._watchers.discard(watcher)

    async def _next(self, watcher: asyncio.Queue[dict[str, Any]]) -> str:
        try:
            change = await asyncio.wait_for(watcher.get(), QUIET_SECONDS)
        except TimeoutError:
            return ": quiet\n\n"
        return f"data: {json.dumps(change, ensure_ascii=False)}\n\n"
