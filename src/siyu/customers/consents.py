"""What people agreed to: by purpose and channel, from what, when. The latest word holds."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from siyu.customers.events import Channel, ConsentChanged, ConsentSource, Purpose
from siyu.customers.models import Consent
from siyu.kit.ids import new_id
from siyu.platform.work import Work


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
