"""Writes exports, batch by batch with flat memory, and deletes them after a week.

Who is in the list is read in one Work, one moment's view; what their columns say, in a Work for
each batch. None of them writes or has a transaction number, so no reader of the log waits for
them. A writer that died leaves a draft; the next one starts anew.
"""

from collections.abc import Generator, Sequence
from contextlib import closing
from datetime import time, timedelta
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import Select, func, select

from siyu.kit.ahead import made_ahead
from siyu.kit.errors import Problem
from siyu.kit.instants import zone
from siyu.platform.access import Actor, Reach
from siyu.platform.declarations import Field, Job, Schedule
from siyu.platform.exports import cells, files, service
from siyu.platform.exports.cells import Cell, Column, Kind, Spoken
from siyu.platform.exports.errors import TooManyForSheet
from siyu.platform.exports.models import ExportRun, ExportState, FileFormat
from siyu.platform.exports.sheets import MOST_SHEET_ROWS, CsvSheet, Sheet, XlsxSheet, buffered
from siyu.platform.exports.spss import SavSheet
from siyu.platform.jobs import JobRun
from siyu.platform.runtime import Runtime
from siyu.platform.sealed_files import SealedWriter
from siyu.platform.work import Work

BATCH = 2_000
READERS = 2
ACTOR = Actor.system("exports")
Row = tuple[Cell, ...]
KINDS: dict[str, Kind] = {"number": "number", "instant": "instant", "money": "money"}


def write(job: JobRun, export_id: str) -> None:
    """Write a list as the person who asked for it sees it."""
    with job.runtime.work(job.tenant_id, actor=ACTOR) as work:
        run = work.get(ExportRun, UUID(export_id))
    if run.state != ExportState.WRITING:
        return
    try:
        rows, size = _written(job, run)
    except Problem as problem:
        _end(job, run, ExportState.FAILED, problem=problem.sentence(run.language))
        return
    except FileNotFoundError:
        return  # Swept while it was written: somebody was erased meanwhile.
    _end(job, run, ExportState.READY, rows=rows, size_bytes=size, total_rows=rows)


def _written(job: JobRun, run: ExportRun) -> tuple[int, int]:
    """Write the file under another name first; how many rows and bytes it has."""
    runtime, draft = job.runtime, files.draft(job.runtime, run.id, "draft")
    rows = 0
    with SealedWriter(draft, runtime.secrets) as file:
        with runtime.work(job.tenant_id, actor=Actor(run.actor), reach=Reach.of(run.reach)) as work:
            chosen = _chosen(work, runtime, run)
            total = _count(work, runtime, run)
            out = buffered(file)
            sheet = _sheet(runtime, run, out, chosen)
            with closing(_batches(work, runtime, run, chosen)) as batches:
                for batch in batches:
                    sheet.write(batch)
                    rows += len(batch)
                    _progress(job, run, rows, total)
        sheet.close()
        out.flush()
        size = file.tell()
    draft.replace(files.path(runtime, run.id))
    return rows, size


def _sheet(runtime: Runtime, run: ExportRun, out: BinaryIO, chosen: Sequence[Field]) -> Sheet:
    currency = runtime.tenant(run.tenant_id).currency
    columns = [column(field, run.language, currency) for field in chosen]
    match FileFormat(run.format):
        case FileFormat.CSV:
            return CsvSheet(out, columns)
        case FileFormat.XLSX:
            return XlsxSheet(out, columns)
    spool = files.draft(runtime, run.id, "spool")
    return SavSheet(out, columns, spool, runtime.secrets)


def column(field: Field, language: str, currency: str) -> Column:
    """A field as a column. Money is in whole units of its currency, which the title names."""
    title, kind = field.title(language), KINDS.get(field.kind, "text")
    return Column(field.name, f"{title} ({currency})" if kind == "money" else title, kind)


def _chosen(work: Work, runtime: Runtime, run: ExportRun) -> list[Field]:
    every = service.fields(work, runtime.registry, service.known(runtime.registry, run.export))
    return [every[name] for name in run.columns if name in every]


def _ids(work: Work, runtime: Runtime, run: ExportRun) -> Select[UUID]:
    export = service.known(runtime.registry, run.export)
    return export.ids(work, service.fitted(export, service.filter_of(work, run)))


def _count(work: Work, runtime: Runtime, run: ExportRun) -> int:
    counted = select(func.count()).select_from(_ids(work, runtime, run).order_by(None).subquery())
    total = work.session.scalar(counted) or 0
    if run.format == FileFormat.XLSX and total > MOST_SHEET_ROWS:
        raise TooManyForSheet(most=MOST_SHEET_ROWS, rows=total)
    return total


def _batches(
    work: Work, runtime: Runtime, run: ExportRun, chosen: Sequence[Field]
) -> Generator[list[Row], None, None]:
    """The rows by the batch. Each batch is read in a Work of its own, a few at a time."""
    tenant = runtime.tenant(work.tenant_id)
    spoken = Spoken(run.language, zone(tenant.zone), tenant.currency)

    def read(ids: Sequence[UUID]) -> list[Row]:
        with runtime.work(run.tenant_id, actor=work.actor, reach=work.reach) as reading:
            columns = [
                _column_cells(reading, field, ids, spoken, whole=run.whole) for field in chosen
            ]
        return list(zip(*columns, strict=True))

    streamed = _ids(work, runtime, run).execution_options(yield_per=BATCH)
    return made_ahead(read, work.session.scalars(streamed).partitions(), READERS)


def _column_cells(
    work: Work, field: Field, ids: Sequence[UUID], spoken: Spoken, *, whole: bool
) -> list[Cell]:
    known = field.read(work, ids)
    if not known:
        return [None] * len(ids)
    found = list(map(known.get, ids))
    hidden = field.sealed and not whole
    return cells.column_of(found, KINDS.get(field.kind, "text"), spoken, hidden=hidden)


def _progress(job: JobRun, run: ExportRun, rows: int, total: int) -> None:
    """Show how far it is, in Works of their own beside the one that reads."""
    job.progress(rows, total)
    with job.runtime.work(job.tenant_id, actor=ACTOR) as work:
        shown = work.get(ExportRun, run.id)
        shown.rows, shown.total_rows = rows, total


def _end(job: JobRun, run: ExportRun, state: ExportState, **told: object) -> None:
    with job.runtime.work(job.tenant_id, actor=Actor(run.actor)) as work:
        ended = work.get(ExportRun, run.id, lock=True)
        if ended.state != ExportState.WRITING:
            files.delete(job.runtime, run.id)
            return
        ended.state, ended.ended_at = state, work.now()
        for name, value in told.items():
            setattr(ended, name, value)
        if state is ExportState.READY:
            told = {"rows": ended.rows, "columns": ended.columns}
            work.audit("export.written", "export", run.id, after=told)


def sweep(job: JobRun, *, whole: bool = False) -> None:
    """Delete files that lay for a week, or all that were asked for so far; the log stays."""
    with job.runtime.work(job.tenant_id, actor=ACTOR) as work:
        old = ExportRun.asked_at <= work.now() - (timedelta() if whole else files.KEPT)
        due = work.scope(ExportRun).where(ExportRun.state != ExportState.GONE, old)
        ids = [run.id for run in work.session.scalars(due)]
    for id in ids:
        with job.runtime.work(job.tenant_id, actor=ACTOR) as work:
            work.get(ExportRun, id, lock=True).state = ExportState.GONE
        # After the state, by which a writer knows that its file is wanted no more.
        files.delete(job.runtime, id)


JOBS = (
    Job("exports.write", write, "Write an export", "生成导出文件"),
    Job("exports.sweep", sweep, "Delete old exports", "清理旧的导出文件"),
)
SCHEDULES = (Schedule("exports_sweep", "exports.sweep", at=time(4, 20)),)
