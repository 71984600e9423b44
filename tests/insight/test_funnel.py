"""Funnels against the same definitions in plain Python."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from siyu.insight import funnel
from siyu.insight.errors import QuestionUnfit
from siyu.insight.funnel import FunnelQuestion, Order
from siyu.insight.questions import Cell, demand
from siyu.insight.selection import Condition, Selected
from siyu.insight.spans import Span
from tests.insight.reference import reached_and_soonest
from tests.insight.store import MERGED, Happened, Scene, numbers

START = datetime(2026, 3, 1, tzinfo=UTC)
ADDED, PLACED, TAGGED = "FriendAdded", "OrderPlaced", "CustomerTagged"
DEAR = Selected(PLACED, (Condition("amount", "ge", 50),))
STEPS = [Selected(ADDED), Selected(PLACED), Selected(TAGGED), DEAR]

events = st.builds(
    Happened,
    number=st.sampled_from([1, 2, *MERGED, *MERGED.values()]),
    name=st.sampled_from([ADDED, PLACED, TAGGED]),
    at=st.integers(0, 60).map(lambda hours: START + timedelta(hours=hours // 2 * 2)),
    id=st.just(0),
    payload=st.fixed_dictionaries({"amount": st.sampled_from([10, 60])}),
)
logs = st.lists(events, max_size=14).map(
    lambda log: [
        Happened(one.number, one.name, one.at, place, one.payload)
        for place, one in enumerate(log, start=1)
    ]
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)
@given(
    log=logs,
    steps=st.lists(st.sampled_from(STEPS), min_size=2, max_size=4),
    order=st.sampled_from(list(Order)),
    hours=st.sampled_from([1, 4, 9, 30]),
    last=st.integers(1, 3),
)
def test_every_mode_is_as_its_definition_says(
    scene: Scene,
    log: list[Happened],
    steps: list[Selected],
    order: Order,
    hours: int,
    last: int,
) -> None:
    """Ties in time, repeated and overlapping steps, people who were merged, ends of the span."""
    reader = scene.fresh(log)
    span = Span(date(2026, 3, 1), date(2026, 3, last))
    question = FunnelQuestion(
        span=span, steps=tuple(steps), window_seconds=hours * 3600, order=order
    )
    (whole,) = funnel.answer(question, reader).parts
    expected = reached_and_soonest(log, MERGED, question, scene.place)
    assert [one.people for one in whole.steps] == [
        sum(reached > place for reached, _ in expected.values()) for place in range(len(steps))
    ]
    for place, step in enumerate(whole.steps):
        took = sorted(times[place] for reached, times in expected.values() if reached > place)
        if place and took:
            assert step.quartile_seconds is not None
            assert step.quartile_seconds[1] == pytest.approx(median(took))
    people = funnel.people(question, Cell(step=2), reader)
    assert numbers(reader, people) == {n for n, (reached, _) in expected.items() if reached > 1}
    lost = funnel.people(question, Cell(step=2, lost=True), reader)
    assert numbers(reader, lost) == {n for n, (reached, _) in expected.items() if reached == 1}


def median(values: Sequence[float]) -> float:
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def asked(*steps: Selected, **more: object) -> FunnelQuestion:
    given = {"span": Span(date(2026, 3, 1), date(2026, 3, 7)), **more}
    return FunnelQuestion(steps=steps, **given)  # type: ignore[arg-type]


def test_parts_are_by_the_first_step_in_the_span(scene: Scene) -> None:
    log = [
        Happened(1, ADDED, at(1), 1, {"state": "poster"}),
        Happened(1, ADDED, at(2), 2, {"state": "parcel"}),
        Happened(1, PLACED, at(3), 3),
        Happened(2, ADDED, at(1), 4, {"state": "parcel"}),
    ]
    reader = scene.fresh(log)
    found = funnel.answer(asked(Selected(ADDED), Selected(PLACED), by="state"), reader)
    assert [(one.part, [step.people for step in one.steps]) for one in found.parts] == [
        (None, [2, 1]),
        ("parcel", [1, 0]),
        ("poster", [1, 1]),
    ]
    question = asked(Selected(ADDED), Selected(PLACED), by="state")
    assert numbers(reader, funnel.people(question, Cell(step=1, part="parcel"), reader)) == {2}


def test_parts_by_a_field_of_the_person(scene: Scene) -> None:
    reader = scene.fresh([Happened(1, ADDED, at(1), 1), Happened(2, ADDED, at(1), 2)])
    scene.store.people(scene.work.tenant_id, [1, 2, 3], fields={1: {"gender": ["female"]}, 2: {}})
    question = asked(Selected(ADDED), Selected(PLACED), by="field:gender")
    found = funnel.answer(question, reader)
    assert [(one.part, one.steps[0].people) for one in found.parts] == [
        (None, 2), ("", 1), ("female", 1),
    ]  # fmt: skip


def test_nobody_is_an_answer_without_rates(scene: Scene) -> None:
    (whole,) = funnel.answer(asked(Selected(ADDED), Selected(PLACED)), scene.fresh([])).parts
    assert [(one.people, one.rate, one.quartile_seconds) for one in whole.steps] == [
        (0, None, None)
    ] * 2


def test_twenty_steps_are_answered(scene: Scene) -> None:
    log = [Happened(1, PLACED, at(hour / 10), hour + 1) for hour in range(20)]
    question = asked(*[Selected(PLACED)] * 20)
    (whole,) = funnel.answer(question, scene.fresh(log)).parts
    assert [one.people for one in whole.steps] == [1] * 20


def test_all_faults_are_told_at_once(scene: Scene) -> None:
    wrong = asked(
        Selected("Nothing"),
        Selected(PLACED, (Condition("colour", "eq", "red"), Condition("amount", "any_of", ["1"]))),
        span=Span(date(2026, 3, 2), date(2026, 3, 1)),
        window_seconds=0,
    )
    with pytest.raises(QuestionUnfit) as told:
        demand(funnel.faults(wrong, scene.reader()))
    assert [one.place for one in told.value.faults] == [
        "span", "window_seconds", "steps.0.event", "steps.1.where.0", "steps.1.where.1",
    ]  # fmt: skip
    assert "没有属性 colour" in told.value.sentence("zh-CN")
