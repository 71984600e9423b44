"""Endpoints, what is on its way to them, and every try."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from siyu.channels.webhook.shapes import Answer
from siyu.messaging.models import choice
from siyu.messaging.webhooks.outcomes import SwitchedOff, WebhookOutcome
from siyu.platform.access import Reach
from siyu.platform.database import TenantModel


class WebhookEndpoint(TenantModel):
    """A receiver. What was settled in the log up to (`from_xid`, `from_id`) is not sent to it.

    `previous_until`, until when the secret before this one also signs, and `failing_since` are
    real time.
    """

    __tablename__ = "webhook_endpoints"

    url: Mapped[str]
    description: Mapped[str]
    events: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    secret_sealed: Mapped[bytes]
    previous_secret_sealed: Mapped[bytes | None]
    previous_until: Mapped[datetime | None]
    enabled: Mapped[bool] = mapped_column(default=True)
    switched_off: Mapped[SwitchedOff | None] = mapped_column(choice(SwitchedOff))
    switched_off_at: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    from_xid: Mapped[int] = mapped_column(BigInteger)
    from_id: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime]

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        """Webhooks carry the whole brand's events; who sees a part of it sees none."""
        return false()


class WebhookDelivery(TenantModel):
    """One event for one endpoint; `body` is what is posted, to the byte.

    `due_at` (next try, or the end of a claim), `enqueued_at` and `done_at` are real time.
    """

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        UniqueConstraint("endpoint_id", "message_id"),
        Index(
            "ix_webhook_deliveries_due",
            "endpoint_id",
            "due_at",
            postgresql_where=text("outcome = 'waiting'"),
        ),
        Index("ix_webhook_deliveries_tenant_enqueued", "tenant_id", "enqueued_at", "id"),
        Index("ix_webhook_deliveries_enqueued", "enqueued_at"),
    )

    endpoint_id: Mapped[UUID] = mapped_column(
        ForeignKey("webhook_endpoints.id", ondelete="CASCADE")
    )
    message_id: Mapped[str]
    event: Mapped[str]
    body: Mapped[str]
    happened_at: Mapped[datetime]
    enqueued_at: Mapped[datetime]
    outcome: Mapped[WebhookOutcome] = mapped_column(
        choice(WebhookOutcome), default=WebhookOutcome.WAITING
    )
    answer: Mapped[Answer | None] = mapped_column(choice(Answer))
    claim: Mapped[UUID | None]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    replays: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        """As of its endpoint."""
        return false()


class WebhookTry(TenantModel):
    """One post and its answer: at most 2 KB of it, in plain text, for it is the receiver's."""

    __tablename__ = "webhook_tries"
    __table_args__ = (Index("ix_webhook_tries_delivery", "delivery_id", "at"),)

    delivery_id: Mapped[UUID] = mapped_column(
        ForeignKey("webhook_deliveries.id", ondelete="CASCADE")
    )
    at: Mapped[datetime]
    answer: Mapped[Answer] = mapped_column(choice(Answer))
    status: Mapped[int | None]
    milliseconds: Mapped[int]
    text: Mapped[str]
