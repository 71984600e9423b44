"""A plain reader of SPSS system files, by the documented format and nothing of ours."""

import struct
from dataclasses import dataclass, field
from typing import Any

MISSING = struct.unpack("<d", b"\xff\xff\xff\xff\xff\xff\xef\xff")[0]


@dataclass
class Sav:
    """What a file says: variables as (short name, width, label), extensions, rows of elements."""

    cases: int
    variables: list[tuple[str, int, str]] = field(default_factory=list)
    extensions: dict[int, bytes] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)


def read(content: bytes) -> Sav:
    """Raises AssertionError where the file is not what it says."""
    assert content[:4] == b"$FL2"
    layout, elements, compression, _weight, cases = struct.unpack_from("<5i", content, 64)
    assert (layout, compression) == (2, 0)
    sav, at, counted = Sav(cases), 176, 0
    while True:
        (kind,) = struct.unpack_from("<i", content, at)
        if kind == 999:
            at += 8
            break
        if kind == 2:
            at = _variable(content, at, sav)
            counted += 1
        else:
            assert kind == 7
            subtype, size, count = struct.unpack_from("<3i", content, at + 4)
            sav.extensions[subtype] = content[at + 16 : at + 16 + size * count]
            at += 16 + size * count
    assert counted == elements
    assert len(content) - at == cases * elements * 8
    for _ in range(cases):
        at = _row(content, at, sav)
    return sav


def _variable(content: bytes, at: int, sav: Sav) -> int:
    width, labelled, missing = struct.unpack_from("<3i", content, at + 4)
    name, label, at = content[at + 24 : at + 32].decode().strip(), "", at + 32
    assert missing == 0
    if labelled:
        (length,) = struct.unpack_from("<i", content, at)
        label = content[at + 4 : at + 4 + length].decode()
        at += 4 + -(-length // 4) * 4
    if width >= 0:
        sav.variables.append((name, width, label))
    return at


def _row(content: bytes, at: int, sav: Sav) -> int:
    names = dict(pair.split("=") for pair in sav.extensions[13].decode().split("\t"))
    wide = dict(
        pair.split("=") for pair in sav.extensions.get(14, b"").decode().split("\0\t") if pair
    )
    row: dict[str, Any] = {}
    left, into = 0, ""
    for name, width, _ in sav.variables:
        if width == 0:
            (value,) = struct.unpack_from("<d", content, at)
            row[names[name]], at = None if value == MISSING else value, at + 8
            continue
        cells = content[at : at + -(-width // 8) * 8]
        at += len(cells)
        if left == 0:
            into, left, row[names[name]] = names[name], int(wide.get(name, width)), b""
        piece = cells[: min(left, 255)]
        row[into] += piece
        # A segment of a very long string holds 255 bytes and is declared at 252 a step.
        left -= len(piece)
    sav.rows.append(
        {
            name: value.decode().rstrip(" ") if isinstance(value, bytes) else value
            for name, value in row.items()
        }
    )
    return at
