"""Goods come in by rows, and are made on the way where an order names one not known yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from siyu.commerce import queries
from siyu.commerce.rows import GoodRow
from siyu.kit.ids import new_id
from siyu.kit.money import minor
from siyu.organisation import service as organisation
from siyu.platform.declarations import Fate, RowAnswer
from siyu.platform.work import Work


@dataclass
class _Good:
    """A good as it stands while a batch is taken."""

    id: UUID
    values: tuple[str, str, int | None]
    fresh: bool


def take(work: Work, rows: Sequence[GoodRow]) -> list[RowAnswer]:
    """Take a batch; what a row leaves empty stays as it is."""
    currency = organisation.tenant_facts(work).currency
    titles = {row.sku: row.title or row.sku for row in reversed(rows)}
    fresh = make(work, titles)
    held = {
        row.sku: _Good(row.id, (row.title, row.category, row.price), row.sku in fresh)
        for row in _locked(work, titles)
    }
    answers = [_taken(held[row.sku], _wanted(held[row.sku], row, currency)) for row in rows]
    _keep(work, held.values())
    return answers


def _locked(work: Work, skus: Mapping[str, str]) -> Sequence[Any]:
    asked = {"tenant": work.tenant_id, "skus": sorted(skus)}
    return work.session.execute(queries.LOCK_GOODS, asked).all()


def _wanted(good: _Good, row: GoodRow, currency: str) -> tuple[str, str, int | None]:
    title, category, price = good.values
    told = minor(row.price, currency) if row.price is not None else price
    return row.title or title, row.category or category, told


def _taken(good: _Good, wanted: tuple[str, str, int | None]) -> RowAnswer:
    was = None if good.fresh else list(good.values)
    if not good.fresh and wanted == good.values:
        return RowAnswer(Fate.MERGED, good.id)
    good.values, good.fresh = wanted, False
    return RowAnswer(Fate.TAKEN, good.id, undo={"was": was})


def _keep(work: Work, goods: Any) -> None:
    told = {
        "ids": [one.id for one in goods],
        "titles": [one.values[0] for one in goods],
        "categories": [one.values[1] for one in goods],
        "prices": [one.values[2] for one in goods],
    }
    work.session.execute(queries.CHANGE_GOODS, told)


def make(work: Work, titles: Mapping[str, str]) -> set[str]:
    """Make the goods of these skus that are not there; the skus of the new."""
    asked = {"tenant": work.tenant_id, "skus": sorted(titles)}
    known = set(work.session.scalars(queries.KNOWN_GOODS, asked)) if titles else set()
    new = sorted(titles.keys() - known)
    if not new:
        return set()
    told = {
        "tenant": work.tenant_id,
        "ids": [new_id() for _ in new],
        "skus": new,
        "titles": [titles[sku] for sku in new],
    }
    return set(work.session.scalars(queries.MAKE_GOODS, told))


def unmake(work: Work, made: Sequence[Sequence[str]]) -> None:
    """Take goods away that orders made and nothing else speaks of; (sku, title) each."""
    if made:
        told = {"skus": [sku for sku, _ in made], "titles": [title for _, title in made]}
        work.session.execute(queries.UNMAKE_GOODS, {"tenant": work.tenant_id, **told})


def undo(work: Work, memos: Sequence[tuple[UUID, Mapping[str, Any]]]) -> None:
    """Give back what stood before these rows, the last one first."""
    before = {id: memo["was"] for id, memo in memos}
    gone = [id for id, was in before.items() if was is None]
    work.session.execute(queries.REMOVE_GOODS, {"tenant": work.tenant_id, "ids": gone})
    _keep(work, [_Good(id, tuple(was), fresh=False) for id, was in before.items() if was])


def titles(work: Work, skus: Sequence[str]) -> dict[str, str]:
    """The titles of goods, by sku."""
    asked = {"tenant": work.tenant_id, "skus": sorted(set(skus))}
    return {row.sku: row.title for row in work.session.execute(queries.TITLES, asked)}
