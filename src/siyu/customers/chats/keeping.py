"""What ends the keeping of a message: its time, or a consent withdrawn; and merges of people."""

from collections.abc import Collection, Sequence
from datetime import time
from uuid import UUID

from sqlalchemy import delete, select

from siyu.customers import consents
from siyu.customers.chats.events import RemovedBy
from siyu.customers.chats.models import ChatMessage, ChatRefusal
from siyu.customers.chats.taking import ARCHIVING, remove
from siyu.customers.events import ConsentChanged, Purpose
from siyu.platform.access import Actor
from siyu.platform.declarations import Job, Listener, Recorded, Schedule
from siyu.platform.holdings import moving
from siyu.platform.jobs import JobRun
from siyu.platform.work import Work

JOB = "chats.expire"
BATCH = 5_000
ACTOR = Actor.system("chats")


def expire(job: JobRun) -> None:
    """Delete what is past its time, a portion a Work."""
    done = 0
    while portion := _expired(job):
        done += portion
        job.progress(done)


def _expired(job: JobRun) -> int:
    with job.runtime.work(job.tenant_id, actor=ACTOR) as work:
        gone = 0
        for model, until in (
            (ChatMessage, ChatMessage.kept_until),
            (ChatRefusal, ChatRefusal.forgotten_at),
        ):
            past = work.scope(model).where(until <= work.now()).limit(BATCH)
            ids = past.with_only_columns(model.id)
            deleted = delete(model).where(model.id.in_(ids.scalar_subquery()))
            gone += len(work.session.scalars(deleted.returning(model.id)).all())
        return gone


def follow_consent(work: Work, recorded: Sequence[Recorded]) -> None:
    """Delete the messages of those who do not agree any more."""
    said = [one.event for one in recorded if isinstance(one.event, ConsentChanged)]
    drop_unagreed(work, {one.customer_id for one in said if one.purpose is Purpose.CHAT_ARCHIVE})


def drop_unagreed(work: Work, customers: Collection[UUID]) -> None:
    """Delete the messages of those of these people whose latest word is not yes."""
    agreed = consents.standing(work, customers) if customers else {}
    without = [one for one in customers if not agreed.get((one, *ARCHIVING), False)]
    if without:
        mine = select(ChatMessage.id).where(
            ChatMessage.tenant_id == work.tenant_id, ChatMessage.customer_id.in_(without)
        )
        remove(work, list(work.session.scalars(mine)), by=RemovedBy.CONSENT)


LISTENER = Listener("chats_without_consent", (ConsentChanged,), follow_consent)
JOBS = (Job(JOB, expire, "Delete chats past their time", "删除超过保留期的聊天记录"),)
SCHEDULES = (Schedule("nightly_chats", JOB, at=time(2, 40)),)
HOLDINGS = (
    moving(ChatMessage, hidden=("identity_id",), passing=True, along=("identity_id", "identities")),
    moving(ChatRefusal, hidden=("mark",), passing=True),
)
