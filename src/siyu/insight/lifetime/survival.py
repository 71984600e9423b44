"""How long relations last: Kaplan and Meier's curve, and whether groups differ.

For "who deletes us, when": a relation has *ended* after some time, or stands and has been watched
for that long. Equal times are counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from siyu.insight.lifetime.arrays import Floats, floats


@dataclass(frozen=True, eq=False)
class Durations:
    """Times at which relations ended or were last seen standing, each once; shape (times,)."""

    times: Floats
    ended: Floats
    standing: Floats

    @property
    def at_risk(self) -> Floats:
        """How many stood just before each time; who is last seen at a time still counts."""
        return (self.ended + self.standing)[::-1].cumsum()[::-1]


@dataclass(frozen=True, eq=False)
class Curve:
    """The share that still stands after each time at which some ended; shape (times,) each.

    `low` and `high` are nan where all have ended: no variance can be told there.
    """

    times: Floats
    at_risk: Floats
    ended: Floats
    share: Floats
    low: Floats
    high: Floats

    def after(self, time: float) -> float:
        """The share that stands after `time`."""
        return float(np.append(1.0, self.share)[np.searchsorted(self.times, time, side="right")])

    @property
    def median(self) -> float | None:
        """The first time after which at most half stand; None if more than half still do."""
        below = np.flatnonzero(self.share <= 0.5)
        return float(self.times[below[0]]) if below.size else None


@dataclass(frozen=True, eq=False)
class LogRank:
    """Whether groups end alike: small `p_value`s say they do not. Ended and expected, by group."""

    statistic: float
    freedom: int
    p_value: float
    ended: Floats
    expected: Floats


def durations(times: ArrayLike, ended: ArrayLike, people: ArrayLike | None = None) -> Durations:
    """Count relations by time; `people` counts each row, one each if absent.

    Raises ValueError for a negative time.
    """
    time, end = floats(times), np.asarray(ended, dtype=bool)
    if (time < 0).any():
        raise ValueError("a relation lasts no negative time")
    weight = np.ones(time.shape) if people is None else floats(people)
    values, which = np.unique(time, return_inverse=True)
    size = values.size
    return Durations(
        values,
        floats(np.bincount(which, weight * end, size)),
        floats(np.bincount(which, weight * ~end, size)),
    )


def kaplan_meier(watched: Durations, *, level: float = 0.95) -> Curve:
    """The product-limit curve (Kaplan & Meier 1958) with Greenwood's variance.

    The interval is taken on log(-log S), where it never leaves 0 to 1 (Kalbfleisch & Prentice 2002,
    section 1.4).
    """
    some = watched.ended > 0
    times, ended, at_risk = watched.times[some], watched.ended[some], watched.at_risk[some]
    share = floats(np.cumprod(1 - ended / at_risk))
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(ended / (at_risk * (at_risk - ended)))
        error = np.sqrt(greenwood) / -np.log(share)
        reach = special.ndtri((1 + level) / 2) * error
        low, high = share ** np.exp(reach), share ** np.exp(-reach)
    return Curve(times, at_risk, ended, share, low, high)


def log_rank(groups: Sequence[Durations]) -> LogRank:
    """Mantel's log-rank test for two groups or more, ties by the hypergeometric variance.

    Raises ValueError for fewer than two groups. Where nothing ended, there is no difference: 1.
    """
    if len(groups) < 2:
        raise ValueError("to compare takes two groups")
    times = np.unique(np.concatenate([group.times[group.ended > 0] for group in groups]))
    risk = np.array([_at_risk(group, times) for group in groups])
    ended = np.array([_ended(group, times) for group in groups])
    all_risk, all_ended = risk.sum(axis=0), ended.sum(axis=0)
    share = risk / all_risk
    spread = all_ended * (all_risk - all_ended) / np.maximum(all_risk - 1, 1)
    apart = (ended - share * all_ended).sum(axis=1)
    variance = np.diag((share * spread).sum(axis=1)) - (share * spread) @ share.T
    statistic = float(apart[1:] @ np.linalg.pinv(variance[1:, 1:]) @ apart[1:])
    freedom = len(groups) - 1
    expected = (share * all_ended).sum(axis=1)
    p_value = float(special.chdtrc(freedom, statistic))
    return LogRank(statistic, freedom, p_value, ended.sum(axis=1), expected)


def _at_risk(group: Durations, times: Floats) -> Floats:
    stood = np.append(group.at_risk, 0.0)
    return stood[np.searchsorted(group.times, times)]


def _ended(group: Durations, times: Floats) -> Floats:
    place = np.searchsorted(group.times, times)
    same = np.append(group.times, np.nan)[place] == times
    return np.where(same, np.append(group.ended, 0.0)[place], 0.0)
