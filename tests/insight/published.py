"""The data of the papers, as the package `lifetimes` brings them; read, never shipped by us."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from siyu.insight.lifetime.arrays import Floats
from siyu.insight.lifetime.histories import Histories, grouped

CALIBRATION_ENDS = date(1997, 9, 30)
SPAN = 39.0
"""Weeks of the holdout."""


def _file(name: str) -> Path:
    # Found, not imported: importing the package brings pandas and its warnings along.
    found = find_spec("lifetimes")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "datasets" / name


@dataclass(frozen=True)
class Cdnow:
    """The 1/10 sample of CDNOW: 2,357 customers of the first quarter of 1997, times in weeks."""

    repeats: Floats
    last: Floats
    age: Floats
    born: Floats
    """Weeks from the first day of the sample to the first purchase."""
    spend: Floats
    """The mean of the repeats of the calibration, 0 where there is none."""
    later: Floats
    """Purchases in the 39 weeks of the holdout."""
    repeat_days: Floats
    """Each repeat of the whole time, in days from the first day of the sample."""

    @property
    def histories(self) -> Histories:
        return grouped(self.repeats, self.last, self.age, step=None)


def _purchases() -> dict[str, dict[date, float]]:
    """What each customer spent each day; purchases of one day are one."""
    found: dict[str, dict[date, float]] = defaultdict(lambda: defaultdict(float))
    for line in _file("CDNOW_sample.txt").read_text().splitlines():
        _, customer, day, _, spent = line.split()
        found[customer][date.fromisoformat(day)] += float(spent)
    return found


@cache
def cdnow() -> Cdnow:
    people = [sorted(days.items()) for days in _purchases().values()]
    opened = min(days[0][0] for days in people)
    rows = []
    for days in people:
        first = days[0][0]
        known = [(day, spent) for day, spent in days if day <= CALIBRATION_ENDS]
        spends = [spent for _, spent in known[1:]]
        rows.append(
            (
                len(known) - 1,
                (known[-1][0] - first).days / 7,
                (CALIBRATION_ENDS - first).days / 7,
                (first - opened).days / 7,
                sum(spends) / len(spends) if spends else 0,
                len(days) - len(known),
            )
        )
    repeats = [(day - opened).days for days in people for day, _ in days[1:]]
    x, t_x, T, born, spend, later = np.array(rows, dtype=float).T
    return Cdnow(x, t_x, T, born, spend, later, np.array(repeats, dtype=float))


@cache
def rounded_cdnow() -> Histories:
    """The same as Fader and Hardie put it in their spreadsheet: weeks to two decimals."""
    rows = np.loadtxt(_file("cdnow_customers_summary.csv"), delimiter=",", skiprows=1)
    return grouped(*rows.T[1:], step=None)


@cache
def donations() -> Histories:
    """11,104 donors of 1995 and the six years after (Fader, Hardie & Shang 2010)."""
    rows = np.loadtxt(_file("donations.csv"), delimiter=",", skiprows=1)
    repeats, last, age, people = rows.T
    return grouped(repeats, last, age, people=people)


def births() -> tuple[Floats, Floats]:
    """The weeks in which CDNOW's customers first bought, and how many did."""
    counted = Counter(cdnow().born.tolist())
    return np.array(list(counted)), np.array(list(counted.values()), dtype=float)
