"""The door of the organisation: what other domains, the edge and the commands may ask of it."""

from siyu.organisation.copies import CopyMark, copy_marks, demand_open, held_copy, let_go
from siyu.organisation.directory import Department, Member, sync_directory
from siyu.organisation.publications import publish
from siyu.organisation.reading import make_known, read_directory
from siyu.organisation.refs import NodeRef, Reception, StaffRef, TenantFacts
from siyu.organisation.roles import Grantor, RoleLine, add_role, change_role, role_lines
from siyu.organisation.sign_in import Me, authenticate, me, sign_in, sign_out
from siyu.organisation.staff import (
    change_staff,
    managers_of,
    receptions,
    staff_by_userid,
    staff_in,
    staff_member,
    staff_page,
    staff_refs,
    userids,
)
from siyu.organisation.tenants import (
    ZONES,
    Founded,
    all_tenants,
    found_tenant,
    tenant_facts,
    tenants,
)
from siyu.organisation.tokens import TokenLine, add_token, revoke_token, token_lines
from siyu.organisation.tree import (
    NodeLine,
    add_node,
    change_node,
    node_ids_under,
    node_lines,
    node_refs,
)
from siyu.organisation.users import UserLine, add_user, change_user, user_lines
from siyu.organisation.ways import Ways, save_ways

__all__ = [
    "ZONES",
    "CopyMark",
    "Department",
    "Founded",
    "Grantor",
    "Me",
    "Member",
    "NodeLine",
    "NodeRef",
    "Reception",
    "RoleLine",
    "StaffRef",
    "TenantFacts",
    "TokenLine",
    "UserLine",
    "Ways",
    "add_node",
    "add_role",
    "add_token",
    "add_user",
    "all_tenants",
    "authenticate",
    "change_node",
    "change_role",
    "change_staff",
    "change_user",
    "copy_marks",
    "demand_open",
    "found_tenant",
    "held_copy",
    "let_go",
    "make_known",
    "managers_of",
    "me",
    "node_ids_under",
    "node_lines",
    "node_refs",
    "publish",
    "read_directory",
    "receptions",
    "revoke_token",
    "role_lines",
    "save_ways",
    "sign_in",
    "sign_out",
    "staff_by_userid",
    "staff_in",
    "staff_member",
    "staff_page",
    "staff_refs",
    "sync_directory",
    "tenant_facts",
    "tenants",
    "token_lines",
    "user_lines",
    "userids",
]
