"""Which channel gets the credit for orders: the first touch, the last and all alike, side by side.

Orders are those placed in the span that are still worth something today; their touches are those
of the same person within a window of days before. The rules are `attribution`'s: of each the
credits add up to all orders, and to their money to the cent.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from siyu.insight import attribution, breakdown, buying, selection
from siyu.insight.attribution import UNTOUCHED, Rule, rounded
from siyu.insight.buying import ORDER, Buying
from siyu.insight.catalogue import EventKind
from siyu.insight.errors import Fault, NoSuchCell
from siyu.insight.questions import Cell, Question, shared_faults
from siyu.insight.reader import DAY_SECONDS, MICROS, Crowd, Reader
from siyu.insight.selection import Bound, Condition, Selected, selected_sql

MOST_WINDOW = 366
MOST_TOUCHES = 10
RULES: Mapping[str, Rule] = {
    "first": attribution.first,
    "last": attribution.last,
    "linear": attribution.linear,
}


@dataclass(frozen=True)
class Touchpoint:
    """Events that touch someone, and the property that says by which channel."""

    event: Selected
    by: str


USUAL = (
    Touchpoint(Selected("SourceAttributed"), "source_id"),
    Touchpoint(Selected("FriendAdded"), "state"),
    Touchpoint(Selected("PageViewed", (Condition("touch_id", "is_set"),)), "touch_id"),
)


@dataclass(frozen=True, kw_only=True)
class AttributionQuestion(Question):
    """Orders of the span, touches up to `window_days` × 24 hours before each."""

    kind: Literal["attribution"] = "attribution"
    event: Selected = ORDER
    money: str = "revenue"
    touches: tuple[Touchpoint, ...] = USUAL
    window_days: int = 30


@dataclass(frozen=True)
class CreditShare:
    """The credit by one rule: orders, in shares of them, and money in minor units."""

    orders: float
    amount: int


@dataclass(frozen=True)
class ChannelCredit:
    """A channel: the event that touched and the value that says by what; both empty for orders
    that nothing touched. `touched` are the orders it stands before at all."""

    key: str
    event: str
    value: str
    touched: int
    first: CreditShare
    last: CreditShare
    linear: CreditShare


@dataclass(frozen=True)
class AttributionAnswer:
    """The channels, most money by the last touch first; each rule's credits add up to the whole."""

    orders: int
    amount: int
    people: int
    channels: tuple[ChannelCredit, ...]
    kind: Literal["attribution"] = "attribution"


def faults(question: AttributionQuestion, reader: Reader) -> Iterator[Fault]:
    yield from shared_faults(question)
    yield from buying.faults(question.event, question.money, reader)
    if not 1 <= question.window_days <= MOST_WINDOW:
        yield Fault(
            "window_days",
            f"the window has 1 to {MOST_WINDOW} days",
            f"归因窗口须为 1 到 {MOST_WINDOW} 天",
        )
    if not 1 <= len(question.touches) <= MOST_TOUCHES:
        yield Fault(
            "touches", f"choose 1 to {MOST_TOUCHES} touches", f"请选择 1 到 {MOST_TOUCHES} 类触点"
        )
    for number, touch in enumerate(question.touches):
        place = f"touches.{number}"
        yield from selection.faults(touch.event, reader.known, place)
        yield from breakdown.faults(touch.by, touch.event.event, reader, f"{place}.by")


def answer(question: AttributionQuestion, reader: Reader) -> AttributionAnswer:
    bound = Bound()
    rows = reader.rows(
        "SELECT channels, count() AS orders, toInt64(sum(net)) AS amount"
        f" FROM ({paths(question, reader, bound)}) GROUP BY channels ORDER BY channels",
        bound,
    )
    credits = {name: _credited(rows, rule) for name, rule in RULES.items()}
    touched: dict[str, int] = defaultdict(int)
    for row in rows:
        for key in set(row["channels"]) or {UNTOUCHED}:
            touched[key] += row["orders"]
    channels = (_channel(key, many, credits) for key, many in touched.items())
    return AttributionAnswer(
        orders=sum(row["orders"] for row in rows),
        amount=sum(row["amount"] for row in rows),
        people=_buyers(question, reader),
        channels=tuple(sorted(channels, key=lambda one: (-one.last.amount, one.key))),
    )


def _credited(rows: Sequence[Mapping[str, Any]], rule: Rule) -> dict[str, CreditShare]:
    """What `attribution.credited` gives, of equal paths counted."""
    orders: dict[str, Fraction] = defaultdict(Fraction)
    amounts: dict[str, Fraction] = defaultdict(Fraction)
    for row in rows:
        shares = rule(row["channels"]) if row["channels"] else {UNTOUCHED: Fraction(1)}
        for key, share in shares.items():
            orders[key] += share * row["orders"]
            amounts[key] += share * row["amount"]
    whole = rounded(amounts)
    return {key: CreditShare(float(orders[key]), whole[key]) for key in whole}


def _channel(
    key: str, touched: int, credits: Mapping[str, Mapping[str, CreditShare]]
) -> ChannelCredit:
    event, _, value = key.partition(":")
    nothing = CreditShare(0.0, 0)
    first, last, linear = (credits[name].get(key, nothing) for name in RULES)
    return ChannelCredit(key, event, value, touched, first, last, linear)


def _buyers(question: AttributionQuestion, reader: Reader) -> int:
    bound = Bound()
    found = paths(question, reader, bound)
    (row,) = reader.rows(f"SELECT uniqExact(person) AS people FROM ({found})", bound)
    return int(row["people"])


def paths(question: AttributionQuestion, reader: Reader, bound: Bound) -> str:
    """`person`, `net` and `channels` (in order, of the window) of each order."""
    asked = Buying(
        span=question.span,
        until=question.span.last,
        event=question.event,
        money=question.money,
        within=question.within,
    )
    bought = buying.orders(
        asked, reader, bound, told=", minIf(happened_at, {placed}) AS at", until=reader.today
    )
    window = bound(question.window_days * DAY_SECONDS * MICROS, "Int64")
    met = _touches(question, reader, bound)
    inside = (
        f"t.1 <= toUnixTimestamp64Micro(o.at) AND t.1 >= toUnixTimestamp64Micro(o.at) - {window}"
    )
    return (
        "SELECT o.person AS person, o.net AS net,"
        f" arrayMap(t -> t.3, arrayFilter(t -> {inside}, m.met)) AS channels"
        f" FROM (SELECT * FROM ({bought}) WHERE placed >= {bound(question.span.first, 'Date')}"
        f" AND placed <= {bound(question.span.last, 'Date')}) AS o"
        f" LEFT JOIN ({met}) AS m USING (person)"
    )


def _touches(question: AttributionQuestion, reader: Reader, bound: Bound) -> str:
    """`person` and what they `met`, in order: instant in microseconds, number of the event, key."""
    cases, names = [], []
    for touch in question.touches:
        matches = selected_sql(touch.event, reader.known, bound)
        value = breakdown.column(touch.by, touch.event.event, reader)
        cases.append(f"{matches}, concat({bound(touch.event.event + ':', 'String')}, {value})")
        names.append(touch.event.event)
    key = f"multiIf({', '.join(cases)}, '')"
    return (
        "SELECT person, arraySort(groupArray((at, id, key))) AS met FROM (SELECT person, id,"
        f" toUnixTimestamp64Micro(happened_at) AS at, {key} AS key FROM events"
        f" WHERE {bound.names(list(dict.fromkeys(names)))} AND key != '') GROUP BY person"
    )


def people(question: AttributionQuestion, cell: Cell, reader: Reader) -> Crowd:
    """Those with an order that the channel `key` stands before; with `part` a rule, those it is
    credited to by that rule. Raises NoSuchCell."""
    if cell.part is not None and cell.part not in RULES:
        raise NoSuchCell(cell=f"rule {cell.part}")
    key = cell.key

    def written(bound: Bound) -> str:
        found = paths(question, reader, bound)
        where = "1"
        if key == UNTOUCHED:
            where = "empty(channels)"
        elif key is not None:
            place = {"first": "channels[1] =", "last": "channels[-1] ="}.get(cell.part or "")
            told = bound(key, "String")
            where = f"{place} {told}" if place else f"has(channels, {told})"
        return f"SELECT groupBitmapState(person) FROM ({found}) WHERE {where}"

    return written


def titles(
    question: AttributionQuestion, found: AttributionAnswer, reader: Reader, language: str
) -> dict[str, str]:
    """The words for channels, by key."""
    named: dict[str, str] = {}
    for touch in question.touches:
        event = touch.event.event
        kind = reader.known[event]
        values = [one.value for one in found.channels if one.event == event]
        words = breakdown.titles(touch.by, values, {event: kind}, reader, language)
        title = kind.event.title(language)
        for value in values:
            told = words.get(value, value)
            named[f"{event}:{value}"] = f"{title} · {told}" if told else title
    return named


def means(question: AttributionQuestion, known: Mapping[str, EventKind]) -> tuple[str, str]:
    """What is counted, in English and Chinese."""
    del known
    days = question.window_days
    return (
        "Orders placed in these days, at what is left of them after refunds; touches of the same"
        f" person in the {days} days before each. All to the first touch, all to the last, or the"
        " same to each; every column adds up to all orders. Credit is no proof of a cause.",
        f"所选日期内的订单（按扣退款后的净额），及同一客户下单前 {days} 天内的触点。"
        "首次触点、末次触点、平均分配三种算法并列，各列之和都等于全部订单。归因不等于因果。",
    )
