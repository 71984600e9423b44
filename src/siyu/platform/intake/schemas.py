"""Imports on the wire."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from siyu.platform.intake.models import ImportState


class PlaceOut(BaseModel):
    """A field of an intake: what a column of a file may be."""

    name: str
    title: str
    needed: bool


class IntakeOut(BaseModel):
    """A kind of rows that this reader may bring in."""

    name: str
    title: str
    fields: list[PlaceOut]


class ImportOut(BaseModel):
    """An import in a list. `progress` is 0 to 1 while a job is at it."""

    id: UUID
    intake: str
    intake_title: str
    file_name: str
    state: ImportState | str
    state_words: str
    actor: str
    actor_words: str
    uploaded_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    total_rows: int | None
    progress: float | None
    taken: int
    merged: int
    refused: int
    given_back: int
    kept: int
    problem: str | None
    deleted_after: datetime | None
    can_undo: bool


class ImportsOut(BaseModel):
    items: list[ImportOut]
    next_cursor: str | None


class SampleOut(BaseModel):
    row: int
    cells: list[str]


class ExampleOut(BaseModel):
    row: int
    message: str


class ReasonOut(BaseModel):
    """Why rows would be refused, with the first of them."""

    message: str
    rows: int
    examples: list[ExampleOut]


class ImportTrialOut(BaseModel):
    """What a dry run found."""

    taken: int
    merged: int
    refused: int
    reasons: list[ReasonOut]


class ImportPageOut(ImportOut):
    """One import: how its file is read, what goes where, what a dry run found."""

    format: str
    encoding: str
    delimiter: str
    size_bytes: int
    headings: list[str]
    samples: list[SampleOut]
    fields: list[PlaceOut]
    columns: dict[str, int]
    missing: list[str]
    trial: ImportTrialOut | None
    kept_rows: list[ExampleOut]


class Matching(BaseModel):
    """Which column, from 0, each field is read from."""

    columns: Annotated[dict[str, int], Field(max_length=500)]


class ReadAs(BaseModel):
    """Another way to read a CSV than was guessed."""

    encoding: Literal["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]
    delimiter: Literal[",", ";", "\t"]
