"""Reads the first visible sheet of an XLSX workbook, and refuses one that is made to hurt.

A workbook is a zip of XML: what it says of its sizes is looked at before a byte is unpacked, and
defusedxml, which openpyxl takes where it is installed, knows no entities.
"""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException

from siyu.platform.intake.errors import NotATable, WorkbookTooLarge

ZIP = b"PK\x03\x04"
OLD = b"\xd0\xcf\x11\xe0"
MOST_MEMBERS = 2_000
MOST_UNPACKED = 2 * 1024**3
MOST_TEXTS = 200 * 1024**2
MOST_RATIO = 300
RATIO_COUNTS_FROM = 1024**2
MOST_ROWS = 1_048_576
BROKEN = (
    zipfile.BadZipFile,
    ParseError,
    DefusedXmlException,
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    OSError,
    zipfile.LargeZipFile,
)


def guard(file: BinaryIO) -> None:
    """Raises NotATable, WorkbookTooLarge."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile as error:
        raise NotATable from error
    names = {member.filename for member in members}
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise NotATable
    if len(members) > MOST_MEMBERS:
        raise WorkbookTooLarge(what=f"{len(members):,} parts")
    if (unpacked := sum(member.file_size for member in members)) > MOST_UNPACKED:
        raise WorkbookTooLarge(what=f"{unpacked / 1024**2:,.0f} MB")
    for member in members:
        _guard_member(member)


def _guard_member(member: zipfile.ZipInfo) -> None:
    ratio = member.file_size / max(member.compress_size, 1)
    if member.file_size > RATIO_COUNTS_FROM and ratio > MOST_RATIO:
        raise WorkbookTooLarge(what=f"{member.filename}: 1:{ratio:,.0f}")
    # These are held in memory whole, unlike sheets.
    if not member.filename.startswith("xl/worksheets/") and member.file_size > MOST_TEXTS:
        raise WorkbookTooLarge(what=f"{member.filename}: {member.file_size / 1024**2:,.0f} MB")


def rows(file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """Rows of the first visible sheet as text, blank ones too, with their numbers."""
    book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    try:
        sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
        if sheet is None:
            raise NotATable
        # What a sheet says of its own size may be wrong.
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            if number > MOST_ROWS:
                raise WorkbookTooLarge(what=f"{number:,} rows")
            yield number, trimmed([as_text(cell) for cell in cells])
    finally:
        book.close()


def trimmed(cells: list[str]) -> list[str]:
    """Cells without the empty ones at the end, which a sheet has by the thousand."""
    while cells and not cells[-1]:
        cells.pop()
    return cells


def as_text(value: Any) -> str:
    """A cell as a person would have typed it into a CSV: 13800138000, not 13800138000.0."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ", "seconds")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
    return str(value)
