"""The rows of customers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Index, Integer, UniqueConstraint, exists, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from siyu.platform.access import Reach
from siyu.platform.database import TenantModel

STRONG = ("external_userid", "unionid", "member_number", "mall_id", "app_user_id")


class Customer(TenantModel):
    """A person. `name` and `avatar` are sealed; `name_marks` finds a name by its letters."""

    __tablename__ = "customers"
    __table_args__ = (
        Index("ix_customers_tenant_met", "tenant_id", "met_at", "id"),
        Index("ix_customers_name_marks", "name_marks", postgresql_using="gin"),
    )

    name: Mapped[bytes | None]
    name_marks: Mapped[list[int]] = mapped_column(ARRAY(Integer), default=list)
    avatar: Mapped[bytes | None]
    gender: Mapped[int] = mapped_column(default=0)
    met_at: Mapped[datetime]

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        """Those who are, or were, a friend of staff within reach."""
        known = exists().where(Relation.customer_id == cls.id)
        return known.where(Relation.staff_id.in_(reach.staff_ids or frozenset()))


class Identity(TenantModel):
    """An account of a person. Ids stand in `value`; phones and e-mails are sealed.

    `mark` is the blind index of the whole, `tail` of the last four digits.
    """

    __tablename__ = "identities"
    __table_args__ = (
        Index(
            "uq_identities_strong",
            "tenant_id",
            "kind",
            "mark",
            unique=True,
            postgresql_where=text(f"kind IN {STRONG}"),
        ),
        Index("ix_identities_mark", "tenant_id", "mark"),
        Index("ix_identities_tail", "tenant_id", "tail"),
    )

    customer_id: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[str]
    value: Mapped[str | None]
    sealed: Mapped[bytes | None]
    mark: Mapped[bytes]
    tail: Mapped[bytes | None]
    evidence: Mapped[str]
    seen_at: Mapped[datetime]


class Relation(TenantModel):
    """A member of staff and a customer. Each instant is the latest known, whatever came first."""

    __tablename__ = "relations"
    __table_args__ = (
        UniqueConstraint("tenant_id", "customer_id", "staff_id"),
        Index("ix_relations_staff", "tenant_id", "staff_id", "added_at"),
    )

    customer_id: Mapped[UUID] = mapped_column(index=True)
    staff_id: Mapped[UUID]
    added_at: Mapped[datetime | None]
    half: Mapped[bool] = mapped_column(default=False)
    customer_deleted_at: Mapped[datetime | None]
    staff_deleted_at: Mapped[datetime | None]
    state: Mapped[str | None]
    add_way: Mapped[int] = mapped_column(default=0)
    remark: Mapped[bytes | None]
    description: Mapped[bytes | None]

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return cls.staff_id.in_(reach.staff_ids or frozenset())


class FriendAdd(TenantModel):
    """The `n`th friend-add of a relation; what came twice is one, a later one is another."""

    __tablename__ = "friend_adds"
    __table_args__ = (
        UniqueConstraint("relation_id", "added_at"),
        UniqueConstraint("relation_id", "n"),
        Index("ix_friend_adds_day", "tenant_id", "added_at"),
    )

    relation_id: Mapped[UUID]
    customer_id: Mapped[UUID] = mapped_column(index=True)
    staff_id: Mapped[UUID]
    added_at: Mapped[datetime]
    n: Mapped[int]
    state: Mapped[str | None]
    found_by: Mapped[str]

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return cls.staff_id.in_(reach.staff_ids or frozenset())


class TagGroup(TenantModel):
    """A group of tags, as in WeCom."""

    __tablename__ = "tag_groups"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

    name: Mapped[str]
    wecom_id: Mapped[str | None]
    position: Mapped[int] = mapped_column(default=0)


class Tag(TenantModel):
    """A tag. `wecom_id` is its corp tag, once WeCom has it."""

    __tablename__ = "tags"
    __table_args__ = (
        UniqueConstraint("group_id", "name"),
        UniqueConstraint("tenant_id", "wecom_id"),
    )

    group_id: Mapped[UUID]
    name: Mapped[str]
    wecom_id: Mapped[str | None]
    position: Mapped[int] = mapped_column(default=0)
    gone_at: Mapped[datetime | None]


class TagAssignment(TenantModel):
    """A tag on a person, and where it came from."""

    __tablename__ = "tag_assignments"
    __table_args__ = (UniqueConstraint("tenant_id", "customer_id", "tag_id"),)

    customer_id: Mapped[UUID]
    tag_id: Mapped[UUID] = mapped_column(index=True)
    source: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]
    in_wecom: Mapped[bool] = mapped_column(default=False)


class Consent(TenantModel):
    """One thing said about consent; the latest for a purpose and channel holds."""

    __tablename__ = "consents"
    __table_args__ = (
        UniqueConstraint("customer_id", "purpose", "channel", "at", "granted"),
        Index("ix_consents_customer", "tenant_id", "customer_id"),
    )

    customer_id: Mapped[UUID]
    purpose: Mapped[str]
    channel: Mapped[str]
    granted: Mapped[bool]
    source: Mapped[str]
    at: Mapped[datetime]


class WecomWrite(TenantModel):
    """A tag or remark that WeCom has yet to be told; gone once it has been."""

    __tablename__ = "wecom_writes"
    __table_args__ = (
        UniqueConstraint("relation_id", "what", "tag_id", postgresql_nulls_not_distinct=True),
        Index("ix_wecom_writes_due", "next_try_at"),
    )

    relation_id: Mapped[UUID]
    customer_id: Mapped[UUID] = mapped_column(index=True)
    what: Mapped[str]
    tag_id: Mapped[UUID | None]
    remark: Mapped[bytes | None]
    next_try_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]


class SyncRun(TenantModel):
    """A synchronisation or reconciliation: how far it is and what it found. Resumable."""

    __tablename__ = "sync_runs"

    kind: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    userids_left: Mapped[list[str]] = mapped_column(JSONB)
    staff_done: Mapped[int] = mapped_column(default=0)
    relations: Mapped[int] = mapped_column(default=0)
    missed: Mapped[int] = mapped_column(default=0)
    vanished: Mapped[int] = mapped_column(default=0)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)


class EventKind(TenantModel):
    """A kind of event that another system tells of, declared before it is told."""

    __tablename__ = "event_kinds"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

    name: Mapped[str]
    en: Mapped[str]
    zh: Mapped[str]
