"""What all questions share: the days asked about, and about whom."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from siyu.insight import spans
from siyu.insight.catalogue import EventKind
from siyu.insight.errors import Fault, QuestionUnfit
from siyu.insight.spans import Span

MOST_PARTS = 50


@dataclass(frozen=True, kw_only=True)
class Question:
    """`span` are whole local days; `within` is a segment, None for everybody in reach."""

    span: Span
    within: str | None = None


@dataclass(frozen=True, kw_only=True)
class Cell:
    """The place of a figure in its answer; what is None says nothing about where it is.

    `at` is the first day of a bucket or cohort, `part` a value it was broken down by, `step` a
    step of a funnel (from 1) or path (from 0), `lost` those who came to the step before and not
    to this one, `period` a column of a retention matrix or the days of a point of a curve, `low`
    and `high` the ends of a bar, `scores` recency, frequency and money, `key` a class, a channel
    or an event, `next` the event after it.
    """

    at: date | None = None
    part: str | None = None
    step: int | None = None
    lost: bool = False
    period: int | None = None
    low: float | None = None
    high: float | None = None
    scores: tuple[int, int, int] | None = None
    key: str | None = None
    next: str | None = None


def shared_faults(question: Question) -> Iterator[Fault]:
    yield from spans.faults(question.span)


def demand(found: Iterator[Fault]) -> None:
    """Raises QuestionUnfit with all that is wrong."""
    faults = list(found)
    if faults:
        raise QuestionUnfit(faults)


def event_faults(names: tuple[str, ...], known: Mapping[str, EventKind]) -> Iterator[Fault]:
    for number, name in enumerate(names):
        if name not in known:
            yield Fault(
                f"events.{number}",
                f"there is no event {name} of people",
                f"没有名为 {name} 的客户事件",
            )
