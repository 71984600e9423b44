"""The card of customers."""

from siyu.customers import (
    census,
    fields,
    holdings,
    identity_routes,
    intakes,
    jobs,
    list_routes,
    outside,
    outside_routes,
    profile_columns,
    profile_keeping,
    profile_routes,
    saved_views,
    service,
    tag_routes,
)
from siyu.customers.events import (
    ConsentChanged,
    CustomerErased,
    CustomerMet,
    CustomerRecognised,
    CustomersMerged,
    CustomersParted,
    CustomerSplit,
    CustomerSplitOff,
    CustomersReconciled,
    CustomerTagged,
    CustomerUntagged,
    CustomerWithdrawn,
    FriendAdded,
    FriendConfirmed,
    FriendLost,
    HappenedOutside,
    SavedViewKept,
    TagBatchEnded,
    TagBatchStarted,
    TagGone,
)
from siyu.customers.exports import CUSTOMERS
from siyu.customers.metrics import METRICS
from siyu.customers.profile_events import ProfileChanged
from siyu.customers.routes import router
from siyu.customers.tag_models import TagBatchRow
from siyu.customers.tag_stores import TAG_GROUPS
from siyu.platform.declarations import Naming, Permission, Usage
from siyu.platform.domain import Domain
from siyu.platform.holdings import moving

DOMAIN = Domain(
    name="customers",
    routers=(
        list_routes.router,
        tag_routes.router,
        router,
        profile_routes.router,
        identity_routes.router,
        outside_routes.router,
    ),
    events=(
        CustomerMet,
        FriendAdded,
        FriendConfirmed,
        FriendLost,
        CustomerTagged,
        CustomerUntagged,
        ConsentChanged,
        CustomersReconciled,
        CustomerRecognised,
        CustomersMerged,
        CustomersParted,
        CustomerSplit,
        CustomerSplitOff,
        CustomerErased,
        CustomerWithdrawn,
        TagBatchStarted,
        TagBatchEnded,
        TagGone,
        SavedViewKept,
        HappenedOutside,
        ProfileChanged,
    ),
    census=census.CENSUS,
    fields=(*fields.OF_LISTS, *profile_columns.FIELDS, *fields.ASKED),
    names=(Naming("tag", service.tag_names), Naming("kind", outside.kind_names)),
    publishables=(TAG_GROUPS,),
    usages=(
        Usage("views_of_tag", "tag", "Saved views", "客户视图", saved_views.using),
        Usage("views_of_segment", "segment", "Saved views", "客户视图", saved_views.using_segments),
    ),
    exports=(CUSTOMERS,),
    metrics=METRICS,
    permissions=(
        Permission("customers.read", "See customers", "查看客户"),
        Permission("events.write", "Send events from outside", "传入外部行为"),
        Permission("customers.write", "Tag and change customers", "给客户打标签、修改客户"),
        Permission("customers.define_fields", "Define fields of customers", "定义客户字段"),
        Permission("customers.tag_many", "Tag many customers at once", "批量打标签"),
        Permission("customers.share_views", "Share views with everyone", "共享客户视图"),
        Permission("tags.write", "Make, rename and delete tags", "新建、重命名和删除标签"),
        Permission(
            "customers.read_contacts", "See whole phones and e-mails", "查看完整手机号和邮箱"
        ),
        Permission("customers.merge", "Merge people and undo it", "合并客户、撤销合并"),
        Permission("customers.erase", "Erase a person's data", "删除客户个人信息"),
        Permission(
            "customers.export_person", "Export all of one person's data", "导出单个客户的全部信息"
        ),
    ),
    receives=jobs.RECEIVES,
    loops=jobs.LOOPS,
    jobs=(*jobs.JOBS, *profile_keeping.JOBS),
    schedules=(*jobs.SCHEDULES, *profile_keeping.SCHEDULES),
    intakes=intakes.INTAKES,
    traces=(saved_views.TRACE,),
    holdings=(*holdings.HOLDINGS, moving(TagBatchRow), profile_keeping.HOLDING),
)
