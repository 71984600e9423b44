"""A file's way in: guessed, tried, run, its refused rows fetched, undone."""

import csv
import io
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, update

from siyu.customers.tag_models import TagGroup
from siyu.platform import sealed_files
from siyu.platform.audit import AuditEntry
from siyu.platform.clock import FixedClock
from siyu.platform.intake.models import Import, ImportBatch
from siyu.platform.work import Work
from tests import proofs
from tests.intake import workbooks
from tests.intake.conftest import Brand
from tests.intake.shelf import SHUT

DIRTY = "编码;位置;手机号\na;1;13800138000\n\nb;x;1\nshut;2;\na;5;;extra\na;7;\n".encode("gbk")


def as_csv(content: bytes, encoding: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(encoding), newline=""), delimiter=delimiter))


def test_an_upload_shows_its_columns_and_takes_nothing(brand: Brand) -> None:
    made = brand.upload(DIRTY, name="架子.csv").json()
    assert (made["state"], made["encoding"], made["delimiter"]) == ("uploaded", "gb18030", ";")
    assert made["file_name"] == "架子.csv"
    assert made["headings"] == ["编码", "位置", "手机号"]
    assert made["columns"] == {"code": 0, "place": 1, "phone": 2}
    assert made["samples"][0] == {"row": 2, "cells": ["a", "1", "13800138000"]}
    assert made["missing"] == []
    assert brand.shelf == {}


def test_a_person_says_which_column_is_which(brand: Brand) -> None:
    made = brand.upload(b"A,B\nx,1\n").json()
    assert made["missing"] == ["code"]
    path = f"/api/imports/{made['id']}"
    refused = brand.client.post(f"{path}/run", headers={"accept-language": "zh-CN"})
    assert refused.json()["code"] == "FieldsUnmatched"
    wrong = brand.client.put(f"{path}/columns", json={"columns": {"code": 2}})
    assert wrong.json()["code"] == "NoSuchColumn"
    matched = brand.client.put(f"{path}/columns", json={"columns": {"code": 0, "place": 1}})
    assert matched.json()["missing"] == []
    brand.client.post(f"{path}/run")
    brand.act()
    assert brand.shelf == {"x": 1}


def test_a_wrong_guess_of_the_encoding_is_mended(brand: Brand) -> None:
    made = brand.upload("code\n路\n".encode("gbk")).json()
    assert (made["encoding"], made["samples"][0]["cells"]) == ("utf-8", ["·"])
    path = f"/api/imports/{made['id']}/reading"
    told = brand.client.put(path, json={"encoding": "gb18030", "delimiter": ","}).json()
    assert (told["encoding"], told["samples"][0]["cells"]) == ("gb18030", ["路"])
    wrong = brand.client.put(path, json={"encoding": "utf-16", "delimiter": ","})
    assert wrong.json()["code"] == "EncodingUnknown"


def test_a_dry_run_tells_what_would_happen_and_changes_nothing(brand: Brand) -> None:
    made = brand.upload(DIRTY).json()
    path = f"/api/imports/{made['id']}"
    assert brand.client.post(f"{path}/check").json()["state"] == "checking"
    assert brand.act() == ["imports.check"]
    tried = brand.client.get(path).json()
    assert (tried["state"], tried["total_rows"]) == ("checked", 5)
    trial = tried["trial"]
    assert (trial["taken"], trial["merged"], trial["refused"]) == (1, 1, 3)
    assert [(reason["message"], reason["rows"]) for reason in trial["reasons"]] == [
        ("Place: is not a whole number", 1),
        ("shut is on a shelf that is shut.", 1),
        ("This row has 4 cells under 3 headings; put the extra ones under a heading.", 1),
    ]
    assert trial["reasons"][0]["examples"][0]["row"] == 4
    assert brand.shelf == {}
    with brand.work() as work:
        assert work.session.scalars(select(ImportBatch)).all() == []
        assert b"shut" not in work.session.scalars(select(Import.trial)).one()


def test_a_run_counts_every_row_once_and_gives_back_what_it_refused(brand: Brand) -> None:
    done = brand.imported(DIRTY, name="dirty.csv")
    assert (done["state"], done["taken"], done["merged"], done["refused"]) == ("done", 1, 1, 3)
    assert brand.shelf == {"a": 7}
    file = brand.client.get(f"/api/imports/{done['id']}/refused")
    assert as_csv(file.content, "gb18030", ";") == [
        ["编码", "位置", "手机号", "Row in the file", "Reason"],
        ["b", "x", "1", "4", "Place: is not a whole number"],
        ["shut", "2", "", "5", "shut is on a shelf that is shut."],
        ["a", "5", "", "extra", "6", "This row has 4 cells under 3 headings; put the extra ones"
         " under a heading."],
    ]  # fmt: skip
    assert file.headers["content-disposition"].endswith("dirty-refused.csv")


def test_the_refused_file_of_a_chinese_speaker_opens_in_a_spreadsheet(brand: Brand) -> None:
    done = brand.imported(b"code,place\n=1+1,x\n", **{"accept-language": "zh-CN"})
    file = brand.client.get(f"/api/imports/{done['id']}/refused").content
    assert file.startswith(b"\xef\xbb\xbf")
    assert as_csv(file, "utf-8-sig")[0][2:] == ["文件行号", "原因"]
    assert as_csv(file, "utf-8-sig")[1][:2] == ["'=1+1", "x"]


def test_a_workbook_is_taken_like_a_csv(brand: Brand) -> None:
    done = brand.imported(
        workbooks.workbook([["SKU", "Place"], ["a", 3], [], ["b", 4.0], [None, 1]])
    )
    assert (done["taken"], done["refused"], done["format"]) == (2, 1, "xlsx")
    assert brand.shelf == {"a": 3, "b": 4}


def trail_of(work: Work) -> Counter[str]:
    """What stands of imports on the trail; entries of one instant are in no order."""
    found = select(AuditEntry.what).where(AuditEntry.subject == "import")
    return Counter(work.session.scalars(found))


def test_undoing_gives_back_the_very_state_before(brand: Brand) -> None:
    brand.imported(b"code,place\nold,1\nsame,2\n")
    with brand.work() as work:
        before = work.session.execute(text("SELECT * FROM tag_groups ORDER BY id")).all()
    rows = [f"n{number},{number}" for number in range(1100)]
    done = brand.imported("\n".join(["code,place", "old,9", "same,2", *rows, "old,8"]).encode())
    assert (done["taken"], done["merged"]) == (1100, 3)
    assert done["can_undo"]
    with brand.work() as work:
        trail = trail_of(work)
    asked = brand.client.post(f"/api/imports/{done['id']}/undo")
    assert asked.json()["state"] == "undoing"
    brand.act()
    undone = brand.client.get(f"/api/imports/{done['id']}").json()
    assert (undone["state"], undone["given_back"], undone["kept"]) == ("undone", 1102, 0)
    assert not undone["can_undo"]
    with brand.work() as work:
        assert work.session.execute(text("SELECT * FROM tag_groups ORDER BY id")).all() == before
        assert trail_of(work) - trail == Counter(["import.undo_started", "import.undone"])


def test_what_cannot_be_given_back_is_named_and_the_rest_goes(brand: Brand) -> None:
    done = brand.imported(b"code,place\na,1\nb,2\nc,3\n")
    with brand.work() as work:
        work.session.execute(update(TagGroup).where(TagGroup.name == "b").values(wecom_id="lent"))
    brand.client.post(f"/api/imports/{done['id']}/undo")
    brand.act()
    undone = brand.client.get(f"/api/imports/{done['id']}").json()
    assert (undone["given_back"], undone["kept"]) == (2, 1)
    assert undone["kept_rows"] == [{"row": 3, "message": "b is lent out; it cannot be given back."}]
    assert brand.shelf == {"b": 2}


def test_a_cancelled_import_keeps_what_is_done_and_goes_on_later(brand: Brand) -> None:
    made = brand.upload(b"code\na\nb\n").json()
    path = f"/api/imports/{made['id']}"
    brand.client.post(f"{path}/run")
    stopped = brand.client.post(f"{path}/cancel").json()
    assert stopped["state"] == "cancelled"
    brand.act()
    assert brand.shelf == {}
    brand.client.post(f"{path}/run")
    brand.act()
    assert brand.client.get(path).json()["state"] == "done"
    assert sorted(brand.shelf) == ["a", "b"]


def test_an_import_that_ran_cannot_be_changed_or_run_again(brand: Brand) -> None:
    done = brand.imported(b"code\na\n")
    path = f"/api/imports/{done['id']}"
    for verb in ("run", "check", "cancel"):
        assert brand.client.post(f"{path}/{verb}").json()["code"] == "ImportElsewhere"
    assert brand.client.put(f"{path}/columns", json={"columns": {}}).status_code == 409


def test_a_file_that_breaks_off_says_where_and_keeps_what_was_taken(brand: Brand) -> None:
    rows = "".join(f"r{number}\n" for number in range(600))
    failed = brand.imported(f'code\n{rows}"{"x" * 200_000}'.encode())
    assert failed["state"] == "failed"
    assert failed["problem"].startswith("The file cannot be read on after row 601 (field larger")
    assert failed["taken"] == 600
    assert failed["can_undo"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "EmptyTable"),
        (b"\xff\xfe\x00", "EncodingUnknown"),
        (workbooks.bomb(), "WorkbookTooLarge"),
    ],
    ids=["empty", "wrong encoding", "zip bomb"],
)
def test_a_refused_upload_leaves_nothing_behind(brand: Brand, content: bytes, code: str) -> None:
    refused = brand.upload(content)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert list((brand.runtime.settings.data_dir / "imports").iterdir()) == []
    assert brand.client.get("/api/imports").json()["items"] == []


def test_an_unknown_intake_and_a_lacking_right_are_refused(brand: Brand) -> None:
    unknown = brand.client.post("/api/imports?intake=nothing", content=b"code\na\n")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "NoSuchIntake")
    key = {"authorization": f"Bearer {brand.key('customers.write')}"}
    assert brand.upload(b"code\na\n", **key).status_code == 403
    shown = [one["name"] for one in brand.client.get("/api/intakes", headers=key).json()]
    assert "shelf" not in shown


def test_an_uploaded_file_is_sealed_and_deleted_in_time(brand: Brand, clock: FixedClock) -> None:
    done = brand.imported(b"code,phone\ncanary,13812345678\n" + b"pad,1\n" * 600)
    path = brand.runtime.settings.data_dir / "imports" / done["id"]
    assert b"canary" not in path.read_bytes()
    assert (
        sealed_files.opened(path, brand.runtime.secrets).read(25) == b"code,phone\ncanary,1381234"
    )
    assert done["deleted_after"] == (clock.now() + timedelta(days=30)).isoformat().replace(
        "+00:00", "Z"
    )
    sweep(brand, clock, days=29)
    assert path.exists()
    sweep(brand, clock, days=2)
    assert not path.exists()
    swept = brand.client.get(f"/api/imports/{done['id']}").json()
    assert (swept["can_undo"], swept["deleted_after"]) == (False, None)
    with brand.work() as work:
        assert {one.memos for one in work.session.scalars(work.scope(ImportBatch))} == {None}


def sweep(brand: Brand, clock: FixedClock, *, days: int) -> None:
    clock.forward(days=days)
    with brand.work() as work:
        work.enqueue("imports.sweep")
    brand.act()


# --- random dirty files against a plain reference

CODES = st.text(
    st.characters(codec="gb18030", categories=("L", "N", "P", "Zs"), include_characters='",;\n\t'),
    min_size=1,
    max_size=6,
)
PLACES = st.one_of(st.integers(0, 20).map(str), st.sampled_from(["", "x", "-1", "99999999999"]))
CELLS = st.tuples(st.one_of(CODES, st.sampled_from(["a", "b", SHUT, ""])), PLACES)
ROWS = st.lists(
    st.one_of(
        CELLS.map(list),
        CELLS.map(lambda cells: [cells[0]]),
        CELLS.map(lambda cells: [*cells, "extra"]),
        st.sampled_from([[], ["", ""], ["", "", ""]]),
    ),
    max_size=30,
)


def reference(rows: list[list[str]]) -> tuple[dict[str, int], dict[str, int]]:
    """What becomes of the rows, in plain words."""
    counts, kept = {"taken": 0, "merged": 0, "refused": 0}, dict[str, int]()
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        code, place = row[0].strip(), (row[1].strip() if len(row) > 1 else "") or "0"
        code = code[1:] if code[:2] in ("'=", "'+", "'-", "'@") else code
        fits = len(row) < 3 or not row[2].strip()
        if not fits or not code or code.startswith(SHUT) or not 0 <= whole(place) < 2**31:
            counts["refused"] += 1
            continue
        counts["merged" if code in kept else "taken"] += 1
        kept[code] = whole(place)
    return counts, kept


def whole(text: str) -> int:
    return int(text) if text.lstrip("-").isascii() and text.lstrip("-").isdigit() else -1


@settings(
    max_examples=proofs.rounds(300, 12),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    rows=ROWS,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
    delimiter=st.sampled_from([",", ";", "\t"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    ending=st.sampled_from(["\n", "\r\n"]),
)
@example(
    rows=[["0", "99999999999"], ["0", "0"]],
    encoding="utf-8",
    delimiter=",",
    quoting=csv.QUOTE_MINIMAL,
    ending="\n",
)
@pytest.mark.prove
def test_every_row_of_a_dirty_file_is_counted_exactly_once(
    brand: Brand, rows: list[list[str]], encoding: str, delimiter: str, quoting: Any, ending: str
) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, quoting=quoting, lineterminator=ending)
    # So many even rows first that the delimiter is beyond doubt, and letters that are no UTF-8.
    firm = [["晨光", "1"]] * 20
    writer.writerows([["编码", "位置"], *firm, *rows])
    with brand.work() as work:
        work.session.execute(text("DELETE FROM tag_groups"))
    done = brand.imported(file.getvalue().encode(encoding))
    counts, kept = reference([*firm, *rows])
    assert {name: done[name] for name in counts} == counts
    assert brand.shelf == kept
    assert done["state"] == "done"
    if counts["refused"]:
        refused = brand.client.get(f"/api/imports/{done['id']}/refused").content
        assert len(as_csv(refused, done["encoding"], delimiter)) == counts["refused"] + 1


def test_a_gigabyte_is_read_piece_by_piece(brand: Brand) -> None:
    size = proofs.rounds(1024, 8) * 1024**2
    line = b"code,place\n" + b"a,1\n" + b" , \n" * (1024**2 // 4)

    def pieces() -> Any:
        yield line
        for _ in range(size // len(line) - 1):
            yield b" , \n" * (len(line) // 4)

    made = brand.client.post("/api/imports?intake=shelf&name=big.csv", content=pieces())
    assert made.status_code == 201, made.text
    brand.client.post(f"/api/imports/{made.json()['id']}/run")
    brand.act()
    done = brand.client.get(f"/api/imports/{made.json()['id']}").json()
    assert (done["state"], done["taken"], done["merged"]) == ("done", 1, 0)


@pytest.mark.skipif(not proofs.WHOLE, reason="writes a gigabyte")
def test_more_than_a_gigabyte_is_refused_and_leaves_nothing(brand: Brand) -> None:
    def pieces() -> Any:
        for _ in range(1024):
            yield b" , \n" * (1024**2 // 4)
        yield b"!"

    refused = brand.client.post("/api/imports?intake=shelf&name=big.csv", content=pieces())
    assert (refused.status_code, refused.json()["code"]) == (422, "FileTooLarge")
    assert list((brand.runtime.settings.data_dir / "imports").iterdir()) == []
