"""All kinds of questions behind one door: check, answer, say what is meant, find the people."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, TypeAdapter

from siyu.customers import service as customers
from siyu.insight import (
    activity,
    associations,
    credits,
    distribution,
    figures,
    funnel,
    paths,
    questions,
    retention,
    rfm,
    survival,
    worth,
)
from siyu.insight.activity import ActivityAnswer, ActivityQuestion
from siyu.insight.associations import AssociationAnswer, AssociationQuestion
from siyu.insight.credits import AttributionAnswer, AttributionQuestion
from siyu.insight.distribution import DistributionAnswer, DistributionQuestion
from siyu.insight.figures import FigureAnswer, FigureQuestion
from siyu.insight.funnel import FunnelAnswer, FunnelQuestion
from siyu.insight.paths import PathAnswer, PathQuestion
from siyu.insight.questions import Cell
from siyu.insight.reader import Reader
from siyu.insight.retention import RetentionAnswer, RetentionQuestion
from siyu.insight.rfm import RfmAnswer, RfmQuestion
from siyu.insight.selection import Bound
from siyu.insight.survival import SurvivalAnswer, SurvivalQuestion
from siyu.insight.worth import LifetimeQuestion
from siyu.insight.worth_answers import LifetimeAnswer
from siyu.kit.errors import Unreachable
from siyu.platform import projection

AnyQuestion = Annotated[
    FigureQuestion
    | FunnelQuestion
    | RetentionQuestion
    | ActivityQuestion
    | PathQuestion
    | DistributionQuestion
    | RfmQuestion
    | LifetimeQuestion
    | SurvivalQuestion
    | AttributionQuestion
    | AssociationQuestion,
    Field(discriminator="kind"),
]
AnyAnswer = Annotated[
    FigureAnswer
    | FunnelAnswer
    | RetentionAnswer
    | ActivityAnswer
    | PathAnswer
    | DistributionAnswer
    | RfmAnswer
    | LifetimeAnswer
    | SurvivalAnswer
    | AttributionAnswer
    | AssociationAnswer,
    Field(discriminator="kind"),
]
QUESTION: TypeAdapter[Any] = TypeAdapter(AnyQuestion)
KINDS: Mapping[str, ModuleType] = {
    "figure": figures,
    "funnel": funnel,
    "retention": retention,
    "activity": activity,
    "paths": paths,
    "distribution": distribution,
    "rfm": rfm,
    "lifetime": worth,
    "survival": survival,
    "attribution": credits,
    "association": associations,
}


@dataclass(frozen=True)
class Freshness:
    """As of when an answer is, and what had not yet come to the warehouse then."""

    at: datetime
    waiting_events: int
    behind_seconds: float


@dataclass(frozen=True)
class Answered:
    """An answer, what it means in both languages, how fresh it is, and the SQL that was run."""

    answer: Any
    means_en: str
    means_zh: str
    freshness: Freshness
    statements: tuple[str, ...]

    def means(self, language: str) -> str:
        return self.means_zh if language.startswith("zh") else self.means_en


@dataclass(frozen=True)
class Person:
    """Someone behind a figure."""

    number: int
    customer_id: UUID
    name: str


@dataclass(frozen=True)
class People:
    """A page of them by number; `total` are those who still are customers, in sight."""

    total: int
    items: tuple[Person, ...]
    next_number: int | None


def check(question: Any, reader: Reader) -> None:
    """Raises QuestionUnfit with all that is wrong."""
    found: Iterator[Any] = KINDS[question.kind].faults(question, reader)
    questions.demand(found)


def answer(question: Any, reader: Reader) -> Answered:
    """Raises QuestionUnfit, SegmentUnknown, Unreachable."""
    check(question, reader)
    ran = len(reader.ran)
    found = KINDS[question.kind].answer(question, reader)
    en, zh = means(question, reader)
    return Answered(found, en, zh, freshness(reader), tuple(reader.ran[ran:]))


def means(question: Any, reader: Reader) -> tuple[str, str]:
    of_metrics = question.kind in ("figure", "association")
    known: Any = reader.metrics if of_metrics else reader.known
    told: tuple[str, str] = KINDS[question.kind].means(question, known)
    return told


def freshness(reader: Reader) -> Freshness:
    now = reader.work.now()
    engine = reader.work.session.get_bind().engine
    if reader.work.store is None:
        raise Unreachable(service="ClickHouse")
    lag = projection.lag_as_told(engine, now)
    return Freshness(now, lag.rows, lag.seconds)


def people(
    question: Any,
    cell: Cell,
    reader: Reader,
    *,
    after: int = 0,
    total: int | None = None,
    limit: int = 50,
) -> People:
    """Those behind a figure, from the number after `after`; a `total` known already is kept.

    Raises QuestionUnfit, NoSuchCell, SegmentUnknown.
    """
    check(question, reader)
    bound = Bound()
    among = _among(question, cell, reader, bound)
    if total is None:
        (row,) = reader.rows(f"SELECT count() AS people FROM people FINAL WHERE {among}", bound)
        total = int(row["people"])
    listed = (
        f"SELECT number, customer_id FROM people FINAL WHERE {among}"
        f" AND number > {bound(after, 'UInt32')} ORDER BY number LIMIT {limit + 1}"
    )
    rows = reader.rows(listed, bound)
    following = rows[limit - 1]["number"] if len(rows) > limit else None
    return People(total, _named(rows[:limit], reader), following)


def _among(question: Any, cell: Cell, reader: Reader, bound: Bound) -> str:
    """The condition on people FINAL, which no merged, erased or withdrawn person fulfils."""
    crowd = KINDS[question.kind].people(question, cell, reader)
    return f"bitmapContains(({crowd(bound)}), number)"


def customer_ids(question: Any, cell: Cell, reader: Reader, *, most: int) -> list[UUID]:
    """The ids of those behind a figure, by their numbers: `most` of them, and one more if there
    are more.

    Raises as `people` does.
    """
    check(question, reader)
    bound = Bound()
    among = _among(question, cell, reader, bound)
    listed = f"SELECT customer_id FROM people FINAL WHERE {among} ORDER BY number LIMIT {most + 1}"
    return [row["customer_id"] for row in reader.rows(listed, bound)]


def _named(rows: Sequence[Mapping[str, Any]], reader: Reader) -> tuple[Person, ...]:
    ids = [row["customer_id"] for row in rows]
    names = customers.customer_names(reader.work, ids) if ids else {}
    return tuple(
        Person(row["number"], row["customer_id"], names.get(row["customer_id"], "")) for row in rows
    )
