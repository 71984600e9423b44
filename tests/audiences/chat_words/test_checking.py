"""Rules as they are written down: read back the same, and every fault told at once."""

import pytest

from siyu.audiences.chat_words.checking import faults, plain, rule_of
from siyu.audiences.chat_words.errors import ChatRuleUnfit
from siyu.audiences.chat_words.rules import Questions, Rule, SaidBy, Word, judge
from siyu.audiences.chat_words.telling import told

WHOLE = {
    "any_of": [{"word": "退货", "synonyms": ["退款", "想*退"], "but_not_in": ["退房"]}],
    "all_of": [{"word": "衣服", "synonyms": [], "but_not_in": []}],
    "said_by": "either",
    "negation": False,
    "questions": "skip",
}


def test_a_rule_is_read_and_written_back() -> None:
    rule = rule_of(WHOLE)
    assert rule == Rule(
        any_of=(Word("退货", ("退款", "想*退"), ("退房",)),),
        all_of=(Word("衣服"),),
        said_by=SaidBy.EITHER,
        negation=False,
        questions=Questions.SKIP,
    )
    assert plain(rule) == WHOLE


def test_a_word_may_be_written_alone() -> None:
    assert rule_of({"any_of": ["退货"]}) == Rule(any_of=(Word("退货"),))


def test_every_fault_is_told_at_once_with_its_place() -> None:
    wrong = {
        "any_of": ["退(货", {"word": "😀", "synonyms": ["想*{99}退", 3], "like": 1}, 4],
        "all": [],
        "said_by": "me",
        "negation": 1,
        "none_of": ["退", "退"],
    }
    with pytest.raises(ChatRuleUnfit) as unfit:
        rule_of(wrong)
    assert [(one.code, one.data["place"]) for one in unfit.value.faults] == [
        ("ChoiceOpen", "any_of[0]"),
        ("NothingAsked", "any_of[1].word"),
        ("PartUnknown", "any_of[1].like"),
        ("GapUnfit", "any_of[1].synonyms[0]"),
        ("PartUnfit", "any_of[1].synonyms[1]"),
        ("PartUnfit", "any_of[2]"),
        ("PartUnknown", "all"),
        ("PartUnfit", "said_by"),
        ("PartUnfit", "negation"),
        ("WordTwice", "none_of[1]"),
    ]
    assert unfit.value.sentence("en").startswith(
        "10 things to mend in this rule. any_of[0], character 2: this bracket is never closed;"
    )
    assert "这条规则有 10 处要改。any_of[0] 第 2 个字符：括号没有闭合" in unfit.value.sentence("zh")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ([], "PartUnfit"),
        ({}, "WordsMissing"),
        ({"none_of": ["退"]}, "WordsMissing"),
        ({"any_of": "退货"}, "PartUnfit"),
        ({"any_of": [str(n) + "号" for n in range(51)]}, "WordsTooMany"),
        ({"any_of": [{"word": "退", "synonyms": "款"}]}, "PartUnfit"),
        ({"any_of": [{"word": "退", "synonyms": ["款"] * 51}]}, "WordsTooMany"),
    ],
)
def test_a_fault_is_named(written: object, code: str) -> None:
    assert [one.code for one in faults(written)] == [code]


def test_a_verdict_is_told_in_both_languages() -> None:
    rule = rule_of({"any_of": ["退货"], "all_of": ["衣服"]})
    verdict = judge(rule, "不要退货")
    assert told(verdict, "不要退货", "zh-CN") == [
        "缺少必须出现的词：「衣服」",
        "「退货」（第 3 字）被否定：「不要」（第 1 字）",
    ]
    assert told(verdict, "不要退货", "en") == [
        "a word that must stand there is lacking: 「衣服」",
        "“退货” (character 3) is taken back: “不要” (character 1)",
    ]
