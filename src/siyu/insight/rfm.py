"""RFM: how recently, how often and for how much people bought, as scores, and groups of them.

R is whole days from the last order to the last day of the span, F the orders, M the money, both
as their metrics count them. A score is set by cuts: frequency and money score 1 plus the number
of cuts below the value, recency as many as there are levels less that number, so that 5 is best
everywhere. Cuts are quintiles of all who bought (the value at place ⌊level·n⌋ of them in order),
or the brand's own. Two people of one value have one score: levels need not be of equal size.
Source: Hughes, Strategic Database Marketing (1994), with cuts in place of ranks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from siyu.insight import selection, tallies
from siyu.insight.catalogue import EventKind
from siyu.insight.errors import Fault, NoSuchCell
from siyu.insight.questions import Cell, Question, shared_faults
from siyu.insight.reader import Crowd, Reader, between
from siyu.insight.rfm_groups import DEFAULTS, OTHERS, RfmGroup, group_of
from siyu.insight.selection import Bound, Selected, selected_sql

QUINTILES = "quantilesExact(0.2, 0.4, 0.6, 0.8)"
LEVELS = 5
ORDER = Selected("OrderPlaced")
Scores = tuple[int, int, int]


@dataclass(frozen=True)
class Cuts:
    """Ascending, at most four for each; what is empty is cut at quintiles."""

    recency: tuple[float, ...] = ()
    frequency: tuple[float, ...] = ()
    money: tuple[float, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RfmQuestion(Question):
    """Orders of the span; recency is counted to its last day. `groups` are filled in by the
    brand's own rules where none are given."""

    kind: Literal["rfm"] = "rfm"
    event: Selected = ORDER
    frequency: str = "orders"
    money: str = "revenue"
    cuts: Cuts = Cuts()
    groups: tuple[RfmGroup, ...] = ()


@dataclass(frozen=True)
class ScoreCell:
    """Those of the same three scores; `money` is theirs together."""

    scores: Scores
    people: int
    money: int


@dataclass(frozen=True)
class GroupLine:
    """One RFM group; `rate` is its share of all people."""

    key: str
    title_en: str
    title_zh: str
    playbook: str
    people: int
    rate: float
    money: int


@dataclass(frozen=True)
class RfmAnswer:
    """`people` is the sum of the cells and of the groups."""

    people: int
    cuts: Cuts
    cells: tuple[ScoreCell, ...]
    groups: tuple[GroupLine, ...]
    kind: Literal["rfm"] = "rfm"


def faults(question: RfmQuestion, reader: Reader) -> Iterator[Fault]:
    yield from shared_faults(question)
    yield from selection.faults(question.event, reader.known, "event")
    for place in ("frequency", "money"):
        name = getattr(question, place)
        metric = reader.metrics.get(name)
        if metric is None or not metric.tallies or metric.tallies[0].how not in ("count", "sum"):
            yield Fault(
                place,
                f"{name} is no metric that adds up over events",
                f"{name} 不是可累加的指标",
            )
    for place in ("recency", "frequency", "money"):
        cuts = getattr(question.cuts, place)
        if len(cuts) >= LEVELS or any(a >= b for a, b in pairwise(cuts)):
            yield Fault(f"cuts.{place}", "at most four cuts, ascending", "分段点最多四个，且须递增")


def answer(question: RfmQuestion, reader: Reader) -> RfmAnswer:
    bound = Bound()
    cuts = question.cuts
    if not (cuts.recency and cuts.frequency and cuts.money):
        (row,) = reader.rows(cut_statement(question, reader, bound), bound)
        cuts = Cuts(*(_set(row, name, getattr(cuts, name)) for name in vars(cuts)))
    bound = Bound()
    rows = reader.rows(statement(question, cuts, reader, bound), bound)
    cells = tuple(
        ScoreCell((row["r"], row["f"], row["m"]), row["people"], row["money"]) for row in rows
    )
    everybody = sum(one.people for one in cells)
    return RfmAnswer(everybody, cuts, cells, tuple(_lines(question, cells, everybody)))


def _set(row: Mapping[str, Any], name: str, own: tuple[float, ...]) -> tuple[float, ...]:
    """The brand's own cuts, or the quintiles; none of nobody."""
    if own or not row["people"]:
        return own
    return tuple(float(one) for one in row[f"{name}_cuts"])


def each(question: RfmQuestion, reader: Reader, bound: Bound) -> str:
    """`person`, `recency`, `frequency` and `money`, of everyone with an order in the span."""
    frequency, money = (reader.metrics[one].tallies for one in (question.frequency, question.money))
    names = dict.fromkeys([question.event.event, *tallies.events_of([*frequency, *money], reader)])
    ordered = selected_sql(question.event, reader.known, bound)
    last = bound(question.span.last, "Date")
    return (
        f"SELECT person, toFloat64(dateDiff('day', maxIf(day, {ordered}), {last})) AS recency,"
        f" toFloat64(sum({tallies.worth(frequency, reader, bound)})) AS frequency,"
        f" toFloat64(sum({tallies.worth(money, reader, bound)})) AS money FROM events"
        f" WHERE {bound.names(list(names))} AND {between(bound, question.span)}"
        f"{reader.among(bound, question.within)}"
        f" GROUP BY person HAVING countIf({ordered}) > 0 AND frequency > 0"
    )


def cut_statement(question: RfmQuestion, reader: Reader, bound: Bound) -> str:
    told = ", ".join(f"{QUINTILES}({one}) AS {one}_cuts" for one in vars(question.cuts))
    return f"SELECT count() AS people, {told} FROM ({each(question, reader, bound)})"


def scored(question: RfmQuestion, cuts: Cuts, reader: Reader, bound: Bound) -> str:
    """`person`, scores `r`, `f`, `m`, and `money`."""
    below = {
        name: f"toUInt8(arrayCount(c -> e.{name} > c, {bound(list(of), 'Array(Float64)')}))"
        for name, of in vars(cuts).items()
    }
    levels = len(cuts.recency) + 1
    return (
        f"SELECT person, toUInt8({levels} - {below['recency']}) AS r,"
        f" toUInt8(1 + {below['frequency']}) AS f, toUInt8(1 + {below['money']}) AS m,"
        f" e.money AS money FROM ({each(question, reader, bound)}) AS e"
    )


def statement(question: RfmQuestion, cuts: Cuts, reader: Reader, bound: Bound) -> str:
    """How many people, and how much money, stand at each of the scores."""
    rows = scored(question, cuts, reader, bound)
    return (
        "SELECT r, f, m, count() AS people, toInt64(sum(s.money)) AS money"
        f" FROM ({rows}) AS s GROUP BY r, f, m ORDER BY r, f, m"
    )


def _lines(
    question: RfmQuestion, cells: Sequence[ScoreCell], everybody: int
) -> Iterator[GroupLine]:
    groups = question.groups or DEFAULTS
    for one in (*groups, OTHERS):
        mine = [cell for cell in cells if group_of(cell.scores, groups) == one.key]
        many = sum(cell.people for cell in mine)
        if one.key == OTHERS.key and not many:
            continue
        yield GroupLine(
            one.key, one.title_en, one.title_zh, one.playbook, many,
            many / everybody if everybody else 0.0, sum(cell.money for cell in mine),
        )  # fmt: skip


def people(question: RfmQuestion, cell: Cell, reader: Reader) -> Crowd:
    """Those at the scores, or of the group `key`. Raises NoSuchCell."""
    found = answer(question, reader)
    groups = question.groups or DEFAULTS
    if cell.key is not None:
        mine = [one.scores for one in found.cells if group_of(one.scores, groups) == cell.key]
    else:
        mine = [one.scores for one in found.cells if one.scores == cell.scores]
    if cell.key is None and cell.scores is None:
        raise NoSuchCell(cell="—")

    def written(bound: Bound) -> str:
        places = bound([r * 100 + f * 10 + m for r, f, m in mine], "Array(UInt16)")
        rows = scored(question, found.cuts, reader, bound)
        at = f"has({places}, r * 100 + f * 10 + m)"
        return f"SELECT groupBitmapState(person) FROM ({rows}) WHERE {at}"

    return written


def means(question: RfmQuestion, known: Mapping[str, EventKind]) -> tuple[str, str]:
    """What is counted, in English and Chinese."""
    del known
    last = question.span.last
    return (
        f"People with an order in these days: days since the last to {last}, how many, how much"
        " after refunds; scores by cuts, 5 is best, the same value has the same score.",
        f"所选日期内下过单的人：最近一次下单距 {last} 的天数、订单数、扣退款后的金额；"
        "按分段点打分，5 分最好，同值同分。",
    )
