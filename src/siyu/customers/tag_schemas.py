"""Tags, their library and bulk tagging as the API shows them."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from siyu.customers.events import TagAct
from siyu.customers.filters import Filters
from siyu.platform.http import Ref

Name = Field(min_length=1, max_length=30)


class TagGroupOut(Ref):
    tags: list[Ref]


class TagGroupsOut(BaseModel):
    items: list[TagGroupOut]
    next_cursor: None = None


class UsedOut(BaseModel):
    """A kind of thing that uses a tag, and which."""

    by: str
    names: list[str]


class LibraryTagOut(Ref):
    """A tag in the library. `state`: in WeCom as here (`told`), to be told (`waiting`), or not
    taken by WeCom (`refused`, and why)."""

    customers: int
    used: list[UsedOut]
    state: str
    refusal: str | None


class LibraryGroupOut(Ref):
    state: str
    refusal: str | None
    tags: list[LibraryTagOut]


class LibraryOut(BaseModel):
    """The whole library; `most` is how many tags WeCom holds."""

    items: list[LibraryGroupOut]
    next_cursor: None = None
    most: int


class TagForm(BaseModel):
    """A new tag in a group."""

    tag_group_id: UUID
    name: str = Name


class NameForm(BaseModel):
    name: str = Name


class TagOrder(BaseModel):
    """All tags of a group, the first one first."""

    tag_ids: list[UUID] = Field(max_length=3000)


class GroupOrder(BaseModel):
    """All groups, the first one first."""

    tag_group_ids: list[UUID] = Field(max_length=3000)


class TagBatchForm(BaseModel):
    """Tags put on, or taken off, those named or else everyone whom the filters match."""

    act: TagAct = Field(description="tag or untag")
    tag_ids: list[UUID] = Field(min_length=1, max_length=20)
    filters: Filters
    customer_ids: list[UUID] | None = Field(None, max_length=10_000)
    until: datetime | None = None


class TagBatchOut(BaseModel):
    """A batch and how far it is. `counts` by what became of people; `wecom` by what WeCom knows."""

    id: UUID
    act: str
    act_words: str
    state: str
    tags: list[Ref]
    until: datetime | None
    total: int
    done: int
    counts: dict[str, int]
    wecom: dict[str, int]
    created_at: datetime
    finished_at: datetime | None
    undoes_id: UUID | None
    undone_by: UUID | None


class TagBatchesOut(BaseModel):
    items: list[TagBatchOut]
    next_cursor: str | None


class TaggedRowOut(BaseModel):
    """What became of one person, and what WeCom knows of it."""

    id: UUID
    place: int
    customer: Ref
    result: str | None
    result_words: str
    wecom: str | None
    wecom_words: str


class TaggedRowsOut(BaseModel):
    items: list[TaggedRowOut]
    next_cursor: str | None
