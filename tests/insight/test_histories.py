"""Histories are counted, and counting changes nothing that is computed from them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siyu.insight.lifetime.arrays import floats
from siyu.insight.lifetime.beta_geometric import BgNbd, MbgNbd
from siyu.insight.lifetime.fitting import Model
from siyu.insight.lifetime.histories import Histories, grouped, listed
from siyu.insight.lifetime.occasions import BgBb
from siyu.insight.lifetime.pareto import ParetoNbd
from siyu.insight.lifetime.refusals import Refusal
from tests import proofs
from tests.insight.simulated import World

MODELS: list[type[Model]] = [BgNbd, MbgNbd, ParetoNbd, BgBb]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A few customers with histories that can be, in whole days."""
    size = draw(st.integers(1, 40))
    age = draw(st.lists(st.integers(0, 6), min_size=size, max_size=size))
    last = [draw(st.integers(0, one)) for one in age]
    repeats = [draw(st.integers(1, one)) if one else 0 for one in last]
    return floats(repeats), floats(last), floats(age)


@given(worlds(), st.lists(st.floats(0.05, 20), min_size=4, max_size=4))
@settings(max_examples=proofs.rounds(300, 25), deadline=None)
def test_counting_changes_no_likelihood_and_no_slope(world: World, parameters: list[float]) -> None:
    apart, counted = listed(*world), grouped(*world)
    assert counted.customers == apart.customers
    assert counted.age.size == len(set(zip(*(one.tolist() for one in world), strict=True)))
    for kind in MODELS:
        one = kind.likelihood(np.array(parameters), apart)
        other = kind.likelihood(np.array(parameters), counted)
        assert one[0] == pytest.approx(other[0], rel=1e-10, abs=1e-10)
        assert one[1] == pytest.approx(other[1], rel=1e-8, abs=1e-8)


@given(worlds(), st.sampled_from([None, 1.0]))
@settings(max_examples=proofs.rounds(300, 25), deadline=None)
def test_counting_counts_and_may_be_done_again(world: World, step: float | None) -> None:
    once = grouped(*world, step=step)
    again = grouped(once.repeats, once.last, once.age, step=step, people=once.people)
    for name in ("repeats", "last", "age", "people"):
        assert getattr(once, name).tolist() == getattr(again, name).tolist()


def test_times_are_rounded_to_the_step_or_kept() -> None:
    world = ([1, 1, 0], [3.2, 2.9, 0], [9.6, 10.4, 10.0])
    by_day, exact = grouped(*world), grouped(*world, step=None)
    assert by_day.last.tolist() == [0, 3]
    assert by_day.age.tolist() == [10, 10]
    assert by_day.people.tolist() == [1, 2]
    assert exact.last.tolist() == [0, 2.9, 3.2]


def test_many_possible_histories_are_counted_as_few_are() -> None:
    chance = np.random.default_rng(7)
    age = chance.integers(0, 5000, 300).astype(float)
    last = np.floor(age * chance.random(300))
    repeats = np.where(last > 0, chance.integers(1, 900, 300), 0).astype(float)
    sparse = grouped(repeats, last, age)
    weighted = grouped(repeats, last, age, people=np.full(300, 2.0))
    expected = sorted(set(zip(repeats.tolist(), last.tolist(), age.tolist(), strict=True)))
    for found, each in ((sparse, 1), (weighted, 2)):
        rows = zip(found.repeats.tolist(), found.last.tolist(), found.age.tolist(), strict=True)
        assert list(rows) == expected
        assert found.customers == 300 * each


@pytest.mark.parametrize(
    ("repeats", "last", "age", "says"),
    [
        ([1, 2], [1], [3, 4], "differ in length"),
        ([1.5], [1], [2], "whole numbers"),
        ([-1], [0], [2], "whole numbers"),
        ([1], [3], [2], "outside the time of observation"),
        ([1], [-1], [2], "outside the time of observation"),
        ([0], [1], [2], "is a repeat"),
        ([1], [np.nan], [2], "not finite"),
    ],
)
def test_a_history_that_cannot_be_is_refused(
    repeats: list[float], last: list[float], age: list[float], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        grouped(repeats, last, age)


def told(histories: Histories) -> list[object]:
    lack = histories.lack()
    return [] if lack is None else [lack.reason, lack.found, lack.needed]


def test_what_the_data_cannot_bear_is_refused_with_what_was_found() -> None:
    few = grouped([2] * 199 + [0] * 800, [5] * 199 + [0] * 800, [20] * 999)
    alike = grouped([2] * 200, [5] * 200, [20] * 200)
    short = grouped([1, 2] * 100, [9, 10] * 100, [10, 28] * 100)
    plenty = grouped([1, 2] * 100, [9, 10] * 100, [10, 29] * 100)
    assert told(few) == [Refusal.TOO_FEW_REPEAT_BUYERS, 199, 200]
    assert told(alike) == [Refusal.NO_VARIATION, 0, 1]
    assert told(short) == [Refusal.SPAN_TOO_SHORT, pytest.approx(28 * 300 / 1900), 4.5]
    assert told(plenty) == []
