"""A table as the bytes of a CSV, XLSX or SPSS file."""

import io
from typing import BinaryIO

from siyu.insight.tables import Sheet
from siyu.kit.ids import new_id
from siyu.platform.exports.models import FileFormat
from siyu.platform.exports.sheets import CsvSheet, XlsxSheet
from siyu.platform.exports.sheets import Sheet as Writer
from siyu.platform.exports.spss import SavSheet
from siyu.platform.runtime import Runtime


def written(sheet: Sheet, format: FileFormat, runtime: Runtime) -> bytes:
    """Whole in memory: an answer has a few thousand rows at most."""
    out = io.BytesIO()
    writer = _writer(sheet, format, out, runtime)
    writer.write(sheet.rows)
    writer.close()
    return out.getvalue()


def _writer(sheet: Sheet, format: FileFormat, out: BinaryIO, runtime: Runtime) -> Writer:
    columns = list(sheet.columns)
    match format:
        case FileFormat.CSV:
            return CsvSheet(out, columns)
        case FileFormat.XLSX:
            return XlsxSheet(out, columns)
    spool = runtime.settings.data_dir / "exports" / f"{new_id()}.spool"
    return SavSheet(out, columns, spool, runtime.secrets)
