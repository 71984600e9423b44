"""What a question looks like, and what may be asked of those who are in."""

from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from siyu.audiences.language.conditions import Top
from siyu.audiences.language.lowering import cut, lowered
from siyu.audiences.language.plan import Moment
from siyu.audiences.language.questions import Question, path, select
from tests.audiences.cases import (
    MOMENT,
    NOW,
    PEOPLE,
    ZONE,
    all_of,
    any_of,
    event,
    field,
    last,
    none,
    where,
)
from tests.audiences.shop import plan
from tests.audiences.store import Store

MERGES = {6: 5}
WARM = all_of(
    event("sum", "ge", 500, of="amount", window=last(30)),
    field("spent", "ge", 10),
    event("count", "ge", 1, window=last(90)),
    event("max", "le", 900, of="amount", window=last(30)),
    any_of(field("tags", "any_of", ["a"]), field("level", "is_set")),
)


@pytest.fixture(scope="module")
def filled(store: Store) -> Store:
    store.fill(PEOPLE, ZONE)
    return store


def steps(definition: object, moment: Moment = MOMENT) -> dict[str, str]:
    return lowered(plan(definition), moment, MERGES).writing.steps


def test_all_that_is_asked_of_people_is_one_pass() -> None:
    told = steps(WARM)
    assert [name for name, sql in told.items() if "people" in sql] == ["p"]
    assert told["p"].count("groupBitmapState") == 3


def test_the_dear_passes_come_last_and_look_at_candidates_only() -> None:
    told = list(steps(WARM).values())
    reads = [sql for sql in told if "FROM events" in sql]
    late, days, late_today, orders = reads
    assert "bitmapContains" not in "".join(steps(event("count", "ge", 2)).values())
    assert "bitmapContains" not in late + days + late_today
    assert "bitmapContains(s" in orders
    assert told.index(orders) > told.index(late_today)
    assert orders.count("groupBitmapStateIf") == 1


def test_any_of_several_measures_is_one_pass_too_with_a_set_for_each() -> None:
    total, count = event("sum", "ge", 500, of="amount"), event("count", "ge", 2)
    (orders,) = [sql for sql in steps(any_of(total, count)).values() if "GROUP BY person" in sql]
    assert orders.count("groupBitmapStateIf") == 2


def test_who_has_a_key_is_read_where_they_stand_together() -> None:
    tagged = all_of(field("tags", "any_of", ["a"]), field("tags", "none_of", ["b"]))
    asked = lowered(plan(tagged), MOMENT).count().sql
    assert (asked.count("FROM keys FINAL"), asked.count("FROM people")) == (1, 0)
    assert "FROM people" in lowered(plan(field("tags", "none_of", ["b"])), MOMENT).count().sql


def test_the_same_pass_is_made_once() -> None:
    orders = event("count", "ge", 2)
    assert list(steps(orders)) == list(steps(any_of(orders, orders)))
    asked = steps(any_of(none(event("count", "ge", 1)), event("count", "eq", 0)))
    assert len([sql for sql in asked.values() if "FROM events" in sql]) == 3


def test_no_value_is_ever_part_of_the_text() -> None:
    trap = "a'); DROP TABLE people; --"
    made = lowered(
        plan(
            all_of(
                field("tags", "any_of", [trap]),
                event("count", "ge", 77, where=where("store_id", "any_of", [trap])),
            )
        ),
        MOMENT,
    ).count()
    assert trap not in made.sql
    assert "77" not in made.sql
    assert [trap] in made.params.values()


def test_a_name_that_is_no_identifier_is_not_written() -> None:
    with pytest.raises(ValueError, match="no name"):
        path("fields", "spent` OR 1")


def test_sets_kept_for_each_day_tell_who_did_and_whether_anything_is_late(filled: Store) -> None:
    asked = lowered(plan(event("count", "ge", 1, window=last(30))), MOMENT)
    late, whole, _, days, *_ = asked.writing.steps.values()
    before = f"WITH ({late}) AS late, ({whole}) AS whole"
    for sql in (late, f"{before} {days}"):
        explained = filled.ask(Question(f"EXPLAIN {sql}", asked.count().params))
        assert any("ReadFromMergeTree (days)" in str(line) for line in explained)


def test_who_was_merged_is_mapped_only_where_somebody_was() -> None:
    asked = plan(event("count", "ge", 1, window=last(30)))
    assert "bitmapTransform" in lowered(asked, MOMENT, MERGES).count().sql
    assert "bitmapTransform" not in lowered(asked, MOMENT).count().sql


def test_ids_come_in_order_in_as_many_pages_as_one_likes(filled: Store) -> None:
    asked = lowered(plan(field("spent", "is_set")), MOMENT)
    first = filled.ask(asked.ids(limit=2))
    assert first == [{"number": n, "customer_id": UUID(int=n)} for n in (1, 2)]
    assert [row["number"] for row in filled.ask(asked.ids(after=2))] == [3, 4]


def test_the_set_itself_serves_a_larger_question(filled: Store) -> None:
    asked = lowered(plan(field("spent", "is_set")), MOMENT)
    inner = asked.bitmap()
    sql = select(["bitmapToArray(people) AS numbers"], f"({inner.sql})")
    assert filled.ask(Question(sql, inner.params)) == [{"numbers": [1, 2, 3, 4]}]


@pytest.mark.parametrize(
    ("name", "bars"),
    [
        ("tags", [(None, 3), ("b", 2), ("a", 1)]),
        ("level", [(None, 3), ("gold", 1), ("silver", 1)]),
        ("agrees", [(None, 3), ("false", 1), ("true", 1)]),
        ("email", [(None, 4), ("true", 1)]),
        ("next_birthday", [("2026-03", 3), (None, 2)]),
        ("added_at", [("2026-02", 2), (None, 2), ("2026-03", 1)]),
        ("spent", [(10000.0, 2), (0.0, 1), (20000.0, 1), (None, 1)]),
        ("score", [(None, 2), (-(10.0**12), 1), (0.0, 1), (2.0, 1)]),
    ],
)
def test_a_distribution_counts_those_who_are_in(
    filled: Store, name: str, bars: list[tuple[object, int]]
) -> None:
    asked = lowered(plan(none(field("score", "eq", 99))), MOMENT)
    found = [(row["value"], row["people"]) for row in filled.ask(asked.distribution(name))]
    assert sorted(found, key=str) == sorted(bars, key=str)
    assert [people for _, people in found] == sorted((n for _, n in found), reverse=True)


@pytest.mark.parametrize(
    ("top", "last_of_them"),
    [
        (Top("spent", None, 2, "top"), (10000, 2)),
        (Top("spent", 0.5, None, "top"), (10000, 2)),
        (Top("spent", 0.2, None, "top"), (20000, 1)),
        (Top("spent", None, 99, "top"), (0, 4)),
        (Top("spent", None, 1, "bottom"), (0, 4)),
        (Top("spent", 0.75, None, "bottom"), (10000, 3)),
        (Top("score", 0.5, None, "bottom"), (0, 3)),
    ],
)
def test_a_cut_is_the_last_of_the_top(
    filled: Store, top: Top, last_of_them: tuple[float, int]
) -> None:
    assert filled.ask(cut(top)) == [dict(zip(("value", "number"), last_of_them, strict=True))]


def test_nobody_has_a_value_and_there_is_no_cut(store: Store) -> None:
    store.fill([PEOPLE[4]], ZONE)
    assert store.ask(cut(Top("spent", 0.2, None, "top"))) == []


def test_a_day_is_the_brands_day(store: Store) -> None:
    """At ten in Shanghai it is still yesterday in Los Angeles."""
    los_angeles = ZoneInfo("America/Los_Angeles")
    for zone, who in ((ZONE, set()), (los_angeles, {3})):
        store.fill(PEOPLE, zone)
        asked = lowered(plan(event("count", "ge", 2, window=last(1))), Moment(NOW, zone))
        assert store.numbers(asked.numbers()) == who
