"""Saving live codes: refuse what cannot stand, keep, have it reckoned, tell."""

import secrets
import string
from collections.abc import Collection
from typing import Any
from uuid import UUID

from siyu.acquisition.drafts import CodeDraft
from siyu.acquisition.errors import (
    BadMessage,
    BeyondYourStores,
    NameMissing,
    NobodyNamed,
    SlotsOverlap,
    StaffUnknown,
    TagUnknown,
    TooManyStaff,
)
from siyu.acquisition.events import LiveCodeChanged, LiveCodeCreated
from siyu.acquisition.models import LiveCode
from siyu.acquisition.plans import keep, plan_of, staff_of, written_out
from siyu.acquisition.rules.duty import MOST_STAFF, Plan
from siyu.acquisition.rules.message import remark_faults
from siyu.acquisition.rules.schedule import overlaps
from siyu.acquisition.sources import demand_source
from siyu.customers import service as customers
from siyu.kit.errors import NotFound
from siyu.organisation import service as organisation
from siyu.platform.work import Work

MOST_NAME = 30
LETTERS = string.ascii_lowercase + string.digits


def create_code(work: Work, draft: CodeDraft) -> LiveCode:
    """A new live code; WeCom makes its QR as soon as the loop gets there."""
    _check(work, draft)
    demand_source(work, draft.source_id)
    code = LiveCode(wecom_state=_mark(), created_at=work.now())
    _fill(work, code, draft)
    work.add(code)
    work.emit(LiveCodeCreated(live_code_id=code.id))
    work.audit("live_code.created", "live_code", code.id, after=_shown(code))
    return code


def change_code(work: Work, code_id: UUID, draft: CodeDraft) -> LiveCode:
    """Replace what people decided of a code; its QR stays the same picture."""
    code = work.get(LiveCode, code_id, lock=True)
    demand_nodes(work, [code.node_id])
    _check(work, draft, already={*code.staff_ids})
    demand_source(work, draft.source_id, already=[code.source_id])
    before = _shown(code)
    _fill(work, code, draft)
    after = _shown(code)
    if after != before:
        work.emit(LiveCodeChanged(live_code_id=code.id))
        work.audit("live_code.changed", "live_code", code.id, before=before, after=after)
    return code


def _mark() -> str:
    """What WeCom gives back with each friend: short, and unlike any other."""
    return "lc_" + "".join(secrets.choice(LETTERS) for _ in range(16))


def _fill(work: Work, code: LiveCode, draft: CodeDraft) -> None:
    code.name, code.node_id, code.paused = draft.name.strip(), draft.node_id, draft.paused
    code.source_id = draft.source_id
    keep(code, draft.plan)
    code.tag_ids = list(draft.tag_ids)
    code.remark_pattern = (draft.remark_pattern or "").strip() or None
    code.nickname_blocklist = [word.strip() for word in draft.nickname_blocklist if word.strip()]
    code.updated_at, code.dirty = work.now(), True


def _check(work: Work, draft: CodeDraft, already: Collection[UUID] = ()) -> None:
    if not 0 < len(draft.name.strip()) <= MOST_NAME:
        raise NameMissing(field="name", most=MOST_NAME)
    demand_nodes(work, [draft.node_id])
    _check_plan(draft.plan)
    demand_staff(work, set(staff_of(draft.plan)) - set(already))
    gone = set(draft.tag_ids) - set(customers.tag_names(work, draft.tag_ids))
    if gone:
        raise TagUnknown(field="tag_ids", count=len(gone))
    for fault in remark_faults(draft.remark_pattern or ""):
        raise BadMessage(fault)


def _check_plan(plan: Plan) -> None:
    if not staff_of(plan):
        raise NobodyNamed(field="all_day_staff_ids")
    for field, listed in _lists(plan):
        if len(listed) > MOST_STAFF:
            raise TooManyStaff(field=field, count=len(listed), most=MOST_STAFF)
    for overlap in overlaps(plan.schedule):
        raise SlotsOverlap(overlap, _titles(plan))


def _titles(plan: Plan) -> dict[str, str]:
    """What people call the shifts, by their places."""
    schedule = plan.schedule
    return {
        **{f"slots[{i}]": slot.title for i, slot in enumerate(schedule.slots)},
        **{f"special_dates[{i}]": day.title for i, day in enumerate(schedule.special_dates)},
    }


def _lists(plan: Plan) -> list[tuple[str, tuple[UUID, ...]]]:
    schedule = plan.schedule
    return [
        ("all_day_staff_ids", schedule.all_day),
        ("backup_staff_ids", plan.backups),
        *((f"slots[{i}]", slot.staff_ids) for i, slot in enumerate(schedule.slots)),
        *((f"special_dates[{i}]", day.staff_ids) for i, day in enumerate(schedule.special_dates)),
    ]


def demand_nodes(work: Work, node_ids: Collection[UUID | None]) -> None:
    """Raises BeyondYourStores for a node that is not the actor's, NotFound for one that is none."""
    reach = work.reach
    if not reach.is_all and not set(node_ids) <= (reach.node_ids or frozenset()):
        raise BeyondYourStores(permission="live_codes.write")
    asked = {node_id for node_id in node_ids if node_id is not None}
    for missing in asked - set(organisation.node_refs(work, asked)):
        raise NotFound(what="Node", id=missing)


def demand_staff(work: Work, staff_ids: Collection[UUID]) -> None:
    """Raises StaffUnknown for staff that are not there, or not the actor's to schedule."""
    known = set(organisation.staff_refs(work, list(staff_ids)))
    if not work.reach.is_all:
        known &= work.reach.staff_ids or frozenset()
    unknown = set(staff_ids) - known
    if unknown:
        raise StaffUnknown(field="staff_ids", count=len(unknown))


def _shown(code: LiveCode) -> dict[str, Any]:
    """What the audit trail says of a code."""
    return {
        "name": code.name,
        "node_id": code.node_id,
        "source_id": code.source_id,
        "paused": code.paused,
        "plan": written_out(plan_of(code)),
        "tag_ids": code.tag_ids,
        "remark_pattern": code.remark_pattern,
        "nickname_blocklist": code.nickname_blocklist,
    }
