"""Two shards, each a process of its own, beside one store that holds everything."""

from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import md5
from time import sleep
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from siyu.platform import projection, shards
from siyu.platform.declarations import Census
from siyu.platform.projection import Lag
from siyu.platform.runtime import Runtime
from siyu.platform.shards import Shard, ShardNotMade
from siyu.platform.warehouse import Warehouse
from tests.proofs import rounds, sampled
from tests.warehouse_process import KEY, WarehouseProcess, made_shard, warehouse_process
from tests.warehouse_rows import assert_histories_agree

AT = datetime(2026, 11, 16, 4, 0, 0, 123456, UTC)
TENANT = UUID(int=1)
PEOPLE = range(1, 7)
NOBODY = 0
UNSETTLED_SECONDS = 0.02
CENSUS = Census(
    people="SELECT md5(n::text)::uuid, n FROM generate_series(1, 6) AS n",
    merged="SELECT lpad('1', 32, '0')::uuid, number, into_number FROM joined_in_tests",
    zones="SELECT lpad('1', 32, '0')::uuid, 'Asia/Shanghai'",
    moved_by=("Joined", "Parted"),
)
APPEND = text(
    "INSERT INTO events (tenant_id, name, version, customer_id, happened_at, actor, payload)"
    " SELECT :tenant_id, :name, 1, :customer_id, cast(:at AS timestamptz) + n * interval '20 days',"
    " 'system:test', '{}' FROM generate_series(1, :rows) AS n"
)
JOIN = text("INSERT INTO joined_in_tests VALUES (:number, :into)")
PART = text("DELETE FROM joined_in_tests WHERE number = :number")
ROWS = "SELECT xid, id, number, person, customer_id, day FROM events ORDER BY xid, id"


@pytest.fixture(scope="module")
def processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[WarehouseProcess]]:
    place = tmp_path_factory.mktemp("cluster")
    with warehouse_process(place / "a") as one, warehouse_process(place / "b") as other:
        yield [one, other]


@pytest.fixture
def engine(runtime: Runtime) -> Iterator[Engine]:
    with runtime.engine.begin() as record:
        record.execute(text("CREATE TABLE joined_in_tests (number bigint, into_number bigint)"))
    yield runtime.engine
    with runtime.engine.begin() as record:
        record.execute(text("DROP TABLE joined_in_tests"))


@dataclass
class Brand:
    """People whose log is carried to two shards, and beside it to one store."""

    engine: Engine
    shards: list[Shard]
    whole: Warehouse
    merged: dict[int, int] = field(default_factory=dict)

    def happen(self, number: int, name: str = "Tested", rows: int = 1) -> None:
        with self.engine.begin() as record:
            record.execute(APPEND, self._event(number, name, rows))

    def _event(self, number: int, name: str, rows: int) -> dict[str, object]:
        known = UUID(md5(str(number).encode()).hexdigest()) if number else None
        return {"tenant_id": TENANT, "name": name, "customer_id": known, "at": AT, "rows": rows}

    def join(self, number: int, into: int) -> None:
        self.merged[number] = into
        with self.engine.begin() as record:
            record.execute(JOIN, {"number": number, "into": into})
            record.execute(APPEND, self._event(into, "Joined", 1))

    def part(self, number: int) -> None:
        into = self.merged.pop(number)
        with self.engine.begin() as record:
            record.execute(PART, {"number": number})
            record.execute(APPEND, self._event(into, "Parted", 1))

    def may_join(self, number: int, into: int) -> bool:
        """Whom somebody is merged into stands for themselves, as in the census."""
        free = {number, into}.isdisjoint(self.merged)
        return free and number not in self.merged.values()

    def carry(self) -> None:
        for shard in self.shards:
            self.carry_to(shard)
        while projection.lag(self.engine, self.whole, AT).rows:
            if not projection.project(self.engine, self.whole, CENSUS):
                sleep(UNSETTLED_SECONDS)

    def carry_to(self, shard: Shard) -> None:
        """All there is; the server's own chores may hold a batch back for a moment."""
        while shards.lag(self.engine, [shard], AT).rows:
            if not shards.carry(self.engine, shard, CENSUS):
                sleep(UNSETTLED_SECONDS)

    def place(self, number: int) -> int:
        return self.merged.get(number, number) % 2

    def on(self, at: int) -> list[dict[str, Any]]:
        return self.shards[at].warehouse.query(ROWS)

    def numbers_on(self, at: int) -> list[int]:
        return [row["number"] for row in self.on(at)]

    def check(self) -> None:
        """What the shards hold is what one store holds, and everybody is on one shard."""
        everything = self.whole.query(ROWS)
        for at in (0, 1):
            assert_histories_agree(self.shards[at].warehouse)
            assert self.on(at) == [row for row in everything if row["person"] % 2 == at]
            assert {row["number"] for row in self.on(at)} <= {
                number for number in (NOBODY, *PEOPLE) if self.place(number) == at
            }


@pytest.fixture
def brand(engine: Engine, processes: list[WarehouseProcess]) -> Iterator[Brand]:
    name = f"w{uuid4().hex}"
    parts = [Shard(made_shard(process, name), at, 2) for at, process in enumerate(processes)]
    whole = processes[0].door(f"{name}_whole")
    # A store that is new has all cursors of others forgotten.
    projection.project(engine, whole, CENSUS)
    yield Brand(engine, parts, whole)
    for door in (whole, *(part.warehouse for part in parts)):
        door.close()


def test_everybody_is_on_one_shard_and_nobody_on_the_first(brand: Brand) -> None:
    for number in (NOBODY, *PEOPLE):
        brand.happen(number, rows=2)
    brand.carry()
    assert brand.numbers_on(0) == [0, 0, 2, 2, 4, 4, 6, 6]
    assert brand.numbers_on(1) == [1, 1, 3, 3, 5, 5]
    brand.check()


def test_who_is_merged_into_a_person_of_another_shard_goes_there_and_comes_back(
    brand: Brand,
) -> None:
    for number in (1, 2, 4):
        brand.happen(number, rows=3)
    brand.carry()
    brand.join(2, 1)
    brand.happen(2)
    brand.carry()
    assert sorted(brand.numbers_on(1)) == [1, 1, 1, 1, 2, 2, 2, 2]
    assert brand.numbers_on(0) == [4, 4, 4]
    assert {row["person"] for row in brand.on(1)} == {1}
    brand.check()
    brand.part(2)
    brand.carry()
    assert brand.numbers_on(0) == [2, 2, 2, 4, 4, 4, 2]
    assert brand.numbers_on(1) == [1, 1, 1, 1, 1]
    brand.check()


def test_between_the_two_shards_their_events_are_on_neither_or_on_both(brand: Brand) -> None:
    """What the decision record says of the time in between."""
    brand.happen(2, rows=3)
    brand.carry()
    brand.join(2, 1)
    leaving, coming = brand.shards
    brand.carry_to(leaving)
    assert (brand.numbers_on(0), brand.numbers_on(1)) == ([], [])
    brand.carry_to(coming)
    assert (brand.numbers_on(0), brand.numbers_on(1)) == ([], [2, 2, 2, 1])
    brand.part(2)
    brand.carry_to(leaving)
    assert (brand.numbers_on(0), brand.numbers_on(1)) == ([2, 2, 2], [2, 2, 2, 1])
    brand.carry_to(coming)
    assert (brand.numbers_on(0), brand.numbers_on(1)) == ([2, 2, 2], [1, 1])


class Stopped(Exception):
    """The projector was killed here."""


class Mortal(Warehouse):
    """A door whose user dies at the nth thing it does that has a word in it, before or after."""

    left = 0
    word = ""
    done_first = False

    def dying(self, left: int, *, done_first: bool, word: str = "") -> "Mortal":
        self.left, self.done_first, self.word = left, done_first, word
        return self

    @contextmanager
    def _mortally(self, sql: str) -> Iterator[None]:
        self.left -= self.word in sql
        dies = self.left == 0 and self.word in sql
        if dies and not self.done_first:
            raise Stopped
        yield
        if dies:
            raise Stopped

    def command(
        self, sql: str, params: Mapping[str, Any] | None = None, **settings: object
    ) -> None:
        with self._mortally(sql):
            super().command(sql, params, **settings)

    def insert(
        self,
        table: str,
        columns: Iterable[str],
        rows: Generator[bytes, None, None],
        **settings: object,
    ) -> None:
        with self._mortally(f"INSERT INTO {table}"):
            super().insert(table, columns, rows, **settings)


BOOLS = (False, True)
BOUNDARIES = [
    (at, nth, comes, first)
    for at in (0, 1)
    for comes in BOOLS
    for nth in range(1, 15)
    for first in BOOLS
]


@pytest.mark.prove
def test_a_projector_killed_anywhere_while_people_change_shards_loses_and_doubles_nothing(
    brand: Brand, processes: list[WarehouseProcess]
) -> None:
    brand.happen(2, rows=2)
    brand.happen(1, rows=2)
    survived = 0
    for at, nth, comes, done_first in sampled(BOUNDARIES, 6):
        mortal = Mortal(f"{processes[at].url}/{brand.shards[at].warehouse.database}", KEY)
        survived += not killed(brand, mortal.dying(nth, done_first=done_first), at, comes=comes)
    assert survived <= rounds(40, 3)


@pytest.mark.parametrize("word", ["REPLACE PARTITION", "RELOAD DICTIONARY"])
@pytest.mark.parametrize("done_first", BOOLS)
def test_who_has_come_before_the_mapping_was_told_is_not_there_twice(
    brand: Brand, processes: list[WarehouseProcess], word: str, done_first: bool
) -> None:
    brand.happen(2, rows=2)
    mortal = Mortal(f"{processes[1].url}/{brand.shards[1].warehouse.database}", KEY)
    assert killed(brand, mortal.dying(1, done_first=done_first, word=word), 1, comes=True)
    assert brand.numbers_on(1).count(2) == 3


def killed(brand: Brand, mortal: Mortal, at: int, *, comes: bool) -> bool:
    """Whether the projector of a shard, to which 2 comes or from which 2 goes, was killed; what
    the shards hold afterwards is right.
    """
    joins = comes == (at == 1)
    if joins == (2 in brand.merged):
        brand.part(2) if joins else brand.join(2, 1)
    brand.carry()
    brand.join(2, 1) if joins else brand.part(2)
    brand.happen(2)
    died = True
    with suppress(Stopped):
        shards.carry(brand.engine, Shard(mortal, at, 2), CENSUS)
        died = False
    mortal.close()
    brand.carry()
    brand.check()
    return died


def test_a_merge_seen_before_its_event_and_undone_before_it_is_told_leaves_no_gap(
    brand: Brand,
) -> None:
    brand.happen(2)
    brand.carry()
    brand.happen(2)
    brand.happen(2)
    brand.join(2, 1)
    assert shards.carry(brand.engine, brand.shards[0], CENSUS, most=1)
    brand.part(2)
    brand.carry()
    brand.check()
    assert brand.numbers_on(0) == [2, 2, 2]


STEPS = st.one_of(
    st.tuples(st.just("happen"), st.sampled_from((NOBODY, *PEOPLE))),
    st.tuples(st.just("move"), st.sampled_from([(2, 1), (3, 1), (6, 5), (4, 2), (5, 4)])),
    st.tuples(st.just("carry"), st.tuples(st.sampled_from([0, 1]), st.integers(1, 4))),
)
SLOW = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture)


@pytest.mark.prove
@given(st.lists(STEPS, min_size=5, max_size=14))
@settings(
    max_examples=rounds(150, 5),
    deadline=None,
    suppress_health_check=SLOW,
    derandomize=True,
    phases=[Phase.generate],  # each case is minutes of stores' work to make smaller
)
def test_whatever_happens_in_whatever_order_the_shards_hold_what_one_store_holds(
    brand: Brand, steps: list[tuple[str, Any]]
) -> None:
    for kind, what in steps:
        if kind == "happen":
            brand.happen(what)
        elif kind == "carry":
            shards.carry(brand.engine, brand.shards[what[0]], CENSUS, most=what[1])
        elif what[0] in brand.merged:
            brand.part(what[0])
        elif brand.may_join(*what):
            brand.join(*what)
    brand.carry()
    brand.check()


def test_a_shard_made_anew_is_filled_from_the_log_alone(
    brand: Brand, processes: list[WarehouseProcess]
) -> None:
    for number in PEOPLE:
        brand.happen(number)
    brand.join(2, 1)
    brand.carry()
    kept = brand.on(0)
    made_anew = brand.shards[1].warehouse
    for table in ("events", "merged"):
        made_anew.command(f"TRUNCATE TABLE {table}")
    made_anew.command("RENAME TABLE events TO lost")
    made_anew.command("CREATE TABLE events AS lost")
    brand.carry()
    brand.check()
    assert brand.on(0) == kept


def test_a_rebuild_fills_every_shard(brand: Brand) -> None:
    for number in (NOBODY, *PEOPLE):
        brand.happen(number, rows=2)
    brand.join(3, 2)
    brand.carry()
    brand.happen(4)
    assert shards.rebuild(brand.engine, brand.shards, CENSUS) == 16
    brand.carry()
    brand.check()


def test_another_division_fills_the_tables_anew_and_so_does_the_way_back(brand: Brand) -> None:
    for number in PEOPLE:
        brand.happen(number)
    brand.carry()
    first = brand.shards[0].warehouse
    alone = Shard(first, 0, 1)
    brand.carry_to(alone)
    assert sorted(row["number"] for row in first.query(ROWS)) == [1, 2, 3, 4, 5, 6]
    brand.carry()
    assert brand.numbers_on(0) == [2, 4, 6]
    brand.check()


def test_the_lag_of_a_cluster_is_that_of_its_slowest_shard(brand: Brand) -> None:
    brand.happen(1)
    brand.carry()
    brand.happen(1, rows=3)
    brand.carry_to(brand.shards[0])
    seen = AT + timedelta(days=20, seconds=9)
    assert shards.lag(brand.engine, brand.shards, seen) == Lag(3, 9.0)


def test_a_shard_without_tables_says_how_to_make_them(
    engine: Engine, processes: list[WarehouseProcess]
) -> None:
    empty = Shard(processes[0].door(f"w{uuid4().hex}"), 0, 2)
    with pytest.raises(ShardNotMade, match="warehouse-tables"):
        shards.carry(engine, empty, CENSUS)


def test_addresses_are_shards_in_their_order_and_none_is_no_cluster() -> None:
    found = shards.shards("http://a/siyu_shard, http://b:9/siyu_shard", "key")
    assert [(one.at, one.of, one.warehouse.database) for one in found] == [
        (0, 2, "siyu_shard"),
        (1, 2, "siyu_shard"),
    ]
    assert shards.shards("") == []
