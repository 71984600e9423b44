"""Metrics over time against plain Python: sums, people once, first times, ratios, parts."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siyu.insight import figures
from siyu.insight.errors import NoSuchCell, QuestionUnfit
from siyu.insight.figures import FigureQuestion
from siyu.insight.questions import Cell, demand
from siyu.insight.reader import Crowd, Reader, chosen
from siyu.insight.selection import Condition
from siyu.insight.spans import Against, Grain, Span, bucket_of
from tests.insight.logs import ADDED, LONDON, PLACED, REFUNDED, START, TAGGED, examples, logs
from tests.insight.reference import by_person
from tests.insight.store import MERGED, Happened, Scene, numbers

LOST, WITHDRAWN = "FriendLost", "OrderWithdrawn"
SPAN = Span(date(2026, 3, 27), date(2026, 4, 1))
Value = Callable[[Sequence[Happened], Sequence[Happened]], float | None]


def names(events: Sequence[Happened], *wanted: str) -> list[Happened]:
    return [one for one in events if one.name in wanted]


def who(events: Sequence[Happened]) -> list[int]:
    return [MERGED.get(one.number, one.number) for one in events]


def money(events: Sequence[Happened], *wanted: str) -> int:
    return sum(int(one.payload["amount"]) for one in names(events, *wanted))


def firsts(events: Sequence[Happened], log: Sequence[Happened]) -> int:
    first = [names(mine, PLACED)[:1] for mine in by_person(log, MERGED).values()]
    return sum(bool(one) and one[0] in events for one in first)


def again(events: Sequence[Happened]) -> int:
    bought = who(names(events, PLACED))
    return sum(bought.count(number) > 1 for number in set(bought))


DEFINED: dict[str, Value] = {
    "orders": lambda now, _: len(names(now, PLACED)) - len(names(now, WITHDRAWN)),
    "net_friends": lambda now, _: len(names(now, ADDED)) - len(names(now, LOST)),
    "revenue": lambda now, _: money(now, PLACED) - money(now, WITHDRAWN, REFUNDED),
    "buyers": lambda now, _: len(set(who(names(now, PLACED)))),
    "active_people": lambda now, _: len(set(who(names(now, PLACED, ADDED)))),
    "first_time_buyers": firsts,
    "repeat_buyers": lambda now, _: again(now),
    "repeat_rate": lambda now, _: (
        again(now) / len(set(who(names(now, PLACED)))) if names(now, PLACED) else None
    ),
}


@examples(60)
@given(
    log=logs(ADDED, PLACED, LOST, REFUNDED, WITHDRAWN, TAGGED),
    metric=st.sampled_from(sorted(DEFINED)),
    grain=st.sampled_from(list(Grain)),
    against=st.sampled_from(list(Against)),
)
def test_every_figure_is_as_its_definition_says(
    scene: Scene, log: list[Happened], metric: str, grain: Grain, against: Against
) -> None:
    scene.place = LONDON
    reader = scene.fresh(log)
    question = FigureQuestion(span=SPAN, metric=metric, grain=grain, against=against)
    (whole,) = figures.answer(question, reader).parts
    inside = [one for one in log if SPAN.first <= one.day(LONDON) <= SPAN.last]
    value = DEFINED[metric]
    assert whole.total == value(inside, log)
    buckets: dict[date, list[Happened]] = defaultdict(list)
    for one in inside:
        buckets[bucket_of(one.day(LONDON), grain)].append(one)
    for point in whole.points:
        assert point.value == value(buckets[point.at], log), point.at
    if against is Against.PREVIOUS:
        before = [one for one in log if timedelta() < SPAN.first - one.day(LONDON) <= timedelta(6)]
        assert whole.against_total == value(before, log)


@examples(20)
@given(log=logs(PLACED, ADDED, LOST), metric=st.sampled_from(["orders", "buyers", "repeat_buyers"]))
def test_the_people_behind_a_figure_are_those_it_counts(
    scene: Scene, log: list[Happened], metric: str
) -> None:
    scene.place = LONDON
    reader = scene.fresh(log)
    question = FigureQuestion(span=SPAN, metric=metric, grain=Grain.WEEK)
    inside = names([one for one in log if SPAN.first <= one.day(LONDON) <= SPAN.last], PLACED)
    expected = set(who(inside))
    if metric == "repeat_buyers":
        expected = {number for number in expected if who(inside).count(number) > 1}
    assert numbers(reader, figures.people(question, Cell(), reader)) == expected
    week = [one for one in inside if one.day(LONDON) <= date(2026, 3, 29)]
    if metric != "repeat_buyers":
        found = figures.people(question, Cell(at=date(2026, 3, 23)), reader)
        assert numbers(reader, found) == set(who(week))


def friend(number: int, id: int, **payload: object) -> Happened:
    return Happened(number, ADDED, START + timedelta(days=2), id, payload)


def test_parts_add_up_to_the_whole_the_largest_first(scene: Scene) -> None:
    reader = scene.fresh(
        [friend(1, 1, add_way=1), friend(2, 2, add_way=1, again=True), friend(3, 3, again=False)]
    )
    question = FigureQuestion(span=SPAN, metric="new_friends", by="again")
    found = figures.answer(question, reader)
    assert [(one.part, one.total) for one in found.parts] == [
        (None, 3),
        ("", 1),
        ("false", 1),
        ("true", 1),
    ]
    cell = Cell(at=date(2026, 3, 28), part="true")
    assert numbers(reader, figures.people(question, cell, reader)) == {2}


def test_people_are_parted_by_their_own_fields_and_those_of_two_tags_stand_in_both(
    scene: Scene,
) -> None:
    log = [Happened(n, PLACED, START + timedelta(days=2), n, {"amount": 5}) for n in (1, 2, 3)]
    reader = scene.fresh(log)
    kept = {1: {"moved_by": ["price", "brand"]}, 2: {"moved_by": ["price"]}}
    scene.store.people(scene.work.tenant_id, [1, 2, 3], fields=kept)
    for metric, each in (("buyers", 1), ("sales", 5), ("first_time_buyers", 1)):
        question = FigureQuestion(span=SPAN, metric=metric, by="field:moved_by")
        found = figures.answer(question, reader)
        assert [(one.part, one.total) for one in found.parts] == [
            (None, 3 * each),
            ("price", 2 * each),
            ("", each),
            ("brand", each),
        ], metric


def test_conditions_and_segments_narrow_and_two_segments_are_compared(scene: Scene) -> None:
    log = [
        Happened(n, PLACED, START + timedelta(days=2), n, {"amount": n * 10}) for n in (1, 2, 3, 4)
    ]
    reader = scene.fresh(log)

    def segments(_reader: Reader, segment: str) -> Crowd:
        return chosen([1, 2] if segment == "poor" else [3, 4])

    reader.segments = segments
    dear = (Condition("amount", "ge", 20),)
    question = FigureQuestion(span=SPAN, metric="sales", where=dear, within="poor", versus="rich")
    (whole,) = figures.answer(question, reader).parts
    assert (whole.total, whole.against_total) == (20, 70)
    assert whole.change_rate == pytest.approx(-50 / 70)
    people = FigureQuestion(span=SPAN, metric="buyers", within="rich")
    assert figures.answer(people, reader).parts[0].total == 2


def test_a_bucket_that_the_span_cuts_is_not_whole(scene: Scene) -> None:
    question = FigureQuestion(
        span=Span(date(2026, 10, 10), date(2026, 12, 31)), metric="orders", grain=Grain.MONTH
    )
    (whole,) = figures.answer(question, scene.fresh([])).parts
    assert [(f"{one.at:%m}", one.is_whole, one.value) for one in whole.points] == [
        ("10", False, 0),
        ("11", False, 0),
    ]


@pytest.mark.parametrize(
    ("span", "before", "year"),
    [
        (("2026-03-01", "2026-03-31"), ("2026-02-01", "2026-02-28"), ("2025-03-01", "2025-03-31")),
        (("2026-03-02", "2026-03-08"), ("2026-02-23", "2026-03-01"), ("2025-03-02", "2025-03-08")),
        (("2024-02-01", "2024-02-29"), ("2024-01-01", "2024-01-31"), ("2023-02-01", "2023-02-28")),
        (("2025-02-01", "2025-02-28"), ("2025-01-01", "2025-01-31"), ("2024-02-01", "2024-02-29")),
    ],
)
def test_what_stands_before_a_span(
    span: tuple[str, str], before: tuple[str, str], year: tuple[str, str]
) -> None:
    asked, expected, same = (Span(*map(date.fromisoformat, one)) for one in (span, before, year))
    assert asked.before() == expected
    assert asked.year_before() == same


def test_what_is_known_by_the_day_alone_cannot_be_parted_and_leads_to_nobody(
    scene: Scene,
) -> None:
    question = FigureQuestion(span=SPAN, metric="source_cost", by="store")
    with pytest.raises(QuestionUnfit, match="known by the day alone"):
        demand(figures.faults(question, scene.reader()))
    with pytest.raises(NoSuchCell):
        figures.people(question, Cell(), scene.reader())
    ratio = FigureQuestion(span=SPAN, metric="cost_per_friend")
    assert figures.answer(ratio, scene.fresh([])).parts[0].total is None
