"""Answers as tables: what CSV, XLSX and SPSS files hold. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from siyu.insight.activity import ActivityAnswer
from siyu.insight.associations import AssociationAnswer
from siyu.insight.credits import AttributionAnswer
from siyu.insight.distribution import DistributionAnswer
from siyu.insight.figures import FigureAnswer
from siyu.insight.funnel import FunnelAnswer
from siyu.insight.paths import PathAnswer
from siyu.insight.retention import RetentionAnswer
from siyu.insight.rfm import RfmAnswer
from siyu.insight.survival import SurvivalAnswer
from siyu.insight.worth_answers import LifetimeAnswer
from siyu.kit.money import digits
from siyu.platform.exports.cells import Cell, Column, Kind

Row = tuple[Cell, ...]
WORDS: Mapping[str, tuple[str, str]] = {
    "at": ("From", "起始日"),
    "part": ("Part", "分组"),
    "value": ("Value", "数值"),
    "against": ("Compared with", "对比值"),
    "step": ("Step", "步骤"),
    "people": ("People", "人数"),
    "rate": ("Rate", "占比"),
    "step_rate": ("Rate to the step before", "较上一步"),
    "q1_seconds": ("Lower quartile, seconds", "下四分位（秒）"),
    "median_seconds": ("Median, seconds", "中位数（秒）"),
    "q3_seconds": ("Upper quartile, seconds", "上四分位（秒）"),
    "period": ("Period", "第几期"),
    "dau": ("DAU", "DAU"),
    "wau": ("WAU", "WAU"),
    "mau": ("MAU", "MAU"),
    "stickiness_rate": ("Stickiness", "粘性"),
    "event": ("Event", "行为"),
    "next": ("Next", "下一步"),
    "paths": ("Paths", "路径数"),
    "low": ("From", "起"),
    "high": ("To", "止"),
    "recency": ("Recency", "最近"),
    "frequency": ("Frequency", "频次"),
    "money": ("Money", "金额"),
    "touched": ("Orders touched", "触达订单"),
    "first_orders": ("First touch: orders", "首次触点：订单"),
    "first_money": ("First touch: money", "首次触点：金额"),
    "last_orders": ("Last touch: orders", "末次触点：订单"),
    "last_money": ("Last touch: money", "末次触点：金额"),
    "linear_orders": ("Evenly: orders", "平均分配：订单"),
    "linear_money": ("Evenly: money", "平均分配：金额"),
    "left": ("First metric", "指标一"),
    "right": ("Second metric", "指标二"),
    "days": ("Days", "天数"),
    "stands": ("Still friends", "留存比例"),
    "stands_low": ("Lower bound", "区间下限"),
    "stands_high": ("Upper bound", "区间上限"),
    "at_risk": ("Watched", "观察人次"),
    "ended": ("Ended", "解除人次"),
    "alive": ("Still customers", "预计仍活跃"),
    "purchases": ("Purchases to come", "预计购买次数"),
    "worth": ("Lifetime value", "生命周期价值"),
    "worth_low": ("Value, lower bound", "价值下限"),
    "worth_high": ("Value, upper bound", "价值上限"),
}


@dataclass(frozen=True)
class Sheet:
    """The columns and rows of a file."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def sheet(answer: Any, titles: Mapping[str, str], language: str, currency: str) -> Sheet:
    """The table of an answer; `titles` are the words for parts."""
    if (written := WRITTEN.get(type(answer))) is not None:
        return written(answer, titles, language, currency)
    match answer:
        case FunnelAnswer():
            return _funnel(answer, titles, language)
        case RetentionAnswer():
            rows = [(c.at.isoformat(), 0, c.people, 1.0) for c in answer.cohorts]
            rows += [
                (c.at.isoformat(), k, one.people, one.rate)
                for c in answer.cohorts
                for k, one in enumerate(c.kept, start=1)
            ]
            return _made(language, "at:text period people rate", sorted(rows))
        case ActivityAnswer():
            told = [(d.at.isoformat(), d.dau, d.wau, d.mau, d.stickiness_rate) for d in answer.days]
            return _made(language, "at:text dau wau mau stickiness_rate", told)
        case PathAnswer():
            links = [(one.step, one.event, one.next, one.paths) for one in answer.links]
            return _made(language, "step event:text next:text paths", links)
        case DistributionAnswer():
            bars = [(one.low, one.high, one.people, one.rate) for one in answer.bars]
            return _made(language, "low high people rate", bars)
        case RfmAnswer():
            worth = 10 ** digits(currency)
            cells = [(*one.scores, one.people, one.money / worth) for one in answer.cells]
            return _made(language, "recency frequency money:number people value", cells)
    raise TypeError(f"no table of {type(answer).__name__}")


def _figure(answer: FigureAnswer, titles: Mapping[str, str], language: str, currency: str) -> Sheet:
    worth = 10 ** digits(currency) if answer.unit == "money" else 1
    rows = [
        (
            titles.get(part.part or "", part.part),
            point.at.isoformat(),
            None if point.value is None else point.value / worth,
            None if point.against is None else point.against / worth,
        )
        for part in answer.parts
        for point in part.points
    ]
    return _made(language, "part:text at:text value against", rows)


def _funnel(answer: FunnelAnswer, titles: Mapping[str, str], language: str) -> Sheet:
    rows: list[Row] = []
    for part in answer.parts:
        for number, step in enumerate(part.steps, start=1):
            quartiles = step.quartile_seconds or (None, None, None)
            name = titles.get(part.part or "", part.part)
            rows.append((name, number, step.people, step.rate, step.step_rate, *quartiles))
    names = "part:text step people rate step_rate q1_seconds median_seconds q3_seconds"
    return _made(language, names, rows)


def _lifetime(
    answer: LifetimeAnswer, titles: Mapping[str, str], language: str, currency: str
) -> Sheet:
    """A row of all, of each month of first purchases, of each part; none of a refused model."""
    worth = 10 ** digits(currency)
    lines = [answer.total, *answer.cohorts, *answer.parts] if answer.total else []
    rows: list[Row] = []
    for one in lines:
        assert one is not None
        value = one.value and tuple(
            None if each is None else each / worth for each in vars(one.value).values()
        )
        at = one.at.isoformat() if one.at else None
        name = titles.get(one.part or "", one.part)
        rows.append(
            (name, at, one.people, one.alive.value, one.purchases.value, *(value or [None] * 3))
        )
    names = "part:text at:text people alive purchases worth worth_low worth_high"
    return _made(language, names, rows)


def _made(language: str, columns: str, rows: Sequence[Row]) -> Sheet:
    place = int(language.startswith("zh"))
    made = []
    for one in columns.split():
        name, _, kind = one.partition(":")
        of_kind: Kind = "text" if kind == "text" else "number"
        made.append(Column(name, WORDS[name][place], of_kind))
    return Sheet(tuple(made), tuple(rows))


def of_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Sheet:
    """The table of a statement of one's own."""
    kinds: list[Kind] = [
        "number"
        if all(isinstance(row[place], int | float | None) for row in rows) and rows
        else "text"
        for place in range(len(columns))
    ]
    made = tuple(Column(name, name, kind) for name, kind in zip(columns, kinds, strict=True))
    return Sheet(
        made,
        tuple(
            tuple(
                one if kind == "number" or one is None else str(one)
                for one, kind in zip(row, kinds, strict=True)
            )
            for row in rows
        ),
    )


def _survival(
    answer: SurvivalAnswer, titles: Mapping[str, str], language: str, currency: str
) -> Sheet:
    del currency
    rows = [
        (titles.get(part.part or "", part.part), p.days, p.rate, p.low, p.high, p.at_risk, p.ended)
        for part in answer.parts
        for p in part.points
    ]
    return _made(language, "part:text days stands stands_low stands_high at_risk ended", rows)


def _credits(
    answer: AttributionAnswer, titles: Mapping[str, str], language: str, currency: str
) -> Sheet:
    worth = 10 ** digits(currency)
    rows: list[Row] = []
    for one in answer.channels:
        sides = (one.first, one.last, one.linear)
        told = (each for side in sides for each in (side.orders, side.amount / worth))
        rows.append((titles.get(one.key, one.key), one.touched, *told))
    names = "first_orders first_money last_orders last_money linear_orders linear_money"
    return _made(language, f"part:text touched {names}", rows)


def _pairs(
    answer: AssociationAnswer, titles: Mapping[str, str], language: str, currency: str
) -> Sheet:
    del titles, currency
    rows = [(one.at.isoformat(), one.left, one.right) for one in answer.points]
    return _made(language, "at:text left right", rows)


WRITTEN: Mapping[type, Callable[[Any, Mapping[str, str], str, str], Sheet]] = {
    FigureAnswer: _figure,
    LifetimeAnswer: _lifetime,
    SurvivalAnswer: _survival,
    AttributionAnswer: _credits,
    AssociationAnswer: _pairs,
}
