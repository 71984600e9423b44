"""The figures the papers and their authors' companions print, to the digits they print.

FHL: Fader, Hardie & Lee (2005), "Counting your customers the easy way". RFM: the same (2005), "RFM
and CLV". FHS: Fader, Hardie & Shang (2010). Note 25: Fader & Hardie (2013). Excel: their
spreadsheets. BTYD: the walk-through of the R package (Dziurzynski, Wadsworth & McCarthy), which
prints more of the same data. BTYDplus: Platzer's R package.
"""

from collections.abc import Callable
from functools import cache
from typing import TypeVar

import numpy as np
import pytest

from siyu.insight.lifetime.arrays import Floats
from siyu.insight.lifetime.beta_geometric import BgNbd, MbgNbd
from siyu.insight.lifetime.comparison import holdout
from siyu.insight.lifetime.fitting import Fit, Model, fit
from siyu.insight.lifetime.histories import Histories, listed
from siyu.insight.lifetime.occasions import BgBb
from siyu.insight.lifetime.pareto import ParetoNbd
from siyu.insight.lifetime.purchases import Purchases, expected, expected_after, tracked
from siyu.insight.lifetime.spend import GammaGamma, fit_spend, spends
from tests import proofs
from tests.insight import published

M = TypeVar("M", bound=Model)
BUSIEST = (26, 30.85714, 31)
"""Customer 1516, of whom BTYD tells."""


def fitted(kind: type[M], histories: Histories) -> Fit[M]:
    found = fit(kind, histories)
    assert isinstance(found, Fit)
    return found


@cache
def bg() -> Fit[BgNbd]:
    return fitted(BgNbd, published.cdnow().histories)


@cache
def mbg() -> Fit[MbgNbd]:
    return fitted(MbgNbd, published.cdnow().histories)


@cache
def pareto() -> Fit[ParetoNbd]:
    return fitted(ParetoNbd, published.cdnow().histories)


@cache
def donors() -> Fit[BgBb]:
    return fitted(BgBb, published.donations())


@cache
def spend() -> Fit[GammaGamma]:
    cdnow = published.cdnow()
    found = fit_spend(spends(cdnow.repeats, cdnow.spend))
    assert isinstance(found, Fit)
    return found


def classes(model: Purchases) -> list[float]:
    cdnow = published.cdnow()
    histories = listed(cdnow.repeats, cdnow.last, cdnow.age)
    return [one.expected for one in holdout(model, histories, cdnow.later, span=published.SPAN)]


def after(model: Purchases, history: tuple[float, float, float], span: float) -> float:
    return float(expected_after(model, listed(*history), span)[0])


def paradox(model: Purchases) -> list[float]:
    return [after(model, (x, 20, 39), 52) for x in (10, 15, 20, 25)]


def weekly(model: Purchases) -> Floats:
    return tracked(model, *published.births(), np.arange(20.0, 26))


def donor_classes(of: str) -> list[float]:
    histories = published.donations()
    total = expected_after(donors().model, histories, 5) * histories.people
    by = getattr(histories, of).astype(int)
    return list(np.bincount(by, total) / np.bincount(by, histories.people))


def donor_tracking() -> Floats:
    return donors().customers * expected(donors().model, np.arange(1.0, 12))


FHL_BG = BgNbd(0.243, 4.414, 0.793, 2.426)
RFM_SPEND = GammaGamma(6.25, 3.74, 15.44)

FIGURES: list[tuple[str, Callable[[], object], list[float], int]] = [
    ("FHL, BG/NBD: r alpha a b", lambda: bg().parameters, [0.243, 4.414, 0.793, 2.426], 3),
    ("FHL, BG/NBD: LL", lambda: bg().log_likelihood, [-9582.4], 1),
    ("FHL, Pareto/NBD: r", lambda: pareto().parameters[0], [0.553], 3),
    ("FHL, Pareto/NBD: alpha", lambda: pareto().parameters[1], [10.578], 3),
    ("FHL, Pareto/NBD: s", lambda: pareto().parameters[2], [0.606], 3),
    ("FHL, Pareto/NBD: beta", lambda: pareto().parameters[3], [11.669], 3),
    ("FHL, Pareto/NBD: LL", lambda: pareto().log_likelihood, [-9595.0], 1),
    ("Excel, BG/NBD: E[X(t)]", lambda: expected(
        fitted(BgNbd, published.rounded_cdnow()).model,
        np.array([0.1429, 1.0, 3.0, 31.8571, 32.0, 78.0]),
    ), [0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.8576], 3),
    ("Excel, BG/NBD: E[Y(39)] of customer 1", lambda: after(
        FHL_BG, (2, 30.43, 38.86), 39
    ), [1.226], 3),
    ("BTYD, BG/NBD: P(X(39) = 0)", lambda: FHL_BG.chance_of(0, 39), [0.5737864], 7),
    ("BTYD, BG/NBD: P(X(2) = 10)", lambda: FHL_BG.chance_of(10, 2) * 1e7, [1.07869], 5),
    ("BTYD, BG/NBD: P(X(30) = 11 … 20)", lambda: FHL_BG.chance_of(
        np.arange(11.0, 21), 30
    ), [
        0.0019995214, 0.0015170236, 0.0011633150, 0.0009003148, 0.0007023638,
        0.0005517902, 0.0004361913, 0.0003467171, 0.0002769613, 0.0002222260,
    ], 10),
    ("BTYD, BG/NBD: E[X(52)]", lambda: expected(bg().model, 52), [1.44401], 5),
    ("BTYD, BG/NBD: customer 1516", lambda: after(bg().model, BUSIEST, 52), [25.76], 2),
    ("BTYD, BG/NBD: P(alive) of 1516", lambda: bg().model.alive_rate(
        listed(*BUSIEST)
    ), [0.96885], 5),
    ("BTYD, BG/NBD: the increasing frequency paradox", lambda: paradox(bg().model),
     [0.3475, 0.0428, 0.0042, 0.0004], 4),
    ("FHL, BTYD: BG/NBD holdout by class", lambda: classes(bg().model),
     [0.2251, 0.5231, 1.0441, 1.5203, 2.1638, 2.6538, 3.5040, 6.157], 3),
    ("BTYD, BG/NBD: tracking of weeks 20 … 25", lambda: weekly(bg().model),
     [1312.46, 1387.35, 1460.39, 1531.71, 1601.42, 1669.60], 1),
    ("BTYDplus, MBG/NBD: r alpha a b", lambda: mbg().parameters, [0.525, 6.183, 0.891, 1.614], 3),
    ("BTYD, Pareto/NBD: LL", lambda: pareto().log_likelihood, [-9594.976], 3),
    ("BTYD, Pareto/NBD: E[X(52)]", lambda: expected(pareto().model, 52), [1.473434], 6),
    ("BTYD, Pareto/NBD: customer 1516", lambda: after(pareto().model, BUSIEST, 52), [25.46], 2),
    ("BTYD, Pareto/NBD: P(alive) of 1516", lambda: pareto().model.alive_rate(
        listed(*BUSIEST)
    ), [0.99787], 5),
    ("BTYD, Pareto/NBD: the paradox", lambda: paradox(pareto().model),
     [0.706, 0.144, 0.0225, 0.0031], 3),
    ("BTYD, Pareto/NBD: holdout by class", lambda: classes(pareto().model),
     [0.138, 0.600, 1.196, 1.714, 2.399, 2.907, 3.819, 6.403], 2),
    ("BTYD, Pareto/NBD: tracking of weeks 20 … 25", lambda: weekly(pareto().model),
     [1309, 1385, 1460, 1533, 1604, 1674], 0),
    ("RFM, gamma-gamma: p q gamma", lambda: spend().parameters, [6.25, 3.74, 15.44], 2),
    ("Note 25: E[M] of customers 1 … 10", lambda: RFM_SPEND.expected(
        np.array([2.0, 1, 0, 0, 0, 7, 1, 0, 2, 0]),
        np.array([22.35, 11.77, 0, 0, 0, 73.74, 11.77, 0, 25.55, 0]),
    ), [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17], 1),
    ("FHS, BG/BB: alpha beta gamma", lambda: donors().parameters[:3],
     [1.204, 0.750, 0.657], 3),
    ("FHS, BG/BB: delta", lambda: donors().parameters[3], [2.783], 3),
    ("FHS, BG/BB: LL", lambda: donors().log_likelihood, [-33225.6], 1),
    ("FHS table 6: P(alive in 2002) of 0/1995, 2/1999, 6/2001", lambda: donors().model.alive_at(
        listed([0, 2, 6], [0, 4, 6], 6), 1
    ), [0.11, 0.59, 0.93], 2),
    ("Excel, BG/BB: people with 0 and 6 gifts", lambda: donors().customers
     * donors().model.chance_of(np.array([0.0, 6]), 6), [3454.9, 1253.1], 1),
    ("Excel, BG/BB: gifts of 2002 … 2006", lambda: expected_after(
        donors().model, published.donations(), 5
    ) @ published.donations().people, [12884.2], 0),
    ("BTYD, BG/BB: E[X(10)]", lambda: expected(donors().model, 10), [3.1798], 4),
    ("BTYD, BG/BB: customer A", lambda: after(donors().model, (0, 0, 6), 10), [0.1302], 4),
    ("BTYD, BG/BB: customer B", lambda: after(donors().model, (4, 5, 6), 10), [3.6279], 3),
    ("FHS, BTYD: holdout by frequency", lambda: donor_classes("repeats"),
     [0.0729, 0.3249, 0.7089, 1.3337, 2.0312, 2.7845, 3.7525], 3),
    ("FHS, BTYD: holdout by recency", lambda: donor_classes("last"),
     [0.0729, 0.0857, 0.1798, 0.4041, 0.8511, 1.7263, 3.0272], 3),
    ("FHS, BTYD: gifts up to 1996 … 2006", donor_tracking, [
        5535.8, 10252.9, 14400.5, 18125.2, 21521.1, 24652.7,
        27566.5, 30297.0, 32870.7, 35308.6, 37627.3,
    ], 0),
]  # fmt: skip


NAMES = [name for name, *_ in FIGURES]


def values(computed: Callable[[], object]) -> list[float]:
    return [float(one) for one in np.atleast_1d(np.asarray(computed(), dtype=float))]


@pytest.mark.parametrize(("computed", "printed", "digits"), [one[1:] for one in FIGURES], ids=NAMES)
def test_it_is_as_printed(
    computed: Callable[[], object], printed: list[float], digits: int
) -> None:
    # Half a unit of the last digit, and a little for those who round twice.
    assert values(computed) == pytest.approx(printed, abs=0.51 * 10**-digits)


@pytest.mark.prove
def test_the_printed_figures_are_shown_beside_ours() -> None:
    """All of them under `./dev prove`, as a table."""
    told = []
    for name, computed, printed, digits in proofs.sampled(FIGURES, 3):
        ours = values(computed)
        assert len(ours) == len(printed)
        told.append(
            (name, *(" ".join(f"{one:.{digits}f}" for one in row) for row in (printed, ours)))
        )
    assert "printed" in proofs.table("lifetime-figures", ("figure", "printed", "computed"), told)
