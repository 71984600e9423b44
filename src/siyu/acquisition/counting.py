"""The ledger of live codes: each friend counted once, in order, under the lock of the code."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from siyu.acquisition import queries
from siyu.acquisition.events import FriendCounted
from siyu.acquisition.models import LiveCode, LiveCodeAdd, LiveCodeEnd
from siyu.acquisition.plans import plan_of
from siyu.acquisition.roster import Tally, tally, tenant_zone
from siyu.acquisition.rules.duty import Assignment, Plan, caps_of
from siyu.acquisition.rules.schedule import Rung
from siyu.customers.events import FriendAdded
from siyu.kit.instants import local_day
from siyu.platform.work import Work

LOST = "lost"
WELCOMED = "welcomed"


def code_of(work: Work, state: str | None) -> LiveCode | None:
    """The live code whose mark came with a friend, locked until the Work ends; None if none."""
    if not state:
        return None
    return work.session.scalars(queries.by_state(work, state)).first()


def count(work: Work, friend: FriendAdded) -> LiveCodeAdd | None:
    """Give a friend the next place of the live code they came by; None if they came by none.

    Of two at once, one waits for the other: the last place under a cap is given once. A friend
    over the cap is counted all the same, and marked. Counting twice answers the first count.
    """
    code = code_of(work, friend.state)
    if code is None:
        return None
    mine = select(LiveCodeAdd).where(
        LiveCodeAdd.relation_id == friend.relation_id, LiveCodeAdd.n == friend.n
    )
    known = work.session.scalars(mine).first()
    return known or _enter(work, code, friend)


def _enter(work: Work, code: LiveCode, friend: FriendAdded) -> LiveCodeAdd:
    plan, day = plan_of(code), local_day(friend.added_at, tenant_zone(work))
    before = tally(work, code.id, [friend.staff_id], day)[0]
    after = Tally(friend.staff_id, before.added_total + 1, before.added_today + 1)
    add = work.add(
        LiveCodeAdd(
            live_code_id=code.id,
            n=friend.n,
            customer_id=friend.customer_id,
            relation_id=friend.relation_id,
            staff_id=friend.staff_id,
            added_at=friend.added_at,
            day=day,
            place=code.added_total + 1,
            place_of_staff=after.added_total,
            place_of_staff_day=after.added_today,
            over_cap=_passes(plan, after, past=1) and not _stands_in(code, friend.staff_id),
            again=friend.again,
        )
    )
    code.added_total, code.last_staff_id = add.place, friend.staff_id
    _ask_for_a_new_roster(work, code, plan, after)
    work.emit(
        FriendCounted(
            customer_id=friend.customer_id,
            relation_id=friend.relation_id,
            live_code_id=code.id,
            staff_id=friend.staff_id,
            place=add.place,
            over_cap=add.over_cap,
        )
    )
    return add


def _passes(plan: Plan, tally: Tally, *, past: int = 0) -> bool:
    """Whether a count has reached a cap, or gone `past` it."""
    caps = caps_of(plan, tally.staff_id)
    daily = caps.per_day is not None and tally.added_today >= caps.per_day + past
    return daily or (caps.total is not None and tally.added_total >= caps.total + past)


def _stands_in(code: LiveCode, staff_id: UUID) -> bool:
    """Backups have no cap."""
    return code.duty_by == Rung.BACKUP and staff_id in code.duty_staff_ids


def _ask_for_a_new_roster(work: Work, code: LiveCode, plan: Plan, after: Tally) -> None:
    """The next friend may be another's: reckon again what this count can have changed."""
    if plan.assignment is not Assignment.ALL or _passes(plan, after):
        code.dirty = True
    shares = LiveCode.plan["assignment"].astext == Assignment.LEAST_LOADED
    work.session.execute(
        update(LiveCode)
        .where(
            LiveCode.tenant_id == work.tenant_id,
            shares,
            LiveCode.staff_ids.contains([after.staff_id]),
            LiveCode.id != code.id,
        )
        .values(dirty=True)
    )


def end(work: Work, relation_id: UUID, what: str, at: datetime) -> LiveCodeEnd | None:
    """Note that a friend was welcomed or lost, for the code they last came by; None if none."""
    add = work.session.scalars(queries.last_add(work, relation_id)).first()
    if add is None or at < add.added_at:
        return None
    return work.add(
        LiveCodeEnd(
            live_code_id=add.live_code_id,
            customer_id=add.customer_id,
            relation_id=relation_id,
            staff_id=add.staff_id,
            what=what,
            day=local_day(at, tenant_zone(work)),
            happened_at=at,
        )
    )
