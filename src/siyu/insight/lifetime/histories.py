"""Customers as their models see them: equal histories counted."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from siyu.insight.lifetime.arrays import Floats, Ints, floats
from siyu.insight.lifetime.refusals import (
    GAPS_NEEDED,
    REPEAT_BUYERS_NEEDED,
    Refusal,
    Refused,
)

PIECE = 4096
COARSE_STEPS = 24
DENSE = 4
"""Up to so many possible histories for each row, counting in place beats sorting."""


@dataclass(frozen=True, eq=False)
class Histories:
    """Histories that differ, each with the number of people who have it; shape (groups,) each.

    `repeats` (x) are purchases after the first; `last` (t_x) and `age` (T) are the times from the
    first purchase to the last one and to the end of observation, in one unit.
    """

    repeats: Floats
    last: Floats
    age: Floats
    people: Floats

    @cached_property
    def by_repeats(self) -> tuple[Floats, Ints, Floats]:
        """The repeats that occur, which of them each group has, how many people have them."""
        counts = self.repeats.astype(np.int64)
        occurs = np.bincount(counts) > 0
        which = (np.cumsum(occurs) - 1)[counts]
        return floats(np.flatnonzero(occurs)), which, floats(np.bincount(which, self.people))

    @property
    def customers(self) -> float:
        return float(self.people.sum())

    @property
    def unit(self) -> float:
        """A span of time the data know themselves: the mean age."""
        return float(self.people @ self.age / self.customers)

    @property
    def measured(self) -> float:
        """Purchases, each of which has a density in time."""
        return float(self.people @ self.repeats)

    def in_unit(self, unit: float) -> "Histories":
        return Histories(self.repeats, self.last / unit, self.age / unit, self.people)

    @cached_property
    def pieces(self) -> tuple["Histories", ...]:
        """The same in pieces that stay in the processor's cache while a likelihood is summed."""
        return tuple(self.split(PIECE))

    def split(self, size: int) -> Iterator["Histories"]:
        """The same in pieces of at most `size` groups."""
        for start in range(0, self.age.size, size):
            part = slice(start, start + size)
            yield Histories(self.repeats[part], self.last[part], self.age[part], self.people[part])

    def coarse(self) -> "Histories":
        """The same with times rounded until few groups are left: a good place to start from."""
        if self.age.size <= PIECE:
            return self
        step = float(self.age.max()) / COARSE_STEPS
        return grouped(self.repeats, self.last, self.age, step=step, people=self.people)

    def lack(self) -> Refused | None:
        """What no model that looks for leaving could do without."""
        buyers = float(self.people[self.repeats > 0].sum())
        if buyers < REPEAT_BUYERS_NEEDED:
            return Refused(Refusal.TOO_FEW_REPEAT_BUYERS, buyers, REPEAT_BUYERS_NEEDED)
        if np.ptp(self.repeats) == 0 or np.ptp(self.age - self.last) == 0:
            return Refused(Refusal.NO_VARIATION, 0.0, 1.0)
        gap = float(self.people @ self.last / (self.people @ self.repeats))
        gaps = float(self.age.max() / gap) if gap else np.inf
        if gaps < GAPS_NEEDED:
            return Refused(Refusal.SPAN_TOO_SHORT, gaps, GAPS_NEEDED)
        return None


def grouped(
    repeats: ArrayLike,
    last: ArrayLike,
    age: ArrayLike,
    *,
    step: float | None = 1.0,
    people: ArrayLike | None = None,
) -> Histories:
    """Count equal histories; times are rounded to `step`, or kept exactly where it is None.

    In days, the step of 1 is the day, which is all that most shops know of an order; the likelihood
    then moves by less than its own rounding, and a million customers become some hundred thousand
    rows. `people` counts the customers of each row, one each if absent. Raises ValueError where a
    history cannot be: negative or unfinished numbers, a last purchase after the end, repeats that
    are not whole, a last purchase without a repeat.
    """
    columns = [floats(column) for column in (repeats, last, age)]
    _check(*columns)
    counts, of_repeats = _levels(columns[0], 1.0)
    times, of_last = _levels(columns[1], step)
    ages, of_age = _levels(columns[2], step)
    key = (of_repeats * times.size + of_last) * ages.size + of_age
    keys, number = _counted(key, counts.size * times.size * ages.size, people)
    rest, of_age = np.divmod(keys, ages.size)
    of_repeats, of_last = np.divmod(rest, times.size)
    return Histories(counts[of_repeats], times[of_last], ages[of_age], number)


def listed(repeats: ArrayLike, last: ArrayLike, age: ArrayLike) -> Histories:
    """Customers one by one, in their order, to be told of each; raises as `grouped` does."""
    x, t_x, T = np.broadcast_arrays(*(np.atleast_1d(floats(one)) for one in (repeats, last, age)))
    _check(x, t_x, T)
    return Histories(x, t_x, T, np.ones(x.shape))


NEWCOMER = Histories(np.zeros(1), np.zeros(1), np.zeros(1), np.ones(1))
"""Someone in the moment after their first purchase."""


def _levels(column: Floats, step: float | None) -> tuple[Floats, Ints]:
    """The values a column takes and which of them each row has."""
    if step is None:
        levels, place = np.unique(column, return_inverse=True)
        return levels, place.astype(np.int64)
    which = np.rint(column / step).astype(np.int64)
    return np.arange(which.max(initial=0) + 1) * step, which


def _counted(key: Ints, span: int, people: ArrayLike | None) -> tuple[Ints, Floats]:
    """The keys that occur, in their order, and how many people have each."""
    weights = None if people is None else floats(people)
    if span <= DENSE * key.size:
        number = floats(np.bincount(key, weights))
        keys = np.flatnonzero(number)
        return keys, number[keys]
    if weights is None:
        short = np.uint32 if span < 2**32 else np.uint64
        keys, number = np.unique(key.astype(short), return_counts=True)
        return keys.astype(np.int64), floats(number)
    keys, which = np.unique(key, return_inverse=True)
    return keys, floats(np.bincount(which, weights))


def _check(repeats: Floats, last: Floats, age: Floats) -> None:
    if not repeats.shape == last.shape == age.shape:
        raise ValueError("repeats, last and age differ in length")
    if not all(np.isfinite(column).all() for column in (repeats, last, age)):
        raise ValueError("a history holds a number that is not finite")
    if (repeats < 0).any() or (repeats % 1).any():
        raise ValueError("repeats are whole numbers from 0")
    if (last < 0).any() or (last > age).any():
        raise ValueError("the last purchase lies outside the time of observation")
    if (last[repeats == 0] > 0).any():
        raise ValueError("a last purchase after the first is a repeat")
