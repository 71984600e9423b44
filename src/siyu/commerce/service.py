"""The door to commerce: what the commands, the demo and other domains may ask and do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from siyu.commerce import retail_year
from siyu.commerce.histories import HistoryState, end_history, history, move_history
from siyu.commerce.lists import OrderState
from siyu.commerce.published import Check, checks
from siyu.commerce.retail_rules import fault
from siyu.commerce.retail_year import begin, load
from siyu.kit.instants import zone
from siyu.organisation import service as organisation
from siyu.platform.work import Work

__all__ = [
    "Check",
    "HistoryState",
    "OrderState",
    "YearState",
    "begin_year",
    "end_history",
    "history",
    "load_year",
    "move_history",
    "year_buyers",
    "year_checks",
    "year_state",
]

load_year = load
year_checks = checks


@dataclass(frozen=True)
class YearState:
    """How far the real year is loaded, what became of its rows, and by how much it was moved."""

    rows: int
    taken: int
    merged: int
    refused: Mapping[str, int]
    shift_weeks: int


def year_state(work: Work) -> YearState:
    """What became of the rows; the load is begun if it was not."""
    held = begin(work)
    return YearState(held.position, held.taken, held.merged, held.refused, held.shift_weeks)


def begin_year(work: Work) -> None:
    """Fix by how many weeks the real year is shifted, and have it loaded as a job."""
    begin(work)
    work.enqueue("commerce.online_retail", key="online_retail")


def year_buyers(work: Work) -> Iterator[tuple[str, datetime]]:
    """The mall ids of those who bought in the real year, and when first, as it is shifted here."""
    begun = begin(work)
    place = zone(organisation.tenant_facts(work).zone)
    seen: set[str] = set()
    for row in retail_year.read_rows():
        if row.customer not in seen and fault(row) is None and not row.is_cancellation:
            seen.add(row.customer)
            at = row.at + timedelta(weeks=begun.shift_weeks)
            yield row.customer, at.replace(tzinfo=place)
