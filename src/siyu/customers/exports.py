"""The list of customers as a file."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select

from siyu.customers import fields, lists, profile_columns
from siyu.customers.filters import Filters
from siyu.customers.models import Customer
from siyu.platform.declarations import Export, Field
from siyu.platform.registry import Registry
from siyu.platform.work import Work


def _ids(work: Work, asked: Filters) -> Select[UUID]:
    return lists.matching(work, asked).order_by(Customer.met_at.desc(), Customer.id.desc())


def columns(registry: Registry, work: Work) -> Sequence[Field]:
    """All that a file of people may hold in this brand."""
    return (*fields.TAKEN_AWAY, *profile_columns.known(work, registry).values())


CUSTOMERS = Export(
    name="customers",
    en="Customers",
    zh="客户",
    permission="customers.read",
    whole="customers.read_contacts",
    asked=Filters,
    ids=_ids,
    columns=columns,
)
