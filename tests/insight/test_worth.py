"""Lifetime value asked of the warehouse: what a purchase is, the real year, who stands behind."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given

from siyu.insight import answers, buying, tables, worth, worth_person
from siyu.insight.buying import Buying
from siyu.insight.errors import QuestionUnfit
from siyu.insight.questions import Cell
from siyu.insight.reader import Reader
from siyu.insight.spans import Span
from siyu.insight.worth import LifetimeQuestion, PurchaseModel
from siyu.insight.worth_answers import WorthBand
from siyu.kit.errors import NotFound
from tests.insight.logs import LONDON, PLACED, REFUNDED, START, WITHDRAWN, examples, logs
from tests.insight.store import MERGED, Happened, Scene, numbers
from tests.insight.test_real_year import YEAR, orders

FIRST, CUT, LAST = date(2026, 3, 25), date(2026, 3, 29), date(2026, 4, 2)
ASKED = Buying(span=Span(FIRST, LAST), until=CUT)


def of_order(one: Happened) -> Happened:
    """The same on one of three orders."""
    payload = {**one.payload, "order_id": f"{one.number}-{one.id % 3}"}
    return Happened(one.number, one.name, one.at, one.id, payload)


def occasions(log: Sequence[Happened]) -> dict[int, dict[date, int]]:
    """Each person's days with what was paid then, in plain Python."""
    signs = {PLACED: 1, REFUNDED: -1, WITHDRAWN: -1}
    net: dict[tuple[int, str], int] = defaultdict(int)
    placed: dict[tuple[int, str], date] = {}
    for one in log:
        if (day := one.day(LONDON)) > LAST:
            continue
        key = (MERGED.get(one.number, one.number), one.payload["order_id"])
        net[key] += signs[one.name] * one.payload["amount"]
        if one.name == PLACED:
            placed[key] = min(placed.get(key, day), day)
    found: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for key, day in placed.items():
        if net[key] > 0:
            found[key[0]][day] += net[key]
    return found


@examples(60)
@given(log=logs(PLACED, PLACED, REFUNDED, WITHDRAWN, most=30))
def test_histories_are_as_plain_python_counts_them(scene: Scene, log: list[Happened]) -> None:
    scene.place = LONDON
    told = [of_order(one) for one in log]
    expected = []
    for days in occasions(told).values():
        known = sorted(day for day in days if day <= CUT)
        if known and known[0] >= FIRST:
            spent = sum(days[day] for day in known[1:])
            later = sum(day > CUT for day in days)
            last, age = (known[-1] - known[0]).days, (CUT - known[0]).days
            expected.append((len(known) - 1, last, age, spent, later))
    found = buying.bought(ASKED, scene.fresh(told))
    columns = (
        found.histories.repeats, found.histories.last, found.histories.age, found.spent,
        found.later, found.histories.people,
    )  # fmt: skip
    rows = [tuple(int(one) for one in row) for row in zip(*columns, strict=True)]
    assert sorted(row[:5] for row in rows for _ in range(row[5])) == sorted(expected)


def test_who_bought_before_the_span_is_not_in_it(scene: Scene) -> None:
    scene.place = LONDON
    early = [
        Happened(1, PLACED, START - timedelta(days=9), 1, {"amount": 5}),
        Happened(1, PLACED, START, 2, {"amount": 5}),
        Happened(2, PLACED, START, 3, {"amount": 5}),
    ]
    found = buying.bought(ASKED, scene.fresh(early))
    assert found.histories.people.tolist() == [1]


@pytest.fixture
def year(scene: Scene) -> Reader:
    scene.place = LONDON
    return scene.fresh(orders())


QUESTION = LifetimeQuestion(span=YEAR)


def test_the_real_year_is_fitted_with_its_warning_and_the_early_part_refused(year: Reader) -> None:
    found = worth.answer(QUESTION, year)
    assert (found.people, found.repeat_buyers) == (4_338, 2_790)
    assert found.refused is None
    assert found.fit is not None
    told = {one.name: one.value for one in found.fit.parameters}
    assert told["r"] == pytest.approx(0.82654, abs=1e-4)
    assert told["alpha"] == pytest.approx(68.905, abs=0.01)
    assert found.fit.log_likelihood == pytest.approx(-61_823.47, abs=0.01)
    assert [one.key for one in found.cautions] == ["loosely_known"]
    assert found.total is not None
    assert found.total.value is not None
    assert found.total.value.value == pytest.approx(891_500_000, rel=1e-3)
    low, high = found.total.value.low, found.total.value.high
    assert low is not None
    assert high is not None
    assert low < found.total.value.value < high
    assert sum(one.people for one in found.cohorts) == 4_338
    assert sum(one.value.value for one in found.cohorts if one.value) == pytest.approx(
        found.total.value.value, abs=20
    )
    assert found.holdout is not None
    assert found.holdout.refused is not None
    assert found.holdout.refused.reason == "at_boundary"
    assert worth.answer(QUESTION, year) == found
    behind(found.bands, year)


def behind(bands: Sequence[WorthBand], year: Reader) -> None:
    """Every band holds as many people as it says, and each person once."""
    for key in ("alive", "value"):
        mine = [one for one in bands if one.key == key]
        assert sum(one.people for one in mine) == 4_338
    for one in (mine[0], mine[-1]):
        crowd = worth.people(QUESTION, Cell(key=one.key, step=one.step), year)
        assert len(numbers(year, crowd)) == one.people
    cohort = worth.people(QUESTION, Cell(at=date(2010, 12, 1)), year)
    assert len(numbers(year, cohort)) == 885


def test_pareto_is_refused_of_the_real_year_and_gives_no_number(year: Reader) -> None:
    found = worth.answer(LifetimeQuestion(span=YEAR, model=PurchaseModel.PARETO_NBD), year)
    assert found.refused is not None
    assert (found.fit, found.total, found.cohorts, found.bands) == (None, None, (), ())
    assert "边界" in found.refused.zh


def test_what_does_not_fit_is_said_all_at_once(scene: Scene) -> None:
    question = LifetimeQuestion(
        span=Span(LAST, FIRST), money="orders", horizon_days=0, discount_rate=2, margin_rate=0
    )
    with pytest.raises(QuestionUnfit) as raised:
        answers.check(question, scene.fresh([]))
    assert [one.place for one in raised.value.faults] == [
        "span", "money", "horizon_days", "discount_rate", "margin_rate",
    ]  # fmt: skip


def test_a_file_has_a_row_of_all_and_of_each_month_and_none_of_a_refused_model(
    year: Reader,
) -> None:
    found = worth.answer(QUESTION, year)
    sheet = tables.sheet(found, {}, "en", "GBP")
    assert found.total is not None
    assert found.total.value is not None
    assert sheet.rows[0][2] == 4_338
    assert sheet.rows[0][5] == found.total.value.value / 100
    assert sheet.rows[1][:3] == (None, "2010-12-01", 885)
    none = worth.answer(LifetimeQuestion(span=Span(YEAR.first, YEAR.first)), year)
    assert tables.sheet(none, {}, "en", "GBP").rows == ()


def test_one_person_is_told_by_the_model_of_all(year: Reader) -> None:
    """Customer 12347 bought on seven days: the last on 7 December 2011, the first a year before."""
    of_all = worth_person.fits(QUESTION, year)
    with pytest.raises(NotFound):
        worth_person.of_person(QUESTION, UUID(int=12347), of_all, year)


def test_one_person_has_chance_purchases_value_and_a_day(scene: Scene, year: Reader) -> None:
    """Customer 12347 bought on seven days, from 7 December 2010 to 7 December 2011."""
    tenant_id = scene.work.tenant_id
    scene.store.people(tenant_id, [12347, 1])
    of_all = worth_person.fits(QUESTION, year)
    found = worth_person.of_person(QUESTION, UUID(int=12347), of_all, year)
    assert (found.purchases, found.first_at, found.last_at) == (
        7, date(2010, 12, 7), date(2011, 12, 7),
    )  # fmt: skip
    assert found.alive_rate is not None
    assert found.alive_rate.value == pytest.approx(1, abs=0.01)
    # (r + x) / (alpha + T) a day, while they are a customer.
    assert found.expected_purchases is not None
    assert found.expected_purchases.value == pytest.approx(365 * 6.8265 / (68.905 + 367), rel=0.01)
    assert found.value is not None
    assert found.value.low is not None
    assert found.value.low < found.value.value
    assert found.next_at is not None
    assert (found.next_at - YEAR.last).days == pytest.approx(47, abs=1)
    nothing = worth_person.of_person(QUESTION, UUID(int=1), of_all, year)
    assert (nothing.purchases, nothing.value, nothing.alive_rate) == (0, None, None)
