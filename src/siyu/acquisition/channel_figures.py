"""What each channel cost and brought in a span, itself and with all that stands below it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from siyu.acquisition.costs import costs_between, demand_span
from siyu.acquisition.models import Source
from siyu.acquisition.roster import tenant_zone
from siyu.acquisition.rules.channel_figures import Counted, outcome_of, span_before, summed
from siyu.acquisition.sources import sources_in_sight, whole
from siyu.customers import service as customers
from siyu.kit.instants import day_start
from siyu.platform.declarations import Field
from siyu.platform.work import Work

BATCH = 5000
FIRST_ORDER_DAYS = 30

NEWCOMERS = text(
    "SELECT first.customer_id, first.at, first.staff_id,"
    " (SELECT won.source_id FROM arrivals AS won"
    "  WHERE won.tenant_id = :tenant AND won.customer_id = first.customer_id"
    "  ORDER BY won.at, won.source_id IS NULL, won.id LIMIT 1) AS source_id"
    " FROM arrivals AS first WHERE first.tenant_id = :tenant"
    " AND first.relation_id IS NOT NULL AND first.at >= :since AND first.at < :until"
    " AND NOT EXISTS (SELECT FROM arrivals AS earlier WHERE earlier.tenant_id = :tenant"
    "  AND earlier.customer_id = first.customer_id AND earlier.relation_id IS NOT NULL"
    "  AND (earlier.at, earlier.id) < (first.at, first.id))"
)
"""People whose first friend-add lies in the span, and the source of their earliest arrival."""


@dataclass(frozen=True)
class Newcomer:
    """Someone who became a friend for the first time."""

    customer_id: UUID
    at: datetime
    staff_id: UUID | None
    source_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A span, both days in it; how many days a first order may take; where it is read."""

    first: date
    last: date
    days: int = FIRST_ORDER_DAYS
    first_order: Field | None = None

    def before(self) -> "Asked":
        first, last = span_before(self.first, self.last)
        return Asked(first=first, last=last, days=self.days, first_order=self.first_order)


@dataclass(frozen=True)
class ChannelLine:
    """One source: its own sums, those with all below it, and the latter in the span before."""

    source: Source
    own: Counted
    whole: Counted
    before: Counted


@dataclass(frozen=True, kw_only=True)
class ChannelFigures:
    """Sources in sight, each after the one above it; `unknown` is who came by none we know."""

    asked: Asked
    lines: list[ChannelLine]
    unknown: Counted
    unknown_before: Counted
    total: Counted
    total_before: Counted


def channel_figures(work: Work, asked: Asked) -> ChannelFigures:
    """What the channels in sight cost and brought. Raises SpanWrong.

    A source counts all its friends, whoever took them; those without a source are shown to
    whoever sees the whole brand.
    """
    demand_span(asked.first, asked.last)
    sources = sources_in_sight(work)
    own, earlier = counted(work, sources, asked), counted(work, sources, asked.before())
    ids = {one.id for one in sources}
    under = {one.id: one.under_id if one.under_id in ids else None for one in sources}
    sums, sums_before = summed(_known(own), under), summed(_known(earlier), under)
    return ChannelFigures(
        asked=asked,
        lines=[
            ChannelLine(one, own.get(one.id, Counted()), sums[one.id], sums_before[one.id])
            for one in sources
        ],
        unknown=own.get(None, Counted()),
        unknown_before=earlier.get(None, Counted()),
        total=sum(own.values(), Counted()),
        total_before=sum(earlier.values(), Counted()),
    )


def _known(own: Mapping[UUID | None, Counted]) -> dict[UUID, Counted]:
    return {id: sums for id, sums in own.items() if id is not None}


def counted(work: Work, sources: Sequence[Source], asked: Asked) -> dict[UUID | None, Counted]:
    """The sums of each of these sources alone; None stands for no known source."""
    ids = {one.id for one in sources}
    sums: dict[UUID | None, Counted] = {}
    for cost in costs_between(work, ids, asked.first, asked.last):
        spent = Counted(cost=cost.amount, costs=1, simulated=int(cost.simulated))
        sums[cost.source_id] = sums.get(cost.source_id, Counted()) + spent
    for batch in newcomers(work, asked.first, asked.last):
        seen = [
            one for one in batch if one.source_id in ids
            or (one.source_id is None and work.reach.is_all)
        ]  # fmt: skip
        for source_id, brought in _brought(work, seen, asked):
            sums[source_id] = sums.get(source_id, Counted()) + brought
    return sums


def newcomers(work: Work, first: date, last: date) -> Iterator[list[Newcomer]]:
    """Everyone who became a friend for the first time in a span, a batch at a time."""
    place = tenant_zone(work)
    asked = {
        "tenant": work.tenant_id,
        "since": day_start(first, place),
        "until": day_start(last + timedelta(days=1), place),
    }
    rows = work.session.execute(NEWCOMERS, asked, execution_options={"yield_per": BATCH})
    for part in rows.partitions():
        yield [Newcomer(*row) for row in part]


def _brought(
    work: Work, newcomers: Sequence[Newcomer], asked: Asked
) -> Iterator[tuple[UUID | None, Counted]]:
    """What a batch of new friends adds to each source."""
    ids, now = [one.customer_id for one in newcomers], work.now()
    still = customers.friends_among(work, ids)
    orders = asked.first_order.read(whole(work), ids) if asked.first_order else {}
    tally = Counter[tuple[UUID | None, Counted]]()
    for one in newcomers:
        bought = orders.get(one.customer_id)
        at = bought if isinstance(bought, datetime) else None
        came = Counted(new_friends=1, still_friends=int(one.customer_id in still))
        tally[one.source_id, came + outcome_of(one.at, at, now, days=asked.days)] += 1
    for (source_id, each), times in tally.items():
        yield source_id, each * times
