"""The card of customers."""

from collections.abc import Sequence
from uuid import UUID

from siyu.customers import jobs, outside, outside_routes, people, service
from siyu.customers.events import (
    ConsentChanged,
    CustomerMet,
    CustomersReconciled,
    CustomerTagged,
    CustomerUntagged,
    FriendAdded,
    FriendConfirmed,
    FriendLost,
    HappenedOutside,
)
from siyu.customers.exports import CUSTOMERS
from siyu.customers.models import Relation
from siyu.customers.routes import router
from siyu.platform.declarations import Field, Naming, Permission
from siyu.platform.domain import Domain
from siyu.platform.work import Work


def _names(work: Work, ids: Sequence[UUID]) -> dict[UUID, object]:
    return dict(people.names(work, ids))


def _added_at(work: Work, ids: Sequence[UUID]) -> dict[UUID, object]:
    rows = work.session.scalars(work.scope(Relation).where(Relation.customer_id.in_(ids)))
    latest: dict[UUID, object] = {}
    for row in sorted((one for one in rows if one.added_at), key=lambda one: str(one.added_at)):
        latest[row.customer_id] = row.added_at
    return latest


DOMAIN = Domain(
    name="customers",
    routers=(router, outside_routes.router),
    events=(
        CustomerMet,
        FriendAdded,
        FriendConfirmed,
        FriendLost,
        CustomerTagged,
        CustomerUntagged,
        ConsentChanged,
        CustomersReconciled,
        HappenedOutside,
    ),
    fields=(
        Field("name", "Name", "昵称", "text", _names, sealed=True),
        Field("added_at", "Friend since", "添加时间", "instant", _added_at),
    ),
    exports=(CUSTOMERS,),
    names=(Naming("tag", service.tag_names), Naming("kind", outside.kind_names)),
    permissions=(
        Permission("customers.read", "See customers", "查看客户"),
        Permission("events.write", "Send events from outside", "传入外部行为"),
        Permission("customers.write", "Tag and change customers", "给客户打标签、修改客户"),
        Permission(
            "customers.read_contacts", "See whole phones and e-mails", "查看完整手机号和邮箱"
        ),
    ),
    receives=jobs.RECEIVES,
    loops=jobs.LOOPS,
    jobs=jobs.JOBS,
    schedules=jobs.SCHEDULES,
)
