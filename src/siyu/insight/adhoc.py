"""SQL of one's own over the brand's events and people, as far as one sees, within limits."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from clickhouse_connect.driver.exceptions import DatabaseError

from siyu.insight.errors import SqlBeyond, SqlRefused
from siyu.insight.reader import Reader
from siyu.insight.selection import Bound
from siyu.platform.warehouse import BeyondScope

MOST_ROWS, MOST_SECONDS, MOST_MEGABYTES = 10_000, 20, 2_000
MOST_CHARACTERS = 20_000
LIMITS = {
    "max_result_rows": MOST_ROWS + 1,
    "result_overflow_mode": "break",
    "max_block_size": 8_192,
    "max_execution_time": MOST_SECONDS,
    "timeout_before_checking_execution_speed": 0,
    "max_memory_usage": MOST_MEGABYTES << 20,
    "max_threads": 2,
}
SPOKEN = re.compile(
    r"DB::Exception: (.*?)(?: \(version|: In scope|: [Ww]hile| \(for url|$|\n)", re.DOTALL
)
Cell = str | int | float | bool | None


@dataclass(frozen=True)
class Table:
    """What a statement found; `cut` says that there was more."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    cut: bool


def run(reader: Reader, sql: str) -> Table:
    """The rows of one SELECT. Raises SqlRefused, SqlBeyond, QuestionTooDear, Unreachable."""
    if not re.match(r"\s*(SELECT|WITH)\b", sql, re.IGNORECASE) or len(sql) > MOST_CHARACTERS:
        reason = f"SELECT … | WITH … SELECT …, ≤ {MOST_CHARACTERS:,}"
        raise SqlRefused(field="sql", reason=reason)
    try:
        found = reader.rows(sql, Bound(), **LIMITS)
    except BeyondScope as beyond:
        raise SqlBeyond(field="sql", **beyond.data) from beyond
    except DatabaseError as problem:
        raise told(str(problem)) from problem
    columns = tuple(found[0]) if found else ()
    rows = tuple(tuple(map(plain, row.values())) for row in found[:MOST_ROWS])
    return Table(columns, rows, len(found) > MOST_ROWS)


def told(said: str) -> SqlRefused:
    """What the engine said, in short."""
    found = SPOKEN.search(said)
    reason = found[1].strip() if found else said
    return SqlRefused(field="sql", reason=reason[:500])


def plain(value: Any) -> Cell:
    """A value as JSON tells it."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case datetime() | date():
            return value.isoformat()
        case UUID():
            return str(value)
        case list() | tuple():
            return _listed(value)
    return str(value)


def _listed(values: Sequence[Any]) -> str:
    return "[" + ", ".join(str(plain(one)) for one in values) + "]"
