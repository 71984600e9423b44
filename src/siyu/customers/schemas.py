"""Customers as the API shows them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from siyu.platform.http import Ref


class CustomerOut(BaseModel):
    """A customer in a list. `fields` holds what other parts of the product know of them."""

    id: UUID
    name: str
    avatar_url: str | None
    state: str
    staff: list[Ref]
    tags: list[Ref]
    added_at: datetime | None
    met_at: datetime
    fields: dict[str, Any]


class IdentityOut(BaseModel):
    """An account; `source_words` say who told of it, `weight` what it proves, of 100."""

    id: UUID
    kind: str
    value: str
    source: str
    source_words: str
    weight: int
    first_seen_at: datetime


class RelationOut(BaseModel):
    """`state` says how it stands; the three instants say why."""

    id: UUID
    staff: Ref
    state: str
    add_way: int
    channel_state: str | None
    remark: str | None
    description: str | None
    added_at: datetime | None
    customer_deleted_at: datetime | None
    staff_deleted_at: datetime | None
    times_added: int


class GivenTagOut(Ref):
    group_name: str
    source: str
    source_words: str
    given_by: str
    assigned_at: datetime
    until: datetime | None


class ConsentOut(BaseModel):
    purpose: str
    purpose_words: str
    channel: str
    channel_words: str
    state: str
    source_words: str
    at: datetime


class PersonOut(BaseModel):
    """One customer, whole."""

    id: UUID
    name: str
    avatar_url: str | None
    state: str
    staff: list[Ref]
    tags: list[GivenTagOut]
    added_at: datetime | None
    met_at: datetime
    fields: dict[str, Any]
    identities: list[IdentityOut]
    relations: list[RelationOut]
    consents: list[ConsentOut]
    erased_at: datetime | None


class CustomersOut(BaseModel):
    items: list[CustomerOut]
    next_cursor: str | None


class EntryOut(BaseModel, from_attributes=True):
    id: str
    kind: str
    title: str
    sentence: str
    happened_at: datetime
    actor: str


class KindOut(BaseModel, from_attributes=True):
    kind: str
    title: str
    count: int


class TimelineOut(BaseModel):
    items: list[EntryOut]
    next_cursor: str | None
    kinds: list[KindOut]


class TagChange(BaseModel):
    """Tags to put on and to take off."""

    add: list[UUID] = Field(default=[], max_length=100)
    remove: list[UUID] = Field(default=[], max_length=100)
    until: datetime | None = Field(
        default=None, description="when the added tags end by themselves"
    )


class SyncAsked(BaseModel):
    """`full` reads everything; `reconcile` reports and mends what callbacks missed."""

    kind: str = Field(default="full", pattern="^(full|reconcile)$")


class FindingOut(BaseModel):
    what: str
    customer: Ref
    staff: Ref


class RunOut(BaseModel):
    """A synchronisation or reconciliation, running or done."""

    kind: str
    started_at: datetime
    finished_at: datetime | None
    staff_done: int
    staff_left: int
    relations: int
    missed: int
    vanished: int
    findings: list[FindingOut]


class SyncOut(BaseModel):
    full: RunOut | None
    reconciliation: RunOut | None


class FieldOut(BaseModel):
    """A property of customers: a column, and a variable in messages."""

    name: str
    title: str
    kind: str
