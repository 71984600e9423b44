"""Two metrics set against each other: how surely, and what it does not say."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from siyu.insight.association import (
    POINTS_NEEDED,
    Association,
    Correlation,
    Lagged,
    Reading,
    Refused,
    Uncomparable,
    associated,
    lagged,
)
from siyu.insight.lifetime.arrays import Floats
from tests import proofs

PEARSON, SPEARMAN = Correlation.PEARSON, Correlation.SPEARMAN


def told(left: Floats, right: Floats, measure: Correlation, draws: int = 2000) -> Association:
    found = associated(left, right, measure, draws=draws)
    assert isinstance(found, Association)
    return found


def weather(chance: np.random.Generator, points: int, memory: float) -> Floats:
    """A series in which each day remembers the last."""
    noise = chance.normal(size=points + 50)
    series = np.zeros(points + 50)
    for day in range(1, series.size):
        series[day] = memory * series[day - 1] + noise[day]
    return series[50:]


@pytest.mark.parametrize("measure", [PEARSON, SPEARMAN])
def test_the_correlation_is_that_of_the_textbook(measure: Correlation) -> None:
    chance = np.random.default_rng(1)
    left = chance.normal(size=60).round(1)
    right = (left + chance.normal(size=60)).round(1)
    reference = stats.pearsonr if measure is PEARSON else stats.spearmanr
    assert told(left, right, measure).correlation == pytest.approx(reference(left, right)[0])


def test_fishers_interval_is_fishers() -> None:
    chance = np.random.default_rng(2)
    left, right = chance.normal(size=(2, 50))
    found = told(left, right, PEARSON)
    reference = stats.pearsonr(left, right).confidence_interval(0.95)
    assert found.fisher == pytest.approx((reference.low, reference.high))
    assert found.reading is Reading.NOT_A_CAUSE


def test_ranks_have_the_wider_interval_of_bonett_and_wright() -> None:
    left, right = np.random.default_rng(2).normal(size=(2, 50))
    found = told(left, left + right, SPEARMAN)
    r = found.correlation
    reach = 1.959964 * np.sqrt((1 + r**2 / 2) / 47)
    assert found.fisher == pytest.approx(np.tanh(np.arctanh(r) + np.array([-reach, reach])))


def test_the_same_seed_draws_the_same_weeks() -> None:
    chance = np.random.default_rng(3)
    left, right = chance.normal(size=(2, 90))
    once, again = (associated(left, right, SPEARMAN, seed=5, draws=300) for _ in range(2))
    other = associated(left, right, SPEARMAN, seed=6, draws=300)
    assert once == again
    assert once != other


def test_where_days_remember_each_other_only_the_blocks_hold_their_level() -> None:
    """Two unrelated series with memory: Fisher's interval misses 0 far too often."""
    chance = np.random.default_rng(4)
    rounds = proofs.rounds(600, 120)
    fisher = blocks = 0
    for _ in range(rounds):
        found = told(weather(chance, 120, 0.8), weather(chance, 120, 0.8), PEARSON, draws=400)
        fisher += found.fisher[0] <= 0 <= found.fisher[1]
        blocks += found.blocks[0] <= 0 <= found.blocks[1]
    assert fisher / rounds < 0.8
    assert blocks / rounds > 0.82


def test_the_lag_by_which_one_follows_the_other_is_found() -> None:
    chance = np.random.default_rng(5)
    left = chance.normal(size=100)
    right = np.roll(left, 3) + 0.1 * chance.normal(size=100)
    found = lagged(left, right, PEARSON, most=7)
    assert isinstance(found, Lagged)
    assert found.lags == tuple(range(-7, 8))
    assert found.strongest == 3
    assert found.correlations[10] > 0.98
    assert found.reading is Reading.SEARCHED
    by_hand = stats.pearsonr(left[4:], right[:-4])[0]
    assert found.correlations[3] == pytest.approx(by_hand)


def test_too_few_points_or_a_constant_series_is_refused() -> None:
    line = np.arange(60.0)
    assert associated(line[:27], line[:27], PEARSON) == Refused(
        Uncomparable.TOO_FEW_POINTS, 27, POINTS_NEEDED
    )
    assert associated(line, np.ones(60), PEARSON) == Refused(Uncomparable.CONSTANT, 1, 2)
    assert lagged(line[:30], line[:30], PEARSON, most=7) == Refused(
        Uncomparable.TOO_FEW_POINTS, 30, 35
    )


def test_series_that_do_not_belong_together_are_an_error() -> None:
    with pytest.raises(ValueError, match="shape"):
        associated(np.arange(40.0), np.arange(41.0), PEARSON)
    with pytest.raises(ValueError, match="not finite"):
        associated(np.arange(40.0), np.full(40, np.nan), PEARSON)


@given(st.integers(0, 2**32 - 1), st.integers(28, 80), st.sampled_from([PEARSON, SPEARMAN]))
@settings(max_examples=proofs.rounds(200, 20), deadline=None)
def test_correlations_lie_within_their_intervals_and_both_ways_are_one(
    seed: int, points: int, measure: Correlation
) -> None:
    left, right = np.random.default_rng(seed).integers(0, 6, (2, points)).astype(float)
    found, turned = (
        associated(*pair, measure, draws=200) for pair in ((left, right), (right, left))
    )
    if isinstance(found, Refused):
        assert found == turned
        return
    assert isinstance(turned, Association)
    assert found.correlation == pytest.approx(turned.correlation, abs=1e-12)
    assert -1 <= found.fisher[0] <= found.correlation <= found.fisher[1] <= 1
    assert -1 - 1e-12 <= found.blocks[0] <= found.blocks[1] <= 1 + 1e-12


def test_a_perfect_line_is_one() -> None:
    found = told(np.arange(30.0), 3 * np.arange(30.0), PEARSON)
    assert found.correlation == pytest.approx(1)
    assert found.fisher[1] <= 1
