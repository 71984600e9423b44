"""Which column is which field: by heading, then by how the values look."""

import pytest

from siyu.platform.intake.mapping import Guess, guessed, normal, picked, places, unmatched
from tests.intake.shelf import ShelfRow

FIELDS = places(ShelfRow)


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        (["code", "place"], {"code": 0, "place": 1}),
        (["位置", "编码"], {"code": 1, "place": 0}),
        (["ＳＫＵ", " PLACE "], {"code": 0, "place": 1}),
        (["保管员手机号码", "sku"], {"code": 1, "phone": 0}),
        (["Keeper’s phone", "Code"], {"code": 1, "phone": 0}),
        (["商品编码", "编码"], {"code": 1}),
        (["anything"], {}),
    ],
)
def test_headings_are_guessed_by_name_title_and_guesses(
    headings: list[str], found: dict[str, int]
) -> None:
    told = guessed(FIELDS, headings, [])
    assert {name: guess.column for name, guess in told.items()} == found


def test_values_tell_where_headings_do_not() -> None:
    samples = [["u1", "13800138000", "2026/1/5"], ["u2", "+86 138 0013 8001", "2026-02-03 10:00"]]
    told = guessed(FIELDS, ["A", "B", "C"], samples)
    assert told == {"phone": Guess(1, "values"), "since": Guess(2, "values")}


def test_two_columns_that_look_alike_are_left_to_a_person() -> None:
    samples = [["13800138000", "13800138001"]]
    assert guessed(FIELDS, ["A", "B"], samples) == {}


def test_a_heading_is_its_letters_and_digits() -> None:
    assert normal(" Phone_No. １ ") == "phoneno1"


def test_what_is_needed_and_has_no_column_is_named() -> None:
    assert [place.name for place in unmatched(FIELDS, {"place": 0})] == ["code"]


def test_an_empty_cell_is_no_value_and_an_exports_apostrophe_is_taken_off() -> None:
    columns = {"code": 0, "phone": 1, "place": 2, "since": 7}
    assert picked(columns, [" 'a'", "'+8613800138000", "  "]) == {
        "code": "'a'",
        "phone": "+8613800138000",
    }
