"""How a plan is kept: people by their place in the code's `staff_ids`, not by id.

A week of slots names the same hundred people again and again; kept by place it is read ten times
as fast, and the ids stand in one indexed column.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from siyu.acquisition.models import LiveCode
from siyu.acquisition.rules.duty import Assignment, Caps, Plan
from siyu.acquisition.rules.schedule import Hours, Schedule, SpecialDate, WeekSlot

Places = tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class KeptSlot(Hours):
    weekday: int
    title: str
    staff: Places


@dataclass(frozen=True, kw_only=True)
class KeptDate(Hours):
    day: date
    title: str
    staff: Places


@dataclass(frozen=True, kw_only=True)
class KeptPlan:
    """A plan in its row; whatever is not given is that of an empty plan."""

    special_dates: tuple[KeptDate, ...] = ()
    slots: tuple[KeptSlot, ...] = ()
    all_day: Places = ()
    skip_verify: bool | Hours = True
    backups: Places = ()
    caps: Caps = Caps()
    own_caps: Mapping[int, Caps] = field(default_factory=dict)
    assignment: Assignment = Assignment.ALL
    weights: Mapping[int, int] = field(default_factory=dict)


def staff_of(plan: Plan) -> list[UUID]:
    """Everyone a plan names, each once: backups last."""
    schedule = plan.schedule
    lists = [
        *(one.staff_ids for one in schedule.special_dates),
        *(slot.staff_ids for slot in schedule.slots),
        schedule.all_day,
        plan.backups,
    ]
    return list(dict.fromkeys(staff for listed in lists for staff in listed))


def keep(code: LiveCode, plan: Plan) -> None:
    """Put a plan into its row. Caps and weights of people it does not name are dropped."""
    code.staff_ids = staff_of(plan)
    place = {staff: i for i, staff in enumerate(code.staff_ids)}

    def places(staff_ids: Iterable[UUID]) -> Places:
        return tuple(place[staff] for staff in staff_ids)

    kept = KeptPlan(
        special_dates=tuple(
            KeptDate(
                day=one.day,
                starts=one.starts,
                ends=one.ends,
                title=one.title,
                staff=places(one.staff_ids),
            )
            for one in plan.schedule.special_dates
        ),
        slots=tuple(
            KeptSlot(
                weekday=slot.weekday,
                starts=slot.starts,
                ends=slot.ends,
                title=slot.title,
                staff=places(slot.staff_ids),
            )
            for slot in plan.schedule.slots
        ),
        all_day=places(plan.schedule.all_day),
        skip_verify=plan.schedule.skip_verify,
        backups=places(plan.backups),
        caps=plan.caps,
        own_caps={place[staff]: caps for staff, caps in plan.own_caps.items() if staff in place},
        assignment=plan.assignment,
        weights={place[staff]: of for staff, of in plan.weights.items() if staff in place},
    )
    code.plan = msgspec.json.decode(msgspec.json.encode(kept))


def plan_of(code: LiveCode) -> Plan:
    """The plan of a row; draws at random differ from code to code."""
    kept = msgspec.convert(code.plan, KeptPlan, str_keys=True)
    staff = code.staff_ids
    return Plan(
        schedule=Schedule(
            special_dates=tuple(
                SpecialDate(
                    day=one.day,
                    starts=one.starts,
                    ends=one.ends,
                    title=one.title,
                    staff_ids=_people(staff, one.staff),
                )
                for one in kept.special_dates
            ),
            slots=tuple(
                WeekSlot(
                    weekday=slot.weekday,
                    starts=slot.starts,
                    ends=slot.ends,
                    title=slot.title,
                    staff_ids=_people(staff, slot.staff),
                )
                for slot in kept.slots
            ),
            all_day=_people(staff, kept.all_day),
            skip_verify=kept.skip_verify,
        ),
        backups=_people(staff, kept.backups),
        caps=kept.caps,
        own_caps={staff[place]: caps for place, caps in kept.own_caps.items()},
        assignment=kept.assignment,
        weights={staff[place]: of for place, of in kept.weights.items()},
        seed=code.wecom_state,
    )


def _people(staff: Sequence[UUID], places: Places) -> tuple[UUID, ...]:
    return tuple(staff[place] for place in places)


def written_out(plan: Plan) -> dict[str, Any]:
    """A plan with its ids, as the audit trail shows it."""
    shown: dict[str, Any] = msgspec.to_builtins(plan, str_keys=True)
    return shown
