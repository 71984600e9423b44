"""A brand in pounds, and short ways to send rows to it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from siyu.commerce.models import Good, Order, OrderLine, Refund
from siyu.commerce.rows import GoodRow, OrderRow, RefundRow
from siyu.organisation import service as organisation
from siyu.organisation.models import Tenant
from siyu.platform.access import Actor
from siyu.platform.declarations import Event, Intake, RowAnswer
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

NOON = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
TABLES = (Good, Order, OrderLine, Refund)


@dataclass
class Shop:
    """A founded tenant."""

    runtime: Runtime
    tenant_id: UUID

    @contextmanager
    def work(self) -> Iterator[Work]:
        with self.runtime.work(self.tenant_id, actor=Actor.system("test")) as work:
            yield work

    def intake(self, name: str) -> Intake:
        return self.runtime.registry.intakes[name]

    def send(self, name: str, *rows: Any) -> list[RowAnswer]:
        """Take rows in a Work of their own."""
        with self.work() as work:
            return list(self.intake(name).take(work, rows))

    def events(self, name: str, *rows: Any) -> list[Event]:
        with self.work() as work:
            self.intake(name).take(work, rows)
            return list(work.events)

    def undo(self, name: str, answers: Sequence[RowAnswer]) -> None:
        memos = [(one.subject_id, one.undo) for one in reversed(answers) if one.undo is not None]
        with self.work() as work:
            self.intake(name).undo(work, memos)  # type: ignore[arg-type]

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of commerce, without its own id."""
        with self.work() as work:
            return {
                model.__tablename__: sorted(
                    tuple(
                        getattr(row, column.key)
                        for column in model.__table__.columns
                        if column.key not in {"id", "tenant_id"}
                    )
                    for row in work.session.scalars(work.scope(model))
                )
                for model in TABLES
            }


def founded(runtime: Runtime, *, currency: str = "GBP", login: str = "owner") -> Shop:
    brand = organisation.found_tenant(
        runtime, name="Fawn", owner_login=login, password="a long pass phrase", currency=currency
    )
    return Shop(runtime, brand.tenant_id)


def bare(runtime: Runtime) -> Shop:
    """A tenant without anyone in it: for proofs that need hundreds."""
    shop = Shop(runtime, uuid4())
    with shop.work() as work:
        work.session.add(
            Tenant(id=shop.tenant_id, name="Fawn", currency="GBP", created_at=work.now())
        )
    return shop


def line(number: str = "1001", sku: str = "TEA", quantity: int = 2, **more: Any) -> OrderRow:
    """A row of an order of two pieces at 5.00, bought by `m1`."""
    told = {"price": "5.00", "placed_at": NOON, "mall_id": "m1", **more}
    return OrderRow(number=number, sku=sku, quantity=quantity, **told)


def back(number: str = "R1", order_number: str = "1001", **more: Any) -> RefundRow:
    """A refund of the only line of an order."""
    return RefundRow(number=number, order_number=order_number, **more)


def good(sku: str = "TEA", **more: Any) -> GoodRow:
    return GoodRow(sku=sku, **more)


def fates(answers: Sequence[RowAnswer]) -> list[str]:
    """What became of each row; a refusal by its code."""
    return [one.problem.code if one.problem else str(one.fate) for one in answers]
