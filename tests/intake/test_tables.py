"""Files are told by what is in them; what cannot be read is refused with a sentence."""

import io
import tracemalloc
from datetime import date, datetime

import pytest

from siyu.kit.errors import Problem
from siyu.platform.intake import spreadsheets, tables
from siyu.platform.intake.errors import WorkbookTooLarge
from siyu.platform.intake.tables import Format
from tests.intake import workbooks


def told(content: bytes) -> Format:
    return tables.told(io.BytesIO(content))


def rows(content: bytes) -> list[tuple[int, list[str]]]:
    """All rows of a file that has headings."""
    file = io.BytesIO(content)
    tables.top(file, format := told(content))
    return list(tables.records(file, format))


@pytest.mark.parametrize(
    ("encoding", "format"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encoding_and_delimiter_are_told(encoding: str, format: str, delimiter: str) -> None:
    text = f"编码{delimiter}place{delimiter}备注\r\n晨光{delimiter}1{delimiter}好\r\n"
    content = text.encode(encoding)
    assert told(content) == Format("csv", format, delimiter)
    assert rows(content) == [(1, ["编码", "place", "备注"]), (2, ["晨光", "1", "好"])]


def test_bytes_late_in_the_file_decide_too() -> None:
    ascii_first = b"code,place\n" + b"abc,1\n" * 50_000
    assert told(ascii_first + "晨光,2\n".encode("gbk")).encoding == "gb18030"
    with pytest.raises(Problem, match="byte 300011 does not fit"):
        told(ascii_first + b"\xff\xff,1\n")


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    content = b'code,place\n\n"two\nlines",1\n,,\n"say ""hi""",2'
    assert rows(content) == [
        (1, ["code", "place"]),
        (3, ["two\nlines", "1"]),
        (5, ['say "hi"', "2"]),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "EmptyTable"),
        (b"\n \n,,\n", "EmptyTable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old excel", "OldExcel"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "EncodingUnknown"),
        (b"%PDF-1.7\n\x00\x01\x02", "NotATable"),
        (b"PK\x03\x04 not a workbook", "NotATable"),
        (b"a" * 2_000_000, "FileBroken"),
        (b'code\n"' + b"x" * 200_000, "FileBroken"),
        (b",".join([b"x"] * 501), "TooManyColumns"),
        (workbooks.bomb(), "WorkbookTooLarge"),
        (workbooks.laughing(), "FileBroken"),
        (workbooks.sparse(), "TooManyColumns"),
        (workbooks.workbook([["Code"]])[:-40], "NotATable"),
        (
            workbooks.changed(workbooks.workbook([["Code"]]), {"xl/workbook.xml": b"<broken"}),
            "FileBroken",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_table_is_refused_with_a_sentence(content: bytes, code: str) -> None:
    tracemalloc.start()
    with pytest.raises(Problem) as refused:
        rows(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert refused.value.code == code
    assert peak < 60 * 1024**2


MB = 1024**2


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (workbooks.claiming({f"xl/worksheets/s{n}.xml": (9 * MB, 800 * MB) for n in range(3)}),
         "2,400 MB"),
        (workbooks.claiming({"xl/sharedStrings.xml": (9 * MB, 201 * MB)}),
         "xl/sharedStrings.xml: 201 MB"),
        (workbooks.claiming({"xl/worksheets/s.xml": (1 * MB, 301 * MB)}),
         "xl/worksheets/s.xml: 1:301"),
        (workbooks.claiming({}, parts=2_000), "2,00"),
    ],
    ids=["whole", "texts", "ratio", "parts"],
)  # fmt: skip
def test_what_a_workbook_says_of_its_sizes_is_enough_to_refuse_it(
    content: bytes, what: str
) -> None:
    with pytest.raises(WorkbookTooLarge) as refused:
        spreadsheets.guard(io.BytesIO(content))
    assert str(refused.value.data["what"]).startswith(what)


def test_a_workbooks_cells_read_as_a_person_would_type_them() -> None:
    cells = [
        13800138000,
        1.5,
        True,
        date(2026, 1, 5),
        datetime.fromisoformat("2026-01-05T08:26"),
        "文本",
        None,
        0,
    ]
    content = workbooks.workbook([["Code"], [], cells])
    assert rows(content) == [
        (1, ["Code"]),
        (
            3,
            ["13800138000", "1.5", "true", "2026-01-05", "2026-01-05 08:26:00", "文本", "", "0"],
        ),
    ]


def test_json_lines_are_a_table_of_their_fields() -> None:
    content = (
        '{"msgid": "a", "tolist": ["x", "y"], "at": 1794000000000,'
        ' "text": {"content": "你\\n好"}}\n'
        "\n"
        '{"msgid": "b", "image": {"size": 2, "inner": {"deep": [1]}}, "gone": null, "is": true}\n'
    ).encode()
    assert told(content) == Format("jsonl", "utf-8")
    assert rows(content) == [
        (0, ["msgid", "tolist", "at", "text.content", "image.size", "image.inner", "gone", "is"]),
        (1, ["a", "x|y", "1794000000000", "你\n好", "", "", "", ""]),
        (3, ["b", "", "", "", "2", '{"deep":[1]}', "", "true"]),
    ]
    assert rows(b"\xef\xbb\xbf" + content) == rows(content)


@pytest.mark.parametrize("content", [b'{"a": 1, "b"\n1,2\n', b"{a},b\n1,2\n", b'{"a",b}\n1,2\n'])
def test_a_table_that_begins_with_a_brace_stays_one(content: bytes) -> None:
    assert told(content).format == "csv"


@pytest.mark.parametrize(
    ("line", "reason"),
    [(b"[1]", "not a JSON object"), (b'{"a": 2', "truncated"), (b'{"a": "' + b"x" * 10**6, "line")],
)
def test_a_line_that_is_no_object_is_named(line: bytes, reason: str) -> None:
    with pytest.raises(Problem, match=f"after row 2 .*{reason}"):
        rows(b'{"a": 1}\n{"a": 2}\n' + line + b"\n")
