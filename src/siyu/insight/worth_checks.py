"""A model of the first three quarters of a span against what came in the last."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from siyu.insight import buying
from siyu.insight.buying import Bought, Buying
from siyu.insight.lifetime import comparison
from siyu.insight.lifetime.arrays import floats
from siyu.insight.lifetime.fitting import Fit, fit
from siyu.insight.lifetime.purchases import tracked
from siyu.insight.lifetime.refusals import Refused
from siyu.insight.reader import Reader
from siyu.insight.worth_answers import Holdout, HoldoutClass, TrackedWeek, fit_of, no_fit_of

SHARE_KNOWN = 0.75
LEAST_DAYS = 28
WEEK = 7


def holdout_of(asked: Buying, kind: type[Any], reader: Reader) -> Holdout | None:
    """None of a span of less than four weeks. `asked` reads up to the end of the span."""
    last = asked.until
    days = (last - asked.span.first).days + 1
    if days < LEAST_DAYS:
        return None
    until = asked.span.first + timedelta(days=int(days * SHARE_KNOWN) - 1)
    early = replace(asked, until=until, by=None, span=replace(asked.span, last=last))
    found = buying.bought(early, reader)
    model: Fit[Any] | Refused = fit(kind, found.histories)
    if isinstance(model, Refused):
        return Holdout(until, None, no_fit_of(model), (), ())
    weeks = _weeks(model, found, early, buying.repeats_by_day(early, reader))
    classes = _classes(model, found, (last - until).days)
    return Holdout(until, fit_of(model), None, tuple(classes), tuple(weeks))


def _classes(model: Fit[Any], found: Bought, days: int) -> Iterator[HoldoutClass]:
    later = found.later * found.histories.people
    for one in comparison.holdout(model.model, found.histories, later, span=float(days)):
        yield HoldoutClass(
            one.repeats, one.and_more, round(one.people), float(one.expected), float(one.actual)
        )


def _weeks(
    model: Fit[Any], found: Bought, asked: Buying, repeats: Mapping[date, int]
) -> Iterator[TrackedWeek]:
    """Times count from the first day of the span."""
    first, days = asked.span.first, (asked.span.last - asked.span.first).days + 1
    known = (asked.until - first).days
    ages, which = np.unique(found.histories.age, return_inverse=True)
    people = floats(np.bincount(which, found.histories.people))
    ends = [*range(WEEK - 1, days, WEEK)]
    expected = tracked(model.model, known - ages, people, floats(ends))
    made = np.zeros(days)
    for day, many in repeats.items():
        made[(day - first).days] += many
    actual = np.cumsum(made)
    for end, foreseen in zip(ends, expected, strict=True):
        yield TrackedWeek(first + timedelta(days=end), float(foreseen), round(float(actual[end])))
