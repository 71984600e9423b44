"""Sums over the ways a history may have come about, and integrals over when someone left."""

import numpy as np
from scipy import special

from siyu.insight.lifetime.arrays import Floats, Real, floats

NODES = 32
DROP = 40.0
"""Past a fall by e^-DROP there is nothing to add."""

_at, _weight = np.polynomial.legendre.leggauss(NODES)
PLACES, WEIGHTS = (_at + 1) / 2, _weight / 2


def spread(start: Real, end: Real, scale: Real, fall: Real = 0.0) -> tuple[Floats, Floats]:
    """Times between `start` and `end` and the logarithms of their weights; shape (NODES, …).

    The sum of weight × f(time) is the integral of f, to some twelve digits, where f is a product
    of powers of time plus constants not below `scale`: in u = log(scale + time) such an f is
    analytic within π of the real line, which is what Gauss-Legendre converges by. `fall` is the
    rate in u, at `start`, of what only falls faster after; it cuts off what is too small to count.
    """
    first = floats(scale + start)
    length = np.log((scale + end) / first)
    with np.errstate(divide="ignore"):
        length = np.minimum(length, np.where(floats(fall) > 0, DROP / floats(fall), np.inf))
    places, weights = (one.reshape(-1, *[1] * np.ndim(length)) for one in (PLACES, WEIGHTS))
    grown = first * np.exp(places * length)
    with np.errstate(divide="ignore"):
        return grown - scale, np.log(weights * length * grown)


def shares(log_ways: Floats) -> tuple[Floats, Floats]:
    """The logarithm of the sum along the first axis, and each way's share in it."""
    total = special.logsumexp(log_ways, axis=0)
    return floats(total), np.exp(log_ways - total)
