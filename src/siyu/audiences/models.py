"""The rows of audiences."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FetchedValue,
    Identity,
    Index,
    Integer,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from siyu.customers import service as customers
from siyu.platform.access import Reach
from siyu.platform.database import Base, TenantModel


class Portrait(TenantModel):
    """What conditions know of a person, as it is now; its id is the person's.

    `fields` holds keys, numbers, instants and whether a text is there, never the text. `segments`
    are the numbers of the live segments they are in. Nothing about them changes by itself before
    `due_at`. `evaluated` is the round (see Round) in which all that concerned them was decided.
    """

    __tablename__ = "portraits"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        Index("ix_portraits_segments", "segments", postgresql_using="gin"),
        Index("ix_portraits_due", "due_at", postgresql_where=text("due_at IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column("customer_id", primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column()
    number: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column(BigInteger)
    gone: Mapped[bool]
    fields: Mapped[dict[str, Any]] = mapped_column(JSONB)
    segments: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    evaluated: Mapped[int] = mapped_column(BigInteger)
    due_at: Mapped[datetime | None]

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        """Those of customers one sees."""
        return customers.known_to(cls.id, reach)


class PortraitChange(Base):
    """What fields of a portrait were before `at`; None for one that was not set.

    A position like the log's: what carries portraits elsewhere reads it by cursor.
    """

    __tablename__ = "portrait_changes"
    __table_args__ = (Index("ix_portrait_changes_customer", "customer_id", "at"),)

    xid: Mapped[int] = mapped_column(
        BigInteger, FetchedValue(), server_default=text("(pg_current_xact_id()::text)::bigint"),
        primary_key=True,
    )  # fmt: skip
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    tenant_id: Mapped[UUID]
    customer_id: Mapped[UUID]
    at: Mapped[datetime]
    before: Mapped[dict[str, Any]] = mapped_column(JSONB)


class Round(Base):
    """Counts the decisions about a brand's people, one batch at a time: whoever decides holds it.

    A segment that begins to be live takes a round too, so each decision is known to be of before
    it or of after it.
    """

    __tablename__ = "audience_rounds"

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    round: Mapped[int] = mapped_column(BigInteger)


class Segment(TenantModel):
    """A set of people by what is true of them. `number` is what portraits know it by.

    `state` is off, filling or live. `since_round` is the round from which on its present
    definition is decided. `use` says for whom it is kept: people, a tag rule, a ladder.
    """

    __tablename__ = "segments"
    __table_args__ = (
        UniqueConstraint("number"),
        Index(
            "uq_segments_name",
            "tenant_id",
            "name",
            unique=True,
            postgresql_where=text("gone_at IS NULL AND use = 'people'"),
        ),
    )

    number: Mapped[int] = mapped_column(Integer, Identity())
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    use: Mapped[str] = mapped_column(default="people")
    definition: Mapped[dict[str, Any]] = mapped_column(JSONB)
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(default="off")
    since_round: Mapped[int] = mapped_column(BigInteger, default=0)
    members: Mapped[int] = mapped_column(BigInteger, default=0)
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]
    gone_at: Mapped[datetime | None]


class SegmentVersion(TenantModel):
    """What a segment was defined as, once and for all."""

    __tablename__ = "segment_versions"
    __table_args__ = (UniqueConstraint("segment_id", "version"),)

    segment_id: Mapped[UUID]
    version: Mapped[int]
    definition: Mapped[dict[str, Any]] = mapped_column(JSONB)
    at: Mapped[datetime]
    actor: Mapped[str]


class SegmentProof(TenantModel):
    """One comparison of who is in a segment with what the warehouse finds, over everyone.

    `missing` are in by the warehouse alone, `extra` by the portraits alone; `examples` are the
    numbers of some of either.
    """

    __tablename__ = "segment_proofs"
    __table_args__ = (Index("ix_segment_proofs_segment", "segment_id", "at"),)

    segment_id: Mapped[UUID]
    at: Mapped[datetime]
    everyone: Mapped[int] = mapped_column(BigInteger)
    members: Mapped[int] = mapped_column(BigInteger)
    missing: Mapped[int] = mapped_column(BigInteger)
    extra: Mapped[int] = mapped_column(BigInteger)
    examples: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    took_ms: Mapped[int]


class Cut(TenantModel):
    """Where the top or the bottom of everybody by a value ends; drawn anew each night."""

    __tablename__ = "audience_cuts"
    __table_args__ = (UniqueConstraint("tenant_id", "key"),)

    key: Mapped[str]
    value: Mapped[float | None]
    number: Mapped[int | None] = mapped_column(BigInteger)
    people: Mapped[int] = mapped_column(BigInteger)
    drawn_at: Mapped[datetime]


class TagRule(TenantModel):
    """Gives a tag to who comes into a segment, and takes it off who leaves, if asked.

    `segment_id` is a segment of the brand's, or one that is kept for this rule alone; a rule by
    `words` of a chat has none.
    """

    __tablename__ = "tag_rules"
    __table_args__ = (
        Index("ix_tag_rules_segment", "segment_id"),
        Index("ix_tag_rules_tag", "tenant_id", "tag_id"),
    )

    name: Mapped[str]
    kind: Mapped[str]
    segment_id: Mapped[UUID | None]
    words: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    tag_id: Mapped[UUID]
    expires_after_days: Mapped[int | None]
    ends_when_left: Mapped[bool]
    enabled: Mapped[bool] = mapped_column(default=True)
    given: Mapped[int] = mapped_column(BigInteger, default=0)
    taken: Mapped[int] = mapped_column(BigInteger, default=0)
    last_at: Mapped[datetime | None]
    made_at: Mapped[datetime]
    made_by: Mapped[str]


class LadderStep(TenantModel):
    """A step of a ladder (stages, value classes): who meets its segment and none before it."""

    __tablename__ = "ladder_steps"
    __table_args__ = (UniqueConstraint("tenant_id", "ladder", "key"),)

    ladder: Mapped[str]
    key: Mapped[str]
    place: Mapped[int]
    segment_id: Mapped[UUID]


class PeopleList(TenantModel):
    """People written down once; `people` is how many there were then."""

    __tablename__ = "people_lists"

    name: Mapped[str]
    people: Mapped[int] = mapped_column(BigInteger)
    made_at: Mapped[datetime]
    made_by: Mapped[str]


class ListedPerson(TenantModel):
    """Somebody on a list."""

    __tablename__ = "listed_people"
    __table_args__ = (UniqueConstraint("customer_id", "list_id"),)

    list_id: Mapped[UUID] = mapped_column(index=True)
    customer_id: Mapped[UUID]
