from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siyu.audiences.language.conditions import InSegment, walk
from siyu.audiences.language.words import Line, sentence, words
from tests.audiences.cases import CASES, WEST, all_of, any_of, event, field, last, none, where
from tests.audiences.shop import plan
from tests.audiences.worlds import PLACES, definitions
from tests.proofs import rounds

NAMES = {WEST: "西湖店", "a": "高意向"}


@pytest.mark.parametrize(
    ("definition", "zh", "en"),
    [
        (
            all_of(event("count", "ge", 2, window=last(30)), field("spent", "ge", 50000)),
            "近 30 天「下单」至少 2 次，且累计消费不少于 ¥500.00",
            "“Order placed” at least 2 times in the last 30 days, and Spent is at least ¥500.00",
        ),
        (
            all_of(
                any_of(field("tags", "any_of", ["a"]), field("level", "any_of", ["gold"])),
                none(event("count", "ge", 1, where=where("store_id", "any_of", [WEST]))),
            ),
            "（标签含「高意向」，或等级为「金卡」），且不满足（有过「下单」（门店为「西湖店」））",
            "(Tags has “高意向”, or Level is “Gold”), and not"
            " (any “Order placed” (store is “西湖店”))",
        ),
        (
            event("count", "eq", 0, window=last(1)),
            "今天没有「下单」",
            "No “Order placed” today",
        ),
        (
            field("birthday", "next_days", 7),
            "生日在未来 7 天内（含今天）",
            "Birthday is within the next 7 days, today included",
        ),
    ],
)
def test_a_definition_reads_as_the_trade_would_say_it(definition: Any, zh: str, en: str) -> None:
    assert sentence(plan(definition), NAMES, "zh-CN") == zh
    assert sentence(plan(definition), NAMES, "en") == en


def test_what_is_inside_stands_further_in_and_knows_its_place() -> None:
    told = plan(all_of(field("email", "is_set"), none(field("score", "lt", 1.5))))
    assert words(told, NAMES, "zh-CN") == (
        Line(0, "同时满足：", "$"),
        Line(1, "邮箱有记录", "$.of[0]"),
        Line(1, "不满足：", "$.of[1]"),
        Line(2, "评分小于 1.5", "$.of[1].of"),
    )


def test_the_currency_is_the_brands() -> None:
    told = plan(field("spent", "ge", 123450))
    assert sentence(told, NAMES, "en", "GBP") == "Spent is at least GBP 1,234.50"


def test_no_two_cases_of_the_table_read_alike() -> None:
    told = [sentence(plan(case.definition), NAMES, "zh-CN") for case in CASES]
    assert len(set(told)) == len(told)


@given(st.sampled_from([day for _, day in PLACES]).flatmap(definitions))
@settings(max_examples=rounds(2000, 200), deadline=None, derandomize=True)
def test_every_definition_has_words_in_both_languages(definition: Any) -> None:
    told = plan(definition)
    lent = {id(one) for s in walk(told.root) if isinstance(s, InSegment) for one in walk(s.of)}
    shown = [one for one in walk(told.root) if id(one) not in lent]
    for language in ("zh-CN", "en"):
        lines = words(told, {}, language)
        assert [line.place for line in lines] == [one.place for one in shown]
        assert all(line.text for line in lines)
        assert "{" not in sentence(told, {}, language)
