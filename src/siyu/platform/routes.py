"""What the platform itself shows: jobs, listeners, the tour, the clock, health."""

from dataclasses import asdict
from datetime import datetime
from hmac import compare_digest
from typing import Annotated

from fastapi import APIRouter, Query, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel
from sqlalchemy import select, text

from siyu.kit.errors import NotFound
from siyu.kit.pages import BadCursor
from siyu.platform import demo_clock, forgetting, jobs, kept_answers, log, tour
from siyu.platform.clock import Anchor, real_now, shown_at
from siyu.platform.declarations import Loop, Permission
from siyu.platform.demo_clock import BadRate
from siyu.platform.domain import Domain
from siyu.platform.http import DoWork, Language, SignedIn, TheRuntime, needs, problems
from siyu.platform.jobs import JobStillRunning
from siyu.platform.listeners import ListenerCursor
from siyu.platform.runtime import Runtime

STATES = {"todo": "waiting", "doing": "running", "succeeded": "done"}
WANTED = {"waiting": "todo", "running": "doing", "done": "succeeded", "failed": "failed"}

router = APIRouter(tags=["platform"])
health = APIRouter(tags=["platform"])


class JobOut(BaseModel):
    id: int
    name: str
    title: str
    state: str
    attempts: int
    done: int
    total: int | None
    problem: str | None
    created_at: datetime | None
    changed_at: datetime | None


class JobsOut(BaseModel):
    items: list[JobOut]
    next_cursor: str | None


class ListenerOut(BaseModel):
    """A reader of the log; `behind` counts what it has yet to read."""

    name: str
    behind: int
    failures: int
    problem: str | None
    retry_at: datetime | None


class StepOut(BaseModel):
    key: str
    title: str
    text: str
    href: str
    done_at: datetime | None


class TourOut(BaseModel):
    items: list[StepOut]
    next_cursor: None = None


class AnchorOut(BaseModel):
    real_from: datetime
    shown_from: datetime
    rate: float


class ClockOut(BaseModel):
    """The time everyone goes by; in a demo it may run fast."""

    now: datetime
    rate: float
    anchors: list[AnchorOut]


class Pace(BaseModel):
    """How many times faster than real time the clock runs."""

    rate: float


@router.get("/jobs", dependencies=[needs("jobs.read")], responses=problems(BadCursor))
def list_jobs(
    work: DoWork,
    runtime: TheRuntime,
    language: Language,
    state: Annotated[str | None, Query(pattern="^(waiting|running|done|failed)$")] = None,
    cursor: str | None = None,
) -> JobsOut:
    """Long work, the newest first."""
    status = WANTED.get(state) if state else None
    page = jobs.lines(work.session, work.tenant_id, status=status, cursor=cursor)
    items = [_job(runtime, line, language) for line in page.items]
    return JobsOut(items=items, next_cursor=page.next_cursor)


def _job(runtime: Runtime, line: jobs.JobLine, language: str) -> JobOut:
    declared = runtime.registry.jobs.get(line.job)
    return JobOut(
        id=line.id,
        name=line.job,
        title=declared.title(language) if declared else line.job,
        state=STATES.get(line.status, "failed"),
        attempts=line.attempts,
        done=line.done,
        total=line.total,
        problem=line.error,
        created_at=line.queued_at,
        changed_at=line.changed_at,
    )


@router.post(
    "/jobs/{job_id}/run-again",
    dependencies=[needs("jobs.write")],
    status_code=204,
    responses=problems(NotFound, JobStillRunning),
)
def run_again(job_id: int, work: DoWork) -> None:
    """Queue a finished job once more."""
    jobs.run_again(work.session, work.tenant_id, job_id)
    work.audit("ran_again", "job", job_id)


@router.get("/listeners", dependencies=[needs("jobs.read")])
def list_listeners(work: DoWork, runtime: TheRuntime) -> list[ListenerOut]:
    """How far each reader of the log is, and what holds it up."""
    cursors = {row.name: row for row in work.session.scalars(select(ListenerCursor))}
    shown = []
    for name, listener in runtime.registry.listeners.items():
        cursor = cursors.get(name)
        at = (cursor.xid, cursor.id) if cursor else (0, 0)
        names = [kind.__name__ for kind in listener.events]
        shown.append(
            ListenerOut(
                name=name,
                behind=log.count_after(work.session, at, names),
                failures=cursor.failures if cursor else 0,
                problem=cursor.error if cursor else None,
                retry_at=cursor.retry_at if cursor else None,
            )
        )
    return shown


@router.get("/tour")
def read_tour(work: DoWork, runtime: TheRuntime, language: Language) -> TourOut:
    """A newcomer's five steps, each ticked by what it causes."""
    zh, done = language.startswith("zh"), tour.done(work)
    items = [
        StepOut(
            key=step.key,
            title=step.title_zh if zh else step.title_en,
            text=step.text_zh if zh else step.text_en,
            href=step.href,
            done_at=done.get(step.key),
        )
        for step in runtime.registry.tour
    ]
    return TourOut(items=items)


def _clock(anchors: list[Anchor]) -> ClockOut:
    now = real_now()
    held = [anchor for anchor in anchors if anchor.real_from <= now]
    return ClockOut(
        now=shown_at(anchors, now),
        rate=held[-1].rate if held else 1,
        anchors=[AnchorOut(**asdict(anchor)) for anchor in anchors],
    )


@router.get("/clock")
def read_clock(runtime: TheRuntime, _principal: SignedIn) -> ClockOut:
    """The shared clock."""
    return _clock(demo_clock.read_anchors(runtime.sessions) if runtime.settings.demo else [])


@router.post("/clock", dependencies=[needs("clock.write")], responses=problems(NotFound, BadRate))
def set_clock(pace: Pace, runtime: TheRuntime) -> ClockOut:
    """Change the pace of the demo's clock, from two seconds ahead on."""
    if not runtime.settings.demo:
        raise NotFound(what="demo clock", id="")
    return _clock(demo_clock.set_rate(runtime.sessions, pace.rate))


def _shown(runtime: Runtime, key: str) -> None:
    """Raises NotFound outside a demo and for another key."""
    settings = runtime.settings
    if not (settings.demo and settings.demo_key and compare_digest(settings.demo_key, key)):
        raise NotFound(what="demo clock", id="")


@health.get("/demo/clock", include_in_schema=False)
def follow_clock(runtime: TheRuntime, key: str) -> ClockOut:
    """The demo's clock for the sandbox, which has no sign-in."""
    _shown(runtime, key)
    return _clock(demo_clock.read_anchors(runtime.sessions))


@health.post("/demo/clock", include_in_schema=False)
def pace_clock(runtime: TheRuntime, key: str, pace: Pace) -> ClockOut:
    """Let the sandbox's page run a day in a minute."""
    _shown(runtime, key)
    return _clock(demo_clock.set_rate(runtime.sessions, pace.rate))


@health.get("/healthz", include_in_schema=False)
def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@health.get("/readyz", include_in_schema=False)
def ready(runtime: TheRuntime) -> dict[str, str]:
    """The process answers and reaches its database."""
    with runtime.sessions.begin() as session:
        session.execute(text("SELECT 1"))
    return {"status": "ok"}


@health.get("/metrics", include_in_schema=False)
def metrics() -> Response:
    """Measures of this process, for Prometheus."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


CARD = Domain(
    name="platform",
    routers=(router,),
    permissions=(
        Permission("jobs.read", "See jobs", "查看任务"),
        Permission("jobs.write", "Run jobs again", "重新运行任务"),
        Permission("clock.write", "Change the demo's clock", "调整演示时钟"),
    ),
    loops=(Loop("kept_answers", kept_answers.forget, idle_seconds=300),),
    traces=(forgetting.TRACE,),
)
