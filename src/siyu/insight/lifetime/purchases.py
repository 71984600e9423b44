"""What the models of purchases have in common: who is still a customer, and what is to come."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from siyu.insight.lifetime.arrays import Floats, Real, floats
from siyu.insight.lifetime.fitting import Model
from siyu.insight.lifetime.histories import NEWCOMER, Histories

LIKELY_RATE = 0.5
"""A next purchase is expected of those who are more likely than not still customers."""


class Purchases(Model, Protocol):
    """BG/NBD, MBG/NBD, Pareto/NBD or BG/BB; spans are in the unit of the histories."""

    def alive_rate(self, histories: Histories) -> Floats: ...

    def purchases_if_alive(self, histories: Histories, span: Real) -> Floats: ...

    def half_wait(self, histories: Histories) -> Floats: ...


def expected(model: Purchases, span: Real) -> Floats:
    """Repeats expected of someone within `span` of their first purchase, E[X(t)]."""
    return expected_after(model, NEWCOMER, span)


def expected_after(model: Purchases, histories: Histories, span: Real) -> Floats:
    """Purchases expected within `span` after the end of each history, E[X(T, T+t) | x, t_x, T]."""
    return model.alive_rate(histories) * model.purchases_if_alive(histories, span)


@dataclass(frozen=True, eq=False)
class NextPurchase:
    """When someone is expected again: `wait` after the end of their history; shape (groups,).

    Half of the customers with such a history who are still there buy within `wait`. It is nan where
    a next purchase is not to be expected.
    """

    alive_rate: Floats
    wait: Floats

    @property
    def waits(self) -> list[float | None]:
        """The same for people: None where nothing is to be expected."""
        return [None if np.isnan(wait) else float(wait) for wait in self.wait]


def next_purchase(model: Purchases, histories: Histories, *, within: float) -> NextPurchase:
    """The median wait for the next purchase.

    Not expected of those who have more likely left than not, or whose wait exceeds `within`: a
    date years ahead tells a shop nothing.
    """
    alive, wait = model.alive_rate(histories), model.half_wait(histories)
    return NextPurchase(alive, np.where((alive > LIKELY_RATE) & (wait <= within), wait, np.nan))


def tracked(model: Purchases, births: Floats, people: Floats, times: Floats) -> Floats:
    """Repeats expected of all up to each of `times`, in the order of `times`; shape (times,).

    `births` are the times of first purchases on the same axis, `people` how many had theirs then.
    """
    spans = np.maximum(np.subtract.outer(floats(times), floats(births)), 0)
    return expected(model, spans) @ people
