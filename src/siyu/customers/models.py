"""The rows of customers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    UniqueConstraint,
    exists,
    text,
)
from sqlalchemy import Identity as Counted
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from siyu.platform.access import Reach
from siyu.platform.database import TenantModel

STRONG = ("external_userid", "unionid", "member_number", "mall_id", "app_user_id")
IS_STRONG = f"kind IN {STRONG} OR starts_with(kind, 'openid:')"


def known_to(customer_id: Any, reach: Reach) -> ColumnElement[bool]:
    """The condition on a customer that they are, or were, a friend of staff within reach."""
    known = exists().where(Relation.customer_id == customer_id)
    return known.where(Relation.staff_id.in_(reach.staff_ids or frozenset()))


class Customer(TenantModel):
    """A person. `name` and `avatar` are sealed; `name_marks` finds a name by its letters.

    The warehouse knows people by their `number`, so that sets of them are bitmaps.
    One that turned out to be another stays, and `merged_into` says whom; one that was erased stays
    as an empty shell, so that what is counted by id stays counted.
    """

    __tablename__ = "customers"
    __table_args__ = (
        # With what a list of known ids is put in order by, so that its rows need not be read.
        PrimaryKeyConstraint("id", postgresql_include=["tenant_id", "met_at"]),
        Index("ix_customers_tenant_met", "tenant_id", "met_at", "id"),
        Index("ix_customers_name_marks", "name_marks", postgresql_using="gin"),
        Index(
            "ix_customers_merged_into",
            "merged_into",
            postgresql_where=text("merged_into IS NOT NULL"),
        ),
    )

    tenant_id: Mapped[UUID] = mapped_column()
    number: Mapped[int] = mapped_column(BigInteger, Counted())
    name: Mapped[bytes | None]
    name_marks: Mapped[list[int]] = mapped_column(ARRAY(Integer), default=list)
    avatar: Mapped[bytes | None]
    gender: Mapped[int] = mapped_column(default=0)
    met_at: Mapped[datetime]
    merged_into: Mapped[UUID | None]
    erased_at: Mapped[datetime | None]

    @classmethod
    def standing(cls) -> ColumnElement[bool]:
        """Those who are a person of their own today: neither merged away nor erased."""
        return cls.merged_into.is_(None) & cls.erased_at.is_(None)

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        """Those who are, or were, a friend of staff within reach."""
        return known_to(cls.id, reach)


class Identity(TenantModel):
    """An account of a person, sealed, and the evidence for it: its source, when, its weight.

    `mark` is the blind index of the whole, `tail` of a phone's last four digits. `value` is plain
    only in rows of before ids were sealed too.
    """

    __tablename__ = "identities"
    __table_args__ = (
        Index(
            "uq_identities_strong",
            "tenant_id",
            "kind",
            "mark",
            unique=True,
            postgresql_where=text(IS_STRONG),
        ),
        Index("ix_identities_mark", "tenant_id", "mark"),
        Index(
            "ix_identities_tail",
            "tenant_id",
            "tail",
            postgresql_where=text("tail IS NOT NULL"),
        ),
    )

    tenant_id: Mapped[UUID] = mapped_column()
    customer_id: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[str]
    value: Mapped[str | None]
    sealed: Mapped[bytes | None]
    mark: Mapped[bytes]
    tail: Mapped[bytes | None]
    evidence: Mapped[str]
    weight: Mapped[int] = mapped_column(SmallInteger, default=100)
    seen_at: Mapped[datetime]


class Relation(TenantModel):
    """A member of staff and an account of a customer. Each instant is the latest known.

    `account` is the blind mark of the external userid: who has two has two relations.
    """

    __tablename__ = "relations"
    __table_args__ = (
        UniqueConstraint("tenant_id", "customer_id", "staff_id", "account"),
        Index(
            "ix_relations_staff",
            "tenant_id",
            "staff_id",
            "added_at",
            postgresql_include=["customer_id"],
        ),
        Index("ix_relations_added", "tenant_id", "added_at", "customer_id"),
        Index(
            "ix_relations_ended",
            "customer_id",
            postgresql_where=text(
                "customer_deleted_at IS NOT NULL OR staff_deleted_at IS NOT NULL"
            ),
        ),
    )

    customer_id: Mapped[UUID] = mapped_column(index=True)
    staff_id: Mapped[UUID]
    account: Mapped[bytes | None]
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
    """What WeCom has yet to be told: of a relation its tags and remark, of the library its tags.

    A told row stays for some minutes, so that what was read before it is known to be old.
    """

    __tablename__ = "wecom_writes"
    __table_args__ = (
        UniqueConstraint(
            "relation_id", "what", "tag_id", "tag_group_id", postgresql_nulls_not_distinct=True
        ),
        Index("ix_wecom_writes_due", "next_try_at", postgresql_where=text("told_at IS NULL")),
        Index("ix_wecom_writes_told", "told_at", postgresql_where=text("told_at IS NOT NULL")),
        Index("ix_wecom_writes_tag", "tag_id"),
    )

    relation_id: Mapped[UUID | None]
    customer_id: Mapped[UUID | None] = mapped_column(index=True)
    what: Mapped[str]
    tag_id: Mapped[UUID | None]
    tag_group_id: Mapped[UUID | None]
    tag_batch_id: Mapped[UUID | None]
    remark: Mapped[bytes | None]
    next_try_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]


class SavedView(TenantModel):
    """A list of customers as someone keeps it: what it is filtered by, its columns, its order."""

    __tablename__ = "saved_views"
    __table_args__ = (Index("ix_saved_views_owner", "tenant_id", "owner_id"),)

    name: Mapped[str]
    owner_id: Mapped[UUID]
    shared: Mapped[bool] = mapped_column(default=True)
    filters: Mapped[dict[str, Any]] = mapped_column(JSONB)
    columns: Mapped[list[str]] = mapped_column(ARRAY(String))
    sort: Mapped[str] = mapped_column(default="-met_at")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class DefaultView(TenantModel):
    """The view a person's list of customers opens with."""

    __tablename__ = "default_views"
    __table_args__ = (UniqueConstraint("tenant_id", "user_id"),)

    user_id: Mapped[UUID]
    saved_view_id: Mapped[UUID]


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


class Suggestion(TenantModel):
    """Two people who may be one, for a person to decide. `one_id` is the smaller id.

    `evidence` names the kinds of accounts, never a value; `conflict` names the kinds in which
    they differ though a person has only one. `state` is open, merged or apart.
    """

    __tablename__ = "suggestions"
    __table_args__ = (
        UniqueConstraint("tenant_id", "one_id", "other_id"),
        Index("ix_suggestions_open", "tenant_id", "state", "score", "id"),
        Index("ix_suggestions_other", "other_id"),
        Index("ix_suggestions_one", "one_id"),
    )

    one_id: Mapped[UUID]
    other_id: Mapped[UUID]
    evidence: Mapped[list[str]] = mapped_column(ARRAY(String), default=list)
    conflict: Mapped[list[str]] = mapped_column(ARRAY(String), default=list)
    score: Mapped[int]
    state: Mapped[str] = mapped_column(default="open")
    found_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        """Both people in sight."""
        return known_to(cls.one_id, reach) & known_to(cls.other_id, reach)


class Merge(TenantModel):
    """Two people who became one: why, by whom, and what it takes to undo it.

    `memo` holds what each domain's holding gave back, one after another; ids, never a value.
    `last_event_id` is the log's last event of the kept person at that moment.
    """

    __tablename__ = "merges"
    __table_args__ = (
        Index("ix_merges_kept", "tenant_id", "kept_id"),
        Index("ix_merges_gone", "tenant_id", "gone_id"),
    )

    kept_id: Mapped[UUID]
    gone_id: Mapped[UUID]
    at: Mapped[datetime]
    actor: Mapped[str]
    by: Mapped[str]
    evidence: Mapped[list[str]] = mapped_column(ARRAY(String), default=list)
    score: Mapped[int]
    memo: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    last_event_id: Mapped[int] = mapped_column(BigInteger)
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]
    stayed: Mapped[int | None]

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return known_to(cls.kept_id, reach)


class Quarantine(TenantModel):
    """A phone, e-mail or device that too many people share to be evidence of who someone is."""

    __tablename__ = "quarantines"
    __table_args__ = (UniqueConstraint("tenant_id", "kind", "mark"),)

    kind: Mapped[str]
    mark: Mapped[bytes]
    since: Mapped[datetime]


class ErasedAccount(TenantModel):
    """The blind mark of an account whose person was erased: what brings it is not let in again.

    No value, and without the installation's key not even a guess can be tested against it.
    """

    __tablename__ = "erased_accounts"
    __table_args__ = (UniqueConstraint("tenant_id", "kind", "mark"),)

    customer_id: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[str]
    mark: Mapped[bytes]


class EventKind(TenantModel):
    """A kind of event that another system tells of, declared before it is told."""

    __tablename__ = "event_kinds"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

    name: Mapped[str]
    en: Mapped[str]
    zh: Mapped[str]
