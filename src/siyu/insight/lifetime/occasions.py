"""BG/BB: purchases happen, or not, on occasions that are counted (Fader, Hardie & Shang 2010).

For subscriptions, boxes, yearly events, donations. Before each occasion a customer leaves with a
probability of their own (Beta(gamma, delta)); one who stays buys with a probability of their own
(Beta(alpha, beta)). In a history, `last` and `age` count occasions: the one of the last purchase,
and how many there have been. It came about by staying to the end, or by leaving after some
occasion from the last purchase on: a sum of at most n - t_x + 1 ways (eq. 5).
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy import special

from siyu.insight.lifetime.arrays import Floats, Real, floats
from siyu.insight.lifetime.histories import Histories
from siyu.insight.lifetime.log_time import shares

FAR = 200
"""Occasions beyond which nobody plans."""


@dataclass(frozen=True)
class BgBb:
    """A customer base by Fader, Hardie & Shang (2010)."""

    alpha: Real
    beta: Real
    gamma: Real
    delta: Real

    UNITS: ClassVar[tuple[int, ...]] = (0, 0, 0, 0)

    @classmethod
    def likelihood(cls, parameters: Floats, counted: Histories) -> tuple[float, Floats]:
        """Log-likelihood of all customers, and its slope along alpha, beta, gamma, delta."""
        alpha, beta, gamma, delta = parameters
        x, people, psi = counted.repeats, counted.people, special.psi
        stayed, left, ways = cls(*parameters)._ways(counted)
        total, share = shares(ways)
        bought, passed = psi(alpha + x), psi(beta + stayed - x) - psi(alpha + beta + stayed)
        known = special.betaln(alpha, beta) + special.betaln(gamma, delta)
        leaving = psi(gamma + delta + left + stayed)
        slope = (
            bought - psi(alpha) + psi(alpha + beta) - _mean(share, psi(alpha + beta + stayed)),
            _mean(share, passed) - psi(beta) + psi(alpha + beta),
            _mean(share, psi(gamma + left) - leaving) - psi(gamma) + psi(gamma + delta),
            _mean(share, psi(delta + stayed) - leaving) - psi(delta) + psi(gamma + delta),
        )
        return float(people @ (total - known)), np.array([people @ along for along in slope])

    def _ways(self, histories: Histories) -> tuple[Floats, Floats, Floats]:
        """Occasions stayed for, whether they left then, and the logs of the ways' shares.

        The first way is to stay to the end; shape (1 + most occasions, …, groups).
        """
        x, last, age = histories.repeats, histories.last, histories.age
        after = np.arange(int((age - last).max(initial=0)))[:, None]
        stayed = np.concatenate([age[None], np.minimum(last + after, age)])
        left = np.zeros_like(stayed)
        left[1:] = 1
        lift = (slice(None), *[None] * (np.ndim(self.alpha + 0 * x) - 1), slice(None))
        possible = np.concatenate([np.full((1, age.size), True), last + after < age])
        stayed, left, possible = stayed[lift], left[lift], possible[lift]
        bought = special.betaln(self.alpha + x, self.beta + stayed - x)
        leaving = special.betaln(self.gamma + left, self.delta + stayed)
        return stayed, left, np.where(possible, bought + leaving, -np.inf)

    def alive_rate(self, histories: Histories) -> Floats:
        """The probability that those with a history are still customers after its last occasion.

        The paper's Table 6 asks for the next occasion, `alive_at` 1.
        """
        _, share = shares(self._ways(histories)[2])
        return floats(share[0])

    def alive_at(self, histories: Histories, occasions: Real) -> Floats:
        """The probability of being a customer so many occasions later (eq. 11)."""
        stay = self.delta + histories.age
        later = special.betaln(self.gamma, stay + occasions) - special.betaln(self.gamma, stay)
        return floats(self.alive_rate(histories) * np.exp(later))

    def purchases_if_alive(self, histories: Histories, span: Real) -> Floats:
        """Expected purchases on the next `span` occasions, of those still customers (eq. 13).

        The mean number of occasions they stay for, (delta+n) * [1 - ratio] / (gamma-1), has no gap
        at gamma = 1.
        """
        stay, end = self.delta + histories.age, self.gamma + self.delta + histories.age
        length = (
            special.gammaln(end + span)
            - special.gammaln(end)
            - special.gammaln(stay + 1 + span)
            + special.gammaln(stay + 1)
        )
        e = self.gamma - 1
        close = np.abs(e) < 1e-7
        apart = np.where(close, 1.0, e)
        limit = special.psi(stay + 1 + span) - special.psi(stay + 1)
        occasions = stay * np.where(close, limit, -np.expm1(-length) / apart)
        return floats(self._buying(histories) * np.maximum(occasions, 0))

    def discounted_if_alive(self, histories: Histories, rate: float) -> Floats:
        """Expected purchases ever after, discounted by `rate` an occasion: DERT (eq. 14)."""
        stay, end = self.delta + histories.age, self.gamma + self.delta + histories.age
        tail = special.hyp2f1(1, stay + 1, end + 1, 1 / (1 + rate)) / (1 + rate)
        return floats(self._buying(histories) * stay / end * tail)

    def _buying(self, histories: Histories) -> Floats:
        """The mean probability of buying on an occasion, of those still customers."""
        bought = self.alpha + histories.repeats
        return floats(bought / (self.alpha + self.beta + histories.age))

    def chance_of(self, repeats: Real, span: int) -> Floats:
        """The probability of so many purchases on the first `span` occasions (eq. 7)."""
        x = floats(repeats)
        stayed = np.arange(span + 1).reshape(-1, *[1] * np.ndim(x + self.alpha))
        left = (stayed < span).astype(float)
        ways = -special.betaln(stayed - x + 1, x + 1) - np.log(stayed + 1)
        bought = special.betaln(self.alpha + x, self.beta + stayed - x)
        leaving = special.betaln(self.gamma + left, self.delta + stayed)
        known = special.betaln(self.alpha, self.beta) + special.betaln(self.gamma, self.delta)
        terms = np.where(stayed >= x, ways + bought + leaving - known, -np.inf)
        return floats(np.exp(terms).sum(axis=0))

    def half_wait(self, histories: Histories) -> Floats:
        """On which occasion half of those who stay will have bought; infinite beyond FAR."""
        bought, passed = self.alpha + histories.repeats, self.beta + histories.age
        passed = passed - histories.repeats
        occasions = np.arange(1, FAR + 1).reshape(-1, *[1] * np.ndim(bought + passed))
        none = special.betaln(bought, passed + occasions) - special.betaln(bought, passed)
        waited = 1 + (none > -np.log(2)).sum(axis=0)
        return np.where(waited <= FAR, waited, np.inf)


def _mean(share: Floats, values: Floats) -> Floats:
    return floats(np.einsum("ij,ij->j", share, np.broadcast_to(values, share.shape)))
