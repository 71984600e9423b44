"""Rows of the organisation. Sessions expire by real time, all else goes by our clock."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    Uuid,
    and_,
    or_,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from siyu.platform.access import Reach
from siyu.platform.database import Base, TenantModel

NodeKind = Literal["hq", "region", "store"]
Ownership = Literal["direct", "franchise"]
StaffState = Literal["active", "inactive", "disabled", "left"]
Sight = Literal["subtree", "own"]


class Tenant(Base):
    """One brand; the only row of the organisation that belongs to nobody above it."""

    __tablename__ = "tenants"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    zone: Mapped[str] = mapped_column(default="Asia/Shanghai")
    currency: Mapped[str] = mapped_column(String(3), default="CNY")
    created_at: Mapped[datetime]


class Node(TenantModel):
    """A place in the tree. `path` holds the ids from headquarters down to the node itself.

    `by_hand` names the columns a person set here; the directory no longer writes them.
    """

    __tablename__ = "nodes"
    __table_args__ = (
        UniqueConstraint("tenant_id", "wecom_department_id"),
        Index("ix_nodes_path", "path", postgresql_using="gin"),
        Index("uq_nodes_hq", "tenant_id", unique=True, postgresql_where=text("kind = 'hq'")),
    )

    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("nodes.id"), index=True)
    path: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    kind: Mapped[str]
    name: Mapped[str]
    ownership: Mapped[str | None]
    wecom_department_id: Mapped[int | None]
    by_hand: Mapped[list[str]] = mapped_column(ARRAY(String), default=list)
    closed_at: Mapped[datetime | None]

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return cls.id.in_(reach.node_ids or ())


class Staff(TenantModel):
    """A member of staff, by their WeCom userid; one who left stays, for their customers' sake.

    `online` says whether they take new friends. `confirmed_at` is when the directory last told of
    them: what it told earlier is not written over what it told later.
    """

    __tablename__ = "staff"
    __table_args__ = (
        # WeCom compares userids without case.
        Index("uq_staff_userid", "tenant_id", text("lower(userid)"), unique=True),
    )

    userid: Mapped[str] = mapped_column(String(64))
    name: Mapped[str]
    position: Mapped[str] = mapped_column(default="")
    node_id: Mapped[UUID] = mapped_column(ForeignKey("nodes.id"), index=True)
    state: Mapped[str] = mapped_column(default="active")
    online: Mapped[bool] = mapped_column(default=True)
    by_hand: Mapped[list[str]] = mapped_column(ARRAY(String), default=list)
    confirmed_at: Mapped[datetime | None]
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return or_(cls.id.in_(reach.staff_ids or ()), cls.node_id.in_(reach.node_ids or ()))


class Role(TenantModel):
    """Rights by name or pattern (`*`, `*.read`, `customers.*`), and how far their holder sees.

    `key` marks a role that came with the tenant; the owner's cannot be changed.
    """

    __tablename__ = "roles"
    __table_args__ = (UniqueConstraint("tenant_id", "name"), UniqueConstraint("tenant_id", "key"))

    key: Mapped[str | None]
    name: Mapped[str]
    permissions: Mapped[list[str]] = mapped_column(ARRAY(String))
    sees: Mapped[str] = mapped_column(default="subtree")


class User(TenantModel):
    """Someone who signs in; `Role.sees` says whether `node_id` or `staff_id` bounds their sight."""

    __tablename__ = "users"

    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    role_id: Mapped[UUID] = mapped_column(ForeignKey("roles.id"), index=True)
    node_id: Mapped[UUID | None] = mapped_column(ForeignKey("nodes.id"))
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    language: Mapped[str] = mapped_column(default="zh-CN")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        own = and_(cls.node_id.is_(None), cls.staff_id.in_(reach.staff_ids or ()))
        return or_(cls.node_id.in_(reach.node_ids or ()), own)


class SignInSession(TenantModel):
    """A signed-in browser; the cookie's hash alone is kept. `expires_at` is real time."""

    __tablename__ = "sign_in_sessions"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class ApiToken(TenantModel):
    """A program's key: it may what it names and its maker still may. Shown once."""

    __tablename__ = "api_tokens"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str]
    permissions: Mapped[list[str]] = mapped_column(ARRAY(String))
    prefix: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class SignInTries(Base):
    """Wrong passwords in a row for one login, known or not, by its mark; no login is readable."""

    __tablename__ = "sign_in_tries"

    mark: Mapped[bytes] = mapped_column(primary_key=True)
    failures: Mapped[int]
    locked_until: Mapped[datetime | None]
    tried_at: Mapped[datetime] = mapped_column(index=True)
