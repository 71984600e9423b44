"""The loop that lets deliveries out: hand off, call, record, with several calls at a time."""

import threading
import time
from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from weakref import WeakKeyDictionary

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from siyu.messaging import dispatch, queries, rules
from siyu.messaging.exits import EXITS, Exit, Parcel, Reply
from siyu.messaging.reasons import Purpose
from siyu.messaging.rules import Answer
from siyu.platform.access import Actor
from siyu.platform.clock import real_now
from siyu.platform.runtime import Runtime

PARALLEL = 8
ACTOR = Actor.system("deliveries")
LOOK_SECONDS = 0.1
RECORD_AGAIN_SECONDS = (0.5, 2.0, 5.0)

logger = structlog.get_logger()


class Deliveries:
    """Lets out what is due. One a process; any number of processes beside each other.

    A step does not wait for its calls, so one slow answer holds up no other welcome; the leases
    of calls under way are renewed, so that only a dead worker loses them.
    """

    def __init__(self, exits: Mapping[Purpose, Exit] = EXITS, parallel: int = PARALLEL) -> None:
        self._exits = exits
        self._parallel = parallel
        self._threads = ThreadPoolExecutor(parallel, thread_name_prefix="delivery")
        self._running: dict[Future[None], Parcel] = {}
        self._renewed = time.monotonic()
        self._turn = threading.Lock()

    def step(self, runtime: Runtime) -> bool:
        """Hand off what there is room for; False once nothing is due and nothing under way."""
        with self._turn:
            return self._step(runtime)

    def _step(self, runtime: Runtime) -> bool:
        self._renew(runtime)
        room = self._room()
        parcels = self._due(runtime, room) if room else []
        for parcel in parcels:
            self._running[self._threads.submit(self._let_out, runtime, parcel)] = parcel
        if not parcels and self._running:
            wait(self._running, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
        # A call that just ended may have left something to try again.
        return bool(parcels or self._running)

    def finish(self, runtime: Runtime) -> None:
        """Wait for the calls under way."""
        while self._running:
            self._renew(runtime)
            wait(self._running, timeout=LOOK_SECONDS)
            self._forget()

    def _room(self) -> int:
        self._forget()
        if len(self._running) >= self._parallel:
            wait(self._running, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
            self._forget()
        return self._parallel - len(self._running)

    def _forget(self) -> None:
        self._running = {one: parcel for one, parcel in self._running.items() if not one.done()}

    def _due(self, runtime: Runtime, room: int) -> list[Parcel]:
        parcels: list[Parcel] = []
        with runtime.sessions.begin() as session:
            tenants = session.scalars(queries.tenants_with_due(real_now())).all()
        for tenant_id in tenants:
            with runtime.work(tenant_id, actor=ACTOR) as work:
                parcels += dispatch.hand_off(work, room - len(parcels))
            if len(parcels) >= room:
                break
        return parcels

    def _let_out(self, runtime: Runtime, parcel: Parcel) -> None:
        reply = self._called(runtime, parcel)
        for pause in (*RECORD_AGAIN_SECONDS, None):
            try:
                with runtime.work(parcel.tenant_id, actor=ACTOR) as work:
                    dispatch.record(work, parcel, reply)
                return
            except OperationalError:
                # What we know is lost with this thread; it is worth some patience.
                logger.exception("outcome not recorded", delivery_id=str(parcel.delivery_id))
                if pause is not None:
                    time.sleep(pause)

    def _called(self, runtime: Runtime, parcel: Parcel) -> Reply:
        try:
            return self._exits[parcel.purpose].send(runtime, parcel)
        except Exception as error:
            # A bug of ours: what the provider saw of it nobody can say.
            logger.exception(
                "exit failed", delivery_id=str(parcel.delivery_id), kind=type(error).__name__
            )
            return Reply(Answer.NO_ANSWER)

    def _renew(self, runtime: Runtime) -> None:
        if time.monotonic() - self._renewed < rules.RENEW_SECONDS:
            return
        self._renewed = time.monotonic()
        self._forget()
        by_tenant: dict[object, list[Parcel]] = {}
        for parcel in self._running.values():
            by_tenant.setdefault(parcel.tenant_id, []).append(parcel)
        for parcels in by_tenant.values():
            with runtime.work(parcels[0].tenant_id, actor=ACTOR) as work:
                dispatch.keep(work, parcels)


_of_runtimes: WeakKeyDictionary[Engine, Deliveries] = WeakKeyDictionary()
_lock = threading.Lock()


def step(runtime: Runtime) -> bool:
    """Let out what is due in this runtime's database."""
    with _lock:
        if runtime.engine not in _of_runtimes:
            _of_runtimes[runtime.engine] = Deliveries()
        deliveries = _of_runtimes[runtime.engine]
    return deliveries.step(runtime)
