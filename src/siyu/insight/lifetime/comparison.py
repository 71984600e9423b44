"""Forecast against what came: by how often people had bought before, and of all frequencies."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from siyu.insight.lifetime.arrays import Floats, Real
from siyu.insight.lifetime.histories import Histories
from siyu.insight.lifetime.purchases import Purchases, expected_after


@dataclass(frozen=True)
class Class:
    """People with so many repeats before, or as many and more; means per person."""

    repeats: int
    and_more: bool
    people: float
    expected: float
    actual: float


class Spread(Protocol):
    """A model that knows how likely a number of repeats is."""

    def chance_of(self, repeats: Real, span: Real) -> Floats: ...


def holdout(
    model: Purchases, histories: Histories, later: Floats, *, span: float, most: int = 7
) -> list[Class]:
    """Purchases expected and made within `span` after the histories, by repeats before.

    `later` are the purchases that the people of each history made in that span, all together;
    classes go up to `most` and more. The check of Fader, Hardie & Lee (2005).
    """
    known = np.minimum(histories.repeats, most).astype(np.int64)
    size = np.bincount(known, histories.people)
    total = expected_after(model, histories, span) * histories.people
    foreseen, made = np.bincount(known, total), np.bincount(known, later)
    return [
        Class(at, at == most, size[at], foreseen[at] / size[at], made[at] / size[at])
        for at in range(size.size)
        if size[at]
    ]


def frequencies(model: Spread, histories: Histories, *, most: int = 7) -> list[Class]:
    """How many people should have each number of repeats, and how many have it.

    `expected` and `actual` are numbers of people here, `people` their total.
    """
    ages, which = np.unique(histories.age, return_inverse=True)
    people = np.bincount(which, histories.people)
    counts = np.arange(most)[:, None]
    likely = np.array([model.chance_of(float(count), ages) @ people for count in counts.flat])
    known = np.minimum(histories.repeats, most).astype(np.int64)
    actual = np.bincount(known, histories.people, minlength=most + 1)
    foreseen = [*likely, people.sum() - likely.sum()]
    return [
        Class(at, at == most, float(people.sum()), float(foreseen[at]), float(actual[at]))
        for at in range(most + 1)
    ]
