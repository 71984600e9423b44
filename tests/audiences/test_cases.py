"""The table of cases, read by both interpreters and put into words."""

import pytest

from siyu.audiences.language import crowds
from siyu.audiences.language.crowds import Crowd
from siyu.audiences.language.holds import compiled
from siyu.audiences.language.lowering import lowered
from siyu.audiences.language.plan import CutMissing, Moment
from tests.audiences.cases import CASES, MOMENT, NOW, PEOPLE, ZONE, Case
from tests.audiences.shop import plan
from tests.audiences.store import Store, facts

TOGETHER = compiled({case.name: plan(case.definition) for case in CASES})
BY_NAME = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
MERGES = {one.number: one.into for one in PEOPLE if one.into}


@pytest.fixture(scope="module")
def filled(store: Store) -> Store:
    store.fill(PEOPLE, ZONE)
    return store


@BY_NAME
def test_in_memory_those_are_in_whom_the_case_names(case: Case) -> None:
    judge = TOGETHER.at(MOMENT)
    assert {
        one.number for one in facts(PEOPLE) if judge.standings(one)[case.name].holds
    } == case.who


@BY_NAME
def test_in_a_crowd_those_are_in_whom_the_case_names(case: Case) -> None:
    people = facts(PEOPLE)
    everybody = crowds.people_at(range(len(people)), len(people))
    found = Crowd(TOGETHER.at(MOMENT), people).standings({case.name: everybody})
    assert {people[place].number for place in crowds.places(found.inside[case.name])} == case.who


@BY_NAME
def test_in_the_warehouse_those_are_in_whom_the_case_names(case: Case, filled: Store) -> None:
    asked = lowered(plan(case.definition), MOMENT, MERGES)
    assert filled.numbers(asked.numbers()) == case.who
    assert filled.ask(asked.count()) == [{"people": len(case.who)}]


def test_a_cut_that_is_missing_is_no_empty_cut() -> None:
    without = Moment(NOW, ZONE)
    top = plan({"kind": "top", "by": "spent", "n": 2})
    with pytest.raises(CutMissing):
        compiled({1: top}).at(without)
    with pytest.raises(CutMissing):
        lowered(top, without)
