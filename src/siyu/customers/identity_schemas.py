"""Who is whom, as the API shows it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from siyu.customers.events import ApartBy
from siyu.platform.http import Ref


class SuggestionOut(BaseModel):
    """Two people who may be one; `evidence` is what they share, `conflict` what forbids it."""

    id: UUID
    one: Ref
    other: Ref
    evidence: list[str]
    conflict: list[str]
    score: int
    found_at: datetime


class SuggestionsOut(BaseModel):
    items: list[SuggestionOut]
    next_cursor: str | None


class SharedOut(BaseModel):
    """A value that too many people have to be evidence; masked without the right to read it."""

    id: UUID
    kind: str
    value: str
    people: int
    since: datetime


class SharedValuesOut(BaseModel):
    items: list[SharedOut]
    next_cursor: None = None


class MergeAsked(BaseModel):
    """`gone_id` is the one who turns out to be this person."""

    gone_id: UUID


class RowsOut(BaseModel):
    """How many rows of one kind."""

    holding: str
    count: int


class PreviewOut(BaseModel):
    """What a merge would do; nothing was done."""

    kept: Ref
    gone: Ref
    evidence: list[str]
    conflict: list[str]
    score: int
    rows: list[RowsOut]
    events: int


class MergeOut(BaseModel):
    """A merge; `stayed` counts the events that stayed with the kept person when it was undone."""

    id: UUID
    kept: Ref
    gone: Ref
    by_words: str
    evidence: list[str]
    score: int
    actor: str
    at: datetime
    undone_at: datetime | None
    stayed: int | None


class SplitAsked(BaseModel):
    """Accounts that are somebody else's, and from what that is known.

    `with_orders` takes along the orders of sources that told of these accounts only.
    """

    identity_ids: Annotated[list[UUID], Field(min_length=1, max_length=200)]
    by: ApartBy
    with_orders: bool = False


class SplitOut(BaseModel):
    """Two people now; `rows` went to the new one. Merging them is the way back."""

    kept: Ref
    new: Ref
    by_words: str
    rows: list[RowsOut]


class IdentityPageOut(BaseModel):
    """What there is to decide and what was decided about who one person is."""

    merges: list[MergeOut]
    suggestions: list[SuggestionOut]


class ErasureOut(BaseModel):
    """What an erasure would leave: others in sight who have an account of theirs and keep it."""

    others: list[Ref]


class ErasedOut(BaseModel):
    """The shell that stays."""

    id: UUID


class ReadmittedOut(BaseModel):
    """How many accounts may come in again."""

    accounts: int
