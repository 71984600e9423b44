"""Long work of commerce, and the nightly proof of its ledger."""

from datetime import time

from siyu.commerce import refunds, retail_year
from siyu.platform.access import Actor
from siyu.platform.declarations import Job, Schedule
from siyu.platform.jobs import JobRun

ACTOR = Actor.system("commerce")


class LedgerBroken(RuntimeError):
    """More went back of a line than was sold; the refunds are named."""


def load_online_retail(run: JobRun) -> None:
    """Load the real year, or what is left of it."""
    retail_year.load(run.runtime, run.tenant_id, progress=run.progress)


def prove_ledger(run: JobRun) -> None:
    """Raises LedgerBroken with the ids of refunds that give back more than was sold."""
    with run.runtime.work(run.tenant_id, actor=ACTOR) as work:
        found = refunds.overdrawn(work)
    if found:
        raise LedgerBroken(", ".join(str(id) for id in found))


JOBS = (
    Job(
        "commerce.online_retail",
        load_online_retail,
        "Load a real shop's year",
        "载入真实店铺一年的订单",
    ),
    Job("commerce.ledger", prove_ledger, "Check refunds against sales", "核对退款与销售"),
)
SCHEDULES = (Schedule("commerce.ledger", "commerce.ledger", at=time(3, 40)),)
