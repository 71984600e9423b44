"""What people agreed to: by purpose and channel, from what, when. The latest word holds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert

from siyu.customers.events import Channel, ConsentChanged, ConsentSource, Purpose
from siyu.customers.models import Consent
from siyu.kit.ids import new_id
from siyu.platform.database import among
from siyu.platform.work import Work

KEEP = text(
    "INSERT INTO consents (id, tenant_id, customer_id, purpose, channel, granted, source, at)"
    " SELECT id, :tenant, customer_id, purpose, channel, granted, :source, :at FROM unnest("
    "CAST(:ids AS uuid[]), CAST(:customers AS uuid[]), CAST(:purposes AS text[]),"
    " CAST(:channels AS text[]), CAST(:words AS boolean[]))"
    " AS said (id, customer_id, purpose, channel, granted) ON CONFLICT DO NOTHING"
)


@dataclass(frozen=True)
class Word:
    """One thing somebody says about consent."""

    customer_id: UUID
    purpose: Purpose
    channel: Channel
    granted: bool


def say_all(
    work: Work, words: Sequence[Word], *, source: ConsentSource, at: datetime
) -> dict[Word, UUID]:
    """Record what many say at once, by row; a word that holds already is not said again."""
    held_now = standing(work, {one.customer_id for one in words})
    fresh = {one: new_id() for one in words if held_now.get(_what(one)) is not one.granted}
    if not fresh:
        return {}
    asked: dict[str, object] = {"tenant": work.tenant_id, "source": source, "at": at}
    asked["ids"] = [str(id) for id in fresh.values()]
    asked["customers"] = [str(one.customer_id) for one in fresh]
    asked["purposes"] = [str(one.purpose) for one in fresh]
    asked["channels"] = [str(one.channel) for one in fresh]
    asked["words"] = [one.granted for one in fresh]
    work.session.execute(KEEP, asked)
    for word in fresh:
        work.emit(ConsentChanged(**vars(word), source=source), at=at)
    return fresh


def _what(word: Word) -> tuple[UUID, str, str]:
    return word.customer_id, word.purpose, word.channel


def standing(work: Work, ids: Iterable[UUID]) -> dict[tuple[UUID, str, str], bool]:
    """The word that holds, of many people."""
    said = (
        select(Consent.customer_id, Consent.purpose, Consent.channel, Consent.granted)
        .where(Consent.tenant_id == work.tenant_id, among(Consent.customer_id, ids))
        .order_by(Consent.at, Consent.granted.desc())
    )
    return {
        (row.customer_id, row.purpose, row.channel): row.granted
        for row in work.session.execute(said)
    }


def withdraw_all(work: Work, customer_id: UUID, *, source: ConsentSource) -> None:
    """Take back whatever this person agreed to."""
    words = [
        Word(customer_id, Purpose(one.purpose), Channel(one.channel), granted=False)
        for one in held(work, customer_id)
        if one.granted
    ]
    say_all(work, words, source=source, at=work.now())


def say(
    work: Work,
    customer_id: UUID,
    *,
    granted: bool,
    source: ConsentSource,
    at: datetime,
    purpose: Purpose = Purpose.SERVICE,
    channel: Channel = Channel.WECOM,
) -> None:
    """Record a word about consent; the same word twice is one."""
    row = {
        "id": new_id(),
        "tenant_id": work.tenant_id,
        "customer_id": customer_id,
        "purpose": purpose,
        "channel": channel,
        "granted": granted,
        "source": source,
        "at": at,
    }
    told = work.session.execute(
        insert(Consent).values(row).on_conflict_do_nothing().returning(Consent.id)
    )
    if told.first() is not None:
        changed = ConsentChanged(
            customer_id=customer_id,
            purpose=purpose,
            channel=channel,
            granted=granted,
            source=source,
        )
        work.emit(changed, at=at)


def given(
    work: Work,
    customer_id: UUID,
    *,
    purpose: Purpose = Purpose.SERVICE,
    channel: Channel = Channel.WECOM,
) -> bool:
    """Whether the latest word is yes; silence is no. A no of the same instant wins."""
    said = (
        work.scope(Consent)
        .where(
            Consent.customer_id == customer_id,
            Consent.purpose == purpose,
            Consent.channel == channel,
        )
        .order_by(Consent.at.desc(), Consent.granted)
        .limit(1)
    )
    latest = work.session.scalars(said).first()
    return latest is not None and latest.granted


def held(work: Work, customer_id: UUID) -> list[Consent]:
    """The word that holds for each purpose and channel."""
    ranked = (
        select(
            Consent.id,
            func.row_number()
            .over(
                partition_by=(Consent.purpose, Consent.channel),
                order_by=(Consent.at.desc(), Consent.granted),
            )
            .label("place"),
        )
        .where(Consent.tenant_id == work.tenant_id, Consent.customer_id == customer_id)
        .subquery()
    )
    latest = work.scope(Consent).join(ranked, ranked.c.id == Consent.id).where(ranked.c.place == 1)
    return list(work.session.scalars(latest.order_by(Consent.purpose)))
