"""Rows of the organisation. Sessions expire by real time, all else goes by our clock."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    Uuid,
    and_,
    exists,
    or_,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
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
    """Someone who signs in; `Role.sees` says whether `node_id` or `staff_id` bounds their sight.

    Without a password they come by WeCom or single sign-on alone.
    """

    __tablename__ = "users"

    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str | None]
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
    """A signed-in browser; the cookie's hash alone is kept. `expires_at` is real time.

    `farewell_url` is where who came by single sign-on is signed out of the provider too.
    """

    __tablename__ = "sign_in_sessions"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    farewell_url: Mapped[str | None]


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


class SignInWays(TenantModel):
    """How a brand's people may sign in, beside passwords; one row a brand.

    `arrivals` are the roles that who is not known yet comes in with: by WeCom one of `way` wecom,
    by OpenID Connect the first whose `value` the claim `role_claim` holds. Empty: nobody new.
    """

    __tablename__ = "sign_in_ways"
    __table_args__ = (UniqueConstraint("tenant_id"),)

    wecom: Mapped[bool] = mapped_column(default=False)
    openid: Mapped[bool] = mapped_column(default=False)
    title: Mapped[str] = mapped_column(default="")
    issuer: Mapped[str] = mapped_column(default="")
    client_id: Mapped[str] = mapped_column(default="")
    secret_sealed: Mapped[bytes | None]
    domains: Mapped[list[str]] = mapped_column(ARRAY(String), default=list)
    links_by_email: Mapped[bool] = mapped_column(default=False)
    role_claim: Mapped[str] = mapped_column(default="")
    arrivals: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)


class SignInLink(TenantModel):
    """An account at a provider of OpenID Connect that is one of our users; never an address."""

    __tablename__ = "sign_in_links"
    __table_args__ = (UniqueConstraint("tenant_id", "issuer", "subject"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    linked_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInJourney(TenantModel):
    """A sign-in elsewhere that came back, by its own id: each comes back once. Real time."""

    __tablename__ = "sign_in_journeys"

    way: Mapped[str]
    came_back_at: Mapped[datetime] = mapped_column(index=True)


class Publication(TenantModel):
    """A thing of headquarters that stores have copies of; `version` is the newest one."""

    __tablename__ = "publications"
    __table_args__ = (UniqueConstraint("tenant_id", "kind", "subject_id"),)

    kind: Mapped[str]
    subject_id: Mapped[UUID]
    name: Mapped[str]
    version: Mapped[int] = mapped_column(default=0)
    open_parts: Mapped[list[str]] = mapped_column(ARRAY(String), default=list)
    accept_by: Mapped[date | None]
    published_at: Mapped[datetime]
    published_by: Mapped[str]

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        """What one of one's stores has a copy of."""
        held = exists().where(PublicationCopy.publication_id == cls.id)
        return held.where(PublicationCopy.node_id.in_(reach.node_ids or ()))


class PublicationVersion(TenantModel):
    """What was published, as it was; never altered."""

    __tablename__ = "publication_versions"
    __table_args__ = (UniqueConstraint("publication_id", "version"),)

    publication_id: Mapped[UUID]
    version: Mapped[int]
    definition: Mapped[dict[str, Any]] = mapped_column(JSONB)
    open_parts: Mapped[list[str]] = mapped_column(ARRAY(String))
    published_at: Mapped[datetime]
    published_by: Mapped[str]


class PublicationCopy(TenantModel):
    """A store's own copy: the version it took up, and what it set itself among the open parts."""

    __tablename__ = "publication_copies"
    __table_args__ = (
        UniqueConstraint("publication_id", "node_id"),
        Index("ix_publication_copies_local", "tenant_id", "local_id"),
    )

    publication_id: Mapped[UUID]
    node_id: Mapped[UUID] = mapped_column(ForeignKey("nodes.id"), index=True)
    local_id: Mapped[UUID | None]
    version: Mapped[int | None]
    own_values: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    adopted_at: Mapped[datetime | None]
    lagging_since: Mapped[datetime | None]
    recalled_at: Mapped[datetime | None]
    problem: Mapped[dict[str, Any] | None] = mapped_column(JSONB)

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return cls.node_id.in_(reach.node_ids or ())
