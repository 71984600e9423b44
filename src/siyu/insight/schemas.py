"""Questions and answers as the API shows them. Money is minor units of the brand's currency."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from siyu.insight.answers import AnyAnswer, AnyQuestion
from siyu.insight.boards import Tile
from siyu.insight.questions import Cell
from siyu.insight.rfm_groups import RfmGroup
from siyu.platform.exports.models import FileFormat
from siyu.platform.http import ProblemOut


class MetricOut(BaseModel):
    """A metric: what it is called and means, its unit, and what it can be broken down by.

    `people_behind` says whether its figures lead to people; `falls` that less of it is better.
    """

    name: str
    title: str
    means: str
    unit: Literal["people", "count", "money", "rate", "days"]
    stage: str | None
    by: list[str]
    events: list[str]
    people_behind: bool
    falls: bool


class ValueChoiceOut(BaseModel):
    """A value and its words."""

    value: str
    title: str


class PropertyOut(BaseModel):
    """A property of an event, and how it can be compared; `noun` is what an id is of."""

    name: str
    kind: Literal["number", "text", "id", "yes_no"]
    ops: list[str]
    choices: list[ValueChoiceOut] | None
    noun: str | None


class AskableEventOut(BaseModel):
    """An event that can be asked about; `by` is what its figures can be broken down by."""

    name: str
    title: str
    is_activity: bool
    properties: list[PropertyOut]
    by: list[str]


class FreshnessOut(BaseModel, from_attributes=True):
    """As of when, how many events were on their way then, and the age of the oldest of them."""

    at: datetime
    waiting_events: int
    behind_seconds: float


class QuestionForm(BaseModel):
    """A question."""

    question: AnyQuestion


class AnswerOut(BaseModel):
    """An answer, what it counts, how fresh it is, the SQL that was run, the words for parts."""

    answer: AnyAnswer
    means: str
    currency: str
    freshness: FreshnessOut
    statements: list[str]
    titles: dict[str, str]


class PeopleForm(BaseModel):
    """A figure of a question's answer, by its cell, and where to read on."""

    question: AnyQuestion
    cell: Cell = Cell()
    cursor: str | None = None
    limit: int = Field(default=50, ge=1, le=200)


class PersonBehindOut(BaseModel, from_attributes=True):
    """Someone behind a figure."""

    number: int
    customer_id: UUID
    name: str


class PeopleBehindOut(BaseModel):
    """A page of the people behind a figure; `total` are those who still are customers, in sight."""

    total: int
    items: list[PersonBehindOut]
    next_cursor: str | None


class BehindForm(BaseModel):
    """The people behind a figure, who are to be a segment."""

    question: AnyQuestion
    cell: Cell = Cell()
    name: str


class SegmentKeptOut(BaseModel):
    """The segment that was made."""

    id: UUID


class FileForm(BaseModel):
    """A question whose answer is wanted as a file."""

    question: AnyQuestion
    format: FileFormat = FileFormat.CSV


class SqlForm(BaseModel):
    """One SELECT over events and people."""

    sql: str = Field(min_length=1, max_length=20_000)


class SqlOut(BaseModel):
    """What a statement found; `cut` says that there was more."""

    columns: list[str]
    rows: list[list[str | int | float | bool | None]]
    cut: bool


class BoardForm(BaseModel):
    """A board as someone wants it."""

    name: str = Field(min_length=1, max_length=100)
    shared: bool = True
    tiles: list[Tile] = Field(default_factory=list, max_length=40)


class BoardOut(BaseModel):
    """A board with its tiles."""

    id: UUID
    name: str
    shared: bool
    mine: bool
    tiles: list[Tile]
    updated_at: datetime


class BoardLine(BaseModel):
    """A board in a list."""

    id: UUID
    name: str
    shared: bool
    mine: bool
    tile_count: int
    updated_at: datetime


class StarterOut(BaseModel):
    """The board a brand begins with; kept nowhere until somebody keeps it."""

    name: str
    tiles: list[Tile]


class TileAnswer(BaseModel):
    """The answer of a tile, or why it has none."""

    answer: AnswerOut | None
    problem: ProblemOut | None


class RfmGroupsForm(BaseModel):
    """RFM groups in the order in which they are tried."""

    groups: list[RfmGroup]
