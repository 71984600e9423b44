"""Kaplan and Meier's curve and the log-rank test, on the data every textbook shows."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siyu.insight.lifetime.survival import Curve, durations, kaplan_meier, log_rank
from tests import proofs

# Freireich et al. (1963): weeks in remission of leukaemia patients under 6-MP and under placebo.
RELAPSED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
WELL = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
TREATED = durations(RELAPSED + WELL, [True] * 9 + [False] * 12)
UNTREATED = durations(PLACEBO, [True] * 21)


def test_the_curve_of_freireich_is_as_the_textbooks_print_it() -> None:
    """Kleinbaum & Klein, "Survival analysis", the 6-MP group; log-log intervals as Stata's."""
    curve = kaplan_meier(TREATED)
    assert curve.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve.share.round(4).tolist() == [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    assert curve.low.round(4).tolist() == [0.6197, 0.5631, 0.5032, 0.4316, 0.3675, 0.2678, 0.1881]
    assert curve.high.round(4).tolist() == [0.9516, 0.9228, 0.8894, 0.8491, 0.8049, 0.7468, 0.6801]
    assert curve.median == 23
    assert kaplan_meier(UNTREATED).median == 8


def test_the_log_rank_test_of_freireich_is_as_printed() -> None:
    found = log_rank([TREATED, UNTREATED])
    assert round(found.statistic, 2) == 16.79
    assert found.freedom == 1
    assert found.p_value == pytest.approx(4.17e-5, rel=0.01)
    assert found.ended.tolist() == [9, 21]
    assert found.expected.round(2).tolist() == [19.25, 10.75]


def test_the_share_is_read_between_the_steps() -> None:
    curve = kaplan_meier(TREATED)
    assert curve.after(5.9) == 1
    assert curve.after(6) == pytest.approx(6 / 7)
    assert curve.after(100) == curve.share[-1]


def test_the_median_is_where_half_stand_and_no_more() -> None:
    assert kaplan_meier(durations([3, 5, 7, 9], [True] * 4)).median == 5
    assert kaplan_meier(durations([3, 5, 7], [True] * 3)).median == 5


def test_all_gone_has_no_bounds_and_nobody_gone_no_step() -> None:
    gone = kaplan_meier(durations([3, 5], [True, True]))
    assert gone.share.tolist() == [0.5, 0]
    assert np.isnan([gone.low[1], gone.high[1]]).all()
    still = kaplan_meier(durations([3, 5], [False, False]))
    assert (still.times.size, still.median, still.after(9)) == (0, None, 1)


def plain(times: list[int], ended: list[bool]) -> list[tuple[int, float]]:
    """The definition, one relation after the other."""
    share, told = 1.0, []
    for time in sorted({one for one, end in zip(times, ended, strict=True) if end}):
        at_risk = sum(one >= time for one in times)
        deaths = sum(one == time and end for one, end in zip(times, ended, strict=True))
        share *= 1 - deaths / at_risk
        told.append((time, share))
    return told


relations = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=60)


@given(relations)
@settings(max_examples=proofs.rounds(500, 60), deadline=None)
def test_the_curve_is_the_plain_product_and_counting_changes_nothing(
    rows: list[tuple[int, bool]],
) -> None:
    times, ended = [time for time, _ in rows], [end for _, end in rows]
    counted = Counter(rows)
    by_one = kaplan_meier(durations(times, ended))
    by_count = kaplan_meier(
        durations([t for t, _ in counted], [e for _, e in counted], list(counted.values()))
    )
    expected = plain(times, ended)
    assert by_one.times.tolist() == [time for time, _ in expected]
    assert by_one.share == pytest.approx([share for _, share in expected])
    for name in Curve.__dataclass_fields__:
        one, other = getattr(by_one, name), getattr(by_count, name)
        assert one == pytest.approx(other, nan_ok=True)
    known = ~np.isnan(by_one.low)
    assert (by_one.low <= by_one.share + 1e-12)[known].all()
    assert (by_one.share <= by_one.high + 1e-12)[known].all()


@given(relations, relations, relations)
@settings(max_examples=proofs.rounds(300, 40), deadline=None)
def test_ended_and_expected_add_up_and_the_order_of_groups_does_not_matter(
    one: list[tuple[int, bool]], two: list[tuple[int, bool]], three: list[tuple[int, bool]]
) -> None:
    groups = (one, two, three)
    made = [durations([t for t, _ in rows], [e for _, e in rows]) for rows in groups]
    found, turned = log_rank(made), log_rank(made[::-1])
    assert found.freedom == 2
    assert found.expected.sum() == pytest.approx(found.ended.sum())
    assert found.statistic == pytest.approx(turned.statistic, abs=1e-7)
    assert 0 <= found.p_value <= 1


def test_under_no_difference_one_in_twenty_tests_says_there_is_one() -> None:
    chance = np.random.default_rng(3)
    rounds = proofs.rounds(4000, 400)
    small = 0
    for _ in range(rounds):
        groups = [durations(chance.geometric(0.1, 60), chance.random(60) < 0.7) for _ in range(3)]
        small += log_rank(groups).p_value < 0.05
    assert small / rounds == pytest.approx(0.05, abs=4 * np.sqrt(0.05 * 0.95 / rounds))


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(ValueError, match="two groups"):
        log_rank([TREATED])
    with pytest.raises(ValueError, match="negative"):
        durations([-1], [True])
    still = durations([3, 5], [False, False])
    assert log_rank([still, still]).p_value == 1
