"""Who in sight meets a filter, and in which order a list goes along them.

Where everybody is in sight, an index of the order is read until a page is full. Of a small part of
the tree that would pass by a hundred strangers for each of its people: those are found from its
staff instead, and put in order by narrow rows.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select, tuple_
from sqlalchemy.orm import aliased

from siyu.customers import filters
from siyu.customers.filters import Condition, Filters
from siyu.customers.models import Customer, Relation
from siyu.kit.pages import BadCursor, read_cursor
from siyu.platform.access import Reach
from siyu.platform.work import Work

SMALL_REACH = 50_000
SORTS = ("-met_at", "met_at", "-added_at", "added_at")
NEVER_ADDED = "-never"
Marker = tuple[str, datetime, UUID]
Ordered = Select[Customer, datetime]
Near = Select[UUID, datetime | None]
S = TypeVar("S", bound=Select[*tuple[Any, ...]])
# Its own name, so that conditions about other relations of a customer do not fall together with it.
Latest = aliased(Relation, name="latest")


@dataclass(frozen=True)
class Sight:
    """Those in sight who meet a filter. `near` finds those of a small reach from its staff; `rare`
    are those of a name or a tag.
    """

    work: Work
    near: Near | None
    wanted: list[Condition]
    rare: bool

    @classmethod
    def of(cls, work: Work, asked: Filters) -> "Sight":
        near = _near(work)
        if near is not None and asked.state and not (asked.staff_id or asked.node_id):
            # How they stand with all in sight, their relations there tell together.
            near = near.having(*filters.standing_with_all(asked))
            asked = asked.model_copy(update={"state": None})
        rare = bool(asked.q.strip() or asked.any_tag_ids or asked.all_tag_ids)
        return cls(work, near, filters.conditions(work, asked), rare)

    def everyone(self) -> Select[Customer]:
        """All of them, in no order."""
        if self.near is None:
            return self._fitting(self.work.scope(Customer))
        rows, _ = _known(self.work, self.near)
        return self._fitting(rows)

    def along(self, spine: str, after: Marker | None) -> Ordered:
        """Those of a spine, in its order, behind a marker, each with the instant it is there by."""
        if self.near is None:
            return self._fitting(_index_first(self.work, spine, after))
        walk = _found_first if self.rare else _narrow_first
        return self._fitting(walk(self.work, self.near, spine, after))

    def _fitting(self, rows: S) -> S:
        return rows.where(*self.wanted)


def read_marker(cursor: str) -> Marker:
    return read_cursor(cursor, str, datetime, UUID)


def spines(sort: str, after: Marker | None) -> list[str]:
    """What a list goes along, one after the other, from the marked one on: those never added come
    last of those ordered by when they were.
    """
    every = [sort, NEVER_ADDED] if _by_adding(sort) else [sort]
    if after is None:
        return every
    if after[0] not in every:
        raise BadCursor
    return every[every.index(after[0]) :]


def _by_adding(spine: str) -> bool:
    return spine.endswith("added_at")


def _whole(work: Work) -> Select[Customer]:
    return replace(work, reach=Reach.all()).scope(Customer)


def _near(work: Work) -> Near | None:
    """Those within a small reach and when they were last added there; None where it is large."""
    if work.reach.is_all:
        return None
    mine = work.scope(Relation)
    some = mine.with_only_columns(Relation.customer_id).limit(SMALL_REACH + 1).subquery()
    if (work.session.scalar(select(func.count()).select_from(some)) or 0) > SMALL_REACH:
        return None
    latest = func.max(Relation.added_at).label("at")
    return mine.with_only_columns(Relation.customer_id, latest).group_by(Relation.customer_id)


def _known(work: Work, near: Near) -> tuple[Select[Customer], ColumnElement[datetime]]:
    """The customers who are near, and the instant each was last added at."""
    # Materialised, or the planner asks of each customer who knows them.
    known = near.cte("near").prefix_with("MATERIALIZED", dialect="postgresql")
    return _whole(work).join(known, known.c.customer_id == Customer.id), known.c.at


def _found_first(work: Work, near: Near, spine: str, after: Marker | None) -> Ordered:
    """Those who meet the filter, then whoever of them is near, then the order."""
    rows, added_at = _known(work, near)
    at = added_at if _by_adding(spine) else Customer.met_at
    mine = _of_spine(rows.add_columns(at), added_at, spine)
    return _ordered(mine, at, Customer.id, spine, after)


def _narrow_first(work: Work, near: Near, spine: str, after: Marker | None) -> Ordered:
    """Ids and instants in order; the rest is asked of people one by one, until a page is full."""
    known = near.order_by(Relation.customer_id).subquery()
    keys: Select[UUID, Any] = select(known.c.customer_id, known.c.at)
    if not _by_adding(spine):
        same = (Customer.tenant_id == work.tenant_id) & (Customer.id == known.c.customer_id)
        keys = keys.join(Customer, same).with_only_columns(Customer.id, Customer.met_at)
    id, at = keys.selected_columns
    ordered = _ordered(_of_spine(keys, known.c.at, spine), at, id, spine, after).subquery()
    id, at = ordered.c
    rows = _whole(work).join(ordered, id == Customer.id).add_columns(at)
    return _ordered(rows, at, id, spine, None)


def _of_spine(rows: S, added_at: Any, spine: str) -> S:
    if _by_adding(spine):
        return rows.where(added_at.is_not(None))
    return rows.where(added_at.is_(None)) if spine == NEVER_ADDED else rows


def _index_first(work: Work, spine: str, after: Marker | None) -> Ordered:
    """Rows as the index of their order gives them."""
    at = Latest.added_at if _by_adding(spine) else Customer.met_at
    rows = work.scope(Customer).add_columns(at)
    if _by_adding(spine):
        rows = _latest(work, rows)
    elif spine == NEVER_ADDED:
        rows = rows.where(~_added(work))
    return _ordered(rows, at, Customer.id, spine, after)


def _ordered(rows: S, at: Any, id: Any, spine: str, after: Marker | None) -> S:
    down = spine.startswith("-")
    if after is not None:
        key, mark = tuple_(at, id), tuple_(after[1], after[2])
        rows = rows.where(key < mark if down else key > mark)
    return rows.order_by(*(one.desc() if down else one.asc() for one in (at, id)))


def _latest(work: Work, rows: Ordered) -> Ordered:
    """Each customer once, by the latest of the adds in sight."""
    other = aliased(Relation)
    later = exists().where(
        other.customer_id == Latest.customer_id,
        other.added_at.is_not(None),
        tuple_(other.added_at, other.id) > tuple_(Latest.added_at, Latest.id),
    )
    mine = rows.join(Latest, Latest.customer_id == Customer.id)
    mine = mine.where(Latest.tenant_id == work.tenant_id, Latest.added_at.is_not(None))
    if not work.reach.is_all:
        near = work.reach.staff_ids or frozenset()
        mine = mine.where(Latest.staff_id.in_(near))
        later = later.where(other.staff_id.in_(near))
    return mine.where(~later)


def _added(work: Work):  # type: ignore[no-untyped-def]
    known = exists().where(Relation.customer_id == Customer.id, Relation.added_at.is_not(None))
    return known if work.reach.is_all else known.where(Relation.within(work.reach))
