"""Reads a file of JSON objects, one a line, as a table: its columns are the fields there are.

A field inside a field goes by both names (`text.content`); what a list holds stands in one cell,
parted by |. A line's number is its row, and the headings, which stand in no line, are row 0.
"""

import io
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import islice
from typing import Any, BinaryIO

import msgspec

START = b"{"
LOOKED_AT_LINES = 1_000
MOST_LINE = 1_000_000


class LineUnfit(ValueError):
    """A line that is no JSON object, or has no end."""


def begins(start: bytes) -> bool:
    """Whether a file that starts like this is one of JSON lines."""
    first = start.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0]
    return first.startswith(START) and first.rstrip().endswith(b"}") and _is_object(first)


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False


def rows(file: BinaryIO, encoding: str) -> Iterator[tuple[int, list[str]]]:
    """The headings, then each line that is not blank. Raises LineUnfit."""
    headings = list(_headings(file, encoding))
    yield 0, headings
    for number, fields in _objects(file, encoding):
        yield number, [fields.get(heading, "") for heading in headings]


def _headings(file: BinaryIO, encoding: str) -> dict[str, None]:
    """The fields of the first lines, in the order in which they come, up to one that is unfit."""
    found: dict[str, None] = {}
    with suppress(LineUnfit):
        for _, fields in islice(_objects(file, encoding), LOOKED_AT_LINES):
            found.update(dict.fromkeys(fields))
    return found


def _objects(file: BinaryIO, encoding: str) -> Iterator[tuple[int, dict[str, str]]]:
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, newline="\n")
    try:
        for number, line in enumerate(_lines(text), 1):
            if line.strip():
                yield number, _fields(line)
    finally:
        # The file is its owner's to close; a wrapper that is collected would close it.
        if not file.closed:
            text.detach()


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(MOST_LINE):
        if len(line) == MOST_LINE:
            raise LineUnfit(f"a line of more than {MOST_LINE:,} characters")
        yield line


def _fields(line: str) -> dict[str, str]:
    try:
        found = msgspec.json.decode(line)
    except msgspec.DecodeError as error:
        raise LineUnfit(str(error)) from error
    if not isinstance(found, dict):
        raise LineUnfit("not a JSON object")
    return dict(_flat("", found))


def _flat(name: str, fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in fields.items():
        whole = f"{name}.{key}" if name else key
        if isinstance(value, dict) and not name:
            yield from _flat(whole, value)
        else:
            yield whole, _cell(value)


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case list() if not any(isinstance(one, list | dict) for one in value):
            return "|".join(map(_cell, value))
        case list() | dict():
            return msgspec.json.encode(value).decode()
    return str(value)
