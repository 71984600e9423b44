"""Customers made by the stories the models tell, purchase by purchase, with known parameters."""

import numpy as np

from siyu.insight.lifetime.arrays import Floats

World = tuple[Floats, Floats, Floats]
"""repeats, last and age of customers one by one."""


def beta_geometric(
    chance: np.random.Generator,
    age: Floats,
    *,
    r: float,
    alpha: float,
    a: float,
    b: float,
    extra: int = 0,
) -> World:
    """BG/NBD, or MBG/NBD where there is one `extra` chance to leave, after the first purchase."""
    rate, leaves = chance.gamma(r, 1 / alpha, age.size), chance.beta(a, b, age.size)
    there = chance.random(age.size) >= leaves * extra
    repeats, last = np.zeros(age.size), np.zeros(age.size)
    while there.any():
        who = np.flatnonzero(there)
        at = last[who] + chance.exponential(1 / np.maximum(rate[who], 1e-300))
        came = at < age[who]
        there[who[~came]] = False
        buyers = who[came]
        repeats[buyers] += 1
        last[buyers] = at[came]
        there[buyers[chance.random(buyers.size) < leaves[buyers]]] = False
    return repeats, last, age


def pareto(
    chance: np.random.Generator, age: Floats, *, r: float, alpha: float, s: float, beta: float
) -> World:
    """Pareto/NBD: of Poisson purchases, the last is the greatest of uniform times."""
    rate, leaving = chance.gamma(r, 1 / alpha, age.size), chance.gamma(s, 1 / beta, age.size)
    there = np.minimum(chance.exponential(1 / np.maximum(leaving, 1e-300)), age)
    repeats = chance.poisson(rate * there).astype(np.float64)
    latest = chance.random(age.size) ** (1 / np.maximum(repeats, 1))
    return repeats, np.where(repeats > 0, there * latest, 0.0), age


def occasions(
    chance: np.random.Generator,
    age: Floats,
    *,
    alpha: float,
    beta: float,
    gamma: float,
    delta: float,
) -> World:
    """BG/BB: occasion by occasion."""
    buys, leaves = chance.beta(alpha, beta, age.size), chance.beta(gamma, delta, age.size)
    there = np.full(age.size, True)
    repeats, last = np.zeros(age.size), np.zeros(age.size)
    for occasion in range(1, int(age.max()) + 1):
        there &= (chance.random(age.size) >= leaves) & (occasion <= age)
        bought = there & (chance.random(age.size) < buys)
        repeats[bought] += 1
        last[bought] = occasion
    return repeats, last, age


def gamma_gamma(
    chance: np.random.Generator, purchases: Floats, *, p: float, q: float, gamma: float
) -> Floats:
    """The mean spend of each customer over their purchases."""
    nu = chance.gamma(q, 1 / gamma, purchases.size)
    return chance.gamma(p * purchases) / (nu * purchases)
