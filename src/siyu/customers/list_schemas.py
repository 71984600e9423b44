"""Lists of customers and saved views as the API shows them."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from siyu.customers.filters import Filters
from siyu.customers.models import SavedView

Sort = Literal["-met_at", "met_at", "-added_at", "added_at"]


class ListQuery(Filters):
    """A page of a list; `columns` names the Fields to read, all of them if left out."""

    sort: Sort = "-met_at"
    columns: list[str] | None = Field(None, max_length=50)
    cursor: str | None = None
    limit: int = Field(50, ge=1, le=200)

    @property
    def filters(self) -> Filters:
        return Filters.model_validate(self.model_dump(include=set(Filters.model_fields)))


class CountQuery(Filters):
    """How many; counted up to 10,000 unless `exactly`."""

    exactly: bool = False


class CountOut(BaseModel, from_attributes=True):
    """`capped` means that there are more than `count`."""

    count: int
    capped: bool


class ViewForm(BaseModel):
    """A view to keep."""

    name: str = Field(max_length=30)
    filters: Filters
    columns: list[str] = Field([], max_length=50)
    sort: Sort = "-met_at"
    shared: bool = False


class ViewOut(BaseModel):
    """A saved view; `mine` and `writable` as whoever asks may."""

    id: UUID
    name: str
    filters: Filters
    columns: list[str]
    sort: Sort
    shared: bool
    mine: bool
    writable: bool
    default: bool


class ViewsOut(BaseModel):
    items: list[ViewOut]
    next_cursor: None = None


class OpenWith(BaseModel):
    """Whether one's list opens with this view."""

    default: bool = True


def view_out(
    view: SavedView, *, user_id: UUID | None, may_share: bool, default: UUID | None
) -> ViewOut:
    mine = view.owner_id == user_id
    return ViewOut(
        id=view.id,
        name=view.name,
        filters=Filters.model_validate(view.filters),
        columns=view.columns,
        sort=view.sort,
        shared=view.shared,
        mine=mine,
        writable=mine or may_share,
        default=view.id == default,
    )
