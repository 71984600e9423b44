"""Exports over HTTP: what there is, asking, the log, fetching."""

from collections.abc import Iterator
from typing import Annotated, BinaryIO
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import StreamingResponse

from siyu.kit.errors import NotFound
from siyu.kit.instants import local_day, zone
from siyu.kit.pages import BadCursor
from siyu.platform.access import Principal
from siyu.platform.exports import files, service
from siyu.platform.exports.errors import ExportNotReady, FilterUnfit, NoSuchColumns, NoSuchExport
from siyu.platform.exports.models import ExportRun, ExportState, FileFormat
from siyu.platform.exports.schemas import (
    ExportAsked,
    ExportColumnOut,
    ExportListOut,
    ExportRunOut,
    ExportRunsOut,
)
from siyu.platform.exports.service import Asked
from siyu.platform.http import (
    DoWork,
    Language,
    SignedIn,
    TheRuntime,
    as_file,
    needs,
    problems,
)
from siyu.platform.people import actor_words
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

READ, WRITE = needs("exports.read"), needs("exports.write")
PIECE = 256 * 1024
MEDIA = {
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.SAV: "application/x-spss-sav",
}
router = APIRouter(tags=["exports"])


@router.get("/exports/lists", dependencies=[WRITE])
def list_exportable(
    work: DoWork, runtime: TheRuntime, principal: SignedIn, language: Language
) -> list[ExportListOut]:
    """The lists that can be taken away, and their columns."""
    registry = runtime.registry
    return [
        ExportListOut(
            name=export.name,
            title=export.title(language),
            columns=[
                ExportColumnOut(
                    name=field.name,
                    title=field.title(language),
                    kind=field.kind,
                    sealed=field.sealed,
                    masked=field.sealed and export.whole not in principal.permissions,
                )
                for field in export.columns(registry, work)
            ],
        )
        for export in service.offered(registry, principal.permissions)
    ]


@router.post(
    "/exports",
    dependencies=[WRITE],
    status_code=202,
    responses=problems(NoSuchExport, NoSuchColumns, FilterUnfit),
)
def ask_export(
    asked: ExportAsked,
    work: DoWork,
    runtime: TheRuntime,
    principal: SignedIn,
    language: Language,
) -> ExportRunOut:
    """Have a list written as a file, as far as you see it; a job does it."""
    wanted = Asked(asked.export, asked.format, asked.columns, asked.filter)
    run = service.ask(work, runtime.registry, wanted, principal, language)
    return _shown(work, runtime, run, principal, language)


@router.get("/exports", dependencies=[READ], responses=problems(BadCursor))
def list_exports(
    work: DoWork,
    runtime: TheRuntime,
    principal: SignedIn,
    language: Language,
    export: str | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ExportRunsOut:
    """The log: who took which list away, filtered how, which columns, how many rows, when."""
    page = service.page(work, export=export, cursor=cursor, limit=limit)
    items = [_shown(work, runtime, run, principal, language) for run in page.items]
    return ExportRunsOut(items=items, next_cursor=page.next_cursor)


@router.get("/exports/{export_id}", dependencies=[READ], responses=problems(NotFound))
def read_export(
    export_id: UUID, work: DoWork, runtime: TheRuntime, principal: SignedIn, language: Language
) -> ExportRunOut:
    """One export, and how far it is."""
    return _shown(work, runtime, work.get(ExportRun, export_id), principal, language)


@router.get(
    "/exports/{export_id}/file",
    dependencies=[WRITE],
    response_class=StreamingResponse,
    responses=problems(NotFound, ExportNotReady),
)
def fetch_export(
    export_id: UUID, work: DoWork, runtime: TheRuntime, principal: SignedIn
) -> StreamingResponse:
    """The file, for the person who asked for it; each fetching is in the audit trail."""
    run = service.fetch(work, export_id, principal)
    format = FileFormat(run.format)
    day = local_day(run.asked_at, zone(runtime.zone_of(work.tenant_id)))
    return StreamingResponse(
        _pieces(files.opened(runtime, export_id)),
        media_type=MEDIA[format],
        headers=as_file(f"{run.export}-{day:%Y%m%d}.{format}"),
    )


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


def _shown(
    work: Work, runtime: Runtime, run: ExportRun, principal: Principal, language: str
) -> ExportRunOut:
    export = runtime.registry.exports.get(run.export)
    words = actor_words(work, runtime.registry, [run.actor], language)
    titles = service.fields(work, runtime.registry, export) if export else {}
    known = run.state in set(ExportState)
    return ExportRunOut(
        **{name: getattr(run, name) for name in _AS_THEY_ARE},
        actor_words=words[run.actor],
        export_title=export.title(language) if export else run.export,
        column_titles=[
            titles[one].title(language) if one in titles else one for one in run.columns
        ],
        filter=service.filter_of(work, run),
        state_words=ExportState(run.state).said(language) if known else run.state,
        mine=run.actor == principal.actor.name,
        masked=not run.whole,
        deleted_after=run.asked_at + files.KEPT,
    )


_AS_THEY_ARE = (
    "id",
    "export",
    "format",
    "columns",
    "state",
    "actor",
    "asked_at",
    "ended_at",
    "rows",
    "total_rows",
    "size_bytes",
    "fetched",
    "problem",
)
