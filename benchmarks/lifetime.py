"""BG/NBD fitted to a million customers, and the same by `lifetimes` in the same run."""

import importlib
import os
import time
import warnings
from collections.abc import Iterator

import numpy as np

from benchmarks.figure import Figure
from siyu.insight.lifetime.arrays import Floats
from siyu.insight.lifetime.beta_geometric import BgNbd
from siyu.insight.lifetime.fitting import Fit, fit
from siyu.insight.lifetime.histories import Histories, grouped
from tests.insight.simulated import World, beta_geometric

NAMES = ("ltv.fit",)
CUSTOMERS = int(os.environ.get("SIYU_BENCH_LIFETIMES", "1000000"))
DAYS = 730
SEED = 20261126
TRIES = 3
"""Ours takes the best of so many, the peer has one: the machine's noise is as long as our fit."""
LIKELIHOOD_BORNE = 0.01
"""How far the two log-likelihoods may lie apart, of millions."""


def figures() -> Iterator[Figure]:
    made = _made()
    took, counted, ours = min((_ours(made) for _ in range(TRIES)), key=lambda one: one[0])
    peer_took, peer_likelihood = _peer(made, np.ones(CUSTOMERS))
    # The peer takes weights, and leaves the counting to who calls it.
    weighted_took, _ = _peer((counted.repeats, counted.last, counted.age), counted.people)
    apart = ours.log_likelihood - peer_likelihood
    if apart < -LIKELIHOOD_BORNE:
        raise AssertionError(f"our log-likelihood lies {-apart:.3f} below the peer's")
    yield Figure(
        name="ltv.fit",
        value=round(took, 3),
        unit="s",
        ratio=round(peer_took / took, 1),
        bar="≥50",
        data=f"BG/NBD, {CUSTOMERS:,} customers of {DAYS} days (seed {SEED}), counting of equal"
        f" histories into {counted.age.size:,} and standard errors included; lifetimes 0.11.3:"
        f" {peer_took:.1f} s, {weighted_took:.1f} s if given them counted; log-likelihood"
        f" {ours.log_likelihood:,.3f}, {apart:+.4f} from the peer's",
    )


def _made() -> World:
    """A shop of two years; its days of purchases are known, not the hours."""
    chance = np.random.default_rng(SEED)
    age = chance.integers(1, DAYS + 1, CUSTOMERS).astype(np.float64)
    repeats, last, age = beta_geometric(chance, age, r=0.6, alpha=60, a=0.8, b=2.5)
    return repeats, np.minimum(np.ceil(last), age), age


def _ours(made: World) -> tuple[float, Histories, Fit[BgNbd]]:
    began = time.perf_counter()
    counted = grouped(*made)
    found = fit(BgNbd, counted)
    took = time.perf_counter() - began
    if not isinstance(found, Fit):
        raise AssertionError(found)
    return took, counted, found


def _peer(made: World, people: Floats) -> tuple[float, float]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # Only here: it brings pandas, and other benchmarks look at the memory of this process.
        fitter = importlib.import_module("lifetimes").BetaGeoFitter()
        began = time.perf_counter()
        found = fitter.fit(*made, weights=people)
        took = time.perf_counter() - began
        # What it keeps of its likelihood is in a unit of time of its own.
        mean = found._negative_log_likelihood(np.log(found.params_), *made, people, 0.0)
    return took, -float(mean) * CUSTOMERS
