"""The real year: the published figures, every row accounted for, whatever is killed."""

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import cast

import pytest

from siyu.commerce import published, refunds, retail_year
from siyu.commerce.errors import CurrencyDiffers
from siyu.commerce.models import HistoryLoad
from siyu.commerce.retail_rules import Row, fault
from siyu.platform.runtime import Runtime
from tests import proofs
from tests.commerce.shop import Shop, founded

SAMPLE = 16_000


def some() -> Iterator[Row]:
    return islice(retail_year.read_rows(), SAMPLE)


def state(shop: Shop) -> HistoryLoad:
    with shop.work() as work:
        held = retail_year.find(work)
        assert held is not None
        return held


def refused_rows(shop: Shop) -> list[dict[str, str]]:
    file = retail_year.refused_file(shop.runtime.settings.data_dir, shop.tenant_id)
    with file.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.prove
def test_the_published_figures_come_out_to_the_penny(shop: Shop) -> None:
    """Whole under `./dev prove`; else the first rows against the definition itself."""
    rows = retail_year.read_rows if proofs.WHOLE else some
    retail_year.load(shop.runtime, shop.tenant_id, true_dates=True, rows=rows)
    with shop.work() as work:
        checks = {one.name: one for one in published.checks(work)}
    sold = [row for row in rows() if fault(row) is None and not row.is_cancellation]
    assert checks["lines"].computed == len(sold)
    assert checks["customers"].computed == len({row.customer for row in sold})
    assert checks["sales"].computed == sum(row.worth for row in sold)
    if proofs.WHOLE:
        assert [one for one in checks.values() if not one.agrees] == []
        told = [(one.name, one.published, one.computed) for one in checks.values()]
        proofs.table("online-retail", ("figure", "published", "computed"), told)


def test_every_row_is_taken_or_refused_once_with_its_reason(shop: Shop) -> None:
    retail_year.load(shop.runtime, shop.tenant_id, rows=some)
    held, refused = state(shop), refused_rows(shop)
    assert held.taken + held.merged + len(refused) == SAMPLE
    assert Counter(row["reason"] for row in refused) == Counter(held.refused)
    assert len({row["row"] for row in refused}) == len(refused)
    assert held.refused.keys() >= {"NoCustomer", "NoEarlierSale"}
    plain = Counter(problem.code for row in some() if (problem := fault(row)))
    assert {code: held.refused[code] for code in plain} == plain


def test_a_cancellation_is_a_refund_of_its_own_customers_sale(shop: Shop) -> None:
    retail_year.load(shop.runtime, shop.tenant_id, rows=some)
    rows = shop.rows()
    orders = {row[1]: row for row in rows["orders"]}
    assert rows["refunds"]
    assert all(str(number).startswith("C") for _, number, *_ in rows["refunds"])
    buyers = {row[2] for row in orders.values()}
    assert {row[5] for row in rows["refunds"]} <= buyers
    with shop.work() as work:
        too_much = refunds.overdrawn(work)
    assert too_much == []


class Killed(BaseException):
    """Stands for a death between two commits."""


@pytest.mark.parametrize("after", [1, 2])
def test_a_load_killed_between_batches_goes_on_where_it_was(
    runtime: Runtime, shop: Shop, after: int
) -> None:
    def die(_done: int, _total: int) -> None:
        nonlocal after
        after -= 1
        if not after:
            raise Killed

    with pytest.raises(Killed):
        retail_year.load(runtime, shop.tenant_id, rows=some, progress=die)
    file = retail_year.refused_file(runtime.settings.data_dir, shop.tenant_id)
    with file.open("a") as written:
        written.write("what a batch wrote that was never committed\n")
    retail_year.load(runtime, shop.tenant_id, rows=some)
    retail_year.load(runtime, shop.tenant_id, rows=some)
    whole = founded(runtime, login="other")
    retail_year.load(runtime, whole.tenant_id, rows=some)
    assert without_people(shop) == without_people(whole)
    assert refused_rows(shop) == refused_rows(whole)
    assert [(one.position, one.taken, one.refused) for one in (state(shop), state(whole))][0] == (
        state(whole).position, state(whole).taken, state(whole).refused
    )  # fmt: skip


def without_people(shop: Shop) -> dict[str, list[tuple[object, ...]]]:
    """The rows of a shop but for the ids that another shop cannot have."""
    rows = shop.rows()
    return {
        "goods": rows["goods"],
        "orders": [row[:2] + row[3:] for row in rows["orders"]],
        "order_lines": sorted(row[1:] for row in rows["order_lines"]),
        "refunds": [row[:3] + row[4:5] + row[6:] for row in rows["refunds"]],
    }


def test_the_year_is_moved_by_whole_weeks_fixed_when_it_began(shop: Shop) -> None:
    with shop.work() as work:
        weeks = retail_year.begin(work).shift_weeks
    assert weeks == 779
    shop.runtime.clock.forward(days=30)  # type: ignore[attr-defined]
    retail_year.load(shop.runtime, shop.tenant_id, true_dates=True, rows=lambda: islice(some(), 99))
    assert state(shop).shift_weeks == weeks
    first = min(cast(datetime, row[3]) for row in shop.rows()["orders"])
    assert f"{first:%Y-%m-%d %a}" == "2025-11-05 Wed"


def test_a_brand_in_another_currency_cannot_have_it(runtime: Runtime) -> None:
    shop = founded(runtime, currency="CNY")
    with pytest.raises(CurrencyDiffers):
        retail_year.load(runtime, shop.tenant_id, rows=some)
