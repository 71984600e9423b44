"""The rows of insight."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from siyu.platform.database import TenantModel


class Board(TenantModel):
    """A board: tiles of questions, one's own or shared with everyone."""

    __tablename__ = "boards"
    __table_args__ = (UniqueConstraint("tenant_id", "owner_id", "name"),)

    owner_id: Mapped[UUID]
    name: Mapped[str]
    shared: Mapped[bool] = mapped_column(default=True)
    tiles: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class RfmRules(TenantModel):
    """The brand's own RFM groups; without a row the defaults hold."""

    __tablename__ = "rfm_rules"
    __table_args__ = (UniqueConstraint("tenant_id"),)

    groups: Mapped[list[Any]] = mapped_column(JSONB)
    updated_at: Mapped[datetime]
