"""The worker process: the loops of every domain, the listeners, the schedules and the jobs."""

import asyncio
import gc
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import procrastinate
import structlog
from procrastinate import PsycopgConnector, RetryStrategy

from siyu.platform import jobs, listeners, loops, schedules, traces
from siyu.platform.declarations import Job, Loop
from siyu.platform.runtime import Runtime

JOBS_AT_ONCE = 4
STOP_SECONDS = 8

PLATFORM_LOOPS = (
    Loop("later_jobs", jobs.hand_over_due, idle_seconds=0.5),
    Loop("orphaned_jobs", jobs.revive_orphans, idle_seconds=5),
    Loop("schedules", schedules.step, idle_seconds=1),
)
logger = structlog.get_logger()


def all_loops(runtime: Runtime) -> list[Loop]:
    """Every loop a worker runs."""
    registry = runtime.registry
    declared = list(registry.loops.values())
    return [*PLATFORM_LOOPS, *declared, *listeners.loops(list(registry.listeners.values()))]


def queue(runtime: Runtime) -> procrastinate.App:
    """The job queue with a task for each declared job."""
    url = runtime.engine.url.set(drivername="postgresql")
    connector = PsycopgConnector(conninfo=url.render_as_string(hide_password=False))
    app = procrastinate.App(connector=connector)
    for job in runtime.registry.jobs.values():
        retry = RetryStrategy(max_attempts=job.tries, exponential_wait=2)
        add = app.task(name=job.name, queue=jobs.QUEUE, pass_context=True, retry=retry)
        add(_runner(runtime, job))
    return app


def _runner(runtime: Runtime, job: Job) -> Callable[..., None]:
    def run(context: procrastinate.JobContext, *, tenant_id: str, **args: Any) -> None:
        if context.job.id is None:
            raise ValueError("a job that runs has a number")
        carried = args.pop(jobs.TRACED, None) or {}
        one = jobs.JobRun(runtime, UUID(tenant_id), context.job.id)
        with _known_by(carried, one, job.name):
            _run(runtime, job, one, args)

    return run


@contextmanager
def _known_by(carried: Mapping[str, str], run: jobs.JobRun, name: str) -> Iterator[None]:
    """Logs and the span of a job say which request queued it, where that is known."""
    known = {"request_id": carried["request_id"]} if "request_id" in carried else {}
    with (
        structlog.contextvars.bound_contextvars(**known),
        traces.span(
            "CONSUMER", f"job {name}", after=carried, tenant_id=run.tenant_id, job_id=run.job_id
        ),
    ):
        yield


def _run(runtime: Runtime, job: Job, run: jobs.JobRun, args: dict[str, Any]) -> None:
    try:
        job.run(run, **args)
    except Exception as error:
        logger.exception("job failed", job=job.name, job_id=run.job_id)
        with runtime.sessions.begin() as session:
            said = f"{type(error).__name__}: {error}"[:500]
            jobs.report(session, run.job_id, error=said)
        raise


async def _work_until(runtime: Runtime, stop: asyncio.Event) -> None:
    app = queue(runtime)
    async with app.open_async():
        running = asyncio.create_task(
            app.run_worker_async(
                queues=[jobs.QUEUE],
                concurrency=JOBS_AT_ONCE,
                install_signal_handlers=False,
                fetch_job_polling_interval=0.5,
                # Listening wakes the process ten times a second; looking twice costs less.
                listen_notify=False,
                shutdown_graceful_timeout=STOP_SECONDS,
            )
        )
        await asyncio.wait(
            {running, asyncio.create_task(stop.wait())}, return_when="FIRST_COMPLETED"
        )
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def run(
    runtime: Runtime,
    *,
    more: Sequence[Loop] = (),
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Work until SIGTERM or SIGINT; calls `ready` once all loops run."""
    rounds = loops.Loops(runtime, [*all_loops(runtime), *more])
    settle_memory()
    rounds.start()
    ready()
    asyncio.run(_main(runtime))
    rounds.stop()
    runtime.engine.dispose()


YOUNG_OBJECTS = 50_000


def settle_memory() -> None:
    """Let the collector pass over what was loaded at the start: it would stop us for 0.15 s.

    A batch of some thousand rows is a few hundred thousand objects that no cycle holds. Looked at
    every 700 of them, as is usual, they cost a job a third of its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 10, 20)


async def _main(runtime: Runtime) -> None:
    stop = asyncio.Event()
    if threading.current_thread() is threading.main_thread():
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await _work_until(runtime, stop)
