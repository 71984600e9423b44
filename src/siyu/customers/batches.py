"""Bulk tagging: everyone a filter matches, or those named, frozen at the start and done as a job.

Whom it is about is written down when it begins, so what was confirmed is what happens.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, insert, literal, select, tuple_
from sqlalchemy.exc import IntegrityError

from siyu.customers import lists, tags
from siyu.customers.errors import (
    BatchNotRunning,
    BatchNotUndoable,
    NobodyChosen,
    TooManyChosen,
)
from siyu.customers.events import TagAct, TagBatchEnded, TagBatchStarted
from siyu.customers.filters import Filters, demand_known
from siyu.customers.models import Customer
from siyu.customers.tag_models import TagBatch, TagBatchRow
from siyu.kit.errors import NotFound
from siyu.kit.pages import Page, encode_cursor, read_cursor
from siyu.platform.work import Work

JOB = "customers.tag_batch"
MOST_PEOPLE = 1_000_000
CHANGED = ("tagged", "untagged")
RUNNING = ("waiting", "running")


@dataclass(frozen=True)
class Wish:
    """What is to be done to whom: those named, or everyone the filters match."""

    act: TagAct
    tag_ids: Sequence[UUID]
    filters: Filters
    customer_ids: Sequence[UUID] | None = None
    until: datetime | None = None


def start(work: Work, wish: Wish) -> TagBatch:
    """Begin a batch. Raises TagUnknown, FilterUnknown, NotFound, NobodyChosen, TooManyChosen."""
    tags.demand_givable(work, wish.tag_ids)
    batch = _new(work, wish.act, wish.tag_ids, wish.until)
    batch.total = _freeze(work, batch, _chosen(work, wish))
    return _begin(work, batch)


def cancel(work: Work, batch_id: UUID) -> TagBatch:
    """Stop after the portion at hand; what is done stays. Raises NotFound, BatchNotRunning."""
    batch = work.get(TagBatch, batch_id, lock=True)
    if batch.state not in RUNNING:
        raise BatchNotRunning
    close(work, batch, "cancelled")
    return batch


def undo(work: Work, batch_id: UUID) -> TagBatch:
    """Give back what a batch changed, as a batch. Raises NotFound, BatchNotUndoable."""
    done = work.get(TagBatch, batch_id, lock=True)
    if done.state in RUNNING or done.act == TagAct.UNDO:
        raise BatchNotUndoable
    batch = _new(work, TagAct.UNDO, done.tag_ids, None, undoes_id=done.id)
    changed = select(TagBatchRow.customer_id).where(
        TagBatchRow.tag_batch_id == done.id, TagBatchRow.result.in_(CHANGED)
    )
    batch.total = _freeze(work, batch, changed)
    return _begin(work, batch)


def close(work: Work, batch: TagBatch, state: str) -> None:
    """A batch is over."""
    batch.state, batch.finished_at = state, work.now()
    act = TagAct(batch.act)
    work.emit(TagBatchEnded(tag_batch_id=batch.id, act=act, total=batch.total, done=batch.reached))


def recent(work: Work, *, cursor: str | None, limit: int = 50) -> Page[TagBatch]:
    """Batches, the newest first."""
    rows = work.scope(TagBatch).order_by(TagBatch.created_at.desc(), TagBatch.id.desc())
    if cursor:
        rows = rows.where(
            tuple_(TagBatch.created_at, TagBatch.id) < tuple_(*read_cursor(cursor, datetime, UUID))
        )
    found = work.session.scalars(rows.limit(limit + 1)).all()
    shown = list(found[:limit])
    more = encode_cursor(shown[-1].created_at, shown[-1].id) if len(found) > limit else None
    return Page(shown, more)


def rows_of(
    work: Work,
    batch_id: UUID,
    *,
    result: str | None = None,
    after: int = 0,
    limit: int = 50,
) -> list[TagBatchRow]:
    """What became of people in sight, in the order they were taken. Raises NotFound."""
    work.get(TagBatch, batch_id)
    rows = work.scope(TagBatchRow).where(
        TagBatchRow.tag_batch_id == batch_id, TagBatchRow.place > after
    )
    if result:
        rows = rows.where((TagBatchRow.result == result) | (TagBatchRow.wecom == result))
    return list(work.session.scalars(rows.order_by(TagBatchRow.place).limit(limit)))


def told(work: Work, batch_id: UUID) -> dict[str, int]:
    """How many people WeCom was told of, refused, or is yet to be told of."""
    counted = (
        select(TagBatchRow.wecom, func.count())
        .where(TagBatchRow.tag_batch_id == batch_id, TagBatchRow.wecom.is_not(None))
        .group_by(TagBatchRow.wecom)
    )
    return {str(wecom): number for wecom, number in work.session.execute(counted)}


def undone(work: Work, batch_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """The undo of each batch that has one."""
    rows = work.scope(TagBatch).where(TagBatch.undoes_id.in_(batch_ids))
    return {row.undoes_id: row.id for row in work.session.scalars(rows) if row.undoes_id}


def _new(
    work: Work,
    act: TagAct,
    tag_ids: Sequence[UUID],
    until: datetime | None,
    undoes_id: UUID | None = None,
) -> TagBatch:
    batch = TagBatch(
        act=act,
        tag_ids=list(dict.fromkeys(tag_ids)),
        until=until,
        total=0,
        actor=work.actor.name,
        undoes_id=undoes_id,
        created_at=work.now(),
    )
    try:
        with work.session.begin_nested():
            return work.add(batch)
    except IntegrityError as twice:
        raise BatchNotUndoable from twice


def _chosen(work: Work, wish: Wish) -> Select[UUID]:
    if wish.customer_ids is None:
        demand_known(work, wish.filters)
        return lists.matching(work, wish.filters)
    named = set(wish.customer_ids)
    mine = work.scope(Customer).where(Customer.id.in_(named)).with_only_columns(Customer.id)
    for missing in named - set(work.session.scalars(mine)):
        raise NotFound(what="Customer", id=missing)
    return mine


def _freeze(work: Work, batch: TagBatch, chosen: Select[UUID]) -> int:
    """Write down whom it is about; how many."""
    people = chosen.limit(MOST_PEOPLE + 1).subquery()
    rows = select(
        func.gen_random_uuid(),
        literal(work.tenant_id),
        literal(batch.id),
        func.row_number().over(),
        people.c[0],
    )
    into = ["id", "tenant_id", "tag_batch_id", "place", "customer_id"]
    work.session.execute(insert(TagBatchRow).from_select(into, rows))
    mine = select(func.count()).where(TagBatchRow.tag_batch_id == batch.id)
    return work.session.scalar(mine) or 0


def _begin(work: Work, batch: TagBatch) -> TagBatch:
    if batch.total == 0:
        raise NobodyChosen
    if batch.total > MOST_PEOPLE:
        raise TooManyChosen(most=MOST_PEOPLE, count=batch.total)
    act = TagAct(batch.act)
    work.emit(TagBatchStarted(tag_batch_id=batch.id, act=act, total=batch.total))
    told_of = {"act": batch.act, "tag_ids": batch.tag_ids, "total": batch.total}
    work.audit("tag_batch.started", "tag_batch", batch.id, after=told_of)
    work.enqueue(JOB, key=f"tag_batch:{batch.id}", batch_id=str(batch.id))
    return batch
