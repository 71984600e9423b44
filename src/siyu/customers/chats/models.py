"""The rows of chats."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Enum, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from siyu.customers.chats.rules import Direction, NotKept
from siyu.platform.access import Reach
from siyu.platform.database import TenantModel

USUAL_RETENTION_DAYS = 180


class ChatMessage(TenantModel):
    """A text that was written, sealed; once under the key of the archive that brought it.

    `identity_id` is the customer's account that wrote or got it.
    """

    __tablename__ = "chat_messages"
    __table_args__ = (
        UniqueConstraint("tenant_id", "source", "source_key"),
        Index("ix_chat_messages_customer", "tenant_id", "customer_id", "said_at", "id"),
        Index("ix_chat_messages_kept_until", "tenant_id", "kept_until"),
    )

    tenant_id: Mapped[UUID] = mapped_column()
    customer_id: Mapped[UUID]
    identity_id: Mapped[UUID]
    staff_id: Mapped[UUID | None]
    direction: Mapped[Direction] = mapped_column(
        Enum(Direction, native_enum=False, length=16, values_callable=list)
    )
    said_at: Mapped[datetime]
    text: Mapped[bytes]
    source: Mapped[str]
    source_key: Mapped[str]
    kept_until: Mapped[datetime]

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        """Those written to or by staff within reach."""
        return cls.staff_id.in_(reach.staff_ids or frozenset())


class ChatRefusal(TenantModel):
    """That a message came and was not kept: the blind mark of its key, and why.

    `customer_id` is whose it was, where that is known.
    """

    __tablename__ = "chat_refusals"
    __table_args__ = (
        UniqueConstraint("tenant_id", "mark"),
        Index("ix_chat_refusals_customer", "tenant_id", "customer_id"),
        Index("ix_chat_refusals_forgotten_at", "tenant_id", "forgotten_at"),
    )

    tenant_id: Mapped[UUID] = mapped_column()
    customer_id: Mapped[UUID | None]
    mark: Mapped[bytes]
    reason: Mapped[NotKept] = mapped_column(
        Enum(NotKept, native_enum=False, length=32, values_callable=list)
    )
    forgotten_at: Mapped[datetime]


class ChatArchive(TenantModel):
    """How a brand keeps chats, and when it last got any."""

    __tablename__ = "chat_archives"
    __table_args__ = (UniqueConstraint("tenant_id"),)

    tenant_id: Mapped[UUID] = mapped_column()
    retention_days: Mapped[int] = mapped_column(default=USUAL_RETENTION_DAYS)
    last_came_at: Mapped[datetime | None]
    last_kept_at: Mapped[datetime | None]
