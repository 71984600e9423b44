"""By which source known customers came, as a shop or an advertiser tells it, row by row."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field
from sqlalchemy import delete

from siyu.acquisition.arrivals import Came, note
from siyu.acquisition.errors import ArrivalUnclear, CustomerUnknown, LinkUnknown
from siyu.acquisition.models import Arrival, ShortLink
from siyu.acquisition.rules.channels import How
from siyu.acquisition.sources import Named
from siyu.customers import service as customers
from siyu.customers.service import Account
from siyu.kit.errors import Problem
from siyu.platform.declarations import Fate, Intake, RowAnswer
from siyu.platform.work import Work

ACCOUNTS = ("member_number", "mall_id", "unionid", "external_userid")


def _said(title: str, zh: str, *guesses: str) -> Any:
    extra: dict[str, Any] = {"zh": zh, "guesses": list(guesses)}
    return Field(default=None, title=title, max_length=200, json_schema_extra=extra)


class ArrivalRow(BaseModel):
    """One customer, by one account, and one of the three ways to say where they came from."""

    member_number: str | None = _said("Member number", "会员号", "member", "会员编号")
    mall_id: str | None = _said("Mall customer id", "商城客户号", "customer_id", "客户编号")
    unionid: str | None = _said("UnionID", "UnionID")
    external_userid: str | None = _said("External userid", "外部联系人 ID")
    source: str | None = _said("Source", "来源", "channel", "渠道")
    link: str | None = _said("Short link code", "短链接代码", "short_link", "短链")
    utm_campaign: str | None = _said("UTM campaign", "UTM 活动", "campaign")
    came_at: AwareDatetime = Field(
        title="Came at", json_schema_extra={"zh": "到达时间", "guesses": ["at", "time", "时间"]}
    )


def take(work: Work, rows: Sequence[ArrivalRow]) -> list[RowAnswer]:
    """An answer for each row. The same row again changes nothing."""
    named = Named(work)
    return [_take(work, row, named) for row in rows]


def _take(work: Work, row: ArrivalRow, named: Named) -> RowAnswer:
    try:
        source_id, how = _source(work, row, named)
        customer_id = _customer(work, row)
    except Problem as problem:
        return RowAnswer(Fate.REFUSED, problem=problem)
    key = f"{how}:{source_id}:{customer_id}:{row.came_at.isoformat()}"
    came = Came(customer_id=customer_id, source_id=source_id, how=how, at=row.came_at, key=key)
    if not note(work, [came]):
        return RowAnswer(Fate.MERGED, customer_id)
    return RowAnswer(Fate.TAKEN, customer_id, undo={"key": key})


def _source(work: Work, row: ArrivalRow, named: Named) -> tuple[UUID, How]:
    if sum(map(bool, (row.source, row.link, row.utm_campaign))) != 1:
        raise ArrivalUnclear(field="source")
    if row.source:
        return named.find(row.source), How.IMPORT
    if row.utm_campaign:
        return named.by_mark(row.utm_campaign), How.UTM
    link = work.session.scalar(work.scope(ShortLink).where(ShortLink.code == row.link))
    if link is None:
        raise LinkUnknown(field="link", code=row.link)
    return link.source_id, How.SHORT_LINK


def _customer(work: Work, row: ArrivalRow) -> UUID:
    given = [Account(kind, value) for kind in ACCOUNTS if (value := getattr(row, kind))]
    if not given:
        raise ArrivalUnclear(field="member_number")
    for account in given:
        found = customers.customer_of_account(work, account)
        if found is not None:
            return found
    raise CustomerUnknown(field=given[0].kind)


def undo(work: Work, taken: Sequence[tuple[UUID, Mapping[str, Any]]]) -> None:
    """Take these arrivals out again."""
    keys = [memo["key"] for _, memo in taken]
    gone = delete(Arrival).where(Arrival.tenant_id == work.tenant_id, Arrival.key.in_(keys))
    work.session.execute(gone)


ARRIVALS = Intake(
    "arrivals",
    "Where customers came from",
    "客户来源",
    "sources.write",
    ArrivalRow,
    take,
    undo,
)
