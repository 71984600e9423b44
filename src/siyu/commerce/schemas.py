"""Orders, figures and malls as the API shows them. Money is minor units of `currency`."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, Field, SecretStr

from siyu.commerce.lists import OrderState
from siyu.commerce.malls.doors import Vendor


class BuyerOut(BaseModel):
    """A buyer by id, and their name."""

    id: UUID
    name: str


class OrderOut(BaseModel):
    """An order in a list; `net` is what stays after refunds."""

    id: UUID
    source: str
    number: str
    customer: BuyerOut
    placed_at: datetime
    state: OrderState
    state_words: str
    line_count: int
    amount: int
    refunded: int
    net: int
    currency: str


class OrderLineOut(BaseModel):
    """A line; `returned` counts the pieces that came back, `refunded` the money."""

    line: str
    sku: str
    title: str
    quantity: int
    amount: int
    returned: int
    refunded: int


class RefundOut(BaseModel):
    """An entry against a line."""

    id: UUID
    number: str
    line: str
    sku: str
    title: str
    quantity: int
    amount: int
    refunded_at: datetime


class OrderWhole(OrderOut):
    """An order with its lines and refunds."""

    lines: list[OrderLineOut]
    refunds: list[RefundOut]


class OrdersOut(BaseModel):
    items: list[OrderOut]
    next_cursor: str | None


class BoughtOut(BaseModel):
    """What one customer bought: the sums, and their orders, the newest first."""

    currency: str
    orders: int
    sales: int
    refunds: int
    net: int
    first_order_at: datetime | None
    last_order_at: datetime | None
    items: list[OrderWhole]
    next_cursor: str | None


class FigureOut(BaseModel):
    """A figure and what it counts; the average is null without orders."""

    name: str
    title: str
    means: str
    value: int | None
    is_money: bool


class MonthOut(BaseModel):
    """A calendar month of the tenant's zone, as 2026-11."""

    month: str
    lines: int
    customers: int
    orders: int
    sales: int
    refunds: int
    net: int
    average_order: int | None


class PublishedFigureOut(BaseModel):
    """A published figure of the data set, and the same computed from the rows here."""

    name: str
    published: int
    computed: int
    agrees: bool
    is_money: bool


class HistoryOut(BaseModel):
    """The real year this brand's history was loaded from.

    Every instant of it was moved by `shift_weeks` whole weeks, fixed when the load began; calendar
    months are therefore not the published ones, `published` is computed on the true dates.
    """

    name: str
    attribution: str
    shift_weeks: int
    true_first_day: date
    true_last_day: date
    started_at: datetime
    finished_at: datetime | None
    rows: int
    position: int
    taken: int
    merged: int
    refused: int
    refused_by_reason: dict[str, int]
    simulated: str
    published: list[PublishedFigureOut]


class ShopFiguresOut(BaseModel):
    currency: str
    figures: list[FigureOut]
    months: list[MonthOut]
    history: HistoryOut | None


class MallOut(BaseModel):
    """A connected mall; it sends to `url`, which is `path` alone where our address is not set.

    `orders` and `refunds` count what came from it of customers in sight.
    """

    id: UUID
    vendor: str
    client_id: str
    path: str
    url: str
    connected_at: datetime
    received_at: datetime | None
    orders: int
    refunds: int


class MallsOut(BaseModel):
    items: list[MallOut]
    next_cursor: None = None


class MallForm(BaseModel):
    """How a mall signs: Youzan-like by client id and secret, WeChat-shop-like by `whsec_…`."""

    vendor: Vendor
    client_id: str = Field(default="", max_length=100)
    secret: SecretStr = Field(min_length=8, max_length=200)


class Received(BaseModel):
    """What a mall expects as an answer."""

    code: int = 0
    msg: str = "success"
    taken: int = 0
    merged: int = 0
