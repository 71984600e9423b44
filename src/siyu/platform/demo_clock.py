"""The demo's clock in PostgreSQL: one row for each change of pace."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column, sessionmaker

from siyu.kit.errors import Invalid
from siyu.platform.clock import Anchor, real_now, with_rate
from siyu.platform.database import Base

FASTEST = 100_000


class BadRate(Invalid):
    """The clock runs at 1 to {fastest} times real time; {rate} is neither.

    时钟速度应为真实时间的 1 到 {fastest} 倍；{rate} 不行。
    """


class ClockAnchor(Base):
    """From `real_from` on, shown time starts at `shown_from` and runs `rate` times as fast."""

    __tablename__ = "clock_anchors"

    real_from: Mapped[datetime] = mapped_column(primary_key=True)
    shown_from: Mapped[datetime]
    rate: Mapped[float]


def read_anchors(sessions: sessionmaker[Session]) -> list[Anchor]:
    """The anchors, oldest first; none means real time."""
    with sessions.begin() as session:
        rows = session.scalars(select(ClockAnchor).order_by(ClockAnchor.real_from)).all()
        return [Anchor(row.real_from, row.shown_from, row.rate) for row in rows]


def set_rate(sessions: sessionmaker[Session], rate: float) -> list[Anchor]:
    """Run the shared clock at `rate` from two seconds ahead on. Raises BadRate."""
    if not 1 <= rate <= FASTEST:
        raise BadRate(rate=rate, fastest=FASTEST)
    anchors = with_rate(read_anchors(sessions), rate, real_now())
    with sessions.begin() as session:
        session.execute(delete(ClockAnchor))
        session.add_all(ClockAnchor(**vars(anchor)) for anchor in anchors)
    return anchors
