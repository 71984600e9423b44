"""Hands a batch to its intake, so that one bad row costs only itself."""

from collections.abc import Sequence

from pydantic import BaseModel
from sqlalchemy.exc import DataError, IntegrityError

from siyu.kit.errors import Problem
from siyu.platform.declarations import Fate, Intake, RowAnswer
from siyu.platform.intake.errors import RowUnstorable
from siyu.platform.intake.shapes import Line
from siyu.platform.work import Work

OF_A_ROW = (Problem, DataError, IntegrityError)


class MiscountedAnswers(RuntimeError):
    """An intake answered another number of rows than it was given; it breaks its promise."""


def take(work: Work, intake: Intake, lines: Sequence[Line]) -> list[RowAnswer]:
    """An answer for each line, in order; what does not fit never reaches the intake."""
    fit = [line.row for line in lines if line.row is not None]
    answers = iter(_batch(work, intake, fit))
    return [next(answers) if line.row is not None else refused(line.problem) for line in lines]


def _batch(work: Work, intake: Intake, rows: Sequence[BaseModel]) -> Sequence[RowAnswer]:
    if not rows:
        return []
    try:
        return _answers(work, intake, rows)
    except OF_A_ROW:
        return [_one(work, intake, row) for row in rows]


def _one(work: Work, intake: Intake, row: BaseModel) -> RowAnswer:
    try:
        return _answers(work, intake, [row])[0]
    except Problem as problem:
        return refused(problem)
    except (DataError, IntegrityError):
        return refused(RowUnstorable())


def _answers(work: Work, intake: Intake, rows: Sequence[BaseModel]) -> Sequence[RowAnswer]:
    with work.attempt():
        answers = intake.take(work, rows)
    if len(answers) != len(rows):
        raise MiscountedAnswers(f"{intake.name}: {len(answers)} answers for {len(rows)} rows")
    return answers


def refused(problem: Problem | None) -> RowAnswer:
    return RowAnswer(Fate.REFUSED, problem=problem or RowUnstorable())
