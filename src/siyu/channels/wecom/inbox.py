"""Callbacks waiting for their effect: claimed by lease, handed to the receptions, done once.

Leases and pauses are machinery and run on real time. A claim counts as an attempt, so a callback
that kills its worker stops too.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from traceback import extract_tb
from uuid import UUID

import structlog
from sqlalchemy import tuple_, update

from siyu.channels.wecom import protocol
from siyu.channels.wecom.errors import LeaseLost, NotStopped
from siyu.channels.wecom.events import CallbackStopped
from siyu.channels.wecom.models import Inbound, WecomConnection
from siyu.channels.wecom.receptions import Received, Reception
from siyu.channels.wecom.refusals import BadEncoding, BadLength, BadPadding
from siyu.kit.errors import Problem
from siyu.kit.ids import new_id
from siyu.kit.pages import Page, encode_cursor, read_cursor
from siyu.platform.access import Actor
from siyu.platform.clock import real_now
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

CLAIMED_AT_ONCE = 16
THREADS = 4
LEASE_SECONDS = 10.0
PAUSES_SECONDS = (1, 2, 5, 15, 60, 300, 900, 1_800, 3_600, 3_600, 7_200, 14_400)
PAGE = 50
ACTOR = Actor.system("wecom-inbound")
WAITING, DONE, IGNORED, DEAD = "waiting", "done", "ignored", "dead"

logger = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class InboundLine:
    """A callback in a list; what it says stays sealed."""

    id: UUID
    event: str
    change: str
    state: str
    attempts: int
    error: str | None
    received_at: datetime
    done_at: datetime | None


@dataclass(frozen=True)
class WelcomeTicket:
    """The right to greet once, as a friend-add brought it; `arrived_at` is real time."""

    code: str = field(repr=False)
    arrived_at: datetime


@dataclass(frozen=True)
class _Claimed:
    """A row under our lease, still encrypted, with the keys that may open it."""

    row: Inbound
    lease: UUID
    keys: tuple[str, ...]


def step(runtime: Runtime) -> bool:
    """Give waiting callbacks their effect, tenant by tenant; True if there were any."""
    return any([_serve(runtime, tenant.id) for tenant in runtime.tenants()])


def page(work: Work, state: str, cursor: str | None) -> Page[InboundLine]:
    """Newest first, of one state or all."""
    place = tuple_(Inbound.received_at, Inbound.id)
    rows = work.scope(Inbound).order_by(Inbound.received_at.desc(), Inbound.id.desc())
    if state:
        rows = rows.where(Inbound.state == state)
    if cursor:
        rows = rows.where(place < read_cursor(cursor, datetime, UUID))
    found = list(work.session.scalars(rows.limit(PAGE + 1)))
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(
        [_line(row) for row in found[:PAGE]],
        encode_cursor(last.received_at, last.id) if last else None,
    )


def run_again(work: Work, inbound_id: UUID) -> None:
    """Back in line, with all its tries. Raises NotFound, NotStopped."""
    row = work.get(Inbound, inbound_id, lock=True)
    if row.state not in {DEAD, IGNORED}:
        raise NotStopped(inbound_id=inbound_id)
    row.state, row.attempts, row.next_try_at, row.error = WAITING, 0, real_now(), None
    work.audit("wecom.callback_run_again", "wecom_inbound", inbound_id)


def welcome_ticket(work: Work, inbound_id: UUID) -> WelcomeTicket | None:
    """The welcome code in a callback, None if it brought none. Raises NotFound.

    The code stands nowhere but in the callback's ciphertext.
    """
    row = work.get(Inbound, inbound_id)
    if not row.ciphertext:
        return None
    keys = keys_of(work).get(row.connection_id, ())
    code = protocol.message(opened(row.ciphertext, keys)).get("WelcomeCode", "")
    return WelcomeTicket(code, row.arrived_at) if isinstance(code, str) and code else None


def _serve(runtime: Runtime, tenant_id: UUID) -> bool:
    with runtime.work(tenant_id, actor=ACTOR) as work:
        claimed = _claim(work)
    if not claimed:
        return False
    with ThreadPoolExecutor(THREADS) as threads:
        for _ in threads.map(lambda one: _treat(runtime, one), claimed):
            pass
    return True


def _claim(work: Work) -> list[_Claimed]:
    now = real_now()
    due = (
        work.scope(Inbound)
        .where(Inbound.state == WAITING, Inbound.next_try_at <= now)
        .order_by(Inbound.next_try_at)
        .limit(CLAIMED_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    keys = keys_of(work)
    claimed = []
    for row in work.session.scalars(due):
        row.lease, row.attempts = new_id(), row.attempts + 1
        # Falls due again when the lease ends, should we not live to say how it went.
        row.lease_until = row.next_try_at = now + timedelta(seconds=LEASE_SECONDS)
        if row.attempts > len(PAUSES_SECONDS) + 1:
            _stop(work, row)
            continue
        claimed.append(_Claimed(row, row.lease, keys.get(row.connection_id, ())))
    return claimed


def keys_of(work: Work) -> dict[UUID, tuple[str, ...]]:
    keys = {}
    for row in work.session.scalars(work.scope(WecomConnection)):
        sealed = (row.aes_key_sealed, row.previous_aes_key_sealed)
        keys[row.id] = tuple(work.secrets.open(one) for one in sealed if one is not None)
    return keys


def _treat(runtime: Runtime, claimed: _Claimed) -> None:
    """Make one callback's effect; whatever goes wrong is its own trouble."""
    try:
        received = _received(claimed)
        chosen = [one for one in runtime.registry.receives if _takes(one, received.event)]
        _take_effect(runtime, claimed, received, chosen)
    except LeaseLost:
        logger.info("callback taken over", inbound_id=str(claimed.row.id))
    except Exception as error:
        problem = error if isinstance(error, Problem) else None
        # The place, not the words: they may quote a customer.
        place = extract_tb(error.__traceback__)[-1]
        logger.warning(
            "callback failed",
            inbound_id=str(claimed.row.id),
            problem=type(error).__name__,
            place=f"{place.filename}:{place.lineno}",
        )
        _postpone(runtime, claimed, str(problem) if problem else type(error).__name__)


def _takes(reception: object, event: str) -> bool:
    return isinstance(reception, Reception) and reception.kind == event


def _take_effect(
    runtime: Runtime, claimed: _Claimed, received: Received, receptions: Sequence[Reception]
) -> None:
    prepared = [one.prepare(runtime, received) if one.prepare else None for one in receptions]
    with runtime.work(received.tenant_id, actor=ACTOR) as work:
        _finish(work, claimed, received, DONE if receptions else IGNORED)
        for reception, found in zip(receptions, prepared, strict=True):
            reception.handle(work, received, found)


def _received(claimed: _Claimed) -> Received:
    row = claimed.row
    return Received(
        inbound_id=row.id,
        tenant_id=row.tenant_id,
        connection_id=row.connection_id,
        event=row.event,
        change=row.change,
        message=protocol.message(opened(row.ciphertext, claimed.keys)),
        received_at=row.received_at,
    )


def about(work: Work, external_userid: str) -> bytes:
    """The blind mark of the customer a callback speaks of; empty for none."""
    return work.secrets.blind("external_userid", external_userid) if external_userid else b""


def opened(ciphertext: str, keys: Sequence[str]) -> str:
    """Open by the present key, or by the one before if it was changed since."""
    for key in keys[:-1]:
        try:
            return protocol.decrypt(key, ciphertext)[0]
        except (BadPadding, BadLength, BadEncoding):
            continue
    return protocol.decrypt(keys[-1], ciphertext)[0]


def _finish(work: Work, claimed: _Claimed, received: Received, state: str) -> None:
    """Mark it, in the commit of its effect. Raises LeaseLost if it is ours no more."""
    ours = (Inbound.id == claimed.row.id, Inbound.lease == claimed.lease)
    statement = (
        update(Inbound)
        .where(*ours, Inbound.tenant_id == work.tenant_id, Inbound.state == WAITING)
        .values(state=state, done_at=work.now(), lease=None, lease_until=None, error=None)
        .values(about=about(work, received.field("ExternalUserID")))
        .returning(Inbound.id)
    )
    if work.session.scalar(statement) is None:
        raise LeaseLost(inbound_id=claimed.row.id)


def _postpone(runtime: Runtime, claimed: _Claimed, error: str) -> None:
    with runtime.work(claimed.row.tenant_id, actor=ACTOR) as work:
        row = work.get(Inbound, claimed.row.id, lock=True)
        if row.lease != claimed.lease or row.state != WAITING:
            return
        row.error, row.lease, row.lease_until = error, None, None
        if row.attempts > len(PAUSES_SECONDS):
            _stop(work, row)
        else:
            pause = PAUSES_SECONDS[row.attempts - 1]
            row.next_try_at = real_now() + timedelta(seconds=pause)


def _stop(work: Work, row: Inbound) -> None:
    row.state, row.lease, row.lease_until = DEAD, None, None
    work.emit(CallbackStopped(inbound_id=row.id, attempts=row.attempts))


def _line(row: Inbound) -> InboundLine:
    return InboundLine(
        id=row.id,
        event=row.event,
        change=row.change,
        state=row.state,
        attempts=row.attempts,
        error=row.error,
        received_at=row.received_at,
        done_at=row.done_at,
    )
