"""What can be done with an import, step by step; the jobs do the long parts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import Select, tuple_

from siyu.kit.pages import BadCursor, Page, decode_cursor, encode_cursor
from siyu.platform.access import Principal
from siyu.platform.declarations import Intake
from siyu.platform.intake import files, mapping, tables
from siyu.platform.intake.errors import (
    FieldsUnmatched,
    FileTooLarge,
    ImportElsewhere,
    NoSuchColumn,
    NoSuchIntake,
)
from siyu.platform.intake.models import Import, ImportState
from siyu.platform.intake.tables import Format
from siyu.platform.registry import Registry
from siyu.platform.work import Work

MOST_NAME = 200
OPEN = (ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED)
STARTABLE = (*OPEN, ImportState.CANCELLED)
OVER = (ImportState.DONE, ImportState.CANCELLED, ImportState.FAILED)


def known(registry: Registry, name: str) -> Intake:
    """Raises NoSuchIntake."""
    if name not in registry.intakes:
        raise NoSuchIntake(intake=name, known=", ".join(sorted(registry.intakes)) or "—")
    return registry.intakes[name]


def of_brand(work: Work, intake: Intake) -> Intake:
    """An intake with the fields that this brand added to its row."""
    return intake if intake.shape is None else replace(intake, row=intake.shape(work))


@dataclass(frozen=True)
class Arrived:
    """A file that lies on our disk, of which nothing is known yet."""

    id: UUID
    intake: Intake
    file_name: str
    size_bytes: int


@dataclass(frozen=True)
class Upload:
    """A file that was read as far as its first rows."""

    arrived: Arrived
    format: Format
    top: tables.Top


def looked_at(arrived: Arrived, file: BinaryIO) -> Upload:
    """Tell what a file is. Raises what refuses it."""
    format = tables.told(file)
    if format.format == "xlsx" and arrived.size_bytes > files.MOST_XLSX_BYTES:
        raise FileTooLarge(format="XLSX", most_mb=files.MOST_XLSX_BYTES // 1024**2)
    return Upload(arrived, format, tables.top(file, format))


def add(work: Work, upload: Upload, asker: Principal, language: str) -> Import:
    """Keep an upload as an import, with columns guessed."""
    arrived, format = upload.arrived, upload.format
    intake = of_brand(work, arrived.intake)
    found = Import(
        id=arrived.id,
        intake=intake.name,
        file_name=arrived.file_name[:MOST_NAME] or "—",
        format=format.format,
        encoding=format.encoding,
        delimiter=format.delimiter,
        headings=upload.top.headings,
        columns=_guessed(intake, upload.top),
        size_bytes=arrived.size_bytes,
        state=ImportState.UPLOADED,
        actor=asker.actor.name,
        reach=asker.reach.plain(),
        language=language,
        uploaded_at=work.now(),
    )
    work.add(found)
    told = {"intake": intake.name, "size_bytes": arrived.size_bytes}
    work.audit("import.added", "import", arrived.id, after=told)
    return found


def _guessed(intake: Intake, first: tables.Top) -> dict[str, int]:
    samples = [cells for _, cells in first.rows]
    found = mapping.guessed(mapping.places(intake.row), first.headings, samples)
    return {name: guess.column for name, guess in found.items()}


def format_of(found: Import) -> Format:
    return Format(found.format, found.encoding, found.delimiter)


def match(found: Import, intake: Intake, columns: Mapping[str, int]) -> None:
    """Say which column each field is read from. Raises NoSuchColumn."""
    fields = {place.name for place in mapping.places(intake.row)}
    for field, column in columns.items():
        if field not in fields or not 0 <= column < len(found.headings):
            raise NoSuchColumn(column=column + 1, intake=intake.name, field=field)
    found.columns, found.state, found.trial = dict(columns), ImportState.UPLOADED, None


def read_as(found: Import, intake: Intake, file: BinaryIO, format: Format) -> None:
    """Read the file in another way than was guessed, and guess its columns anew.

    Raises what refuses the file.
    """
    tables.agree(file, format)
    first = tables.top(file, format)
    found.encoding, found.delimiter = format.encoding, format.delimiter
    found.headings, found.columns = first.headings, _guessed(intake, first)
    found.state, found.trial, found.total_rows = ImportState.UPLOADED, None, None


def try_out(work: Work, found: Import, intake: Intake) -> None:
    """Have the file tried by a job. Raises FieldsUnmatched."""
    _demand_fields(found, intake)
    found.state, found.problem = ImportState.CHECKING, None
    work.enqueue("imports.check", key=str(found.id), import_id=found.id)


def start(work: Work, found: Import, intake: Intake) -> None:
    """Have the file taken in by a job, from where it stands. Raises as `try_out`."""
    _demand_fields(found, intake)
    found.state, found.problem, found.ended_at = ImportState.RUNNING, None, None
    found.started_at = found.started_at or work.now()
    work.enqueue("imports.run", key=str(found.id), import_id=found.id)
    work.audit("import.started", "import", found.id, after={"from_row": found.position})


def cancel(work: Work, found: Import) -> None:
    """Stop before the next batch; what is done stays. Raises ImportElsewhere."""
    demand(found, ImportState.RUNNING, ImportState.CHECKING)
    if found.state == ImportState.CHECKING:
        found.state = ImportState.UPLOADED
        return
    found.state, found.ended_at = ImportState.CANCELLED, work.now()
    work.audit("import.stopped", "import", found.id, after={"rows": found.rows})


def undo(work: Work, found: Import) -> None:
    """Have everything given back, the last row first. Raises ImportElsewhere."""
    demand(found, *OVER)
    if found.swept_at is not None or not found.rows:
        raise ImportElsewhere(state=found.state)
    found.state = ImportState.UNDOING
    work.enqueue("imports.undo", key=str(found.id), import_id=found.id)
    told = {"taken": found.taken, "merged": found.merged}
    work.audit("import.undo_started", "import", found.id, after=told)


def demand(found: Import, *states: ImportState, fresh: bool = False) -> None:
    """Raises ImportElsewhere in another state, or once rows were taken where it must be fresh."""
    if found.state not in states or (fresh and found.position):
        raise ImportElsewhere(state=found.state)


def demand_refused(found: Import) -> None:
    """Raises ImportElsewhere where no row was refused."""
    if not found.refused:
        raise ImportElsewhere(state=found.state)


def _demand_fields(found: Import, intake: Intake) -> None:
    missing = mapping.unmatched(mapping.places(intake.row), found.columns)
    if missing:
        raise FieldsUnmatched(fields=", ".join(place.title(found.language) for place in missing))


def page(work: Work, *, state: str | None, cursor: str | None, limit: int) -> Page[Import]:
    """Imports, the newest first. Raises BadCursor."""
    rows = work.scope(Import)
    if state:
        rows = rows.where(Import.state == state)
    rows = _before(rows, cursor) if cursor else rows
    newest = rows.order_by(Import.uploaded_at.desc(), Import.id.desc()).limit(limit + 1)
    found = list(work.session.scalars(newest))
    more = len(found) > limit
    shown = found[:limit]
    return Page(shown, encode_cursor(shown[-1].uploaded_at, shown[-1].id) if more else None)


def _before(rows: Select[Import], cursor: str) -> Select[Import]:
    at, last = decode_cursor(cursor, 2)
    try:
        return rows.where(
            tuple_(Import.uploaded_at, Import.id) < (datetime.fromisoformat(at), UUID(last))
        )
    except ValueError as error:
        raise BadCursor from error
