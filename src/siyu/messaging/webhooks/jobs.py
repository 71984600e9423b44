"""The listener that puts events in line, and the loops that post them and forget old ones."""

import threading
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import timedelta
from typing import Protocol
from weakref import WeakKeyDictionary

import httpx
import structlog
from sqlalchemy import Engine, text

from siyu.channels.webhook import sending
from siyu.channels.webhook.shapes import Answer, Post, Reply
from siyu.messaging.webhooks import dispatch, queries
from siyu.messaging.webhooks.dispatch import Parcel
from siyu.messaging.webhooks.enqueueing import enqueue
from siyu.platform.access import Actor
from siyu.platform.clock import real_now
from siyu.platform.declarations import Event, Listener
from siyu.platform.runtime import Runtime

PARALLEL = 16
ACTOR = Actor.system("webhooks")
LOOK_SECONDS = 0.2
KEPT_DAYS = 30
FORGET_AT_ONCE = 5_000

logger = structlog.get_logger()


def listener(events: Sequence[type[Event]]) -> Listener:
    """Puts every declared event in line for the endpoints that asked for it."""
    return Listener("webhooks", tuple(events), enqueue, batch=500)


class Send(Protocol):
    """One call to a receiver, with no Work open."""

    def __call__(self, http: httpx.Client, post: Post, *, allowed: str) -> Reply: ...


class Posts:
    """Posts what is due. One a process; any number of processes beside each other."""

    def __init__(self, parallel: int = PARALLEL, send: Send = sending.send) -> None:
        self._parallel = parallel
        self._send = send
        self._http = sending.client()
        self._threads = ThreadPoolExecutor(parallel, thread_name_prefix="webhook")
        self._running: set[Future[None]] = set()
        self._turn = threading.Lock()

    def step(self, runtime: Runtime) -> bool:
        """Claim what there is room for; False once nothing is due and nothing under way."""
        with self._turn:
            parcels = self._due(runtime, self._room())
            for parcel in parcels:
                self._running.add(self._threads.submit(self._post, runtime, parcel))
            if not parcels and self._running:
                wait(self._running, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
            return bool(parcels or self._running)

    def finish(self) -> None:
        """Wait for the posts under way."""
        wait(self._running)
        self._running.clear()

    def _room(self) -> int:
        self._running = {one for one in self._running if not one.done()}
        return self._parallel - len(self._running)

    def _due(self, runtime: Runtime, room: int) -> list[Parcel]:
        if room <= 0:
            return []
        with runtime.sessions.begin() as session:
            waiting = session.execute(queries.endpoints_with_due(real_now())).all()
        parcels: list[Parcel] = []
        for tenant_id, endpoint_id in waiting:
            if len(parcels) >= room:
                break
            with runtime.work(tenant_id, actor=ACTOR) as work:
                parcels += dispatch.claim(work, endpoint_id, room - len(parcels))
        return parcels

    def _post(self, runtime: Runtime, parcel: Parcel) -> None:
        try:
            allowed = runtime.settings.webhook_networks
            reply = self._send(self._http, parcel.post, allowed=allowed)
        except Exception:
            # A bug of ours: what the receiver saw of it nobody can say.
            logger.exception("webhook failed", delivery_id=str(parcel.delivery_id))
            reply = Reply(answer=Answer.NO_ANSWER)
        # If this fails, the lease ends and the same id goes out once more.
        with runtime.work(parcel.tenant_id, actor=ACTOR) as work:
            dispatch.record(work, parcel, reply)


_of_runtimes: WeakKeyDictionary[Engine, Posts] = WeakKeyDictionary()
_lock = threading.Lock()


def step(runtime: Runtime) -> bool:
    """Post what is due in this runtime's database."""
    with _lock:
        if runtime.engine not in _of_runtimes:
            _of_runtimes[runtime.engine] = Posts()
        posts = _of_runtimes[runtime.engine]
    return posts.step(runtime)


OLD = text(
    "DELETE FROM webhook_deliveries WHERE id IN (SELECT id FROM webhook_deliveries"
    " WHERE enqueued_at < :before AND outcome <> 'waiting' ORDER BY enqueued_at LIMIT :most"
    " FOR UPDATE SKIP LOCKED) RETURNING 1"
)


def forget(runtime: Runtime) -> bool:
    """Delete what was done with more than thirty days ago; it can still be replayed by its span."""
    before = real_now() - timedelta(days=KEPT_DAYS)
    with runtime.sessions.begin() as session:
        return bool(session.execute(OLD, {"before": before, "most": FORGET_AT_ONCE}).all())
