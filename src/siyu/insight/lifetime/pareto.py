"""Pareto/NBD: leaving happens at any time, whatever is bought.

While a customer, someone buys at random at a rate of their own (Gamma(r, alpha) over customers) and
leaves at a rate of their own (Gamma(s, beta)): Schmittlein, Morrison & Colombo (1987). A history
comes about in one of two ways: they are a customer to its end, or they left at some time between
their last purchase and the end. The papers write the integral over that time with Gauss's
hypergeometric function, of which there are two forms and a seam, and no simple slope along the
parameters (Fader & Hardie 2005, "A note on deriving the Pareto/NBD model"). Here it stays an
integral, over times that Gauss and Legendre chose: it is positive, never overflows, and its slope
is the same sum again.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy import special

from siyu.insight.lifetime.arrays import Floats, Real, floats
from siyu.insight.lifetime.histories import Histories
from siyu.insight.lifetime.log_time import shares, spread


@dataclass(frozen=True)
class ParetoNbd:
    """A customer base by Schmittlein et al. (1987); `alpha`, `beta` are in the unit of time."""

    r: Real
    alpha: Real
    s: Real
    beta: Real

    UNITS: ClassVar[tuple[int, ...]] = (0, 1, 0, 1)

    @classmethod
    def likelihood(cls, parameters: Floats, counted: Histories) -> tuple[float, Floats]:
        """Log-likelihood of all customers, and its slope along r, alpha, s, beta."""
        model, value, slope = cls(*parameters), 0.0, np.zeros(4)
        for piece in counted.pieces:
            part, along = model._likelihood(piece)
            value, slope = value + part, slope + along
        return value, slope

    def _likelihood(self, piece: Histories) -> tuple[float, Floats]:
        r, alpha, s, beta, people = self.r, self.alpha, self.s, self.beta, piece.people
        rate = r + piece.repeats
        times, ways = self._ways(piece)
        total, share = shares(ways)
        from_alpha, from_beta = alpha + times, beta + times
        left = 1 - share[0]
        common = special.gammaln(rate) - special.gammaln(r) + r * np.log(alpha) + s * np.log(beta)
        slope = (
            special.psi(rate) - special.psi(r) + np.log(alpha) - _mean(share, np.log(from_alpha)),
            r / alpha - rate * _mean(share, 1 / from_alpha),
            np.log(beta) - _mean(share, np.log(from_beta)) + left / s,
            s / beta - s * _mean(share, 1 / from_beta) - _mean(share[1:], 1 / from_beta[1:]),
        )
        return float(people @ (common + total)), np.array([people @ along for along in slope])

    def _ways(self, histories: Histories) -> tuple[Floats, Floats]:
        """Times up to which someone was a customer, the end first, and the logs of their shares.

        Without what all have in common; shape (1 + NODES, …, groups).
        """
        rate, last, age = self.r + histories.repeats, histories.last, histories.age
        small, large = np.minimum(self.alpha, self.beta), np.maximum(self.alpha, self.beta)
        inner, outer = (
            np.where(self.alpha <= self.beta, rate, self.s + 1),
            np.where(self.alpha <= self.beta, self.s + 1, rate),
        )
        fall = inner - 1 + outer * (small + last) / (large + last)
        times, weights = spread(last, age, small, fall)
        times = np.concatenate([np.broadcast_to(age, times[:1].shape), times])
        ways = -rate * np.log(self.alpha + times) - self.s * np.log(self.beta + times)
        ways[1:] += weights + np.log(self.s) - np.log(self.beta + times[1:])
        return times, ways

    def alive_rate(self, histories: Histories) -> Floats:
        """The probability that those with a history are still customers at its end."""
        _, share = shares(self._ways(histories)[1])
        return floats(share[0])

    def purchases_if_alive(self, histories: Histories, span: Real) -> Floats:
        """Expected purchases within `span` after the end of a history, of those still customers.

        Schmittlein et al. (1987), where (1 - e^-(s-1)L) / (s-1) has no gap at s = 1.
        """
        scale = self.beta + histories.age
        length = np.log1p(span / scale)
        rate = (self.r + histories.repeats) / (self.alpha + histories.age)
        return floats(rate * scale * length * special.exprel(-(self.s - 1) * length))

    def discounted_if_alive(self, histories: Histories, rate: float) -> Floats:
        """Expected purchases ever after, discounted at a continuous `rate` per unit of time.

        DERT (Fader, Hardie & Lee 2005, "RFM and CLV"), of those still customers.
        """
        z = rate * (self.beta + histories.age)
        tail = np.power(z, self.s) * special.hyperu(self.s, self.s, z) / rate
        return floats((self.r + histories.repeats) / (self.alpha + histories.age) * tail)

    def chance_of(self, repeats: Real, span: Real) -> Floats:
        """The probability of so many repeats within `span` of the first purchase.

        The mixture that Fader & Hardie (2006) bring to a closed form, as an integral over the time
        of leaving.
        """
        small = np.minimum(self.alpha, self.beta)
        times, weights = spread(0.0 * floats(repeats), span, small)
        stayed = self.s * np.log(self.beta) - self.s * np.log(self.beta + times)
        left = stayed + np.log(self.s) - np.log(self.beta + times) + weights
        end = -self.s * np.log1p(span / self.beta)
        bought_then = np.exp(left + self._log_bought(repeats, times)).sum(axis=0)
        return floats(np.exp(end + self._log_bought(repeats, span)) + bought_then)

    def _log_bought(self, repeats: Real, times: Real) -> Floats:
        """Of so many repeats within a time wholly spent as a customer: negative binomial."""
        x, z = floats(repeats), times / (self.alpha + times)
        ways = special.gammaln(self.r + x) - special.gammaln(self.r) - special.gammaln(x + 1)
        return floats(ways + special.xlogy(x, z) + self.r * np.log1p(-z))

    def half_wait(self, histories: Histories) -> Floats:
        """The time after the end of a history within which half of those who stay buy."""
        rate = self.r + histories.repeats
        with np.errstate(over="ignore"):
            return floats((self.alpha + histories.age) * np.expm1(np.log(2) / rate))


def _mean(share: Floats, values: Floats) -> Floats:
    return floats(np.einsum("ij,ij->j", share, values))
