"""The year goes in by the doors of users: once, whatever is killed, on its true dates."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from siyu.commerce import service as commerce
from siyu.customers import service as customers
from siyu.data import journey_files, journey_loading
from siyu.data.journey_files import Tables
from siyu.data.journey_rows import SECTIONS, SOURCE, batches
from siyu.organisation import service as organisation
from siyu.platform.access import Actor
from siyu.platform.runtime import Runtime
from tests.data import invented

ROWS = 5 + 2 + 5 + 3
LOG = text(
    "SELECT name, happened_at, payload - 'customer_id' - 'order_id' - 'kind_id' AS payload,"
    " customer_id FROM events WHERE tenant_id = :tenant ORDER BY xid, id"
)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    made = invented.wheel(tmp_path_factory.mktemp("wheel"))
    return journey_files.opened(made, tmp_path_factory.mktemp("rows"))


def loaded(runtime: Runtime, tables: Tables) -> UUID:
    tenant_id = journey_loading.brand(runtime)
    journey_loading.load(runtime, tenant_id, tables)
    return tenant_id


def log(runtime: Runtime, tenant_id: UUID) -> list[Any]:
    with runtime.work(tenant_id, actor=Actor.system("test")) as work:
        rows = work.session.execute(LOG, {"tenant": tenant_id}).all()
        numbers = {
            id: number
            for number, id in customers.known_by(
                work, "member_number", ["11", "12", "13", "14"]
            ).items()
        }
    return [(row.name, row.happened_at, row.payload, numbers.get(row.customer_id)) for row in rows]


def told(runtime: Runtime, tenant_id: UUID, name: str) -> list[Any]:
    return [row[1:] for row in log(runtime, tenant_id) if row[0] == name]


def test_the_brand_lives_by_new_york_and_in_dollars(runtime: Runtime) -> None:
    tenant_id = journey_loading.brand(runtime)
    assert journey_loading.brand(runtime) == tenant_id
    with runtime.work(tenant_id, actor=Actor.system("test")) as work:
        facts = organisation.tenant_facts(work)
    assert (facts.name, facts.zone, facts.currency) == (
        "The Complete Journey", "America/New_York", "USD",
    )  # fmt: skip


def test_a_basket_is_one_order_of_its_household_at_its_own_instant(
    runtime: Runtime, tables: Tables
) -> None:
    tenant_id = loaded(runtime, tables)
    worth = {"currency": "USD"}
    assert told(runtime, tenant_id, "OrderPlaced") == [
        (datetime(2017, 1, 2, 15, tzinfo=UTC), {"lines": 2, "amount": 172} | worth, "11"),
        (datetime(2017, 2, 1, 4, 30, tzinfo=UTC), {"lines": 1, "amount": 230} | worth, "12"),
        (datetime(2017, 3, 1, 12, tzinfo=UTC), {"lines": 1, "amount": 0} | worth, "13"),
        (datetime(2018, 1, 1, 4, 59, 59, tzinfo=UTC), {"lines": 1, "amount": 435} | worth, "14"),
    ]
    assert [row[2] for row in told(runtime, tenant_id, "CustomerMet")] == ["11", "12", "13", "14"]


def test_campaigns_and_coupons_are_events_from_outside_at_the_midnight_of_their_day(
    runtime: Runtime, tables: Tables
) -> None:
    tenant_id = loaded(runtime, tables)
    happened = told(runtime, tenant_id, "HappenedOutside")
    assert [(at, payload["number"], number) for at, payload, number in happened] == [
        (datetime(2016, 12, 20, 5, tzinfo=UTC), 2, "12"),
        (datetime(2016, 12, 20, 5, tzinfo=UTC), 2, "13"),
        (datetime(2017, 1, 10, 5, tzinfo=UTC), 1, "11"),
        (datetime(2017, 1, 10, 5, tzinfo=UTC), 1, "12"),
        (datetime(2017, 2, 10, 5, tzinfo=UTC), 3, "11"),
        (datetime(2017, 1, 5, 5, tzinfo=UTC), 2, "12"),
        (datetime(2017, 1, 10, 5, tzinfo=UTC), 1, "11"),
        (datetime(2017, 1, 31, 5, tzinfo=UTC), 1, "11"),
    ]
    with runtime.work(tenant_id, actor=Actor.system("test")) as work:
        kinds = {one.name: one.id for one in customers.outside_kinds(work)}
    assert sorted(kinds) == [
        f"campaign_{type}.{what}" for type in "abc" for what in ("received", "redeemed")
    ]


def test_every_row_is_accounted_for_and_the_same_again_changes_nothing(
    runtime: Runtime, tables: Tables
) -> None:
    tenant_id = loaded(runtime, tables)
    before = log(runtime, tenant_id)
    assert loaded(runtime, tables) == tenant_id
    assert log(runtime, tenant_id) == before
    with runtime.work(tenant_id, actor=Actor.system("test")) as work:
        state = commerce.history(work, SOURCE)
    # Both households of the demographics had bought before: they are the same people, not new ones.
    assert (state.position, state.taken, state.merged, state.refused) == (ROWS, 13, 2, {})
    assert state.finished


def test_what_is_known_of_a_household_becomes_its_fields(runtime: Runtime, tables: Tables) -> None:
    tenant_id = loaded(runtime, tables)
    described = {row[2] for row in told(runtime, tenant_id, "ProfileChanged")}
    assert described == {"11", "12"}
    journey_loading.load(runtime, tenant_id, tables)
    intake = runtime.registry.intakes["customers"]
    with runtime.work(tenant_id, actor=Actor.system("test")) as work:
        assert intake.shape is not None
        row = intake.shape(work)
        same = intake.take(work, [row(member_number="11", custom_income="50-74K")])
        other = intake.take(work, [row(member_number="11", custom_income="250K+")])
    assert [one.undo is None for one in (*same, *other)] == [True, False]


class Killed(BaseException):
    """Stands for a death between two commits."""


@pytest.mark.parametrize("after", [1, 2, 3, 4])
def test_a_load_killed_between_batches_goes_on_where_it_was(
    runtime: Runtime, tables: Tables, after: int
) -> None:
    def die(_done: int) -> None:
        nonlocal after
        after -= 1
        if not after:
            raise Killed

    tenant_id = journey_loading.brand(runtime)
    with pytest.raises(Killed):
        journey_loading.load(runtime, tenant_id, tables, progress=die)
    journey_loading.load(runtime, tenant_id, tables)
    whole = organisation.found_tenant(
        runtime, name="Whole", owner_login="whole", password="a long pass phrase",
        zone=journey_files.ZONE, currency="USD",
    ).tenant_id  # fmt: skip
    journey_loading.load(runtime, whole, tables)
    assert without_users(log(runtime, tenant_id)) == without_users(log(runtime, whole))


def test_a_second_load_beside_the_first_takes_nothing_twice(
    runtime: Runtime, tables: Tables
) -> None:
    tenant_id = journey_loading.brand(runtime)
    others: list[int] = []

    def join(done: int) -> None:
        if not others:
            others.append(done)
            journey_loading.load(runtime, tenant_id, tables)

    journey_loading.load(runtime, tenant_id, tables, progress=join)
    assert len(told(runtime, tenant_id, "OrderPlaced")) == 4
    assert len(told(runtime, tenant_id, "HappenedOutside")) == 8


def test_a_load_goes_on_within_what_is_a_batch_by_now(runtime: Runtime, tables: Tables) -> None:
    tenant_id = journey_loading.brand(runtime)
    section = next(one for one in SECTIONS if one.name == "received")
    with pytest.raises(Killed):
        journey_loading.load(runtime, tenant_id, tables, progress=dead_after_households)
    with runtime.work(tenant_id, actor=Actor.system("test")) as work:
        answers = section.take(runtime, work, list(tables.rows("received"))[:2])
        commerce.move_history(work, SOURCE, 5 + 2 + 2, answers)
    journey_loading.load(runtime, tenant_id, tables)
    assert len(told(runtime, tenant_id, "HappenedOutside")) == 8


def dead_after_households(done: int) -> None:
    if done == 5 + 2:
        raise Killed


def without_users(rows: list[Any]) -> list[Any]:
    """Founding a brand tells of its owner, by ids that another brand cannot have."""
    return [row for row in rows if row[3] is not None and row[0] != "ProfileChanged"]


@pytest.mark.parametrize(
    ("_case", "size", "ends"),
    [
        ("an order is never parted", 1, [2, 3]),
        ("a batch goes on to the end of its order", 2, [2, 3]),
        ("small ones stay together", 3, [3]),
    ],
)
def test_batches_part_no_order(_case: str, size: int, ends: list[int]) -> None:
    rows = [(["9001", "a"], 1), (["9001", "b"], 2), (["9002", "a"], 3)]
    assert [batch[-1][1] for batch in batches(iter(rows), 0, size)] == ends


def test_rows_of_their_own_fill_a_batch_to_its_size() -> None:
    rows = [(["11"], 1), (["11"], 2), (["11"], 3)]
    assert [len(batch) for batch in batches(iter(rows), None, 2)] == [2, 1]


def test_only_rows_are_left_of_the_package(tables: Tables) -> None:
    assert sorted(one.name for one in Path(tables.place).iterdir()) == sorted(
        f"{name}.csv" for name in journey_files.ROWS
    )
