"""A batch as it runs: portions of people, each one transaction with the place it reached.

A killed one goes on after the last portion that was committed. WeCom is told by the queue of
writes, filled here as a set.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from siyu.customers import batches, writes
from siyu.customers.events import CustomerTagged, CustomerUntagged, TagAct, TagSource
from siyu.customers.tag_models import TagBatch
from siyu.platform.access import Actor
from siyu.platform.clock import real_now
from siyu.platform.database import written
from siyu.platform.jobs import JobRun
from siyu.platform.work import Work

PORTION = 2_000
Pair = tuple[UUID, UUID]


@dataclass
class Portion:
    """Some people of a batch, by place; who of them is still there; what was changed of whom."""

    batch: TagBatch
    places: dict[UUID, int]
    present: set[UUID]
    changed: set[Pair] = field(default_factory=set)
    before: dict[UUID, list[dict[str, Any]]] = field(default_factory=dict)
    friends: set[UUID] = field(default_factory=set)


def run(job: JobRun, *, batch_id: str, portion: int = PORTION) -> None:
    """Do a batch to its end, or until it is cancelled."""
    with job.runtime.work(job.tenant_id, actor=writes.ACTOR) as work:
        actor = Actor(work.get(TagBatch, UUID(batch_id)).actor)
    while True:
        with job.runtime.work(job.tenant_id, actor=actor) as work:
            batch = work.get(TagBatch, UUID(batch_id), lock=True)
            going = batch.state in batches.RUNNING and step(work, batch, portion)
            reached, total = batch.reached, batch.total
        job.progress(reached, total)
        if not going:
            return


def step(work: Work, batch: TagBatch, most: int = PORTION) -> bool:
    """Do the next portion. False when there is none after it."""
    batch.state = "running"
    portion = _portion(work, batch, most)
    undone = work.get(TagBatch, batch.undoes_id).act if batch.undoes_id else None
    match batch.act, undone:
        case TagAct.TAG, _:
            _tag(work, portion)
        case TagAct.UNTAG, _:
            _untag(work, portion, None)
        case _, TagAct.TAG:
            _untag(work, portion, batch.undoes_id)
        case _:
            _restore(work, portion)
    _keep(work, portion)
    batch.reached += len(portion.places)
    if batch.reached < batch.total and portion.places:
        return True
    batches.close(work, batch, "done")
    return False


SOME = text(
    "SELECT row.place, row.customer_id, customer.id IS NOT NULL AS present"
    " FROM tag_batch_rows row LEFT JOIN customers customer"
    " ON customer.id = row.customer_id AND customer.tenant_id = row.tenant_id"
    " WHERE row.tag_batch_id = :batch AND row.place > :reached AND row.place <= :last"
)


def _portion(work: Work, batch: TagBatch, most: int) -> Portion:
    last = batch.reached + most
    rows = work.session.execute(
        SOME, {"batch": batch.id, "reached": batch.reached, "last": last}
    ).all()
    places = {row.customer_id: row.place for row in rows}
    present = {row.customer_id for row in rows if row.present}
    return Portion(batch, places, present)


PUT = text(
    "INSERT INTO tag_assignments (id, tenant_id, customer_id, tag_id, source, actor, at, until,"
    " in_wecom, tag_batch_id)"
    " SELECT gen_random_uuid(), :tenant, customer_id, tag.id, :source, :actor, :at, :until,"
    " false, :batch FROM unnest(cast(:customers AS uuid[])) AS customer_id"
    " CROSS JOIN tags tag WHERE tag.id = ANY(:tags) AND tag.gone_at IS NULL"
    " ON CONFLICT DO NOTHING RETURNING customer_id, tag_id"
)


def _tag(work: Work, portion: Portion) -> None:
    batch = portion.batch
    asked = {
        "tenant": work.tenant_id,
        "customers": written(_in_order(portion.present)),
        "tags": batch.tag_ids,
        "source": str(TagSource.HAND),
        "actor": batch.actor,
        "at": work.now(),
        "until": batch.until,
        "batch": batch.id,
    }
    portion.changed = {(row[0], row[1]) for row in work.session.execute(PUT, asked).all()}
    _tell_tagged(work, portion.changed, TagSource.HAND)
    _tell_wecom(work, portion, put=True)


TAKE = text(
    "DELETE FROM tag_assignments WHERE tenant_id = :tenant"
    " AND customer_id = ANY(cast(:customers AS uuid[])) AND tag_id = ANY(:tags)"
    " AND (cast(:made_by AS uuid) IS NULL OR tag_batch_id = cast(:made_by AS uuid))"
    " RETURNING customer_id, tag_id, source, actor, at, until, in_wecom, tag_batch_id"
)


def _untag(work: Work, portion: Portion, made_by: UUID | None) -> None:
    """Take the tags off, or only what another batch gave and nobody touched since."""
    asked = {
        "tenant": work.tenant_id,
        "customers": written(_in_order(portion.present)),
        "tags": portion.batch.tag_ids,
        "made_by": made_by,
    }
    for row in work.session.execute(TAKE, asked):
        portion.changed.add((row.customer_id, row.tag_id))
        portion.before.setdefault(row.customer_id, []).append(_plain(row))
    for customer_id, tag_id in _pairs_in_order(portion.changed):
        work.emit(CustomerUntagged(customer_id=customer_id, tag_id=tag_id, source=TagSource.HAND))
    _tell_wecom(work, portion, put=False)


def _plain(row: Any) -> dict[str, Any]:
    kept = row._asdict()
    del kept["customer_id"]
    return {name: _word(value) for name, value in kept.items()}


def _word(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


GIVE_BACK = text(
    "INSERT INTO tag_assignments (id, tenant_id, customer_id, tag_id, source, actor, at, until,"
    " in_wecom, tag_batch_id)"
    " SELECT gen_random_uuid(), row.tenant_id, row.customer_id, tag.id, was.source, was.actor,"
    " was.at, was.until, was.in_wecom, was.tag_batch_id FROM tag_batch_rows row,"
    " jsonb_to_recordset(row.before) AS was(tag_id uuid, source text, actor text,"
    " at timestamptz, until timestamptz, in_wecom boolean, tag_batch_id uuid), tags tag"
    " WHERE row.tag_batch_id = :batch AND row.customer_id = ANY(cast(:customers AS uuid[]))"
    " AND tag.id = was.tag_id AND tag.gone_at IS NULL"
    " ON CONFLICT DO NOTHING RETURNING customer_id, tag_id, source"
)


def _restore(work: Work, portion: Portion) -> None:
    """Give back what another batch took, as it was."""
    asked = {"batch": portion.batch.undoes_id, "customers": sorted(portion.present)}
    for row in work.session.execute(GIVE_BACK, asked):
        portion.changed.add((row.customer_id, row.tag_id))
        _tell_tagged(work, [(row.customer_id, row.tag_id)], TagSource(row.source))
    _tell_wecom(work, portion, put=True)


def _tell_tagged(work: Work, pairs: Iterable[Pair], source: TagSource) -> None:
    at = work.now()
    for customer_id, tag_id in _pairs_in_order(pairs):
        event = CustomerTagged(customer_id=customer_id, tag_id=tag_id, source=source)
        work.emit(event, at=at)


def _in_order(ids: Iterable[UUID]) -> list[UUID]:
    return sorted(ids, key=attrgetter("int"))


def _pairs_in_order(pairs: Iterable[Pair]) -> list[Pair]:
    return sorted(pairs, key=lambda pair: (pair[0].int, pair[1].int))


# By the customers: a tag that a hundred thousand get at once has as many writes.
FORGET = text(
    "DELETE FROM wecom_writes WHERE id IN (SELECT write.id"
    " FROM unnest(cast(:customers AS uuid[]), cast(:tags AS uuid[])) AS pair(customer_id, tag_id)"
    " CROSS JOIN LATERAL (SELECT id, tag_id FROM wecom_writes"
    "  WHERE customer_id = pair.customer_id AND relation_id IS NOT NULL OFFSET 0) AS write"
    " WHERE write.tag_id = pair.tag_id)"
)
QUEUE = text(
    "INSERT INTO wecom_writes (id, tenant_id, relation_id, customer_id, what, tag_id,"
    " tag_batch_id, next_try_at, attempts)"
    " SELECT gen_random_uuid(), :tenant, relation.id, relation.customer_id, :what, tag.id, :batch,"
    " CASE WHEN tag.wecom_id IS NULL THEN :never ELSE :now END, 0"
    " FROM unnest(cast(:customers AS uuid[]), cast(:tags AS uuid[])) AS pair(customer_id, tag_id)"
    " JOIN tags tag ON tag.id = pair.tag_id"
    " JOIN relations relation ON relation.customer_id = pair.customer_id"
    " AND relation.tenant_id = :tenant AND NOT relation.half AND relation.added_at"
    " > greatest(coalesce(relation.customer_deleted_at, '-infinity'),"
    " coalesce(relation.staff_deleted_at, '-infinity'))"
    " ON CONFLICT DO NOTHING RETURNING customer_id"
)


def _tell_wecom(work: Work, portion: Portion, *, put: bool) -> None:
    """Fill the queue for all friends of those changed; note who is nobody's friend."""
    changed = _pairs_in_order(portion.changed)
    asked = {
        "tenant": work.tenant_id,
        "customers": written(customer_id for customer_id, _ in changed),
        "tags": written(tag_id for _, tag_id in changed),
    }
    work.session.execute(FORGET, asked)
    more = {
        "what": "tag" if put else "untag",
        "batch": portion.batch.id,
        "now": real_now(),
        "never": writes.NOT_BEFORE_THE_TAG,
    }
    portion.friends = set(work.session.scalars(QUEUE, asked | more).all())


KEEP = text(
    "UPDATE tag_batch_rows row SET result = done.result, wecom = done.wecom,"
    " before = cast(done.before AS jsonb)"
    " FROM unnest(cast(:places AS integer[]), cast(:results AS text[]), cast(:wecoms AS text[]),"
    " cast(:befores AS text[])) AS done(place, result, wecom, before)"
    " WHERE row.tag_batch_id = :batch AND row.place = done.place"
)
CHANGED = {TagAct.TAG: "tagged", TagAct.UNTAG: "untagged", TagAct.UNDO: "given_back"}
UNCHANGED = {TagAct.TAG: "had", TagAct.UNTAG: "had_not", TagAct.UNDO: "changed_since"}


def _keep(work: Work, portion: Portion) -> None:
    """Write down what became of each, and how many of each there are."""
    changed = {customer_id for customer_id, _ in portion.changed}
    act = TagAct(portion.batch.act)
    places, results, wecoms, befores = [], [], [], []
    for customer_id, place in portion.places.items():
        gone = customer_id not in portion.present
        same = "gone" if gone else UNCHANGED[act]
        places.append(place)
        results.append(CHANGED[act] if customer_id in changed else same)
        wecoms.append(_wecom(portion, customer_id) if customer_id in changed else None)
        before = portion.before.get(customer_id)
        befores.append(msgspec.json.encode(before).decode() if before else None)
    asked = {"batch": portion.batch.id, "places": places, "results": results}
    work.session.execute(KEEP, asked | {"wecoms": wecoms, "befores": befores})
    total = Counter(portion.batch.counts)
    total.update(results)
    portion.batch.counts = dict(total)


def _wecom(portion: Portion, customer_id: UUID) -> str:
    return "waiting" if customer_id in portion.friends else "not_friend"
