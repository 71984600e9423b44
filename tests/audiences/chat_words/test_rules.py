"""Words in what people write: found whatever they are written like, taken back where they are."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from siyu.audiences.chat_words.rules import (
    Place,
    Questions,
    Rule,
    SaidBy,
    Standing,
    Why,
    Word,
    judge,
)

RETURN = Word("退货", ("退款", "退钱", "(想|要|能|给|让)*退"), ("退房", "退休", "退步"))
WISH = Rule(any_of=(RETURN,))
BUY = Rule(any_of=(Word("买", ("下单",)),))
GIVE_BACK = Rule(any_of=(Word("return", ("refund", "money back")),))


def fits(rule: Rule, text: str) -> bool:
    return judge(rule, text).fits


@pytest.mark.parametrize(
    "text",
    [
        "我要退货",
        "退 货",
        "退🙏🏽货",
        "退[捂脸]货",
        "退-货！",
        "退~~~货",
        "我要退貨",
        "請幫我辦理退款",
        "退​货",
        "可以給我退錢嗎",
    ],
)
def test_a_word_is_found_whatever_stands_between_its_letters(text: str) -> None:
    assert fits(WISH, text)


@pytest.mark.parametrize(
    "text", ["ＲＥＦＵＮＤ please", "Refund!", "réfund", "money   back", "r-2 refund"]
)
def test_width_case_and_accents_do_not_count(text: str) -> None:
    assert fits(GIVE_BACK, text)


@pytest.mark.parametrize(
    "text", ["returning", "prerefunded", "re.fund", "my one year back", "refunds2"]
)
def test_a_latin_word_is_not_found_inside_another(text: str) -> None:
    assert not fits(GIVE_BACK, text)


@pytest.mark.parametrize("text", ["东西退。货还没到", "我退\n货", "先退，货到再说"])
def test_a_word_does_not_reach_over_the_end_of_a_clause(text: str) -> None:
    assert not fits(Rule(any_of=(Word("退货"),)), text)


@pytest.mark.parametrize(
    "text",
    [
        "不要退货",
        "我不想退了",
        "没说要退货",
        "没有说过要申请退款",
        "不是要退货，是想换",
        "不是很想退货",
        "别给我退款",
        "不用帮我退款了",
        "我没打算退货",
        "不會再退貨了",
        "先不退款",
        "退货就算了",
        "退款的事就不用了",
        "取消退款",
        "不能退货",
        "我想说不退了",
        "不是特别想退货",
        "也没有非常想退",
    ],
)
def test_what_is_taken_back_is_no_wish(text: str) -> None:
    verdict = judge(WISH, text)
    assert verdict.why is Why.NONE_OF_ANY
    assert {hit.standing for hit in verdict.hits} == {Standing.NEGATED}


@pytest.mark.parametrize(
    "text",
    [
        "不是不想退货",
        "不得不退货",
        "不能不退货",
        "非退货不可",
        "质量不好退货",
        "不喜欢想退货",
        "不如退货",
        "要不退货吧",
        "特别想退货",
        "能不能退货",
        "要不要退货呢",
        "不知道怎么退货",
        "不好意思我要退货",
        "还不给退货",
        "客服没说不给退货",
        "没想到不得不退货",
        "商家拒绝退款",
        "一直没人给我退款",
        "为什么不能退货",
        "怎么还不退款",
        "不能退货吗？",
        "不要这个颜色，退货",
    ],
)
def test_what_only_looks_denied_is_a_wish(text: str) -> None:
    assert fits(WISH, text)


@pytest.mark.parametrize(
    ("text", "fit"),
    [
        ("I want to return it", True),
        ("I don't want to return it", False),
        ("I didn’t ask for a refund", False),
        ("no need to return", False),
        ("I can't return it", False),
        ("can't I return it?", True),
        ("why can't I get a refund", True),
        ("they refuse to refund me", True),
        ("not happy, refund please", True),
        ("I never said I do not want a refund", True),
    ],
)
def test_english_is_taken_back_likewise(text: str, *, fit: bool) -> None:
    assert fits(GIVE_BACK, text) is fit


@pytest.mark.parametrize("text", ["客服没说不给退货", "不是没人退货", "店家并没有拒绝退货"])
def test_a_denial_that_is_denied_leaves_the_wish(text: str) -> None:
    assert judge(Rule(any_of=(Word("退货"),)), text).fits


STRETCHES = st.lists(
    st.sampled_from(["我", "真的", "申请", "现在", "不是", "没打算", "并没有"]), max_size=6
)


@given(STRETCHES)
def test_an_even_number_of_negatives_is_none(stretch: list[str]) -> None:
    negatives = sum(word in ("不是", "没打算", "并没有") for word in stretch)
    # 是不是 in the middle of it asks; nobody writes 不是不是.
    assume("不是不是" not in "".join(stretch))
    verdict = judge(Rule(any_of=(Word("退货"),)), "".join(stretch) + "退货")
    assert verdict.fits is (negatives % 2 == 0)
    assert len(verdict.hits[0].because) == (negatives if negatives % 2 else 0)


def test_without_negation_every_place_counts() -> None:
    assert fits(Rule(any_of=(RETURN,), negation=False), "不要退货")


def test_a_word_inside_another_does_not_count() -> None:
    verdict = judge(WISH, "我想退房")
    assert verdict.why is Why.NONE_OF_ANY
    assert [(hit.place, hit.standing, hit.because) for hit in verdict.hits] == [
        (Place(1, 3), Standing.INSIDE, (Place(2, 4),))
    ]
    assert fits(WISH, "退房时我想退钱")


def test_places_are_those_of_the_text_as_it_was_written() -> None:
    text = "这个😀，我并不想 退 貨。"
    (hit,) = judge(Rule(any_of=(Word("退货"),)), text).hits
    assert text[hit.place.start : hit.place.end] == "退 貨"
    assert [text[one.start : one.end] for one in hit.because] == ["不想"]


def test_all_words_must_stand_there_and_none_of_some() -> None:
    rule = Rule(
        any_of=(Word("退"), Word("换")),
        all_of=(Word("衣服"), Word("颜色")),
        none_of=(Word("开玩笑"),),
    )
    assert fits(rule, "衣服颜色不对，换一件")
    lacking = judge(rule, "颜色不对，想换")
    assert (lacking.why, lacking.lacking) == (Why.LACKING, ("衣服",))
    assert judge(rule, "衣服的颜色很好").why is Why.NONE_OF_ANY
    assert judge(rule, "衣服颜色不对，换一件，开玩笑的").why is Why.BARRED
    assert fits(rule, "衣服颜色不对，换一件，没有开玩笑")


@pytest.mark.parametrize(
    ("said_by", "by", "why"),
    [
        (SaidBy.CUSTOMER, SaidBy.CUSTOMER, Why.FITS),
        (SaidBy.CUSTOMER, SaidBy.STAFF, Why.OTHER_SPEAKER),
        (SaidBy.STAFF, SaidBy.CUSTOMER, Why.OTHER_SPEAKER),
        (SaidBy.STAFF, SaidBy.STAFF, Why.FITS),
        (SaidBy.EITHER, SaidBy.STAFF, Why.FITS),
    ],
)
def test_a_rule_looks_at_one_side(said_by: SaidBy, by: SaidBy, why: Why) -> None:
    assert judge(Rule(any_of=(RETURN,), said_by=said_by), "退货", by=by).why is why


@pytest.mark.parametrize(
    "text", ["怎么买", "在哪里买呢", "这个能买吗", "买吗？", "可不可以下单", "买？好的"]
)
def test_a_question_is_told_from_a_statement(text: str) -> None:
    assert not fits(Rule(any_of=BUY.any_of, questions=Questions.SKIP), text)
    assert fits(Rule(any_of=BUY.any_of, questions=Questions.ONLY), text)


@pytest.mark.parametrize("text", ["我买了", "买！好吗？", "好用吗？我买了"])
def test_a_statement_beside_a_question_stays_one(text: str) -> None:
    assert fits(Rule(any_of=BUY.any_of, questions=Questions.SKIP), text)
    assert not fits(Rule(any_of=BUY.any_of, questions=Questions.ONLY), text)


def test_the_first_pattern_that_stands_names_the_hit() -> None:
    (first, second) = judge(WISH, "退货退款").hits
    assert (first.word, first.pattern, second.pattern) == ("退货", "退货", "退款")
