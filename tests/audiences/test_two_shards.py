"""The same question, of one store and of two shards that hold whole people."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from siyu.audiences.language.lowering import lowered
from siyu.kit.instants import local_day
from siyu.platform.access import Reach
from tests.audiences.shop import plan
from tests.audiences.store import Happened, Someone
from tests.audiences.test_agreement import with_cuts
from tests.audiences.two_shards import Shards, ask, two_shards
from tests.audiences.worlds import World, definitions, worlds
from tests.proofs import rounds

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT_ONCE = 2
SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture)
DAYS = """
SELECT toString(day) AS day, uniqExact(person) AS people, count() AS events, sum(amount) AS amount
FROM events WHERE number > 0 GROUP BY day ORDER BY day
"""
SETS_OF_DAYS = """
SELECT toString(day) AS day, bitmapCardinality({people}) AS people
FROM events WHERE name = 'Ordered' GROUP BY day ORDER BY day
"""
BECOME = "bitmapTransform(groupBitmapState(number), {gone:Array(UInt32)}, {kept:Array(UInt32)})"
FUNNEL = """
SELECT level, count() AS people FROM (
    SELECT person, windowFunnel(172800000000)(
        toUInt64(toUnixTimestamp64Micro(happened_at)),
        name = 'Added', name = 'Ordered' AND amount > 0, name = 'HappenedOutside'
    ) AS level
    FROM events WHERE number > 0 AND name IN ('Added', 'Ordered', 'HappenedOutside') GROUP BY person
) GROUP BY level ORDER BY level
"""
RETENTION = """
SELECT toString(first) AS since, dateDiff('day', first, day) AS later, uniqExact(person) AS people
FROM events
JOIN (SELECT person AS whose, min(day) AS first FROM events GROUP BY whose) AS firsts
    ON whose = person
WHERE number > 0 GROUP BY since, later ORDER BY since, later
"""
OF_THOSE_WHO_SPENT = """
SELECT name, count() AS events, uniqExact(person) AS people FROM events
WHERE person IN (SELECT number FROM people WHERE ifNull(fields.spent.:Int64, 0) > 0)
GROUP BY name ORDER BY name
"""


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shards]:
    with two_shards(tmp_path_factory.mktemp("shards")) as made:
        yield made


def check(shards: Shards, sql: str, params: Any = None, *, keys: int, most: int = 0) -> None:
    """What two shards say is what one store says: rows alike in their first `keys` columns add up
    in the others, of which at `most` the first are asked; and read as one they say just the same.
    """
    whole = ask(shards.whole, sql, params)
    parts = [ask(one, sql, params) for one in shards.apart]
    added: Counter[tuple[Any, ...]] = Counter()
    for *key, value in chain.from_iterable(_single(rows, keys) for rows in parts):
        added[tuple(key)] += value
    expected = Counter({tuple(key): value for *key, value in _single(whole, keys)})
    if most:
        cut = sorted(added)[:most]
        added = Counter({key: added[key] for key in cut})
    assert added == expected
    assert ask(shards.together, sql, params) == whole


def _single(rows: Sequence[tuple[Any, ...]], keys: int) -> Iterator[tuple[Any, ...]]:
    """A row for each number: its keys, its place, its value. A row of keys alone counts 1."""
    for row in rows:
        for at, value in enumerate(row[keys:] or (1,)):
            yield (*row[:keys], at, value)


@st.composite
def asked(draw: st.DrawFn) -> tuple[World, list[dict[str, Any]]]:
    world = draw(worlds())
    day = local_day(world.moment.at, world.moment.zone)
    return world, draw(st.lists(definitions(day), min_size=AT_ONCE, max_size=AT_ONCE))


@pytest.mark.prove
@given(asked())
@settings(
    max_examples=rounds(200, 3),
    deadline=None,
    suppress_health_check=SLOW,
    derandomize=True,
    phases=[Phase.generate],  # each case is minutes of engine's work to make smaller
)
def test_two_shards_answer_as_one_store_before_and_after_a_merge_and_its_undo(
    shards: Shards, case: tuple[World, list[Any]]
) -> None:
    world, definitions = case
    plans = [plan(one) for one in definitions]
    merges = [{}, world.merges, {}] if world.merges else [{}]
    for mapping in merges:
        people = tuple(replace(one, into=mapping.get(one.number)) for one in world.people)
        moment = with_cuts(world.moment, plans, people)
        shards.fill(people, mapping, moment.zone)
        for one in plans:
            segment = lowered(one, moment, mapping)
            for question, keys, most in (
                (segment.ids(), 2, 0),
                (segment.ids(after=1, limit=2), 2, 2),
                (segment.distribution("tags"), 1, 0),
            ):
                check(shards, question.sql, question.params, keys=keys, most=most)
        _check_numbers(shards, mapping)


def _check_numbers(shards: Shards, mapping: dict[int, int]) -> None:
    check(shards, DAYS, keys=1)
    check(shards, FUNNEL, keys=1)
    check(shards, RETENTION, keys=2)
    check(shards, OF_THOSE_WHO_SPENT, keys=1)
    if mapping:
        both = {"gone": list(mapping), "kept": list(mapping.values())}
        check(shards, SETS_OF_DAYS.format(people=BECOME), both, keys=1)
    else:
        check(shards, SETS_OF_DAYS.format(people="groupBitmapState(number)"), keys=1)


STAFF, OTHER = str(UUID(int=11)), str(UUID(int=12))
NOON = datetime(2026, 11, 16, 4, tzinfo=UTC)
KNOWN = tuple(
    Someone(number, {"known_to": known}, [Happened("Ordered", NOON, number, {"amount": number})])
    for number, known in enumerate([[STAFF], [STAFF, OTHER], [OTHER], [], [STAFF], []], 1)
)


def test_numbers_of_days_ways_and_returns_add_up(shards: Shards) -> None:
    for mapping in ({}, {4: 1}, {4: 1, 6: 3}, {}):
        shards.fill(KNOWN, mapping, SHANGHAI)
        _check_numbers(shards, mapping)


def test_a_reach_sees_as_much_of_two_shards_as_of_one_store(shards: Shards) -> None:
    shards.fill(KNOWN, {4: 1}, SHANGHAI)
    reach = Reach(staff_ids=frozenset({UUID(STAFF)}))
    for sql, seen in (
        ("SELECT number FROM events ORDER BY number", [1, 2, 4, 5]),
        ("SELECT number FROM people WHERE gone = 0 ORDER BY number", [1, 2, 5]),
    ):
        assert [number for (number,) in ask(shards.whole, sql, reach=reach)] == seen
        assert [number for (number,) in ask(shards.together, sql, reach=reach)] == seen
        apart = [ask(one, sql, reach=reach) for one in shards.apart]
        assert sorted(number for (number,) in chain(*apart)) == seen


def test_merges_are_read_once_however_many_shards_know_them(shards: Shards) -> None:
    shards.fill(KNOWN, {4: 1, 6: 3}, SHANGHAI)
    sql = "SELECT number, into FROM merged ORDER BY number"
    assert ask(shards.together, sql) == ask(shards.whole, sql) == [(4, 1), (6, 3)]


def test_people_are_grouped_where_they_are(shards: Shards) -> None:
    """Else every person would travel: the first plan merges them once more, the second does not."""
    sql = "EXPLAIN SELECT person, count() FROM events GROUP BY person"
    plans = [
        [line["explain"].strip() for line in shards.together.query(sql, None, **chosen)]
        for chosen in ({"optimize_skip_unused_shards": 0}, {})
    ]
    merged = [any("MergingAggregated" in line for line in one) for one in plans]
    assert merged == [True, False]


def test_a_person_asked_for_by_name_is_looked_for_on_one_shard(shards: Shards) -> None:
    shards.fill(KNOWN, {4: 1}, SHANGHAI)
    sql = "SELECT groupUniqArray(shardNum()) FROM events WHERE person = 1"
    assert ask(shards.together, sql) == [([2],)]
    check(shards, "SELECT count() FROM events WHERE person = 1", keys=0)


def test_each_shard_reads_its_sets_of_days(shards: Shards) -> None:
    sql = "EXPLAIN SELECT groupBitmapState(number) FROM events"
    shards.fill(KNOWN, {}, SHANGHAI)
    day = date(2026, 11, 16)
    asked = f"{sql} WHERE name = 'Ordered' AND day >= '{day}'"
    for one in shards.apart:
        read = "".join(line["explain"] for line in one.query(asked))
        assert "ReadFromMergeTree (days)" in read
