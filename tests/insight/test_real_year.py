"""The real year on its true dates: published figures, computed otherwise before."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from siyu.commerce import retail_year
from siyu.commerce.retail_rules import fault
from siyu.insight import figures, retention, rfm
from siyu.insight.figures import FigureQuestion
from siyu.insight.reader import Reader
from siyu.insight.retention import RetentionQuestion
from siyu.insight.rfm import RfmQuestion
from siyu.insight.selection import Selected
from siyu.insight.spans import Grain, Span
from tests.insight.logs import PLACED
from tests.insight.store import Happened, Scene

LONDON = ZoneInfo("Europe/London")
YEAR = Span(date(2010, 12, 1), date(2011, 12, 9))


def orders() -> Iterator[Happened]:
    """The orders of the year as commerce tells of them: one event at the first of their lines."""
    worth: dict[tuple[str, str], int] = {}
    placed: dict[tuple[str, str], datetime] = {}
    for row in retail_year.read_rows():
        if fault(row) is None and not row.is_cancellation:
            key = (row.invoice, row.customer)
            placed.setdefault(key, row.at.replace(tzinfo=LONDON))
            worth[key] = worth.get(key, 0) + row.worth
    for id, (key, amount) in enumerate(worth.items(), start=1):
        yield Happened(int(key[1]), PLACED, placed[key], id, {"amount": amount})


@pytest.fixture
def year(scene: Scene) -> Reader:
    scene.place = LONDON
    return scene.fresh(orders())


def test_the_published_figures_come_out(year: Reader) -> None:
    totals = {}
    for metric in ("orders", "sales", "buyers", "average_order", "first_time_buyers"):
        question = FigureQuestion(span=YEAR, metric=metric, grain=Grain.MONTH)
        totals[metric] = figures.answer(question, year).parts[0].total
    assert totals == {
        "orders": 18_532,
        "sales": 891_140_790,
        "buyers": 4_338,
        "average_order": pytest.approx(48_086.60, abs=0.5),
        "first_time_buyers": 4_338,
    }
    months = RetentionQuestion(
        span=Span(date(2010, 12, 1), date(2010, 12, 31)),
        first=Selected(PLACED),
        returning=Selected(PLACED),
        grain=Grain.MONTH,
        periods=4,
    )
    (cohort,) = retention.answer(months, year).cohorts
    assert (cohort.people, [one.people for one in cohort.kept]) == (885, [324, 286, 340, 321])
    found = rfm.answer(RfmQuestion(span=YEAR), year)
    assert found.people == sum(one.people for one in found.groups) == 4_338
    assert sum(one.people for one in found.cells) == 4_338
    assert sum(one.money for one in found.cells) == 891_140_790
