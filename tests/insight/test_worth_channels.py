"""What sources are worth, on the real year: its people came by three sources, one below another."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from siyu.insight import worth, worth_channels, worth_person
from siyu.insight.reader import Reader
from siyu.insight.spans import Span
from siyu.insight.worth import LifetimeQuestion
from tests.insight.store import Happened, Scene
from tests.insight.test_real_year import LONDON, YEAR, orders

SHOP, POSTER, WEIBO, NONE = "shop", "poster", "weibo", "none"
ABOVE = {SHOP: [SHOP], POSTER: [POSTER, SHOP], WEIBO: [WEIBO], NONE: [NONE]}
WON = Span(date(2010, 12, 1), date(2010, 12, 31))
QUESTION = LifetimeQuestion(span=YEAR, margin_rate=0.5)


def source_of(number: int) -> str:
    return (SHOP, POSTER, WEIBO)[number % 3]


def log(placed: list[Happened]) -> Iterator[Happened]:
    """Everyone's source is found an hour before their first order."""
    yield from placed
    first = {one.number: one.at for one in sorted(placed, key=lambda one: one.at, reverse=True)}
    for id, (number, at) in enumerate(first.items(), start=100_000):
        told = {"source_id": source_of(number), "how": "code"}
        yield Happened(number, "SourceAttributed", at - timedelta(hours=1), id, told)


@pytest.fixture
def year(scene: Scene) -> Reader:
    scene.place = LONDON
    return scene.fresh(log(list(orders())))


def test_a_source_counts_all_below_it_and_the_margin_of_its_own_people(year: Reader) -> None:
    fits = worth_person.fits(QUESTION, year)
    found = worth_channels.of_sources(QUESTION, WON, fits, ABOVE, year)
    first: dict[int, date] = {}
    sales: dict[int, int] = defaultdict(int)
    by_day: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    mine = sorted(orders(), key=lambda one: one.at)
    for one in mine:
        first.setdefault(one.number, one.day(LONDON))
    for one in mine:
        sales[one.number] += one.payload["amount"]
        if first[one.number] <= WON.last:
            after = (one.day(LONDON) - first[one.number]).days
            by_day[source_of(one.number)][after] += one.payload["amount"]
    won = [number for number, day in first.items() if day <= WON.last]
    for source in (SHOP, POSTER, WEIBO):
        names = {SHOP, POSTER} if source == SHOP else {source}
        people = [number for number in won if source_of(number) in names]
        told = found[source]
        assert (told.people, told.buyers) == (len(people), len(people))
        assert told.earned == round(sum(sales[number] for number in people) * 0.5)
        day = 30
        until = sum(by_day[name][after] for name in names for after in range(day + 1))
        assert [m for after, m in told.earned_after if after <= day][-1] == round(until * 0.5)
    assert found[NONE].people == found[NONE].earned == 0
    whole, parts = found[SHOP].to_come, found[WEIBO].to_come
    assert whole is not None
    assert parts is not None
    assert whole.low is not None
    assert whole.low < whole.value


def test_what_a_source_will_bring_is_what_its_people_are_worth_as_a_question(year: Reader) -> None:
    fits = worth_person.fits(QUESTION, year)
    found = worth_channels.of_sources(QUESTION, YEAR, fits, ABOVE, year)
    asked = worth.answer(replace(QUESTION, by="source_id"), year)
    parts = {one.part: one.value for one in asked.parts}
    for one in (WEIBO, POSTER):
        told, asked_for = found[one].to_come, parts[one]
        assert told is not None
        assert asked_for is not None
        assert (told.value, told.low, told.high) == pytest.approx(
            (asked_for.value, asked_for.low, asked_for.high), rel=1e-5
        )
