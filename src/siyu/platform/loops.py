"""The worker's loops: each in a thread of its own, each step safe beside other workers'."""

import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import structlog
from prometheus_client import Counter

from siyu.platform.declarations import Loop

if TYPE_CHECKING:
    from siyu.platform.runtime import Runtime

BACK_OFF_SECONDS = 5.0

STEPS = Counter("siyu_loop_steps_total", "Steps that did something", ["loop"])
FAILURES = Counter("siyu_loop_failures_total", "Steps that failed", ["loop"])
logger = structlog.get_logger()


class Loops:
    """Runs loops until told to stop; a failing step waits and is tried again."""

    def __init__(self, runtime: "Runtime", loops: Sequence[Loop]) -> None:
        self._runtime = runtime
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(loop,), name=loop.name, daemon=True)
            for loop in loops
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float = 8.0) -> None:
        """Let every step end; give up waiting after `seconds`."""
        self._stopping.set()
        until = time.monotonic() + seconds
        for thread in filter(threading.Thread.is_alive, self._threads):
            thread.join(max(0.0, until - time.monotonic()))

    def _run(self, loop: Loop) -> None:
        while not self._stopping.is_set():
            try:
                did = loop.step(self._runtime)
            except Exception:
                FAILURES.labels(loop.name).inc()
                logger.exception("loop failed", loop=loop.name)
                self._stopping.wait(BACK_OFF_SECONDS)
                continue
            if did:
                STEPS.labels(loop.name).inc()
            else:
                self._stopping.wait(loop.idle_seconds)
