"""Gamma-gamma: what customers spend on a purchase, drawn towards the mean of all where little is
known (Fader, Hardie & Lee 2005, "RFM and CLV"; Fader & Hardie 2013).

A purchase of someone is Gamma(p, nu), and nu is their own: Gamma(q, gamma) over customers. Spend is
taken to be independent of how often someone buys; `follows_frequency` says how far it is not.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from siyu.insight.lifetime.arrays import Floats, Ints, Real, floats
from siyu.insight.lifetime.fitting import Fit, fit
from siyu.insight.lifetime.refusals import (
    CORRELATION_BORNE,
    REPEAT_BUYERS_NEEDED,
    Caution,
    Refusal,
    Refused,
)


@dataclass(frozen=True, eq=False)
class Spends:
    """Purchases that were averaged, and their mean; shape (groups,). `people` have the same."""

    purchases: Floats
    mean: Floats
    people: Floats

    @cached_property
    def by_purchases(self) -> tuple[Floats, Ints]:
        """The numbers of purchases that occur, and which of them each group has."""
        purchases, which = np.unique(self.purchases, return_inverse=True)
        return purchases, which.astype(np.int64)

    @property
    def customers(self) -> float:
        return float(self.people.sum())

    @property
    def unit(self) -> float:
        return float(self.people @ self.mean / self.customers)

    @property
    def measured(self) -> float:
        return self.customers

    def in_unit(self, unit: float) -> "Spends":
        return Spends(self.purchases, self.mean / unit, self.people)

    def coarse(self) -> "Spends":
        return self

    def lack(self) -> Refused | None:
        if self.customers < REPEAT_BUYERS_NEEDED:
            return Refused(Refusal.TOO_FEW_REPEAT_BUYERS, self.customers, REPEAT_BUYERS_NEEDED)
        if np.ptp(self.mean) == 0:
            return Refused(Refusal.NO_VARIATION, 0.0, 1.0)
        return None

    def follows_frequency(self) -> float:
        """The correlation of mean spend with the number of purchases; 0 if one does not vary."""
        weight = self.people / self.customers
        x, z = (one - weight @ one for one in (self.purchases, self.mean))
        scale = np.sqrt((weight @ x**2) * (weight @ z**2))
        return float(weight @ (x * z) / scale) if scale else 0.0

    @property
    def cautions(self) -> tuple[Caution, ...]:
        follows = abs(self.follows_frequency()) >= CORRELATION_BORNE
        return (Caution.SPEND_FOLLOWS_FREQUENCY,) if follows else ()


def spends(purchases: ArrayLike, mean: ArrayLike) -> Spends:
    """Count equal spends; customers without a repeat, or whose repeats cost nothing, are left out.

    Which purchases are averaged is the caller's choice, the same for all: the papers take the
    repeats, since the first is often unlike the others. Raises ValueError for numbers below 0.
    """
    both = np.stack([floats(purchases), floats(mean)], axis=1)
    if not np.isfinite(both).all() or (both < 0).any():
        raise ValueError("purchases and spends are finite and not below 0")
    paid = both[(both > 0).all(axis=1)]
    (numbers, of_number), (means, of_mean) = (
        np.unique(column, return_inverse=True) for column in paid.T
    )
    keys, people = np.unique(of_number * means.size + of_mean, return_counts=True)
    of_number, of_mean = np.divmod(keys, max(means.size, 1))
    return Spends(numbers[of_number], means[of_mean], floats(people))


@dataclass(frozen=True)
class GammaGamma:
    """What customers spend; `gamma` is in the unit of money."""

    p: Real
    q: Real
    gamma: Real

    UNITS: ClassVar[tuple[int, ...]] = (0, 0, 1)

    @classmethod
    def likelihood(cls, parameters: Floats, counted: Spends) -> tuple[float, Floats]:
        """Log-likelihood of all means (2013, eq. 1a), and its slope along p, q, gamma."""
        (p, q, gamma), psi, gammaln = parameters, special.psi, special.gammaln
        each, which = counted.by_purchases
        x, z, people = counted.purchases, counted.mean, counted.people
        shape, rate = p * x + q, gamma + x * z
        log_rate, log_sum = np.log(rate), np.log(x * z)
        known = (gammaln(p * each + q) - gammaln(p * each))[which] - gammaln(q)
        of_all, of_own = psi(p * each + q)[which], psi(p * each)[which]
        value = known + q * np.log(gamma) + p * x * log_sum - np.log(z) - shape * log_rate
        slope = (
            x * (of_all - of_own + log_sum - log_rate),
            of_all - psi(q) + np.log(gamma) - log_rate,
            q / gamma - shape / rate,
        )
        return float(people @ value), np.array([people @ along for along in slope])

    def expected(self, purchases: Real, mean: Real) -> Floats:
        """What someone spends on a purchase to come (2013, eq. 5); infinite without a mean.

        `purchases` of 0 asks for someone of whom nothing is known; `mean` then does not matter.
        """
        total = np.where(floats(purchases) > 0, purchases * floats(mean), 0.0)
        with np.errstate(divide="ignore"):
            per = self.p / np.maximum(self.p * purchases + self.q - 1, 0)
        return floats(per * (self.gamma + total))


def fit_spend(counted: Spends) -> Fit[GammaGamma] | Refused:
    """Gamma-gamma by maximum likelihood, refused too where the mean spend would be infinite."""
    found = fit(GammaGamma, counted)
    if isinstance(found, Fit) and not found.parameters[1] > 1:
        return Refused(Refusal.MEAN_SPEND_INFINITE, float(found.parameters[1]), 1.0)
    return found
