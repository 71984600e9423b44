"""The organisation on the wire."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from siyu.organisation.models import Ownership, Sight
from siyu.platform.http import Ref

NO_NUL = r"^[^\x00]*$"
Name = Annotated[str, StringConstraints(max_length=100, pattern=NO_NUL)]
Secret = Annotated[str, StringConstraints(max_length=1000, pattern=NO_NUL)]
Search = Annotated[str | None, Query(max_length=100, pattern=NO_NUL)]
Language = Literal["zh-CN", "en"]


class Wire(BaseModel):
    """Read from our own objects; a field that is not known is refused."""

    model_config = ConfigDict(from_attributes=True, extra="forbid")


class SignInBody(Wire):
    login: Name
    password: Secret


class SessionBody(Wire):
    """What a person sets for themselves; a new password needs the old one."""

    language: Language | None = None
    password: Secret | None = None
    old_password: Secret | None = None


class MeUser(Wire):
    id: UUID
    name: str
    login: str
    language: str


class MeTenant(Wire):
    id: UUID
    name: str
    zone: str
    currency: str


class MeOut(Wire):
    """`farewell_url` is where who came by single sign-on signs out of the provider too."""

    user: MeUser
    tenant: MeTenant
    permissions: list[str]
    demo: bool
    sandbox_url: str | None
    farewell_url: str | None


class NodeBody(Wire):
    name: Name
    kind: Literal["region", "store"]
    parent_id: UUID
    ownership: Ownership | None = None


class NodeChange(Wire):
    """Without a parent it stays where it is, without a kind what it is."""

    name: Name
    kind: Literal["hq", "region", "store"] | None = None
    parent_id: UUID | None = None
    ownership: Ownership | None = None


class NodeOut(Wire):
    """`parent_id` is null at headquarters, and where the parent is out of sight."""

    id: UUID
    parent_id: UUID | None
    name: str
    kind: str
    ownership: str | None
    staff_count: int


class StaffOut(Wire):
    id: UUID
    name: str
    userid: str
    position: str
    node: Ref | None
    status: str
    online: bool
    joined_at: datetime


class StaffChange(Wire):
    node_id: UUID | None = None
    position: Name | None = None
    online: bool | None = None


class RoleBody(Wire):
    name: Name
    permissions: list[Name]
    sees: Sight | None = None


class RoleOut(Wire):
    id: UUID
    name: str
    built_in: bool
    permissions: list[str]
    sees: str
    user_count: int


class PermissionOut(Wire):
    name: str
    title: str
    domain: str


class UserBody(Wire):
    """Without a password they come by WeCom, as their member of staff, or by single sign-on."""

    name: Name
    login: Name
    password: Secret | None = None
    role_id: UUID
    node_id: UUID | None = None
    staff_id: UUID | None = None


class UserChange(Wire):
    name: Name | None = None
    role_id: UUID | None = None
    node_id: UUID | None = None
    staff_id: UUID | None = None
    active: bool | None = None
    password: Secret | None = None


class UserOut(Wire):
    """`ways` are how they can come in: password, wecom, openid."""

    id: UUID
    name: str
    login: str
    role: Ref
    node: Ref | None
    staff: Ref | None
    active: bool
    last_seen_at: datetime | None
    ways: list[str]


class TokenBody(Wire):
    name: Name
    permissions: list[Name]
    expires_days: Annotated[int, Field(ge=1, le=3650)] | None = None


class TokenOut(Wire):
    id: UUID
    name: str
    permissions: list[str]
    prefix: str
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None


class TokenMade(TokenOut):
    """The only answer that shows the token."""

    token: str


class AuditOut(Wire):
    id: UUID
    at: datetime
    actor_words: str
    what: str
    what_words: str
    subject: str
    subject_id: str
    subject_words: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class Nodes(Wire):
    items: list[NodeOut]
    next_cursor: str | None = None


class StaffPage(Wire):
    items: list[StaffOut]
    next_cursor: str | None = None


class Roles(Wire):
    items: list[RoleOut]
    next_cursor: str | None = None


class Permissions(Wire):
    items: list[PermissionOut]
    next_cursor: str | None = None


class Users(Wire):
    items: list[UserOut]
    next_cursor: str | None = None


class Tokens(Wire):
    items: list[TokenOut]
    next_cursor: str | None = None


class AuditPage(Wire):
    items: list[AuditOut]
    next_cursor: str | None = None
