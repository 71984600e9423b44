"""Consents to being archived that come in: WeCom's own check, by file or API."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete

from siyu.customers import consents
from siyu.customers import intakes as lists
from siyu.customers.chats import keeping
from siyu.customers.chats.errors import AgreementUnclear, ChatCustomerUnknown, ConsentInFuture
from siyu.customers.chats.schemas import ChatConsentRow
from siyu.customers.chats.taking import ACCOUNT, CLOCKS_DIFFER
from siyu.customers.consents import Word
from siyu.customers.events import Channel, ConsentSource, Purpose
from siyu.customers.models import Consent, Identity
from siyu.kit import instants
from siyu.kit.errors import Problem
from siyu.organisation import service as organisation
from siyu.platform.declarations import Fate, Intake, RowAnswer
from siyu.platform.work import Work

WORDS = {**lists.WORDS, "agree": True, "default_agree": True, "disagree": False}
"""WeCom's own words (`agree_status` of msgaudit/check_single_agree), and those of any list."""


def take(work: Work, rows: Sequence[ChatConsentRow]) -> list[RowAnswer]:
    """Record what each said about being archived; the latest word of each holds."""
    marks = {work.secrets.blind(ACCOUNT, row.external_userid): row.external_userid for row in rows}
    found = work.session.scalars(
        work.scope(Identity).where(Identity.kind == ACCOUNT, Identity.mark.in_(marks))
    )
    people = {marks[one.mark]: one.customer_id for one in found}
    latest = _latest(work, list(people.values()))
    zone = instants.zone(organisation.tenant_facts(work).zone)
    return [_taken(work, _zoned(row, zone), people, latest) for row in rows]


def _zoned(row: ChatConsentRow, zone: Any) -> ChatConsentRow:
    at = row.changed_at
    aware = at is None or at.tzinfo is not None
    return row if aware else row.model_copy(update={"changed_at": at and at.replace(tzinfo=zone)})


def _latest(work: Work, customers: Sequence[UUID]) -> dict[UUID, tuple[datetime, bool]]:
    said = work.scope(Consent).where(
        Consent.customer_id.in_(customers),
        Consent.purpose == Purpose.CHAT_ARCHIVE,
        Consent.channel == Channel.WECOM,
    )
    rows = work.session.scalars(said.order_by(Consent.at, Consent.granted.desc()))
    return {row.customer_id: (row.at, row.granted) for row in rows}


def _taken(
    work: Work,
    row: ChatConsentRow,
    people: Mapping[str, UUID],
    latest: dict[UUID, tuple[datetime, bool]],
) -> RowAnswer:
    problem = _problem(work, row, people)
    if problem is not None:
        return RowAnswer(Fate.REFUSED, problem=problem)
    customer_id, granted = people[row.external_userid], WORDS[row.agreed.casefold()]
    at = row.changed_at or work.now()
    known = latest.get(customer_id)
    if known is not None and (at < known[0] or granted is known[1]):
        return RowAnswer(Fate.MERGED, customer_id)
    word = Word(customer_id, Purpose.CHAT_ARCHIVE, Channel.WECOM, granted)
    fresh = consents.say_all(work, [word], source=ConsentSource.ARCHIVE, at=at)
    latest[customer_id] = (at, granted)
    return RowAnswer(Fate.TAKEN, customer_id, undo={"consent": str(fresh[word])})


def _problem(work: Work, row: ChatConsentRow, people: Mapping[str, UUID]) -> Problem | None:
    if row.agreed.casefold() not in WORDS:
        return AgreementUnclear(word=row.agreed)
    if row.external_userid not in people:
        return ChatCustomerUnknown(account=row.external_userid)
    if row.changed_at is not None and row.changed_at > work.now() + CLOCKS_DIFFER:
        return ConsentInFuture(at=row.changed_at.isoformat())
    return None


def undo(work: Work, taken: Sequence[tuple[UUID, Mapping[str, Any]]]) -> None:
    """Take the words back, and delete the messages that were kept by them."""
    ids = [UUID(memo["consent"]) for _, memo in taken]
    mine = (Consent.tenant_id == work.tenant_id, Consent.id.in_(ids))
    whose = work.session.scalars(delete(Consent).where(*mine).returning(Consent.customer_id))
    keeping.drop_unagreed(work, set(whose))


CONSENTS = Intake(
    "chat_consents",
    "Consents to chat archiving",
    "会话存档授权",
    "chats.write",
    ChatConsentRow,
    take=take,
    undo=undo,
)
