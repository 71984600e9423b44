"""The file of refused rows: as they were, with their row numbers and reasons, to mend and send."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from siyu.kit.cells import guarded
from siyu.platform.access import Actor
from siyu.platform.intake import files, imports, memos, tables
from siyu.platform.intake.memos import Refusal
from siyu.platform.intake.models import Import, ImportBatch
from siyu.platform.runtime import Runtime

ACTOR = Actor.system("imports")
MORE_HEADINGS = {"en": ("Row in the file", "Reason"), "zh": ("文件行号", "原因")}
# A spreadsheet knows UTF-8 and UTF-16 by the mark at their start.
MARKED = {"": "utf-8-sig", "utf-8": "utf-8-sig", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}


def encoding_of(found: Import) -> str:
    """The encoding of the refused file: that of the upload, as a spreadsheet opens it."""
    return MARKED.get(found.encoding, found.encoding)


def pieces(runtime: Runtime, found: Import) -> Iterator[bytes]:
    """The file of refused rows, piece by piece. Raises FileGone when it begins."""
    file = files.opened(runtime, found.id)
    encoder = io.TextIOWrapper(buffer := io.BytesIO(), encoding_of(found), newline="")
    writer = csv.writer(encoder, delimiter=found.delimiter or ",")
    writer.writerow([*found.headings, *MORE_HEADINGS["zh" if found.language[:2] == "zh" else "en"]])
    with file:
        rows = tables.rows_after(file, imports.format_of(found), 0)
        for refused in _batches(runtime, found):
            _write(writer, rows, refused, len(found.headings))
            encoder.flush()
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    encoder.flush()
    yield buffer.getvalue()


def _write(writer: Any, rows: Iterator[tables.Row], refused: Sequence[Refusal], width: int) -> None:
    for refusal in refused:
        cells = next(cells for number, cells in rows if number == refusal.row)
        whole = [guarded(cell) for cell in cells] + [""] * (width - len(cells))
        writer.writerow([*whole, refusal.row, guarded(refusal.message)])


def _batches(runtime: Runtime, found: Import) -> Iterator[list[Refusal]]:
    """The refusals batch by batch, each read in a Work of its own."""
    position: int | None = 0
    while position is not None:
        with runtime.work(found.tenant_id, actor=ACTOR) as work:
            mine = work.scope(ImportBatch).where(
                ImportBatch.import_id == found.id,
                ImportBatch.position > position,
                ImportBatch.refusals.is_not(None),
            )
            batch = work.session.scalars(mine.order_by(ImportBatch.position).limit(1)).first()
            position = batch.position if batch else None
            refused = memos.opened_refusals(work.secrets, batch.refusals) if batch else []
        yield refused
