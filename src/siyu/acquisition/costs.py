"""What sources cost, by day and purpose: typed, spread over days, or taken from a file.

One amount stands for a source, a day and a purpose; another one takes its place, with a trace.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from siyu.acquisition.errors import CostOutOfRange, SpanWrong
from siyu.acquisition.models import Source, SourceCost
from siyu.acquisition.rules.spending import MOST_MINOR, SpentOn, days_from, evenly
from siyu.organisation import service as organisation
from siyu.platform.work import Work

MOST_DAYS = 366


@dataclass(frozen=True)
class CostEntry:
    """An amount in minor units; 0 takes what stands there away."""

    day: date
    spent_on: SpentOn
    amount: int


def keep_costs(
    work: Work, source_id: UUID, entries: Sequence[CostEntry], *, simulated: bool = False
) -> int:
    """Put these amounts in the place of what stands there; how many changed.

    Changes of one source wait for one another. Raises NotFound, CostOutOfRange.
    """
    work.get(Source, source_id, lock=True)
    for entry in entries:
        if not 0 <= entry.amount < MOST_MINOR:
            raise CostOutOfRange(field="amount", currency=organisation.tenant_facts(work).currency)
    known = _standing(work, source_id, {entry.day for entry in entries})
    changed = 0
    for entry in entries:
        place = (entry.day, entry.spent_on)
        row = known.pop(place, None)
        if entry.amount == (row.amount if row else 0):
            kept = row
        else:
            kept = _put(work, source_id, row, entry, simulated)
            changed += 1
        if kept is not None:
            known[place] = kept
    work.session.flush()
    return changed


def spread_cost(
    work: Work, source_id: UUID, first: date, last: date, spent_on: SpentOn, amount: int
) -> int:
    """Spread an amount over days evenly, to the smallest unit, in place of what stands there."""
    demand_span(first, last)
    days = days_from(first, last)
    shares = zip(days, evenly(amount, len(days)), strict=True)
    return keep_costs(work, source_id, [CostEntry(day, spent_on, share) for day, share in shares])


def costs_between(
    work: Work, source_ids: Collection[UUID], first: date, last: date
) -> Sequence[SourceCost]:
    """The costs of these sources in a span, both ends in it, by day."""
    rows = work.scope(SourceCost).where(
        SourceCost.source_id.in_(source_ids), SourceCost.day >= first, SourceCost.day <= last
    )
    return work.session.scalars(rows.order_by(SourceCost.day, SourceCost.spent_on)).all()


def demand_span(first: date, last: date) -> None:
    """Raises SpanWrong."""
    if not 0 <= (last - first).days < MOST_DAYS:
        raise SpanWrong(field="until", most=MOST_DAYS)


def amount_of(work: Work, source_id: UUID, day: date, spent_on: SpentOn) -> int:
    """What stands there; 0 for nothing."""
    row = _standing(work, source_id, {day}).get((day, spent_on))
    return row.amount if row else 0


def _standing(
    work: Work, source_id: UUID, days: Collection[date]
) -> dict[tuple[date, SpentOn], SourceCost]:
    mine = work.scope(SourceCost).where(SourceCost.source_id == source_id)
    rows = work.session.scalars(mine.where(SourceCost.day.in_(days)))
    return {(row.day, SpentOn(row.spent_on)): row for row in rows}


def _put(
    work: Work, source_id: UUID, row: SourceCost | None, entry: CostEntry, simulated: bool
) -> SourceCost | None:
    place = {"day": entry.day, "spent_on": str(entry.spent_on)}
    before = {**place, "amount": row.amount} if row else None
    after = {**place, "amount": entry.amount}
    work.audit("cost.changed", "source", source_id, before=before, after=after)
    if row is None:
        new = SourceCost(source_id=source_id, simulated=simulated, amount=entry.amount, **place)
        return work.add(new)
    if not entry.amount:
        work.session.delete(row)
        work.session.flush()
        return None
    row.amount, row.simulated = entry.amount, simulated
    return row
