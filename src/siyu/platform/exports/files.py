"""Where exports lie: sealed, in the data directory, for a week."""

import os
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from siyu.platform import sealed_files
from siyu.platform.exports.errors import ExportNotReady
from siyu.platform.runtime import Runtime

KEPT = timedelta(days=7)


def path(runtime: Runtime, export_id: UUID) -> Path:
    return runtime.settings.data_dir / "exports" / str(export_id)


def draft(runtime: Runtime, export_id: UUID, part: str) -> Path:
    """Where this process writes before the file is whole."""
    return path(runtime, export_id).with_suffix(f".{part}-{os.getpid()}")


def opened(runtime: Runtime, export_id: UUID) -> BinaryIO:
    """Raises ExportNotReady where the file is not on this machine's disk."""
    try:
        return sealed_files.opened(path(runtime, export_id), runtime.secrets)
    except FileNotFoundError as error:
        raise ExportNotReady(state="gone", days=KEPT.days) from error


def delete(runtime: Runtime, export_id: UUID) -> None:
    """Delete a file and the drafts of those who died over it."""
    folder = path(runtime, export_id).parent
    for file in folder.glob(f"{export_id}*"):
        file.unlink(missing_ok=True)
