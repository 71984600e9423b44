"""Gathers the callbacks in flight into one durable statement, and answers none before it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from siyu.channels.wecom.refusals import Crowded

GATHER_SECONDS = 0.003
MOST_IN_A_BATCH = 200
MOST_WAITING = 4_000
# WeCom closes the connection after five seconds.
STORE_SECONDS = 4.0

T = TypeVar("T")


class Batches(Generic[T]):
    """`write` keeps a batch durably and answers, in order, which were new."""

    def __init__(self, write: Callable[[Sequence[T]], Awaitable[list[bool]]]) -> None:
        self._write = write
        self._waiting: list[tuple[T, asyncio.Future[bool]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def store(self, item: T) -> bool:
        """True if it was new. Raises Crowded, TimeoutError or whatever kept it from storing."""
        if len(self._waiting) >= MOST_WAITING:
            raise Crowded()
        stored: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, stored))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_all())
        return await asyncio.wait_for(stored, STORE_SECONDS)

    async def drained(self) -> None:
        """Wait until nothing is being written."""
        if self._writer is not None:
            await self._writer

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                if len(self._waiting) < MOST_IN_A_BATCH:
                    await asyncio.sleep(GATHER_SECONDS)
                taken = self._waiting[:MOST_IN_A_BATCH]
                del self._waiting[:MOST_IN_A_BATCH]
                await self._write_one(taken)
        finally:
            self._writer = None

    async def _write_one(self, taken: list[tuple[T, asyncio.Future[bool]]]) -> None:
        try:
            fresh = await self._write([item for item, _ in taken])
        except Exception as error:
            for _, stored in taken:
                if not stored.done():
                    stored.set_exception(error)
            return
        for (_, stored), is_new in zip(taken, fresh, strict=True):
            if not stored.done():
                stored.set_result(is_new)
