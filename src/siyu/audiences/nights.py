"""What each night does for a brand's audiences: look, draw, prove."""

from siyu.audiences import filling, proving, stages
from siyu.audiences.causes import Cause, Touch
from siyu.audiences.events import OtherCause
from siyu.platform.jobs import JobRun

JOB = "audiences.night"


def night(job: JobRun) -> None:
    """Read everybody's portrait anew (the first night makes them), see that there are rules for
    every ladder, begin again what did not get filled, draw the cuts anew, and prove that both
    interpreters agree. Where there is no warehouse, there is one interpreter and nothing to fill
    from.
    """
    filling.decide_everybody(job, Touch((Cause(OtherCause.REPAIR),)))
    if job.runtime.warehouse is None:
        return
    filling.catch_up(job.runtime)
    with job.runtime.work(job.tenant_id, actor=filling.ACTOR) as work:
        stages.found(work, job.runtime.registry)
        filling.resume(work)
    proving.draw_cuts(job)
    proving.prove(job)
