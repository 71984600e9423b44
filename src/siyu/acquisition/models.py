"""The rows of acquisition."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    Uuid,
    exists,
    or_,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from siyu.acquisition.rules.channels import Channel
from siyu.acquisition.rules.welcome import Level
from siyu.platform.access import Reach
from siyu.platform.database import TenantModel


class LiveCode(TenantModel):
    """A live code. `plan` is what people saved, in the form of `plans`.

    Three layers, each written by one hand: what people want (`plan` …), what that means now
    (`duty_*`, `wanted_*`, by the loop's reckoning), and what stands in WeCom (`live_*`, only after
    WeCom said so). `stale` says that the last two differ. `lease_*`, `retry_at` and
    `creating_since` are real time.
    """

    __tablename__ = "live_codes"
    __table_args__ = (
        UniqueConstraint("tenant_id", "wecom_state"),
        Index("ix_live_codes_due", "next_change_at"),
        Index("ix_live_codes_staff", "staff_ids", postgresql_using="gin"),
    )

    name: Mapped[str]
    node_id: Mapped[UUID | None]
    source_id: Mapped[UUID | None]
    paused: Mapped[bool] = mapped_column(default=False)
    plan: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    staff_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), default=list)
    tag_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), default=list)
    remark_pattern: Mapped[str | None]
    nickname_blocklist: Mapped[list[str]] = mapped_column(ARRAY(String), default=list)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    added_total: Mapped[int] = mapped_column(default=0)
    last_staff_id: Mapped[UUID | None]

    dirty: Mapped[bool] = mapped_column(default=True)
    next_change_at: Mapped[datetime | None]
    duty_state: Mapped[str | None]
    duty_by: Mapped[str | None]
    duty_reason: Mapped[str | None]
    duty_staff_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), default=list)
    duty_since: Mapped[datetime | None]
    duty_until: Mapped[datetime | None]
    wanted_userids: Mapped[list[str]] = mapped_column(ARRAY(String), default=list)
    wanted_skip_verify: Mapped[bool] = mapped_column(default=True)

    wecom_state: Mapped[str] = mapped_column(String(30))
    config_id: Mapped[str | None]
    qr_url: Mapped[str | None]
    qr_picture: Mapped[bytes | None] = mapped_column(deferred=True)
    qr_media_type: Mapped[str | None]
    live_userids: Mapped[list[str]] = mapped_column(ARRAY(String), default=list)
    live_skip_verify: Mapped[bool | None]
    published_at: Mapped[datetime | None]

    stale: Mapped[bool] = mapped_column(default=False)
    lease_key: Mapped[UUID | None]
    lease_until: Mapped[datetime | None]
    retry_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    creating_since: Mapped[datetime | None]
    problem: Mapped[dict[str, Any] | None] = mapped_column(JSONB)

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        """Codes of one's nodes, and those one's staff stand on."""
        own = cls.staff_ids.overlap(list(reach.staff_ids or ()))
        return or_(cls.node_id.in_(reach.node_ids or ()), own)


class LiveCodeAdd(TenantModel):
    """One friend who came through a live code, and their places in the count. Never altered.

    `day` is the tenant's own. The three places are counted under the lock of the code, from 1,
    without gaps: the last place is the count.
    """

    __tablename__ = "live_code_adds"
    __table_args__ = (
        UniqueConstraint("relation_id", "n"),
        UniqueConstraint("relation_id", "added_at"),
        UniqueConstraint("live_code_id", "place"),
        UniqueConstraint("live_code_id", "staff_id", "place_of_staff"),
        UniqueConstraint("live_code_id", "staff_id", "day", "place_of_staff_day"),
        Index("ix_live_code_adds_day", "tenant_id", "day", "staff_id"),
        Index("ix_live_code_adds_code_day", "live_code_id", "day"),
    )

    live_code_id: Mapped[UUID]
    n: Mapped[int]
    customer_id: Mapped[UUID] = mapped_column(index=True)
    relation_id: Mapped[UUID]
    staff_id: Mapped[UUID]
    added_at: Mapped[datetime]
    day: Mapped[date]
    place: Mapped[int]
    place_of_staff: Mapped[int]
    place_of_staff_day: Mapped[int]
    over_cap: Mapped[bool]
    again: Mapped[bool]

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return cls.staff_id.in_(reach.staff_ids or ())


class LiveCodeEnd(TenantModel):
    """What later became of a friend who came through a live code: welcomed, or lost. Once each."""

    __tablename__ = "live_code_ends"
    __table_args__ = (
        UniqueConstraint("live_code_id", "relation_id", "what", "happened_at"),
        Index("ix_live_code_ends_code_day", "live_code_id", "day"),
    )

    live_code_id: Mapped[UUID]
    customer_id: Mapped[UUID] = mapped_column(index=True)
    relation_id: Mapped[UUID]
    staff_id: Mapped[UUID]
    what: Mapped[str]
    day: Mapped[date]
    happened_at: Mapped[datetime]

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return cls.staff_id.in_(reach.staff_ids or ())


class WelcomeRule(TenantModel):
    """A welcome and when it greets; an empty scope is everyone."""

    __tablename__ = "welcome_rules"

    name: Mapped[str]
    level: Mapped[str] = mapped_column(default=Level.DEFAULT)
    active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)
    live_code_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), default=list)
    node_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), default=list)
    staff_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), default=list)
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    weekdays: Mapped[list[int]] = mapped_column(JSONB, default=list)
    starts: Mapped[time | None]
    ends: Mapped[time | None]
    text: Mapped[str]
    links: Mapped[list[dict[str, str]]] = mapped_column(JSONB, default=list)
    marks: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    sent_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        """Rules for one's stores and staff; those for everyone are read, not held."""
        nodes, staff = list(reach.node_ids or ()), list(reach.staff_ids or ())
        return or_(cls.node_ids.overlap(nodes), cls.staff_ids.overlap(staff))


class Source(TenantModel):
    """Where customers come from: a node in the tree of channels, perhaps a store's own.

    `mark` is its word in links, by which it is known again (`utm_campaign`).
    """

    __tablename__ = "sources"
    __table_args__ = (
        UniqueConstraint("tenant_id", "mark"),
        UniqueConstraint("tenant_id", "under_id", "name", postgresql_nulls_not_distinct=True),
        Index("ix_sources_node", "tenant_id", "node_id"),
    )

    name: Mapped[str]
    channel: Mapped[str] = mapped_column(default=Channel.OTHER)
    under_id: Mapped[UUID | None] = mapped_column(ForeignKey("sources.id"))
    node_id: Mapped[UUID | None]
    mark: Mapped[str]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return cls.node_id.in_(reach.node_ids or ())


class SourceCost(TenantModel):
    """What a source cost on one day, for one purpose, in minor units. Corrected in its place."""

    __tablename__ = "source_costs"
    __table_args__ = (
        UniqueConstraint("source_id", "day", "spent_on"),
        Index("ix_source_costs_day", "tenant_id", "day"),
    )

    source_id: Mapped[UUID] = mapped_column(ForeignKey("sources.id"))
    day: Mapped[date]
    spent_on: Mapped[str]
    amount: Mapped[int] = mapped_column(BigInteger)
    simulated: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return exists().where(Source.id == cls.source_id, Source.within(reach))


class Arrival(TenantModel):
    """One time a customer came, and by which source, if that is known.

    The earliest of a customer decides which source won them; later ones are kept and change
    nothing. `key` is what cannot be told twice. An arrival by a code that had no source yet
    takes the first its code gets.
    """

    __tablename__ = "arrivals"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        Index("ix_arrivals_customer", "tenant_id", "customer_id", "at"),
        Index("ix_arrivals_at", "tenant_id", "at"),
        Index("ix_arrivals_live_code", "live_code_id"),
    )

    customer_id: Mapped[UUID]
    source_id: Mapped[UUID | None]
    how: Mapped[str]
    at: Mapped[datetime]
    relation_id: Mapped[UUID | None]
    staff_id: Mapped[UUID | None]
    live_code_id: Mapped[UUID | None]
    key: Mapped[str]

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return cls.staff_id.in_(reach.staff_ids or ())


class ShortLink(TenantModel):
    """A short address that leads to `target`, and says by which source."""

    __tablename__ = "short_links"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    source_id: Mapped[UUID] = mapped_column(ForeignKey("sources.id"), index=True)
    target: Mapped[str]
    term: Mapped[str | None]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return exists().where(Source.id == cls.source_id, Source.within(reach))


class LinkVisit(TenantModel):
    """One click on a short link: when, and whether a person's. Nothing else of who it was."""

    __tablename__ = "link_visits"
    __table_args__ = (Index("ix_link_visits_link", "short_link_id", "at"),)

    short_link_id: Mapped[UUID]
    at: Mapped[datetime]
    seen_as: Mapped[str]


class Partner(TenantModel):
    """A brand or blogger one works with, the agreement, and the source their customers come by."""

    __tablename__ = "partners"

    name: Mapped[str]
    source_id: Mapped[UUID] = mapped_column(ForeignKey("sources.id"), index=True)
    agreed_from: Mapped[date | None]
    agreed_until: Mapped[date | None]
    terms: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return exists().where(Source.id == cls.source_id, Source.within(reach))
