"""Where the top of everybody by a value ends: drawn anew each night and kept between."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from sqlalchemy.dialects.postgresql import insert

from siyu.audiences.language import lowering
from siyu.audiences.language.conditions import Top
from siyu.audiences.language.plan import Cut
from siyu.audiences.models import Cut as CutRow
from siyu.kit.ids import new_id
from siyu.platform.work import Work


def key_of(top: Top) -> str:
    """What a cut is kept under."""
    told = {"by": top.by, "share": top.share, "n": top.n, "end": top.end}
    return msgspec.json.encode(told).decode()


def top_of(key: str) -> Top:
    """The cut that a key names."""
    return Top(**msgspec.json.decode(key))


def standing(work: Work) -> Mapping[Top, Cut | None]:
    """The cuts as they were drawn last."""
    rows = work.session.scalars(work.scope(CutRow))
    return {top_of(row.key): _cut(row.value, row.number) for row in rows}


def _cut(value: float | None, number: int | None) -> Cut | None:
    return None if value is None or number is None else Cut(value, number)


def look(work: Work, top: Top) -> Cut | None:
    """Where a cut is now, by the warehouse."""
    question = lowering.cut(top)
    rows = work.warehouse(question.sql, question.params)
    row: dict[str, Any] = rows[0] if rows else {"value": None, "number": None}
    return _cut(row["value"], row["number"])


def draw(work: Work, tops: Iterable[Top]) -> list[Top]:
    """Keep where cuts are now; those that are elsewhere than before. Raises Unreachable."""
    known, moved = standing(work), []
    for top in tops:
        found = look(work, top)
        if top not in known or known[top] != found:
            moved.append(top)
            _keep(work, top, found)
    return moved


def _keep(work: Work, top: Top, found: Cut | None) -> None:
    told = {
        "value": found.value if found else None,
        "number": found.number if found else None,
        "people": 0,
        "drawn_at": work.now(),
    }
    row = {"id": new_id(), "tenant_id": work.tenant_id, "key": key_of(top), **told}
    fresh = insert(CutRow).values(row)
    anew = fresh.on_conflict_do_update(index_elements=["tenant_id", "key"], set_=told)
    work.session.execute(anew)
