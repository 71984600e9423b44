"""The long parts of an import: the dry run, the run, the undo, and the sweeping afterwards.

A batch is one Work, and the import's position moves in its commit: a run that was killed goes on
behind the last batch that was kept. The import's row is locked meanwhile, so of two runs at once
one stands back.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import AbstractContextManager, closing, suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import Select, func, select, update
from sqlalchemy.exc import DataError, IntegrityError

from siyu.kit.ahead import ahead
from siyu.kit.errors import Problem
from siyu.platform.access import Actor, Reach
from siyu.platform.declarations import Fate, Intake, Job, RowAnswer, Schedule
from siyu.platform.intake import (
    files,
    imports,
    mapping,
    memos,
    shapes,
    tables,
    taking,
    trials,
)
from siyu.platform.intake.errors import RowTooLong, StillNeeded
from siyu.platform.intake.memos import Memo, Refusal
from siyu.platform.intake.models import Import, ImportBatch, ImportState
from siyu.platform.intake.shapes import Line
from siyu.platform.intake.tables import Row
from siyu.platform.intake.trials import Trial
from siyu.platform.jobs import JobRun
from siyu.platform.work import Work

BATCH = 2_000
ACTOR = Actor.system("imports")
AGAIN = timedelta(minutes=5)
"""When a file that was being read at an erasure is looked at again."""
READING = (ImportState.RUNNING, ImportState.CHECKING)


@dataclass(frozen=True)
class Piece:
    """A batch of lines, and how far into the file it reaches."""

    lines: list[Line]
    read_bytes: int


class _TriedOut(Exception):
    """Ends the Work of a dry run without keeping it."""


def check(job: JobRun, import_id: str) -> None:
    """Take every batch in a transaction that is rolled back, and count what became of it."""
    found, intake = _read(job, UUID(import_id))
    trial = Trial()
    try:
        with files.opened(job.runtime, found.id) as file:
            with closing(_pieces(found, intake, file, after=0)) as pieces:
                for piece in pieces:
                    if not _still_checking(job, found, trial.rows, piece.read_bytes):
                        return
                    answers = _tried(job, found, intake, piece.lines)
                    trial.count(piece.lines, answers, found.language)
    except Problem as problem:
        _fail(job, found, problem)
        return
    with _work(job, found) as work:
        checked = work.get(Import, found.id, lock=True)
        if checked.state == ImportState.CHECKING:
            checked.state, checked.total_rows = ImportState.CHECKED, trial.rows
            checked.trial, checked.read_bytes = trials.sealed(work.secrets, trial), 0


def _tried(job: JobRun, found: Import, intake: Intake, lines: Sequence[Line]) -> list[RowAnswer]:
    answers: list[RowAnswer] = []
    with suppress(_TriedOut), _work(job, found) as work:
        answers = taking.take(work, intake, lines)
        raise _TriedOut
    return answers


def _still_checking(job: JobRun, found: Import, rows: int, read_bytes: int) -> bool:
    job.progress(rows, found.total_rows)
    with _work(job, found) as work:
        now = work.get(Import, found.id, lock=True)
        now.read_bytes = read_bytes
        return now.state == ImportState.CHECKING


def run(job: JobRun, import_id: str) -> None:
    """Take the file batch by batch, from where it stands."""
    found, intake = _read(job, UUID(import_id))
    try:
        with files.opened(job.runtime, found.id) as file:
            with closing(_pieces(found, intake, file, after=found.position)) as pieces:
                for piece in pieces:
                    if not _step(job, found, intake, piece):
                        return
    except Problem as problem:
        _fail(job, found, problem)
        return
    with _work(job, found) as work:
        done = work.get(Import, found.id, lock=True)
        if done.state == ImportState.RUNNING and done.position == found.position:
            done.state, done.ended_at, done.total_rows = ImportState.DONE, work.now(), done.rows
            told = {"taken": done.taken, "merged": done.merged, "refused": done.refused}
            work.audit("import.finished", "import", done.id, after=told)


def _step(job: JobRun, found: Import, intake: Intake, piece: Piece) -> bool:
    """One batch in one Work; False where someone stopped the import or runs it as well."""
    with _work(job, found) as work:
        now = work.get(Import, found.id, lock=True)
        if now.state != ImportState.RUNNING or now.position != found.position:
            return False
        answers = taking.take(work, intake, piece.lines)
        _keep(work, now, piece.lines, answers)
        now.read_bytes = piece.read_bytes
        found.position = now.position
        rows, total = now.rows, now.total_rows
    job.progress(rows, total)
    return True


def _keep(work: Work, now: Import, lines: Sequence[Line], answers: Sequence[RowAnswer]) -> None:
    fates = [answer.fate for answer in answers]
    now.position = lines[-1].number
    now.taken += fates.count(Fate.TAKEN)
    now.merged += fates.count(Fate.MERGED)
    now.refused += fates.count(Fate.REFUSED)
    refusals = memos.refusals_of(lines, answers, now.language)
    work.add(
        ImportBatch(
            import_id=now.id,
            position=now.position,
            memos=memos.sealed(work.secrets, memos.memos_of(lines, answers)),
            refusals=memos.sealed(work.secrets, refusals),
        )
    )


def undo(job: JobRun, import_id: str) -> None:
    """Give back what the import changed, the last batch first."""
    found, intake = _read(job, UUID(import_id))
    while _give_back(job, found, intake):
        pass


def _give_back(job: JobRun, found: Import, intake: Intake) -> bool:
    with _work(job, found) as work:
        now = work.get(Import, found.id, lock=True)
        if now.state != ImportState.UNDOING:
            return False
        mine = work.scope(ImportBatch).where(ImportBatch.import_id == found.id, ~ImportBatch.undone)
        batch = work.session.scalars(mine.order_by(ImportBatch.position.desc()).limit(1)).first()
        if batch is None:
            now.state, now.ended_at = ImportState.UNDONE, work.now()
            told = {"given_back": now.given_back, "kept": now.kept}
            work.audit("import.undone", "import", now.id, after=told)
            return False
        changed = memos.opened_memos(work.secrets, batch.memos)[::-1]
        kept = _undone(work, intake, changed, now.language)
        batch.undone, batch.kept = True, memos.sealed(work.secrets, kept)
        now.given_back += len(changed) - len(kept)
        now.kept += len(kept)
        done, total = now.given_back + now.kept, now.taken + now.merged
    job.progress(done, total)
    return True


def _undone(work: Work, intake: Intake, changed: Sequence[Memo], language: str) -> list[Refusal]:
    """Give back a batch; the rows that cannot be, each with its reason."""
    try:
        _hand_back(work, intake, changed)
    except taking.OF_A_ROW:
        refusals = (_undone_alone(work, intake, one, language) for one in changed)
        return [refusal for refusal in refusals if refusal is not None]
    return []


def _undone_alone(work: Work, intake: Intake, memo: Memo, language: str) -> Refusal | None:
    try:
        _hand_back(work, intake, [memo])
    except Problem as problem:
        return Refusal(memo.row, problem.sentence(language))
    except (DataError, IntegrityError):
        return Refusal(memo.row, StillNeeded().sentence(language))
    return None


def _hand_back(work: Work, intake: Intake, changed: Sequence[Memo]) -> None:
    if changed:
        with work.attempt():
            intake.undo(work, [(one.subject_id, one.memo) for one in changed])


def sweep(job: JobRun) -> None:
    """Delete files, memos and refusals that were kept long enough."""
    with job.runtime.work(job.tenant_id, actor=ACTOR) as work:
        due = list(work.session.scalars(_swept(work)))
    for import_id in due:
        files.delete(job.runtime, import_id)
        with job.runtime.work(job.tenant_id, actor=ACTOR) as work:
            work.get(Import, import_id, lock=True).swept_at = work.now()
            work.get(Import, import_id).trial = None
            mine = update(ImportBatch).where(ImportBatch.import_id == import_id)
            work.session.execute(mine.values(memos=None, refusals=None, kept=None))
    with job.runtime.sessions.begin() as session:
        known = set(session.scalars(select(Import.id).where(Import.swept_at.is_(None))))
    files.delete_strays(job.runtime, known)


def forget(job: JobRun, before: str) -> None:
    """Delete what quotes files that came before a person was erased; undo memos name ids only.

    A file that is being read is read to its end first.
    """
    until = datetime.fromisoformat(before)
    with job.runtime.work(job.tenant_id, actor=ACTOR) as work:
        there = work.scope(Import).where(Import.swept_at.is_(None), Import.uploaded_at <= until)
        rows = list(work.session.scalars(there.with_for_update()))
        going = [row.id for row in rows if row.state not in READING]
        mine = update(ImportBatch).where(ImportBatch.import_id.in_(going))
        work.session.execute(mine.values(refusals=None, kept=None))
        work.session.execute(update(Import).where(Import.id.in_(going)).values(trial=None))
        if len(going) < len(rows):
            work.enqueue("imports.forget", at=work.now() + AGAIN, before=before)
    for import_id in going:
        files.delete(job.runtime, import_id)
    with job.runtime.sessions.begin() as session:
        known = set(session.scalars(select(Import.id).where(Import.swept_at.is_(None))))
    files.delete_strays(job.runtime, known, files.BROKEN_OFF)


def _swept(work: Work) -> Select[UUID]:
    old = work.now() - files.KEPT
    busy = Import.state.in_([ImportState.RUNNING, ImportState.UNDOING])
    ended = func.coalesce(Import.ended_at, Import.uploaded_at) < old
    due = work.scope(Import).where(Import.swept_at.is_(None), ended, ~busy)
    return due.with_only_columns(Import.id)


def _read(job: JobRun, import_id: UUID) -> tuple[Import, Intake]:
    with job.runtime.work(job.tenant_id, actor=ACTOR) as work:
        found = work.get(Import, import_id)
        known = imports.known(job.runtime.registry, found.intake)
        return found, imports.of_brand(work, known)


def _work(job: JobRun, found: Import) -> AbstractContextManager[Work]:
    """A Work of the person who uploaded the file, as far as they saw then."""
    actor, reach = Actor(found.actor), Reach.of(found.reach)
    return job.runtime.work(job.tenant_id, actor=actor, reach=reach)


def _pieces(
    found: Import, intake: Intake, file: BinaryIO, *, after: int
) -> Generator[Piece, None, None]:
    """The file below row `after` by the batch; the next is read while one is written.

    Where the file breaks off, what could be read comes first, then the Problem.
    """
    rows = tables.rows_after(file, imports.format_of(found), after)
    return ahead(
        Piece([_line(found, intake, number, cells) for number, cells in batch], file.tell())
        for batch in _batches(rows)
    )


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    broken: Problem | None = None
    while broken is None:
        batch: list[Row] = []
        try:
            batch.extend(islice(rows, BATCH))
        except Problem as problem:
            broken = problem
        if batch:
            yield batch
        elif broken is None:
            return
    raise broken


def _line(found: Import, intake: Intake, number: int, cells: Sequence[str]) -> Line:
    if len(cells) > len(found.headings) and "".join(cells[len(found.headings) :]).strip():
        too_long = RowTooLong(cells=len(cells), headings=len(found.headings))
        return Line(number, problem=too_long)
    return shapes.fitted(intake.row, number, mapping.picked(found.columns, cells))


def _fail(job: JobRun, found: Import, problem: Problem) -> None:
    """The file cannot be read on: say why; what was taken stays and can be undone."""
    with _work(job, found) as work:
        failed = work.get(Import, found.id, lock=True)
        if failed.state in (ImportState.RUNNING, ImportState.CHECKING):
            failed.state, failed.ended_at = ImportState.FAILED, work.now()
            failed.problem = problem.sentence(failed.language)


JOBS = (
    Job("imports.check", check, "Try an import", "试运行导入"),
    Job("imports.run", run, "Import a file", "导入文件"),
    Job("imports.undo", undo, "Undo an import", "撤销导入"),
    Job(
        "imports.forget",
        forget,
        "Delete uploaded files after an erasure",
        "删除个人信息后清理导入文件",
    ),
    Job("imports.sweep", sweep, "Delete files of old imports", "清理旧的导入文件"),
)
SCHEDULES = (Schedule("imports_sweep", "imports.sweep", at=time(4, 10)),)
