"""The list of customers as a file."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Select, select

from siyu.customers import lists
from siyu.customers.lists import Asked
from siyu.customers.models import Customer
from siyu.platform.declarations import Export, Field
from siyu.platform.work import Work


class CustomersAsked(BaseModel, extra="forbid"):
    """The filter of the list's own page."""

    q: str = ""
    tag: UUID | None = None
    staff: UUID | None = None
    state: Literal["friend", "lost"] | None = None


def _ids(work: Work, asked: CustomersAsked) -> Select[UUID]:
    rows = lists.filtered(work, Asked(asked.q, asked.tag, asked.staff, asked.state))
    newest = rows.order_by(Customer.met_at.desc(), Customer.id.desc())
    return newest.with_only_columns(Customer.id)


def _themselves(_work: Work, ids: Sequence[UUID]) -> dict[UUID, object]:
    return {id: str(id) for id in ids}


def _met_at(work: Work, ids: Sequence[UUID]) -> dict[UUID, object]:
    mine = select(Customer.id, Customer.met_at).where(
        Customer.tenant_id == work.tenant_id, Customer.id.in_(ids)
    )
    return {row.id: row.met_at for row in work.session.execute(mine)}


OWN = (
    Field("customer_id", "Customer id", "客户编号", "text", _themselves),
    Field("met_at", "First seen", "首次出现", "instant", _met_at),
)
CUSTOMERS = Export(
    name="customers",
    en="Customers",
    zh="客户",
    permission="customers.read",
    whole="customers.read_contacts",
    asked=CustomersAsked,
    ids=_ids,
    columns=lambda registry: (*OWN, *registry.fields.values()),
)
