"""Sites, what stands on them, and who came by."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ARRAY, TEXT, Enum, ForeignKey, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from siyu.insight.tracking.outcomes import ConsentMode, HitKind, HitOutcome, NameKind
from siyu.platform.database import TenantModel


def choice(kind: type[StrEnum]) -> Enum:
    """A column that holds one of a few values, as text."""
    return Enum(
        kind,
        native_enum=False,
        length=32,
        values_callable=lambda values: [str(one.value) for one in values],
    )


class Site(TenantModel):
    """Pages that tell us what happens on them. `key` is public; the secret signs who is whom."""

    __tablename__ = "sites"
    __table_args__ = (
        Index("uq_sites_key", "key", unique=True),
        Index(
            "uq_sites_name",
            "tenant_id",
            "name",
            unique=True,
            postgresql_where=text("removed_at IS NULL"),
        ),
    )

    name: Mapped[str]
    key: Mapped[str]
    secret_sealed: Mapped[bytes]
    origins: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    consent: Mapped[ConsentMode] = mapped_column(choice(ConsentMode))
    gap_minutes: Mapped[int] = mapped_column(SmallInteger, default=30)
    collapse_ids: Mapped[bool] = mapped_column(default=True)
    outbound: Mapped[bool] = mapped_column(default=False)
    respect_signals: Mapped[bool] = mapped_column(default=True)
    enabled: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class SiteName(TenantModel):
    """What a page, an element or a property is called on a site. At most so many of a kind."""

    __tablename__ = "site_names"
    __table_args__ = (UniqueConstraint("site_id", "kind", "name"),)

    site_id: Mapped[UUID]
    kind: Mapped[NameKind] = mapped_column(choice(NameKind))
    name: Mapped[str]


class SiteTouch(TenantModel):
    """What a visit came by: campaign, code, network of the clicked ad, host of the page before.

    Empty where nothing was said. `code` is a channel state or the code of a short link.
    """

    __tablename__ = "site_touches"
    __table_args__ = (
        UniqueConstraint(
            "site_id",
            "source",
            "medium",
            "campaign",
            "term",
            "content",
            "code",
            "ad",
            "referrer",
            name="uq_site_touches_whole",
        ),
    )

    site_id: Mapped[UUID]
    source: Mapped[str]
    medium: Mapped[str]
    campaign: Mapped[str]
    term: Mapped[str]
    content: Mapped[str]
    code: Mapped[str]
    ad: Mapped[str]
    referrer: Mapped[str]


class SiteVisitor(TenantModel):
    """A browser. `mark` is the blind index of the id it keeps; without one it cannot come again.

    `identity_id` is the account it was recognised by. The log holds `id`, never what the browser
    keeps: forgotten, it comes back as somebody new.
    """

    __tablename__ = "site_visitors"
    __table_args__ = (
        Index(
            "uq_site_visitors_mark",
            "site_id",
            "mark",
            unique=True,
            postgresql_where=text("mark IS NOT NULL"),
        ),
        Index(
            "ix_site_visitors_customer",
            "customer_id",
            postgresql_where=text("customer_id IS NOT NULL"),
        ),
        Index("ix_site_visitors_seen", "seen_at"),
    )

    site_id: Mapped[UUID]
    mark: Mapped[bytes | None]
    customer_id: Mapped[UUID | None]
    identity_id: Mapped[UUID | None]
    recognised_at: Mapped[datetime | None]
    first_seen_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    first_touch_id: Mapped[UUID | None]
    last_touch_id: Mapped[UUID | None]


class SiteVisit(TenantModel):
    """A visit as its browser counts them: `told_id` is the browser's, `id` the log's."""

    __tablename__ = "site_visits"
    __table_args__ = (UniqueConstraint("visitor_id", "told_id"),)

    visitor_id: Mapped[UUID] = mapped_column(ForeignKey("site_visitors.id", ondelete="CASCADE"))
    told_id: Mapped[UUID]
    began_at: Mapped[datetime]
    page_id: Mapped[UUID]
    touch_id: Mapped[UUID | None]
    click_id: Mapped[str | None]


class SiteHit(TenantModel):
    """An event that was told, so that it counts once; `id` is made of the site's and the event's.

    `received_at` is real time: rows go a day after nothing as old is taken any more.
    """

    __tablename__ = "site_hits"
    __table_args__ = (
        Index("ix_site_hits_site", "tenant_id", "site_id", "received_at"),
        Index("ix_site_hits_received", "received_at", postgresql_using="brin"),
    )

    tenant_id: Mapped[UUID] = mapped_column()
    site_id: Mapped[UUID]
    kind: Mapped[HitKind] = mapped_column(choice(HitKind))
    page_id: Mapped[UUID | None]
    named_id: Mapped[UUID | None]
    number: Mapped[float | None]
    is_customer: Mapped[bool]
    happened_at: Mapped[datetime]
    received_at: Mapped[datetime]


class SiteCount(TenantModel):
    """How many events of a day had an outcome; a day's sum is over its shards, which spare two
    requests at once from waiting for each other."""

    __tablename__ = "site_counts"
    __table_args__ = (UniqueConstraint("site_id", "day", "outcome", "shard"),)

    site_id: Mapped[UUID]
    day: Mapped[date]
    outcome: Mapped[HitOutcome] = mapped_column(choice(HitOutcome))
    shard: Mapped[int] = mapped_column(SmallInteger)
    count: Mapped[int] = mapped_column(default=0)
