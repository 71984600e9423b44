"""Who asks: for which brand, as far as they see, in whose days; and what was run for them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from siyu.insight.catalogue import EventKind, activities, catalogue
from siyu.insight.errors import SegmentUnknown
from siyu.insight.selection import Bound
from siyu.insight.spans import Grain, Span, bucket_sql
from siyu.kit.instants import local_day
from siyu.platform.metrics import Metric
from siyu.platform.registry import Registry
from siyu.platform.work import Work

Crowd = Callable[[Bound], str]
"""People: writes, into a statement, the SELECT that gives one bitmap of their numbers."""
MERGED = "SELECT groupArray(toUInt32(number)) AS gone, groupArray(into) AS kept FROM merged"
MICROS = 1_000_000
DAY_SECONDS = 86_400
EARLIEST = date(1970, 1, 1)
"""The first day that the warehouse knows; whatever happened before is of that day."""


def no_segments(_reader: "Reader", segment: str) -> Crowd:
    raise SegmentUnknown(segment=segment)


@dataclass
class Reader:
    """Asks the warehouse for one person; `ran` are the statements so far, as they would read."""

    work: Work
    registry: Registry
    place: ZoneInfo
    currency: str = ""
    segments: Callable[["Reader", str], Crowd] = no_segments
    ran: list[str] = field(default_factory=list)
    _merged: tuple[list[int], list[int]] | None = None

    @property
    def today(self) -> date:
        return local_day(self.work.now(), self.place)

    @property
    def known(self) -> Mapping[str, EventKind]:
        return catalogue(self.registry)

    @property
    def activities(self) -> tuple[str, ...]:
        return activities(self.registry)

    @property
    def metrics(self) -> Mapping[str, Metric]:
        return self.registry.metrics

    def rows(self, sql: str, bound: Bound, **limits: object) -> list[dict[str, Any]]:
        """The rows of a statement; `limits` are settings of the engine.

        The one place where insight reads the warehouse: its door adds the tenant and how far the
        actor sees.
        """
        self.ran.append(readable(sql, bound))
        return self.work.warehouse(sql, bound.values, **limits)

    def among(self, bound: Bound, segment: str | None, column: str = "person") -> str:
        """The condition that someone is of a segment; nothing for everybody."""
        if segment is None:
            return ""
        return f" AND bitmapContains(({self.segments(self, segment)(bound)}), {column})"

    def seen(self, bound: Bound, names: Sequence[str], span: Span, grain: Grain | None) -> str:
        """`at` and a bitmap `b` of who did any of these in each bucket, or in all.

        Grouped so, and by `number`, the engine reads the bitmaps of days that it keeps (the
        projection `days`) and no event. Who was merged becomes whom they were merged into here.
        """
        at = bucket_sql("day", grain) if grain else f"toDate({bound(span.first, 'Date')})"
        bitmap = self._standing(bound, "groupBitmapState(number)")
        days = between(bound, span)
        return (
            f"SELECT {at} AS at, {bitmap} AS b FROM events"
            f" WHERE {bound.names(names)} AND {days} GROUP BY at"
        )

    def newcomers(
        self,
        bound: Bound,
        names: Sequence[str],
        span: Span,
        grain: Grain | None,
        *,
        earliest: date = EARLIEST,
    ) -> str:
        """`at` and a bitmap `b` of who did any of these for the first time since `earliest` in
        each bucket, or in all.

        Read as `seen` is: those of the bucket less those of all days before it.
        """
        earlier = Span(earliest, span.first - timedelta(days=1))
        days = (
            f"SELECT toDate(0) AS at, b FROM ({self.seen(bound, names, earlier, None)})"
            f" UNION ALL {self.seen(bound, names, span, grain)}"
        )
        before = "ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
        known = f"SELECT at, b, groupBitmapOrState(b) OVER ({before}) AS known FROM ({days})"
        return f"SELECT at, bitmapAndnot(b, known) AS b FROM ({known}) WHERE at > toDate(0)"

    def _standing(self, bound: Bound, bitmap: str) -> str:
        if self._merged is None:
            (row,) = self.work.warehouse(MERGED)
            self._merged = row["gone"], row["kept"]
        gone, kept = self._merged
        if not gone:
            return bitmap
        kind = "Array(UInt32)"
        return f"bitmapTransform({bitmap}, {bound(gone, kind)}, {bound(kept, kind)})"


def between(bound: Bound, span: Span) -> str:
    return f"day BETWEEN {bound(span.first, 'Date')} AND {bound(span.last, 'Date')}"


def readable(sql: str, bound: Bound) -> str:
    """A statement with its values in place, to be read and run again by hand."""
    for name, value in reversed(bound.values.items()):
        start = f"{{{name}:"
        while (at := sql.find(start)) >= 0:
            end = sql.index("}", at)
            sql = sql[:at] + literal(value, sql[at + len(start) : end]) + sql[end + 1 :]
    return sql


def literal(value: object, kind: str) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return repr(value)
        case list() | tuple() if len(value) > 100:
            return f"[… {len(value)} values]"
        case list() | tuple():
            return f"[{', '.join(literal(one, '') for one in value)}]"
    quoted = "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"
    return f"{quoted}::{kind}" if kind not in ("", "String") else quoted


def asked_by(sql: str, values: Mapping[str, object]) -> Crowd:
    """Those of a statement that has values of its own and gives one bitmap."""

    def written(bound: Bound) -> str:
        kinds = {name: kind for name, kind in re.findall(r"\{(\w+):([^}]*)\}", sql)}
        places = {name: bound(values[name], kind) for name, kind in kinds.items()}
        return re.sub(r"\{(\w+):[^}]*\}", lambda found: places[found[1]], sql)

    return written


def chosen(numbers: Sequence[int]) -> Crowd:
    """These very people."""

    def written(bound: Bound) -> str:
        kept = bound(list(numbers), "Array(UInt32)")
        return f"SELECT groupBitmapState(arrayJoin({kept}))"

    return written
