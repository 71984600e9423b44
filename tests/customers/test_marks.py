"""A sealed name is found by its characters, by its pinyin and by its initials."""

import pytest

from siyu.customers import marks
from siyu.platform.secrets import Secrets

SECRETS = Secrets(bytes(32))


def found(name: str, typed: str) -> bool:
    known = set(marks.of_name(SECRETS, name))
    return any(set(way) <= known for way in marks.asked(SECRETS, typed))


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("张三", "张三"),
        ("张三", "三"),
        ("张三", "zhangsan"),
        ("张三", "Zhang San"),
        ("张三", "zs"),
        ("张三", "zhangs"),
        ("欧阳娜娜", "ouyang"),
        ("欧阳娜娜", "oynn"),
        ("西安", "xian"),
        ("单田芳", "shantianfang"),
        ("吕布", "lvbu"),
        ("爱喝茶的小鹿", "喝茶"),
        ("爱喝茶的小鹿", "xiaolu"),
        ("李", "李"),
        ("李", "li"),
        ("Amy Chen", "amy"),
        ("ＡＭＹ", "amy"),
    ],
)
def test_a_name_is_found_by(name: str, typed: str) -> None:
    assert found(name, typed)


@pytest.mark.parametrize(
    ("name", "typed"),
    [("张三", "三张"), ("张三", "sz"), ("张三", "li"), ("张三", "sanzhang"), ("张三", "张四")],
)
def test_a_name_is_not_found_by(name: str, typed: str) -> None:
    assert not found(name, typed)


def test_marks_of_another_key_are_others() -> None:
    other = Secrets(bytes([1]) * 32)
    assert not set(marks.of_name(SECRETS, "张三")) & set(marks.of_name(other, "张三"))


def test_a_name_is_few_small_numbers() -> None:
    assert len(marks.of_name(SECRETS, "张三丰")) == 10
    assert all(-(2**31) <= mark < 2**31 for mark in marks.of_name(SECRETS, "张三丰"))


def test_a_long_run_of_letters_is_cut_in_a_few_ways() -> None:
    assert len(marks.cuts("anananananananananananan")) <= marks.MOST_CUTS
