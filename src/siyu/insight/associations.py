"""Two metrics by day or week: do they move together, how surely, and why that is no cause."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from siyu.insight import figures
from siyu.insight.association import Correlation, Lagged, Refused, associated, lagged
from siyu.insight.errors import Fault, NoSuchCell
from siyu.insight.figures import FigureQuestion, Point
from siyu.insight.questions import Cell, Question, shared_faults
from siyu.insight.reader import Crowd, Reader
from siyu.insight.spans import Grain
from siyu.insight.worth_answers import FitCaution
from siyu.platform.metrics import Metric

MOST_LAG = 28


@dataclass(frozen=True, kw_only=True)
class AssociationQuestion(Question):
    """`lags` is how many points later or earlier `right` is looked for too; 0 for none."""

    kind: Literal["association"] = "association"
    left: str
    right: str
    grain: Literal["day", "week"] = "day"
    measure: Correlation = Correlation.SPEARMAN
    lags: int = 0


@dataclass(frozen=True)
class PairPoint:
    """Both metrics of one bucket."""

    at: date
    left: float
    right: float


@dataclass(frozen=True)
class LagPoint:
    """The correlation with `right` so many points later."""

    lag: int
    correlation: float


@dataclass(frozen=True)
class AssociationAnswer:
    """`low` and `high` let days depend on each other; `independent_low` and `_high` do not, and
    are too narrow where they do. Refused: `refused` says why, and there is no correlation."""

    points: tuple[PairPoint, ...]
    correlation: float | None
    low: float | None
    high: float | None
    independent_low: float | None
    independent_high: float | None
    lags: tuple[LagPoint, ...]
    strongest_lag: int | None
    refused: FitCaution | None
    needed: int | None
    warnings: tuple[FitCaution, ...]
    kind: Literal["association"] = "association"


def faults(question: AssociationQuestion, reader: Reader) -> Iterator[Fault]:
    yield from shared_faults(question)
    for place in ("left", "right"):
        for one in figures.faults(_figure(question, place), reader):
            if one.place != "span":
                yield Fault(place, one.en, one.zh)
    if question.left == question.right:
        yield Fault("right", "choose two different metrics", "请选择两个不同的指标")
    if not 0 <= question.lags <= MOST_LAG:
        yield Fault("lags", f"lags go from 0 to {MOST_LAG}", f"时差须为 0 到 {MOST_LAG}")


def _figure(question: AssociationQuestion, place: str) -> FigureQuestion:
    return FigureQuestion(
        span=question.span,
        within=question.within,
        metric=getattr(question, place),
        grain=Grain(question.grain),
    )


def answer(question: AssociationQuestion, reader: Reader) -> AssociationAnswer:
    pairs = _pairs(*(_points(question, place, reader) for place in ("left", "right")))
    left, right = [one.left for one in pairs], [one.right for one in pairs]
    empty = AssociationAnswer(
        pairs, None, None, None, None, None, (), None, refused=None, needed=None, warnings=()
    )
    found = associated(left, right, question.measure)
    if isinstance(found, Refused):
        return replace(empty, refused=_said(found.reason), needed=found.needed)
    told = replace(
        empty,
        correlation=found.correlation,
        low=found.blocks[0],
        high=found.blocks[1],
        independent_low=found.fisher[0],
        independent_high=found.fisher[1],
        warnings=(_said(found.reading),),
    )
    later = lagged(left, right, question.measure, most=question.lags) if question.lags else None
    if not isinstance(later, Lagged):
        return told
    return replace(
        told,
        lags=tuple(LagPoint(*one) for one in zip(later.lags, later.correlations, strict=True)),
        strongest_lag=later.strongest,
        warnings=(*told.warnings, _said(later.reading)),
    )


def _points(question: AssociationQuestion, place: str, reader: Reader) -> dict[date, Point]:
    (part, *_) = figures.answer(_figure(question, place), reader).parts
    return {one.at: one for one in part.points if one.is_whole and one.value is not None}


def _pairs(left: Mapping[date, Point], right: Mapping[date, Point]) -> tuple[PairPoint, ...]:
    """Whole buckets in which both have a value."""
    return tuple(
        PairPoint(at, float(left[at].value or 0), float(right[at].value or 0))
        for at in left
        if at in right
    )


def _said(choice: Any) -> FitCaution:
    return FitCaution(str(choice), choice.en, choice.zh)


def people(question: AssociationQuestion, cell: Cell, reader: Reader) -> Crowd:
    """Those behind the metric `key` (left or right) in the bucket `at`. Raises NoSuchCell."""
    if cell.key not in ("left", "right"):
        raise NoSuchCell(cell=str(cell.key))
    return figures.people(_figure(question, cell.key), Cell(at=cell.at), reader)


def means(question: AssociationQuestion, known: Mapping[str, Metric]) -> tuple[str, str]:
    """What is compared, in English and Chinese."""
    left, right = known[question.left], known[question.right]
    grain, measure = Grain(question.grain), question.measure
    return (
        f"{left.title_en} and {right.title_en} by {grain.en}, whole {grain.en}s with both values:"
        f" {measure.en}. The interval (95 %) draws whole weeks, since neighbouring days depend on"
        " each other.",
        f"按{grain.zh}比较「{left.title_zh}」与「{right.title_zh}」，只取两者都有值的完整{grain.zh}："
        f"{measure.zh}。95% 区间按整周重抽，因为相邻的日子并不独立。",
    )
