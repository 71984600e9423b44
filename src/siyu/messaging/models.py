"""The rows of what leaves."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Enum,
    Index,
    LargeBinary,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PgUuid
from sqlalchemy.orm import Mapped, mapped_column

from siyu.messaging.reasons import Outcome, Purpose, Reason, State
from siyu.platform.access import Reach
from siyu.platform.database import TenantModel


def choice(kind: type[StrEnum]) -> Enum:
    """A column that holds one of a few values, as text."""
    return Enum(
        kind, native_enum=False, length=32, values_callable=lambda all: [one.value for one in all]
    )


class Delivery(TenantModel):
    """One message and what became of it.

    `claimed_at` and `done_at` are shown time; `due_at` (when a worker looks at it next: at once,
    at the next try, or when the lease of a hand-off ends), `handed_off_at` (first hand-off),
    `expires_at` are real time. `content` is sealed.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        CheckConstraint("(state = 'done') = (reason IS NOT NULL)", name="done_has_a_reason"),
        Index("ix_deliveries_due", "due_at", postgresql_where=text("state <> 'done'")),
        Index("ix_deliveries_tenant_claimed", "tenant_id", "claimed_at", "id"),
        Index("ix_deliveries_customer", "customer_id"),
        Index("ix_deliveries_relation", "relation_id"),
    )

    key: Mapped[str]
    purpose: Mapped[Purpose] = mapped_column(choice(Purpose))
    channel: Mapped[str]
    customer_id: Mapped[UUID | None]
    staff_id: Mapped[UUID | None]
    to_staff_ids: Mapped[list[UUID]] = mapped_column(ARRAY(PgUuid(as_uuid=True)))
    relation_id: Mapped[UUID | None]
    inbound_id: Mapped[UUID | None]
    rule_id: Mapped[UUID | None]
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[State] = mapped_column(choice(State))
    outcome: Mapped[Outcome | None] = mapped_column(choice(Outcome))
    reason: Mapped[Reason | None] = mapped_column(choice(Reason))
    doubt: Mapped[Reason | None] = mapped_column(choice(Reason))
    may_have_left: Mapped[bool]
    attempts: Mapped[int]
    errcode: Mapped[int | None]
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    handed_off_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        """A manager and a clerk see what went out in the name of their staff."""
        return cls.staff_id.in_(reach.staff_ids or frozenset())
