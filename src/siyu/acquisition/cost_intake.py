"""Costs that come in from a file or by API, a row for a source, a day and a purpose."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field

from siyu.acquisition.costs import CostEntry, amount_of, keep_costs
from siyu.acquisition.errors import CostOutOfRange
from siyu.acquisition.rules.spending import SpentOn, minor_units
from siyu.acquisition.sources import Named
from siyu.kit.errors import Problem
from siyu.organisation import service as organisation
from siyu.platform.declarations import Fate, Intake, RowAnswer
from siyu.platform.work import Work

WORDS = {word: one for one in SpentOn for word in (one.value, one.en, one.zh)}


def _purpose(given: object) -> object:
    text = str(given or "").strip()
    return WORDS.get(text.lower(), text) if text else SpentOn.MEDIA


def _plain(given: object) -> object:
    """An amount without the signs people put around it."""
    return str(given).replace(",", "").strip(" ¥£$€") if isinstance(given, str) else given


class CostRow(BaseModel):
    """A row of costs; the amount is in the brand's currency, as people write it."""

    source: str = Field(
        title="Source",
        min_length=1,
        max_length=200,
        description="Its name, its path such as Social media/Weibo, or its id",
        json_schema_extra={"zh": "来源", "guesses": ["channel", "source_id", "渠道", "渠道来源"]},
    )
    day: date = Field(
        title="Day", json_schema_extra={"zh": "日期", "guesses": ["date", "日", "时间"]}
    )
    amount: Annotated[Decimal, BeforeValidator(_plain)] = Field(
        title="Amount",
        json_schema_extra={"zh": "金额", "guesses": ["cost", "spend", "花费", "成本", "费用"]},
    )
    spent_on: Annotated[SpentOn, BeforeValidator(_purpose)] = Field(
        default=SpentOn.MEDIA,
        title="Spent on",
        json_schema_extra={"zh": "用途", "guesses": ["kind", "type", "类型", "类别"]},
    )


def take(work: Work, rows: Sequence[CostRow]) -> list[RowAnswer]:
    """An answer for each row. The same row again changes nothing."""
    named, currency = Named(work), organisation.tenant_facts(work).currency
    return [_take(work, row, named, currency) for row in rows]


def _take(work: Work, row: CostRow, named: Named, currency: str) -> RowAnswer:
    try:
        source_id = named.find(row.source)
        amount = minor_units(row.amount, currency)
        if amount is None:
            raise CostOutOfRange(field="amount", currency=currency)
        before = amount_of(work, source_id, row.day, row.spent_on)
        if not keep_costs(work, source_id, [CostEntry(row.day, row.spent_on, amount)]):
            return RowAnswer(Fate.MERGED, source_id)
    except Problem as problem:
        return RowAnswer(Fate.REFUSED, problem=problem)
    place = {"day": row.day.isoformat(), "spent_on": str(row.spent_on)}
    return RowAnswer(Fate.TAKEN, source_id, undo={**place, "before": before, "after": amount})


def undo(work: Work, taken: Sequence[tuple[UUID, Mapping[str, Any]]]) -> None:
    """Put back what stood there before; an amount that was corrected since then stays."""
    for source_id, memo in taken:
        day, spent_on = date.fromisoformat(memo["day"]), SpentOn(memo["spent_on"])
        if amount_of(work, source_id, day, spent_on) == memo["after"]:
            keep_costs(work, source_id, [CostEntry(day, spent_on, memo["before"])])


COSTS = Intake(
    "costs", "Costs of channels by day", "渠道每日成本", "costs.write", CostRow, take, undo
)
