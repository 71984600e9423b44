"""A real shop's year as the brand's own history: every row taken, merged or refused, once.

The UCI Online Retail data set (D. Chen, 2015, doi 10.24432/C5BW33, CC BY 4.0), kept under
`data/online_retail`. Each batch is one Work and moves `HistoryLoad.position` in the commit of its
effect, so a load that was killed goes on where it was.
"""

import csv
import io
import lzma
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from siyu.commerce import orders, queries, refunds
from siyu.commerce.errors import CurrencyDiffers
from siyu.commerce.models import HistoryLoad
from siyu.commerce.retail_rules import (
    CURRENCY,
    Piece,
    Row,
    Sale,
    batches,
    fault,
    given_back,
    weeks_until,
)
from siyu.commerce.rows import RefundRow
from siyu.commerce.rules import Line, Told
from siyu.customers import service as customers
from siyu.kit.errors import Problem
from siyu.kit.instants import zone
from siyu.kit.money import major
from siyu.organisation import service as organisation
from siyu.platform.access import Actor
from siyu.platform.declarations import Fate
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

NAME = SOURCE = "online_retail"
ROWS = 541_909
FIRST_DAY, LAST_DAY = date(2010, 12, 1), date(2011, 12, 9)
ACTOR = Actor.system("commerce")
HEADINGS = ("row", "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate",
            "UnitPrice", "CustomerID", "reason", "why", "原因")  # fmt: skip
FORMULAS = ("=", "+", "-", "@")
Progress = Callable[[int, int], None]
Refusal = tuple[Row, Problem]


def folder() -> Path:
    """Where the data set lies: in the package, or in the repository it was cloned with."""
    packed = Path(__file__).parents[1] / "data_sets" / NAME
    return packed if packed.exists() else Path(__file__).parents[3] / "data" / NAME


def read_rows() -> Iterator[Row]:
    """Every row of the year, in its order."""
    with lzma.open(folder() / f"{NAME}.csv.xz", "rt", newline="", encoding="utf-8") as file:
        cells = csv.reader(file)
        next(cells)
        for place, row in enumerate(cells, start=1):
            invoice, sku, title, quantity, at, price, customer, _country = row
            yield Row(
                place, invoice, sku, title.strip(), int(quantity), _instant(at), Decimal(price),
                customer,
            )  # fmt: skip


@cache
def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def load(
    runtime: Runtime,
    tenant_id: UUID,
    *,
    true_dates: bool = False,
    progress: Progress = lambda _done, _total: None,
    rows: Callable[[], Iterable[Row]] = read_rows,
) -> None:
    """Load the year, or what is left of it. Raises CurrencyDiffers."""
    with runtime.work(tenant_id, actor=ACTOR) as work:
        begun = begin(work, true_dates=true_dates)
        load_id, position = begun.id, begun.position
    left = (row for row in rows() if row.place > position)
    for batch in batches(left):
        with runtime.work(tenant_id, actor=ACTOR) as work:
            _take(work, load_id, batch, refused_file(runtime.settings.data_dir, tenant_id))
        progress(batch[-1].place, ROWS)
    with runtime.work(tenant_id, actor=ACTOR) as work:
        ended = work.get(HistoryLoad, load_id, lock=True)
        ended.finished_at = ended.finished_at or work.now()


def begin(work: Work, *, true_dates: bool = False) -> HistoryLoad:
    """The load of this brand, begun now if it was not; its shift stays as it was begun with."""
    facts = organisation.tenant_facts(work)
    if facts.currency != CURRENCY:
        raise CurrencyDiffers(theirs=CURRENCY, ours=facts.currency)
    begun = find(work)
    if begun is not None:
        return begun
    wall = work.now().astimezone(zone(facts.zone)).replace(tzinfo=None)
    weeks = 0 if true_dates else weeks_until(wall)
    return work.add(HistoryLoad(name=NAME, shift_weeks=weeks, started_at=work.now()))


def find(work: Work) -> HistoryLoad | None:
    """The load of this brand, if one was begun."""
    return work.session.scalars(work.scope(HistoryLoad).where(HistoryLoad.name == NAME)).first()


def refused_file(data_dir: Path, tenant_id: UUID) -> Path:
    """Where the rows that could not be taken are listed, with their reasons."""
    return data_dir / "imports" / f"{tenant_id}-{NAME}-refused.csv"


def _take(work: Work, load_id: UUID, batch: Sequence[Row], file: Path) -> None:
    held = work.get(HistoryLoad, load_id, lock=True)
    if held.position >= batch[-1].place:
        return
    place = zone(organisation.tenant_facts(work).zone)
    shift = timedelta(weeks=held.shift_weeks)
    refused = [(row, problem) for row in batch if (problem := fault(row))]
    out = {row.place for row, _ in refused}
    kept = [row for row in batch if row.place not in out]
    counts = _sell(work, kept, shift, place, refused)
    counts[Fate.TAKEN] += _give_back(work, kept, shift, place, refused)
    held.taken += counts[Fate.TAKEN]
    held.merged += counts[Fate.MERGED]
    held.refused = _counted(held.refused, refused)
    held.refused_bytes = _list(file, held.refused_bytes, sorted(refused, key=_place))
    held.position = batch[-1].place


def _place(refusal: Refusal) -> int:
    return refusal[0].place


def _sell(
    work: Work, kept: Sequence[Row], shift: timedelta, place: ZoneInfo, refused: list[Refusal]
) -> dict[Fate, int]:
    sales = [row for row in kept if not row.is_cancellation]
    answers = orders.enter(work, [_told(row, shift, place) for row in sales])
    counts: dict[Fate, int] = defaultdict(int)
    for row, answer in zip(sales, answers, strict=True):
        counts[answer.fate] += 1
        if answer.problem is not None:
            refused.append((row, answer.problem))
    return counts


def _told(row: Row, shift: timedelta, place: ZoneInfo) -> Told:
    """Understood as it is: the file is our own, and validating it would take as long again."""
    return Told(
        order=(SOURCE, row.invoice),
        line=str(row.place),
        value=Line(row.sku, row.quantity, row.worth),
        placed_at=(row.at + shift).replace(tzinfo=place),
        buyer=(("mall_id", row.customer),),
        name="",
        title=row.title,
    )


def _give_back(
    work: Work, kept: Sequence[Row], shift: timedelta, place: ZoneInfo, refused: list[Refusal]
) -> int:
    """Match cancellations to their sales and enter them as refunds; how many rows were taken."""
    cancelled = [row for row in kept if row.is_cancellation]
    sales = _sales_left(work, cancelled)
    entries: list[RefundRow] = []
    taken = 0
    for row in cancelled:
        at = (row.at + shift).replace(tzinfo=place)
        try:
            pieces = given_back(row, sales[row.customer, row.sku], at)
        except Problem as problem:
            refused.append((row, problem))
            continue
        entries += [_refund_row(row, at, piece, k) for k, piece in enumerate(pieces, start=1)]
        taken += 1
    for answer in refunds.take(work, entries):
        if answer.problem is not None:
            raise answer.problem
    return taken


def _sales_left(work: Work, cancelled: Sequence[Row]) -> dict[tuple[str, str], list[Sale]]:
    """What the customers of these rows bought of their goods and still have, the latest first."""
    left: dict[tuple[str, str], list[Sale]] = defaultdict(list)
    known = customers.known_by(work, "mall_id", sorted({row.customer for row in cancelled}))
    asked = sorted({(row.customer, row.sku) for row in cancelled if row.customer in known})
    named = {id: customer for customer, id in known.items()}
    told = {
        "tenant": work.tenant_id,
        "source": SOURCE,
        "customers": [known[customer] for customer, _ in asked],
        "skus": [sku for _, sku in asked],
    }
    for row in work.session.execute(queries.SALES_LEFT, told):
        left[named[row.customer_id], row.sku].append(_sale(row))
    return left


def _sale(row: Any) -> Sale:
    return Sale(
        order=row.number,
        line=row.line,
        placed_at=row.placed_at,
        pieces=row.pieces,
        whole=row.whole,
        quantity=row.quantity,
        amount=row.amount,
    )


def _refund_row(row: Row, at: datetime, piece: Piece, number: int) -> RefundRow:
    return RefundRow.model_construct(
        number=row.invoice,
        entry=f"{row.place}.{number}",
        order_number=piece.order,
        line=piece.line,
        quantity=piece.quantity,
        amount=major(piece.amount, CURRENCY),
        refunded_at=at,
        source=SOURCE,
    )


def _counted(before: dict[str, int], refused: Sequence[Refusal]) -> dict[str, int]:
    counts = dict(before)
    for _, problem in refused:
        counts[problem.code] = counts.get(problem.code, 0) + 1
    return counts


@lru_cache(maxsize=64)
def _words(problem: Problem) -> tuple[str, str]:
    return problem.sentence("en"), problem.sentence("zh-CN")


def _list(file: Path, length: int, refused: Sequence[Refusal]) -> int:
    """Write refusals after the first `length` bytes: what a killed batch wrote is written over."""
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = io.StringIO()
    table = csv.writer(lines)
    if not length:
        table.writerow(HEADINGS)
    for row, problem in refused:
        title = f"'{row.title}" if row.title.startswith(FORMULAS) else row.title
        table.writerow(
            (row.place, row.invoice, row.sku, title, row.quantity, row.at, row.price,
             row.customer, problem.code, *_words(problem))
        )  # fmt: skip
    with file.open("r+b" if file.exists() else "wb") as out:
        out.truncate(length)
        out.seek(length)
        out.write(lines.getvalue().encode())
        return out.tell()
