"""The rows of profiles: the fields a brand defines, and what is known of each person."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Enum, Index, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from siyu.kit.choices import Choice
from siyu.platform.database import TenantModel


class FieldKind(Choice):
    """What the values of a field are."""

    TEXT = "text", "Text", "文本"
    NUMBER = "number", "Number", "数字"
    DATE = "date", "Date", "日期"
    YES_NO = "yes_no", "Yes or no", "是/否"
    ONE = "one", "One choice", "单选"
    SEVERAL = "several", "Several choices", "多选"


class CustomField(TenantModel):
    """A property of customers as a brand defines it. `key` and, once filled, `holds` stand."""

    __tablename__ = "custom_fields"
    __table_args__ = (UniqueConstraint("tenant_id", "key"),)

    key: Mapped[str]
    title_en: Mapped[str]
    title_zh: Mapped[str]
    holds: Mapped[FieldKind] = mapped_column(
        Enum(FieldKind, native_enum=False, length=32, values_callable=list)
    )
    choices: Mapped[list[str]] = mapped_column(ARRAY(String), default=list)
    sealed: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]


class ProfileValue(TenantModel):
    """One thing known of a person, who said it and when; a new word is a new row.

    `key` says what it is: `birthday`, `anniversary:` and its name, `preferred_store`,
    `preferred_adviser`, `moved_by`, `custom:` and a field's id. What is personal stands in
    `sealed` alone. Of a day `next_on` is when it comes next, without its year.
    """

    __tablename__ = "profile_values"
    __table_args__ = (
        UniqueConstraint("customer_id", "key"),
        Index("ix_profile_values_key", "tenant_id", "key", "value"),
        Index(
            "ix_profile_values_next",
            "tenant_id",
            "next_on",
            "key",
            postgresql_where=text("next_on IS NOT NULL"),
        ),
    )

    customer_id: Mapped[UUID]
    key: Mapped[str]
    value: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    sealed: Mapped[bytes | None]
    next_on: Mapped[date | None]
    source: Mapped[str]
    at: Mapped[datetime]
