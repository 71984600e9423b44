"""What WeCom has yet to be told of customers: tags and remarks.

Told again after a death, since telling twice is the same as once. A row that is told is deleted
by its id; a change of mind meanwhile is another row and stays.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, text, update

from siyu.channels.wecom.errors import WecomRefused
from siyu.channels.wecom.service import client_for
from siyu.customers import friends, people, rules
from siyu.customers.models import Identity, Relation, Tag, TagAssignment, WecomWrite
from siyu.kit.errors import Problem
from siyu.organisation import service as organisation
from siyu.platform.access import Actor
from siyu.platform.clock import real_now
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

LEASE = timedelta(seconds=30)
BATCH = 50
GIVE_UP_AFTER = 12
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
            _replace(work, relation, what, opposite, tag_id)


def queue_remark(work: Work, relation: Relation, remark: str) -> None:
    """Have the adviser's remark about a customer changed."""
    _replace(work, relation, "remark", "remark", None, remark=remark)


def _replace(
    work: Work,
    relation: Relation,
    what: str,
    opposite: str,
    tag_id: UUID | None,
    *,
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
            next_try_at=real_now(),
        )
    )


CLAIM = text(
    "UPDATE wecom_writes SET next_try_at = :until, attempts = attempts + 1 WHERE id IN"
    " (SELECT id FROM wecom_writes WHERE next_try_at <= :now AND attempts < :most"
    " ORDER BY next_try_at LIMIT :batch FOR UPDATE SKIP LOCKED)"
    " RETURNING id, tenant_id, relation_id"
)


def step(runtime: Runtime) -> bool:
    """Tell WeCom a batch of what waits."""
    now = real_now()
    asked = {"now": now, "until": now + LEASE, "most": GIVE_UP_AFTER, "batch": BATCH}
    with runtime.sessions.begin() as session:
        claimed = session.execute(CLAIM, asked).all()
    by_tenant = sorted(claimed, key=lambda row: (row.tenant_id, row.relation_id))
    for tenant_id, rows in groupby(by_tenant, key=lambda row: row.tenant_id):
        _tell_all(runtime, tenant_id, [row.id for row in rows])
    return bool(claimed)


def _tell_all(runtime: Runtime, tenant_id: UUID, write_ids: Sequence[UUID]) -> None:
    with runtime.work(tenant_id, actor=ACTOR) as work:
        tellings = _read(work, write_ids)
    for telling in tellings:
        error = _tell(runtime, tenant_id, telling)
        with runtime.work(tenant_id, actor=ACTOR) as work:
            _record(work, telling, error)


def _read(work: Work, write_ids: Sequence[UUID]) -> list[Telling]:
    writes = work.session.scalars(
        work.scope(WecomWrite).where(WecomWrite.id.in_(write_ids)).order_by(WecomWrite.relation_id)
    ).all()
    relations = _relations(work, {write.relation_id for write in writes})
    userids = organisation.userids(work, [one.staff_id for one in relations.values()])
    accounts = _accounts(work, relations.values())
    corp_tags = _corp_tags(work, {write.tag_id for write in writes if write.tag_id})
    tellings = []
    for relation_id, group in groupby(writes, key=lambda write: write.relation_id):
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
    rows = work.session.scalars(work.scope(Tag).where(Tag.id.in_(tag_ids)))
    return {row.id: row.wecom_id for row in rows if row.wecom_id}


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
    if problem is None:
        _remember(work, told)
    if problem is None or over:
        work.session.execute(delete(WecomWrite).where(told))
        return
    wait = update(WecomWrite).where(told, WecomWrite.tenant_id == work.tenant_id)
    again = text("least(power(2, attempts), 3600) * interval '1 second'")
    work.session.execute(
        wait.values(error=str(problem)[:300], next_try_at=real_now() + again)  # type: ignore[operator]
    )


def _remember(work: Work, told: ColumnElement[bool]) -> None:
    """What was put on in WeCom is there now, so a later reading that lacks it means taken off."""
    put = select(WecomWrite.customer_id, WecomWrite.tag_id).where(told, WecomWrite.what == "tag")
    for customer_id, tag_id in work.session.execute(put):
        mine = work.scope(TagAssignment).where(
            TagAssignment.customer_id == customer_id, TagAssignment.tag_id == tag_id
        )
        for assignment in work.session.scalars(mine):
            assignment.in_wecom = True
