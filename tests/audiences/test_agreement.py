"""Both interpreters give the same people, whatever is asked, whoever they are, at any instant."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siyu.audiences.language import crowds
from siyu.audiences.language.crowds import Crowd
from siyu.audiences.language.facts import Facts, micros
from siyu.audiences.language.holds import Judge, Standing, compiled
from siyu.audiences.language.holds_events import NEVER
from siyu.audiences.language.lowering import cut, lowered
from siyu.audiences.language.plan import Cut, Moment, Plan
from siyu.kit.instants import local_day
from tests.audiences.shop import plan
from tests.audiences.store import Someone, Store, facts
from tests.audiences.worlds import World, definitions, worlds
from tests.audiences.worlds import cut as sought
from tests.proofs import rounds

AT_ONCE = 12
SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture)


def with_cuts(moment: Moment, plans: list[Plan], people: tuple[Someone, ...]) -> Moment:
    tops = {top for one in plans for top in one.tops}
    return replace(moment, cuts={top: sought(top, people) for top in tops})


def agree(
    judge: Judge[int], people: Sequence[Facts], standings: Mapping[int, Mapping[int, Standing]]
) -> None:
    """A crowd stands as each of its people alone, of whatever plans each is asked; and nobody is
    looked at again later than alone."""
    asked = {
        n: crowds.people_at((at for at in range(len(people)) if (at + n) % 3), len(people))
        for n in judge.roots
    }
    found = Crowd(judge, people).standings(asked)
    for at, one in enumerate(people):
        alone = standings[one.number]
        mine = {n for n, mask in asked.items() if mask >> at & 1}
        assert {n for n in mine if found.inside[n] >> at & 1} == {n for n in mine if alone[n].holds}
        first = min((micros(due) for n in mine if (due := alone[n].due)), default=NEVER)
        assert micros(judge.moment.at) < found.due[at] <= first


@st.composite
def asked(draw: st.DrawFn) -> tuple[World, list[dict[str, Any]]]:
    world = draw(worlds())
    day = local_day(world.moment.at, world.moment.zone)
    return world, draw(st.lists(definitions(day), min_size=AT_ONCE, max_size=AT_ONCE))


@pytest.mark.prove
@given(asked())
@settings(max_examples=rounds(400, 10), deadline=None, suppress_health_check=SLOW, derandomize=True)
def test_the_warehouse_and_memory_agree(store: Store, case: tuple[World, list[Any]]) -> None:
    world, definitions = case
    plans = [plan(one) for one in definitions]
    moment = with_cuts(world.moment, plans, world.people)
    store.fill(world.people, moment.zone)
    judge = compiled(dict(enumerate(plans))).at(moment)
    standings = {one.number: judge.standings(one) for one in facts(world.people)}
    agree(judge, facts(world.people), standings)
    for n, one in enumerate(plans):
        in_memory = {number for number, found in standings.items() if found[n].holds}
        assert store.numbers(lowered(one, moment, world.merges).numbers()) == in_memory
        for top in one.tops:
            rows = [Cut(row["value"], row["number"]) for row in store.ask(cut(top))]
            assert rows == [found for found in [moment.cuts[top]] if found]
