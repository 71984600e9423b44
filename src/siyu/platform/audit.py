"""The trail of every change that matters: who, what, before, after."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from siyu.platform.database import TenantModel

SECRET_WORDS = ("secret", "password", "token", "aes_key", "phone", "email")


class AuditEntry(TenantModel):
    """One change, never altered. Secrets and contact points are named, never shown."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_tenant_at", "tenant_id", "at"),)

    at: Mapped[datetime]
    actor: Mapped[str]
    what: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[str]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


def readable(values: dict[str, Any] | None) -> dict[str, Any] | None:
    """`values` as JSON with what is secret hidden: that it changed stays visible, not to what."""
    if values is None:
        return None
    return {key: _shown(key, value) for key, value in values.items()}


def _shown(key: str, value: object) -> object:
    if value is not None and any(word in key for word in SECRET_WORDS):
        return "•••"
    match value:
        case None | bool() | int() | float() | str():
            return value
        case dict():
            return {str(name): _shown(str(name), inner) for name, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_shown(key, inner) for inner in value]
        case UUID() | datetime():
            return str(value)
    return str(value)
