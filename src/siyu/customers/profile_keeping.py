"""What becomes of profiles when people become one, part, ask for theirs, or go; and each day."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import time
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import delete, update

from siyu.customers import birthdays, custom_fields, profiles
from siyu.customers.profile_models import ProfileValue
from siyu.customers.profiles import Word
from siyu.platform.access import Actor
from siyu.platform.declarations import Holding, Job, Schedule
from siyu.platform.jobs import JobRun
from siyu.platform.work import Work

JOB = "customers.renew_days"
BATCH = 1_000
ACTOR = Actor.system("days")


def plain(word: Word) -> dict[str, Any]:
    """A row as JSON; what is sealed stays sealed."""
    told = {**vars(word), "value": None if word.sealed else word.value}
    told["sealed"] = word.sealed.hex() if word.sealed else None
    found: dict[str, Any] = msgspec.to_builtins(told)
    return found


def of_plain(work: Work, told: Mapping[str, Any]) -> Word:
    """The row that `plain` told."""
    sealed = bytes.fromhex(told["sealed"]) if told["sealed"] else None
    row = msgspec.convert({**told, "sealed": None}, Word)
    value = profiles.opened(work, sealed) if sealed else row.value
    return replace(row, sealed=sealed, value=value)


def still_known(work: Work, rows: Sequence[Word]) -> list[Word]:
    """Those rows whose field was not removed meanwhile."""
    if not any(one.key.startswith(custom_fields.PREFIX) for one in rows):
        return list(rows)
    known = {custom_fields.value_key(one) for one in custom_fields.all_fields(work)}
    prefix = custom_fields.PREFIX
    return [one for one in rows if not one.key.startswith(prefix) or one.key in known]


def _merge(work: Work, kept: UUID, gone: UUID) -> Mapping[str, Any]:
    """Fill what the kept person lacks; the rest stands sealed in the memo until they part."""
    known = profiles.words(work, [kept, gone])
    theirs = [one for one in known.values() if one.customer_id == gone]
    folded = [one for one in theirs if (kept, one.key) in known]
    moved = [one.id for one in theirs if (kept, one.key) not in known]
    profiles.replace_rows(work, [one.id for one in folded], [])
    _put_under(work, kept, moved)
    text = msgspec.json.encode([plain(one) for one in folded]).decode()
    sealed = work.secrets.seal(text).hex() if folded else ""
    return {"moved": sorted(str(id) for id in moved), "folded": sealed}


def _split(work: Work, _kept: UUID, gone: UUID, memo: Mapping[str, Any]) -> None:
    _put_under(work, gone, [UUID(id) for id in memo["moved"]])
    if memo["folded"]:
        told = msgspec.json.decode(work.secrets.open(bytes.fromhex(memo["folded"])))
        rows = [of_plain(work, one) for one in told]
        profiles.replace_rows(work, [], still_known(work, rows))


def _put_under(work: Work, customer_id: UUID, ids: Sequence[UUID]) -> None:
    mine = ProfileValue.tenant_id == work.tenant_id
    moved = update(ProfileValue).where(mine, ProfileValue.id.in_(ids))
    work.session.execute(moved.values(customer_id=customer_id))


def _export(work: Work, customer_id: UUID) -> Sequence[Mapping[str, Any]]:
    known = {custom_fields.value_key(one): one.key for one in custom_fields.all_fields(work)}
    return [
        {
            "what": known.get(one.key, one.key),
            "value": one.value,
            "source": one.source,
            "at": one.at.isoformat(),
        }
        for one in profiles.words(work, [customer_id]).values()
    ]


def _erase(work: Work, customer_id: UUID) -> None:
    mine = (ProfileValue.tenant_id == work.tenant_id, ProfileValue.customer_id == customer_id)
    work.session.execute(delete(ProfileValue).where(*mine))


def renew(job: JobRun) -> None:
    """Say of each day that has passed when it comes next, a portion a Work."""
    done = 0
    while portion := _renewed(job):
        done += portion
        job.progress(done)


def _renewed(job: JobRun) -> int:
    with job.runtime.work(job.tenant_id, actor=ACTOR) as work:
        today = profiles.today(work)
        past = work.scope(ProfileValue).where(ProfileValue.next_on < today).limit(BATCH)
        rows = work.session.scalars(past.with_for_update(skip_locked=True)).all()
        for row in rows:
            day = birthdays.of_plain(profiles.word_of(work, row).value)
            row.next_on = birthdays.next_on(day, today)
        return len(rows)


HOLDING = Holding(ProfileValue.__tablename__, _merge, _split, _export, _erase)
JOBS = (Job(JOB, renew, "Say when birthdays come next", "推算下次生日和纪念日"),)
SCHEDULES = (Schedule("renewed_days", JOB, at=time(0, 5)),)
