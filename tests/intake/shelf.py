"""A made-up intake over a real table: groups of tags, known by their names, with a place each.

It keeps the promises of an intake: the same row again changes nothing, and its undo gives back
the very state before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Select, delete, text

from siyu.customers.tag_models import TagGroup
from siyu.kit.errors import Conflict
from siyu.kit.ids import new_id
from siyu.platform import declarations
from siyu.platform.access import Actor
from siyu.platform.declarations import Export, Fate, Intake, RowAnswer
from siyu.platform.jobs import JobRun
from siyu.platform.registry import Registry
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

SHUT = "shut"


class ShelfShut(Conflict):
    """{code} is on a shelf that is shut.

    {code} 所在的架子已关闭。
    """


class StillLent(Conflict):
    """{code} is lent out; it cannot be given back.

    {code} 已借出，无法还原。
    """


class ShelfRow(BaseModel, extra="forbid"):
    """What a file or a request tells of one thing on the shelf."""

    code: str = Field(
        title="Code",
        min_length=1,
        max_length=40,
        json_schema_extra={"zh": "编码", "guesses": ["SKU"]},
    )
    place: int = Field(default=0, ge=0, title="Place", json_schema_extra={"zh": "位置"})
    phone: str | None = Field(
        default=None,
        title="Keeper's phone",
        json_schema_extra={"zh": "手机号", "guesses": ["电话"]},
    )
    since: date | None = Field(default=None, title="Since", json_schema_extra={"zh": "日期"})


def take(work: Work, rows: Sequence[ShelfRow]) -> list[RowAnswer]:
    named = TagGroup.name.in_({row.code for row in rows})
    known = {one.name: one for one in work.session.scalars(work.scope(TagGroup).where(named))}
    answers = [_take(work, row, known) for row in rows]
    work.session.flush()
    return answers


def _take(work: Work, row: ShelfRow, known: dict[str, TagGroup]) -> RowAnswer:
    if row.code.startswith(SHUT):
        return RowAnswer(Fate.REFUSED, problem=ShelfShut(code=row.code))
    group = known.get(row.code)
    if group is None:
        made = TagGroup(id=new_id(), tenant_id=work.tenant_id, name=row.code, position=row.place)
        work.session.add(made)
        known[row.code] = made
        return RowAnswer(Fate.TAKEN, made.id, undo={"new": True})
    if group.position == row.place:
        return RowAnswer(Fate.MERGED, group.id)
    # What an earlier row of this batch said is tried before it makes way.
    work.session.flush()
    before, group.position = group.position, row.place
    return RowAnswer(Fate.MERGED, group.id, undo={"new": False, "place": before})


def undo(work: Work, changed: Sequence[tuple[UUID, Mapping[str, Any]]]) -> None:
    for id, memo in changed:
        row = work.get(TagGroup, id)
        if row.wecom_id is not None:
            raise StillLent(code=row.name)
        if memo["new"]:
            work.session.execute(delete(TagGroup).where(TagGroup.id == id))
        else:
            row.position = memo["place"]
        work.session.flush()


SHELF = Intake("shelf", "Shelf", "架子", "customers.write", ShelfRow, take, undo)


class ShelfAsked(BaseModel, extra="forbid"):
    at_least: int = 0


def _ids(work: Work, asked: ShelfAsked) -> Select[UUID]:
    rows = work.scope(TagGroup).where(TagGroup.position >= asked.at_least)
    return rows.order_by(TagGroup.name).with_only_columns(TagGroup.id)


def _groups(work: Work, ids: Sequence[UUID]) -> list[TagGroup]:
    return list(work.session.scalars(work.scope(TagGroup).where(TagGroup.id.in_(ids))))


SHELF_FIELDS = (
    declarations.Field(
        "code",
        "Code",
        "编码",
        "text",
        lambda work, ids: {row.id: row.name for row in _groups(work, ids)},
    ),
    declarations.Field(
        "place",
        "Place",
        "位置",
        "number",
        lambda work, ids: {row.id: row.position for row in _groups(work, ids)},
    ),
    declarations.Field(
        "keeper",
        "Keeper",
        "保管人",
        "text",
        lambda work, ids: {row.id: f"+86{row.position:011d}" for row in _groups(work, ids)},
        sealed=True,
    ),
    declarations.Field(
        "seen", "Seen", "时间", "instant", lambda work, ids: dict.fromkeys(ids, work.now())
    ),
)
SHELF_EXPORT = Export(
    name="shelf",
    en="Shelf",
    zh="架子",
    permission="customers.read",
    whole="customers.read_contacts",
    asked=ShelfAsked,
    ids=_ids,
    columns=lambda _registry, _work: SHELF_FIELDS,
)


def with_shelf(registry: Registry) -> Registry:
    """What the product declares, and the shelf."""
    return replace(
        registry,
        intakes={**registry.intakes, "shelf": SHELF},
        exports={**registry.exports, "shelf": SHELF_EXPORT},
    )


TODO = text(
    "SELECT id, task_name, args FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id LIMIT 1"
)
DONE = text("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = :id")


def work_off(runtime: Runtime) -> list[str]:
    """Run the jobs that wait, one after another, as a worker does; their names."""
    ran: list[str] = []
    while True:
        with runtime.sessions.begin() as session:
            row = session.execute(TODO).first()
            if row is None:
                return ran
            session.execute(DONE, {"id": row.id})
        args = {**row.args}
        run = JobRun(runtime, UUID(args.pop("tenant_id")), row.id)
        runtime.registry.jobs[row.task_name].run(run, **args)
        ran.append(row.task_name)


def shelf(runtime: Runtime, tenant_id: UUID) -> dict[str, int]:
    """What stands on the shelf: the place of each code."""
    with runtime.work(tenant_id, actor=Actor.system("test")) as work:
        return {row.name: row.position for row in work.session.scalars(work.scope(TagGroup))}
