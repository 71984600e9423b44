"""Two who turn out to be one, and the way back.

Whoever is gone stays as a row that points to the kept person; their events stay under their own
id, and the timeline of the kept person shows both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import select

from siyu.customers import evidence, people, suggestions
from siyu.customers.errors import (
    AlreadyErased,
    LaterMergeFirst,
    MergeUndone,
    OneTooMany,
    SamePerson,
)
from siyu.customers.events import CustomersMerged, CustomersParted, Proof
from siyu.customers.evidence import Likeness
from siyu.customers.meeting import proof_of
from siyu.customers.models import Customer, Merge
from siyu.kit.errors import NotFound
from siyu.platform import log
from siyu.platform.access import Actor
from siyu.platform.declarations import Holding
from siyu.platform.jobs import JobRun
from siyu.platform.work import Work

Holdings: TypeAlias = Mapping[str, Holding]
OWN = "customers"
PAIRS = "suggestions"
OF_MERGING = ("CustomersMerged", "CustomersParted")
LATE = timedelta(minutes=1)
"""How long listeners may take to write down what was under way when two were merged."""
ACTOR = Actor.system("merges")


@dataclass(frozen=True)
class Preview:
    """What a merge would do: how alike the two are, and what goes over, by holding."""

    kept_id: UUID
    gone_id: UUID
    likeness: Likeness
    rows: Mapping[str, int]
    events: int


def preview(work: Work, holdings: Holdings, kept_id: UUID, gone_id: UUID) -> Preview:
    """What `merge` would do. Raises NotFound, SamePerson, AlreadyErased."""
    kept, gone = _both(work, kept_id, gone_id)
    rows = {name: len(one.export(work, gone.id)) for name, one in holdings.items()}
    ids = people.all_ids(work, gone.id)
    kinds = log.kinds_of_customer(work.session, work.tenant_id, ids)
    found = {name: count for name, count in rows.items() if count}
    return Preview(kept.id, gone.id, _likeness(work, kept, gone), found, sum(kinds.values()))


def merge(work: Work, holdings: Holdings, kept_id: UUID, gone_id: UUID) -> Merge:
    """Make two people one: all that `gone` has goes to `kept`.

    Raises NotFound, SamePerson, AlreadyErased, OneTooMany.
    """
    people.alone(work)
    kept, gone = _both(work, kept_id, gone_id)
    likeness = _likeness(work, kept, gone)
    if likeness.conflict:
        raise OneTooMany(kinds=", ".join(likeness.conflict))
    work.write_events()
    last = log.last_of_customer(work.session, work.tenant_id, kept.id)
    memo = _carry(work, holdings, kept.id, gone.id)
    memo[PAIRS] = suggestions.carry(work, kept.id, gone.id)
    memo[OWN] = _fold(kept, gone)
    gone.merged_into = kept.id
    row = work.add(
        Merge(
            kept_id=kept.id,
            gone_id=gone.id,
            at=work.now(),
            actor=work.actor.name,
            by=proof_of(likeness) if likeness.score else Proof.HAND,
            evidence=list(likeness.agree),
            score=likeness.score,
            memo=[memo],
            last_event_id=last,
        )
    )
    _tell(work, row)
    work.enqueue("customers.gather", key="gather", at=work.now() + LATE)
    return row


def _both(work: Work, kept_id: UUID, gone_id: UUID) -> tuple[Customer, Customer]:
    """The two as they stand today, locked. Raises NotFound, SamePerson, AlreadyErased."""
    ids = [people.standing_id(work, one) for one in (kept_id, gone_id)]
    if ids[0] == ids[1]:
        raise SamePerson
    found = {id: work.get(Customer, id, lock=True) for id in sorted(ids)}
    for one in found.values():
        if one.erased_at is not None:
            raise AlreadyErased(customer_id=one.id)
    return found[ids[0]], found[ids[1]]


def _likeness(work: Work, kept: Customer, gone: Customer) -> Likeness:
    sides = suggestions.sides(work, [kept.id, gone.id])
    shared = suggestions.shared_keys(work, sides[kept.id].accounts.keys())
    return evidence.compare(sides[kept.id], sides[gone.id], shared)


def _carry(work: Work, holdings: Holdings, kept_id: UUID, gone_id: UUID) -> dict[str, Any]:
    """Put all rows of one under the other; what each holding needs to undo it."""
    work.session.flush()
    memo = {name: dict(one.merge(work, kept_id, gone_id)) for name, one in holdings.items()}
    work.session.expire_all()
    return memo


def _fold(kept: Customer, gone: Customer) -> dict[str, Any]:
    """Fill what the kept person lacks; the memo names the columns, their values stand at gone."""
    filled = []
    if kept.name is None and gone.name is not None:
        kept.name, kept.name_marks = gone.name, gone.name_marks
        filled.append("name")
    if kept.avatar is None and gone.avatar is not None:
        kept.avatar = gone.avatar
        filled.append("avatar")
    if not kept.gender and gone.gender:
        kept.gender = gone.gender
        filled.append("gender")
    met_at = kept.met_at.isoformat()
    kept.met_at = min(kept.met_at, gone.met_at)
    return {"filled": filled, "met_at": met_at}


def _unfold(kept: Customer, gone: Customer, memo: Mapping[str, Any]) -> None:
    """Take back what was filled; what changed since came after and stays."""
    if "name" in memo["filled"] and kept.name == gone.name:
        kept.name, kept.name_marks = None, []
    if "avatar" in memo["filled"] and kept.avatar == gone.avatar:
        kept.avatar = None
    if "gender" in memo["filled"] and kept.gender == gone.gender:
        kept.gender = 0
    kept.met_at = datetime.fromisoformat(memo["met_at"])


def _tell(work: Work, row: Merge) -> None:
    merged = CustomersMerged(
        customer_id=row.kept_id,
        gone_id=row.gone_id,
        merge_id=row.id,
        by=Proof(row.by),
        score=row.score,
    )
    work.emit(merged)
    told = {"gone_id": row.gone_id, "by": row.by, "evidence": row.evidence, "score": row.score}
    work.audit("customers_merged", "customer", row.kept_id, after=told)


def undo(work: Work, holdings: Holdings, merge_id: UUID) -> Merge:
    """Give back the very state before a merge; what came after stays with the kept person.

    Raises NotFound, MergeUndone, LaterMergeFirst, AlreadyErased.
    """
    people.alone(work)
    row = work.get(Merge, merge_id, lock=True)
    if row.undone_at is not None:
        raise MergeUndone
    kept, gone = _customer(work, row.kept_id), _customer(work, row.gone_id)
    _may_part(work, row, kept)
    for memo in reversed(row.memo):
        _carry_back(work, holdings, row, memo)
        if OWN in memo:
            _unfold(kept, gone, memo[OWN])
            suggestions.carry_back(work, memo[PAIRS])
    gone.merged_into = None
    work.write_events()
    row.stayed = log.count_of_customer(
        work.session, work.tenant_id, kept.id, after=row.last_event_id, besides=OF_MERGING
    )
    row.undone_at, row.undone_by = work.now(), work.actor.name
    _tell_undone(work, row)
    return row


def _customer(work: Work, customer_id: UUID) -> Customer:
    """One of the two, in sight or not: who is gone has no relation by which to be seen."""
    mine = select(Customer).where(Customer.tenant_id == work.tenant_id, Customer.id == customer_id)
    found = work.session.scalar(mine.with_for_update())
    if found is None:
        raise NotFound(what="Customer", id=customer_id)
    if found.erased_at is not None:
        raise AlreadyErased(customer_id=customer_id)
    return found


def _may_part(work: Work, row: Merge, kept: Customer) -> None:
    """Raises LaterMergeFirst where the kept person was merged since, either way."""
    since = (Merge.kept_id == row.kept_id) & (Merge.last_event_id > row.last_event_id)
    later = (
        select(Merge.id)
        .where(
            Merge.tenant_id == work.tenant_id,
            Merge.undone_at.is_(None),
            since | (Merge.gone_id == kept.id),
        )
        .order_by(Merge.last_event_id.desc())
    )
    blocking = work.session.scalars(later.limit(1)).first()
    if blocking is not None:
        raise LaterMergeFirst(merge_id=blocking)


def _carry_back(
    work: Work, holdings: Holdings, row: Merge, memo: Mapping[str, Mapping[str, Any]]
) -> None:
    work.session.flush()
    for name in reversed(list(memo)):
        if name in holdings:
            holdings[name].split(work, row.kept_id, row.gone_id, memo[name])
    work.session.expire_all()


def _tell_undone(work: Work, row: Merge) -> None:
    parted = CustomersParted(
        customer_id=row.kept_id,
        gone_id=row.gone_id,
        merge_id=row.id,
        by=Proof.HAND,
        stayed=row.stayed or 0,
    )
    work.emit(parted)
    told = {"gone_id": row.gone_id, "merge_id": row.id, "stayed": row.stayed}
    work.audit("merge_undone", "customer", row.kept_id, after=told)


def of(work: Work, customer_id: UUID) -> list[Merge]:
    """The merges of one person, the latest first; undone ones too."""
    mine = work.scope(Merge).where(Merge.kept_id.in_(people.all_ids(work, customer_id)))
    return list(work.session.scalars(mine.order_by(Merge.last_event_id.desc())))


def gather(job: JobRun) -> None:
    """Bring to the kept person what reached one who was merged away after the merge.

    A listener may take an event of before the merge, and writes under the id it names.
    """
    holdings = job.runtime.registry.holdings
    with job.runtime.work(job.tenant_id, actor=ACTOR) as work:
        standing = work.scope(Merge).where(Merge.undone_at.is_(None))
        ids = list(
            work.session.scalars(standing.with_only_columns(Merge.id).order_by(Merge.last_event_id))
        )
    for merge_id in ids:
        with job.runtime.work(job.tenant_id, actor=ACTOR) as work:
            _gather(work, holdings, merge_id)


def _gather(work: Work, holdings: Holdings, merge_id: UUID) -> None:
    people.alone(work)
    row = work.get(Merge, merge_id, lock=True)
    if row.undone_at is not None:
        return
    memo = _carry(work, holdings, row.kept_id, row.gone_id)
    if any(moved for one in memo.values() for moved in one.values()):
        row.memo = [*row.memo, memo]
