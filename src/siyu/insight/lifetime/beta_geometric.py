"""BG/NBD and MBG/NBD: leaving happens right after a purchase.

While a customer, someone buys at random at a rate of their own (Gamma(r, alpha) over customers).
After each purchase they leave with a probability of their own (Beta(a, b)). In the BG/NBD
(Fader, Hardie & Lee 2005) the first purchase is exempt, so whoever bought once is a customer for
ever; in the MBG/NBD (Batislam, Denizel & Filiztekin 2007; Hoppe & Wagner 2007) it is not. That is
the only difference: with k chances to leave so far, x in the one and x + 1 in the other, a
history's likelihood is

    G(r+x) alpha^r / G(r) * B(a, b+k) / B(a, b) * (alpha+T)^-(r+x) * (1 + odds of having left)
    odds = a / (b+k-1) * ((alpha+T) / (alpha+t_x))^(r+x),  0 where k is 0.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy import special

from siyu.insight.lifetime.arrays import Floats, Real, floats
from siyu.insight.lifetime.histories import Histories
from siyu.insight.lifetime.log_time import PLACES, WEIGHTS

NEAR = 1e-5
"""How close to a = 1 the remainder below is drawn as a line through both sides: error NEAR²."""
STEEP = 50.0
"""Of `a`, beyond which the closed form of the expectation loses its digits."""


@dataclass(frozen=True)
class BgNbd:
    """A customer base by Fader, Hardie & Lee (2005); `alpha` is in the unit of time."""

    r: Real
    alpha: Real
    a: Real
    b: Real

    UNITS: ClassVar[tuple[int, ...]] = (0, 1, 0, 0)
    EXTRA: ClassVar[int] = 0
    """Chances to leave besides those after repeats."""

    @classmethod
    def likelihood(cls, parameters: Floats, counted: Histories) -> tuple[float, Floats]:
        """Log-likelihood (eq. 6) of all customers, and its slope along r, alpha, a, b."""
        value, slope = 0.0, np.zeros(4)
        for piece in counted.pieces:
            part, along = cls._likelihood(parameters, piece)
            value, slope = value + part, slope + along
        return value, slope

    @classmethod
    def _likelihood(cls, parameters: Floats, piece: Histories) -> tuple[float, Floats]:
        """Of one piece; what depends on x alone is taken once for each x."""
        (r, alpha, a, b), psi = parameters, special.psi
        repeats, which, people_of = piece.by_repeats
        people, rate, chances = piece.people, (r + repeats)[which], repeats + cls.EXTRA
        far, near = np.log(alpha + piece.age), np.log(alpha + piece.last)
        log_odds = cls._log_hazard(a, b, chances)[which] + rate * (far - near)
        small = np.exp(-np.abs(log_odds))
        left = people * np.where(log_odds > 0, 1, small) / (1 + small)
        buying = special.gammaln(r + repeats) - special.gammaln(r) + r * np.log(alpha)
        staying = special.betaln(a, b + chances) - special.betaln(a, b)
        log_sum = np.maximum(log_odds, 0) + np.log1p(small)
        value = people_of @ (buying + staying) + people @ (log_sum - rate * far)
        pull = psi(a + b) - psi(a + b + chances)
        latest = 1 / (b + np.maximum(chances, 1) - 1)
        slope = (
            people_of @ (psi(r + repeats) - psi(r) + np.log(alpha))
            - (people - left) @ far
            - left @ near,
            people.sum() * r / alpha
            - (people - left) @ (rate / (alpha + piece.age))
            - left @ (rate / (alpha + piece.last)),
            people_of @ pull + left.sum() / a,
            people_of @ (pull + psi(b + chances) - psi(b)) - left @ latest[which],
        )
        return float(value), np.array(slope)

    @staticmethod
    def _log_hazard(a: Real, b: Real, chances: Real) -> Floats:
        """Of having left at the last of some chances against having stayed at it; -inf at none."""
        latest = np.maximum(chances, 1) - 1
        return np.where(floats(chances) > 0, np.log(a) - np.log(b + latest), -np.inf)

    def alive_rate(self, histories: Histories) -> Floats:
        """The probability that those with a history are still customers at its end."""
        spread = np.log1p((histories.age - histories.last) / (self.alpha + histories.last)) * (
            self.r + histories.repeats
        )
        hazard = self._log_hazard(self.a, self.b, histories.repeats + self.EXTRA)
        return floats(special.expit(-(hazard + spread)))

    def purchases_if_alive(self, histories: Histories, span: Real) -> Floats:
        """Expected purchases within `span` after the end of a history, of those still customers.

        Equation 10 without its denominator, with its hypergeometric function transformed so that
        no argument grows with x and neither a = 1 nor a + b = 1 is a gap: with L = log of
        (alpha+T+t) / (alpha+T), z = 1 - e^-L, C = a+b+k and F = 2F1,
            E = (C-1) * [1 - e^-(a-1)L F(a-1, q; C; z)] / (a-1) - e^-(a-1)L q z/C F(a, q+1; C+1; z)
        where q = C - (r+x) - 1 is the same for all. (Euler's transformation, DLMF 15.8.1, and
        F(e, q; C-1; z) = F(e, q; C; z) + e q z / (C (C-1)) * F(e+1, q+1; C+1; z), by terms.)
        """
        a, total = self.a, self.a + self.b + histories.repeats + self.EXTRA
        q = self.a + self.b + self.EXTRA - self.r - 1
        length = np.log1p(span / (self.alpha + histories.age))
        with np.errstate(invalid="ignore", over="ignore"):
            z, fade = -np.expm1(-length), np.exp(-(a - 1) * length)
            stay = length * special.exprel(-(a - 1) * length)
            stay = stay + fade * _remainder(a - 1, q, total, z)
            tail = fade * q * z / total * special.hyp2f1(a, q + 1, total + 1, z)
            closed = np.maximum((total - 1) * stay - tail, 0)
        lost = ~np.isfinite(closed) | (floats(a) > STEEP)
        if lost.any():
            return np.where(lost, self._by_quantiles(histories, span), closed)
        return floats(closed)

    def _by_quantiles(self, histories: Histories, span: Real) -> Floats:
        """The same as a mean over the chance of leaving: [1 - (1 + p t / (alpha+T))^-(r+x)] / p.

        For where all leave with nearly the same chance (a large `a`): there the closed form is
        nothing times infinity, and few quantiles of that chance tell everything.
        """
        rate, time = self.r + histories.repeats, span / (self.alpha + histories.age)
        # The quantiles are dear, and the same for all with as many repeats.
        repeats, which = np.unique(histories.repeats, return_inverse=True)
        stays = self.b + repeats + self.EXTRA
        places = PLACES.reshape(-1, *[1] * np.ndim(self.a + histories.repeats + time))
        p = np.maximum(special.betaincinv(self.a, stays, places), 1e-300)[..., which]
        return floats(np.tensordot(WEIGHTS, -np.expm1(-rate * np.log1p(p * time)) / p, axes=1))

    def chance_of(self, repeats: Real, span: Real) -> Floats:
        """The probability of so many repeats within `span` of the first purchase (eq. 8)."""
        x, z = floats(repeats), span / (self.alpha + span)
        chances = x + self.EXTRA
        pmf = special.gammaln(self.r + x) - special.gammaln(self.r) - special.gammaln(x + 1)
        pmf = np.exp(pmf + special.xlogy(x, z) + self.r * np.log1p(-z))
        stayed = np.exp(special.betaln(self.a, self.b + chances) - special.betaln(self.a, self.b))
        reached = np.where(x > 0, special.betainc(np.maximum(x, 1), self.r, z), 1.0)
        left = np.exp(self._log_hazard(self.a, self.b, chances))
        return floats(stayed * (pmf + left * reached))

    def half_wait(self, histories: Histories) -> Floats:
        """The time after the end of a history within which half of those still there buy."""
        rate = self.r + histories.repeats
        with np.errstate(over="ignore"):
            return floats((self.alpha + histories.age) * np.expm1(np.log(2) / rate))


class MbgNbd(BgNbd):
    """A customer base by Batislam et al. (2007): one may leave after the first purchase too."""

    EXTRA = 1


def _remainder(e: Real, q: Real, c: Real, z: Real) -> Floats:
    """(1 - 2F1(e, q; c; z)) / e, also at and around e = 0, where the quotient has a limit."""
    close = np.abs(e) < NEAR
    apart = np.where(close, NEAR, e)
    right = (1 - special.hyp2f1(apart, q, c, z)) / apart
    if not np.any(close):
        return floats(right)
    left = (1 - special.hyp2f1(-NEAR, q, c, z)) / -NEAR
    share = (1 + floats(e) / NEAR) / 2
    return floats(np.where(close, share * right + (1 - share) * left, right))
