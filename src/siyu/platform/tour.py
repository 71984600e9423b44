"""The newcomer's tour: each step is ticked by the event that it causes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from siyu.platform.database import Base
from siyu.platform.declarations import Listener, Recorded, TourStep
from siyu.platform.work import Work


class TourTick(Base):
    """A step a tenant has done."""

    __tablename__ = "tour_ticks"

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    done_at: Mapped[datetime]


def listener(steps: Sequence[TourStep]) -> Listener:
    """Ticks steps as their events come."""

    def tick(work: Work, events: Sequence[Recorded]) -> None:
        first: dict[str, datetime] = {}
        for recorded in events:
            for step in steps:
                if _does(recorded, step):
                    first.setdefault(step.key, recorded.happened_at)
        rows = [
            {"tenant_id": work.tenant_id, "key": key, "done_at": at} for key, at in first.items()
        ]
        if rows:
            work.session.execute(insert(TourTick).values(rows).on_conflict_do_nothing())

    return Listener("tour", tuple({step.done_by for step in steps}), tick, batch=1000)


def _does(recorded: Recorded, step: TourStep) -> bool:
    by_person = recorded.actor.startswith("user:")
    return isinstance(recorded.event, step.done_by) and (by_person or not step.by_person)


def done(work: Work) -> dict[str, datetime]:
    """When each step was first done."""
    mine = select(TourTick).where(TourTick.tenant_id == work.tenant_id)
    return {tick.key: tick.done_at for tick in work.session.scalars(mine)}
