"""People in bands: by their chance of being a customer, and in tenths by their value. Pure."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from siyu.insight.buying import Bought
from siyu.insight.lifetime.arrays import Floats
from siyu.insight.lifetime.fitting import Fit
from siyu.insight.lifetime.forecast import Each, Parted, best_of_each
from siyu.insight.lifetime.spend import GammaGamma
from siyu.insight.lifetime.value import Terms
from siyu.insight.worth_answers import WorthBand

ALIVE_CUTS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
TENTHS = 10


def of_groups(
    found: Bought, purchases: Fit[Any], spend: Fit[GammaGamma] | None, terms: Terms
) -> Each:
    """The expectations of each history."""
    people = Parted(found.histories, found.mean_spend, np.zeros((1, 0), dtype=np.int64), 0)
    return best_of_each(purchases, spend, people, terms)


def bands(each: Each, people: Floats) -> Iterator[WorthBand]:
    """Fifths of the chance, then tenths of the people by value; those of nobody are left out."""
    for step, (low, high) in enumerate(zip(ALIVE_CUTS, ALIVE_CUTS[1:], strict=False), start=1):
        mine = _between(each.alive_rate, low, high)
        total = None if each.value is None else round(float(each.value[mine] @ people[mine]))
        yield WorthBand("alive", step, low, high, round(float(people[mine].sum())), total)
    if each.value is None:
        return
    cuts = value_cuts(each.value, people)
    for step, (low, high) in enumerate(zip(cuts, cuts[1:], strict=False), start=1):
        mine = _between(each.value, low, high, is_last=high == cuts[-1])
        total = round(float(each.value[mine] @ people[mine]))
        yield WorthBand("value", step, low, high, round(float(people[mine].sum())), total)


def value_cuts(value: Floats, people: Floats) -> list[float]:
    """The least value, those at each tenth of the people in order, and the most, each once."""
    order = np.argsort(value, kind="stable")
    until = np.cumsum(people[order])
    places = np.searchsorted(until, until[-1] * np.arange(1, TENTHS) / TENTHS, side="right")
    inner = value[order][np.minimum(places, value.size - 1)]
    ends = [float(value.min()), *(float(one) for one in inner), float(value.max())]
    return sorted(set(ends)) if len(set(ends)) > 1 else [ends[0], ends[0]]


def inside(each: Each, people: Floats, band: WorthBand) -> Floats:
    """Which histories are in a band; shape (groups,) of truths."""
    values = each.alive_rate if band.key == "alive" else each.value
    assert values is not None
    most = 1.0 if band.key == "alive" else value_cuts(values, people)[-1]
    mine: Floats = _between(values, band.low, band.high, is_last=band.high == most)
    return mine


def _between(values: Floats, low: float, high: float, *, is_last: bool | None = None) -> Any:
    """From `low` to below `high`; the last band holds its upper end."""
    last = high == ALIVE_CUTS[-1] if is_last is None else is_last
    return (values >= low) & ((values <= high) if last else (values < high))
