"""Lifetime value: a finite sum that nears the closed forms, and bounds that widen with doubt."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siyu.insight.lifetime.beta_geometric import BgNbd
from siyu.insight.lifetime.fitting import Fit, fit
from siyu.insight.lifetime.histories import listed
from siyu.insight.lifetime.occasions import BgBb
from siyu.insight.lifetime.pareto import ParetoNbd
from siyu.insight.lifetime.purchases import expected_after
from siyu.insight.lifetime.spend import GammaGamma, fit_spend, spends
from siyu.insight.lifetime.value import Terms, discounted_purchases, worth
from tests import proofs
from tests.insight import published

YEAR = Terms(horizon=52, step=4, year=52, discount_rate=0.15, margin_rate=0.3)


def fits() -> tuple[Fit[BgNbd], Fit[GammaGamma]]:
    cdnow = published.cdnow()
    often, much = fit(BgNbd, cdnow.histories), fit_spend(spends(cdnow.repeats, cdnow.spend))
    assert isinstance(often, Fit)
    assert isinstance(much, Fit)
    return often, much


def test_a_long_sum_nears_what_pareto_is_worth_without_a_horizon() -> None:
    model, histories = ParetoNbd(0.553, 10.578, 1.6, 11.669), listed([0, 3, 7], [0, 20, 35], 39)
    rate = 0.15
    terms = Terms(horizon=52 * 120, step=1, year=52, discount_rate=rate, margin_rate=1)
    closed = model.alive_rate(histories) * model.discounted_if_alive(
        histories, float(np.log1p(rate)) / 52
    )
    assert discounted_purchases(model, histories, terms) == pytest.approx(closed, rel=1e-4)


def test_a_long_sum_is_what_occasions_are_worth_without_a_horizon() -> None:
    model, histories = BgBb(1.204, 0.75, 0.657, 2.783), listed([0, 3, 6], [0, 4, 6], 6)
    by_hand = np.zeros(3)
    for occasion in range(1, 400):
        more = expected_after(model, histories, occasion)
        by_hand += (more - expected_after(model, histories, occasion - 1)) / 1.1**occasion
    closed = model.alive_rate(histories) * model.discounted_if_alive(histories, 0.1)
    assert by_hand == pytest.approx(closed, rel=1e-6)


def test_without_discount_the_sum_is_the_expectation_and_a_last_step_may_be_short() -> None:
    model, histories = BgNbd(0.243, 4.414, 0.793, 2.426), listed([0, 3], [0, 20], 39)
    terms = Terms(horizon=50, step=4, year=52, discount_rate=0, margin_rate=1)
    found = discounted_purchases(model, histories, terms)
    assert found == pytest.approx(expected_after(model, histories, 50.0))


def test_value_is_purchases_times_spend_times_margin_discounted_from_the_middle() -> None:
    often, much = fits()
    histories, spent = listed([0, 3], [0, 20], 39), np.array([0.0, 30.0])
    terms = Terms(horizon=52, step=52, year=52, discount_rate=0.21, margin_rate=0.3)
    found = worth(often, much, histories, spent, terms, draws=50)
    by_hand = (
        expected_after(often.model, histories, 52.0)
        * much.model.expected(histories.repeats, spent)
        * (0.3 / 1.1)
    )
    assert found.value == pytest.approx(by_hand)
    assert found.total == pytest.approx(by_hand.sum())


def test_bounds_are_drawn_by_seed_hold_the_value_and_narrow_for_the_total() -> None:
    often, much = fits()
    cdnow = published.cdnow()
    histories = listed(cdnow.repeats[:600], cdnow.last[:600], cdnow.age[:600])
    spent = cdnow.spend[:600]
    once = worth(often, much, histories, spent, YEAR, draws=120, seed=4)
    again = worth(often, much, histories, spent, YEAR, draws=120, seed=4)
    other = worth(often, much, histories, spent, YEAR, draws=120, seed=5)
    assert once.low.tolist() == again.low.tolist()
    assert once.low.tolist() != other.low.tolist()
    assert (once.low < once.value).all()
    assert (once.value < once.high).all()
    assert once.low.sum() < once.total_low < once.total < once.total_high < once.high.sum()
    wide = worth(often, much, histories, spent, YEAR, draws=120, seed=4, level=0.99)
    assert (wide.high - wide.low >= once.high - once.low).all()


def test_however_loosely_parameters_are_known_bounds_are_numbers() -> None:
    often, much = fits()
    loose = replace(often, covariance=often.covariance * 400)
    found = worth(loose, much, listed([0, 9], [0, 20], 39), np.array([0.0, 9]), YEAR, draws=200)
    assert np.isfinite([found.low, found.high]).all()
    assert (found.low < found.high).all()


def test_the_pieces_of_a_long_list_are_put_together_in_order() -> None:
    often, much = fits()
    histories = listed(np.arange(2000) % 5, np.where(np.arange(2000) % 5, 20, 0), 39)
    spent = np.linspace(5, 90, 2000)
    found = worth(often, much, histories, spent, YEAR, draws=100, seed=1)
    tail = listed(histories.repeats[-3:], histories.last[-3:], 39)
    last = worth(often, much, tail, spent[-3:], YEAR, draws=100, seed=1)
    assert found.value[-3:] == pytest.approx(last.value)
    assert found.high[-3:] == pytest.approx(last.high)


@given(
    purchases=st.integers(0, 500),
    mean=st.floats(0.01, 1e6),
    parameters=st.tuples(st.floats(0.1, 50), st.floats(1.01, 50), st.floats(0.1, 1e4)),
)
@settings(max_examples=proofs.rounds(500, 50), deadline=None)
def test_spend_to_come_lies_between_their_own_and_everyones(
    purchases: int, mean: float, parameters: tuple[float, float, float]
) -> None:
    model = GammaGamma(*parameters)
    everyone = float(model.expected(0, mean))
    assert everyone == pytest.approx(parameters[0] * parameters[2] / (parameters[1] - 1))
    found = float(model.expected(purchases, mean))
    low, high = sorted((everyone, mean)) if purchases else (everyone, everyone)
    assert low * (1 - 1e-9) <= found <= high * (1 + 1e-9)


def test_a_spend_without_a_mean_is_infinite() -> None:
    assert GammaGamma(2, 0.8, 10).expected(0, 5) == np.inf
    assert GammaGamma(2, 0.8, 10).expected(1, 5) == pytest.approx(2 * 15 / 1.8)
