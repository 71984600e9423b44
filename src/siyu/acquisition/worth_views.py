"""What channels are worth, as the API shows it."""

from collections.abc import Mapping

from siyu.acquisition.channel_worth import ChannelsWorth, ChannelWorth, Unknown, WorthAsked
from siyu.acquisition.rules.channel_figures import Lack
from siyu.acquisition.rules.channels import Channel
from siyu.acquisition.source_schemas import BoundedMoneyOut, ChannelsWorthOut, ChannelWorthOut
from siyu.insight.service import LikelyMoney
from siyu.organisation import service as organisation
from siyu.platform.work import Work

MEANS = (
    "New customers: people whose first source was found in these days. CAC: cost of the channel"
    " divided by them. LTV of one: margin of their purchases since, and what is expected of the"
    " next {days} days by BG/NBD and gamma-gamma, fitted to all first buyers of three years in"
    " sight. Payback: days after they came until their margin together had reached the cost.",
    "新客：首个来源落在所选日期内的客户。CAC＝渠道成本 ÷ 新客。人均 LTV＝到来后已产生的毛利"
    "＋未来 {days} 天的预期毛利（BG/NBD 与 gamma-gamma，按可见范围内近三年首购客户拟合）。"
    "回本天数：到来后多少天，这批人的累计毛利达到成本。",
)


def worth_out(
    work: Work, found: ChannelsWorth, asked: WorthAsked, language: str
) -> ChannelsWorthOut:
    zh = language.startswith("zh")
    refused, of_all = found.of_all.refused, found.of_all
    return ChannelsWorthOut(
        first=asked.first,
        last=asked.last,
        horizon_days=asked.horizon_days,
        margin_rate=asked.margin_rate,
        currency=organisation.tenant_facts(work).currency,
        items=[_line(one, language) for one in found.lines],
        refused=(refused.zh if zh else refused.en) if refused else None,
        cautions=[one.zh if zh else one.en for one in of_all.cautions],
        costs_known=[one.said(language) for one in found.known],
        costs_unknown=[one.said(language) for one in Unknown],
        means=MEANS[zh].format(days=asked.horizon_days),
        statements=list(of_all.statements),
    )


def _line(one: ChannelWorth, language: str) -> ChannelWorthOut:
    source, worth = one.source, one.worth
    told: Mapping[str, float | LikelyMoney | Lack] = {
        "cac": one.cac,
        "ltv": one.ltv,
        "ltv_per_cac": one.ltv_per_cac,
        "payback_days": one.payback_days,
        "roi_rate": one.roi_rate,
        "expected_roi_rate": one.expected_roi_rate,
    }
    shown = {
        name: None if isinstance(value, Lack) else _bounded(value) for name, value in told.items()
    }
    return ChannelWorthOut.model_validate(
        {
            "id": source.id,
            "name": source.name,
            "channel": Channel(source.channel),
            "channel_words": Channel(source.channel).said(language),
            "under_id": source.under_id,
            "closed": source.closed_at is not None,
            "cost": one.cost,
            "new_customers": worth.people,
            "buyers": worth.buyers,
            "earned": worth.earned,
            "to_come": None if worth.to_come is None else _bounded(worth.to_come),
            **shown,
            "why": {k: v.said(language) for k, v in told.items() if isinstance(v, Lack)},
        }
    )


def _bounded(value: float | LikelyMoney) -> float | BoundedMoneyOut:
    if isinstance(value, LikelyMoney):
        return BoundedMoneyOut(value=value.value, low=value.low, high=value.high)
    return value
