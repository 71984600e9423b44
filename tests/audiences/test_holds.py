from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from siyu.audiences.language.facts import NO_TRAIL, Facts, Trail, micros
from siyu.audiences.language.holds import Standing, compiled
from siyu.audiences.language.plan import Moment
from tests.audiences.cases import (
    ZONE,
    all_of,
    any_of,
    at,
    earlier,
    event,
    field,
    last,
    none,
    ordered,
    steps,
)
from tests.audiences.shop import plan
from tests.audiences.store import Happened, Someone, facts
from tests.audiences.test_agreement import SLOW, asked, with_cuts
from tests.audiences.worlds import World
from tests.proofs import rounds

MOMENT = Moment(at("2026-03-15 10:00"), ZONE)
THREE = [
    ordered(1, "2026-03-10 08:00", 100),
    ordered(2, "2026-03-12 08:00", 200),
    ordered(3, "2026-03-12 20:00", 300),
]


MORE_THAN_A_WEEK = field("added_at", "more_than_days_ago", 7)
NO = field("spent", "ge", 1)
NOT_EARLIER = event("count", "eq", 0, window=earlier(7))
SUM = event("sum", "ge", 9, of="amount", window=last(7))


def standing(definition: Any, events: list[Happened], **fields: object) -> Standing:
    (one,) = facts([Someone(1, fields, events)])
    return compiled({1: plan(definition)}).at(MOMENT).standings(one)[1]


@pytest.mark.parametrize(
    ("_case", "definition", "holds", "due"),
    [
        ("one is enough until the last leaves", event("count", "ge", 1, window=last(7)), True, 19),
        ("three until the first leaves", event("count", "ge", 3, window=last(7)), True, 17),
        ("four, never again", event("count", "ge", 4, window=last(7)), False, None),
        ("none, once all have left", event("count", "eq", 0, window=last(7)), False, 19),
        ("none earlier, until one is old enough", NOT_EARLIER, True, 17),
        ("ever is for ever", event("count", "ge", 1), True, None),
        ("a sum may change with the first", SUM, True, 17),
        ("the way that began last", steps("Ordered", "Ordered", window=last(7)), True, 19),
        ("a way that is not old enough", steps("Ordered", "Ordered", window=earlier(7)), False, 17),
        ("friends for less than a week", field("added_at", "last_days", 7), True, 21),
        ("friends for more than a week", field("added_at", "more_than_days_ago", 7), False, 22),
        ("a birthday within a week", field("birthday", "next_days", 7), False, 24),
        ("a birthday within a month", field("birthday", "next_days", 30), True, 31),
        (
            "all of: not before the last that fails",
            all_of(field("added_at", "more_than_days_ago", 7), field("birthday", "next_days", 7)),
            False,
            24,
        ),
        (
            "any of: until the last that holds",
            any_of(event("count", "ge", 3, window=last(7)), field("added_at", "last_days", 7)),
            True,
            21,
        ),
        (
            "one that fails for good decides",
            all_of(field("spent", "ge", 1), field("birthday", "next_days", 7)),
            False,
            None,
        ),
        (
            "any of that fails: the first that may turn",
            any_of(MORE_THAN_A_WEEK, field("birthday", "next_days", 7), NO),
            False,
            22,
        ),
        ("not turns with what it denies", none(event("count", "ge", 3, window=last(7))), False, 17),
    ],
)  # fmt: skip
def test_due_is_the_midnight_at_which_the_answer_may_change(
    _case: str, definition: Any, holds: bool, due: int | None
) -> None:
    friend = at("2026-03-14 12:00").timestamp()
    found = standing(definition, THREE, added_at=friend, next_birthday="2026-03-30")
    midnight = None if due is None else at(f"2026-03-{due} 00:00")
    assert found == Standing(holds, midnight)


def test_why_tells_the_value_that_each_condition_found() -> None:
    definition = all_of(event("sum", "ge", 500, of="amount"), field("tags", "any_of", ["a"]))
    (one,) = facts([Someone(1, {"tags": ["b"]}, THREE)])
    why = compiled({1: plan(definition)}).at(MOMENT).why(1, one)
    assert (why.holds, why.condition.place) == (False, "$")
    told = [(part.condition.place, part.holds, part.value) for part in why.of]
    assert told == [("$.of[0]", True, 600), ("$.of[1]", False, ["b"])]


def test_the_past_is_seen_as_it_was() -> None:
    one = plan(event("count", "ge", 3))
    (person,) = facts([Someone(1, {}, THREE)])
    for moment, holds in (("2026-03-12 19:59:59", False), ("2026-03-12 20:00", True)):
        judge = compiled({1: one}).at(Moment(at(moment), ZONE))
        assert judge.standings(person)[1].holds is holds


def test_a_trail_is_in_order_however_it_is_given() -> None:
    early, late = at("2026-03-10 08:00"), at("2026-03-12 08:00")
    trail = Trail.of([(late, 1, {}), (early, 9, {"n": 9}), (early, 3, {"n": 3})])
    assert trail == Trail(
        [micros(early), micros(early), micros(late)], [3, 9, 1], [{"n": 3}, {"n": 9}, {}]
    )
    assert Trail.of([]) == NO_TRAIL


def test_what_two_plans_ask_alike_is_one_question() -> None:
    same = event("count", "ge", 2, window=last(30))
    one, other = plan(same), plan(all_of(field("email", "is_set"), same))
    assert len(compiled({1: one, 2: other}).at(MOMENT).closures) == 3


@pytest.mark.prove
@given(asked())
@settings(max_examples=rounds(600, 12), deadline=None, suppress_health_check=SLOW, derandomize=True)
def test_nothing_changes_before_it_is_due(case: tuple[World, list[Any]]) -> None:
    """Hour by hour for ten days, and a microsecond around each due instant."""
    world, definitions = case
    plans = dict(enumerate(map(plan, definitions)))
    moment = with_cuts(world.moment, list(plans.values()), world.people)
    known = [_known(one, moment.at) for one in facts(world.people)]
    judges = compiled(plans)
    first = judges.at(moment)
    now = [first.standings(one) for one in known]
    dues = {found.due for one in now for found in one.values() if found.due is not None}
    near = [due + timedelta(microseconds=step) for due in dues for step in (-1, 0)]
    hours = [moment.at + timedelta(hours=n) for n in range(0, 240, 7)]
    for later in (one for one in [*near, *hours] if one >= moment.at):
        judge = judges.at(Moment(later, moment.zone, moment.cuts))
        for one, before in zip(known, now, strict=True):
            for key, then in judge.standings(one).items():
                due = before[key].due
                assert due is None or due > moment.at
                if due is None or later < due:
                    assert then.holds is before[key].holds, (definitions[key], one, later)


def _known(one: Facts, at: datetime) -> Facts:
    """A person as they are known: nothing that happens later."""
    now = micros(at)
    trails = {}
    for name, trail in one.events.items():
        rows = zip(trail.times, trail.ids, trail.properties, strict=True)
        kept = [row for row in rows if row[0] <= now]
        trails[name] = Trail(*map(list, zip(*kept, strict=True))) if kept else NO_TRAIL
    return Facts(one.number, one.fields, trails)
