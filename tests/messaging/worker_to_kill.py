"""A worker for the kill tests: `PAUSE_AT` names where it stops and says "reached" once.

It runs the real loop over the configured database; only the way out is wrapped and the database's
commits are watched. `CLAIM`, if given, makes it claim a welcome first.
"""

import json
import os
import sys
import threading
import time
from typing import Any
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import Session

from siyu.app import create_runtime
from siyu.messaging import service
from siyu.messaging.exits import Parcel, Reply, Welcome
from siyu.messaging.jobs import Deliveries
from siyu.messaging.reasons import Purpose
from siyu.messaging.service import Content
from siyu.platform.access import Actor
from siyu.platform.declarations import Loop
from siyu.platform.loops import Loops
from siyu.platform.runtime import Runtime
from siyu.platform.settings import Settings

PAUSE_AT = os.environ.get("PAUSE_AT", "")
LOOP = "deliveries"


def reached(point: str) -> None:
    """Say so at the chosen point, and go no further."""
    if point == PAUSE_AT:
        sys.stdout.write("reached\n")
        sys.stdout.flush()
        time.sleep(3600)


class Watched:
    """The way out of welcomes, with a point before and after the call."""

    def send(self, runtime: Runtime, parcel: Parcel) -> Reply:
        reached("after_hand_off")
        if PAUSE_AT == "in_call":
            # The call goes on: who kills us sees at the sandbox that it is there.
            threading.Thread(target=reached, args=["in_call"]).start()
        reply = Welcome().send(runtime, parcel)
        reached("after_call")
        return reply


class Commits:
    """Stops before or after the commit of a claim, of a hand-off, or of an outcome."""

    def __init__(self) -> None:
        self._wrote = threading.local()

    def watch(self, runtime: Runtime) -> None:
        event.listen(runtime.engine, "after_cursor_execute", self._written)
        event.listen(Session, "before_commit", self._committing)
        event.listen(Session, "after_commit", self._committed)

    def _written(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(("UPDATE deliveries", "INSERT INTO deliveries")):
            self._wrote.on = True

    def _committing(self, _session: Session) -> None:
        if getattr(self._wrote, "on", False):
            reached(f"before_{stage()}_commit")

    def _committed(self, _session: Session) -> None:
        if getattr(self._wrote, "on", False):
            self._wrote.on = False
            reached(f"after_{stage()}_commit")


def stage() -> str:
    """What this thread writes: the main one claims, the loop hands off, the others record."""
    name = threading.current_thread().name
    if name == "MainThread":
        return "claim"
    return "hand_off" if name == LOOP else "record"


def claim(runtime: Runtime, told: dict[str, str]) -> None:
    ids = {name: UUID(value) for name, value in told.items()}
    with runtime.work(ids.pop("tenant_id"), actor=Actor.system("test")) as work:
        service.claim_welcome(work, n=1, rule_id=None, content=Content(text="hello"), **ids)


def main() -> None:
    runtime = create_runtime(Settings())
    told = os.environ.get("CLAIM")
    Commits().watch(runtime)
    if told:
        claim(runtime, json.loads(told))
    worker = Deliveries({Purpose.WELCOME: Watched()})
    Loops(runtime, [Loop(LOOP, worker.step, idle_seconds=0.05)]).start()
    time.sleep(3600)


if __name__ == "__main__":
    main()
