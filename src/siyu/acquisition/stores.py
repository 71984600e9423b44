"""A store's page: who is on duty, its live codes and sources, its new friends of a span."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from siyu.acquisition.channel_figures import Asked, ChannelLine, channel_figures, newcomers
from siyu.acquisition.costs import demand_span
from siyu.acquisition.models import LiveCode
from siyu.acquisition.roster import tenant_zone
from siyu.acquisition.rules.spending import days_from
from siyu.kit.errors import NotFound
from siyu.kit.instants import local_day
from siyu.organisation import service as organisation
from siyu.organisation.service import NodeRef, StaffRef
from siyu.platform.work import Work


@dataclass(frozen=True, kw_only=True)
class Store:
    """A store as its page shows it; `new_friends` is by day, all days of the span."""

    node: NodeRef
    staff: Sequence[StaffRef]
    on_duty: frozenset[UUID]
    codes: Sequence[LiveCode]
    new_friends: dict[date, int]
    new_friends_before: int
    lines: Sequence[ChannelLine]


def store(work: Work, node_id: UUID, asked: Asked) -> Store:
    """A store in sight, or a region with all below it. Raises NotFound, SpanWrong."""
    demand_span(asked.first, asked.last)
    node = _in_sight(work, node_id)
    places = organisation.node_ids_under(work, node_id)
    staff = organisation.staff_in(work, places)
    codes = work.session.scalars(
        work.scope(LiveCode).where(LiveCode.node_id.in_(places)).order_by(LiveCode.name)
    ).all()
    team = frozenset(one.id for one in staff)
    earlier = asked.before()
    return Store(
        node=node,
        staff=staff,
        on_duty=frozenset(id for code in codes if not code.paused for id in code.duty_staff_ids),
        codes=codes,
        new_friends=_by_day(work, team, asked.first, asked.last),
        new_friends_before=sum(_by_day(work, team, earlier.first, earlier.last).values()),
        lines=[one for one in channel_figures(work, asked).lines if one.source.node_id in places],
    )


def _in_sight(work: Work, node_id: UUID) -> NodeRef:
    found = organisation.node_refs(work, [node_id]).get(node_id)
    seen = work.reach.is_all or node_id in (work.reach.node_ids or ())
    if found is None or not seen:
        raise NotFound(what="Node", id=node_id)
    return found


def _by_day(work: Work, team: frozenset[UUID], first: date, last: date) -> dict[date, int]:
    """People whose first friend-add of all was with one of this team, by the day of it."""
    place = tenant_zone(work)
    found = Counter(
        local_day(one.at, place)
        for batch in newcomers(work, first, last)
        for one in batch
        if one.staff_id in team
    )
    return {day: found[day] for day in days_from(first, last)}


def last_days(work: Work, days: int) -> tuple[date, date]:
    """The first and last of so many days, today included."""
    today = local_day(work.now(), tenant_zone(work))
    return today - timedelta(days=days - 1), today
