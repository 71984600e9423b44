"""Retention, as sentences and against plain Python."""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siyu.insight import retention
from siyu.insight.questions import Cell
from siyu.insight.retention import Entry, How, RetentionQuestion
from siyu.insight.selection import Selected
from siyu.insight.spans import Grain, Span, bucket_of, next_bucket
from tests.insight.logs import ADDED, DEAR, LONDON, PLACED, START, examples, logs
from tests.insight.reference import by_person, is_one
from tests.insight.store import MERGED, Happened, Scene, numbers

SPAN = Span(date(2026, 3, 25), date(2026, 4, 3))


def expected(
    log: list[Happened], question: RetentionQuestion, scene: Scene
) -> dict[tuple[date, int], set[int]]:
    """Who stands in each cell."""
    cells: dict[tuple[date, int], set[int]] = defaultdict(set)
    grain, today = question.grain, date(2026, 11, 16)
    for number, events in by_person(log, MERGED).items():
        began = [bucket_of(e.day(scene.place), grain) for e in events if is_one(e, question.first)]
        came = {
            bucket_of(e.day(scene.place), grain) for e in events if is_one(e, question.returning)
        }
        for at in began[:1] if question.entry is Entry.FIRST else began:
            if not bucket_of(question.span.first, grain) <= at <= question.span.last:
                continue
            cells[at, 0].add(number)
            for k in range(1, question.periods + 1):
                period = next_bucket(at, grain, k)
                kept = {
                    How.EXACT: period in came,
                    How.LATER: period <= today and any(one >= period for one in came),
                    How.UNBROKEN: all(next_bucket(at, grain, i) in came for i in range(1, k + 1)),
                }
                if kept[question.how]:
                    cells[at, k].add(number)
    return cells


@examples(60)
@given(
    log=logs(ADDED, PLACED),
    first=st.sampled_from([Selected(ADDED), Selected(PLACED), DEAR]),
    returning=st.sampled_from([Selected(PLACED), DEAR]),
    grain=st.sampled_from(list(Grain)),
    entry=st.sampled_from(list(Entry)),
    how=st.sampled_from(list(How)),
)
def test_every_cell_is_as_its_definition_says(
    scene: Scene,
    log: list[Happened],
    first: Selected,
    returning: Selected,
    grain: Grain,
    entry: Entry,
    how: How,
) -> None:
    scene.place = LONDON
    reader = scene.fresh(log)
    question = RetentionQuestion(
        span=SPAN, first=first, returning=returning, grain=grain, periods=4, entry=entry, how=how
    )
    cells = expected(log, question, scene)
    found = retention.answer(question, reader)
    for cohort in found.cohorts:
        assert cohort.people == len(cells[cohort.at, 0])
        for k, kept in enumerate(cohort.kept, start=1):
            assert kept.people == len(cells[cohort.at, k]), (cohort.at, k)
    at = bucket_of(SPAN.first, grain)
    crowd = retention.people(question, Cell(at=at, period=1), reader)
    assert numbers(reader, crowd) == cells[at, 1]
    lost = retention.people(question, Cell(at=at, period=1, lost=True), reader)
    assert numbers(reader, lost) == cells[at, 0] - cells[at, 1]


def came(*days: int) -> list[Happened]:
    return [
        Happened(1, PLACED if day else ADDED, START + timedelta(days=day, hours=3), day + 1)
        for day in (0, *days)
    ]


@pytest.mark.parametrize(
    ("how", "kept"),
    [(How.EXACT, [1, 0, 1, 0]), (How.LATER, [1, 1, 1, 0]), (How.UNBROKEN, [1, 0, 0, 0])],
)
def test_the_three_ways_to_count_someone_who_came_on_days_one_and_three(
    scene: Scene, how: How, kept: list[int]
) -> None:
    scene.place = LONDON
    day = date(2026, 3, 26)
    question = RetentionQuestion(
        span=Span(day, day),
        first=Selected(ADDED),
        returning=Selected(PLACED),
        grain=Grain.DAY,
        periods=4,
        how=how,
    )
    (cohort,) = retention.answer(question, scene.fresh(came(1, 3))).cohorts
    assert (cohort.people, [one.people for one in cohort.kept]) == (1, kept)


def test_a_period_that_has_not_ended_is_not_whole_and_one_not_begun_is_not_there(
    scene: Scene,
) -> None:
    """It is Monday 16 November 2026."""
    question = RetentionQuestion(
        span=Span(date(2026, 11, 2), date(2026, 11, 9)),
        first=Selected(ADDED),
        returning=Selected(PLACED),
        grain=Grain.WEEK,
        periods=3,
    )
    found = retention.answer(question, scene.fresh([]))
    assert [[kept.is_whole for kept in one.kept] for one in found.cohorts] == [
        [True, False],
        [False],
    ]
    assert found.average_rates == (None, None, None)
