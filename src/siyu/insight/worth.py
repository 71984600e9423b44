"""Lifetime value: who is still a customer, what they will buy, what that is worth; or why not.

The statistics are in `lifetime`, what a purchase is in `buying`. The model is fitted to the people
in sight whose first purchase ever lies in the span, their histories end with the span or today.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np

from siyu.insight import buying, worth_bands, worth_checks
from siyu.insight.buying import ORDER, Bought, Buying
from siyu.insight.catalogue import EventKind
from siyu.insight.errors import Fault, NoSuchCell
from siyu.insight.lifetime.arrays import Floats, Ints, floats
from siyu.insight.lifetime.beta_geometric import BgNbd, MbgNbd
from siyu.insight.lifetime.fitting import Fit, fit
from siyu.insight.lifetime.forecast import Bounded, Forecast, Parted, forecast
from siyu.insight.lifetime.pareto import ParetoNbd
from siyu.insight.lifetime.refusals import Caution, Refused
from siyu.insight.lifetime.spend import GammaGamma, Spends, fit_spend, spends
from siyu.insight.lifetime.value import Terms
from siyu.insight.questions import MOST_PARTS, Cell, Question, shared_faults
from siyu.insight.reader import Crowd, Reader, chosen
from siyu.insight.selection import Bound, Selected
from siyu.insight.spans import Grain, bucket_of
from siyu.insight.worth_answers import (
    LifetimeAnswer,
    Likely,
    LikelyMoney,
    WorthPart,
    cautions_of,
    fit_of,
    likely,
    likely_money,
    no_fit_of,
)
from siyu.kit.choices import Choice

YEAR_DAYS = 365.25
QUARTER_DAYS = 91
MOST_HORIZON = 3_650


class PurchaseModel(Choice):
    """When people may leave, unseen."""

    BG_NBD = "bg_nbd", "BG/NBD: after a repeat", "BG/NBD：复购后可能流失"
    MBG_NBD = "mbg_nbd", "MBG/NBD: after any purchase", "MBG/NBD：首购后即可能流失"
    PARETO_NBD = "pareto_nbd", "Pareto/NBD: at any time", "Pareto/NBD：任何时候都可能流失"


MODELS: Mapping[PurchaseModel, type[Any]] = {
    PurchaseModel.BG_NBD: BgNbd,
    PurchaseModel.MBG_NBD: MbgNbd,
    PurchaseModel.PARETO_NBD: ParetoNbd,
}


@dataclass(frozen=True, kw_only=True)
class LifetimeQuestion(Question):
    """`discount_rate` is by the year, `margin_rate` what is left of a sale; `money` is the metric
    by which an order is worth something. `by` is the first source or the first adviser's store."""

    kind: Literal["lifetime"] = "lifetime"
    event: Selected = ORDER
    money: str = "revenue"
    model: PurchaseModel = PurchaseModel.BG_NBD
    horizon_days: int = 365
    discount_rate: float = 0.1
    margin_rate: float = 1.0
    by: Literal["source_id", "store"] | None = None


@dataclass(frozen=True, eq=False)
class Fits:
    """Both models of a brand, or why there is none; and what must be said beside them."""

    purchases: Fit[Any] | Refused
    spend: Fit[GammaGamma] | Refused
    cautions: tuple[Caution, ...]

    @property
    def of_spend(self) -> Fit[GammaGamma] | None:
        return self.spend if isinstance(self.spend, Fit) else None


def faults(question: LifetimeQuestion, reader: Reader) -> Iterator[Fault]:
    yield from shared_faults(question)
    yield from buying.faults(question.event, question.money, reader)
    if question.by is not None and buying.PARTS[question.by] not in reader.known:
        yield Fault("by", f"there is no {question.by} of people", f"没有 {question.by} 可供拆分")
    most = MOST_HORIZON
    if not 1 <= question.horizon_days <= most:
        yield Fault(
            "horizon_days", f"the horizon has 1 to {most} days", f"预测期须为 1 到 {most} 天"
        )
    if not 0 <= question.discount_rate <= 1:
        yield Fault("discount_rate", "the discount lies between 0 and 1", "折现率须在 0 到 1 之间")
    if not 0 < question.margin_rate <= 1:
        yield Fault(
            "margin_rate", "the margin is above 0 and at most 1", "毛利率须大于 0 且不超过 1"
        )


def terms_of(question: LifetimeQuestion) -> Terms:
    return Terms(
        horizon=question.horizon_days,
        step=QUARTER_DAYS,
        year=YEAR_DAYS,
        discount_rate=question.discount_rate,
        margin_rate=question.margin_rate,
    )


def asked_of(question: LifetimeQuestion, reader: Reader, until: date | None = None) -> Buying:
    """The purchases of a question; histories end with the span or today, if not before."""
    return Buying(
        span=question.span,
        until=until or min(question.span.last, reader.today),
        event=question.event,
        money=question.money,
        within=question.within,
        by=question.by,
    )


def fits_of(found: Bought, model: PurchaseModel) -> Fits:
    """Both models, fitted to equal histories counted."""
    purchases: Fit[Any] | Refused = fit(MODELS[model], found.histories)
    counted = _spends(found)
    spend = fit_spend(counted)
    cautions = list(counted.cautions) if isinstance(spend, Fit) else []
    for one in (purchases, spend):
        cautions += one.cautions if isinstance(one, Fit) else ()
    return Fits(purchases, spend, tuple(cautions))


def _spends(found: Bought) -> Spends:
    """Every person counts, also of equal histories."""
    people = found.histories.people.astype(np.int64)
    return spends(
        np.repeat(found.histories.repeats, people),
        np.repeat(found.mean_spend, people),
    )


def answer(question: LifetimeQuestion, reader: Reader) -> LifetimeAnswer:
    asked = asked_of(question, reader)
    found = buying.bought(asked, reader)
    fits = fits_of(found, question.model)
    histories = found.histories
    lines = _lines(question, found, fits, asked.until)
    return LifetimeAnswer(
        until=asked.until,
        people=round(histories.customers),
        repeat_buyers=round(float(histories.people[histories.repeats > 0].sum())),
        purchases=round(histories.measured + histories.customers),
        fit=fit_of(fits.purchases),
        refused=no_fit_of(fits.purchases),
        spend_fit=fit_of(fits.spend),
        spend_refused=no_fit_of(fits.spend),
        cautions=cautions_of(fits.cautions),
        total=lines.total,
        cohorts=lines.cohorts,
        parts=lines.parts,
        bands=lines.bands,
        holdout=worth_checks.holdout_of(asked, MODELS[question.model], reader),
    )


@dataclass(frozen=True)
class Lines:
    """The lines of an answer, none without a fit."""

    total: WorthPart | None = None
    cohorts: tuple[WorthPart, ...] = ()
    parts: tuple[WorthPart, ...] = ()
    bands: tuple[Any, ...] = ()


def _lines(question: LifetimeQuestion, found: Bought, fits: Fits, until: date) -> Lines:
    if isinstance(fits.purchases, Refused) or not found.histories.age.size:
        return Lines()
    months, month_of = cohorts_of(found, until)
    names, part_of = np.unique(np.array(found.parts), return_inverse=True)
    parts = np.stack([np.zeros_like(month_of), 1 + month_of, 1 + len(months) + part_of])
    people = Parted(found.histories, found.mean_spend, parts, 1 + len(months) + len(names))
    told = forecast(fits.purchases, fits.of_spend, people, terms_of(question))
    many = _people(people)
    lines = [_line(told, place, many) for place in range(people.size)]
    of_parts: list[WorthPart] = []
    if question.by is not None:
        of_parts = [_named(lines[1 + len(months) + at], str(n)) for at, n in enumerate(names)]
    by_size = sorted(of_parts, key=lambda one: (-one.people, one.part or ""))
    cohorts = tuple(_dated(lines[1 + at], month) for at, month in enumerate(months))
    bands = tuple(worth_bands.bands(told.each, found.histories.people))
    return Lines(lines[0], cohorts, tuple(by_size[:MOST_PARTS]), bands)


def cohorts_of(found: Bought, until: date) -> tuple[list[date], Ints]:
    """The months of first purchases, and which of them each history has."""
    ages, which = np.unique(found.histories.age, return_inverse=True)
    firsts = [bucket_of(until - timedelta(days=int(age)), Grain.MONTH) for age in ages]
    months = sorted(set(firsts))
    place = np.array([months.index(one) for one in firsts], dtype=np.int64)
    return months, place[which]


def _people(people: Parted) -> Floats:
    found = np.zeros(people.size)
    for way in people.parts:
        found += np.bincount(way, people.histories.people, people.size)
    return floats(found)


def _line(told: Forecast, place: int, many: Floats) -> WorthPart:
    alive, often = (likely(*_at(one, place)) for one in (told.alive, told.purchases))
    people = round(float(many[place]))
    value: LikelyMoney | None = None
    each: LikelyMoney | None = None
    if told.value is not None:
        total = _at(told.value, place)
        value = likely_money(*total)
        each = likely_money(*(one / people for one in total))
    return WorthPart(None, None, people, alive, often, value, each)


def _at(one: Bounded, place: int) -> tuple[float, float, float]:
    return float(one.value[place]), float(one.low[place]), float(one.high[place])


def _named(line: WorthPart, part: str) -> WorthPart:
    return WorthPart(part, None, *_numbers(line))


def _dated(line: WorthPart, at: date) -> WorthPart:
    return WorthPart(None, at, *_numbers(line))


def _numbers(
    line: WorthPart,
) -> tuple[int, Likely, Likely, LikelyMoney | None, LikelyMoney | None]:
    return line.people, line.alive, line.purchases, line.value, line.value_each


def people(question: LifetimeQuestion, cell: Cell, reader: Reader) -> Crowd:
    """Those of a cohort `at`, a `part`, or a band (`key` alive or value, and its `step`); all of
    them where nothing is said. Raises NoSuchCell."""
    asked = asked_of(question, reader)
    if cell.key is not None:
        return _in_band(question, asked, cell, reader)

    def written(bound: Bound) -> str:
        each = buying.persons(asked, reader, bound)
        where = "1"
        if cell.at is not None:
            until = bound(asked.until, "Date")
            month = bound(cell.at, "Date")
            where += f" AND toStartOfMonth(subtractDays({until}, age)) = {month}"
        if cell.part is not None:
            where += f" AND part = {bound(cell.part, 'String')}"
        return f"SELECT groupBitmapState(person) FROM ({each}) WHERE {where}"

    return written


def _in_band(question: LifetimeQuestion, asked: Buying, cell: Cell, reader: Reader) -> Crowd:
    """The model says who they are, so they are named one by one."""
    found = buying.bought(asked, reader)
    fits = fits_of(found, question.model)
    if isinstance(fits.purchases, Refused):
        raise NoSuchCell(cell=fits.purchases.reason.en)
    each = worth_bands.of_groups(found, fits.purchases, fits.of_spend, terms_of(question))
    people = found.histories.people
    same = (one for one in worth_bands.bands(each, people) if one.key == cell.key)
    band = next((one for one in same if one.step == cell.step), None)
    if band is None:
        raise NoSuchCell(cell=f"{cell.key} {cell.step}")
    mine = worth_bands.inside(each, people, band)
    return chosen(buying.numbers_of(asked, found, mine, reader))


def means(question: LifetimeQuestion, known: Mapping[str, EventKind]) -> tuple[str, str]:
    """What is counted, in English and Chinese."""
    del known
    days, model = question.horizon_days, question.model
    margin, discount = f"{question.margin_rate:.0%}", f"{question.discount_rate:.0%}"
    return (
        f"People whose first order ever lies in these days. A purchase is a local day with an order"
        " still worth more than nothing; refunds and changes count against their own order."
        f" {model.en}."
        f" Value is what they are expected to spend in the next {days} days × margin {margin},"
        f" discounted by {discount} a year; spend by gamma-gamma over the repeats. Intervals (95 %)"
        " hold the expectation, not what one person will do.",
        "首单落在所选日期内的客户。一次购买＝某个自然日内有净额大于 0 的订单，"
        "退款、改单计入原订单。"
        f"{model.zh}。价值＝未来 {days} 天的预期消费 × 毛利率 {margin}，按年折现 {discount}；"
        "客单价用复购订单按 gamma-gamma 估计。区间（95%）是期望值的区间，"
        "不是某个人的实际消费范围。",
    )
