"""Stages and value classes over HTTP."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from siyu.audiences import stages, views
from siyu.audiences.errors import SegmentUnfit, StepsUnfit
from siyu.audiences.ladders import KINDS
from siyu.audiences.schemas import FlowsOut, LadderForm, LadderOut, LaddersOut
from siyu.kit.errors import Unreachable
from siyu.platform.http import DoWork, Language, TheRuntime, needs, problems

READ, WRITE = needs("segments.read"), needs("stages.write")
LADDER = "^(stage|value_class)$"
router = APIRouter(tags=["audiences"])


@router.get("/stages", dependencies=[READ])
def list_ladders(work: DoWork, runtime: TheRuntime, language: Language) -> LaddersOut:
    """Every ladder with the rules of its steps."""
    items = [views.ladder(work, runtime.registry, ladder, language) for ladder in KINDS]
    return LaddersOut(items=items)


@router.put(
    "/stages",
    dependencies=[WRITE],
    responses=problems(StepsUnfit, SegmentUnfit, Unreachable),
)
def change_ladder(
    form: LadderForm, work: DoWork, runtime: TheRuntime, language: Language
) -> LadderOut:
    """Keep other rules for the steps of a ladder, or another order; everybody is put anew."""
    rules = [(one.key, one.definition) for one in form.steps]
    stages.change(work, runtime.registry, form.ladder, rules)
    return views.ladder(work, runtime.registry, form.ladder, language)


@router.get("/stages/moves", dependencies=[READ], responses=problems(Unreachable))
def list_moves(
    work: DoWork,
    language: Language,
    first: Annotated[date, Query(alias="from")],
    last: Annotated[date, Query(alias="until")],
    ladder: Annotated[str, Query(pattern=LADDER)] = "stage",
) -> FlowsOut:
    """Who went from which step to which between two days, both among them."""
    return views.flows(stages.flows(work, ladder, first, last), ladder, language)
