"""Who is on duty at a live code now: its plan, the staff and the ledger put before the rules."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from siyu.acquisition import queries
from siyu.acquisition.models import LiveCode
from siyu.acquisition.plans import plan_of
from siyu.acquisition.rules import duty as rules
from siyu.acquisition.rules.duty import Assignment, Count, Duty, Plan, Standing
from siyu.kit.instants import local_day, zone
from siyu.organisation import service as organisation
from siyu.organisation.service import Reception
from siyu.platform.work import Work

Counts = tuple[list[int], list[int]]
"""Friends of each: in all, and today."""


@dataclass(frozen=True, kw_only=True)
class Roster:
    """A decision and all that it went by."""

    plan: Plan
    staff: Mapping[UUID, Reception]
    standings: Mapping[UUID, Standing]
    count: Count
    at: datetime
    zone: ZoneInfo
    duty: Duty

    def next(self) -> tuple[datetime, Duty] | None:
        """When other people come on duty, and who, if no friend is added until then."""
        return rules.next_duty(self.plan, self.standings, self.count, self.at, self.zone)


@dataclass(frozen=True)
class Tally:
    """How many friends one member of staff took through one code."""

    staff_id: UUID
    added_total: int
    added_today: int


def roster_of(work: Work, code: LiveCode) -> Roster:
    """Decide who is on duty at a code now."""
    return rosters(work, [code])[0]


def rosters(work: Work, codes: Sequence[LiveCode]) -> list[Roster]:
    """Decide for each code who is on duty now; staff and counts are read once for all."""
    work.session.flush()
    place = tenant_zone(work)
    plans = [plan_of(code) for code in codes]
    read = _read(work, codes, plans, local_day(work.now(), place))
    at = work.now(), place
    return [_decided(code, plan, read, at) for code, plan in zip(codes, plans, strict=True)]


@dataclass(frozen=True)
class Read:
    """What several decisions go by: staff, their counts with each code, and with all codes."""

    staff: Mapping[UUID, Reception]
    counts: Mapping[UUID, Counts]
    anywhere: Mapping[UUID, int]


def _read(work: Work, codes: Sequence[LiveCode], plans: Sequence[Plan], day: date) -> Read:
    named = {staff for code in codes for staff in code.staff_ids}
    compared = {
        staff
        for code, plan in zip(codes, plans, strict=True)
        if plan.assignment is Assignment.LEAST_LOADED
        for staff in code.staff_ids
    }
    anywhere: dict[UUID, int] = {}
    if compared:
        rows = work.session.execute(queries.added_anywhere(work, list(compared), day))
        anywhere = {row[0]: row[1] for row in rows}
    return Read(organisation.receptions(work, named), tallies(work, codes, day), anywhere)


def _decided(code: LiveCode, plan: Plan, read: Read, at: tuple[datetime, ZoneInfo]) -> Roster:
    standings = {
        id: Standing(known.takes_friends, today, total, read.anywhere.get(id, 0))
        for id, total, today in zip(
            code.staff_ids, *read.counts.get(code.id, ([], [])), strict=True
        )
        if (known := read.staff.get(id))
    }
    count = Count(code.added_total, code.last_staff_id)
    return Roster(
        plan=plan,
        staff=read.staff,
        standings=standings,
        count=count,
        at=at[0],
        zone=at[1],
        duty=rules.decide(plan, standings, count, *at),
    )


def tally(work: Work, code_id: UUID, staff_ids: Collection[UUID], day: date) -> list[Tally]:
    """The counts of these staff with a code, in their order, by the places in its ledger."""
    asked = {"code": code_id, "day": day, "staff": list(staff_ids)}
    rows = work.session.execute(queries.TALLY, asked)
    return [Tally(id, *row) for id, row in zip(staff_ids, rows, strict=True)]


def tallies(work: Work, codes: Sequence[LiveCode], day: date) -> dict[UUID, Counts]:
    """The counts of everyone named on several codes, in the order of their `staff_ids`."""
    asked = {"codes": [code.id for code in codes], "day": day}
    rows = work.session.execute(queries.TALLIES, asked)
    return {row.id: (row.totals, row.todays) for row in rows}


def tenant_zone(work: Work) -> ZoneInfo:
    """The zone of the tenant's days and hours."""
    return zone(organisation.tenant_facts(work).zone)
