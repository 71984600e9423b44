"""Segments as the API shows them."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

EXAMPLE = {"kind": "field", "field": "tags", "op": "is_set"}
Definition = Annotated[dict[str, Any], Field(examples=[EXAMPLE])]
"""A tree of conditions."""


class TitledOut(BaseModel):
    """A key and what it is called."""

    key: str
    title: str


class AskedPropertyOut(BaseModel):
    """A property of an event; without options any key may be asked for."""

    name: str
    title: str
    kind: str
    options: list[TitledOut] | None = None
    noun: str | None = None


class AskedFieldOut(BaseModel):
    """A property of a person; `group` is the part of the product that knows it."""

    name: str
    title: str
    kind: str
    group: str
    options: list[TitledOut] | None = None


class AskedEventOut(BaseModel):
    """Something that people do."""

    name: str
    title: str
    properties: list[AskedPropertyOut]


class NamedOut(BaseModel, from_attributes=True):
    """A thing by its id, and its name."""

    id: UUID
    name: str


class OpOut(BaseModel):
    """A way to compare, in words."""

    op: str
    title: str


class CatalogueOut(BaseModel):
    """All that definitions may ask; `ops` by kind of field, `property_ops` by kind of property."""

    fields: list[AskedFieldOut]
    events: list[AskedEventOut]
    segments: list[NamedOut]
    ops: dict[str, list[OpOut]]
    property_ops: dict[str, list[OpOut]]


class DefinitionAsked(BaseModel):
    """A definition, in the segment language; `segment_id` where it is that segment's."""

    definition: Definition
    segment_id: UUID | None = None


class DefinitionFaultOut(BaseModel):
    """What is wrong, where, and how to mend it."""

    place: str
    sentence: str
    mend: str


class LineOut(BaseModel):
    """A line of a definition in words."""

    indent: int
    text: str
    place: str


class CheckedOut(BaseModel):
    """Either faults or the definition in words."""

    faults: list[DefinitionFaultOut]
    words: list[LineOut]
    words_text: str


class PersonRefOut(BaseModel, from_attributes=True):
    """A person as the list of customers shows them."""

    id: UUID
    name: str
    avatar_url: str | None
    state: str
    staff: list[NamedOut]
    tags: list[NamedOut]
    added_at: datetime | None
    met_at: datetime


class BarOut(BaseModel, from_attributes=True):
    """How many of those found are of one kind."""

    key: str
    name: str
    count: int


class SegmentPreviewOut(BaseModel):
    """What a definition finds now; `freshness_seconds` is how old what it was asked of may be."""

    count: int
    everyone: int
    took_ms: int
    sql: str
    people: list[PersonRefOut]
    by_store: list[BarOut]
    by_value_class: list[BarOut]
    by_adviser: list[BarOut]
    freshness_seconds: float


class OverlapAsked(BaseModel):
    """Two or three sets: segments, or definitions."""

    segment_ids: list[UUID] = Field([], max_length=3)
    definitions: list[Definition] = Field([], max_length=3)


class RegionOut(BaseModel, from_attributes=True):
    """How many are in exactly these of the sets, by their places, and in no other."""

    of: list[int]
    count: int


class OverlapOut(BaseModel):
    """All regions that are not empty of sets."""

    regions: list[RegionOut]


class SegmentForm(BaseModel):
    """A segment as somebody wants it."""

    name: str = Field(max_length=200)
    definition: Definition
    description: str = Field("", max_length=500)
    live: bool = True


class ProofOut(BaseModel, from_attributes=True):
    """The last nightly comparison; `missing` and `extra` should be 0."""

    at: datetime
    everyone: int
    members: int
    missing: int
    extra: int
    took_ms: int


class SegmentOut(BaseModel):
    """A segment. `state` is off, filling or live; `members` counts only while it is live."""

    id: UUID
    name: str
    description: str
    definition: dict[str, Any]
    version: int
    live: bool
    state: str
    members: int | None
    words_text: str
    faults: list[DefinitionFaultOut]
    made_at: datetime
    changed_at: datetime
    changed_by: str
    proof: ProofOut | None


class SegmentsOut(BaseModel):
    items: list[SegmentOut]
    next_cursor: None = None


class VersionOut(BaseModel):
    """What a segment was defined as from an instant on."""

    version: int
    definition: dict[str, Any]
    words_text: str
    at: datetime
    by: str


class VersionsOut(BaseModel):
    items: list[VersionOut]
    next_cursor: None = None


class UseOut(BaseModel, from_attributes=True):
    """Something that uses a segment."""

    kind: str
    name: str
    id: UUID | None


class UsesOut(BaseModel):
    items: list[UseOut]
    next_cursor: None = None


class SegmentPeopleOut(BaseModel):
    """People of a segment in sight."""

    items: list[PersonRefOut]
    next_cursor: str | None


class VerdictOut(BaseModel, from_attributes=True):
    """A condition, what it found in this person, and until when that stands."""

    place: str
    words: str
    value: Any
    holds: bool
    due_at: datetime | None
    children: list["VerdictOut"]


class MoveOut(BaseModel, from_attributes=True):
    """When somebody came or went, and what made it so."""

    entered: bool
    at: datetime
    cause: str
    cause_words: str


class WhyOut(BaseModel, from_attributes=True):
    """`holds` is the verdict at `at`; `inside` is where they stand now."""

    at: datetime
    version: int
    holds: bool
    inside: bool
    reason: VerdictOut
    moves: list[MoveOut]


class SegmentDayOut(BaseModel):
    """How many came and went on a day of the brand."""

    day: date
    entered: int
    left: int


class SegmentDaysOut(BaseModel):
    """The days on which somebody came or went."""

    items: list[SegmentDayOut]
    next_cursor: None = None


class ComingOut(BaseModel, from_attributes=True):
    """Somebody who came or went, when, and what made it so."""

    person: PersonRefOut
    entered: bool
    at: datetime
    cause_words: str


class ComingsOut(BaseModel):
    items: list[ComingOut]
    next_cursor: None = None


class MembershipOut(BaseModel, from_attributes=True):
    """A live segment that somebody is in, and since when."""

    id: UUID
    name: str
    since: datetime | None


class MembershipsOut(BaseModel):
    items: list[MembershipOut]
    next_cursor: None = None


class LadderStepOut(BaseModel):
    """A step of a ladder with its rule; the first that holds, in this order, is somebody's.

    `people` is None while the warehouse does not answer.
    """

    key: str
    title: str
    definition: dict[str, Any]
    words_text: str
    version: int
    state: str
    people: int | None


class LadderOut(BaseModel):
    """A ladder: `stage` (relationship) or `value_class`."""

    ladder: str
    title: str
    steps: list[LadderStepOut]


class LaddersOut(BaseModel):
    items: list[LadderOut]
    next_cursor: None = None


class StepForm(BaseModel):
    """The rule of a step."""

    key: str = Field(max_length=40)
    definition: Definition


class LadderForm(BaseModel):
    """The rules of a ladder's steps, in the order they are tried."""

    ladder: str = Field(pattern="^(stage|value_class)$")
    steps: list[StepForm] = Field(max_length=20)


class FlowOut(BaseModel):
    """So many who stood on one step at first and on another at last."""

    before: str
    before_title: str
    after: str
    after_title: str
    people: int


class FlowsOut(BaseModel):
    """Moves along a ladder between two days."""

    items: list[FlowOut]
    next_cursor: None = None
