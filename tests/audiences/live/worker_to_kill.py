"""A worker that listens and decides, and stops for good before or after the nth commit."""

import sys
import time
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from siyu.app import create_runtime
from siyu.audiences import listening
from siyu.platform import listeners
from siyu.platform.clock import FixedClock
from siyu.platform.settings import Settings
from tests.conftest import MONDAY_NOON

POINT, NTH = sys.argv[1], int(sys.argv[2])


class Commits:
    """Counts the commits of Works that wrote portraits."""

    def __init__(self) -> None:
        self.wrote, self.count = False, 0

    def written(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        self.wrote = self.wrote or "portraits" in statement.split("SELECT")[0]

    def committing(self, _session: Session) -> None:
        if self.wrote:
            self.count += 1
            self.reached("before")

    def committed(self, _session: Session) -> None:
        if self.wrote:
            self.wrote = False
            self.reached("after")

    def reached(self, point: str) -> None:
        if point == POINT and self.count == NTH:
            sys.stdout.write("reached\n")
            sys.stdout.flush()
            time.sleep(3600)


def main() -> None:
    runtime = create_runtime(Settings(), clock=FixedClock(MONDAY_NOON))
    commits = Commits()
    event.listen(runtime.engine, "after_cursor_execute", commits.written)
    event.listen(Session, "before_commit", commits.committing)
    event.listen(Session, "after_commit", commits.committed)
    listener = runtime.registry.listeners["portraits"]
    while listeners.step(runtime, listener):
        continue
    listening.wake(runtime)
    sys.stdout.write("done\n")


if __name__ == "__main__":
    main()
