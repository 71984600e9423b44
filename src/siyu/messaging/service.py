"""Claiming what shall leave, and reading what became of it. `dispatch` writes the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from siyu.kit.errors import Invalid
from siyu.kit.ids import new_id
from siyu.kit.pages import Page, encode_cursor
from siyu.messaging import content as contents
from siyu.messaging import dispatch, queries, rules
from siyu.messaging.content import Attachment, Content
from siyu.messaging.errors import TooManyReceivers
from siyu.messaging.models import Delivery
from siyu.messaging.queries import Filters
from siyu.messaging.reasons import Outcome, Purpose, Reason, State
from siyu.messaging.webhooks import service as webhooks
from siyu.platform.clock import real_now
from siyu.platform.work import Work

__all__ = [
    "Attachment",
    "Content",
    "Count",
    "Filters",
    "Line",
    "Outcome",
    "Purpose",
    "Reason",
    "WebhookOff",
    "check",
    "claim",
    "claim_app_message",
    "claim_welcome",
    "content_of",
    "listed",
    "of_customer",
    "one",
    "outcomes",
    "webhooks_given_up",
    "welcomes_of",
]

check = contents.check
WebhookOff = webhooks.WebhookOff
webhooks_given_up = webhooks.given_up
WECOM = "wecom"
MOST_RECEIVERS = 1_000
"""Of one app message (document 90236)."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A delivery as others see it; `reason` is waiting until it is done."""

    id: UUID
    purpose: Purpose
    channel: str
    outcome: Outcome
    reason: Reason
    customer_id: UUID | None
    staff_id: UUID | None
    to_staff_ids: tuple[UUID, ...]
    relation_id: UUID | None
    rule_id: UUID | None
    attempts: int
    errcode: int | None
    claimed_at: datetime
    done_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many deliveries of one purpose ended in one way."""

    purpose: Purpose
    outcome: Outcome
    reason: Reason
    count: int


def claim(
    work: Work,
    *,
    key: str,
    purpose: Purpose,
    content: Content | None,
    channel: str = WECOM,
    customer_id: UUID | None = None,
    staff_id: UUID | None = None,
    to_staff_ids: Sequence[UUID] = (),
    relation_id: UUID | None = None,
    inbound_id: UUID | None = None,
    rule_id: UUID | None = None,
    expires_at: datetime | None = None,
    over: Reason | None = None,
) -> UUID:
    """Take a message for delivery, once per `key`: a second call answers the first one's id.

    `expires_at` is real time. With `over` it is done at once for that reason, as is what no
    channel would take (`bad_content`).
    """
    over = over or _unfit(content, purpose)
    now = real_now()
    sealed = work.secrets.seal(contents.encode(content)) if content else None
    row = {
        "id": new_id(),
        "tenant_id": work.tenant_id,
        "key": key,
        "purpose": purpose,
        "channel": channel,
        "customer_id": customer_id,
        "staff_id": staff_id,
        "to_staff_ids": list(to_staff_ids),
        "relation_id": relation_id,
        "inbound_id": inbound_id,
        "rule_id": rule_id,
        "content": sealed,
        "state": State.CLAIMED,
        "may_have_left": False,
        "attempts": 0,
        "due_at": now,
        "expires_at": expires_at,
        "claimed_at": work.now(),
    }
    return _once(work, key, row, over)


def _once(work: Work, key: str, row: dict[str, Any], over: Reason | None) -> UUID:
    identity = ["tenant_id", "key"]
    fresh = insert(Delivery).values(row).on_conflict_do_nothing(index_elements=identity)
    made: UUID | None = work.session.scalar(fresh.returning(Delivery.id))
    if made is None:
        mine = select(Delivery.id).where(Delivery.tenant_id == work.tenant_id, Delivery.key == key)
        return work.session.scalars(mine).one()
    if over is not None:
        dispatch.finish(work, work.get(Delivery, made), over)
    return made


def claim_welcome(
    work: Work,
    *,
    relation_id: UUID,
    n: int,
    customer_id: UUID,
    staff_id: UUID,
    inbound_id: UUID | None,
    content: Content | None,
    rule_id: UUID | None,
) -> UUID:
    """Claim the welcome of the `n`th friend-add of a relation; `content` None = no rule fits."""
    ticket = dispatch.ticket_of(work, inbound_id)
    over = None
    if content is None:
        over = Reason.NO_RULE
    elif ticket is None:
        over = Reason.NO_CODE
    elif not dispatch.may_reach(work, customer_id):
        over = Reason.NO_CONSENT
    return claim(
        work,
        key=f"welcome:{relation_id}:{n}",
        purpose=Purpose.WELCOME,
        content=content,
        customer_id=customer_id,
        staff_id=staff_id,
        relation_id=relation_id,
        inbound_id=inbound_id,
        rule_id=rule_id,
        expires_at=ticket.arrived_at + rules.CODE_LIFE if ticket else None,
        over=over,
    )


def claim_app_message(work: Work, key: str, staff_ids: Sequence[UUID], text: str) -> UUID:
    """Claim a message from the app to staff; half a day late it is not sent.

    Raises TooManyReceivers over 1,000.
    """
    if len(staff_ids) > MOST_RECEIVERS:
        raise TooManyReceivers(field="staff_ids", count=len(staff_ids), most=MOST_RECEIVERS)
    return claim(
        work,
        key=key,
        purpose=Purpose.STAFF_ALERT,
        content=Content(text=text),
        to_staff_ids=staff_ids,
        staff_id=staff_ids[0] if len(staff_ids) == 1 else None,
        expires_at=real_now() + rules.ALERT_LIFE,
    )


def _unfit(content: Content | None, purpose: Purpose) -> Reason | None:
    if content is None:
        return None
    try:
        contents.check(content, purpose)
    except Invalid:
        return Reason.BAD_CONTENT
    return None


def outcomes(work: Work, since: datetime, until: datetime) -> list[Count]:
    """What became of all that was claimed in [since, until), counted; waiting ones too."""
    return [
        Count(
            purpose=purpose,
            outcome=outcome or Outcome.WAITING,
            reason=reason or Reason.WAITING,
            count=count,
        )
        for purpose, outcome, reason, count in queries.counts(work, since, until)
    ]


def listed(work: Work, filters: Filters, cursor: str | None = None, most: int = 50) -> Page[Line]:
    """Deliveries, newest first."""
    rows = work.session.scalars(queries.listed(work, filters, cursor, most)).all()
    shown = rows[:most]
    more = len(rows) > most
    marker = encode_cursor(shown[-1].claimed_at, shown[-1].id) if more else None
    return Page([_line(row) for row in shown], marker)


def of_customer(work: Work, customer_id: UUID) -> list[Line]:
    """The latest deliveries to one customer, for their page."""
    return listed(work, Filters(customer_id=customer_id)).items


def welcomes_of(work: Work, relation_ids: Sequence[UUID]) -> dict[UUID, Line]:
    """The last welcome of each relation, for lists that show it beside the friend."""
    rows = work.session.scalars(queries.welcomes(work, relation_ids))
    return {row.relation_id: _line(row) for row in rows if row.relation_id is not None}


def one(work: Work, delivery_id: UUID) -> Line:
    """Raises NotFound."""
    return _line(work.get(Delivery, delivery_id))


def content_of(work: Work, delivery_id: UUID) -> Content | None:
    """What a message said; who read it leaves a trace. Raises NotFound."""
    row = work.get(Delivery, delivery_id)
    work.audit("delivery.content_read", "delivery", row.id)
    return dispatch.opened(work, row)


def _line(row: Delivery) -> Line:
    return Line(
        id=row.id,
        purpose=row.purpose,
        channel=row.channel,
        outcome=row.outcome or Outcome.WAITING,
        reason=row.reason or Reason.WAITING,
        customer_id=row.customer_id,
        staff_id=row.staff_id,
        to_staff_ids=tuple(row.to_staff_ids),
        relation_id=row.relation_id,
        rule_id=row.rule_id,
        attempts=row.attempts,
        errcode=row.errcode,
        claimed_at=row.claimed_at,
        done_at=row.done_at,
    )
