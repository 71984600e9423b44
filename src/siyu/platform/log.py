"""The event log, in PostgreSQL: what everything that happened is written to, once.

A position is the pair (xid, id): the writing transaction's id, then a sequence number. Numbers
alone commit out of order, so a reader takes only rows of transactions older than the oldest one
still open (`pg_snapshot_xmin`): what is there will never grow again behind its cursor.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FetchedValue,
    Identity,
    Index,
    SmallInteger,
    func,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from siyu.platform.database import Base
from siyu.platform.declarations import Event, Recorded

COPY_FROM = 20
COLUMNS = "tenant_id, name, version, customer_id, happened_at, actor, payload"
COPY = f"COPY events ({COLUMNS}) FROM STDIN"
INSERT = f"INSERT INTO events ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s)"  # noqa: S608

_encoder = msgspec.json.Encoder()


class EventRow(Base):
    """A stored event. `xid` is filled by the server with the writing transaction's id."""

    __tablename__ = "events"
    __table_args__ = (
        Index(
            "ix_events_customer_happened",
            "customer_id",
            "happened_at",
            "id",
            # Last, so that a name that is not asked for costs no look at its row.
            "name",
            postgresql_where=text("customer_id IS NOT NULL"),
        ),
        # Costs a write almost nothing, and finds a span of days in years of events.
        Index("ix_events_happened", "happened_at", postgresql_using="brin"),
    )

    xid: Mapped[int] = mapped_column(
        BigInteger, FetchedValue(), server_default=text("(pg_current_xact_id()::text)::bigint"),
        primary_key=True,
    )  # fmt: skip
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    tenant_id: Mapped[UUID]
    name: Mapped[str]
    version: Mapped[int] = mapped_column(SmallInteger)
    customer_id: Mapped[UUID | None]
    happened_at: Mapped[datetime]
    actor: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)


def append(
    session: Session, tenant_id: UUID, actor: str, events: Sequence[tuple[Event, datetime]]
) -> None:
    """Write events within the open transaction; a large batch goes by COPY."""
    if not events:
        return
    cursor = session.connection().connection.cursor()
    if len(events) < COPY_FROM:
        cursor.executemany(INSERT, [_row(tenant_id, actor, event, at) for event, at in events])
        return
    with cursor.copy(COPY) as copy:
        copy.write(copied(tenant_id, actor, events))


def copied(tenant_id: UUID, actor: str, events: Sequence[tuple[Event, datetime]]) -> str:
    """Events as the lines that COPY takes; JSON has no bare tab or newline, only backslashes."""
    tenant, doer = str(tenant_id), actor.translate(ESCAPES)
    lines, moment, when = [], None, ""
    for event, at in events:
        if at is not moment:
            moment, when = at, str(at)
        kind, customer_id = type(event), getattr(event, "customer_id", None) or "\\N"
        payload = _encoder.encode(event).decode().replace("\\", "\\\\")
        lines.append(
            f"{tenant}\t{kind.__name__}\t{kind.version}\t{customer_id}\t{when}\t{doer}\t{payload}\n"
        )
    return "".join(lines)


def _row(tenant_id: UUID, actor: str, event: Event, at: datetime) -> tuple[object, ...]:
    customer_id = getattr(event, "customer_id", None)
    payload = _encoder.encode(event).decode()
    kind = type(event)
    return tenant_id, kind.__name__, kind.version, customer_id, at, actor, payload


ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def decode(kinds: dict[str, type[Event]], row: Any) -> Recorded:
    """A stored row as its event; fields it lacks take their defaults, unknown ones are ignored.

    A payload may come as it was read or as JSON, which is the quicker way for many.
    """
    told, kind = row.payload, kinds[row.name]
    event = (
        msgspec.json.decode(told, type=kind, strict=False)
        if isinstance(told, str)
        else msgspec.convert(told, kind, strict=False)
    )
    return Recorded(event, row.tenant_id, row.happened_at, row.actor, (row.xid, row.id))


SETTLED = text(
    "SELECT xid, id, tenant_id, name, version, customer_id, happened_at, actor,"
    " payload::text AS payload FROM events WHERE (xid, id) > (:xid, :id)"
    " AND xid < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint"
    " AND name = ANY(:names) ORDER BY xid, id LIMIT :most"
)
HEAD = text(
    "SELECT xid, id FROM events"
    " WHERE xid < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint"
    " ORDER BY xid DESC, id DESC LIMIT 1"
)


def settled(
    session: Session, after: tuple[int, int], names: Sequence[str], most: int
) -> Sequence[Any]:
    """The next rows of these names that no open transaction can still come before."""
    asked = {"xid": after[0], "id": after[1], "names": list(names), "most": most}
    return session.execute(SETTLED, asked).all()


def head(session: Session) -> tuple[int, int]:
    """The last settled position, (0, 0) for an empty log."""
    row = session.execute(HEAD).first()
    return (row.xid, row.id) if row else (0, 0)


def of_customer(
    session: Session,
    tenant_id: UUID,
    customer_ids: Sequence[UUID],
    *,
    name: str | None,
    before: tuple[datetime, int] | None,
    most: int,
) -> Sequence[Any]:
    """The events of a customer under all their ids, the newest first.

    `before` is the last row's (happened_at, id).
    """
    rows = select(EventRow).where(
        EventRow.tenant_id == tenant_id, EventRow.customer_id.in_(customer_ids)
    )
    if name is not None:
        rows = rows.where(EventRow.name == name)
    if before is not None:
        rows = rows.where(tuple_(EventRow.happened_at, EventRow.id) < before)
    newest = rows.order_by(EventRow.happened_at.desc(), EventRow.id.desc())
    return session.scalars(newest.limit(most)).all()


def kinds_of_customer(
    session: Session, tenant_id: UUID, customer_ids: Sequence[UUID]
) -> dict[str, int]:
    """How many events of each name a customer has under all their ids."""
    counted = (
        select(EventRow.name, func.count())
        .where(EventRow.tenant_id == tenant_id, EventRow.customer_id.in_(customer_ids))
        .group_by(EventRow.name)
        .order_by(EventRow.name)
    )
    return {name: count for name, count in session.execute(counted)}


def last_of_customer(session: Session, tenant_id: UUID, customer_id: UUID) -> int:
    """The number of a customer's last written event, 0 without any."""
    mine = (EventRow.tenant_id == tenant_id, EventRow.customer_id == customer_id)
    return session.scalar(select(func.max(EventRow.id)).where(*mine)) or 0


def count_of_customer(
    session: Session, tenant_id: UUID, customer_id: UUID, *, after: int, besides: Sequence[str]
) -> int:
    """How many events a customer has got since event `after`, those of some names left out."""
    mine = (
        EventRow.tenant_id == tenant_id,
        EventRow.customer_id == customer_id,
        EventRow.id > after,
        EventRow.name.not_in(besides),
    )
    return session.scalar(select(func.count()).where(*mine)) or 0


def customers_with_others(
    session: Session, tenant_id: UUID, customer_ids: Sequence[UUID], *, besides: Sequence[str]
) -> set[UUID]:
    """Those of these customers who have an event of another name than these."""
    busy = (
        select(EventRow.customer_id)
        .where(
            EventRow.tenant_id == tenant_id,
            EventRow.customer_id.in_(customer_ids),
            EventRow.name.not_in(besides),
        )
        .distinct()
    )
    return {id for id in session.scalars(busy) if id is not None}


def customers_with(
    session: Session, tenant_id: UUID, customer_ids: Sequence[UUID], name: str
) -> set[UUID]:
    """Those of these customers who have an event of this name."""
    found = select(EventRow.customer_id).where(
        EventRow.tenant_id == tenant_id,
        EventRow.customer_id.in_(customer_ids),
        EventRow.name == name,
    )
    return {id for id in session.scalars(found.distinct()) if id is not None}


def count_after(session: Session, position: tuple[int, int], names: Sequence[str]) -> int:
    """How many events of these names come after a position."""
    after = tuple_(EventRow.xid, EventRow.id) > position
    counted = select(func.count()).where(after, EventRow.name.in_(names))
    return session.scalar(counted) or 0


def between(
    session: Session, tenant_id: UUID, names: Sequence[str], since: datetime, until: datetime
) -> Sequence[Any]:
    """What happened to a tenant in [since, until), of these names, in the order of the log."""
    rows = select(EventRow).where(*_in_span(tenant_id, names, since, until))
    return session.scalars(rows.order_by(EventRow.xid, EventRow.id)).all()


def count_between(
    session: Session, tenant_id: UUID, names: Sequence[str], since: datetime, until: datetime
) -> int:
    """How many events `between` gives."""
    counted = select(func.count()).select_from(EventRow)
    return session.scalar(counted.where(*_in_span(tenant_id, names, since, until))) or 0


def _in_span(
    tenant_id: UUID, names: Sequence[str], since: datetime, until: datetime
) -> tuple[ColumnElement[bool], ...]:
    span = EventRow.happened_at >= since, EventRow.happened_at < until
    return EventRow.tenant_id == tenant_id, EventRow.name.in_(names), *span
