"""The connection, the tokens and the callbacks received. All secrets are sealed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from siyu.platform.clock import real_now
from siyu.platform.database import TenantModel


class WecomConnection(TenantModel):
    """A tenant's self-built app, one per tenant.

    `previous_aes_key_sealed` opens what came in before the key was changed.
    """

    __tablename__ = "wecom_connections"
    __table_args__ = (UniqueConstraint("tenant_id"),)

    corp_id: Mapped[str]
    agent_id: Mapped[int]
    base_url: Mapped[str]
    secret_sealed: Mapped[bytes]
    callback_token_sealed: Mapped[bytes]
    aes_key_sealed: Mapped[bytes]
    previous_aes_key_sealed: Mapped[bytes | None]
    state: Mapped[str]
    connected_at: Mapped[datetime]


class WecomToken(TenantModel):
    """A token or ticket that all processes share, and the lease of who fetches it.

    `mark` is a blind mark of corp id and secret, so a changed secret begins anew. `expires_at`,
    `lease_until` and `refused_until` are real time: WeCom counts them, not the demo's clock.
    """

    __tablename__ = "wecom_tokens"
    __table_args__ = (UniqueConstraint("tenant_id", "mark", "kind"),)

    mark: Mapped[bytes]
    kind: Mapped[str]
    value_sealed: Mapped[bytes | None]
    expires_at: Mapped[datetime | None]
    lease: Mapped[UUID | None]
    lease_until: Mapped[datetime | None]
    refused_until: Mapped[datetime | None]
    refused_errcode: Mapped[int | None]


class Inbound(TenantModel):
    """A callback as it came, once per connection; `ciphertext` opens with the connection's key.

    `state` is waiting, done, ignored or dead. `lease_until`, `next_try_at` and `arrived_at` are
    real time: a welcome code lives for twenty seconds of it. `about` is the blind mark of the
    customer it speaks of, empty for none, unknown until it was opened.
    """

    __tablename__ = "wecom_inbound"
    __table_args__ = (
        UniqueConstraint("connection_id", "key"),
        Index("ix_wecom_inbound_due", "next_try_at", postgresql_where=text("state = 'waiting'")),
        Index("ix_wecom_inbound_tenant_received", "tenant_id", "received_at", "id"),
        Index("ix_wecom_inbound_about", "tenant_id", "about"),
    )

    connection_id: Mapped[UUID] = mapped_column(ForeignKey("wecom_connections.id"))
    key: Mapped[str]
    event: Mapped[str]
    change: Mapped[str]
    ciphertext: Mapped[str]
    received_at: Mapped[datetime]
    arrived_at: Mapped[datetime] = mapped_column(default=real_now)
    state: Mapped[str]
    next_try_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    lease: Mapped[UUID | None]
    lease_until: Mapped[datetime | None]
    error: Mapped[str | None]
    done_at: Mapped[datetime | None]
    about: Mapped[bytes | None]
