"""Patterns: gaps, choices and marks, against a plain reading of them; and bounded in time."""

import re
import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from siyu.audiences.chat_words.letters import read
from siyu.audiences.chat_words.patterns import PatternUnfit, compiled, spans
from siyu.audiences.chat_words.rules import Rule, Word, judge


def found(pattern: str, text: str) -> list[str]:
    letters = read(text)
    return [
        text[letters.starts[one.start] : letters.ends[one.end - 1]]
        for one in spans(compiled(pattern), letters)
    ]


@pytest.mark.parametrize(
    ("pattern", "text", "places"),
    [
        ("想*退", "我想把衣服退了", ["想把衣服退"]),
        ("想*退", "我想把这件刚买的衣服退了", []),
        ("想*{9}退", "我想把这件刚买的衣服退了", ["想把这件刚买的衣服退"]),
        ("想*退", "我想，退了", []),
        ("想*退", "我想，就退了", []),
        ("(想|要)退(货|款|)", "想退，要退款", ["想退", "要退"]),
        ("(不|)要", "不要，要", ["不要", "要"]),
        ("想（退｜换）", "想退想换", ["想退", "想换"]),
        ("re(fund|turn)", "Refund or re turn", ["Refund", "re turn"]),
        ("buy*again", "buy it again; buyagain", ["buy it again"]),
        ("100", "1000 100", ["100"]),
        ("3.5", "3.5折", ["3.5"]),
        ("\\(退\\)", "（退）", ["退"]),
        ("退", "退退退", ["退", "退", "退"]),
        ("想*退", "想退退", ["想退"]),
    ],
)
def test_a_pattern_is_found(pattern: str, text: str, places: list[str]) -> None:
    assert found(pattern, text) == places


@pytest.mark.parametrize(
    ("pattern", "code", "column"),
    [
        ("", "NothingAsked", 1),
        ("👍", "NothingAsked", 1),
        ("(退|)", "NothingAsked", 1),
        ("*退", "GapAstray", 1),
        ("退*", "GapAstray", 2),
        ("退**货", "GapAstray", 3),
        ("退*{0}货", "GapUnfit", 2),
        ("退*{21}货", "GapUnfit", 2),
        ("退*{x}货", "GapUnfit", 2),
        ("退(货", "ChoiceOpen", 2),
        ("退)货", "MarkAstray", 2),
        ("退|货", "MarkAstray", 2),
        ("退(货|*)", "ChoiceUnfit", 5),
        ("退\\", "NothingEscaped", 2),
        ("a*b*c*d*e*f", "GapsTooMany", 1),
        ("退" * 201, "PatternTooLong", 201),
        (f"({'|'.join('甲' for _ in range(41))})", "ChoicesTooMany", 1),
    ],
)
def test_a_pattern_that_cannot_be_read_says_where(pattern: str, code: str, column: int) -> None:
    with pytest.raises(PatternUnfit) as unfit:
        compiled(pattern)
    assert [(one.code, one.column) for one in unfit.value.flaws] == [(code, column)]


PIECES = st.lists(
    st.one_of(
        st.sampled_from("甲乙丙"),
        st.sampled_from(["(甲|乙)", "(甲乙|丙|)", "*", "*{1}", "*{3}"]),
    ),
    min_size=1,
    max_size=7,
)
CHINESE = st.text("甲乙丙", max_size=14)


def as_expression(pattern: str) -> str:
    gaps = re.sub(r"\*\{(\d)\}", r".{0,\1}?", pattern)
    return re.sub(r"\*(?!\?)", ".{0,6}?", gaps.replace("(", "(?:"))


@given(PIECES, CHINESE)
def test_patterns_stand_where_a_plain_expression_does(pieces: list[str], text: str) -> None:
    pattern = "".join(pieces)
    try:
        read_pattern = compiled(pattern)
    except PatternUnfit:
        assume(False)
    expression = re.compile(as_expression(pattern))
    starts = [at for at in range(len(text)) if expression.match(text, at)]
    ours = [one.start for one in spans(read_pattern, read(text))]
    assert set(ours) <= set(starts)
    assert ours[:1] == starts[:1]


NOISE = st.lists(st.sampled_from([" ", "🙏", "～", "-", "[微笑]", "\u200b", "·"]), max_size=3)


@given(CHINESE, st.lists(NOISE, min_size=15, max_size=15), PIECES)
def test_small_marks_change_no_verdict(
    text: str, noise: list[list[str]], pieces: list[str]
) -> None:
    pattern = "".join(pieces)
    try:
        rule = Rule(any_of=(Word(pattern),))
        plain = judge(rule, text)
    except PatternUnfit:
        assume(False)
    noisy = "".join(letter + "".join(more) for letter, more in zip(text, noise, strict=False))
    told = judge(rule, noisy)
    assert told.why is plain.why
    assert len(told.hits) == len(plain.hits)


@given(st.text(max_size=60), PIECES)
def test_any_text_has_a_verdict_and_always_the_same(text: str, pieces: list[str]) -> None:
    try:
        rule = Rule(any_of=(Word("".join(pieces)),), none_of=(Word("不"),))
        verdict = judge(rule, text)
    except PatternUnfit:
        assume(False)
    assert judge(rule, text) == verdict
    for hit in verdict.hits:
        assert 0 <= hit.place.start < hit.place.end <= len(text)


def test_the_worst_pattern_ends_on_the_worst_text() -> None:
    letters = read("甲" * 2_000 + "乙丙")
    began = time.monotonic()
    assert len(list(spans(compiled("甲*{20}甲*{20}甲*{20}甲*{20}乙丙"), letters))) == 1
    assert time.monotonic() - began < 20
