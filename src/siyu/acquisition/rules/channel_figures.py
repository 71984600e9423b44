"""What channels cost and bring: sums up the tree, and the numbers that are divided."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import TypeVar

from siyu.acquisition.rules.channels import above
from siyu.kit.choices import Choice

K = TypeVar("K")


@dataclass(frozen=True)
class Counted:
    """What is added up of one source; the cost is in minor units.

    `costs` counts the entries, so that nothing entered is not taken for nothing spent. Of the
    new friends, `ordered` placed a first order within the days, `ordered_before` had bought
    already, and `open` still have days left.
    """

    cost: int = 0
    costs: int = 0
    simulated: int = 0
    new_friends: int = 0
    still_friends: int = 0
    ordered: int = 0
    ordered_before: int = 0
    open: int = 0

    def __add__(self, other: "Counted") -> "Counted":
        both = ((getattr(self, one.name), getattr(other, one.name)) for one in fields(self))
        return Counted(*(mine + theirs for mine, theirs in both))

    def __mul__(self, times: int) -> "Counted":
        return Counted(*(getattr(self, one.name) * times for one in fields(self)))


class Lack(Choice):
    """Why a number cannot be said."""

    NO_FRIENDS = "no_friends", "no new friends yet", "还没有新好友"
    NO_COST = "no_cost", "no cost entered", "未录入成本"
    NO_ORDERS = "no_orders", "no first orders yet", "还没有首单"
    NO_MODEL = "no_model", "the model is refused", "模型不可用"
    NOT_PAID_BACK = "not_paid_back", "not paid back yet", "尚未回本"
    NOT_CONNECTED = "not_connected", "orders are not connected", "尚未接入订单"


class Figure(Choice):
    """A number of a channel, with its definition."""

    COST = (
        "cost",
        "Cost|All that was entered for the days of the span, whatever it was spent on.",
        "成本|所选日期内录入的全部花费，不分用途。",
    )
    NEW_FRIENDS = (
        "new_friends",
        "New friends|People who became a friend of any adviser for the first time in the span. "
        "Each counts once, for the source they first came by.",
        "新好友|在所选日期内首次添加任一顾问的人；每人只计一次，归属其最早的来源。",
    )
    STILL_FRIENDS = (
        "still_friends",
        "Still friends|Those of the new friends who are a friend of some adviser now.",
        "仍是好友|上述新好友中，目前仍是任一顾问好友的人数。",
    )
    CAC = (
        "cac",
        "CAC|Cost divided by new friends, both of the span, to the nearest smallest coin.",
        "获客成本（CAC）|同一时段的成本 ÷ 新好友，四舍五入到最小货币单位。",
    )
    FIRST_ORDERS = (
        "first_orders",
        "First orders|New friends whose first order of all came within {days} days after they "
        "became a friend. Who had bought before is not among them.",
        "首单|新好友中，在成为好友后 {days} 天内下了人生第一单的人数；之前已买过的不算。",
    )
    FIRST_ORDER_RATE = (
        "first_order_rate",
        "First-order conversion|First orders divided by new friends. It can still rise while "
        "some of them have days left.",
        "首单转化率|首单 ÷ 新好友；仍有人未满期限时，该比率还可能上升。",
    )
    COST_PER_FIRST_ORDER = (
        "cost_per_first_order",
        "Cost per first order|Cost divided by first orders.",
        "首单成本|成本 ÷ 首单。",
    )

    def heading(self, language: str) -> str:
        return self.said(language).partition("|")[0]

    def definition(self, language: str, days: int) -> str:
        return self.said(language).partition("|")[2].format(days=days)


def summed(own: Mapping[K, Counted], under: Mapping[K, K | None]) -> dict[K, Counted]:
    """Each source with all that stands below it."""
    whole = {one: own.get(one, Counted()) for one in under}
    for one in under:
        for parent in above(under, one):
            if parent in whole:
                whole[parent] += own.get(one, Counted())
    return whole


def per(cost: int, count: int) -> int:
    """A cost for each of `count`, half a unit rounded up."""
    return (2 * cost + count) // (2 * count)


def cac(counted: Counted) -> int | Lack:
    """What a new friend cost."""
    if not counted.new_friends:
        return Lack.NO_FRIENDS
    return per(counted.cost, counted.new_friends) if counted.costs else Lack.NO_COST


def first_order_rate(counted: Counted) -> float | Lack:
    """The share of new friends with a first order, 0–1."""
    return counted.ordered / counted.new_friends if counted.new_friends else Lack.NO_FRIENDS


def cost_per_first_order(counted: Counted) -> int | Lack:
    """What a first order cost."""
    if not counted.new_friends:
        return Lack.NO_FRIENDS
    if not counted.costs:
        return Lack.NO_COST
    return per(counted.cost, counted.ordered) if counted.ordered else Lack.NO_ORDERS


def outcome_of(
    befriended: datetime, first_order: datetime | None, now: datetime, *, days: int
) -> Counted:
    """What one new friend adds: a first order inside the days, one before, or days still left."""
    until = befriended + timedelta(days=days)
    if first_order is not None and first_order < befriended:
        return Counted(ordered_before=1)
    if first_order is not None and first_order < until:
        return Counted(ordered=1)
    return Counted(open=1) if until > now else Counted()


def span_before(first: date, last: date) -> tuple[date, date]:
    """The span of the same length that ends the day before."""
    length = last - first
    return first - length - timedelta(days=1), first - timedelta(days=1)
