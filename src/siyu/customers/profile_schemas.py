"""Profiles and the brand's own fields as the API shows them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from siyu.customers.birthdays import DayCalendar
from siyu.customers.profile_models import FieldKind
from siyu.customers.profiles import MovedBy
from siyu.platform.http import Ref


class CustomFieldForm(BaseModel):
    """A field as it is wanted; `sealed` values are encrypted, and masked for most."""

    title_en: str = Field(max_length=30)
    title_zh: str = Field(max_length=30)
    kind: FieldKind
    choices: list[str] = Field([], max_length=100)
    sealed: bool = False


class NewCustomField(CustomFieldForm):
    key: str = Field(max_length=100, description="for programs; begins with a letter: shoe_size")


class CustomFieldOut(BaseModel):
    """A field of the brand's own; `customers` in sight have a value, `column` names it in lists."""

    id: UUID
    key: str
    column: str
    title: str
    title_en: str
    title_zh: str
    kind: FieldKind
    kind_words: str
    choices: list[str]
    sealed: bool
    customers: int


class CustomFieldsOut(BaseModel):
    items: list[CustomFieldOut]
    next_cursor: None = None


class RemovedFieldOut(BaseModel):
    """How many people had a value."""

    customers: int


class DayForm(BaseModel):
    """A day that comes again each year; without `year` where only month and day are known."""

    month: int = Field(ge=1, le=12)
    day: int = Field(ge=1, le=31)
    year: int | None = Field(None, ge=1900, le=2100)
    calendar: DayCalendar = DayCalendar.SOLAR
    leap: bool = Field(False, description="of a leap month of the lunar calendar")


class AnniversaryForm(BaseModel):
    name: str = Field(max_length=100)
    day: DayForm


class ProfileForm(BaseModel):
    """What changes; what is left out stays, null takes back what was known."""

    birthday: DayForm | None = None
    anniversaries: list[AnniversaryForm] | None = Field(None, description="all of them")
    preferred_store_id: UUID | None = None
    preferred_adviser_id: UUID | None = None
    moved_by: list[MovedBy] | None = None
    custom: dict[str, Any] = Field({}, description="by the key of a field", max_length=50)


class SaidOut(BaseModel):
    """Who said it and when."""

    source: str
    source_words: str
    at: datetime


class DayOut(SaidOut):
    """`day` and `words` are null for who may not see it; `next_on` is when it comes next."""

    day: DayForm | None
    words: str | None
    next_on: date | None


class AnniversaryOut(DayOut):
    name: str


class PreferenceOut(SaidOut, Ref):
    """A store or an adviser."""


class MovedByOut(SaidOut):
    items: list[MovedBy]
    words: list[str]


class CustomValueOut(SaidOut):
    """A value of a field, null where it is `masked`."""

    key: str
    value: Any
    masked: bool


class ProfileOut(BaseModel):
    """What is known of one person beside their accounts."""

    birthday: DayOut | None
    anniversaries: list[AnniversaryOut]
    preferred_store: PreferenceOut | None
    preferred_adviser: PreferenceOut | None
    moved_by: MovedByOut | None
    custom: list[CustomValueOut]
