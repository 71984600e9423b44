"""The files themselves: CSV and XLSX, written row by row, so that memory stays flat."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import IO, BinaryIO, Protocol, cast
from xml.sax.saxutils import escape

from siyu.kit.cells import RUN_BY_SPREADSHEETS, guarded
from siyu.platform.exports.cells import NUMBERS, TEXTS, Cell, Column

MOST_SHEET_ROWS = 1_048_575
MOST_CELL = 32_767
DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's clock has no zone
KEPT_IN_XML = {"\r": "&#13;"}
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Sheet(Protocol):
    """A file being written."""

    def write(self, rows: Iterable[Sequence[Cell]]) -> None: ...

    def close(self) -> None: ...


class CsvSheet:
    """CSV in UTF-8 with the mark by which spreadsheets know it. Formulas are defused."""

    def __init__(self, out: BinaryIO, columns: Sequence[Column]) -> None:
        self._text = io.TextIOWrapper(out, "utf-8-sig", newline="", write_through=False)
        self._writer = csv.writer(self._text)
        self._writer.writerow([guarded(column.title) for column in columns])

    def write(self, rows: Iterable[Sequence[Cell]]) -> None:
        columns = [_plain_column(column) for column in zip(*rows, strict=True)]
        self._writer.writerows(zip(*columns, strict=True))

    def close(self) -> None:
        self._text.flush()
        self._text.detach()


def _plain_column(column: Sequence[Cell]) -> Sequence[Cell]:
    """A column as `_plain` gives its cells, by the types that stand in it."""
    types = set(map(type, column))
    if types <= NUMBERS:
        return column
    if types <= TEXTS:
        run, texts = RUN_BY_SPREADSHEETS, cast(Sequence[str | None], column)
        return [f"'{cell}" if cell and cell[0] in run else cell for cell in texts]
    return [_plain(cell) for cell in column]


def _plain(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return guarded(cell)
    return cell.isoformat(" ", "seconds") if isinstance(cell, datetime) else cell


MEMBERS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="Siyu" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/'
    '2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
    '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main'
    '"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd hh:mm:ss"/></numFmts>'
    '<fonts count="1"><font/></fonts><fills count="2"><fill><patternFill patternType="none"/>'
    '</fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/>'
    '</borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId='
    '"164" applyNumberFormat="1"/></cellXfs></styleSheet>',
}
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
SHEET = (
    f"{HEAD}<worksheet xmlns="
    '"http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)


class XlsxSheet:
    """A workbook of one sheet. Text is text by its type, and guarded as in CSV, which it may
    become when it is saved anew."""

    def __init__(self, out: BinaryIO, columns: Sequence[Column]) -> None:
        self._archive = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=4)
        for name, text in MEMBERS.items():
            self._archive.writestr(name, HEAD + text)
        self._sheet: IO[bytes] = self._archive.open(
            "xl/worksheets/sheet1.xml", "w", force_zip64=True
        )
        self._sheet.write(SHEET.encode())
        self.write([[column.title for column in columns]])

    def write(self, rows: Iterable[Sequence[Cell]]) -> None:
        told = (f"<row>{''.join(map(_element, row))}</row>" for row in rows)
        self._sheet.write("".join(told).encode())

    def close(self) -> None:
        self._sheet.write(b"</sheetData></worksheet>")
        self._sheet.close()
        self._archive.close()


def _element(cell: Cell) -> str:
    match cell:
        case None | "":
            return "<c/>"
        case str():
            text = escape(NOT_IN_XML.sub("", guarded(cell)[:MOST_CELL]), KEPT_IN_XML)
            return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        case datetime():
            return f'<c s="1"><v>{(cell - DAY_ZERO) / timedelta(days=1)!r}</v></c>'
    return f"<c><v>{cell!r}</v></c>"


def buffered(out: io.RawIOBase) -> BinaryIO:
    return cast(BinaryIO, io.BufferedWriter(out, 256 * 1024))
