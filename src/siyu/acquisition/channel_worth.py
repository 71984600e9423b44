"""What new customers of each channel cost, and what they are worth: CAC, LTV, payback, ROI.

A new customer is someone whose first source was found in the span; each channel counts all below
it. Lifetime value is the margin of their purchases since, and what the model of insight expects.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from siyu.acquisition.costs import costs_between, demand_span
from siyu.acquisition.models import Source
from siyu.acquisition.rules.channel_figures import Lack, per
from siyu.acquisition.rules.channels import above
from siyu.acquisition.rules.spending import SpentOn
from siyu.acquisition.sources import sources_in_sight
from siyu.insight import service as insight
from siyu.insight.service import LikelyMoney, SourcesWorth, SourceWorth
from siyu.kit.choices import Choice
from siyu.platform.registry import Registry
from siyu.platform.work import Work


class Unknown(Choice):
    """Costs that are not known yet, and so in no figure here."""

    REWARDS = "rewards", "rewards and coupons given by the system", "系统发放的奖励与优惠券"
    STAFF = "staff", "time of advisers", "导购人力"
    PLATFORM = "platform", "fees of platforms and software", "平台与软件费用"


@dataclass(frozen=True, kw_only=True)
class WorthAsked:
    """The span in which people were won, how far ahead one looks, what is left of a sale."""

    first: date
    last: date
    horizon_days: int
    margin_rate: float


@dataclass(frozen=True)
class ChannelWorth:
    """One channel with all below it; what cannot be said is a reason.

    `ltv` is of one new customer: earned and to come. `payback_days` is how many days after they
    came the margin of all of them had reached the cost; who came later had less time for it.
    """

    source: Source
    cost: int
    worth: SourceWorth
    cac: int | Lack
    ltv: LikelyMoney | Lack
    ltv_per_cac: float | Lack
    payback_days: int | Lack
    roi_rate: float | Lack
    expected_roi_rate: float | Lack


@dataclass(frozen=True)
class ChannelsWorth:
    """Channels in sight, each after the one above it; what money was entered for, what was not."""

    lines: list[ChannelWorth]
    known: tuple[SpentOn, ...]
    of_all: SourcesWorth


def channels_worth(work: Work, registry: Registry, asked: WorthAsked) -> ChannelsWorth:
    """Raises SpanWrong, Unreachable. Who sees less than all sees the people in their reach."""
    demand_span(asked.first, asked.last)
    sources = sources_in_sight(work)
    ids = {one.id for one in sources}
    under = {one.id: one.under_id if one.under_id in ids else None for one in sources}
    paths = {one: [one, *above(under, one)] for one in under}
    found = insight.sources_worth(
        work,
        registry,
        asked.first,
        asked.last,
        {str(one): [str(each) for each in path] for one, path in paths.items()},
        horizon_days=asked.horizon_days,
        margin_rate=asked.margin_rate,
    )
    costs = costs_between(work, ids, asked.first, asked.last)
    spent: dict[UUID, int] = {}
    for cost in costs:
        for one in paths[cost.source_id]:
            spent[one] = spent.get(one, 0) + cost.amount
    purposes = {SpentOn(one.spent_on) for one in costs}
    return ChannelsWorth(
        [line_of(one, spent, found.sources[str(one.id)]) for one in sources],
        tuple(one for one in SpentOn if one in purposes),
        found,
    )


def line_of(source: Source, spent: Mapping[UUID, int], worth: SourceWorth) -> ChannelWorth:
    cost = spent.get(source.id)
    cac, ltv = _cac(cost, worth), _ltv(worth)
    ratio: float | Lack = Lack.NO_COST if not cost else Lack.NO_MODEL
    expected: float | Lack = ratio
    if isinstance(cac, Lack) or isinstance(ltv, Lack):
        ratio = cac if isinstance(cac, Lack) else ratio
    elif cost and worth.to_come is not None:
        gained = worth.earned + worth.to_come.value
        ratio, expected = gained / cost, (gained - cost) / cost
    return ChannelWorth(
        source,
        cost or 0,
        worth,
        cac,
        ltv,
        ratio,
        _payback(cost, worth),
        (worth.earned - cost) / cost if cost else Lack.NO_COST,
        expected,
    )


def _cac(cost: int | None, worth: SourceWorth) -> int | Lack:
    if not worth.people:
        return Lack.NO_FRIENDS
    return Lack.NO_COST if cost is None else per(cost, worth.people)


def _ltv(worth: SourceWorth) -> LikelyMoney | Lack:
    """Of one: what all have left and will, divided by how many they are."""
    if not worth.people:
        return Lack.NO_FRIENDS
    if worth.to_come is None:
        return Lack.NO_MODEL

    def each(bound: int | None) -> int | None:
        return None if bound is None else round((worth.earned + bound) / worth.people)

    ahead = worth.to_come
    value = round((worth.earned + ahead.value) / worth.people)
    return LikelyMoney(value, each(ahead.low), each(ahead.high))


def _payback(cost: int | None, worth: SourceWorth) -> int | Lack:
    if not worth.people:
        return Lack.NO_FRIENDS
    if not cost:
        return Lack.NO_COST
    paid = (after for after, margin in worth.earned_after if margin >= cost)
    return next(paid, Lack.NOT_PAID_BACK)
