"""The rows of intake. What people's files say is sealed, and gone when it is no longer needed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from siyu.kit.choices import Choice
from siyu.platform.database import TenantModel


class ImportState(Choice):
    """How far an import is."""

    UPLOADED = "uploaded", "Uploaded", "已上传"
    CHECKING = "checking", "Being tried", "试运行中"
    CHECKED = "checked", "Tried", "已试运行"
    RUNNING = "running", "Running", "导入中"
    DONE = "done", "Done", "已完成"
    CANCELLED = "cancelled", "Stopped", "已停止"
    FAILED = "failed", "Failed", "失败"
    UNDOING = "undoing", "Being undone", "撤销中"
    UNDONE = "undone", "Undone", "已撤销"


class Import(TenantModel):
    """A file of rows. `position` is the last row of the file that was answered.

    `columns` says which column (from 0) each field is read from. `trial` is sealed: it quotes the
    file.
    """

    __tablename__ = "imports"

    intake: Mapped[str]
    file_name: Mapped[str]
    format: Mapped[str]
    encoding: Mapped[str]
    delimiter: Mapped[str]
    headings: Mapped[list[str]] = mapped_column(ARRAY(String))
    columns: Mapped[dict[str, int]] = mapped_column(JSONB)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str]
    actor: Mapped[str]
    reach: Mapped[dict[str, list[str]] | None] = mapped_column(JSONB(none_as_null=True))
    language: Mapped[str]
    uploaded_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    total_rows: Mapped[int | None]
    trial: Mapped[bytes | None]
    position: Mapped[int] = mapped_column(default=0)
    read_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    taken: Mapped[int] = mapped_column(default=0)
    merged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    given_back: Mapped[int] = mapped_column(default=0)
    kept: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None]
    swept_at: Mapped[datetime | None]

    @property
    def rows(self) -> int:
        return self.taken + self.merged + self.refused


class ImportBatch(TenantModel):
    """A batch that was answered: memos to undo it by, and what it refused; both sealed JSON."""

    __tablename__ = "import_batches"
    __table_args__ = (UniqueConstraint("import_id", "position"),)

    import_id: Mapped[UUID]
    position: Mapped[int]
    memos: Mapped[bytes | None]
    refusals: Mapped[bytes | None]
    undone: Mapped[bool] = mapped_column(default=False)
    kept: Mapped[bytes | None]
