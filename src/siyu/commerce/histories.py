"""How far a history from outside is loaded: moved in the commit of what it moves over."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from siyu.commerce.models import HistoryLoad
from siyu.platform.declarations import Fate, RowAnswer
from siyu.platform.work import Work


@dataclass(frozen=True)
class HistoryState:
    """Up to which row a history is loaded, and what became of its rows."""

    position: int
    taken: int
    merged: int
    refused: Mapping[str, int]
    finished: bool


def history(work: Work, name: str) -> HistoryState:
    """The state of a load that nobody else moves before this Work ends; begun if it was not."""
    held = _held(work, name)
    return HistoryState(
        held.position, held.taken, held.merged, dict(held.refused), held.finished_at is not None
    )


def move_history(work: Work, name: str, position: int, answers: Sequence[RowAnswer]) -> None:
    """The rows up to `position` are done; these are the answers to those that were still to do."""
    held = _held(work, name)
    fates = Counter(one.fate for one in answers)
    refused = Counter(one.problem.code for one in answers if one.problem is not None)
    held.taken += fates[Fate.TAKEN]
    held.merged += fates[Fate.MERGED]
    held.refused = dict(Counter(held.refused) + refused)
    held.position = position


def end_history(work: Work, name: str) -> None:
    """Every row is done."""
    held = _held(work, name)
    held.finished_at = held.finished_at or work.now()


def _held(work: Work, name: str) -> HistoryLoad:
    ours = work.scope(HistoryLoad).where(HistoryLoad.name == name).with_for_update()
    found = work.session.scalars(ours.execution_options(populate_existing=True)).first()
    return found or work.add(HistoryLoad(name=name, shift_weeks=0, started_at=work.now()))
