"""Workbooks as other programs write them, and as an enemy would."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl


def workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    """A workbook of one sheet, by a writer that is not ours."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def changed(content: bytes, members: dict[str, bytes]) -> bytes:
    """A workbook with some of its members put in place of its own."""
    old, new = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in {*old.namelist(), *members}:
            archive.writestr(name, members[name] if name in members else old.read(name))
    return new.getvalue()


def bomb() -> bytes:
    """A small file that unpacks to 120 MB of zeros."""
    return changed(workbook([["Code"]]), {"xl/worksheets/sheet1.xml": b"0" * (120 * 1024**2)})


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'


def laughing() -> bytes:
    """A workbook whose sheet defines entities of entities."""
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
    )
    cell = '<row><c t="inlineStr"><is><t>&a9;</t></is></c></row>'
    sheet = f"<!DOCTYPE x [{entities}]>" + SHEET.format(cell)
    return changed(workbook([["Code"]]), {"xl/worksheets/sheet1.xml": sheet.encode()})


def sparse() -> bytes:
    """A workbook with a cell in its first row and one far down and right."""
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Code</t></is></c></row>'
        '<row r="60000"><c r="XFD60000"><v>1</v></c></row>'
    )
    return changed(workbook([["Code"]]), {"xl/worksheets/sheet1.xml": SHEET.format(cells).encode()})


def claiming(sizes: dict[str, tuple[int, int]], parts: int = 0) -> bytes:
    """A workbook whose directory claims sizes, packed and unpacked, that nothing in it has."""
    members = dict.fromkeys(sizes, b" ") | {f"part{n}": b"" for n in range(parts)}
    content = bytearray(changed(workbook([["Code"]]), members))
    for name, claimed in sizes.items():
        # The fields stand in the last entry of this name, 20 bytes behind its signature of 46.
        entry = content.rfind(name.encode()) - 46
        content[entry + 20 : entry + 28] = b"".join(size.to_bytes(4, "little") for size in claimed)
    return bytes(content)
