"""Exports on the wire."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from siyu.platform.exports.models import ExportState, FileFormat


class ExportColumnOut(BaseModel):
    """A column a list has; a sealed one is masked for those without the right."""

    name: str
    title: str
    kind: str
    sealed: bool
    masked: bool


class ExportListOut(BaseModel):
    """A list that this reader may take away."""

    name: str
    title: str
    columns: list[ExportColumnOut]


class ExportAsked(BaseModel):
    """A list as a file; no columns means all. `filter` is that of the list's own page."""

    export: Annotated[str, Field(max_length=100)]
    format: FileFormat = FileFormat.CSV
    columns: Annotated[list[str], Field(max_length=500)] = []
    filter: dict[str, Any] = {}


class ExportRunOut(BaseModel):
    """An export as the log has it; `mine` may be fetched while it is ready."""

    id: UUID
    export: str
    export_title: str
    format: FileFormat | str
    columns: list[str]
    column_titles: list[str]
    filter: dict[str, Any]
    state: ExportState | str
    state_words: str
    actor: str
    actor_words: str
    mine: bool
    masked: bool
    asked_at: datetime
    ended_at: datetime | None
    rows: int
    total_rows: int | None
    size_bytes: int | None
    fetched: int
    problem: str | None
    deleted_after: datetime


class ExportRunsOut(BaseModel):
    items: list[ExportRunOut]
    next_cursor: str | None
