"""Malls as they are connected, and what they send: checked, mapped, taken, answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import delete, func, select

from siyu.commerce import orders, refunds
from siyu.commerce.errors import CurrencyDiffers, MallSecretUnusable
from siyu.commerce.malls import standard, wechat_shop, youzan
from siyu.commerce.malls.payloads import MALL_CURRENCY, Rows, parsed
from siyu.commerce.models import Mall, Order, Refund
from siyu.kit.errors import NotFound
from siyu.organisation import service as organisation
from siyu.platform.access import Actor
from siyu.platform.clock import real_now
from siyu.platform.declarations import Fate, RowAnswer
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

Vendor = Literal["youzan", "wechat_shop"]
PATHS = {youzan.KIND: "youzan", wechat_shop.KIND: "wechat-shop"}


@dataclass(frozen=True)
class MallLine:
    """A connected mall; `path` is where it sends to, the counts are of what came from it."""

    id: UUID
    vendor: str
    client_id: str
    path: str
    connected_at: datetime
    received_at: datetime | None
    orders: int
    refunds: int


@dataclass(frozen=True)
class _Door:
    """What a push is checked by."""

    mall_id: UUID
    tenant_id: UUID
    client_id: str
    secret: str


def mall_lines(work: Work) -> list[MallLine]:
    """The malls of this brand."""
    rows = work.session.scalars(work.scope(Mall).order_by(Mall.vendor))
    return [_line(work, row) for row in rows]


def connect(work: Work, *, vendor: Vendor, client_id: str, secret: str) -> MallLine:
    """Let a mall send here, signed with this secret; a second time changes how it signs.

    Raises MallSecretUnusable.
    """
    if vendor == wechat_shop.KIND and not standard.is_usable(secret):
        raise MallSecretUnusable
    known = work.session.scalars(work.scope(Mall).where(Mall.vendor == vendor).with_for_update())
    row = known.first()
    if row is None:
        row = work.add(
            Mall(
                vendor=vendor,
                client_id=client_id,
                secret=work.secrets.seal(secret),
                connected_at=work.now(),
            )
        )
    row.client_id, row.secret = client_id, work.secrets.seal(secret)
    work.audit("mall.connected", "mall", row.id, after={"vendor": vendor, "client_id": client_id})
    return _line(work, row)


def disconnect(work: Work, mall_id: UUID) -> None:
    """Take nothing more from a mall; its orders stay. Raises NotFound."""
    row = work.get(Mall, mall_id)
    work.audit("mall.disconnected", "mall", mall_id, before={"vendor": row.vendor})
    work.session.execute(delete(Mall).where(Mall.id == row.id))


def from_youzan(runtime: Runtime, mall_id: UUID, body: bytes) -> list[RowAnswer]:
    """Take a Youzan-like push. Raises NotFound, SignatureWrong, or why a row was refused."""
    door = _door(runtime, mall_id, youzan.KIND)
    kind, message = youzan.opened(body, door.client_id, door.secret)
    return _take(runtime, door, youzan.KIND, youzan.rows(kind, message))


def from_wechat_shop(
    runtime: Runtime, mall_id: UUID, headers: Mapping[str, str], body: bytes
) -> list[RowAnswer]:
    """Take a WeChat-shop-like order. Raises NotFound, SignatureWrong, or why it was refused."""
    door = _door(runtime, mall_id, wechat_shop.KIND)
    standard.verify(door.secret, headers, body, real_now().timestamp())
    return _take(runtime, door, wechat_shop.KIND, wechat_shop.rows(parsed(body, "body")))


def _door(runtime: Runtime, mall_id: UUID, vendor: str) -> _Door:
    with runtime.sessions.begin() as session:
        row = session.scalar(select(Mall).where(Mall.id == mall_id, Mall.vendor == vendor))
    if row is None:
        raise NotFound(what="Mall", id=mall_id)
    return _Door(row.id, row.tenant_id, row.client_id, runtime.secrets.open(row.secret))


def _take(runtime: Runtime, door: _Door, vendor: str, rows: Rows) -> list[RowAnswer]:
    with runtime.work(door.tenant_id, actor=Actor.system(vendor)) as work:
        currency = organisation.tenant_facts(work).currency
        if currency != MALL_CURRENCY:
            raise CurrencyDiffers(theirs=MALL_CURRENCY, ours=currency)
        work.get(Mall, door.mall_id).received_at = work.now()
        answers = [*orders.take(work, rows.orders), *refunds.take(work, rows.refunds)]
        _demand_taken(answers)
    return answers


def _demand_taken(answers: Sequence[RowAnswer]) -> None:
    """A mall's order is taken whole or not at all: the first refusal is the answer."""
    for one in answers:
        if one.fate is Fate.REFUSED and one.problem is not None:
            raise one.problem


def _line(work: Work, row: Mall) -> MallLine:
    path = f"/callbacks/{PATHS.get(row.vendor, row.vendor)}/{row.id}"
    return MallLine(
        id=row.id,
        vendor=row.vendor,
        client_id=row.client_id,
        path=path,
        connected_at=row.connected_at,
        received_at=row.received_at,
        orders=_count(work, Order, row.vendor),
        refunds=_count(work, Refund, row.vendor),
    )


def _count(work: Work, model: type[Order] | type[Refund], source: str) -> int:
    rows = work.scope(model).where(model.source == source).subquery()
    return work.session.scalar(select(func.count()).select_from(rows)) or 0
