"""What the organisation does in the background."""

from contextlib import suppress

from siyu.channels.wecom.errors import NotConnected
from siyu.channels.wecom.receptions import Reception
from siyu.organisation.reading import read_directory, reread, take_change
from siyu.platform.declarations import Job
from siyu.platform.jobs import JobRun


def sync_directory(job: JobRun) -> None:
    """Read the whole directory and apply it; a tenant without WeCom has none."""
    with suppress(NotConnected):
        read_directory(job.runtime, job.tenant_id, job.progress)


SYNC_DIRECTORY = Job(
    name="sync_directory",
    run=sync_directory,
    en="Bring in departments and staff from WeCom",
    zh="从企业微信同步部门与员工",
)
CONTACT_CHANGES = Reception(kind="change_contact", prepare=reread, handle=take_change)
