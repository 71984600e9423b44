"""The two commits around a call: the hand-off before it, the outcome after it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
import structlog
from prometheus_client import Counter, Histogram

from siyu.channels.wecom import service as wecom
from siyu.customers import service as customers
from siyu.kit.errors import Problem
from siyu.messaging import content as contents
from siyu.messaging import queries, rules
from siyu.messaging.content import Content
from siyu.messaging.events import (
    StaffMessageNotSent,
    StaffMessageSent,
    StaffMessageUnknown,
    WelcomeNotSent,
    WelcomeSent,
    WelcomeUnknown,
)
from siyu.messaging.exits import Parcel, Reply
from siyu.messaging.models import Delivery
from siyu.messaging.reasons import Outcome, Purpose, Reason, State
from siyu.messaging.rules import Call, Finish, Standing, TryAt
from siyu.organisation import service as organisation
from siyu.platform.clock import real_now
from siyu.platform.declarations import Event
from siyu.platform.work import Work

DONE = Counter("siyu_deliveries_total", "Deliveries done", ["purpose", "reason"])
LATENESS = Histogram("siyu_delivery_wait_seconds", "From due to handed off", ["purpose"])
logger = structlog.get_logger()


def hand_off(work: Work, most: int) -> list[Parcel]:
    """Take up to `most` due deliveries for this worker; what cannot go any more is done here."""
    now = real_now()
    rows = work.session.scalars(queries.due(work, now, most)).all()
    parcels = [_handed_off(work, row, now) for row in rows]
    return [parcel for parcel in parcels if parcel is not None]


def _handed_off(work: Work, row: Delivery, now: datetime) -> Parcel | None:
    match rules.before_call(standing(row), now):
        case Finish(reason):
            finish(work, row, reason)
            return None
        case Call(may_have_left):
            row.may_have_left = may_have_left
    if row.customer_id is not None and not may_reach(work, row.customer_id):
        finish(work, row, _doubt(row) if row.may_have_left else Reason.NO_CONSENT)
        return None
    LATENESS.labels(row.purpose).observe((now - row.due_at).total_seconds())
    row.state = State.HANDED_OFF
    row.attempts += 1
    row.handed_off_at = row.handed_off_at or now
    row.due_at = now + rules.LEASE
    try:
        return _parcel(work, row)
    except (ValueError, msgspec.MsgspecError):
        # One row sealed under a lost key must not hold up all others.
        logger.exception("content unreadable", delivery_id=str(row.id))
        finish(work, row, _doubt(row) if row.may_have_left else Reason.BAD_CONTENT)
        return None


def _parcel(work: Work, row: Delivery) -> Parcel:
    ticket = ticket_of(work, row.inbound_id) if row.purpose is Purpose.WELCOME else None
    return Parcel(
        delivery_id=row.id,
        tenant_id=row.tenant_id,
        channel=row.channel,
        purpose=row.purpose,
        attempt=row.attempts,
        content=opened(work, row) or Content(),
        welcome_code=ticket.code if ticket else "",
        userids=tuple(organisation.userids(work, row.to_staff_ids).values()),
    )


def ticket_of(work: Work, inbound_id: UUID | None) -> wecom.WelcomeTicket | None:
    """The welcome code a callback brought; None if none, or if it can be read no more."""
    try:
        return None if inbound_id is None else wecom.welcome_ticket(work, inbound_id)
    except Problem:
        logger.warning("callback unreadable", inbound_id=str(inbound_id))
        return None


def keep(work: Work, parcels: Sequence[Parcel]) -> None:
    """Say that this worker still lives and holds these hand-offs."""
    attempts = {parcel.delivery_id: parcel.attempt for parcel in parcels}
    for row in work.session.scalars(queries.handed_off(work, attempts)):
        if row.attempts == attempts[row.id]:
            row.due_at = real_now() + rules.LEASE


def record(work: Work, parcel: Parcel, reply: Reply) -> None:
    """Write what a call came to. Only the last hand-off speaks, but a late yes ends a doubt."""
    row = work.get(Delivery, parcel.delivery_id, lock=True)
    decision = rules.after_call(
        standing(row), reply.answer, real_now(), wait_seconds=reply.wait_seconds
    )
    if row.state == State.DONE:
        if row.outcome == Outcome.UNKNOWN and decision == Finish(Reason.SENT):
            finish(work, row, Reason.SENT)
        return
    if row.attempts != parcel.attempt and decision != Finish(Reason.SENT):
        return
    match decision:
        case Finish(reason):
            finish(work, row, reason, reply.errcode)
        case TryAt(at, may_have_left, doubt):
            row.state = State.CLAIMED
            row.due_at = at
            row.may_have_left, row.doubt = may_have_left, doubt
            row.errcode = reply.errcode


def finish(work: Work, row: Delivery, reason: Reason, errcode: int | None = None) -> None:
    """The delivery is done; the log learns why."""
    row.state = State.DONE
    row.outcome, row.reason = reason.outcome, reason
    row.errcode = errcode
    row.done_at = work.now()
    DONE.labels(row.purpose, reason).inc()
    work.emit(_event(row, reason))


def _event(row: Delivery, reason: Reason) -> Event:
    if row.purpose != Purpose.WELCOME:
        return _staff_event(row.id, reason)
    if row.customer_id is None or row.relation_id is None or row.staff_id is None:
        raise ValueError(f"welcome {row.id} is for nobody")
    whose = (row.customer_id, row.relation_id, row.id, row.staff_id)
    names = dict(zip(("customer_id", "relation_id", "delivery_id", "staff_id"), whose, strict=True))
    match reason.outcome:
        case Outcome.SENT:
            return WelcomeSent(**names)
        case Outcome.UNKNOWN:
            return WelcomeUnknown(**names, reason=reason)
    return WelcomeNotSent(**names, reason=reason)


def _staff_event(delivery_id: UUID, reason: Reason) -> Event:
    match reason.outcome:
        case Outcome.SENT:
            return StaffMessageSent(delivery_id=delivery_id)
        case Outcome.UNKNOWN:
            return StaffMessageUnknown(delivery_id=delivery_id, reason=reason)
    return StaffMessageNotSent(delivery_id=delivery_id, reason=reason)


def standing(row: Delivery) -> Standing:
    """A row as the rules see it."""
    repeat_until = row.expires_at
    if row.purpose != Purpose.WELCOME:
        repeat_until = row.handed_off_at and row.handed_off_at + rules.DUPLICATE_CHECK
    return Standing(
        state=row.state,
        attempts=row.attempts,
        may_have_left=row.may_have_left,
        doubt=_doubt(row),
        expires_at=row.expires_at,
        repeat_until=repeat_until,
    )


def _doubt(row: Delivery) -> Reason:
    return row.doubt or Reason.DIED_IN_CALL


def may_reach(work: Work, customer_id: UUID) -> bool:
    """Whether the customer agreed to messages of service on WeCom."""
    return customers.consented(work, customer_id)


def opened(work: Work, row: Delivery) -> Content | None:
    """What a delivery says, unsealed."""
    return None if row.content is None else contents.decode(work.secrets.open(row.content))
