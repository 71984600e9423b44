"""What is to come: held to sums, integrals and the order that common sense asks for."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, special

from siyu.insight.lifetime.beta_geometric import BgNbd, MbgNbd
from siyu.insight.lifetime.comparison import frequencies, holdout
from siyu.insight.lifetime.histories import NEWCOMER, grouped, listed
from siyu.insight.lifetime.occasions import BgBb
from siyu.insight.lifetime.pareto import ParetoNbd
from siyu.insight.lifetime.purchases import (
    Purchases,
    expected,
    expected_after,
    next_purchase,
    tracked,
)
from tests import proofs
from tests.insight import published

KINDS: list[type[Purchases]] = [BgNbd, MbgNbd, ParetoNbd, BgBb]
positive = st.floats(0.02, 30)
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)


@each_kind
@given(
    parameters=st.tuples(positive, positive, positive, positive),
    repeats=st.integers(0, 40),
    shares=st.lists(st.floats(0, 1), min_size=2, max_size=2),
    age=st.integers(1, 60),
)
@settings(max_examples=proofs.rounds(500, 40), deadline=None)
def test_whoever_was_seen_later_is_likelier_a_customer_and_longer_spans_hold_more(
    kind: type[Purchases],
    parameters: tuple[float, float, float, float],
    repeats: int,
    shares: list[float],
    age: int,
) -> None:
    repeats = min(repeats, age)
    early, late = sorted(max(repeats, np.ceil(share * age)) if repeats else 0.0 for share in shares)
    model = kind(*parameters)
    seen_early, seen_late = model.alive_rate(listed(repeats, [early, late], age))
    assert 0 <= seen_early <= seen_late + 1e-12
    assert seen_late <= 1
    spans = np.array([0.0, 1.0, 2.0, 5.0, 50.0])[:, None]
    foreseen = expected_after(model, listed(repeats, late, age), spans)[:, 0]
    assert foreseen[0] == pytest.approx(0, abs=1e-9)
    assert (np.diff(foreseen) >= -1e-9).all()
    assert np.isfinite(foreseen).all()


@pytest.mark.parametrize("kind", [BgNbd, MbgNbd])
@pytest.mark.parametrize("a", [0.3, 0.999999, 1.0, 1.000001, 1.00002, 4.0])
@pytest.mark.parametrize("x", [0, 3, 400])
def test_expected_purchases_are_the_integral_over_the_chance_of_leaving(
    kind: type[BgNbd], a: float, x: int
) -> None:
    """Over p ~ Beta(a, b + k) of [1 - (A / (A + p t))^R] / p, which eq. 10 has in closed form."""
    r, alpha, b, age, span = 0.7, 12.0, 0.6, 300.0, 500.0
    chances, rate, scale = b + x + kind.EXTRA, r + x, alpha + age

    def inside(share: float) -> float:
        p = share ** (1 / a)
        buys = -np.expm1(-rate * np.log1p(p * span / scale)) / p if p else rate * span / scale
        weight = np.exp((chances - 1) * np.log1p(-p) - special.betaln(a, chances))
        return float(buys * weight / a)

    edges = np.append(0, np.geomspace(1e-9, 1, 60))
    integral = sum(
        integrate.quad(inside, low, high, epsabs=0, epsrel=1e-9)[0]
        for low, high in zip(edges[:-1], edges[1:], strict=True)
    )
    history = listed(x, 290.0 if x else 0.0, age)
    found = kind(r, alpha, a, b).purchases_if_alive(history, span)
    assert found[0] == pytest.approx(integral, rel=1e-6)


@pytest.mark.parametrize("a", [49.0, 51.0, 400.0, 5000.0])
def test_where_all_leave_with_one_chance_it_is_counted_by_that_chance(a: float) -> None:
    """With p known, E is [1 - (A / (A + p t))^R] / p; a spread of p adds little, and no gap."""
    model, history = BgNbd(0.7, 12.0, a, 3 * a), listed(4, 100, 300)
    p = a / (4 * a + 4)
    by_hand = -np.expm1(-4.7 * np.log1p(p * 5000 / 312)) / p
    assert model.purchases_if_alive(history, 5000.0)[0] == pytest.approx(by_hand, rel=1.2 / a)
    mixed = BgNbd(0.7, 12.0, np.array([[0.8], [a]]), np.array([[2.4], [3 * a]]))
    apart = [BgNbd(0.7, 12.0, one, 3 * one).purchases_if_alive(history, 5000.0) for one in (0.8, a)]
    assert mixed.purchases_if_alive(history, 5000.0) == pytest.approx(np.array(apart))


@pytest.mark.parametrize("a_and_b", [(0.2, 0.3), (0.4, 0.6), (0.7, 0.3)])
def test_a_newcomer_is_no_gap_where_a_and_b_add_up_to_one(a_and_b: tuple[float, float]) -> None:
    model = BgNbd(0.5, 10.0, *a_and_b)
    near = BgNbd(0.5, 10.0, a_and_b[0], a_and_b[1] + 1e-7)
    assert expected(model, 40.0) == pytest.approx(expected(near, 40.0), rel=1e-5)


@pytest.mark.parametrize("s", [0.999999999, 1.0, 1.000000001])
def test_pareto_has_no_gap_at_one(s: float) -> None:
    model = ParetoNbd(0.5, 10.0, s, 20.0)
    assert expected(model, 30.0)[0] == pytest.approx(0.05 * 20 * np.log(2.5), rel=1e-6)


@pytest.mark.parametrize("gamma", [1 - 1e-6, 1 - 1e-9, 1.0, 1 + 1e-6])
def test_occasions_have_no_gap_at_one(gamma: float) -> None:
    model = BgBb(1.0, 1.0, gamma, 2.0)
    by_hand = 0.5 * sum(2 / (2 + j) for j in range(1, 6))
    assert expected(model, 5)[0] == pytest.approx(by_hand, rel=1e-5)


@pytest.mark.parametrize(
    "model",
    [
        BgNbd(0.243, 4.414, 0.793, 2.426),
        MbgNbd(0.525, 6.183, 0.891, 1.614),
        ParetoNbd(0.553, 10.578, 0.606, 11.669),
        BgBb(1.204, 0.75, 0.657, 2.783),
    ],
    ids=lambda model: type(model).__name__,
)
def test_the_chances_of_all_numbers_add_up_and_their_mean_is_the_expectation(
    model: BgNbd | ParetoNbd | BgBb,
) -> None:
    repeats = np.arange(400.0) if not isinstance(model, BgBb) else np.arange(12.0)
    chances = model.chance_of(repeats, 11)
    assert chances.sum() == pytest.approx(1, rel=1e-9)
    assert chances @ repeats == pytest.approx(expected(model, 11)[0], rel=1e-7)
    nobody = NEWCOMER if isinstance(model, BgBb) else listed(0, 0, 11)
    likelihood, _ = type(model).likelihood(
        np.array([getattr(model, name) for name in model.__dataclass_fields__][:4]),
        replace(nobody, age=np.array([11.0])),
    )
    assert chances[0] == pytest.approx(np.exp(likelihood), rel=1e-9)


def left_by_integral(model: ParetoNbd, x: int, last: float, age: float) -> float:
    """Of having left before the end, over the density of the last purchase; in log time."""
    r, alpha, s, beta = (float(one) for one in (model.r, model.alpha, model.s, model.beta))
    start = np.log(min(alpha, beta) + last)

    def inside(at: float) -> float:
        more = np.exp(at) - np.exp(start)
        fall = (r + x) * np.log1p(more / (alpha + last))
        return float(s * np.exp(at - fall - (s + 1) * np.log1p(more / (beta + last))))

    edges = np.linspace(start, np.log(min(alpha, beta) + age), 60)
    parts = zip(edges[:-1], edges[1:], strict=True)
    return float(sum(integrate.quad(inside, *part, epsabs=0, epsrel=1e-10)[0] for part in parts))


def test_pareto_agrees_with_its_defining_integral_far_out() -> None:
    """Gauss's series is at its worst where alpha and beta differ by orders of magnitude."""
    chance = np.random.default_rng(1)
    for _ in range(proofs.rounds(300, 25)):
        model = ParetoNbd(*np.exp(chance.uniform(-5, 5, 4)))
        age = float(np.exp(chance.uniform(-1, 5)))
        x, last = int(np.exp(chance.uniform(0, 6.5))), age * float(chance.random())
        bought = (model.alpha + last) / (model.alpha + age)
        there = (model.beta + last) / (model.beta + age)
        stayed = bought ** (model.r + x) * there**model.s * (model.beta + last)
        left = left_by_integral(model, x, last, age)
        found = model.alive_rate(listed(x, last, age))[0]
        assert found == pytest.approx(stayed / (stayed + left), rel=1e-8, abs=1e-12)
        parameters = np.array([model.r, model.alpha, model.s, model.beta])
        by_hand = (
            special.gammaln(model.r + x)
            - special.gammaln(model.r)
            + model.r * np.log(model.alpha)
            + model.s * np.log(model.beta)
            - (model.r + x) * np.log(model.alpha + last)
            - (model.s + 1) * np.log(model.beta + last)
            + np.log(stayed + left)
        )
        assert ParetoNbd.likelihood(parameters, listed(x, last, age))[0] == pytest.approx(by_hand)


def test_a_next_purchase_is_expected_of_those_likely_there_and_soon() -> None:
    model = BgNbd(0.243, 4.414, 0.793, 2.426)
    histories = listed([10, 10, 1], [38, 10, 2], [39, 39, 3])
    soon = next_purchase(model, histories, within=60)
    assert soon.alive_rate == pytest.approx(model.alive_rate(histories))
    assert soon.alive_rate[1] < 0.5 < soon.alive_rate[2]
    waits = soon.waits
    assert waits[0] == pytest.approx(43.414 * (2 ** (1 / 10.243) - 1))
    assert waits[1] is None
    assert next_purchase(model, histories, within=2).waits[0] is None


def test_half_of_those_who_stay_buy_within_the_wait() -> None:
    model, histories = ParetoNbd(0.6, 10.0, 0.6, 12.0), listed([0, 4], [0, 30], [20, 40])
    wait = model.half_wait(histories)
    none = ((10 + histories.age) / (10 + histories.age + wait)) ** (0.6 + histories.repeats)
    assert none == pytest.approx([0.5, 0.5])


def test_an_occasion_is_waited_for_in_whole_occasions() -> None:
    model = BgBb(1.0, 1.0, 1.0, 1.0)
    # After n misses the next is bought with 1 / (n + 2): P(none of m) = (n+1) / (n+1+m).
    assert model.half_wait(listed(0, 0, [0, 4, 400])).tolist() == [1, 5, np.inf]
    assert next_purchase(model, listed(3, 3, 3), within=5).waits == [1]


def test_forecast_and_outcome_are_set_side_by_side() -> None:
    model = BgNbd(0.243, 4.414, 0.793, 2.426)
    histories = listed([0, 0, 2, 9], [0, 0, 20, 30], [39, 30, 39, 39])
    rows = holdout(model, histories, np.array([0.0, 1, 3, 8]), span=39, most=7)
    told = [(one.repeats, one.and_more, one.people, one.actual) for one in rows]
    assert told == [(0, False, 2, 0.5), (2, False, 1, 3), (7, True, 1, 8)]
    first = expected_after(model, histories, 39)
    assert rows[0].expected == pytest.approx(first[:2].mean())
    together = grouped([0, 2], [0, 20], [39, 39], people=[3, 2])
    assert [one.actual for one in holdout(model, together, np.array([3.0, 5]), span=9)] == [1, 2.5]


def test_frequencies_foreseen_are_people() -> None:
    model, histories = BgNbd(0.243, 4.414, 0.793, 2.426), published.cdnow().histories
    rows = frequencies(model, histories, most=7)
    assert sum(one.expected for one in rows) == pytest.approx(2357)
    assert [one.actual for one in rows] == [1411, 439, 214, 100, 62, 38, 29, 64]
    assert rows[0].expected == pytest.approx(1411, rel=0.01)
    assert rows[7].and_more


def test_tracking_sums_over_the_days_of_first_purchases() -> None:
    model = BgNbd(0.243, 4.414, 0.793, 2.426)
    found = tracked(model, np.array([0.0, 5.0]), np.array([2.0, 3.0]), np.array([0.0, 4.0, 9.0]))
    until = [expected(model, span)[0] for span in (4.0, 9.0)]
    assert found == pytest.approx([0, 2 * until[0], 2 * until[1] + 3 * until[0]])


def test_a_week_is_seen_ahead_as_it_came() -> None:
    """Fader, Hardie & Lee (2005): BG/NBD is off by under 4 % at the end of the 78 weeks."""
    cdnow = published.cdnow()
    model = BgNbd(0.243, 4.414, 0.793, 2.426)
    foreseen = tracked(model, *published.births(), np.array([39.0, 78.0]))
    came = [(cdnow.repeat_days < 7 * week).sum() for week in (39, 78)]
    assert foreseen == pytest.approx(came, rel=0.04)
