"""Messages of an archive that come in: each is kept, known already, or refused with its reason."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from siyu.customers import consents, people
from siyu.customers.chats import archive
from siyu.customers.chats.errors import (
    ChatCustomerUnknown,
    GroupChat,
    NoCustomerInChat,
    NotASentMessage,
    NotAText,
    NotConsented,
    PastRetention,
    SaidInFuture,
)
from siyu.customers.chats.events import ChatRemoved, CustomerWrote, RemovedBy, StaffWrote
from siyu.customers.chats.models import ChatArchive, ChatMessage, ChatRefusal
from siyu.customers.chats.rules import Between, Direction, NotKept, between
from siyu.customers.chats.schemas import ChatRow
from siyu.customers.events import Channel, Purpose
from siyu.customers.models import Identity
from siyu.kit import instants
from siyu.kit.errors import Problem
from siyu.kit.ids import new_id
from siyu.organisation import service as organisation
from siyu.platform.declarations import Event, Fate, Intake, RowAnswer
from siyu.platform.work import Work

CLOCKS_DIFFER = timedelta(minutes=5)
ACCOUNT = "external_userid"
ARCHIVING = (Purpose.CHAT_ARCHIVE.value, Channel.WECOM.value)
REASONS: Mapping[type[Problem], NotKept] = {
    NotConsented: NotKept.NO_CONSENT,
    GroupChat: NotKept.GROUP,
    NotAText: NotKept.NO_TEXT,
    NotASentMessage: NotKept.NOT_SENT,
    NoCustomerInChat: NotKept.NO_CUSTOMER,
    ChatCustomerUnknown: NotKept.UNKNOWN_CUSTOMER,
    PastRetention: NotKept.TOO_OLD,
    SaidInFuture: NotKept.IN_FUTURE,
}


@dataclass(frozen=True)
class Known:
    """What a batch is held against, read once: accounts, staff, consents, and how long is kept."""

    accounts: Mapping[str, tuple[UUID, UUID]]
    """Each account known here: its own id and its customer's."""
    staff: Mapping[str, UUID]
    agreed: Mapping[tuple[UUID, str, str], bool]
    kept: ChatArchive
    zone: ZoneInfo
    now: datetime

    def said_at(self, row: ChatRow) -> datetime:
        """When a row was said; an instant without a zone is in the brand's own."""
        at = row.said_at
        return at if at.tzinfo else at.replace(tzinfo=self.zone)


@dataclass(frozen=True)
class Fit:
    """A message that may be kept."""

    row: ChatRow
    between: Between
    customer_id: UUID
    identity_id: UUID
    staff_id: UUID | None
    said_at: datetime


@dataclass(frozen=True)
class Unfit:
    """A message that may not, and whose it was, where that is known."""

    row: ChatRow
    problem: Problem
    customer_id: UUID | None = None


def take(work: Work, rows: Sequence[ChatRow]) -> list[RowAnswer]:
    """Keep what may be kept; an answer for each row."""
    # Whoever erases or merges people holds it alone: no text comes in behind their back.
    work.session.execute(people.SHARED_LOCK, {"key": f"people:{work.tenant_id}"})
    known = _known(work, rows)
    judged = [_judged(row, known) for row in rows]
    fit = [one for one in judged if isinstance(one, Fit)]
    new = _kept(work, fit, known)
    _remember(work, [one for one in judged if isinstance(one, Unfit)], known)
    _forget_refusals(work, fit)
    known.kept.last_came_at = known.now
    known.kept.last_kept_at = known.now if new else known.kept.last_kept_at
    return [_answer(one, new) for one in judged]


def _known(work: Work, rows: Sequence[ChatRow]) -> Known:
    names = {name for row in rows for name in (row.sender, *row.receivers) if name}
    accounts = _accounts(work, names)
    staff = organisation.ids_by_userid(work, {name.casefold() for name in names} - set(accounts))
    return Known(
        accounts=accounts,
        staff=staff,
        agreed=consents.standing(work, {customer for _, customer in accounts.values()}),
        kept=archive.of_brand(work),
        zone=instants.zone(organisation.tenant_facts(work).zone),
        now=work.now(),
    )


def _accounts(work: Work, names: Iterable[str]) -> dict[str, tuple[UUID, UUID]]:
    marks = {work.secrets.blind(ACCOUNT, name): name for name in names}
    found = select(Identity.mark, Identity.id, Identity.customer_id).where(
        Identity.tenant_id == work.tenant_id, Identity.kind == ACCOUNT, Identity.mark.in_(marks)
    )
    return {marks[mark]: (id, customer) for mark, id, customer in work.session.execute(found)}


def _judged(row: ChatRow, known: Known) -> Fit | Unfit:
    found = between(row.sender, row.receivers, known.accounts, known.staff)
    customer_id = known.accounts[found.account][1] if isinstance(found, Between) else None
    problem = _unsuitable(row) or _misplaced(row, found)
    if problem is None and isinstance(found, Between) and customer_id is not None:
        said_at = known.said_at(row)
        problem = _unkept(known, customer_id, said_at)
        if problem is None:
            staff_id = known.staff.get(found.userid.casefold())
            identity_id = known.accounts[found.account][0]
            return Fit(row, found, customer_id, identity_id, staff_id, said_at)
    return Unfit(row, problem or NoCustomerInChat(), customer_id)


def _unsuitable(row: ChatRow) -> Problem | None:
    if row.action and row.action != "send":
        return NotASentMessage(action=row.action)
    if row.room:
        return GroupChat()
    if row.kind != "text" or not row.text.strip():
        return NotAText(kind=row.kind or "?")
    return None


def _misplaced(row: ChatRow, found: Between | NotKept) -> Problem | None:
    match found:
        case NotKept.GROUP:
            return GroupChat()
        case NotKept.UNKNOWN_CUSTOMER:
            others = (one for one in (row.sender, *row.receivers) if one.startswith(("wm", "wo")))
            return ChatCustomerUnknown(account=next(others, row.sender))
        case NotKept():
            return NoCustomerInChat()
    return None


def _unkept(known: Known, customer_id: UUID, said_at: datetime) -> Problem | None:
    if not known.agreed.get((customer_id, *ARCHIVING), False):
        return NotConsented()
    if said_at > known.now + CLOCKS_DIFFER:
        return SaidInFuture(at=f"{said_at.astimezone(known.zone):%Y-%m-%d %H:%M}")
    days = known.kept.retention_days
    if said_at + timedelta(days=days) <= known.now:
        return PastRetention(day=f"{said_at.astimezone(known.zone):%Y-%m-%d}", days=days)
    return None


def _key(row: ChatRow) -> tuple[str, str]:
    return row.source, row.message_id


def _kept(work: Work, fit: Sequence[Fit], known: Known) -> dict[tuple[str, str], UUID]:
    """Write the messages that are not there yet; the ids of the new ones, by their keys."""
    first = {_key(one.row): one for one in reversed(fit)}
    if not first:
        return {}
    sealed = work.secrets.seal_all([one.row.text for one in first.values()])
    days = timedelta(days=known.kept.retention_days)
    rows = [
        {
            "id": new_id(),
            "tenant_id": work.tenant_id,
            "customer_id": one.customer_id,
            "identity_id": one.identity_id,
            "staff_id": one.staff_id,
            "direction": one.between.direction,
            "said_at": one.said_at,
            "text": text,
            "source": one.row.source,
            "source_key": one.row.message_id,
            "kept_until": one.said_at + days,
        }
        for one, text in zip(first.values(), sealed, strict=True)
    ]
    told = (ChatMessage.id, ChatMessage.source, ChatMessage.source_key)
    written = insert(ChatMessage).values(rows).on_conflict_do_nothing().returning(*told)
    new = {(source, key): id for id, source, key in work.session.execute(written)}
    for key, one in sorted(first.items(), key=lambda pair: pair[1].said_at):
        if key in new:
            work.emit(_event(one, new[key]), at=one.said_at)
    return new


def _event(one: Fit, message_id: UUID) -> Event:
    wrote = CustomerWrote if one.between.direction is Direction.CUSTOMER else StaffWrote
    return wrote(customer_id=one.customer_id, message_id=message_id, staff_id=one.staff_id)


def _mark(work: Work, row: ChatRow) -> bytes:
    return work.secrets.blind("chat_message", f"{row.source}:{row.message_id}")


def _remember(work: Work, unfit: Sequence[Unfit], known: Known) -> None:
    """Count what was not kept: once, however often it comes; the latest reason stands."""
    forgotten_at = known.now + timedelta(days=known.kept.retention_days)
    rows = {
        mark: {
            "id": new_id(),
            "tenant_id": work.tenant_id,
            "customer_id": one.customer_id,
            "mark": mark,
            "reason": REASONS[type(one.problem)],
            "forgotten_at": forgotten_at,
        }
        for one in unfit
        for mark in [_mark(work, one.row)]
    }
    if rows:
        put = insert(ChatRefusal).values(list(rows.values()))
        changed = {name: put.excluded[name] for name in ("customer_id", "reason")}
        again = put.on_conflict_do_update(index_elements=["tenant_id", "mark"], set_=changed)
        work.session.execute(again)


def _forget_refusals(work: Work, fit: Sequence[Fit]) -> None:
    """What was refused once and is kept now was not refused."""
    marks = [_mark(work, one.row) for one in fit]
    mine = (ChatRefusal.tenant_id == work.tenant_id, ChatRefusal.mark.in_(marks))
    if marks:
        work.session.execute(delete(ChatRefusal).where(*mine))


def _answer(one: Fit | Unfit, new: dict[tuple[str, str], UUID]) -> RowAnswer:
    if isinstance(one, Unfit):
        return RowAnswer(Fate.REFUSED, problem=one.problem)
    id = new.pop(_key(one.row), None)
    if id is None:
        return RowAnswer(Fate.MERGED, one.customer_id)
    return RowAnswer(Fate.TAKEN, one.customer_id, undo={"message": str(id)})


def undo(work: Work, taken: Sequence[tuple[UUID, Mapping[str, Any]]]) -> None:
    """Delete the messages these rows brought; the timelines of the people say so."""
    ids = [UUID(memo["message"]) for _, memo in taken]
    remove(work, ids, by=RemovedBy.UNDONE)


def remove(work: Work, ids: Sequence[UUID], *, by: RemovedBy) -> int:
    """Delete messages before their time, and tell whose; how many there were."""
    gone = (
        delete(ChatMessage)
        .where(ChatMessage.tenant_id == work.tenant_id, ChatMessage.id.in_(ids))
        .returning(ChatMessage.customer_id)
    )
    whose = list(work.session.scalars(gone))
    for customer_id in sorted(set(whose)):
        told = ChatRemoved(customer_id=customer_id, messages=whose.count(customer_id), by=by)
        work.emit(told)
    return len(whose)


MESSAGES = Intake(
    "chat_messages", "Chat messages", "聊天记录", "chats.write", ChatRow, take=take, undo=undo
)
