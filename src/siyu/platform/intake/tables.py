"""Reads a file of rows, whatever its format, encoding and delimiter, a row at a time.

A file is told from what is in it, never by its name. Rows are numbered as a spreadsheet shows
them: the first is 1, blank ones count, a row whose cells hold line breaks is one.
"""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from siyu.platform.intake import json_lines, spreadsheets
from siyu.platform.intake.errors import (
    EmptyTable,
    EncodingUnknown,
    FileBroken,
    NotATable,
    OldExcel,
    TooManyColumns,
)

LOOKED_AT = 64 * 1024
MOST_COLUMNS = 500
MOST_LINE = 1_000_000
SAMPLE_ROWS = 20
DELIMITERS = (",", ";", "\t")
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ALLOWED_CONTROLS = "\t\r\n\f\v\x1a"

Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Format:
    """How a file is to be read; a workbook has no encoding, and only CSV a delimiter."""

    format: str
    encoding: str = ""
    delimiter: str = ""


@dataclass(frozen=True)
class Top:
    """The headings of a file and its first rows."""

    headings: list[str]
    rows: list[Row]


def told(file: BinaryIO) -> Format:
    """How to read a file; reads all of it once. Raises what refuses it."""
    start = file.read(LOOKED_AT)
    if start.startswith(spreadsheets.ZIP):
        spreadsheets.guard(file)
        return Format("xlsx")
    if start.startswith(spreadsheets.OLD):
        raise OldExcel
    if not start:
        raise EmptyTable
    encoding = _encoding(file, start)
    _demand_text(start, encoding)
    if json_lines.begins(start):
        return Format("jsonl", encoding)
    return Format("csv", encoding, _delimiter(file, encoding))


def agree(file: BinaryIO, format: Format) -> None:
    """Raises EncodingUnknown, NotATable where a file cannot be read this way."""
    _must(file, (format.encoding,))
    file.seek(0)
    _demand_text(file.read(LOOKED_AT), format.encoding)


def _demand_text(start: bytes, encoding: str) -> None:
    text = codecs.getincrementaldecoder(encoding)().decode(start)
    if any(letter < " " and letter not in ALLOWED_CONTROLS for letter in text):
        raise NotATable


def _encoding(file: BinaryIO, start: bytes) -> str:
    for mark, encoding in MARKS:
        if start.startswith(mark):
            return _must(file, (encoding,))
    # Latin letters in UTF-16 without its mark: every other byte is empty.
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(start) > 3 and start[first::2].count(0) > len(start) / 4:
            return _must(file, (encoding,))
    return _must(file, ("utf-8", "gb18030"))


def _must(file: BinaryIO, encodings: Sequence[str]) -> str:
    """The first encoding that all of the file fits. Raises EncodingUnknown."""
    byte = 0
    for encoding in encodings:
        wrong = misfit(file, encoding)
        if wrong is None:
            return encoding
        byte = wrong
    raise EncodingUnknown(tried=" / ".join(encodings), byte=byte)


def misfit(file: BinaryIO, encoding: str) -> int | None:
    """The first byte of a file that an encoding does not know; None if it fits."""
    file.seek(0)
    decoder, done = codecs.getincrementaldecoder(encoding)(), 0
    while True:
        piece = file.read(LOOKED_AT)
        try:
            decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            return done + error.start
        except UnicodeError:
            # UTF-16 without its mark.
            return done
        if not piece:
            return None
        done += len(piece)


def _delimiter(file: BinaryIO, encoding: str) -> str:
    """The one that cuts the first rows into the most even and then the most columns."""
    return max(DELIMITERS, key=lambda one: _evenness(file, Format("csv", encoding, one)))


def _evenness(file: BinaryIO, format: Format) -> tuple[float, int]:
    try:
        widths = [len(cells) for _, cells in islice(records(file, format), SAMPLE_ROWS)]
    except (FileBroken, TooManyColumns):
        return 0, 0
    if not widths or widths[0] == 1:
        return 0, 0
    return widths.count(widths[0]) / len(widths), widths[0]


def records(file: BinaryIO, format: Format) -> Iterator[Row]:
    """Rows that are not blank, with their numbers, headings among them. Raises FileBroken."""
    file.seek(0)
    every = _every(file, format)
    number = 0
    try:
        for number, cells in every:
            if len(cells) > MOST_COLUMNS:
                raise TooManyColumns(most=MOST_COLUMNS, columns=len(cells))
            if "".join(cells).strip():
                yield number, cells
    except (csv.Error, UnicodeError, *spreadsheets.BROKEN) as error:
        raise FileBroken(row=number, reason=str(error)[:200]) from error


def _every(file: BinaryIO, format: Format) -> Iterator[Row]:
    match format.format:
        case "xlsx":
            return spreadsheets.rows(file)
        case "jsonl":
            return json_lines.rows(file, format.encoding)
    return _csv_rows(file, format)


def _csv_rows(file: BinaryIO, format: Format) -> Iterator[Row]:
    text = io.TextIOWrapper(file, format.encoding, newline="")
    try:
        yield from enumerate(csv.reader(_lines(text), delimiter=format.delimiter), 1)
    finally:
        # The file is its owner's to close; a wrapper that is collected would close it.
        if not file.closed:
            text.detach()


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(MOST_LINE):
        if len(line) == MOST_LINE:
            raise csv.Error(f"a line of more than {MOST_LINE:,} characters")
        yield line


def top(file: BinaryIO, format: Format) -> Top:
    """The headings and the first rows. Raises EmptyTable, FileBroken, TooManyColumns."""
    first = list(islice(records(file, format), SAMPLE_ROWS + 1))
    if not first:
        raise EmptyTable
    return Top([cell.strip() for cell in first[0][1]], first[1:])


def rows_after(file: BinaryIO, format: Format, position: int) -> Iterator[Row]:
    """The rows below the headings whose number is more than `position`."""
    below = islice(records(file, format), 1, None)
    return (row for row in below if row[0] > position)
