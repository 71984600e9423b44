"""Every table keyed by customer says what becomes of its rows when people change."""

from collections.abc import Collection

from sqlalchemy import Column, MetaData, Table, Uuid

from docs import code
from siyu.app import registry
from siyu.platform.database import Base

# The log is never rewritten: events stay under the id they happened to, and hold no values.
STAYS = {"events"}


def unclaimed(metadata: MetaData, held: Collection[str]) -> list[str]:
    """Tables with a `customer_id` that no holding on a card answers for."""
    keyed = {name for name, table in metadata.tables.items() if "customer_id" in table.columns}
    return sorted(keyed - set(held) - STAYS)


def test_every_customer_id_column_has_a_holding() -> None:
    code.load_everything()
    assert unclaimed(Base.metadata, registry().holdings) == []


def test_no_holding_is_for_a_table_without_customers() -> None:
    tables = Base.metadata.tables
    strangers = [name for name in registry().holdings if "customer_id" not in tables[name].columns]
    assert strangers == []


def test_a_table_that_nobody_holds_is_seen() -> None:
    metadata = MetaData()
    Table("umbrella_loans", metadata, Column("customer_id", Uuid))
    Table("umbrellas", metadata, Column("id", Uuid))
    assert unclaimed(metadata, registry().holdings) == ["umbrella_loans"]
