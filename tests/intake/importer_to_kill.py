"""Runs one import as a worker does, and stops where `PAUSE_AT` says: before or after a commit.

It says "reached" there and goes no further; whoever started it kills it.
"""

import os
import sys
import time
from dataclasses import replace
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import Session

from siyu.app import create_runtime
from siyu.platform.intake import jobs
from siyu.platform.jobs import JobRun
from siyu.platform.settings import Settings
from tests.intake.shelf import with_shelf


class Commits:
    """Counts the commits of batches: `before:2` is just before the second, `after:2` behind it."""

    def __init__(self, pause_at: str) -> None:
        self._pause_at, self._batches, self._wrote = pause_at, 0, False
        event.listen(Session, "before_commit", self._committing)
        event.listen(Session, "after_commit", self._committed)

    def watch(self, statement: str) -> None:
        if statement.startswith(("INSERT INTO import_batches", "UPDATE import_batches")):
            self._wrote = True

    def _committing(self, _session: Session) -> None:
        if self._wrote:
            self._batches += 1
            self._reached(f"before:{self._batches}")

    def _committed(self, _session: Session) -> None:
        if self._wrote:
            self._wrote = False
            self._reached(f"after:{self._batches}")

    def _reached(self, point: str) -> None:
        if point == self._pause_at:
            sys.stdout.write("reached\n")
            sys.stdout.flush()
            time.sleep(3600)


def main() -> None:
    runtime = create_runtime(Settings())
    runtime = replace(runtime, registry=with_shelf(runtime.registry))
    commits = Commits(os.environ["PAUSE_AT"])
    event.listen(runtime.engine, "before_cursor_execute", lambda *told: commits.watch(str(told[2])))
    run = JobRun(runtime, UUID(os.environ["TENANT"]), 1)
    getattr(jobs, os.environ["JOB"])(run, os.environ["IMPORT"])
    sys.stdout.write("ended\n")


if __name__ == "__main__":
    main()
