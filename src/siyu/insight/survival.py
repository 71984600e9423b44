"""How long friends stay: relations that began in a span, watched up to today.

A relation begins with FriendAdded and ends with the FriendLost after it; added again, it is
another one. Those still standing, and those an adviser handed over, are watched only so far.
Times are whole local days. The curve and the test are `lifetime.survival`'s.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from siyu.insight import breakdown, buying
from siyu.insight.catalogue import EventKind
from siyu.insight.errors import Fault, NoSuchCell
from siyu.insight.lifetime.survival import Durations, durations, kaplan_meier, log_rank
from siyu.insight.questions import MOST_PARTS, Cell, Question, shared_faults
from siyu.insight.reader import Crowd, Reader
from siyu.insight.selection import Bound

ADDED, LOST = "FriendAdded", "FriendLost"
Side = Literal["customer", "staff"]
SIDES: tuple[Side, ...] = ("customer", "staff")
MARKS = (7, 30, 90, 180, 365)
MOST_POINTS = 400
MOST_WATCHED = 100_000
"""Days; longer than any relation has stood."""


@dataclass(frozen=True, kw_only=True)
class SurvivalQuestion(Question):
    """Relations that began in the span; `ended_by` are the sides whose ending counts, another's
    only stops the watching. By `ended_by`, each side has a curve in which it alone ends."""

    kind: Literal["survival"] = "survival"
    by: Literal["source_id", "staff_id", "store", "ended_by"] | None = None
    ended_by: tuple[Side, ...] = SIDES


@dataclass(frozen=True)
class SurvivalPoint:
    """After `days`: the share still standing with its interval at 95 %, None where none can be
    told; how many stood until then, and ended then."""

    days: int
    rate: float
    low: float | None
    high: float | None
    at_risk: int
    ended: int


@dataclass(frozen=True)
class SurvivalMark:
    """The share that stands after so many days; None where nobody was watched for that long."""

    days: int
    rate: float | None


@dataclass(frozen=True)
class SurvivalPart:
    """Relations of one part; None is all. `median_days` is None while more than half stand."""

    part: str | None
    relations: int
    ended: int
    median_days: int | None
    marks: tuple[SurvivalMark, ...]
    points: tuple[SurvivalPoint, ...]


@dataclass(frozen=True)
class Comparison:
    """The log-rank test of the parts: a small `p_value` says that they do not end alike."""

    statistic: float
    freedom: int
    p_value: float


@dataclass(frozen=True)
class SurvivalAnswer:
    """All first, then the parts, the largest first; sides, or fewer than two, are not compared."""

    parts: tuple[SurvivalPart, ...]
    comparison: Comparison | None
    parts_left_off: int = 0
    kind: Literal["survival"] = "survival"


def faults(question: SurvivalQuestion, reader: Reader) -> Iterator[Fault]:
    yield from shared_faults(question)
    if not question.ended_by:
        yield Fault("ended_by", "choose who may end a relation", "请选择由哪一方解除")
    if question.by == "source_id" and buying.PARTS["source_id"] not in reader.known:
        yield Fault("by", "there are no sources", "没有渠道来源")


def answer(question: SurvivalQuestion, reader: Reader) -> SurvivalAnswer:
    bound = Bound()
    each = relations(question, reader, bound)
    rows = reader.rows(
        f"SELECT part, days, ended, count() AS many FROM ({each})"
        " GROUP BY part, days, ended ORDER BY part, days, ended",
        bound,
    )
    whole = _watched(rows, question.ended_by)
    parts = _parts(question, rows)
    by_size = sorted(parts, key=lambda part: (-_many(parts[part]), part))
    shown = by_size[:MOST_PARTS]
    tested = question.by != "ended_by" and len(shown) > 1
    return SurvivalAnswer(
        (_part(None, whole), *(_part(one, parts[one]) for one in shown)),
        _compared([parts[one] for one in shown]) if tested else None,
        len(by_size) - len(shown),
    )


def _parts(question: SurvivalQuestion, rows: Sequence[Mapping[str, Any]]) -> dict[str, Durations]:
    if question.by is None:
        return {}
    if question.by == "ended_by":
        return {side: _watched(rows, (side,)) for side in question.ended_by}
    names = dict.fromkeys(row["part"] for row in rows)
    return {
        name: _watched([row for row in rows if row["part"] == name], question.ended_by)
        for name in names
    }


def relations(question: SurvivalQuestion, reader: Reader, bound: Bound) -> str:
    """`person`, `days`, the side that `ended` it (empty: none so far) and `part`."""
    by = question.by
    staff = breakdown.column(by if by in ("staff_id", "store") else "staff_id", ADDED, reader)
    today = bound(reader.today, "Date")
    told = (
        f"(happened_at, id, name = {bound(ADDED, 'String')},"
        f" ifNull(payload.`by`.:String, ''), {staff}, day)"
    )
    gathered = (
        f"SELECT person, arraySort(groupArray({told})) AS es,"
        " arrayFilter(i -> es[i].3, arrayEnumerate(es)) AS begun FROM events"
        f" WHERE {bound.names([ADDED, LOST])} AND day <= {today}"
        f"{reader.among(bound, question.within)}"
        " GROUP BY person, ifNull(payload.relation_id.:String, toString(id))"
    )
    after = f"if(i < length(es), es[i + 1].6, {today})"
    ended = "if(i < length(es) AND NOT es[i + 1].3, es[i + 1].4, '')"
    spells = f"arrayMap(i -> (es[i].6, {after}, {ended}, es[i].5), begun)"
    first, last = bound(question.span.first, "Date"), bound(question.span.last, "Date")
    each = (
        "SELECT person, toUInt32(dateDiff('day', spell.1, spell.2)) AS days, spell.3 AS ended,"
        f" spell.4 AS staff FROM (SELECT person, arrayJoin({spells}) AS spell FROM ({gathered}))"
        f" WHERE spell.1 BETWEEN {first} AND {last}"
    )
    if by == "source_id":
        sources = buying.parted(by, None, reader, bound)
        return (
            "SELECT e.person AS person, e.days AS days, e.ended AS ended,"
            f" ifNull(p.part, '') AS part FROM ({each}) AS e LEFT JOIN ({sources}) AS p"
            " USING (person)"
        )
    part = "staff" if by in ("staff_id", "store") else "''"
    return f"SELECT person, days, ended, {part} AS part FROM ({each})"


def _watched(rows: Sequence[Mapping[str, Any]], sides: Sequence[str]) -> Durations:
    return durations(
        [row["days"] for row in rows],
        [row["ended"] in sides for row in rows],
        [row["many"] for row in rows],
    )


def _many(watched: Durations) -> float:
    return float((watched.ended + watched.standing).sum())


def _part(name: str | None, watched: Durations) -> SurvivalPart:
    curve = kaplan_meier(watched)
    longest = watched.times.max(initial=-1)
    columns = (curve.times, curve.share, curve.low, curve.high, curve.at_risk, curve.ended)
    points = [
        SurvivalPoint(int(t), float(s), _known(low), _known(high), round(r), round(e))
        for t, s, low, high, r, e in zip(*columns, strict=True)
    ]
    marks = (SurvivalMark(days, curve.after(days) if days <= longest else None) for days in MARKS)
    median = curve.median
    return SurvivalPart(
        name,
        round(_many(watched)),
        round(float(watched.ended.sum())),
        None if median is None else int(median),
        tuple(marks),
        tuple(points[:MOST_POINTS]),
    )


def _known(bound: float) -> float | None:
    return None if np.isnan(bound) else float(bound)


def _compared(parts: Sequence[Durations]) -> Comparison:
    found = log_rank(parts)
    return Comparison(found.statistic, found.freedom, found.p_value)


def people(question: SurvivalQuestion, cell: Cell, reader: Reader) -> Crowd:
    """Those of a `part` whose relation has not ended, or has with `lost`; watched for `low` to
    below `high` days. At a point of the curve, the days `period`: those whose relation stood
    until then, whatever came after, or with `lost` ended then. Raises NoSuchCell."""
    if question.by is None and cell.part is not None:
        raise NoSuchCell(cell=f"part {cell.part}")
    if cell.period is not None and not 0 <= cell.period <= MOST_WATCHED:
        raise NoSuchCell(cell=f"{cell.period} days")

    def written(bound: Bound) -> str:
        where = " AND ".join(_of_cell(question, cell, bound))
        each = relations(question, reader, bound)
        return f"SELECT groupBitmapState(person) FROM ({each}) WHERE {where}"

    return written


def _of_cell(question: SurvivalQuestion, cell: Cell, bound: Bound) -> Iterator[str]:
    """The conditions on a relation of a cell."""
    by_side = question.by == "ended_by" and cell.part is not None
    sides = [cell.part] if by_side else list(question.ended_by)
    ended = f"has({bound(sides, 'Array(String)')}, ended)"
    if cell.lost:
        yield ended
    elif cell.period is None:
        yield f"NOT {ended}"
    if cell.period is not None:
        yield f"days {'=' if cell.lost else '>='} {bound(cell.period, 'UInt32')}"
    if cell.part is not None and not by_side:
        yield f"part = {bound(cell.part, 'String')}"
    if cell.low is not None:
        yield f"days >= {bound(cell.low, 'Float64')}"
    if cell.high is not None:
        yield f"days < {bound(cell.high, 'Float64')}"


def means(question: SurvivalQuestion, known: Mapping[str, EventKind]) -> tuple[str, str]:
    """What is counted, in English and Chinese."""
    del known
    sides = {"customer": ("the customer", "客户"), "staff": ("the adviser", "导购")}
    en = " or ".join(sides[one][0] for one in question.ended_by)
    zh = "或".join(sides[one][1] for one in question.ended_by)
    return (
        f"Friendships that began in these days, watched to today: the share not ended by {en}"
        " after so many days (Kaplan-Meier, interval at 95 %). Those still standing, handed over"
        " or ended otherwise count as long as they were watched. The parts are compared by the"
        " log-rank test.",
        f"在所选日期内建立、观察至今的好友关系：若干天后未被{zh}解除的比例（Kaplan-Meier，"
        "95% 区间）。仍在的、被转接的、以其他方式结束的，只计到观察为止。"
        "分组之间用对数秩检验比较。",
    )
