"""Lifetime value: purchases to come, each at what it leaves, worth less the later it comes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from siyu.insight.lifetime.arrays import Floats, Ints, floats
from siyu.insight.lifetime.fitting import Fit, between
from siyu.insight.lifetime.histories import Histories
from siyu.insight.lifetime.purchases import Purchases
from siyu.insight.lifetime.spend import GammaGamma

P = TypeVar("P", bound=Purchases)
CELLS = 50_000
"""Draws times groups at a time, so that the arrays of a model stay in the tens of megabytes."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Over what time, at what margin and discount.

    `horizon` and `step` are in the unit of the histories, of which a year has `year`;
    `discount_rate` is by the year, `margin_rate` is what is left of a sale.
    """

    horizon: float
    step: float
    year: float
    discount_rate: float
    margin_rate: float


@dataclass(frozen=True, eq=False)
class Worth:
    """What customers are expected to leave, in the unit of their spend; shape (groups,) each.

    The bounds hold the *expected* value at the level asked for, by what the parameters leave open.
    What a single person will spend varies far more. `total` and its bounds are those of all people
    together: bounds of a sum are not the sum of bounds.
    """

    value: Floats
    low: Floats
    high: Floats
    total: float
    total_low: float
    total_high: float


def discounted_purchases(model: Purchases, histories: Histories, terms: Terms) -> Floats:
    """Purchases expected within the horizon, each step's discounted from its middle.

    A finite sum for all models alike. The closed forms without horizon (`discounted_if_alive`)
    exist for two of them only, and promise purchases of decades a shop has not seen; BG/NBD keeps
    whoever bought once for ever, so that its sum would lean on them.
    """
    return model.alive_rate(histories) * if_alive(model, histories, terms)


def if_alive(model: Purchases, histories: Histories, terms: Terms) -> Floats:
    """The same of those who are still customers."""
    edges = np.append(np.arange(0, terms.horizon, terms.step), terms.horizon)
    factors = (1 + terms.discount_rate) ** (-(edges[1:] + edges[:-1]) / 2 / terms.year)
    total, before = floats(0.0), floats(0.0)
    for edge, factor in zip(edges[1:], factors, strict=True):
        until = model.purchases_if_alive(histories, edge)
        total, before = total + factor * (until - before), until
    return total


def worth(
    purchases: Fit[P],
    spend: Fit[GammaGamma],
    histories: Histories,
    mean_spend: Floats,
    terms: Terms,
    *,
    level: float = 0.95,
    draws: int = 200,
    seed: int = 0,
) -> Worth:
    """The value of each history whose repeats cost `mean_spend` on average (any, where none).

    The bounds come of `draws` parameters of both models from the normal distribution of their
    estimates (asymptotic), drawn by `seed`; the two models are estimated apart and drawn apart.
    """
    pairs, which = alike(histories)
    best = _values((purchases.model, spend.model), (histories, mean_spend, pairs, which), terms, 1)
    drawn = (purchases.models(draws, seed), spend.models(draws, seed + 1))
    value = np.concatenate([rows.ravel() for rows, _ in best])
    bounds, totals = [], np.zeros(draws)
    for rows, people in _values(drawn, (histories, mean_spend, pairs, which), terms, draws):
        bounds.append(between(rows, level))
        totals += rows @ people
    low, high = np.concatenate(bounds, axis=1)
    total_low, total_high = between(totals, level)
    total = float(value @ histories.people)
    return Worth(value, low, high, total, float(total_low), float(total_high))


def alike(histories: Histories) -> tuple[Histories, Ints]:
    """Histories that differ in repeats or age, and which of them each is.

    What someone still there will buy does not depend on when they were last seen; that many fewer
    are asked for it.
    """
    pairs = np.stack([histories.repeats, histories.age])
    (repeats, age), which = np.unique(pairs, axis=1, return_inverse=True)
    return Histories(repeats, age * (repeats > 0), age, np.ones(age.size)), which.ravel()


def _values(
    models: tuple[Purchases, GammaGamma],
    people: tuple[Histories, Floats, Histories, Ints],
    terms: Terms,
    draws: int,
) -> Iterator[tuple[Floats, Floats]]:
    """Values with a row for each draw, shape (draws, part), and how many people have each."""
    (purchases, spend), (histories, mean, pairs, which) = models, people
    size = max(1, CELLS // draws)
    parts = [np.atleast_2d(if_alive(purchases, part, terms)) for part in pairs.split(size)]
    to_come = np.concatenate(parts, axis=1)
    for start, part in enumerate(histories.split(size)):
        place = slice(start * size, (start + 1) * size)
        often = purchases.alive_rate(part) * to_come[:, which[place]]
        yield terms.margin_rate * spend.expected(part.repeats, mean[place]) * often, part.people
