"""Imports over HTTP: upload, match, try, run, fetch what was refused, undo."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from siyu.kit.errors import NotFound
from siyu.kit.ids import new_id
from siyu.kit.pages import BadCursor
from siyu.platform.access import Principal
from siyu.platform.declarations import Intake
from siyu.platform.http import (
    DoWork,
    Language,
    SignedIn,
    TheRuntime,
    as_file,
    needs,
    problems,
)
from siyu.platform.intake import files, imports, refusals, views
from siyu.platform.intake.errors import (
    EmptyTable,
    EncodingUnknown,
    FieldsUnmatched,
    FileBroken,
    FileGone,
    FileTooLarge,
    ImportElsewhere,
    NoSuchColumn,
    NoSuchIntake,
    NotATable,
    OldExcel,
    TooManyColumns,
    WorkbookTooLarge,
)
from siyu.platform.intake.models import Import, ImportState
from siyu.platform.intake.schemas import (
    ImportPageOut,
    ImportsOut,
    IntakeOut,
    Matching,
    ReadAs,
)
from siyu.platform.intake.tables import Format
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

READ, WRITE = needs("imports.read"), needs("imports.write")
REFUSES_FILE = (
    EmptyTable,
    EncodingUnknown,
    FileBroken,
    FileTooLarge,
    NotATable,
    OldExcel,
    TooManyColumns,
    WorkbookTooLarge,
)
router = APIRouter(tags=["intake"])


@router.get("/intakes", dependencies=[WRITE])
def list_intakes(
    work: DoWork, runtime: TheRuntime, principal: SignedIn, language: Language
) -> list[IntakeOut]:
    """The kinds of rows that can be brought in, and their fields."""
    return views.intakes(work, runtime, principal, language)


@router.get("/imports", dependencies=[READ], responses=problems(BadCursor))
def list_imports(
    work: DoWork,
    runtime: TheRuntime,
    language: Language,
    state: ImportState | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ImportsOut:
    """Imports, the newest first."""
    page = imports.page(work, state=state, cursor=cursor, limit=limit)
    items = views.lines(runtime, work, page.items, language)
    return ImportsOut(items=items, next_cursor=page.next_cursor)


@router.post(
    "/imports",
    dependencies=[WRITE],
    status_code=201,
    responses=problems(NoSuchIntake, *REFUSES_FILE),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string"}}},
        }
    },
)
async def upload(
    request: Request,
    runtime: TheRuntime,
    principal: SignedIn,
    language: Language,
    intake: str,
    name: Annotated[str, Query(max_length=400)] = "",
) -> ImportPageOut:
    """Upload a CSV, XLSX or JSON Lines file as the body; its columns are guessed, nothing taken."""
    chosen = imports.known(runtime.registry, intake)
    principal.demand(chosen.permission)
    id = new_id()
    try:
        size = await _received(request, runtime, id)
        return await run_in_threadpool(
            _added, runtime, principal, imports.Arrived(id, chosen, name, size), language
        )
    except BaseException:
        files.delete(runtime, id)
        raise


async def _received(request: Request, runtime: Runtime, id: UUID) -> int:
    """Write the body to disk as it comes; how many bytes it had."""
    size = 0
    with files.new(runtime, id) as file:
        async for piece in request.stream():
            size += len(piece)
            if size > files.MOST_CSV_BYTES:
                raise FileTooLarge(format="CSV", most_mb=files.MOST_CSV_BYTES // 1024**2)
            file.write(piece)
    return size


def _added(
    runtime: Runtime, principal: Principal, arrived: imports.Arrived, language: str
) -> ImportPageOut:
    with files.opened(runtime, arrived.id) as file:
        upload = imports.looked_at(arrived, file)
    with runtime.work_of(principal) as work:
        found = imports.add(work, upload, principal, language)
        return views.page(runtime, work, found, language)


def _of(work: Work, runtime: Runtime, principal: Principal, import_id: UUID) -> Import:
    """An import whose kind of rows this person may bring in. Raises NotFound, Refused."""
    found = work.get(Import, import_id, lock=True)
    if found.intake in runtime.registry.intakes:
        principal.demand(runtime.registry.intakes[found.intake].permission)
    return found


def _intake(work: Work, runtime: Runtime, found: Import) -> Intake:
    return imports.of_brand(work, imports.known(runtime.registry, found.intake))


@router.get("/imports/{import_id}", dependencies=[WRITE], responses=problems(NotFound))
def read_import(
    import_id: UUID, work: DoWork, runtime: TheRuntime, principal: SignedIn, language: Language
) -> ImportPageOut:
    """One import: its columns, the first rows of its file, what a dry run found."""
    return views.page(runtime, work, _of(work, runtime, principal, import_id), language)


@router.put(
    "/imports/{import_id}/columns",
    dependencies=[WRITE],
    responses=problems(NotFound, ImportElsewhere, NoSuchColumn),
)
def match_columns(
    import_id: UUID,
    asked: Matching,
    work: DoWork,
    runtime: TheRuntime,
    principal: SignedIn,
    language: Language,
) -> ImportPageOut:
    """Say which column each field is read from."""
    found = _of(work, runtime, principal, import_id)
    imports.demand(found, *imports.OPEN, fresh=True)
    imports.match(found, _intake(work, runtime, found), asked.columns)
    return views.page(runtime, work, found, language)


@router.put(
    "/imports/{import_id}/reading",
    dependencies=[WRITE],
    responses=problems(NotFound, ImportElsewhere, FileGone, *REFUSES_FILE),
)
def read_otherwise(
    import_id: UUID,
    asked: ReadAs,
    work: DoWork,
    runtime: TheRuntime,
    principal: SignedIn,
    language: Language,
) -> ImportPageOut:
    """Read a CSV with another encoding or delimiter; its columns are guessed anew."""
    found = _of(work, runtime, principal, import_id)
    imports.demand(found, *imports.OPEN, fresh=True)
    intake = _intake(work, runtime, found)
    with files.opened(runtime, found.id) as file:
        imports.read_as(found, intake, file, Format("csv", asked.encoding, asked.delimiter))
    return views.page(runtime, work, found, language)


@router.post(
    "/imports/{import_id}/check",
    dependencies=[WRITE],
    status_code=202,
    responses=problems(NotFound, ImportElsewhere, FieldsUnmatched),
)
def try_import(
    import_id: UUID, work: DoWork, runtime: TheRuntime, principal: SignedIn, language: Language
) -> ImportPageOut:
    """A dry run: every row is taken and rolled back again, and counted."""
    found = _of(work, runtime, principal, import_id)
    imports.demand(found, *imports.OPEN, fresh=True)
    imports.try_out(work, found, _intake(work, runtime, found))
    return views.page(runtime, work, found, language)


@router.post(
    "/imports/{import_id}/run",
    dependencies=[WRITE],
    status_code=202,
    responses=problems(NotFound, ImportElsewhere, FieldsUnmatched),
)
def run_import(
    import_id: UUID, work: DoWork, runtime: TheRuntime, principal: SignedIn, language: Language
) -> ImportPageOut:
    """Take the file, or go on where it stopped."""
    found = _of(work, runtime, principal, import_id)
    imports.demand(found, *imports.STARTABLE)
    imports.start(work, found, _intake(work, runtime, found))
    return views.page(runtime, work, found, language)


@router.post(
    "/imports/{import_id}/cancel",
    dependencies=[WRITE],
    responses=problems(NotFound, ImportElsewhere),
)
def cancel_import(
    import_id: UUID, work: DoWork, runtime: TheRuntime, principal: SignedIn, language: Language
) -> ImportPageOut:
    """Stop before the next batch; what is done stays, and can be undone or gone on with."""
    found = _of(work, runtime, principal, import_id)
    imports.cancel(work, found)
    return views.page(runtime, work, found, language)


@router.post(
    "/imports/{import_id}/undo",
    dependencies=[WRITE],
    status_code=202,
    responses=problems(NotFound, ImportElsewhere),
)
def undo_import(
    import_id: UUID, work: DoWork, runtime: TheRuntime, principal: SignedIn, language: Language
) -> ImportPageOut:
    """Give back everything this import changed, the last row first."""
    found = _of(work, runtime, principal, import_id)
    imports.undo(work, found)
    return views.page(runtime, work, found, language)


@router.get(
    "/imports/{import_id}/refused",
    dependencies=[WRITE],
    response_class=StreamingResponse,
    responses=problems(NotFound, ImportElsewhere, FileGone),
)
def fetch_refused(
    import_id: UUID, work: DoWork, runtime: TheRuntime, principal: SignedIn
) -> StreamingResponse:
    """The refused rows as a CSV file: as they were, with their row numbers and reasons."""
    found = _of(work, runtime, principal, import_id)
    imports.demand_refused(found)
    files.opened(runtime, found.id).close()
    encoding = "utf-8" if refusals.encoding_of(found).startswith("utf-8") else found.encoding
    return StreamingResponse(
        refusals.pieces(runtime, found),
        media_type=f"text/csv; charset={encoding}",
        headers=as_file(f"{found.file_name.rsplit('.', 1)[0]}-refused.csv"),
    )
