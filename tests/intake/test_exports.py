"""Lists taken away: the same columns and rows in each format, no formulas, masked, logged."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from sqlalchemy import select, update

from siyu.platform.audit import AuditEntry
from siyu.platform.clock import FixedClock
from siyu.platform.declarations import Field
from siyu.platform.exports import jobs
from siyu.platform.exports.cells import Column
from siyu.platform.exports.models import ExportRun
from siyu.platform.exports.spss import EPOCH, SavSheet, segments
from siyu.platform.jobs import JobRun
from siyu.platform.secrets import Secrets
from siyu.platform.work import Work
from tests.intake import savs
from tests.intake.conftest import Brand

LONG = "长" * 300
CODES = ["=1+1", "+8613800138000", "-5", "@SUM(A1)", "\tx", "\ry", 'a"b,c', "晨光", LONG]


@pytest.fixture
def full(brand: Brand) -> Brand:
    """A brand whose shelf holds what spreadsheets would run."""
    rows = [{"code": code, "place": at} for at, code in enumerate(CODES)]
    short = [{**row, "code": str(row["code"])[:40]} for row in rows]
    assert brand.client.post("/api/ingest/shelf", json=short).json()["taken"] == len(CODES)
    return brand


def ask(brand: Brand, format: str = "csv", **more: Any) -> Any:
    headers = more.pop("headers", {})
    body = {"export": "shelf", "format": format, **more}
    return brand.client.post("/api/exports", json=body, headers=headers)


def taken(brand: Brand, format: str = "csv", **more: Any) -> bytes:
    """An export, asked for, written and fetched."""
    headers = more.get("headers", {})
    made = ask(brand, format, **more)
    assert made.status_code == 202, made.text
    brand.act()
    file = brand.client.get(f"/api/exports/{made.json()['id']}/file", headers=headers)
    assert file.status_code == 200, file.text
    return bytes(file.content)


def csv_rows(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def xlsx_rows(content: bytes) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {
        "s",
        "n",
        "d",
        "inlineStr",
    }
    return [
        ["" if value is None else value for value in row]
        for row in sheet.iter_rows(values_only=True)
    ]


def test_no_cell_of_a_csv_or_a_workbook_is_a_formula(full: Brand) -> None:
    found = sorted(row[0] for row in csv_rows(taken(full))[1:])
    assert "'=1+1" in found
    assert [one for one in found if one.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert sorted(str(row[0]) for row in xlsx_rows(taken(full, "xlsx"))[1:]) == found


def test_numbers_stay_numbers_and_instants_stand_on_the_local_clock(
    full: Brand, clock: FixedClock
) -> None:
    rows = xlsx_rows(taken(full, "xlsx", columns=["place", "seen"], filter={"at_least": 8}))
    local = datetime.fromisoformat("2026-11-16T12:00")
    assert rows == [["Place", "Seen"], [8, local]]
    assert csv_rows(taken(full, columns=["place", "seen"], filter={"at_least": 8}))[1] == [
        "8",
        "2026-11-16 12:00:00",
    ]


def test_of_many_batches_each_row_is_there_once_and_whole_in_the_order_of_the_list(
    brand: Brand,
) -> None:
    rows = [{"code": f"c{number:05}", "place": number} for number in range(3 * jobs.BATCH + 1)]
    for first in range(0, len(rows), 500):
        part = rows[first : first + 500]
        assert brand.client.post("/api/ingest/shelf", json=part).json()["taken"] == len(part)
    _, *told = csv_rows(taken(brand, columns=["code", "place"]))
    assert told == [[row["code"], str(row["place"])] for row in rows]


def test_all_formats_have_the_same_columns_and_rows(full: Brand) -> None:
    plain = csv_rows(taken(full))
    book = xlsx_rows(taken(full, "xlsx"))
    assert [[str(cell) for cell in row] for row in book] == plain
    sav = savs.read(taken(full, "sav"))
    assert [label for _, width, label in sav.variables] == plain[0]
    for row, line in zip(sav.rows, plain[1:], strict=True):
        code = line[0][1:] if line[0].startswith("'") else line[0]
        assert row["code"] == code
        assert row["place"] == int(line[1])
        assert f"{EPOCH + timedelta(seconds=row['seen'])}" == line[3]


def wide(folder: Path) -> tuple[Path, list[str]]:
    """A system file with strings longer than a plain variable holds, and what they are."""
    texts = ["", "长" * 700, "a" * 255, "b" * 256 + "末"]
    secrets, path = Secrets(bytes(32)), folder / "wide.sav"
    columns = [Column("told", "说明", "text"), Column("n", "数", "number")]
    with path.open("wb") as out:
        sheet = SavSheet(out, columns, folder / "spool", secrets)
        sheet.write([(text, at / 2) for at, text in enumerate(texts)])
        sheet.close()
    return path, texts


def test_strings_of_any_length_come_back_whole(tmp_path: Path) -> None:
    path, texts = wide(tmp_path)
    sav = savs.read(path.read_bytes())
    assert [row["told"] for row in sav.rows] == texts
    assert [row["n"] for row in sav.rows] == [0, 0.5, 1, 1.5]
    assert list(tmp_path.iterdir()) == [path]


def test_another_reader_reads_the_spss_files(full: Brand, tmp_path: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat", reason="needs numpy, which the product does not")
    path, texts = wide(tmp_path)
    told, _ = pyreadstat.read_sav(str(path), output_format="dict")
    assert list(told["told"]) == texts
    path.write_bytes(taken(full, "sav"))
    told, meta = pyreadstat.read_sav(str(path), output_format="dict")
    assert meta.column_names == ["code", "place", "keeper", "seen"]
    assert meta.column_labels == ["Code", "Place", "Keeper", "Seen"]
    assert sorted(told["code"]) == sorted(code[:40] for code in CODES)
    assert sorted(told["place"]) == list(range(len(CODES)))


@pytest.mark.parametrize("width", [1, 8, 255, 256, 504, 505, 32_767])
def test_a_string_is_cut_into_segments_that_hold_it(width: int) -> None:
    cut = segments(width)
    assert sum(min(one, 255) for one in cut) >= width
    assert all(one == 255 for one in cut[:-1])
    assert 0 < cut[-1] <= 255


def test_sealed_columns_are_masked_without_the_right(full: Brand) -> None:
    whole = csv_rows(taken(full, columns=["keeper"], filter={"at_least": 8}))
    assert whole[1] == ["'+8600000000008"]
    less = {"authorization": f"Bearer {full.key('customers.read_contacts')}"}
    masked = csv_rows(taken(full, columns=["keeper"], filter={"at_least": 8}, headers=less))
    assert masked[1] == ["**********0008"]


def test_every_export_is_in_the_log_and_the_trail(full: Brand, clock: FixedClock) -> None:
    taken(full, columns=["code"], filter={"at_least": 3})
    (line,) = full.client.get("/api/exports").json()["items"]
    assert (line["export"], line["columns"], line["filter"]) == ("shelf", ["code"], {"at_least": 3})
    assert (line["rows"], line["state"], line["fetched"], line["mine"]) == (6, "ready", 1, True)
    assert line["asked_at"] == clock.now().isoformat().replace("+00:00", "Z")
    assert line["size_bytes"] > 0
    with full.work() as work:
        trail = work.session.scalars(select(AuditEntry.what).where(AuditEntry.subject == "export"))
        assert sorted(trail) == ["export.fetched", "export.started", "export.written"]


def test_only_who_asked_fetches_and_only_for_a_week(full: Brand, clock: FixedClock) -> None:
    made = ask(full).json()
    path = f"/api/exports/{made['id']}/file"
    assert full.client.get(path).json()["code"] == "ExportNotReady"
    full.act()
    other = {"authorization": f"Bearer {full.key()}"}
    assert full.client.get(path, headers=other).status_code == 409
    assert b"Code" not in (full.runtime.settings.data_dir / "exports" / made["id"]).read_bytes()
    clock.forward(days=8)
    with full.work() as work:
        work.enqueue("exports.sweep")
    full.act()
    assert full.client.get(path).json()["data"]["state"] == "gone"
    assert list((full.runtime.settings.data_dir / "exports").iterdir()) == []
    assert full.client.get("/api/exports").json()["items"][0]["rows"] == len(CODES)


def test_what_is_asked_wrongly_is_told(full: Brand) -> None:
    assert ask(full, export="nothing").json()["code"] == "NoSuchExport"
    assert ask(full, columns=["nothing"]).json()["code"] == "NoSuchColumns"
    assert ask(full, filter={"nothing": 1}).json()["code"] == "FilterUnfit"
    less = {"authorization": f"Bearer {full.key('customers.read')}"}
    assert ask(full, headers=less).status_code == 403
    with full.work() as work:
        assert work.session.scalars(select(ExportRun)).all() == []


def test_the_audit_trail_and_the_customers_can_be_taken_away(full: Brand) -> None:
    lists = {one["name"]: one for one in full.client.get("/api/exports/lists").json()}
    assert [one["name"] for one in lists["audit"]["columns"]][:3] == ["at", "actor", "what"]
    trail = csv_rows(taken(full, export="audit", filter={"subject": "import"}))
    assert trail == [["When", "Who", "Did", "To", "Id"]]
    assert len(csv_rows(taken(full, export="audit"))) > 1
    assert csv_rows(taken(full, export="customers"))[0][0] == "Customer id"


def known(brand: Brand) -> None:
    """One person with accounts, a word about offers and an order of 12.34."""
    person = {
        "name": "张伟",
        "phone": "13812345678",
        "email": "wei@example.com",
        "member_number": "M1",
        "gender": "男",
        "consent": "yes",
    }
    assert brand.client.post("/api/ingest/customers", json=[person]).json()["taken"] == 1
    order = {
        "number": "A1",
        "sku": "S1",
        "quantity": 1,
        "price": "12.34",
        "placed_at": "2026-11-01T10:00:00Z",
        "member_number": "M1",
    }
    told = brand.client.post("/api/ingest/orders", json=[order]).json()
    assert told["taken"] == 1, told


def test_a_customer_is_taken_away_with_accounts_words_and_money_in_whole_units(
    brand: Brand,
) -> None:
    known(brand)
    [titles, row] = csv_rows(taken(brand, export="customers"))
    found = dict(zip(titles, row, strict=True))
    assert found["Phone"] == "'+8613812345678"
    assert (found["Name"], found["E-mail"]) == ("张伟", "wei@example.com")
    assert (found["Member number"], found["Gender"]) == ("M1", "male")
    assert (found["Friend"], found["Advisers"]) == ("never added", "")
    assert found["Agrees to offers by"] == "text message; e-mail"
    [money] = [title for title in titles if title.startswith("Spent, net")]
    assert money == "Spent, net (CNY)"
    assert (found["Orders"], found[money]) == ("1", "12.34")


def test_phones_and_names_are_masked_for_who_may_not_read_them(brand: Brand) -> None:
    known(brand)
    less = {"authorization": f"Bearer {brand.key('customers.read_contacts')}"}
    file = taken(brand, export="customers", columns=["name", "phone", "email"], headers=less)
    assert csv_rows(file)[1] == ["张**", "**********5678", "w***@example.com"]


@pytest.mark.parametrize("deleted", [True, False])
def test_an_export_that_is_swept_while_it_is_written_is_not_there(
    full: Brand, deleted: bool
) -> None:
    """Somebody is erased meanwhile: what was read before that is not handed out after it.

    The sweeping marks the export before it deletes its file; the writer may come in between.
    """
    registry = full.runtime.registry
    export = registry.exports["shelf"]

    def read(work: Work, ids: Sequence[UUID]) -> dict[UUID, object]:
        if deleted:
            jobs.sweep(JobRun(full.runtime, full.tenant_id, 2), whole=True)
        with full.work() as other:
            other.session.execute(update(ExportRun).values(state="gone"))
        return dict.fromkeys(ids, "read before")

    sweeping = replace(
        export,
        columns=lambda _registry, _work: [Field("code", "Code", "编码", "text", read)],
    )
    runtime = replace(
        full.runtime, registry=replace(registry, exports=registry.exports | {"shelf": sweeping})
    )
    made = ask(full, columns=["code"]).json()
    jobs.write(JobRun(runtime, full.tenant_id, 1), made["id"])
    (line,) = full.client.get("/api/exports").json()["items"]
    assert line["state"] == "gone"
    assert list((full.runtime.settings.data_dir / "exports").iterdir()) == []
