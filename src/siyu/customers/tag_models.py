"""The rows of tags: the library, who has which, and bulk tagging."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Index,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from siyu.customers.models import known_to
from siyu.platform.access import Reach
from siyu.platform.database import TenantModel


class TagGroup(TenantModel):
    """A group of tags, as in WeCom; one `kept_to_stores` is given only where it was published.

    `told_name` is the name WeCom has, as far as we know.
    """

    __tablename__ = "tag_groups"
    __table_args__ = (
        Index(
            "uq_tag_groups_name",
            "tenant_id",
            "name",
            unique=True,
            postgresql_where=text("gone_at IS NULL"),
        ),
    )

    name: Mapped[str]
    wecom_id: Mapped[str | None]
    told_name: Mapped[str | None]
    named_at: Mapped[datetime | None]
    position: Mapped[int] = mapped_column(default=0)
    gone_at: Mapped[datetime | None]
    refusal: Mapped[int | None]
    kept_to_stores: Mapped[bool] = mapped_column(default=False)


class TagGroupStore(TenantModel):
    """A store that may give the tags of a group that is kept to stores."""

    __tablename__ = "tag_group_stores"
    __table_args__ = (UniqueConstraint("group_id", "node_id"),)

    group_id: Mapped[UUID]
    node_id: Mapped[UUID] = mapped_column(index=True)

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return cls.node_id.in_(reach.node_ids or ())


class Tag(TenantModel):
    """A tag. `wecom_id` is its corp tag, once WeCom has it; `told_name` the name WeCom has.

    `named_at` is when we last gave it its name; `refusal` the code by which WeCom would not
    have what was last done to it here.
    """

    __tablename__ = "tags"
    __table_args__ = (
        Index(
            "uq_tags_name",
            "group_id",
            "name",
            unique=True,
            postgresql_where=text("gone_at IS NULL"),
        ),
        UniqueConstraint("tenant_id", "wecom_id"),
    )

    group_id: Mapped[UUID]
    name: Mapped[str]
    wecom_id: Mapped[str | None]
    told_name: Mapped[str | None]
    named_at: Mapped[datetime | None]
    position: Mapped[int] = mapped_column(default=0)
    gone_at: Mapped[datetime | None]
    refusal: Mapped[int | None]


class TagReading(TenantModel):
    """When the library was read that we took over last, in real time."""

    __tablename__ = "tag_readings"
    __table_args__ = (UniqueConstraint("tenant_id"),)

    read_at: Mapped[datetime]


class TagAssignment(TenantModel):
    """A tag on a person, and where it came from; with `until` it ends by itself."""

    __tablename__ = "tag_assignments"
    __table_args__ = (
        UniqueConstraint("tenant_id", "customer_id", "tag_id"),
        Index("ix_tag_assignments_tag", "tag_id", "customer_id"),
        Index("ix_tag_assignments_until", "until", postgresql_where=text("until IS NOT NULL")),
        Index(
            "ix_tag_assignments_batch",
            "tag_batch_id",
            postgresql_where=text("tag_batch_id IS NOT NULL"),
        ),
    )

    customer_id: Mapped[UUID]
    tag_id: Mapped[UUID]
    source: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]
    until: Mapped[datetime | None]
    in_wecom: Mapped[bool] = mapped_column(default=False)
    tag_batch_id: Mapped[UUID | None]


class TagBatch(TenantModel):
    """One act of tagging or untagging many people, done a portion at a time.

    `reached` is the last place done, written in the commit of what was done.
    """

    __tablename__ = "tag_batches"
    __table_args__ = (
        Index("ix_tag_batches_made", "tenant_id", "created_at"),
        Index(
            "uq_tag_batches_undoes",
            "undoes_id",
            unique=True,
            postgresql_where=text("undoes_id IS NOT NULL"),
        ),
    )

    act: Mapped[str] = mapped_column(default="tag")
    tag_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    until: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(default="waiting")
    total: Mapped[int]
    reached: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict)
    actor: Mapped[str]
    undoes_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class TagBatchRow(TenantModel):
    """What became of one person in a batch; `before` is what an undo gives back."""

    __tablename__ = "tag_batch_rows"
    __table_args__ = (
        UniqueConstraint("tag_batch_id", "place"),
        Index("ix_tag_batch_rows_customer", "customer_id", "tag_batch_id"),
    )

    tag_batch_id: Mapped[UUID]
    place: Mapped[int]
    customer_id: Mapped[UUID]
    result: Mapped[str | None]
    wecom: Mapped[str | None]
    refusal: Mapped[int | None]
    before: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB)

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return known_to(cls.customer_id, reach)
