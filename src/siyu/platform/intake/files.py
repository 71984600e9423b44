"""Where uploaded files lie: sealed, in the data directory, until they are swept."""

import os
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from siyu.platform import sealed_files
from siyu.platform.clock import real_now
from siyu.platform.intake.errors import FileGone
from siyu.platform.runtime import Runtime
from siyu.platform.sealed_files import SealedWriter

KEPT = timedelta(days=30)
ABANDONED = timedelta(days=1)
BROKEN_OFF = timedelta(minutes=10)
"""An upload that nothing was written to for so long has no sender any more."""
MOST_CSV_BYTES = 1024**3
MOST_XLSX_BYTES = 100 * 1024**2


def path(runtime: Runtime, import_id: UUID) -> Path:
    return runtime.settings.data_dir / "imports" / str(import_id)


def new(runtime: Runtime, import_id: UUID) -> SealedWriter:
    return SealedWriter(path(runtime, import_id), runtime.secrets)


def opened(runtime: Runtime, import_id: UUID) -> BinaryIO:
    """Raises FileGone."""
    try:
        return sealed_files.opened(path(runtime, import_id), runtime.secrets)
    except FileNotFoundError as error:
        raise FileGone(days=KEPT.days) from error


def delete(runtime: Runtime, import_id: UUID) -> None:
    path(runtime, import_id).unlink(missing_ok=True)


def delete_strays(runtime: Runtime, known: set[UUID], quiet: timedelta = ABANDONED) -> None:
    """Delete what no import knows: uploads that broke off. Others may be arriving just now."""
    folder = path(runtime, UUID(int=0)).parent
    before = (real_now() - quiet).timestamp()
    for file in os.scandir(folder) if folder.is_dir() else ():
        if file.name not in {str(id) for id in known} and file.stat().st_mtime < before:
            Path(file.path).unlink(missing_ok=True)
