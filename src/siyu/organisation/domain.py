"""What the organisation adds to the product."""

from collections.abc import Sequence
from uuid import UUID

from siyu.organisation import (
    access_routes,
    publication_lines,
    publication_routes,
    routes,
    service,
    session_routes,
    ways_routes,
)
from siyu.organisation.audit_trail import names_of
from siyu.organisation.events import (
    PublicationAdopted,
    PublicationRecalled,
    Published,
    StaffJoined,
    StaffLeft,
    StaffMoved,
    StaffWentOffline,
    StaffWentOnline,
)
from siyu.organisation.exports import AUDIT
from siyu.organisation.jobs import ADOPT_OVERDUE, CONTACT_CHANGES, SYNC_DIRECTORY
from siyu.organisation.models import ApiToken, User
from siyu.platform.declarations import Naming, Permission, TourStep
from siyu.platform.domain import Domain
from siyu.platform.work import Work


def _staff_names(work: Work, ids: Sequence[UUID]) -> dict[UUID, str]:
    return {id: staff.name for id, staff in service.staff_refs(work, ids).items()}


def _node_names(work: Work, ids: Sequence[UUID]) -> dict[UUID, str]:
    return {id: node.name for id, node in service.node_refs(work, ids).items()}


def _user_names(work: Work, ids: Sequence[UUID]) -> dict[UUID, str]:
    return names_of(work, User, list(ids))


def _token_names(work: Work, ids: Sequence[UUID]) -> dict[UUID, str]:
    return {id: f"{name} (API)" for id, name in names_of(work, ApiToken, list(ids)).items()}


PERMISSIONS = (
    Permission("organisation.read", "See regions and stores", "查看区域与门店"),
    Permission("organisation.write", "Change regions and stores", "修改区域与门店"),
    Permission("staff.read", "See staff", "查看员工"),
    Permission("staff.write", "Move staff, switch who takes friends", "调动员工、切换接待状态"),
    Permission("users.read", "See users and roles", "查看用户与角色"),
    Permission("users.write", "Let people sign in and change their role", "添加用户、调整其角色"),
    Permission("roles.write", "Make and change roles", "新建与修改角色"),
    Permission("tokens.write", "Make and revoke API tokens", "新建与撤销 API 令牌"),
    Permission("audit.read", "Read the audit trail", "查看审计记录"),
    Permission("publications.read", "See what headquarters published", "查看总部下发的内容"),
    Permission("publications.write", "Publish to stores and recall", "向门店发布与收回"),
    Permission("publications.adopt", "Take up what was published", "采用总部下发的内容"),
    Permission("sign_in.manage", "Decide how people sign in", "设置登录方式"),
)

STAFF_KNOWN = TourStep(
    key="staff",
    done_by=StaffJoined,
    title_en="Bring in your staff",
    title_zh="导入员工",
    text_en="Departments become regions and stores, members become staff. Check where each stands.",
    text_zh="企业微信的部门会成为区域和门店，成员会成为员工。看看每个人是否在对的门店。",
    href="/organisation",
    order=20,
)

DOMAIN = Domain(
    name="organisation",
    routers=(
        session_routes.router,
        ways_routes.router,
        routes.router,
        access_routes.router,
        publication_routes.router,
    ),
    events=(
        StaffJoined,
        StaffMoved,
        StaffWentOnline,
        StaffWentOffline,
        StaffLeft,
        Published,
        PublicationAdopted,
        PublicationRecalled,
    ),
    permissions=PERMISSIONS,
    jobs=(SYNC_DIRECTORY, ADOPT_OVERDUE),
    exports=(AUDIT,),
    names=(
        Naming("staff", _staff_names),
        Naming("node", _node_names),
        Naming("publication", publication_lines.publication_names),
        Naming("user", _user_names),
        Naming("token", _token_names),
    ),
    tour=(STAFF_KNOWN,),
    receives=(CONTACT_CHANGES,),
)
