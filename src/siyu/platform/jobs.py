"""Jobs: long work, queued in the transaction of the change that needs it (procrastinate).

Due times follow our clock, not the server's: what is for later waits in `later_jobs` and is
handed to the queue when the clock says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from sqlalchemy import Identity, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from siyu.kit.errors import Conflict, NotFound
from siyu.kit.pages import Page, encode_cursor, read_cursor
from siyu.platform import traces
from siyu.platform.database import Base

if TYPE_CHECKING:
    from siyu.platform.runtime import Runtime

QUEUE = "siyu"
TRACED = "traced"
"""Beside a job's own arguments: the trace that it goes on with, where traces are on."""


class JobStillRunning(Conflict):
    """Job {job_id} is waiting or running; only a finished one can be run again.

    任务 {job_id} 正在排队或运行；只有结束的任务才能重新运行。
    """


class LaterJob(Base):
    """A job whose time has not come."""

    __tablename__ = "later_jobs"
    __table_args__ = (UniqueConstraint("tenant_id", "key"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    tenant_id: Mapped[UUID]
    job: Mapped[str]
    key: Mapped[str | None]
    due_at: Mapped[datetime] = mapped_column(index=True)
    args: Mapped[dict[str, Any]] = mapped_column(JSONB)


class JobReport(Base):
    """How far a job is, and why it failed, for the people who watch it."""

    __tablename__ = "job_reports"

    job_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    error: Mapped[str | None]


@dataclass(frozen=True)
class JobRun:
    """One run of a job, as its code sees it."""

    runtime: "Runtime"
    tenant_id: UUID
    job_id: int

    def progress(self, done: int, total: int | None = None) -> None:
        """Show how far it is; in a transaction of its own."""
        with self.runtime.sessions.begin() as session:
            report(session, self.job_id, done=done, total=total)


@dataclass(frozen=True)
class JobLine:
    """A job in a list."""

    id: int
    job: str
    status: str
    attempts: int
    done: int
    total: int | None
    error: str | None
    queued_at: datetime | None
    changed_at: datetime | None


DEFER = text(
    "SELECT unnest(procrastinate_defer_jobs_v1(ARRAY[ROW("
    ":queue, :job, 0, NULL, :key, CAST(:args AS jsonb), NULL"
    ")::procrastinate_job_to_defer_v1]))"
)
WAITING = text(
    "SELECT id FROM procrastinate_jobs WHERE queueing_lock = :key AND status = 'todo' FOR UPDATE"
)
KEY_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")


def defer(
    session: Session, tenant_id: UUID, job: str, key: str | None, args: Mapping[str, object]
) -> int | None:
    """Queue a job in the open transaction; None where one with this key waits already."""
    lock = f"{tenant_id}:{job}:{key}" if key else None
    if lock is not None:
        session.execute(KEY_LOCK, {"key": lock})
        if session.execute(WAITING, {"key": lock}).first():
            return None
    sent = _json({"tenant_id": tenant_id, **_traced(), **args})
    asked = {"queue": QUEUE, "job": job, "key": lock, "args": sent}
    return int(session.execute(DEFER, asked).scalar_one())


def put_off(
    session: Session,
    tenant_id: UUID,
    job: str,
    at: datetime,
    key: str | None,
    args: Mapping[str, object],
) -> None:
    """Keep a job until the clock reads `at`; a second one under the same key changes nothing."""
    kept = _json({**_traced(), **args})
    session.execute(
        text(
            "INSERT INTO later_jobs (tenant_id, job, key, due_at, args)"
            " VALUES (:tenant, :job, :key, :at, CAST(:args AS jsonb))"
            " ON CONFLICT (tenant_id, key) DO NOTHING"
        ),
        {"tenant": tenant_id, "job": job, "key": key, "at": at, "args": kept},
    )


TAKE_DUE = text(
    "DELETE FROM later_jobs WHERE id IN (SELECT id FROM later_jobs WHERE due_at <= :now"
    " ORDER BY due_at LIMIT 100 FOR UPDATE SKIP LOCKED) RETURNING tenant_id, job, key, args"
)


def hand_over_due(runtime: "Runtime") -> bool:
    """Queue the jobs whose time has come; each once, whichever worker gets there first."""
    with runtime.sessions.begin() as session:
        due = session.execute(TAKE_DUE, {"now": runtime.clock.now()}).all()
        for row in due:
            defer(session, row.tenant_id, row.job, row.key, row.args)
    return bool(due)


# Procrastinate itself looks for silent workers only when one starts.
SILENT_SECONDS = 30.0
PRUNE = text("SELECT procrastinate_prune_stalled_workers_v1(:seconds)")
REVIVE = text(
    "SELECT procrastinate_retry_job_v2(id, NULL::timestamptz, NULL, NULL, NULL)"
    " FROM (SELECT id FROM procrastinate_jobs WHERE status = 'doing' AND worker_id IS NULL"
    " FOR UPDATE SKIP LOCKED LIMIT 100) AS orphans"
)


def revive_orphans(runtime: "Runtime") -> bool:
    """Queue again the jobs of workers that died: of those that were silent for 30 s."""
    with runtime.sessions.begin() as session:
        session.execute(PRUNE, {"seconds": SILENT_SECONDS})
        return bool(session.execute(REVIVE).all())


REPORT = text(
    "INSERT INTO job_reports (job_id, done, total, error) VALUES (:id, :done, :total, :error)"
    " ON CONFLICT (job_id) DO UPDATE SET done = excluded.done,"
    " total = coalesce(excluded.total, job_reports.total), error = excluded.error"
)


def report(
    session: Session,
    job_id: int,
    *,
    done: int = 0,
    total: int | None = None,
    error: str | None = None,
) -> None:
    """Keep what people are shown of a job."""
    session.execute(REPORT, {"id": job_id, "done": done, "total": total, "error": error})


LINES = (
    "SELECT job.id, job.task_name AS job, job.status::text AS status, job.attempts,"
    " coalesce(report.done, 0) AS done, report.total, report.error,"
    " min(event.at) AS queued_at, max(event.at) AS changed_at"
    " FROM procrastinate_jobs job LEFT JOIN job_reports report ON report.job_id = job.id"
    " LEFT JOIN procrastinate_events event ON event.job_id = job.id"
    " WHERE job.args->>'tenant_id' = :tenant {more} GROUP BY job.id, report.job_id"
    " ORDER BY job.id DESC LIMIT :most"
)


def lines(
    session: Session, tenant_id: UUID, *, status: str | None, cursor: str | None, most: int = 50
) -> Page[JobLine]:
    """A tenant's jobs, newest first."""
    more, asked = "", {"tenant": str(tenant_id), "most": most + 1}
    if status:
        more, asked["status"] = " AND job.status::text = :status", status
    if cursor:
        more += " AND job.id < :before"
        asked["before"] = read_cursor(cursor, int)[0]
    found = session.execute(text(LINES.format(more=more)), asked).all()
    items = [JobLine(**row._mapping) for row in found[:most]]
    return Page(items, encode_cursor(items[-1].id) if len(found) > most else None)


RUN_AGAIN = text(
    "UPDATE procrastinate_jobs SET status = 'todo', scheduled_at = NULL, attempts = 0"
    " WHERE id = :id AND status IN ('failed', 'succeeded', 'cancelled', 'aborted') RETURNING id"
)


def run_again(session: Session, tenant_id: UUID, job_id: int) -> None:
    """Queue a finished job once more. Raises NotFound, JobStillRunning."""
    mine = text("SELECT 1 FROM procrastinate_jobs WHERE id = :id AND args->>'tenant_id' = :tenant")
    if session.execute(mine, {"id": job_id, "tenant": str(tenant_id)}).first() is None:
        raise NotFound(what="Job", id=job_id)
    if session.execute(RUN_AGAIN, {"id": job_id}).first() is None:
        raise JobStillRunning(job_id=job_id)


def _traced() -> dict[str, object]:
    carried = traces.carried()
    return {TRACED: carried} if carried else {}


def _json(args: Mapping[str, object]) -> str:
    return msgspec.json.encode(dict(args)).decode()
