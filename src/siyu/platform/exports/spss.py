"""Writes SPSS system files (.sav), uncompressed, little-endian, in UTF-8.

The format is documented by GNU PSPP, "System File Format". A string's width stands before the
cases, so rows wait in a sealed file until all are known. Strings over 255 bytes are cut into
segments of 255, declared at 252 bytes a step, and joined by the reader (record 7, subtype 14).
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import msgspec

from siyu.platform import sealed_files
from siyu.platform.exports.cells import Cell, Column
from siyu.platform.sealed_files import SealedWriter
from siyu.platform.secrets import Secrets

EPOCH = datetime(1582, 10, 14)  # noqa: DTZ001 - SPSS counts local seconds
MOST_STRING = 32_767
SEGMENT, STEP, CELL = 255, 252, 8
BIGGEST = struct.unpack("<d", b"\xff\xff\xff\xff\xff\xff\xef\x7f")[0]
MISSING = struct.pack("<d", -BIGGEST)
LOWEST = struct.pack("<Q", 0xFFEFFFFFFFFFFFFE)
TEXT, NUMBER, INSTANT = 1, 5, 22


class SavSheet:
    """A system file. `spool` is where its rows wait."""

    def __init__(
        self, out: BinaryIO, columns: Sequence[Column], spool: Path, secrets: Secrets
    ) -> None:
        self._out, self._columns, self._path, self._secrets = out, columns, spool, secrets
        self._spool = SealedWriter(spool, secrets)
        self._widths, self._decimals, self._rows = [1] * len(columns), [0] * len(columns), 0

    def write(self, rows: Iterable[Sequence[Cell]]) -> None:
        for row in rows:
            cells = [self._measured(at, cell) for at, cell in enumerate(row)]
            packed = msgspec.msgpack.encode(cells)
            self._spool.write(struct.pack("<I", len(packed)) + packed)
            self._rows += 1

    def _measured(self, at: int, cell: Cell) -> str | float | None:
        match cell:
            case str():
                text = _cut(cell)
                self._widths[at] = max(self._widths[at], len(text.encode()))
                return text
            case datetime():
                return (cell - EPOCH) / timedelta(seconds=1)
            case float() if not cell.is_integer():
                self._decimals[at] = 4
        return None if cell is None else float(cell)

    def close(self) -> None:
        self._spool.close()
        try:
            self._out.writelines(self._dictionary())
            for row in self._waiting():
                self._out.write(b"".join(map(self._cell, range(len(row)), row)))
            self._out.flush()
        finally:
            self._path.unlink()

    def _waiting(self) -> Iterator[list[str | float | None]]:
        with sealed_files.opened(self._path, self._secrets) as spool:
            for _ in range(self._rows):
                (length,) = struct.unpack("<I", spool.read(4))
                yield msgspec.msgpack.decode(spool.read(length))

    def _cell(self, at: int, value: str | float | None) -> bytes:
        if self._columns[at].kind != "text":
            return MISSING if value is None else struct.pack("<d", value)
        text, widths = str(value or "").encode(), segments(self._widths[at])
        pieces = [
            text[SEGMENT * number :][: min(width, SEGMENT)] for number, width in enumerate(widths)
        ]
        return b"".join(
            piece.ljust(_padded(width), b" ") for piece, width in zip(pieces, widths, strict=True)
        )

    def _dictionary(self) -> Iterator[bytes]:
        yield self._header()
        for at in range(len(self._columns)):
            yield from self._variable(at)
        yield _extension(3, 4, struct.pack("<8i", 1, 0, 0, -1, 1, 1, 2, 65001))
        yield _extension(4, 8, MISSING + struct.pack("<d", BIGGEST) + LOWEST)
        names = (f"{short(at)}={column.name}" for at, column in enumerate(self._columns))
        yield _extension(13, 1, "\t".join(names).encode())
        if wide := [at for at in self._texts() if self._widths[at] > SEGMENT]:
            told = "".join(f"{short(at)}={self._widths[at]:05d}\0\t" for at in wide)
            yield _extension(14, 1, told.encode())
        yield _extension(20, 1, b"UTF-8")
        yield struct.pack("<ii", 999, 0)

    def _texts(self) -> list[int]:
        return [at for at, column in enumerate(self._columns) if column.kind == "text"]

    def _header(self) -> bytes:
        cells = sum(
            sum(_padded(width) for width in segments(self._widths[at])) // CELL
            if column.kind == "text"
            else 1
            for at, column in enumerate(self._columns)
        )
        return struct.pack(
            "<4s60siiiiid9s8s64s3x",
            b"$FL2",
            b"@(#) SPSS DATA FILE - Siyu".ljust(60),
            2,
            cells,
            0,
            0,
            self._rows,
            100.0,
            b"01 Jan 70",
            b"00:00:00",
            b" " * 64,
        )

    def _variable(self, at: int) -> Iterator[bytes]:
        column = self._columns[at]
        if column.kind != "text":
            decimals = self._decimals[at]
            shown = (
                (INSTANT, 20, 0) if column.kind == "instant" else (NUMBER, 11 + decimals, decimals)
            )
            yield _record(0, shown, short(at), column.title)
            return
        for number, width in enumerate(segments(self._widths[at])):
            name = short(at) if number == 0 else f"S{at:03d}{number:03d}"
            yield _record(width, (TEXT, width, 0), name, column.title if number == 0 else "")
            yield _record(-1, (TEXT, 1, 1), "", "") * (_padded(width) // CELL - 1)


def segments(width: int) -> list[int]:
    """The widths of the variables that a string of `width` bytes is declared as."""
    if width <= SEGMENT:
        return [width]
    whole = -(-width // STEP) - 1
    return [*[SEGMENT] * whole, width - whole * STEP]


def short(at: int) -> str:
    """A variable's name of at most eight letters."""
    return f"V{at + 1}"


def _padded(width: int) -> int:
    return -(-width // CELL) * CELL


def _cut(text: str) -> str:
    """Text of at most what a string holds, whole letters only."""
    return text.encode()[:MOST_STRING].decode(errors="ignore")


def _record(kind: int, shown: tuple[int, int, int], name: str, label: str) -> bytes:
    format, width, decimals = shown
    told = format << 16 | width << 8 | decimals
    text = label.encode()[:255].decode(errors="ignore").encode()
    head = struct.pack("<iiiiii8s", 2, kind, int(bool(text)), 0, told, told, name.encode().ljust(8))
    if not text:
        return head
    return head + struct.pack("<i", len(text)) + text.ljust(-(-len(text) // 4) * 4)


def _extension(subtype: int, size: int, content: bytes) -> bytes:
    return struct.pack("<iiii", 7, subtype, size, len(content) // size) + content
