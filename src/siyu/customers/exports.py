"""The list of customers as a file."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select

from siyu.customers import lists, profile_columns
from siyu.customers.filters import Filters
from siyu.customers.models import Customer
from siyu.platform.declarations import Export, Field
from siyu.platform.work import Work


def _ids(work: Work, asked: Filters) -> Select[UUID]:
    return lists.matching(work, asked).order_by(Customer.met_at.desc(), Customer.id.desc())


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
    asked=Filters,
    ids=_ids,
    columns=lambda registry, work: (*OWN, *profile_columns.known(work, registry).values()),
)
