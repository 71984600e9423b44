"""Activity, distribution, paths and RFM against plain Python."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siyu.insight import activity, distribution, paths, rfm
from siyu.insight.activity import ActivityQuestion
from siyu.insight.distribution import DistributionQuestion, Measure, nice_cuts
from siyu.insight.paths import PathQuestion
from siyu.insight.questions import Cell
from siyu.insight.rfm import Cuts, RfmQuestion
from siyu.insight.selection import Selected
from siyu.insight.spans import Span
from tests.insight.logs import (
    ADDED,
    DEAR,
    LONDON,
    PLACED,
    REFUNDED,
    TAGGED,
    WITHDRAWN,
    examples,
    logs,
)
from tests.insight.reference import by_person, is_one
from tests.insight.store import MERGED, Happened, Scene, numbers

SPAN = Span(date(2026, 3, 26), date(2026, 4, 1))


@examples(30)
@given(log=logs(ADDED, PLACED, TAGGED, hours=1200, step=11))
def test_who_is_active_in_a_day_a_week_and_a_month(scene: Scene, log: list[Happened]) -> None:
    scene.place = LONDON
    reader = scene.fresh(log)
    question = ActivityQuestion(span=Span(date(2026, 4, 20), date(2026, 5, 10)))
    found = activity.answer(question, reader)
    did = {
        (one.day(LONDON), MERGED.get(one.number, one.number)) for one in log if one.name != TAGGED
    }
    for day in found.days:
        seen = [
            {who for at, who in did if day.at - timedelta(days=width) < at <= day.at}
            for width in (1, 7, 30)
        ]
        assert [day.dau, day.wau, day.mau] == [len(one) for one in seen]
        assert day.stickiness_rate == (len(seen[0]) / len(seen[2]) if seen[2] else None)
    cell = Cell(at=found.days[-1].at, key="mau")
    assert numbers(reader, activity.people(question, cell, reader)) == seen[2]


@examples(30)
@given(log=logs(PLACED, ADDED), measure=st.sampled_from(list(Measure)))
def test_a_spread_adds_up_and_its_bars_hold_whom_they_say(
    scene: Scene, log: list[Happened], measure: Measure
) -> None:
    scene.place = LONDON
    reader = scene.fresh(log)
    question = DistributionQuestion(
        span=SPAN, event=Selected(PLACED), measure=measure, property="amount"
    )
    found = distribution.answer(question, reader)
    values = {}
    for number, events in by_person(log, MERGED).items():
        mine = [e for e in events if e.name == PLACED and e.day(LONDON) in days(SPAN)]
        amounts = [int(e.payload["amount"]) for e in mine]
        if mine:
            values[number] = {
                Measure.COUNT: len(mine),
                Measure.SUM: sum(amounts),
                Measure.AVERAGE: sum(amounts) / len(mine),
                Measure.MOST: max(amounts),
                Measure.DAYS: len({e.day(LONDON) for e in mine}),
            }[measure]
    assert found.people == len(values)
    assert found.total == pytest.approx(sum(values.values()))
    assert sum(one.people for one in found.bars) == len(values)
    for bar in found.bars:
        crowd = distribution.people(question, Cell(low=bar.low, high=bar.high), reader)
        inside = {
            who
            for who, value in values.items()
            if (bar.low is None or value >= bar.low) and (bar.high is None or value < bar.high)
        }
        assert len(inside) == bar.people
        if bar.people:
            assert numbers(reader, crowd) == inside
    if values:
        assert found.quantiles[2] == pytest.approx(interpolated(sorted(values.values()), 0.5))


def days(span: Span) -> set[date]:
    return {span.first + timedelta(days=place) for place in range(span.days)}


def interpolated(values: list[float], level: float) -> float:
    place = level * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def test_bars_end_at_round_numbers() -> None:
    assert nice_cuts(1, [1, 1, 2, 3, 5, 6, 9], whole=True) == (1, 2, 3, 4, 5, 6, 7)
    assert nice_cuts(130, [0, 0, 0, 0, 0, 9_870, 0], whole=False)[:3] == (0, 1000, 2000)
    assert nice_cuts(5, [5] * 7, whole=False)[:2] == (5, 6)


@examples(40)
@given(
    log=logs(ADDED, PLACED, TAGGED, hours=60, most=25),
    towards=st.sampled_from(["from", "to"]),
    gap=st.sampled_from([None, 180, 600]),
    repeats=st.booleans(),
    depth=st.integers(1, 5),
)
def test_paths_are_those_of_visits(
    scene: Scene, log: list[Happened], towards: str, gap: int | None, repeats: bool, depth: int
) -> None:
    scene.place = LONDON
    reader = scene.fresh(log)
    question = PathQuestion(
        span=Span(date(2026, 3, 25), date(2026, 4, 3)),
        anchor=DEAR,
        direction=towards,  # type: ignore[arg-type]
        events=(ADDED, PLACED, TAGGED),
        depth=depth,
        gap_minutes=gap,
        repeats=repeats,
    )
    walks = [
        (number, walk)
        for number, events in by_person(log, MERGED).items()
        for visit in visits(events, gap)
        if (walk := walk_of(visit, question))
    ]
    links = Counter[tuple[int, str, str]](
        (step, walk[step], walk[step + 1]) for _, walk in walks for step in range(len(walk) - 1)
    )
    found = paths.answer(question, reader)
    assert found.paths == len(walks)
    assert {(one.step, one.event, one.next): one.paths for one in found.links} == links
    for step, event, following in list(links)[:2]:
        crowd = paths.people(question, Cell(step=step, key=event, next=following), reader)
        assert numbers(reader, crowd) == {
            number for number, walk in walks if walk[step : step + 2] == [event, following]
        }


def visits(events: list[Happened], gap: int | None) -> list[list[Happened]]:
    found: list[list[Happened]] = []
    for one in events:
        near = found and (gap is None or one.at - found[-1][-1].at <= timedelta(minutes=gap))
        if near:
            found[-1].append(one)
        else:
            found.append([one])
    return found


def walk_of(visit: list[Happened], question: PathQuestion) -> list[str]:
    ordered = visit if question.direction == "from" else visit[::-1]
    begins = next((at for at, one in enumerate(ordered) if is_one(one, question.anchor)), None)
    if begins is None:
        return []
    names = [one.name for one in ordered[begins:]]
    if not question.repeats:
        names = [name for name, _ in groupby(names)]
    return names[: question.depth + 1]


@examples(30)
@given(
    log=logs(PLACED, REFUNDED, WITHDRAWN),
    own=st.sampled_from([Cuts(), Cuts((1, 3), (1.0,), (50, 100, 150, 200))]),
)
def test_scores_follow_values_and_groups_leave_nobody_out(
    scene: Scene, log: list[Happened], own: Cuts
) -> None:
    scene.place = LONDON
    reader = scene.fresh(log)
    question = RfmQuestion(span=SPAN, cuts=own)
    found = rfm.answer(question, reader)
    base = {}
    for number, events in by_person(log, MERGED).items():
        mine = [one for one in events if one.day(LONDON) in days(SPAN)]
        orders = [one for one in mine if one.name == PLACED]
        often = len(orders) - sum(one.name == WITHDRAWN for one in mine)
        if orders and often > 0:
            money = sum(
                int(one.payload["amount"]) * (1 if one.name == PLACED else -1) for one in mine
            )
            base[number] = ((SPAN.last - orders[-1].day(LONDON)).days, often, money)
    assert found.people == len(base) == sum(one.people for one in found.groups)
    assert found.people == sum(one.people for one in found.cells)
    cuts = found.cuts
    expected = Counter(
        (
            len(cuts.recency) + 1 - sum(value[0] > cut for cut in cuts.recency),
            1 + sum(value[1] > cut for cut in cuts.frequency),
            1 + sum(value[2] > cut for cut in cuts.money),
        )
        for value in base.values()
    )
    assert {one.scores: one.people for one in found.cells} == expected
    if base and own == Cuts():
        inner = sorted(value[2] for value in base.values())
        assert cuts.money == tuple(inner[int(len(inner) * level)] for level in (0.2, 0.4, 0.6, 0.8))
    who: set[int] = set()
    for line in found.groups:
        if line.people:
            crowd = numbers(reader, rfm.people(question, Cell(key=line.key), reader))
            assert len(crowd) == line.people
            assert not who & crowd
            who |= crowd
    assert who == set(base)


def test_the_same_value_has_the_same_score_however_many_have_it(scene: Scene) -> None:
    at = datetime(2026, 3, 27, tzinfo=UTC)
    log = [Happened(n, PLACED, at, n, {"amount": 10}) for n in range(1, 10)]
    log += [Happened(10, PLACED, at, 20 + n, {"amount": 10}) for n in range(3)]
    found = rfm.answer(RfmQuestion(span=SPAN), scene.fresh(log))
    assert [(one.scores, one.people) for one in found.cells] == [((5, 1, 1), 9), ((5, 5, 5), 1)]


def test_nobody_has_neither_scores_nor_quantiles(scene: Scene) -> None:
    reader = scene.fresh([])
    assert rfm.answer(RfmQuestion(span=SPAN), reader).people == 0
    spread = distribution.answer(DistributionQuestion(span=SPAN, event=Selected(PLACED)), reader)
    assert (spread.people, spread.bars, spread.mean) == (0, (), None)
    assert paths.answer(PathQuestion(span=SPAN, anchor=Selected(PLACED)), reader).links == ()
