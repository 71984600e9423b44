"""Slopes are slopes, the peer agrees, refusals are told, and simulated worlds are found again."""

import importlib
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from siyu.insight.lifetime import fitting
from siyu.insight.lifetime.arrays import Floats, floats
from siyu.insight.lifetime.beta_geometric import BgNbd, MbgNbd
from siyu.insight.lifetime.fitting import Counted, Fit, Model, fit
from siyu.insight.lifetime.histories import grouped
from siyu.insight.lifetime.occasions import BgBb
from siyu.insight.lifetime.pareto import ParetoNbd
from siyu.insight.lifetime.refusals import Caution, Refusal, Refused
from siyu.insight.lifetime.spend import GammaGamma, Spends, fit_spend, spends
from tests import proofs
from tests.insight import simulated
from tests.insight.simulated import World

Observed = tuple[Floats, ...]
DAYS = np.random.default_rng(0).uniform(20, 400, 200_000)


@dataclass(frozen=True)
class Case:
    """A model, a world that follows it, and what the peer calls it."""

    kind: type[Model]
    truth: tuple[float, ...]
    made: Callable[[np.random.Generator, int], Observed]
    peer: str

    def observed(self, seed: int, size: int) -> Observed:
        return self.made(np.random.default_rng(seed), size)

    def counted(self, observed: Observed) -> Counted:
        if self.kind is GammaGamma:
            return spends(*observed)
        return grouped(*observed, step=1.0 if self.kind is BgBb else None)


def _bg(chance: np.random.Generator, size: int, extra: int, *truth: float) -> World:
    named = dict(zip(("r", "alpha", "a", "b"), truth, strict=True))
    return simulated.beta_geometric(chance, DAYS[:size], extra=extra, **named)


def _pareto(chance: np.random.Generator, size: int, *truth: float) -> World:
    named = dict(zip(("r", "alpha", "s", "beta"), truth, strict=True))
    return simulated.pareto(chance, DAYS[:size], **named)


def _occasions(chance: np.random.Generator, size: int, *truth: float) -> World:
    named = dict(zip(("alpha", "beta", "gamma", "delta"), truth, strict=True))
    return simulated.occasions(chance, np.full(size, 8.0), **named)


def _spend(chance: np.random.Generator, size: int, *truth: float) -> tuple[Floats, Floats]:
    purchases = floats(1 + chance.poisson(2, size))
    named = dict(zip(("p", "q", "gamma"), truth, strict=True))
    return purchases, simulated.gamma_gamma(chance, purchases, **named)


BG, MBG, PNBD = (0.8, 40.0, 0.9, 2.5), (0.8, 40.0, 0.9, 2.5), (0.9, 40.0, 0.8, 90.0)
BB, GG = (1.2, 0.8, 0.7, 2.8), (6.0, 4.0, 15.0)
CASES = [
    Case(BgNbd, BG, lambda c, n: _bg(c, n, 0, *BG), "BetaGeoFitter"),
    Case(MbgNbd, MBG, lambda c, n: _bg(c, n, 1, *MBG), "ModifiedBetaGeoFitter"),
    Case(ParetoNbd, PNBD, lambda c, n: _pareto(c, n, *PNBD), "ParetoNBDFitter"),
    Case(BgBb, BB, lambda c, n: _occasions(c, n, *BB), "BetaGeoBetaBinomFitter"),
    Case(GammaGamma, GG, lambda c, n: _spend(c, n, *GG), "GammaGammaFitter"),
]
each_model = pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind.__name__)


@each_model
def test_the_slope_is_the_slope_of_the_likelihood(case: Case) -> None:
    counted = case.counted(case.observed(1, 300))
    chance = np.random.default_rng(2)
    for _ in range(proofs.rounds(200, 8)):
        parameters = np.array(case.truth) * np.exp(chance.uniform(-2, 2, len(case.truth)))
        value, slope = case.kind.likelihood(parameters, counted)
        for place in range(parameters.size):
            step = np.zeros(parameters.size)
            step[place] = 1e-5 * parameters[place]
            up, down = (case.kind.likelihood(parameters + one, counted)[0] for one in (step, -step))
            measured = (up - down) / (2 * step[place])
            noise = 1e-11 * abs(value) / step[place]
            assert slope[place] == pytest.approx(measured, rel=1e-5, abs=noise)


@each_model
def test_far_from_any_data_the_likelihood_stays_a_number(case: Case) -> None:
    counted = case.counted(case.observed(3, 200))
    if case.kind is not GammaGamma:
        rows = grouped([0, 1, 5000, 9000], [0, 1, 9000, 9000], [9999, 9999, 9000, 9999])
        counted = rows if case.kind is not BgBb else counted
    for scale in (1e-4, 1e-2, 1e2, 1e4):
        value, slope = case.kind.likelihood(np.full(len(case.truth), scale), counted)
        assert np.isfinite(value)
        assert np.isfinite(slope).all()


def peer(name: str) -> Any:
    """The package `lifetimes`, whose import warns of pandas' settings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return getattr(importlib.import_module("lifetimes"), name)()


def peer_likelihood(case: Case, parameters: Floats, observed: Observed) -> float:
    size = observed[0].size
    negative = peer(case.peer)._negative_log_likelihood
    columns = [one.astype(int) for one in observed] if case.kind is BgBb else observed
    # One of the peer's models takes the parameters and sums; the others take logarithms and mean.
    if case.kind is ParetoNbd:
        return -float(negative(parameters, *columns, np.ones(size), 0.0))
    return -float(negative(np.log(parameters), *columns, np.ones(size), 0.0)) * size


@each_model
def test_the_peer_has_the_same_likelihood_on_random_data(case: Case) -> None:
    chance = np.random.default_rng(4)
    for seed in range(proofs.rounds(40, 3)):
        observed = case.observed(seed, 400)
        parameters = np.array(case.truth) * np.exp(chance.uniform(-1, 1, len(case.truth)))
        ours, _ = case.kind.likelihood(parameters, case.counted(observed))
        assert ours == pytest.approx(peer_likelihood(case, parameters, observed), abs=1e-3)


@each_model
def test_no_parameters_of_the_peer_are_likelier(case: Case) -> None:
    for seed in range(proofs.rounds(10, 1)):
        observed = case.observed(seed + 50, 2000)
        found = fit(case.kind, case.counted(observed))
        assert isinstance(found, Fit)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = peer(case.peer).fit(*observed).params_
        best = peer_likelihood(case, np.asarray(theirs), observed)
        assert found.log_likelihood >= best - 1e-3
        # The peer's own climbers stop a little below at times; where they do not, both agree.
        if case.kind in (BgNbd, MbgNbd, BgBb):
            assert found.log_likelihood == pytest.approx(best, abs=1e-3)


@each_model
def test_a_coarse_start_ends_where_a_climb_on_the_whole_does(case: Case) -> None:
    counted = case.counted(case.observed(5, 9000))
    found = fit(case.kind, counted)
    assert isinstance(found, Fit)
    unit = counted.unit if any(case.kind.UNITS) else 1.0
    logs = fitting.climbed(case.kind, counted.in_unit(unit))
    whole = np.exp(logs) * unit ** np.array(case.kind.UNITS)
    assert found.parameters == pytest.approx(whole, rel=1e-4)
    value, _ = case.kind.likelihood(found.parameters, counted)
    assert found.log_likelihood == pytest.approx(value, abs=1e-6)


def test_occasions_of_many_kinds_are_fitted_as_they_are() -> None:
    chance = np.random.default_rng(11)
    age = chance.integers(6, 60, 12_000).astype(float)
    truth = dict(zip(("alpha", "beta", "gamma", "delta"), BB, strict=True))
    counted = grouped(*simulated.occasions(chance, age, **truth))
    found = fit(BgBb, counted)
    assert counted.age.size > 4096
    assert isinstance(found, Fit)
    assert np.abs(np.log(found.parameters / BB)).max() < 0.15


@each_model
def test_the_unit_of_time_or_money_does_not_matter(case: Case) -> None:
    if not any(case.kind.UNITS):
        return
    first, *rest = case.observed(6, 1500)
    day = fit(case.kind, case.counted((first, *rest)))
    week = fit(case.kind, case.counted((first, *(one / 7 for one in rest))))
    assert isinstance(day, Fit)
    assert isinstance(week, Fit)
    scale = 7.0 ** np.array(case.kind.UNITS)
    assert day.parameters == pytest.approx(week.parameters * scale, rel=1e-5)
    assert day.standard_errors == pytest.approx(week.standard_errors * scale, rel=1e-3)


@pytest.mark.prove
@each_model
def test_known_parameters_are_found_and_their_errors_cover_them(case: Case) -> None:
    """Of many simulated shops the 95 % intervals must hold the truth in about 95 %."""
    worlds = proofs.rounds(300, 12)
    found = [fit(case.kind, case.counted(case.observed(seed, 4000))) for seed in range(worlds)]
    fits = [one for one in found if isinstance(one, Fit)]
    logs = np.array([np.log(one.parameters / case.truth) for one in fits])
    errors = np.array([np.sqrt(np.diag(one.covariance)) for one in fits])
    covered = (np.abs(logs) < 1.96 * errors).mean(axis=0)
    assert len(fits) == worlds
    # Four standard errors of a median and of a share of so many worlds, and the skew of one world.
    assert np.abs(np.median(logs / errors, axis=0)).max() < 0.2 + 4 * 1.25 / np.sqrt(worlds)
    assert covered.min() > 0.95 - 4 * np.sqrt(0.95 * 0.05 / worlds)
    told = [
        (name, truth, f"{np.exp(np.median(logs[:, at])) * truth:.3f}", f"{covered[at]:.3f}")
        for at, (name, truth) in enumerate(zip(fits[0].names, case.truth, strict=True))
    ]
    title = f"lifetime-recovery-{case.kind.__name__}"
    proofs.table(title, ("parameter", "truth", "median found", "covered at 95 %"), told)


def test_nobody_leaving_lies_at_the_edge_of_what_a_model_can_say() -> None:
    chance = np.random.default_rng(8)
    rate = chance.gamma(2, 1 / 20, 3000)
    repeats = chance.poisson(rate * 300).astype(float)
    last = np.where(repeats > 0, 300 * chance.random(3000) ** (1 / np.maximum(repeats, 1)), 0)
    for kind in (BgNbd, MbgNbd, ParetoNbd):
        found = fit(kind, grouped(repeats, last, np.full(3000, 300.0), step=None))
        assert isinstance(found, Refused)
        assert found.reason is Refusal.AT_BOUNDARY
        assert found.found > found.needed == fitting.EDGE


def test_a_ridge_is_no_summit_and_a_slope_has_not_converged() -> None:
    flat, steep = np.diag([4.0, -1.0]), np.diag([4.0, 1.0])
    ridge = fitting.summit(flat, np.zeros(2))
    slope = fitting.summit(steep, np.array([0.0, 1.0]))
    lost = fitting.summit(np.full((2, 2), np.nan), np.zeros(2))
    assert ridge == Refused(Refusal.NOT_CURVED, -1.0, 0.0)
    assert slope == Refused(Refusal.NOT_CONVERGED, 0.5, fitting.SHORTFALL_BORNE)
    assert lost == Refused(Refusal.NOT_CONVERGED, np.inf, fitting.SHORTFALL_BORNE)
    sure = fitting.summit(steep, np.zeros(2))
    assert not isinstance(sure, Refused)
    assert sure.tolist() == [[0.25, 0.0], [0.0, 1.0]]


def test_spend_is_refused_or_given_with_a_warning() -> None:
    chance = np.random.default_rng(9)
    purchases = floats(1 + chance.poisson(3, 3000))
    wide = simulated.gamma_gamma(chance, purchases, p=5, q=0.7, gamma=10)
    few = spends(purchases[:199], wide[:199])
    found = fit_spend(spends(purchases, wide))
    alike = fit_spend(spends(purchases, np.full(3000, 20.0)))
    assert fit_spend(few) == Refused(Refusal.TOO_FEW_REPEAT_BUYERS, 199, 200)
    assert isinstance(found, Refused)
    assert found.reason is Refusal.MEAN_SPEND_INFINITE
    assert alike == Refused(Refusal.NO_VARIATION, 0.0, 1.0)
    together = spends(purchases, purchases * 10 + chance.uniform(0, 5, 3000))
    apart = spends(purchases, chance.uniform(10, 50, 3000))
    assert together.cautions == (Caution.SPEND_FOLLOWS_FREQUENCY,)
    assert apart.cautions == ()


def test_parameters_known_to_their_order_only_are_said_to_be() -> None:
    loose = Fit(BgNbd(1, 1, 1, 1), np.ones(4), np.diag([0.1, 0.1, 1.5, 0.1]), -1.0, 100.0)
    sure = Fit(BgNbd(1, 1, 1, 1), np.ones(4), np.diag([0.1, 0.1, 0.5, 0.1]), -1.0, 100.0)
    assert loose.cautions == (Caution.LOOSELY_KNOWN,)
    assert sure.cautions == ()
    low, high = sure.interval(seed=3, draws=20_000)
    assert low == pytest.approx(np.exp(-1.96 * np.sqrt([0.1, 0.1, 0.5, 0.1])), rel=0.05)
    assert high == pytest.approx(np.exp(1.96 * np.sqrt([0.1, 0.1, 0.5, 0.1])), rel=0.05)


def test_spends_count_who_paid_and_refuse_what_cannot_be() -> None:
    counted: Spends = spends([2, 2, 0, 3], [10, 10, 5, 0])
    assert (counted.purchases.tolist(), counted.mean.tolist()) == ([2], [10])
    assert counted.people.tolist() == [2]
    with pytest.raises(ValueError, match="not below 0"):
        spends([1], [-5])
