"""The wire shapes of tag rules."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from siyu.audiences.chat_words.rules import SaidBy
from siyu.audiences.schemas import Definition, NamedOut


class TagRuleForm(BaseModel):
    """A rule: by a segment, by a definition of its own, or by words of a chat."""

    name: str = Field(max_length=200)
    tag_id: UUID
    segment_id: UUID | None = None
    definition: Definition | None = None
    words: dict[str, Any] | None = None
    expires_after_days: int | None = Field(None, ge=1, le=3660)
    ends_when_left: bool = False
    enabled: bool = True


class TagRuleOut(BaseModel):
    """A rule, with how often it gave its tag and took it off."""

    id: UUID
    name: str
    kind: str
    tag: NamedOut
    segment: NamedOut | None
    definition: dict[str, Any] | None
    words: dict[str, Any] | None
    words_text: str
    expires_after_days: int | None
    ends_when_left: bool
    enabled: bool
    given: int
    taken: int
    last_at: datetime | None
    made_at: datetime
    made_by: str


class WordsTrialForm(BaseModel):
    """Words of a rule, and something somebody might write."""

    words: dict[str, Any]
    text: str = Field(max_length=4_000)
    by: SaidBy = SaidBy.CUSTOMER


class WordPlaceOut(BaseModel):
    """Where a word stands in the text, from and up to which character, and whether it counts."""

    word: str
    start: int
    end: int
    counts: bool
    standing_words: str


class WordsTrialOut(BaseModel):
    """Whether a text fits, why, and every place where a word stands."""

    fits: bool
    why_words: str
    places: list[WordPlaceOut]


class TagRulesOut(BaseModel):
    items: list[TagRuleOut]
    next_cursor: None = None
