"""Listeners read the log by cursor, in batches; the cursor moves in the commit of the effect.

A batch that fails is rolled back whole and tried again an event at a time, so that the one that
cannot be handled is known by name; it waits there, visible, until it is mended or passed over.
"""

import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import BigInteger, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from siyu.platform import log, traces
from siyu.platform.access import Actor
from siyu.platform.clock import real_now
from siyu.platform.database import Base
from siyu.platform.declarations import Listener, Loop, Recorded

if TYPE_CHECKING:
    from siyu.platform.runtime import Runtime

LOOK_SECONDS = 0.1
RETRY_SECONDS = (1, 2, 5, 15, 60)
ENTER = text(
    "INSERT INTO listener_cursors (name, xid, id, failures) VALUES (:name, 0, 0, 0)"
    " ON CONFLICT DO NOTHING"
)

logger = structlog.get_logger()


class ListenerCursor(Base):
    """How far a listener has read, and what holds it up."""

    __tablename__ = "listener_cursors"

    name: Mapped[str] = mapped_column(primary_key=True)
    xid: Mapped[int] = mapped_column(BigInteger, default=0)
    id: Mapped[int] = mapped_column(BigInteger, default=0)
    failures: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    retry_at: Mapped[datetime | None]


class Lookout:
    """How far the log has got, read once for all listeners of a process, ten times a second."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._head = (0, 0)
        self._fresh_until = 0.0

    def head(self, runtime: "Runtime") -> tuple[int, int]:
        with self._lock:
            if time.monotonic() >= self._fresh_until:
                with runtime.sessions.begin() as session:
                    self._head = log.head(session)
                self._fresh_until = time.monotonic() + LOOK_SECONDS
            return self._head


def loops(listeners: Sequence[Listener]) -> list[Loop]:
    """One loop for each listener; at rest all of them together cost one look at the log."""
    lookout = Lookout()
    return [
        Loop(f"listen:{one.name}", _watching(one, lookout), idle_seconds=LOOK_SECONDS)
        for one in listeners
    ]


def _watching(listener: Listener, lookout: Lookout) -> Callable[["Runtime"], bool]:
    """A step that looks at the listener's cursor only when the log has moved."""
    settled: tuple[int, int] | None = None

    def watch(runtime: "Runtime") -> bool:
        nonlocal settled
        head = lookout.head(runtime)
        if head == settled:
            return False
        if step(runtime, listener):
            return True
        settled = head if not _anything(runtime, listener) else None
        return False

    return watch


def step(runtime: "Runtime", listener: Listener) -> bool:
    """Handle the next batch. True means there may be more at once."""
    try:
        if not _anything(runtime, listener):
            return False
        with runtime.sessions.begin() as session:
            cursor = _locked(session, listener.name)
            if cursor is None or (cursor.retry_at and cursor.retry_at > real_now()):
                return False
            return _advance(runtime, session, listener, cursor)
    except Exception as error:
        _failed(runtime, listener, error)
        return False


def _anything(runtime: "Runtime", listener: Listener) -> bool:
    """Whether the log has moved past the cursor; reads only, so that rest costs no writes."""
    with runtime.sessions.begin() as session:
        cursor = session.get(ListenerCursor, listener.name)
        if cursor is None:
            session.execute(ENTER, {"name": listener.name})
            return True
        return log.head(session) > (cursor.xid, cursor.id)


def _locked(session: Session, name: str) -> ListenerCursor | None:
    mine = select(ListenerCursor).where(ListenerCursor.name == name)
    return session.scalar(mine.with_for_update(skip_locked=True))


def _advance(
    runtime: "Runtime", session: Session, listener: Listener, cursor: ListenerCursor
) -> bool:
    names = [kind.__name__ for kind in listener.events]
    most = 1 if cursor.failures else listener.batch
    head = log.head(session)
    rows = log.settled(session, (cursor.xid, cursor.id), names, most)
    if rows:
        events = [log.decode(runtime.registry.events, row) for row in rows]
        _handle(runtime, session, listener, events)
        cursor.xid, cursor.id = rows[-1].xid, rows[-1].id
        cursor.failures, cursor.error, cursor.retry_at = 0, None, None
    elif head > (cursor.xid, cursor.id):
        cursor.xid, cursor.id = head
    return bool(rows)


def _handle(
    runtime: "Runtime", session: Session, listener: Listener, events: Sequence[Recorded]
) -> None:
    actor = Actor.system(listener.name)
    for tenant_id, group in groupby(events, key=lambda recorded: recorded.tenant_id):
        batch = list(group)
        name, count = f"listener {listener.name}", len(batch)
        with (
            traces.span("CONSUMER", name, tenant_id=tenant_id, events=count),
            runtime.joined(session, tenant_id, actor) as work,
        ):
            listener.handle(work, batch)


def _failed(runtime: "Runtime", listener: Listener, error: Exception) -> None:
    logger.exception("listener failed", listener=listener.name)
    with runtime.sessions.begin() as session:
        cursor = session.get(ListenerCursor, listener.name, with_for_update=True)
        if cursor is not None:
            wait = RETRY_SECONDS[min(cursor.failures, len(RETRY_SECONDS) - 1)]
            cursor.failures += 1
            cursor.error = f"{type(error).__name__}: {error}"[:500]
            cursor.retry_at = real_now() + timedelta(seconds=wait)


def settle(runtime: "Runtime", listener: Listener) -> None:
    """Handle all there is now; for tests and one-off commands. Raises what the handler raises."""
    while _anything(runtime, listener):
        with runtime.sessions.begin() as session:
            cursor = _locked(session, listener.name)
            if cursor is not None:
                _advance(runtime, session, listener, cursor)
