"""Who bought how often, when and for how much, as models of lifetime read it; in SQL. Pure.

An *occasion* is a local day on which someone placed an order that is still worth more than
nothing: changes, withdrawals and refunds count against their own order, up to the last day that
is looked at. Several orders of a day are one occasion. Read are people whose first occasion ever
lies in the span: of those who bought before it began, one does not know since when.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from siyu.insight import breakdown, selection, tallies
from siyu.insight.errors import Fault
from siyu.insight.lifetime.arrays import Floats, floats
from siyu.insight.lifetime.histories import Histories
from siyu.insight.reader import Reader
from siyu.insight.selection import Bound, Selected, selected_sql
from siyu.insight.spans import Span

ORDER = Selected("OrderPlaced")
PARTS = {"source_id": "SourceAttributed", "store": "FriendAdded"}
"""What people are parted by, and the event whose first one tells it of a person."""
COLUMNS = ("repeats", "last", "age", "spent", "later", "people")


@dataclass(frozen=True, kw_only=True)
class Buying:
    """Which purchases: of whom, since when, up to which day, parted by what.

    `until` ends the histories; purchases up to `span.last` are counted apart as later ones.
    `won` leaves only those whose part was told in that span; `number` leaves one person.
    """

    span: Span
    until: date
    event: Selected = ORDER
    money: str = "revenue"
    within: str | None = None
    by: str | None = None
    won: Span | None = None
    number: int | None = None


@dataclass(frozen=True, eq=False)
class Bought:
    """Equal histories counted, with what their repeats cost in minor units; shape (groups,)."""

    histories: Histories
    spent: Floats
    later: Floats
    parts: tuple[str, ...]

    @property
    def mean_spend(self) -> Floats:
        return self.spent / np.maximum(self.histories.repeats, 1)


def faults(event: Selected, money: str, reader: Reader) -> Iterator[Fault]:
    yield from selection.faults(event, reader.known, "event")
    kind = reader.known.get(event.event)
    if kind is not None and "amount" not in kind.properties:
        yield Fault(
            "event",
            f"{event.event} tells of no amount; choose an event of orders",
            f"{event.event} 没有金额，请选择订单类事件",
        )
    metric = reader.metrics.get(money)
    if metric is None or not metric.tallies or metric.tallies[0].how != "sum":
        yield Fault("money", f"{money} is no sum of money", f"{money} 不是金额合计类指标")


def orders(
    asked: Buying, reader: Reader, bound: Bound, *, told: str = "", until: date | None = None
) -> str:
    """`person`, the local day it was `placed`, and what is left of each order, `net` above 0, by
    the end of `until` (the span's last day); `told` are more columns, of which `{placed}` says
    whether a row is the order itself."""
    paid = reader.metrics[asked.money].tallies
    names = dict.fromkeys([asked.event.event, *tallies.events_of(paid, reader)])
    placed = selected_sql(asked.event, reader.known, bound)
    # Events of other kinds than orders are each an occasion of their own.
    order = "toString(id)"
    if "order_id" in reader.known[asked.event.event].properties:
        order = "ifNull(payload.order_id.:String, toString(id))"
    alone = f" AND person = {bound(asked.number, 'UInt32')}" if asked.number is not None else ""
    return (
        f"SELECT person, {order} AS one, minIf(day, {placed}) AS placed,"
        f" sum({tallies.worth(paid, reader, bound)}) AS net{told.format(placed=placed)}"
        f" FROM events WHERE {bound.names(list(names))}"
        f" AND day <= {bound(until or asked.span.last, 'Date')}"
        f"{reader.among(bound, asked.within)}{alone}"
        f" GROUP BY person, one HAVING countIf({placed}) > 0 AND net > 0"
    )


def occasions(asked: Buying, reader: Reader, bound: Bound) -> str:
    """`person`, the local day `bought` and what was `paid` then."""
    each = orders(asked, reader, bound)
    return (
        f"SELECT person, placed AS bought, sum(net) AS paid FROM ({each}) GROUP BY person, bought"
    )


def persons(asked: Buying, reader: Reader, bound: Bound, *, everyone: bool = False) -> str:
    """`person` with `repeats`, `last`, `age`, `spent`, `later` and `part`; days count from the
    first purchase. `everyone` takes those too who bought before the span."""
    until = bound(asked.until, "Date")
    since = bound(date(1971, 1, 1) if everyone else asked.span.first, "Date")
    each = (
        f"SELECT person, toUInt32(countIf(bought <= {until})) - 1 AS repeats,"
        f" toUInt32(dateDiff('day', min(bought), maxIf(bought, bought <= {until}))) AS last,"
        f" toUInt32(dateDiff('day', min(bought), {until})) AS age,"
        f" toInt64(sumIf(paid, bought <= {until}) - argMin(paid, bought)) AS spent,"
        f" toUInt32(countIf(bought > {until})) AS later"
        f" FROM ({occasions(asked, reader, bound)})"
        f" GROUP BY person HAVING min(bought) BETWEEN {since} AND {until}"
    )
    if asked.by is None:
        return f"SELECT *, '' AS part FROM ({each})"
    join = "INNER" if asked.won else "LEFT"
    parts = parted(asked.by, asked.won, reader, bound)
    return (
        f"SELECT e.*, ifNull(p.part, '') AS part FROM ({each}) AS e"
        f" {join} JOIN ({parts}) AS p USING (person)"
    )


def parted(by: str, won: Span | None, reader: Reader, bound: Bound) -> str:
    """`person` and the `part` that their first such event tells, on the day `told`."""
    event = PARTS[by]
    value = breakdown.column(by, event, reader)
    having = ""
    if won is not None:
        first, last = bound(won.first, "Date"), bound(won.last, "Date")
        having = f" HAVING told BETWEEN {first} AND {last}"
    return (
        f"SELECT person, argMin({value}, (happened_at, id)) AS part, min(day) AS told FROM events"
        f" WHERE {bound.names([event])} GROUP BY person{having}"
    )


def statement(asked: Buying, reader: Reader, bound: Bound) -> str:
    """One row of columns, equal histories counted."""
    keys = "repeats, last, age, spent, later, part"
    rows = (
        f"SELECT {keys}, count() AS people FROM ({persons(asked, reader, bound)})"
        f" GROUP BY {keys} ORDER BY {keys}"
    )
    columns = ", ".join(f"groupArray({one}) AS all_{one}" for one in (*COLUMNS, "part"))
    return f"SELECT {columns} FROM ({rows})"


def bought(asked: Buying, reader: Reader) -> Bought:
    bound = Bound()
    (row,) = reader.rows(statement(asked, reader, bound), bound)
    return as_bought(row)


def as_bought(row: dict[str, Any]) -> Bought:
    repeats, last, age, spent, later, people = (floats(row[f"all_{one}"]) for one in COLUMNS)
    return Bought(Histories(repeats, last, age, people), spent, later, tuple(row["all_part"]))


def numbers_of(asked: Buying, found: Bought, mine: Any, reader: Reader) -> list[int]:
    """The people who have one of the histories that `mine` marks, ascending."""
    known = found.histories
    columns = (known.repeats, known.last, known.age, found.spent)
    wanted = set(zip(*(one[mine].tolist() for one in columns), strict=True))
    bound = Bound()
    names = ("repeats", "last", "age", "spent")
    told = ", ".join(f"groupArray({one}) AS all_{one}" for one in ("person", *names))
    (row,) = reader.rows(f"SELECT {told} FROM ({persons(asked, reader, bound)})", bound)
    each = zip(*(row[f"all_{one}"] for one in names), strict=True)
    return sorted(
        number for number, key in zip(row["all_person"], each, strict=True) if key in wanted
    )


def repeats_by_day(asked: Buying, reader: Reader) -> dict[date, int]:
    """How many of the occasions of each day were repeats, of those who had bought by `until`."""
    bound = Bound()
    until, since = bound(asked.until, "Date"), bound(asked.span.first, "Date")
    each = (
        "SELECT person, arrayJoin(arraySlice(arraySort(groupArray(bought)), 2)) AS again"
        f" FROM ({occasions(asked, reader, bound)})"
        f" GROUP BY person HAVING min(bought) BETWEEN {since} AND {until}"
    )
    rows = reader.rows(
        f"SELECT again, count() AS many FROM ({each}) GROUP BY again ORDER BY again", bound
    )
    return {row["again"]: row["many"] for row in rows}
