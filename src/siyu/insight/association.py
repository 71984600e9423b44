"""Whether two metrics move together, how surely, and why that is no cause.

Daily figures are not independent: a good Monday follows a good Sunday. An interval that takes them
for independent (Fisher's) is too narrow then; the block bootstrap, which draws whole weeks, is not.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from siyu.insight.lifetime.arrays import Floats, floats
from siyu.kit.choices import Choice

POINTS_NEEDED = 28
"""Four weeks of days: fewer than four blocks of a week cannot show how much weeks differ."""
WEEK = 7
BOUND = 1 - 1e-12


class Correlation(Choice):
    """How moving together is measured."""

    PEARSON = "pearson", "Straight-line correlation (Pearson)", "线性相关（Pearson）"
    SPEARMAN = "spearman", "Rank correlation (Spearman)", "秩相关（Spearman）"


class Uncomparable(Choice):
    """Why two metrics are not compared."""

    TOO_FEW_POINTS = "too_few_points", "There are too few points in time.", "时间点太少。"
    CONSTANT = "constant", "One of the two does not change.", "其中一个指标没有变化。"


class Reading(Choice):
    """What must stand beside every correlation."""

    NOT_A_CAUSE = (
        "not_a_cause",
        "They move together. That does not make one the cause of the other: a season, a campaign "
        "or a holiday may move both. Only an experiment tells.",
        "两者同涨同跌，并不代表一个导致另一个：季节、活动或节假日可能同时影响两者。要判断因果，请做实验。",
    )
    SEARCHED = (
        "searched",
        "The lag was looked for. The best of many always looks good; check it on later data.",
        "这个时差是挑出来的。多个里挑最好的总会显得好，请用之后的数据再验证。",
    )


@dataclass(frozen=True)
class Refused:
    """No correlation, with what was found and what is needed."""

    reason: Uncomparable
    found: int
    needed: int


@dataclass(frozen=True)
class Association:
    """A correlation between -1 and 1 and two intervals for it; the wider one is the honest one.

    `fisher` takes the points for independent; `blocks` lets neighbours depend on each other.
    """

    measure: Correlation
    points: int
    correlation: float
    fisher: tuple[float, float]
    blocks: tuple[float, float]
    reading: Reading = Reading.NOT_A_CAUSE


@dataclass(frozen=True)
class Lagged:
    """The correlation of `left` with `right` so many points later, for each lag tried."""

    lags: tuple[int, ...]
    correlations: tuple[float, ...]
    strongest: int
    reading: Reading = Reading.SEARCHED


def associated(
    left: ArrayLike,
    right: ArrayLike,
    measure: Correlation,
    *,
    level: float = 0.95,
    draws: int = 2000,
    seed: int = 0,
) -> Association | Refused:
    """How two series of the same points in time move together; raises ValueError if they differ."""
    pair = _pair(left, right)
    refused = _refused(pair)
    if refused is not None:
        return refused
    found = float(_correlations(pair[:, None], measure)[0])
    points = pair.shape[1]
    return Association(
        measure,
        points,
        found,
        _fisher(found, points, measure, level),
        _blocks(pair, measure, level, draws, seed),
    )


def lagged(
    left: ArrayLike, right: ArrayLike, measure: Correlation, *, most: int
) -> Lagged | Refused:
    """The correlation at each lag from -`most` to `most`; at lag 3, `right` comes three later."""
    pair = _pair(left, right)
    refused = _refused(pair, spare=most)
    if refused is not None:
        return refused
    lags = tuple(range(-most, most + 1))
    found = tuple(float(_correlations(_shifted(pair, lag), measure)[0]) for lag in lags)
    strongest = max(zip(lags, found, strict=True), key=lambda one: (abs(one[1]), -abs(one[0])))
    return Lagged(lags, found, strongest[0])


def _pair(left: ArrayLike, right: ArrayLike) -> Floats:
    pair = floats(np.stack([floats(left), floats(right)]))
    if not np.isfinite(pair).all():
        raise ValueError("a series holds a number that is not finite")
    return pair


def _refused(pair: Floats, spare: int = 0) -> Refused | None:
    points = pair.shape[1]
    if points - spare < POINTS_NEEDED:
        return Refused(Uncomparable.TOO_FEW_POINTS, points, POINTS_NEEDED + spare)
    if (np.ptp(pair, axis=1) == 0).any():
        return Refused(Uncomparable.CONSTANT, 1, 2)
    return None


def _shifted(pair: Floats, lag: int) -> Floats:
    points = pair.shape[1]
    left, right = pair[0, max(-lag, 0) : points - max(lag, 0)], pair[1, max(lag, 0) :]
    return np.stack([left, right[: left.size]])[:, None]


def _correlations(pairs: Floats, measure: Correlation) -> Floats:
    """Of many pairs at once, shape (2, pairs, points); 0 where one does not change."""
    if measure is Correlation.SPEARMAN:
        pairs = floats(stats.rankdata(pairs, axis=-1))
    left, right = pairs - pairs.mean(axis=-1, keepdims=True)
    scale = np.sqrt((left**2).sum(axis=-1) * (right**2).sum(axis=-1))
    return floats((left * right).sum(axis=-1) / np.where(scale > 0, scale, np.inf))


def _fisher(found: float, points: int, measure: Correlation, level: float) -> tuple[float, float]:
    """Fisher's (1921) interval; for ranks with the variance of Bonett & Wright (2000)."""
    variance = 1.0 if measure is Correlation.PEARSON else 1 + found**2 / 2
    reach = special.ndtri((1 + level) / 2) * np.sqrt(variance / (points - 3))
    middle = np.arctanh(np.clip(found, -BOUND, BOUND))
    return float(np.tanh(middle - reach)), float(np.tanh(middle + reach))


def _blocks(
    pair: Floats, measure: Correlation, level: float, draws: int, seed: int
) -> tuple[float, float]:
    """The circular block bootstrap (Politis & Romano 1992).

    A block is a week, or the cube root of the length where that is more. Simulated, intervals at
    95 % hold 0.92 and more where days remember each other by 0.5, 0.88 and more by 0.8 (Fisher's:
    0.67). Of series that drift for months, compare the changes.
    """
    points = pair.shape[1]
    length = max(WEEK, int(np.ceil(points ** (1 / 3))))
    starts = np.random.default_rng(seed).integers(0, points, (draws, -(-points // length)))
    places = (starts[:, :, None] + np.arange(length)).reshape(draws, -1)[:, :points] % points
    tail = (1 - level) / 2
    low, high = np.quantile(_correlations(pair[:, places], measure), [tail, 1 - tail])
    return float(low), float(high)
