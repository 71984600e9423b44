"""What the rows of the Complete Journey become, and by which door they go in."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from siyu.customers import service as customers
from siyu.customers.service import FieldDraft, FieldKind
from siyu.kit.money import major
from siyu.platform.declarations import RowAnswer
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

SOURCE, CURRENCY = "complete_journey", "USD"
ACCOUNT = "member_number"
BATCH = 5_000
TYPES = ("A", "B", "C")
# In the order of the columns of `households`, after the household itself.
FIELDS = (
    ("age", "Age", "年龄段", ("19-24", "25-34", "35-44", "45-54", "55-64", "65+")),
    (
        "income",
        "Income",
        "家庭收入",
        ("Under 15K", "15-24K", "25-34K", "35-49K", "50-74K", "75-99K", "100-124K", "125-149K",
         "150-174K", "175-199K", "200-249K", "250K+"),
    ),
    (
        "home_ownership",
        "Home",
        "住房",
        ("Homeowner", "Probable Homeowner", "Renter", "Probable Renter"),
    ),
    ("marital_status", "Marital status", "婚姻状况", ("Married", "Unmarried")),
    ("household_size", "Household size", "家庭人数", ("1", "2", "3", "4", "5+")),
    (
        "household_comp",
        "Household",
        "家庭构成",
        ("1 Adult No Kids", "1 Adult Kids", "2 Adults No Kids", "2 Adults Kids"),
    ),
    ("kids_count", "Children", "子女数", ("0", "1", "2", "3+")),
)  # fmt: skip

Cells = Sequence[str]
Take = Callable[[Runtime, Work, Sequence[Cells]], Sequence[RowAnswer]]


@dataclass(frozen=True)
class Section:
    """One kind of rows; `whole` is the cell by which rows of one thing are told, if they are many.

    Those are never parted by a batch: an order is told of once, with all of its lines.
    """

    name: str
    take: Take
    whole: int | None = None


def received(type: str) -> str:
    """The kind of event by which a campaign of this type reached a household."""
    return f"campaign_{type.lower()}.received"


def redeemed(type: str) -> str:
    """The kind of event by which a coupon of such a campaign was redeemed."""
    return f"campaign_{type.lower()}.redeemed"


def prepare(work: Work) -> None:
    """Declare what the rows need: kinds of events, and fields of households."""
    for type in TYPES:
        customers.declare_event_kind(
            work, name=received(type), en=f"Campaign {type} received", zh=f"收到 {type} 类活动"
        )
        customers.declare_event_kind(
            work,
            name=redeemed(type),
            en=f"Coupon of campaign {type} redeemed",
            zh=f"核销 {type} 类活动优惠券",
        )
    for key, en, zh, choices in FIELDS:
        customers.ensure_field(work, key, FieldDraft(en, zh, FieldKind.ONE, choices))


def batches(
    rows: Iterable[tuple[Cells, int]], whole: int | None, size: int = BATCH
) -> Iterator[list[tuple[Cells, int]]]:
    """Numbered rows in batches of at least `size` that part nothing whole."""
    batch: list[tuple[Cells, int]] = []
    for row in rows:
        cut = whole is None or not batch or batch[-1][0][whole] != row[0][whole]
        if len(batch) >= size and cut:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _orders(runtime: Runtime, work: Work, rows: Sequence[Cells]) -> Sequence[RowAnswer]:
    intake = runtime.registry.intakes["orders"]
    return intake.take(work, [intake.row.model_validate(order_line(row)) for row in rows])


def order_line(cells: Cells) -> dict[str, Any]:
    """A row of `baskets` as a line of an order, as the ingest API has it."""
    basket, product, household, pieces, cents, seconds, title = cells
    return {
        "number": basket,
        "line": product,
        "sku": product,
        "title": title or None,
        "quantity": int(pieces),
        "amount": major(int(cents), CURRENCY),
        "placed_at": datetime.fromtimestamp(int(seconds), UTC),
        ACCOUNT: household,
        "source": SOURCE,
    }


def _households(runtime: Runtime, work: Work, rows: Sequence[Cells]) -> Sequence[RowAnswer]:
    intake = runtime.registry.intakes["customers"]
    row = intake.shape(work) if intake.shape else intake.row
    return intake.take(work, [row.model_validate(household(cells)) for cells in rows])


def household(cells: Cells) -> dict[str, Any]:
    """A row of `households` as a line of a customer list with the brand's own fields."""
    number, *values = cells
    fields = {f"custom_{key}": value for (key, *_), value in zip(FIELDS, values, strict=True)}
    return {ACCOUNT: number, **fields}


def _received(_runtime: Runtime, work: Work, rows: Sequence[Cells]) -> Sequence[RowAnswer]:
    return customers.take_events(work, [event(received(row[1]), row) for row in rows])


def _redeemed(_runtime: Runtime, work: Work, rows: Sequence[Cells]) -> Sequence[RowAnswer]:
    return customers.take_events(work, [event(redeemed(row[1]), row) for row in rows])


def event(kind: str, cells: Cells) -> dict[str, Any]:
    """A row of `received` or `redeemed` as the events API has it; a day begins at its midnight."""
    number, _type, campaign, day = cells
    at = datetime.combine(date.fromisoformat(day), time(), ZoneInfo("America/New_York"))
    return {"event": kind, "at": at, "kind": ACCOUNT, "value": number, "number": float(campaign)}


# Orders first: a household is met when it first bought. Campaigns before their coupons: of two
# events at one midnight the earlier is the one that came in first.
SECTIONS = (
    Section("baskets", _orders, whole=0),
    Section("households", _households),
    Section("received", _received),
    Section("redeemed", _redeemed),
)
