"""What the organisation does in the background."""

from contextlib import suppress
from uuid import UUID

from siyu.channels.wecom.errors import NotConnected
from siyu.channels.wecom.receptions import Reception
from siyu.organisation.publications import ADOPT_DUE, adopt_overdue
from siyu.organisation.reading import read_directory, reread, take_change
from siyu.platform.access import Actor
from siyu.platform.declarations import Job
from siyu.platform.jobs import JobRun


def sync_directory(job: JobRun) -> None:
    """Read the whole directory and apply it; a tenant without WeCom has none."""
    with suppress(NotConnected):
        read_directory(job.runtime, job.tenant_id, job.progress)


def adopt_due(job: JobRun, *, publication_id: str, version: int) -> None:
    """Take a version up at the stores that let its day pass."""
    kinds = job.runtime.registry.publishables
    with job.runtime.work(job.tenant_id, actor=Actor.system("publications")) as work:
        adopt_overdue(work, kinds, UUID(publication_id), version)


SYNC_DIRECTORY = Job(
    name="sync_directory",
    run=sync_directory,
    en="Bring in departments and staff from WeCom",
    zh="从企业微信同步部门与员工",
)
ADOPT_OVERDUE = Job(
    name=ADOPT_DUE,
    run=adopt_due,
    en="Take up what stores let pass",
    zh="到期自动采用总部下发的内容",
)
CONTACT_CHANGES = Reception(kind="change_contact", prepare=reread, handle=take_change)
