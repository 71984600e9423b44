"""Metrics, events, answers and boards as the API shows them."""

from typing import Any

from fastapi.encoders import jsonable_encoder

from siyu.insight import breakdown, buying, credits, selection, survival, tallies
from siyu.insight.answers import Answered
from siyu.insight.boards import tiles_of
from siyu.insight.catalogue import EventKind, Property
from siyu.insight.credits import AttributionQuestion
from siyu.insight.figures import FigureQuestion, plain_metrics
from siyu.insight.funnel import FunnelQuestion
from siyu.insight.models import Board
from siyu.insight.reader import Reader
from siyu.insight.schemas import (
    AnswerOut,
    AskableEventOut,
    BoardLine,
    BoardOut,
    FreshnessOut,
    MetricOut,
    PropertyOut,
    ValueChoiceOut,
)
from siyu.insight.survival import SurvivalQuestion
from siyu.insight.worth import LifetimeQuestion
from siyu.kit.errors import Problem
from siyu.platform.access import Principal
from siyu.platform.http import ProblemOut
from siyu.platform.metrics import Kept, Metric


def metric(one: Metric, reader: Reader, language: str) -> MetricOut:
    plain = plain_metrics(one, reader.metrics)
    counted = [half for half in plain if not isinstance(half.of, Kept)]
    names = tallies.events_of([t for half in counted for t in half.tallies], reader)
    return MetricOut(
        name=one.name,
        title=one.title(language),
        means=one.means(language),
        unit=one.unit,
        stage=one.stage,
        by=list(one.by),
        events=list(names),
        people_behind=not isinstance(plain[0].of, Kept),
        falls=one.falls,
    )


def event(kind: EventKind, reader: Reader, language: str) -> AskableEventOut:
    return AskableEventOut(
        name=kind.name,
        title=kind.event.title(language),
        is_activity=kind.name in reader.activities,
        properties=[_property(one, language) for one in kind.properties.values()],
        by=breakdown.choices(kind),
    )


def _property(one: Property, language: str) -> PropertyOut:
    choices = None
    if one.choices is not None:
        choices = [
            ValueChoiceOut(value=str(each), title=each.said(language)) for each in one.choices
        ]
    return PropertyOut(
        name=one.name,
        kind=one.kind,
        ops=list(selection.OPS[one.kind]),
        choices=choices,
        noun=one.noun if one.kind == "id" else None,
    )


def answer(question: Any, found: Answered, reader: Reader, language: str) -> AnswerOut:
    return AnswerOut(
        answer=found.answer,
        means=found.means(language),
        currency=reader.currency,
        freshness=FreshnessOut.model_validate(found.freshness),
        statements=list(found.statements),
        titles=titles(question, found.answer, reader, language),
    )


def titles(question: Any, found: Any, reader: Reader, language: str) -> dict[str, str]:
    """The words for the parts of an answer."""
    if isinstance(question, AttributionQuestion):
        return credits.titles(question, found, reader, language)
    by = getattr(question, "by", None)
    if by is None:
        return {}
    parts = [one.part for one in found.parts if one.part]
    known = {}
    match question:
        case LifetimeQuestion():
            known = {name: reader.known[name] for name in [buying.PARTS[question.by or "store"]]}
        case SurvivalQuestion():
            by = "by" if by == "ended_by" else by
            told = (buying.PARTS["source_id"], survival.ADDED, survival.LOST)
            known = {name: reader.known[name] for name in told if name in reader.known}
        case FunnelQuestion():
            known = {question.steps[0].event: reader.known[question.steps[0].event]}
        case FigureQuestion():
            plain = plain_metrics(reader.metrics[question.metric], reader.metrics)
            names = tallies.events_of(plain[0].tallies, reader)
            known = {name: reader.known[name] for name in names}
    return breakdown.titles(by, parts, known, reader, language)


def board(one: Board, principal: Principal) -> BoardOut:
    return BoardOut(
        id=one.id,
        name=one.name,
        shared=one.shared,
        mine=one.owner_id == principal.user_id,
        tiles=tiles_of(one),
        updated_at=one.updated_at,
    )


def board_line(one: Board, principal: Principal) -> BoardLine:
    return BoardLine(
        id=one.id,
        name=one.name,
        shared=one.shared,
        mine=one.owner_id == principal.user_id,
        tile_count=len(one.tiles),
        updated_at=one.updated_at,
    )


def problem(one: Problem, language: str) -> ProblemOut:
    return ProblemOut(
        code=one.code, message=one.sentence(language), data=jsonable_encoder(one.data)
    )
