"""Long work of commerce."""

from siyu.commerce import retail_year
from siyu.platform.declarations import Job
from siyu.platform.jobs import JobRun


def load_online_retail(run: JobRun) -> None:
    """Load the real year, or what is left of it."""
    retail_year.load(run.runtime, run.tenant_id, progress=run.progress)


JOBS = (
    Job(
        "commerce.online_retail",
        load_online_retail,
        "Load a real shop's year",
        "载入真实店铺一年的订单",
    ),
)
