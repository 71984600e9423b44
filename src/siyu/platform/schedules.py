"""Schedules: a job once a day or once every so long, by our clock, once across all workers."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from siyu.kit.instants import zone
from siyu.platform import jobs
from siyu.platform.database import Base
from siyu.platform.declarations import Schedule

if TYPE_CHECKING:
    from siyu.platform.runtime import Runtime


class ScheduleRow(Base):
    """When a schedule of a tenant is due next."""

    __tablename__ = "schedules"

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]


def next_due(schedule: Schedule, now: datetime, place: ZoneInfo) -> datetime:
    """The first instant after `now` that the schedule names, in the tenant's zone."""
    if schedule.every is not None:
        return now + schedule.every
    if schedule.at is None:
        raise ValueError(f"schedule {schedule.name} says neither when nor how often")
    local = now.astimezone(place)
    today = datetime.combine(local.date(), schedule.at, place)
    return today if today > now else datetime.combine(
        local.date() + timedelta(days=1), schedule.at, place
    )  # fmt: skip


ALL = select(ScheduleRow)
ENTER = text(
    "INSERT INTO schedules (tenant_id, name, due_at) VALUES (:tenant, :name, :next)"
    " ON CONFLICT DO NOTHING"
)
CLAIM = text(
    "UPDATE schedules SET due_at = :next WHERE tenant_id = :tenant AND name = :name"
    " AND due_at <= :now RETURNING name"
)


def step(runtime: "Runtime") -> bool:
    """Queue what is due; a missed time runs once, not once for each time missed."""
    now, declared = runtime.clock.now(), runtime.registry.schedules
    with runtime.sessions.begin() as session:
        known = {(row.tenant_id, row.name): row.due_at for row in session.scalars(ALL)}
    due = [
        (tenant, schedule)
        for tenant in runtime.tenants()
        for schedule in declared.values()
        if known.get((tenant.id, schedule.name), now) <= now
    ]
    for tenant, schedule in due:
        with runtime.sessions.begin() as session:
            _claim(session, tenant.id, zone(tenant.zone), schedule, now)
    return False


def _claim(
    session: Session, tenant_id: UUID, place: ZoneInfo, schedule: Schedule, now: datetime
) -> None:
    upcoming = next_due(schedule, now, place)
    asked = {"tenant": tenant_id, "name": schedule.name, "next": upcoming, "now": now}
    if session.execute(CLAIM, asked).first() is None:
        session.execute(ENTER, asked)
        return
    jobs.defer(session, tenant_id, schedule.job, "scheduled", {})
