"""Questions about live codes and welcomes."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select, text, tuple_

from siyu.acquisition.models import LiveCode, LiveCodeAdd, LiveCodeEnd, WelcomeRule
from siyu.kit.pages import read_cursor
from siyu.platform.access import Reach
from siyu.platform.work import Work

TALLY = text(
    "SELECT"
    " coalesce((SELECT max(place_of_staff) FROM live_code_adds"
    "  WHERE live_code_id = :code AND staff_id = staff.id), 0) AS added_total,"
    " coalesce((SELECT max(place_of_staff_day) FROM live_code_adds"
    "  WHERE live_code_id = :code AND staff_id = staff.id AND day = :day), 0) AS added_today"
    " FROM unnest(CAST(:staff AS uuid[])) WITH ORDINALITY AS staff(id, at) ORDER BY at"
)
"""The last place of each is their count, and one look into an index however long the ledger.

Rows come in the order of the staff asked for."""

TALLIES = text(
    "SELECT code.id,"
    " array_agg(coalesce((SELECT max(place_of_staff) FROM live_code_adds"
    "  WHERE live_code_id = code.id AND staff_id = staff.id), 0) ORDER BY staff.at) AS totals,"
    " array_agg(coalesce((SELECT max(place_of_staff_day) FROM live_code_adds"
    "  WHERE live_code_id = code.id AND staff_id = staff.id AND day = :day), 0)"
    "  ORDER BY staff.at) AS todays"
    " FROM live_codes AS code, unnest(code.staff_ids) WITH ORDINALITY AS staff(id, at)"
    " WHERE code.id = ANY(:codes) GROUP BY code.id"
)
"""The same for everyone named on several codes, in the order of their `staff_ids`."""

TENANTS_DUE = text(
    "SELECT DISTINCT tenant_id FROM live_codes WHERE NOT paused"
    " AND (dirty OR next_change_at <= :shown)"
)
TENANTS_STALE = text(
    "SELECT DISTINCT tenant_id FROM live_codes WHERE NOT paused"
    " AND (stale OR (qr_url IS NOT NULL AND qr_media_type IS NULL))"
    " AND (lease_until IS NULL OR lease_until < :real) AND (retry_at IS NULL OR retry_at <= :real)"
)


def due(work: Work, most: int) -> Select[LiveCode]:
    """Codes whose duty is to be reckoned again; those another worker holds are passed over."""
    now = work.now()
    late = or_(LiveCode.dirty, LiveCode.next_change_at <= now)
    codes = work.scope(LiveCode).where(~LiveCode.paused, late).order_by(LiveCode.next_change_at)
    return codes.limit(most).with_for_update(skip_locked=True)


def unpublished(work: Work, real: datetime) -> Select[LiveCode]:
    """The next code whose WeCom side differs from what is wanted, and that nobody works on."""
    differs = or_(
        LiveCode.stale, and_(LiveCode.qr_url.is_not(None), LiveCode.qr_media_type.is_(None))
    )
    free = or_(LiveCode.lease_until.is_(None), LiveCode.lease_until < real)
    may = or_(LiveCode.retry_at.is_(None), LiveCode.retry_at <= real)
    codes = work.scope(LiveCode).where(~LiveCode.paused, differs, free, may)
    return codes.order_by(LiveCode.retry_at.nulls_first(), LiveCode.id).limit(1).with_for_update(
        skip_locked=True
    )  # fmt: skip


def listed(
    work: Work,
    *,
    q: str = "",
    state: str | None = None,
    node_id: UUID | None = None,
    cursor: str | None = None,
) -> Select[LiveCode]:
    """Live codes in sight, newest first."""
    codes = work.scope(LiveCode).order_by(LiveCode.created_at.desc(), LiveCode.id.desc())
    if q:
        codes = codes.where(LiveCode.name.icontains(q, autoescape=True))
    if node_id is not None:
        codes = codes.where(LiveCode.node_id == node_id)
    if state:
        codes = codes.where(_STATES[state])
    if cursor:
        before = read_cursor(cursor, datetime, UUID)
        codes = codes.where(tuple_(LiveCode.created_at, LiveCode.id) < before)
    return codes


_STATES = {
    "paused": LiveCode.paused,
    "failed": and_(~LiveCode.paused, LiveCode.problem.is_not(None)),
    "ready": and_(
        ~LiveCode.paused, LiveCode.problem.is_(None), LiveCode.config_id.is_not(None)
    ),
    "publishing": and_(
        ~LiveCode.paused, LiveCode.problem.is_(None), LiveCode.config_id.is_(None)
    ),
}  # fmt: skip


def by_state(work: Work, wecom_state: str) -> Select[LiveCode]:
    """The code whose mark came with a friend, locked."""
    mine = work.scope(LiveCode).where(LiveCode.wecom_state == wecom_state)
    return mine.with_for_update().execution_options(populate_existing=True)


def of_staff(work: Work, staff_id: UUID) -> Select[LiveCode]:
    """The codes that name a member of staff."""
    return work.scope(LiveCode).where(LiveCode.staff_ids.contains([staff_id]))


def added_on(work: Work, code_ids: Collection[UUID], day: date) -> Select[UUID, int]:
    """How many friends each code counted on a day, whoever took them."""
    return (
        select(LiveCodeAdd.live_code_id, func.count())
        .where(
            LiveCodeAdd.tenant_id == work.tenant_id,
            LiveCodeAdd.live_code_id.in_(code_ids),
            LiveCodeAdd.day == day,
        )
        .group_by(LiveCodeAdd.live_code_id)
    )


def added_anywhere(work: Work, staff_ids: Collection[UUID], day: date) -> Select[UUID, int]:
    """How many friends each member of staff took by any code on a day."""
    return (
        select(LiveCodeAdd.staff_id, func.count())
        .where(
            LiveCodeAdd.tenant_id == work.tenant_id,
            LiveCodeAdd.day == day,
            LiveCodeAdd.staff_id.in_(staff_ids),
        )
        .group_by(LiveCodeAdd.staff_id)
    )


def last_add(work: Work, relation_id: UUID) -> Select[LiveCodeAdd]:
    """The latest friend-add of a relation that came through a code."""
    mine = work.scope(LiveCodeAdd).where(LiveCodeAdd.relation_id == relation_id)
    return mine.order_by(LiveCodeAdd.added_at.desc()).limit(1)


def added_by_day(work: Work, code_id: UUID, since: date) -> Select[date, UUID, int]:
    """Friends a code counted from a day on, by day and staff."""
    mine = work.scope(LiveCodeAdd).where(LiveCodeAdd.live_code_id == code_id)
    counted = mine.where(LiveCodeAdd.day >= since).group_by(LiveCodeAdd.day, LiveCodeAdd.staff_id)
    return counted.with_only_columns(LiveCodeAdd.day, LiveCodeAdd.staff_id, func.count())


def ends_by_day(work: Work, code_id: UUID, since: date) -> Select[date, UUID, str, int]:
    """What became of a code's friends from a day on, by day, staff and kind."""
    mine = work.scope(LiveCodeEnd).where(LiveCodeEnd.live_code_id == code_id)
    counted = mine.where(LiveCodeEnd.day >= since).group_by(
        LiveCodeEnd.day, LiveCodeEnd.staff_id, LiveCodeEnd.what
    )
    return counted.with_only_columns(
        LiveCodeEnd.day, LiveCodeEnd.staff_id, LiveCodeEnd.what, func.count()
    )


def rules_in_order(work: Work) -> Select[WelcomeRule]:
    """The rules that can greet friends in sight, as people arranged them.

    Those for everyone are among them: whoever sees a store may read what its friends are told.
    """
    rules = replace(work, reach=Reach.all()).scope(WelcomeRule)
    if not work.reach.is_all:
        everyones = and_(WelcomeRule.node_ids == [], WelcomeRule.staff_ids == [])
        rules = rules.where(or_(everyones, WelcomeRule.within(work.reach)))
    return rules.order_by(WelcomeRule.position, WelcomeRule.updated_at.desc(), WelcomeRule.id)
