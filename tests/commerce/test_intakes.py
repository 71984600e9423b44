"""Random batches against a plain reference: each row one fate, a repeat nothing, an undo all."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siyu.app import create_runtime
from siyu.commerce.rows import OrderRow, RefundRow
from siyu.kit.money import major
from siyu.platform.runtime import Runtime
from siyu.platform.settings import Settings
from tests import proofs
from tests.commerce.reference import Reference
from tests.commerce.shop import NOON, Shop, bare, fates
from tests.conftest import emptied

NUMBERS, LINES, SKUS, BUYERS = "12", "ab", "XY", ("m1", "m1", "m1", "m2")
ORDER = st.fixed_dictionaries(
    {
        "number": st.sampled_from(NUMBERS),
        "line": st.sampled_from(LINES),
        "sku": st.sampled_from(SKUS),
        "quantity": st.integers(0, 3),
        "amount": st.sampled_from((0, 100, 250)),
        "buyer": st.sampled_from(BUYERS),
    }
)
REFUND = st.fixed_dictionaries(
    {
        "number": st.sampled_from("RS"),
        "entry": st.sampled_from("12"),
        "order": st.sampled_from(NUMBERS),
        "line": st.sampled_from(LINES),
        "quantity": st.integers(0, 2),
        "amount": st.sampled_from((0, 50, 100)),
    }
)
BATCHES = st.lists(
    st.one_of(
        st.tuples(st.just("orders"), st.lists(ORDER, min_size=1, max_size=5)),
        st.tuples(st.just("refunds"), st.lists(REFUND, min_size=1, max_size=3)),
    ),
    min_size=1,
    max_size=5,
)


@pytest.fixture(scope="module")
def open_runtime(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    place = tmp_path_factory.mktemp("intakes")
    runtime = create_runtime(
        Settings(database_url=database_url, secret_key="00" * 32, data_dir=place)
    )
    yield runtime
    emptied(runtime)
    runtime.engine.dispose()


def sent(kind: str, row: dict[str, Any]) -> OrderRow | RefundRow:
    amount = major(row["amount"], "GBP")
    if kind == "orders":
        return OrderRow(
            number=row["number"],
            line=row["line"],
            sku=row["sku"],
            quantity=row["quantity"],
            amount=amount,
            placed_at=NOON,
            mall_id=row["buyer"],
        )
    return RefundRow(
        number=row["number"],
        entry=row["entry"],
        order_number=row["order"],
        line=row["line"],
        quantity=row["quantity"],
        amount=amount,
        refunded_at=NOON,
    )


def expected(reference: Reference, kind: str, rows: list[dict[str, Any]]) -> list[str]:
    return reference.refund(rows) if kind == "refunds" else reference.order(rows)


def agree(shop: Shop, reference: Reference) -> None:
    """The tables say what the reference says."""
    rows = shop.rows()
    orders = {row[1]: row for row in rows["orders"]}
    assert orders.keys() == reference.buyers.keys()
    for number, row in orders.items():
        mine = [line for key, line in reference.lines.items() if key[0] == number]
        assert row[4:] == (sum(line[2] for line in mine), len(mine))
    lines = sorted((key[1], *line) for key, line in reference.lines.items())
    assert sorted(row[1:] for row in rows["order_lines"]) == lines
    entries = sorted((*key, *one[1:]) for key, one in reference.refunds.items())
    assert sorted((row[1], row[2], row[4], *row[6:8]) for row in rows["refunds"]) == entries


@pytest.mark.prove
@settings(
    max_examples=proofs.rounds(400, 20),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(batches=BATCHES)
def test_any_batches_agree_with_a_plain_reference(
    open_runtime: Runtime, batches: list[tuple[str, list[dict[str, Any]]]]
) -> None:
    shop = bare(open_runtime)
    reference, done = Reference(), []
    for kind, rows in batches:
        before = shop.rows()
        answers = shop.send(kind, *(sent(kind, row) for row in rows))
        assert fates(answers) == expected(reference, kind, rows)
        agree(shop, reference)
        done.append((kind, answers, before))
    for kind, answers, before in reversed(done):
        shop.undo(kind, answers)
        assert shop.rows() == before


@pytest.mark.prove
@settings(
    max_examples=proofs.rounds(200, 10),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    rows=st.lists(ORDER, min_size=1, max_size=6, unique_by=lambda row: (row["number"], row["line"]))
)
def test_the_same_batch_again_merges_what_was_taken(
    open_runtime: Runtime, rows: list[dict[str, Any]]
) -> None:
    shop = bare(open_runtime)
    batch = [sent("orders", row) for row in rows]
    first = fates(shop.send("orders", *batch))
    before = shop.rows()
    again = fates(shop.send("orders", *batch))
    assert again == ["merged" if fate == "taken" else fate for fate in first]
    assert shop.rows() == before
