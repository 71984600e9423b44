"""What is answered about lifetime value, as data. Money is whole minor units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any, Literal

from siyu.insight.lifetime.fitting import Fit
from siyu.insight.lifetime.refusals import Caution, Refused


@dataclass(frozen=True)
class Likely:
    """An expectation and the interval at 95 % for it; a bound is None where it is unbounded."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class LikelyMoney:
    """The same in minor units."""

    value: int
    low: int | None
    high: int | None


@dataclass(frozen=True)
class FittedParameter:
    """A parameter with its standard error."""

    name: str
    value: float
    error: float | None


@dataclass(frozen=True)
class ModelFit:
    """A fitted model; `customers` are those it was fitted to."""

    parameters: tuple[FittedParameter, ...]
    log_likelihood: float
    customers: int


@dataclass(frozen=True)
class NoFit:
    """Why there is no model; `found` and `needed` are in the reason's own unit."""

    reason: str
    en: str
    zh: str
    found: float | None
    needed: float


@dataclass(frozen=True)
class FitCaution:
    """What must be said beside the numbers."""

    key: str
    en: str
    zh: str


@dataclass(frozen=True)
class WorthPart:
    """People of a part (None is all) or a cohort `at` of first purchases in a month.

    `value` is of all together, `value_each` of one of them on average; None where spend bears no
    number.
    """

    part: str | None
    at: date | None
    people: int
    alive: Likely
    purchases: Likely
    value: LikelyMoney | None
    value_each: LikelyMoney | None


@dataclass(frozen=True)
class WorthBand:
    """People from `low` up to below `high`: by the chance of being a customer, or by value.

    `step` counts from 1; `value` is theirs together.
    """

    key: Literal["alive", "value"]
    step: int
    low: float
    high: float
    people: int
    value: int | None


@dataclass(frozen=True)
class HoldoutClass:
    """People by repeats before, and means per person of purchases expected and made after."""

    repeats: int
    and_more: bool
    people: int
    expected: float
    actual: float


@dataclass(frozen=True)
class TrackedWeek:
    """Repeats of all up to the end of a week, since the first day of the span."""

    at: date
    expected: float
    actual: int


@dataclass(frozen=True)
class Holdout:
    """A model of the days up to `until` against what came after; refused as any other."""

    until: date
    fit: ModelFit | None
    refused: NoFit | None
    classes: tuple[HoldoutClass, ...]
    weeks: tuple[TrackedWeek, ...]


@dataclass(frozen=True)
class LifetimeAnswer:
    """Without a fit there is `refused` and no number of a model."""

    until: date
    people: int
    repeat_buyers: int
    purchases: int
    fit: ModelFit | None
    refused: NoFit | None
    spend_fit: ModelFit | None
    spend_refused: NoFit | None
    cautions: tuple[FitCaution, ...]
    total: WorthPart | None
    cohorts: tuple[WorthPart, ...]
    parts: tuple[WorthPart, ...]
    bands: tuple[WorthBand, ...]
    holdout: Holdout | None
    kind: Literal["lifetime"] = "lifetime"


@dataclass(frozen=True)
class PersonWorth:
    """One person by the model of the brand; without a purchase or a fit there is no number.

    `next_at` is the day by which half of those with such a history buy, if one may be expected.
    """

    until: date
    purchases: int
    first_at: date | None
    last_at: date | None
    horizon_days: int
    refused: NoFit | None
    spend_refused: NoFit | None
    cautions: tuple[FitCaution, ...]
    alive_rate: Likely | None
    expected_purchases: Likely | None
    value: LikelyMoney | None
    next_at: date | None


def finite(value: float) -> float | None:
    return float(value) if isfinite(value) else None


def likely(value: float, low: float, high: float) -> Likely:
    return Likely(float(value), finite(low), finite(high))


def likely_money(value: float, low: float, high: float) -> LikelyMoney:
    return LikelyMoney(round(float(value)), _whole(low), _whole(high))


def _whole(value: float) -> int | None:
    return round(float(value)) if isfinite(value) else None


def fit_of(found: Fit[Any] | Refused) -> ModelFit | None:
    if isinstance(found, Refused):
        return None
    pairs = zip(found.names, found.parameters, found.standard_errors, strict=True)
    told = tuple(FittedParameter(name, float(v), finite(error)) for name, v, error in pairs)
    return ModelFit(told, float(found.log_likelihood), round(found.customers))


def no_fit_of(found: Fit[Any] | Refused) -> NoFit | None:
    if not isinstance(found, Refused):
        return None
    reason = found.reason
    return NoFit(str(reason), reason.en, reason.zh, finite(found.found), float(found.needed))


def cautions_of(found: Sequence[Caution]) -> tuple[FitCaution, ...]:
    return tuple(FitCaution(str(one), one.en, one.zh) for one in dict.fromkeys(found))
