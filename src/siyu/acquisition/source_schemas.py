"""What the API takes and shows of sources, costs, links, partners and channel figures."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from siyu.acquisition.costs import CostEntry
from siyu.acquisition.links import LinkDraft
from siyu.acquisition.partners import PartnerDraft
from siyu.acquisition.rules.channels import Channel
from siyu.acquisition.rules.spending import MOST_MINOR, SpentOn
from siyu.acquisition.schemas import CodeLine
from siyu.acquisition.sources import SourceDraft
from siyu.platform.http import Ref

Amount = Annotated[int, Field(ge=0, lt=MOST_MINOR)]
"""Minor units of the brand's currency."""


class ChoiceOut(BaseModel):
    """A choice of a closed list, in the reader's words."""

    value: str
    words: str


class SourceForm(BaseModel):
    """A source as people decide it; an empty mark keeps the old one, or makes one."""

    name: str = Field(max_length=100)
    channel: Channel
    under_id: UUID | None = None
    node_id: UUID | None = None
    mark: str = Field(default="", max_length=100)

    def draft(self) -> SourceDraft:
        return SourceDraft(**self.model_dump())


class SourceOut(SourceForm):
    """A source in its place; `path` is its names from the top down, `cost` that of the span."""

    id: UUID
    path: str
    node: Ref | None
    channel_words: str
    closed: bool
    codes: int
    links: int
    cost: int
    simulated: bool


class SourcesOut(BaseModel):
    """The tree in sight, each source after the one above it."""

    items: list[SourceOut]
    next_cursor: str | None = None
    currency: str
    first: date
    last: date
    channels: list[ChoiceOut]
    purposes: list[ChoiceOut]


class Added(BaseModel):
    count: int


class CostForm(BaseModel):
    day: date
    spent_on: SpentOn
    amount: Amount

    def entry(self) -> CostEntry:
        return CostEntry(self.day, self.spent_on, self.amount)


class CostsForm(BaseModel):
    """Amounts that take the place of what stands there; 0 takes it away."""

    entries: list[CostForm] = Field(min_length=1, max_length=3000)


class SpreadForm(BaseModel):
    """An amount for all the days of a span, spread evenly."""

    first: date
    last: date
    spent_on: SpentOn
    amount: Amount


class CostOut(CostForm):
    simulated: bool


class CostsOut(BaseModel):
    """Costs of one source, by day."""

    items: list[CostOut]
    next_cursor: str | None = None
    currency: str


class ShortLinkForm(BaseModel):
    """A short link as people decide it."""

    name: str = Field(max_length=100)
    source_id: UUID
    target: str = Field(max_length=4000, json_schema_extra={"format": "uri"})
    term: str | None = Field(default=None, max_length=100)

    def draft(self) -> LinkDraft:
        return LinkDraft(**self.model_dump())


class ShortLinkOut(ShortLinkForm):
    """A short link: its address, where a click goes, and the clicks so far."""

    id: UUID
    code: str
    url: str
    leads_to: str
    source: Ref
    closed: bool
    people: int
    programs: int
    created_at: datetime


class ShortLinksOut(BaseModel):
    items: list[ShortLinkOut]
    next_cursor: str | None = None


class ClicksOut(BaseModel):
    day: date
    people: int
    programs: int


class VisitsOut(BaseModel):
    """Clicks of one link, every day of the span."""

    days: list[ClicksOut]
    people: int
    programs: int


class PartnerForm(BaseModel):
    """A partner as people decide it."""

    name: str = Field(max_length=100)
    channel: Channel = Channel.PARTNER
    node_id: UUID | None = None
    agreed_from: date | None = None
    agreed_until: date | None = None
    terms: str = Field(default="", max_length=10_000)

    def draft(self) -> PartnerDraft:
        return PartnerDraft(**self.model_dump())


class NumbersOut(BaseModel):
    """Sums and what is divided from them; `why` says in words why a number is null."""

    cost: int
    simulated: bool
    new_friends: int
    still_friends: int
    cac: int | None
    first_orders: int | None
    ordered_before: int | None
    open: int | None
    first_order_rate: float | None
    cost_per_first_order: int | None
    why: dict[str, str]


class PartnerOut(PartnerForm):
    """A partner with its codes and links, and its result in the span."""

    id: UUID
    source: Ref
    agreed: str
    codes: list[Ref]
    links: list[Ref]
    numbers: NumbersOut
    created_at: datetime


class PartnersOut(BaseModel):
    items: list[PartnerOut]
    next_cursor: str | None = None
    currency: str
    first: date
    last: date


class ChannelLineOut(BaseModel):
    """One source: alone, with all below it, and the latter in the span before."""

    id: UUID
    name: str
    channel: Channel
    channel_words: str
    under_id: UUID | None
    closed: bool
    own: NumbersOut
    whole: NumbersOut
    before: NumbersOut


class DefinitionOut(BaseModel):
    key: str
    title: str
    words: str


class ChannelFiguresOut(BaseModel):
    """Channels in a span; `open` new friends still have days left for their first order."""

    first: date
    last: date
    before_first: date
    before_last: date
    first_order_days: int
    orders_connected: bool
    currency: str
    items: list[ChannelLineOut]
    unknown: NumbersOut
    unknown_before: NumbersOut
    total: NumbersOut
    total_before: NumbersOut
    definitions: list[DefinitionOut]


class StoreStaff(Ref):
    position: str
    on_duty: bool
    takes_friends: bool


class DayCount(BaseModel):
    day: date
    count: int


class StoreOut(BaseModel):
    """A store: its people, its codes, its sources, its new friends of the span."""

    id: UUID
    name: str
    kind: str
    first: date
    last: date
    currency: str
    orders_connected: bool
    first_order_days: int
    staff: list[StoreStaff]
    codes: list[CodeLine]
    new_friends: int
    new_friends_before: int
    days: list[DayCount]
    sources: list[ChannelLineOut]


class BoundedMoneyOut(BaseModel):
    """An expectation in minor units with its interval at 95 %; null where it is unbounded."""

    value: int
    low: int | None
    high: int | None


class ChannelWorthOut(BaseModel):
    """One channel with all below it; `why` says in words why a number is null."""

    id: UUID
    name: str
    channel: Channel
    channel_words: str
    under_id: UUID | None
    closed: bool
    cost: int
    new_customers: int
    buyers: int
    earned: int
    to_come: BoundedMoneyOut | None
    cac: int | None
    ltv: BoundedMoneyOut | None
    ltv_per_cac: float | None
    payback_days: int | None
    roi_rate: float | None
    expected_roi_rate: float | None
    why: dict[str, str]


class ChannelsWorthOut(BaseModel):
    """Channels in a span: what their customers cost and are worth, by what model, of which costs.

    `refused` says why there is no lifetime value; `cautions` what must be said beside it.
    """

    first: date
    last: date
    horizon_days: int
    margin_rate: float
    currency: str
    items: list[ChannelWorthOut]
    refused: str | None
    cautions: list[str]
    costs_known: list[str]
    costs_unknown: list[str]
    means: str
    statements: list[str]
