"""RFM: how recently, how often and for how much people bought, as scores, and groups of them.

R is whole days from the last order to the last day of the span, F the orders, M the money, both
as their metrics count them. A score is set by cuts: frequency and money score 1 plus the number
of cuts below the value, recency as many as there are levels less that number, so that 5 is best
everywhere. Cuts are quintiles of all who bought (the value at place ⌊level·n⌋ of them in order),
or the brand's own. Two people of one value have one score: levels need not be of equal size.
Source: Hughes, Strategic Database Marketing (1994), with cuts in place of ranks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
MEASURES = ("recency", "frequency", "money")
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
    rows = reader.rows(statement(question, reader, bound), bound)
    cuts = _cuts(rows[0]) if rows else question.cuts
    cells = tuple(
        ScoreCell((row["r"], row["f"], row["m"]), row["people"], row["money"]) for row in rows
    )
    everybody = sum(one.people for one in cells)
    return RfmAnswer(everybody, cuts, cells, tuple(_lines(question, cells, everybody)))


def _cuts(row: Mapping[str, Any]) -> Cuts:
    return Cuts(*(tuple(map(float, row[f"{name}_cuts"])) for name in MEASURES))


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


def cut(question: RfmQuestion, reader: Reader, bound: Bound) -> str:
    """`person`, their three measures, and the cuts of each.

    What people did is gathered once: all of them wait as columns of numbers until the quintiles
    of these are known, eight bytes for a number.
    """
    columns = ("person", *MEASURES)
    kept = [f"groupArray({one}) AS {one}_s" for one in columns]
    cuts = [
        f"{bound(list(own), 'Array(Float64)')} AS {one}_cuts"
        if (own := getattr(question.cuts, one))
        else f"{QUINTILES}({one}) AS {one}_cuts"
        for one in MEASURES
    ]
    gathered = f"SELECT {', '.join([*kept, *cuts])} FROM ({each(question, reader, bound)})"
    told = ", ".join([*columns, *(f"{one}_cuts" for one in MEASURES)])
    apart = ", ".join(f"{one}_s AS {one}" for one in columns)
    return f"SELECT {told} FROM ({gathered}) ARRAY JOIN {apart}"


def scored(question: RfmQuestion, reader: Reader, bound: Bound) -> str:
    """`person`, scores `r`, `f`, `m`, `money`, and the cuts."""
    many = {one: len(getattr(question.cuts, one)) or LEVELS - 1 for one in MEASURES}
    below = {
        one: " + ".join(f"({one} > {one}_cuts[{place}])" for place in range(1, cuts + 1))
        for one, cuts in many.items()
    }
    return (
        f"SELECT *, toUInt8({many['recency'] + 1} - ({below['recency']})) AS r,"
        f" toUInt8(1 + {below['frequency']}) AS f, toUInt8(1 + {below['money']}) AS m"
        f" FROM ({cut(question, reader, bound)})"
    )


def statement(question: RfmQuestion, reader: Reader, bound: Bound) -> str:
    """How many people, and how much money, stand at each of the scores; and the cuts."""
    cuts = ", ".join(f"any({one}_cuts) AS {one}_cuts" for one in MEASURES)
    return (
        f"SELECT r, f, m, count() AS people, toInt64(sum(s.money)) AS money, {cuts}"
        f" FROM ({scored(question, reader, bound)}) AS s GROUP BY r, f, m ORDER BY r, f, m"
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
        rows = scored(replace(question, cuts=found.cuts), reader, bound)
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
