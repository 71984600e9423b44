"""What is to come of people, and of parts of them, in one pass over the drawn parameters."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np

from siyu.insight.lifetime.arrays import Floats, Ints
from siyu.insight.lifetime.fitting import Fit, between
from siyu.insight.lifetime.histories import Histories
from siyu.insight.lifetime.purchases import Purchases
from siyu.insight.lifetime.spend import GammaGamma
from siyu.insight.lifetime.value import CELLS, Terms, alike, if_alive

P = TypeVar("P", bound=Purchases)


class Bounded(NamedTuple):
    """Numbers of the best parameters and the bounds they lie in; shape (parts,) each."""

    value: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, eq=False)
class Each:
    """Of each history by the best parameters; shape (groups,). `value` is of one person."""

    alive_rate: Floats
    purchases: Floats
    value: Floats | None


@dataclass(frozen=True, eq=False)
class Forecast:
    """Sums over the people of each part: customers still there, purchases, value."""

    each: Each
    alive: Bounded
    purchases: Bounded
    value: Bounded | None


@dataclass(frozen=True, eq=False)
class Parted:
    """Histories, the mean spend of their repeats, and the parts each belongs to.

    `parts` has a row for each way of parting; shape (ways, groups), numbers below `size`.
    """

    histories: Histories
    mean_spend: Floats
    parts: Ints
    size: int


def forecast(
    purchases: Fit[P],
    spend: Fit[GammaGamma] | None,
    people: Parted,
    terms: Terms,
    *,
    level: float = 0.95,
    draws: int = 100,
    seed: int = 0,
) -> Forecast:
    """The bounds come as in `value.worth`; without `spend` there is no value.

    `purchases` are of the whole horizon and not discounted; the value is.
    """
    best = best_of_each(purchases, spend, people, terms)
    drawn = _rows(
        purchases.models(draws, seed),
        spend.models(draws, seed + 1) if spend else None,
        people,
        terms,
        draws,
    )
    sums = np.zeros((3, draws, people.size))
    at = 0
    for piece in drawn:
        where = slice(at, at + piece[0].shape[1])
        shares, at = _shares(people, where), where.stop
        for place, rows in enumerate(piece):
            sums[place] += rows @ shares
    of_all = _shares(people, slice(None))

    def bounded(place: int, one: Floats) -> Bounded:
        low, high = between(sums[place], level)
        return Bounded(one @ of_all, low, high)

    value = None if best.value is None else bounded(2, best.value)
    return Forecast(best, bounded(0, best.alive_rate), bounded(1, best.purchases), value)


def best_of_each(
    purchases: Fit[P], spend: Fit[GammaGamma] | None, people: Parted, terms: Terms
) -> Each:
    """The expectations of each history by the best parameters."""
    rows = list(_rows(purchases.model, spend.model if spend else None, people, terms, 1))
    alive, often, value = (
        np.concatenate([piece[place].ravel() for piece in rows]) for place in range(3)
    )
    return Each(alive, often, value if spend else None)


def _shares(people: Parted, where: slice) -> Floats:
    """How many people each history adds to each part; shape (groups, parts)."""
    parts = people.parts[:, where]
    found = np.zeros((parts.shape[1], people.size))
    for way in parts:
        found[np.arange(way.size), way] = people.histories.people[where]
    return found


def _rows(
    purchases: Purchases, spend: GammaGamma | None, people: Parted, terms: Terms, draws: int
) -> Iterator[tuple[Floats, Floats, Floats]]:
    """Alive, purchases and value, a row for each draw; shape (draws, part) each."""
    histories, size = people.histories, max(1, CELLS // draws)
    pairs, which = alike(histories)
    parts = list(pairs.split(size))
    to_come = _joined([purchases.purchases_if_alive(one, terms.horizon) for one in parts])
    discounted = _joined([if_alive(purchases, one, terms) for one in parts])
    for start, part in enumerate(histories.split(size)):
        place = slice(start * size, (start + 1) * size)
        alive = np.atleast_2d(purchases.alive_rate(part))
        often, late = alive * to_come[:, which[place]], alive * discounted[:, which[place]]
        if spend is None:
            yield alive, often, np.zeros_like(often)
            continue
        per = spend.expected(part.repeats, people.mean_spend[place])
        yield alive, often, terms.margin_rate * per * late


def _joined(parts: list[Floats]) -> Floats:
    return np.concatenate([np.atleast_2d(one) for one in parts], axis=1)
