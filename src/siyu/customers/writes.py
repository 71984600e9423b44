"""What WeCom has yet to be told: tags and remarks of customers, and the library of tags.

Told again after a death, since telling twice is the same as once. A row that was told is marked
by its id and forgotten some minutes later; a change of mind meanwhile is another row and stays.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, or_, select, text, update

from siyu.channels.wecom.errors import HeldBack, NotConnected, WecomRefused
from siyu.channels.wecom.service import client_for
from siyu.customers import friends, people, rules
from siyu.customers.models import Identity, Relation, WecomWrite
from siyu.customers.tag_models import Tag, TagAssignment, TagBatchRow
from siyu.kit.errors import Problem
from siyu.organisation import service as organisation
from siyu.platform.access import Actor
from siyu.platform.clock import real_now
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

LEASE = timedelta(seconds=30)
REMEMBERED = timedelta(minutes=10)
UNCONNECTED = timedelta(seconds=30)
BATCH = 50
GIVE_UP_AFTER = 12
LIBRARY, PLACE = "library", "place"
# A tag that WeCom does not have yet cannot be given there; its writes wait for it.
NOT_BEFORE_THE_TAG = datetime(9999, 1, 1, tzinfo=UTC)
ACTOR = Actor.system("customers")


@dataclass(frozen=True)
class Telling:
    """All that one relation's WeCom record is to be told at once."""

    relation_id: UUID
    userid: str
    external_userid: str
    add: tuple[str, ...]
    remove: tuple[str, ...]
    remark: str | None
    write_ids: tuple[UUID, ...] = field(default=())


def queue_tag(work: Work, customer_id: UUID, tag_id: UUID, *, put: bool) -> None:
    """Have every friend of this customer's tag put on or taken off."""
    what, opposite = ("tag", "untag") if put else ("untag", "tag")
    mine = work.scope(Relation).where(Relation.customer_id == customer_id)
    for relation in work.session.scalars(mine):
        if friends.status_of(relation) == rules.Status.FRIENDS:
            _replace(work, relation, what, opposite, tag_id, at=_due(work, tag_id))


def queue_remark(work: Work, relation: Relation, remark: str) -> None:
    """Have the adviser's remark about a customer changed."""
    _replace(work, relation, "remark", "remark", None, remark=remark, at=real_now())


def queue_library(
    work: Work,
    what: str = LIBRARY,
    *,
    tag_id: UUID | None = None,
    tag_group_id: UUID | None = None,
) -> None:
    """Have WeCom's entry of a tag or a group made like ours, or its place alone."""
    waiting = delete(WecomWrite).where(
        WecomWrite.tenant_id == work.tenant_id,
        WecomWrite.what == what,
        WecomWrite.tag_id.is_not_distinct_from(tag_id),
        WecomWrite.tag_group_id.is_not_distinct_from(tag_group_id),
    )
    work.session.execute(waiting)
    work.add(
        WecomWrite(what=what, tag_id=tag_id, tag_group_id=tag_group_id, next_try_at=real_now())
    )


def unsettled(since: datetime) -> ColumnElement[bool]:
    """Writes that WeCom was not told before `since`, so what it said then is not about them."""
    waiting = WecomWrite.told_at.is_(None) & (WecomWrite.attempts < GIVE_UP_AFTER)
    return or_(waiting, WecomWrite.told_at >= since)


def release(work: Work, tag_id: UUID) -> None:
    """WeCom has this tag now: tell it who has it."""
    waiting = update(WecomWrite).where(
        WecomWrite.tag_id == tag_id,
        WecomWrite.relation_id.is_not(None),
        WecomWrite.told_at.is_(None),
    )
    work.session.execute(waiting.values(next_try_at=real_now()))


def forget_tag(work: Work, tag_id: UUID) -> None:
    """A tag that is gone has nothing more to tell of people."""
    about = WecomWrite.tag_id == tag_id, WecomWrite.relation_id.is_not(None)
    work.session.execute(delete(WecomWrite).where(*about))


def _due(work: Work, tag_id: UUID) -> datetime:
    known = work.session.scalar(select(Tag.wecom_id).where(Tag.id == tag_id))
    return real_now() if known else NOT_BEFORE_THE_TAG


def _replace(
    work: Work,
    relation: Relation,
    what: str,
    opposite: str,
    tag_id: UUID | None,
    *,
    at: datetime,
    remark: str = "",
) -> None:
    waiting = delete(WecomWrite).where(
        WecomWrite.relation_id == relation.id,
        WecomWrite.what.in_([what, opposite]),
        WecomWrite.tag_id.is_not_distinct_from(tag_id),
    )
    work.session.execute(waiting)
    work.add(
        WecomWrite(
            relation_id=relation.id,
            customer_id=relation.customer_id,
            what=what,
            tag_id=tag_id,
            remark=work.secrets.seal(remark) if remark else None,
            next_try_at=at,
        )
    )


CLAIM = text(
    "UPDATE wecom_writes SET next_try_at = :until, attempts = attempts + 1 WHERE id IN"
    " (SELECT id FROM wecom_writes WHERE next_try_at <= :now AND told_at IS NULL"
    " AND attempts < :most AND (relation_id IS NULL) = :library"
    " ORDER BY next_try_at LIMIT :batch FOR UPDATE SKIP LOCKED)"
    " RETURNING id, tenant_id, relation_id"
)
FORGET = delete(WecomWrite)


def claim(runtime: Runtime, *, library: bool, batch: int = BATCH) -> dict[UUID, list[UUID]]:
    """Take what is due, by tenant; what is not recorded within the lease is due again."""
    now = real_now()
    asked = {"now": now, "until": now + LEASE, "most": GIVE_UP_AFTER, "batch": batch}
    with runtime.sessions.begin() as session:
        claimed = session.execute(CLAIM, asked | {"library": library}).all()
        if not claimed:
            session.execute(FORGET.where(WecomWrite.told_at < now - REMEMBERED))
    by_tenant = sorted(claimed, key=lambda row: row.tenant_id)
    return {
        tenant_id: [row.id for row in rows]
        for tenant_id, rows in groupby(by_tenant, key=lambda row: row.tenant_id)
    }


def step(runtime: Runtime) -> bool:
    """Tell WeCom a batch of what waits."""
    claimed = claim(runtime, library=False)
    for tenant_id, write_ids in claimed.items():
        _tell_all(runtime, tenant_id, write_ids)
    return bool(claimed)


def _tell_all(runtime: Runtime, tenant_id: UUID, write_ids: Sequence[UUID]) -> None:
    """Tell one relation after the other; once WeCom holds us back, the rest waits as well."""
    with runtime.work(tenant_id, actor=ACTOR) as work:
        tellings = _read(work, write_ids)
    for place, telling in enumerate(tellings):
        problem = _tell(runtime, tenant_id, telling)
        held = isinstance(problem, HeldBack | NotConnected)
        with runtime.work(tenant_id, actor=ACTOR) as work:
            if held and problem is not None:
                left = [id for one in tellings[place:] for id in one.write_ids]
                hold(work, left, problem)
                return
            _record(work, telling, problem)


def hold(work: Work, write_ids: Sequence[UUID], problem: Problem) -> None:
    """Not tried at all: it costs no attempt, and waits as long as it must."""
    seconds = problem.data.get("seconds")
    wait = timedelta(seconds=seconds) if isinstance(seconds, int) else UNCONNECTED
    held = update(WecomWrite).where(WecomWrite.id.in_(write_ids))
    work.session.execute(
        held.values(attempts=WecomWrite.attempts - 1, next_try_at=real_now() + wait)
    )


def _read(work: Work, write_ids: Sequence[UUID]) -> list[Telling]:
    writes = work.session.scalars(
        work.scope(WecomWrite).where(WecomWrite.id.in_(write_ids)).order_by(WecomWrite.relation_id)
    ).all()
    relations = _relations(work, {one.relation_id for one in writes if one.relation_id})
    userids = organisation.userids(work, [one.staff_id for one in relations.values()])
    accounts = _accounts(work, relations.values())
    corp_tags = _corp_tags(work, {write.tag_id for write in writes if write.tag_id})
    tellings = []
    for relation_id, group in groupby(writes, key=lambda write: write.relation_id):
        if relation_id is None:
            continue
        relation, rows = relations[relation_id], list(group)
        if relation.account not in accounts:
            continue
        tellings.append(
            Telling(
                relation_id=relation_id,
                userid=userids[relation.staff_id],
                external_userid=accounts[relation.account],
                add=_wecom_ids(rows, "tag", corp_tags),
                remove=_wecom_ids(rows, "untag", corp_tags),
                remark=_remark(work, rows),
                write_ids=tuple(row.id for row in rows),
            )
        )
    return tellings


def _relations(work: Work, ids: set[UUID]) -> dict[UUID, Relation]:
    rows = work.session.scalars(work.scope(Relation).where(Relation.id.in_(ids)))
    return {row.id: row for row in rows}


def _accounts(work: Work, relations: Iterable[Relation]) -> dict[bytes | None, str]:
    """The external userids of these relations, by their marks."""
    marks = {one.account for one in relations}
    mine = work.scope(Identity).where(
        Identity.kind == "external_userid", Identity.mark.in_(marks - {None})
    )
    return {row.mark: people.value_of(work, row) for row in work.session.scalars(mine)}


def _corp_tags(work: Work, tag_ids: set[UUID]) -> dict[UUID, str]:
    living = work.scope(Tag).where(Tag.id.in_(tag_ids), Tag.gone_at.is_(None))
    return {row.id: row.wecom_id for row in work.session.scalars(living) if row.wecom_id}


def _wecom_ids(
    rows: Sequence[WecomWrite], what: str, corp_tags: dict[UUID, str]
) -> tuple[str, ...]:
    asked = [row.tag_id for row in rows if row.what == what and row.tag_id]
    return tuple(corp_tags[tag_id] for tag_id in asked if tag_id in corp_tags)


def _remark(work: Work, rows: Sequence[WecomWrite]) -> str | None:
    sealed = next((row.remark for row in rows if row.what == "remark" and row.remark), None)
    return work.secrets.open(sealed) if sealed else None


def _tell(runtime: Runtime, tenant_id: UUID, telling: Telling) -> Problem | None:
    """Outside any transaction. The problem, if WeCom did not take it."""
    who = telling.userid, telling.external_userid
    try:
        client = client_for(runtime, tenant_id)
        if telling.add or telling.remove:
            client.customers.mark(*who, add=telling.add, remove=telling.remove)
        if telling.remark is not None:
            client.customers.remark(*who, remark=telling.remark)
    except Problem as problem:
        return problem
    return None


def _record(work: Work, telling: Telling, problem: Problem | None) -> None:
    told = WecomWrite.id.in_(telling.write_ids)
    over = isinstance(problem, WecomRefused) and problem.outcome.name == "not_a_relation"
    _answer_batches(work, told, problem)
    if problem is None:
        _remember(work, told)
    if problem is None or over:
        mark_told(work, told)
    else:
        try_again(work, told, problem)


def mark_told(work: Work, told: ColumnElement[bool]) -> None:
    """WeCom knows; kept a while, so that what was read before is known to be old."""
    work.session.execute(
        update(WecomWrite)
        .where(told, WecomWrite.tenant_id == work.tenant_id)
        .values(told_at=real_now(), error=None)
    )


def try_again(work: Work, told: ColumnElement[bool], problem: Problem) -> None:
    """Later, and later each time."""
    wait = update(WecomWrite).where(told, WecomWrite.tenant_id == work.tenant_id)
    again = text("least(power(2, attempts), 3600) * interval '1 second'")
    work.session.execute(
        wait.values(error=str(problem)[:300], next_try_at=real_now() + again)  # type: ignore[operator]
    )


def _answer_batches(work: Work, told: ColumnElement[bool], problem: Problem | None) -> None:
    """Tell the batches these writes came of what WeCom answered."""
    refusal = problem.errcode if isinstance(problem, WecomRefused) else None
    if problem is not None and refusal is None:
        return
    mine = select(WecomWrite.tag_batch_id, WecomWrite.customer_id).where(
        told, WecomWrite.tag_batch_id.is_not(None)
    )
    for batch_id, customer_id in work.session.execute(mine.distinct()):
        row = update(TagBatchRow).where(
            TagBatchRow.customer_id == customer_id, TagBatchRow.tag_batch_id == batch_id
        )
        answered = "told" if problem is None else "refused"
        work.session.execute(row.values(wecom=answered, refusal=refusal))


def _remember(work: Work, told: ColumnElement[bool]) -> None:
    """What was put on in WeCom is there now, so a later reading that lacks it means taken off."""
    put = select(WecomWrite.customer_id, WecomWrite.tag_id).where(told, WecomWrite.what == "tag")
    for customer_id, tag_id in work.session.execute(put):
        mine = work.scope(TagAssignment).where(
            TagAssignment.customer_id == customer_id, TagAssignment.tag_id == tag_id
        )
        for assignment in work.session.scalars(mine):
            assignment.in_wecom = True


def waiting(work: Work) -> int:
    """How much WeCom has yet to be told."""
    mine = WecomWrite.tenant_id == work.tenant_id, WecomWrite.told_at.is_(None)
    return work.session.scalar(select(func.count()).select_from(WecomWrite).where(*mine)) or 0
