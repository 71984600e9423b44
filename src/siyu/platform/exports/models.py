"""The rows of exports: the log, which outlives the files."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from siyu.kit.choices import Choice
from siyu.platform.database import TenantModel


class ExportState(Choice):
    """How far an export is."""

    WRITING = "writing", "Being written", "生成中"
    READY = "ready", "Ready", "可下载"
    FAILED = "failed", "Failed", "失败"
    GONE = "gone", "Deleted", "已删除"


class FileFormat(Choice):
    """What a file can be."""

    CSV = "csv", "CSV", "CSV"
    XLSX = "xlsx", "Excel", "Excel"
    SAV = "sav", "SPSS", "SPSS"


class ExportRun(TenantModel):
    """One export. `filter` is sealed JSON: it may hold a name that was searched for."""

    __tablename__ = "export_runs"
    __table_args__ = (Index("ix_export_runs_asked", "tenant_id", "asked_at", "id"),)

    export: Mapped[str]
    format: Mapped[str]
    columns: Mapped[list[str]] = mapped_column(ARRAY(String))
    filter: Mapped[bytes]
    filtered_by: Mapped[list[str]] = mapped_column(ARRAY(String))
    whole: Mapped[bool]
    state: Mapped[str]
    actor: Mapped[str]
    reach: Mapped[dict[str, list[str]] | None] = mapped_column(JSONB(none_as_null=True))
    language: Mapped[str]
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    rows: Mapped[int] = mapped_column(default=0)
    total_rows: Mapped[int | None]
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    fetched: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None]
