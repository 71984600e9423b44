"""Tags, their library and bulk tagging over HTTP."""

import csv
import io
from collections.abc import Iterator
from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from siyu.customers import batches, library, tag_views
from siyu.customers.batches import Wish
from siyu.customers.errors import (
    BatchNotRunning,
    BatchNotUndoable,
    FilterUnknown,
    NameNeeded,
    NobodyChosen,
    TagNameTaken,
    TagsFull,
    TagUnknown,
    TooManyChosen,
)
from siyu.customers.tag_models import TagBatch
from siyu.customers.tag_schemas import (
    GroupOrder,
    LibraryOut,
    NameForm,
    TagBatchesOut,
    TagBatchForm,
    TagBatchOut,
    TagForm,
    TaggedRowsOut,
    TagGroupsOut,
    TagOrder,
)
from siyu.kit.cells import guarded
from siyu.kit.errors import NotFound
from siyu.kit.pages import BadCursor, encode_cursor, read_cursor
from siyu.platform.http import DoWork, Language, SignedIn, TheRuntime, needs, problems
from siyu.platform.work import Work

READ, WRITE = needs("customers.read"), needs("tags.write")
MANY = needs("customers.tag_many")
CSV_PORTION = 2_000
router = APIRouter(tags=["tags"])
NAMING = problems(NotFound, NameNeeded, TagNameTaken, TagsFull)


@router.get("/tags", dependencies=[READ])
def list_tags(work: DoWork) -> TagGroupsOut:
    """Every tag that can be given, group by group."""
    return tag_views.choices(work)


@router.get("/tag-library", dependencies=[READ])
def read_library(work: DoWork, runtime: TheRuntime, language: Language) -> LibraryOut:
    """The library: how many have each tag, where it is used, what WeCom says of it."""
    return tag_views.library_out(work, runtime.registry, language)


@router.post("/tag-groups", dependencies=[WRITE], status_code=201, responses=NAMING)
def add_group(form: NameForm, work: DoWork, runtime: TheRuntime, language: Language) -> LibraryOut:
    """A new group, the first of all; WeCom has it with its first tag."""
    library.add_group(work, form.name)
    return read_library(work, runtime, language)


@router.put("/tag-groups/order", dependencies=[WRITE], responses=problems(TagUnknown))
def place_groups(
    order: GroupOrder, work: DoWork, runtime: TheRuntime, language: Language
) -> LibraryOut:
    """Put the groups in this order; WeCom follows."""
    library.place_groups(work, order.tag_group_ids)
    return read_library(work, runtime, language)


@router.patch("/tag-groups/{tag_group_id}", dependencies=[WRITE], responses=NAMING)
def rename_group(
    tag_group_id: UUID, form: NameForm, work: DoWork, runtime: TheRuntime, language: Language
) -> LibraryOut:
    """Another name for a group; WeCom follows."""
    library.rename_group(work, tag_group_id, form.name)
    return read_library(work, runtime, language)


@router.put(
    "/tag-groups/{tag_group_id}/order",
    dependencies=[WRITE],
    responses=problems(NotFound, TagUnknown),
)
def place_tags(
    tag_group_id: UUID, order: TagOrder, work: DoWork, runtime: TheRuntime, language: Language
) -> LibraryOut:
    """Put the tags of a group in this order; WeCom follows."""
    library.place_tags(work, tag_group_id, order.tag_ids)
    return read_library(work, runtime, language)


@router.delete(
    "/tag-groups/{tag_group_id}",
    dependencies=[WRITE],
    status_code=204,
    responses=problems(NotFound),
)
def delete_group(tag_group_id: UUID, work: DoWork) -> None:
    """Delete a group with its tags, here and in WeCom; everyone loses them."""
    library.delete_group(work, tag_group_id)


@router.post("/tags", dependencies=[WRITE], status_code=201, responses=NAMING)
def add_tag(form: TagForm, work: DoWork, runtime: TheRuntime, language: Language) -> LibraryOut:
    """A new tag, the first of its group; WeCom follows."""
    library.add_tag(work, form.tag_group_id, form.name)
    return read_library(work, runtime, language)


@router.patch("/tags/{tag_id}", dependencies=[WRITE], responses=NAMING)
def rename_tag(
    tag_id: UUID, form: NameForm, work: DoWork, runtime: TheRuntime, language: Language
) -> LibraryOut:
    """Another name for a tag; WeCom follows."""
    library.rename_tag(work, tag_id, form.name)
    return read_library(work, runtime, language)


@router.delete(
    "/tags/{tag_id}", dependencies=[WRITE], status_code=204, responses=problems(NotFound)
)
def delete_tag(tag_id: UUID, work: DoWork) -> None:
    """Delete a tag, here and in WeCom; everyone loses it."""
    library.delete_tag(work, tag_id)


@router.get("/tag-batches", dependencies=[MANY], responses=problems(BadCursor))
def list_batches(work: DoWork, language: Language, cursor: str | None = None) -> TagBatchesOut:
    """Bulk tagging, the newest first."""
    page = batches.recent(work, cursor=cursor)
    items = tag_views.batches_out(work, page.items, language)
    return TagBatchesOut(items=items, next_cursor=page.next_cursor)


@router.post(
    "/tag-batches",
    dependencies=[MANY],
    status_code=202,
    responses=problems(NotFound, TagUnknown, FilterUnknown, NobodyChosen, TooManyChosen),
)
def start_batch(form: TagBatchForm, work: DoWork, language: Language) -> TagBatchOut:
    """Tag or untag many people as one job, with a result for each."""
    wish = Wish(form.act, form.tag_ids, form.filters, form.customer_ids, form.until)
    return _shown(work, batches.start(work, wish), language)


@router.get("/tag-batches/{tag_batch_id}", dependencies=[MANY], responses=problems(NotFound))
def read_batch(tag_batch_id: UUID, work: DoWork, language: Language) -> TagBatchOut:
    """How far a batch is."""
    return _shown(work, work.get(TagBatch, tag_batch_id), language)


@router.get(
    "/tag-batches/{tag_batch_id}/rows",
    dependencies=[MANY],
    responses=problems(NotFound, BadCursor),
)
def list_rows(
    tag_batch_id: UUID,
    work: DoWork,
    language: Language,
    result: str | None = None,
    cursor: str | None = None,
) -> TaggedRowsOut:
    """What became of each person; `result` is one of the results, or what WeCom knows."""
    after = _place(cursor) if cursor else 0
    rows = batches.rows_of(work, tag_batch_id, result=result, after=after, limit=51)
    items = tag_views.rows_out(work, rows[:50], language)
    return TaggedRowsOut(
        items=items, next_cursor=encode_cursor(items[-1].place) if len(rows) > 50 else None
    )


@router.get(
    "/tag-batches/{tag_batch_id}/rows.csv",
    dependencies=[MANY],
    responses=problems(NotFound),
    response_class=Response,
)
def download_rows(
    tag_batch_id: UUID, work: DoWork, runtime: TheRuntime, principal: SignedIn, language: Language
) -> StreamingResponse:
    """What became of each person, as a file."""
    work.get(TagBatch, tag_batch_id)

    def portions() -> Iterator[str]:
        yield "\ufeff" + _csv([tag_views.HEADINGS[language]])
        after = 0
        while True:
            with runtime.work_of(principal) as portion:
                rows = batches.rows_of(portion, tag_batch_id, after=after, limit=CSV_PORTION)
                shown = tag_views.rows_out(portion, rows, language)
            if not shown:
                return
            after = shown[-1].place
            yield _csv(list(tag_views.csv_lines(shown)))

    name = f'attachment; filename="tag-batch-{tag_batch_id}.csv"'
    return StreamingResponse(
        portions(), media_type="text/csv; charset=utf-8", headers={"content-disposition": name}
    )


@router.post(
    "/tag-batches/{tag_batch_id}/cancel",
    dependencies=[MANY],
    responses=problems(NotFound, BatchNotRunning),
)
def cancel_batch(tag_batch_id: UUID, work: DoWork, language: Language) -> TagBatchOut:
    """Stop a batch; what is done stays."""
    return _shown(work, batches.cancel(work, tag_batch_id), language)


@router.post(
    "/tag-batches/{tag_batch_id}/undo",
    dependencies=[MANY],
    status_code=202,
    responses=problems(NotFound, BatchNotUndoable, NobodyChosen),
)
def undo_batch(tag_batch_id: UUID, work: DoWork, language: Language) -> TagBatchOut:
    """Give back what a batch changed, as a batch of its own."""
    return _shown(work, batches.undo(work, tag_batch_id), language)


def _shown(work: Work, batch: TagBatch, language: str) -> TagBatchOut:
    return tag_views.batches_out(work, [batch], language)[0]


def _place(cursor: str) -> int:
    place: int = read_cursor(cursor, int)[0]
    return place


def _csv(lines: list[tuple[str, ...]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows([guarded(cell) for cell in line] for line in lines)
    return written.getvalue()
