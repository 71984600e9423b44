"""Paths: what people did next after an event, or just before it, step by step in one visit.

A *visit* is a person's events with no gap longer than `gap_minutes` between neighbours; with none,
all their events of the span are one. A path begins at the first event of a visit that is the
anchor (read towards the past: at the last), and follows the events asked for, at most `depth`
further. Figures count paths, of which a person may have several.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from siyu.insight import selection, sequences
from siyu.insight.catalogue import EventKind
from siyu.insight.errors import Fault, NoSuchCell
from siyu.insight.questions import Cell, Question, event_faults, shared_faults
from siyu.insight.reader import MICROS, Crowd, Reader, between
from siyu.insight.selection import Bound, Selected, selected_sql

MOST_DEPTH, MOST_EVENTS = 5, 18
MOST_PATHS = 20_000


@dataclass(frozen=True, kw_only=True)
class PathQuestion(Question):
    """`events` are what paths lead over (the anchor's own event among them); none means all that
    people do themselves. `repeats` keeps the same event several times in a row."""

    kind: Literal["paths"] = "paths"
    anchor: Selected
    direction: Literal["from", "to"] = "from"
    events: tuple[str, ...] = ()
    depth: int = 3
    gap_minutes: int | None = 30
    repeats: bool = False


@dataclass(frozen=True)
class Link:
    """How many paths went from an event at `step` (0 is the anchor) to the next one."""

    step: int
    event: str
    next: str
    paths: int


@dataclass(frozen=True)
class PathAnswer:
    """`paths` in all; `ended[k]` is how many ended after k steps, before the depth was reached."""

    paths: int
    links: tuple[Link, ...]
    ended: tuple[int, ...]
    kind: Literal["paths"] = "paths"


def faults(question: PathQuestion, reader: Reader) -> Iterator[Fault]:
    yield from shared_faults(question)
    yield from selection.faults(question.anchor, reader.known, "anchor")
    yield from event_faults(question.events, reader.known)
    if not 1 <= question.depth <= MOST_DEPTH:
        yield Fault("depth", f"1 to {MOST_DEPTH} steps", f"深度须在 1 到 {MOST_DEPTH} 步之间")
    if len(question.events) > MOST_EVENTS:
        yield Fault("events", f"at most {MOST_EVENTS} events", f"最多选择 {MOST_EVENTS} 种行为")
    if question.gap_minutes is not None and not 1 <= question.gap_minutes <= 525_600:
        yield Fault("gap_minutes", "a gap is a minute to a year", "间隔须在 1 分钟到 1 年之间")


def names_of(question: PathQuestion, reader: Reader) -> list[str]:
    """The events that paths lead over; the place of each is its bit."""
    asked = question.events or reader.activities
    return list(dict.fromkeys([question.anchor.event, *asked]))[: MOST_EVENTS + 1]


def answer(question: PathQuestion, reader: Reader) -> PathAnswer:
    bound, names = Bound(), names_of(question, reader)
    walks = {
        tuple(row["walk"]): row["paths"]
        for row in reader.rows(statement(question, reader, bound), bound)
    }
    links = Counter[tuple[int, int, int]]()
    ended = [0] * question.depth
    for walk, many in walks.items():
        for step in range(len(walk) - 1):
            links[step, walk[step], walk[step + 1]] += many
        if len(walk) <= question.depth:
            ended[len(walk) - 1] += many
    return PathAnswer(
        paths=sum(walks.values()),
        links=tuple(
            Link(step, names[event], names[following], many)
            for (step, event, following), many in sorted(
                links.items(), key=lambda one: (one[0][0], -one[1], one[0])
            )
        ),
        ended=tuple(ended),
    )


def statement(question: PathQuestion, reader: Reader, bound: Bound) -> str:
    """Each kind of path, as places in the list of events, and how many there were of it."""
    return (
        f"SELECT walk, count() AS paths FROM ({walks(question, reader, bound)})"
        f" GROUP BY walk ORDER BY paths DESC, walk LIMIT {MOST_PATHS}"
    )


def walks(question: PathQuestion, reader: Reader, bound: Bound) -> str:
    """`person` and `walk`, a row for each path."""
    names, known = names_of(question, reader), reader.known
    anchor = selected_sql(question.anchor, known, bound)
    masks = [f"name = {bound(name, 'String')}" for name in names]
    rows = (
        f"{bound.names(names)} AND {between(bound, question.span)}"
        f"{reader.among(bound, question.within)}"
    )
    # The anchor has a bit of its own beside that of its event, the highest.
    each = sequences.per_person([*masks, anchor], rows)
    bit = len(masks)
    visits = f"SELECT person, arrayJoin({_visits(question)}) AS visit FROM ({each})"
    ordered = "arrayReverse(visit)" if question.direction == "to" else "visit"
    begun = f"arrayFirstIndex(m -> bitTest(m, {bit}), ordered)"
    events = f"arrayMap(m -> toUInt8(log2(bitAnd(m, {2**bit - 1}))), arraySlice(ordered, begun))"
    kept = events if question.repeats else f"arrayCompact({events})"
    walk = f"arraySlice({kept}, 1, {question.depth + 1})"
    placed = f"SELECT person, {ordered} AS ordered, {begun} AS begun FROM ({visits})"
    return f"SELECT person, {walk} AS walk FROM ({placed}) WHERE begun > 0"


def _visits(question: PathQuestion) -> str:
    """A person's masks, cut where a gap is too long."""
    if question.gap_minutes is None:
        return "[masks]"
    gap = question.gap_minutes * 60 * MICROS
    return f"arraySplit((m, d) -> d > {gap}, masks, arrayDifference(times))"


def people(question: PathQuestion, cell: Cell, reader: Reader) -> Crowd:
    """Those with a path that has `key` at `step` and, if asked, `next` after it."""
    names = names_of(question, reader)
    step = cell.step or 0
    asked = [one for one in (cell.key, cell.next) if one is not None]
    if not 0 <= step <= question.depth or any(one not in names for one in asked):
        raise NoSuchCell(cell=f"{cell.key} → {cell.next} at {step}")

    def written(bound: Bound) -> str:
        places = [f"length(walk) > {step}"]
        if cell.key is not None:
            places.append(f"walk[{step + 1}] = {names.index(cell.key)}")
        if cell.next is not None:
            places.append(
                f"length(walk) > {step + 1} AND walk[{step + 2}] = {names.index(cell.next)}"
            )
        if cell.lost:
            places.append(f"length(walk) = {step + 1}")
        each = walks(question, reader, bound)
        return f"SELECT groupBitmapState(person) FROM ({each}) WHERE {' AND '.join(places)}"

    return written


def means(question: PathQuestion, known: Mapping[str, EventKind]) -> tuple[str, str]:
    """What is counted, in English and Chinese."""
    event = known[question.anchor.event].event
    after = question.direction == "from"
    en, zh = _gap_words(question.gap_minutes)
    return (
        f"What people did {'after' if after else 'before'} “{event.title('en')}”, up to"
        f" {question.depth} steps, {en}.",
        f"「{event.title('zh-CN')}」{'之后' if after else '之前'}的行为，"
        f"最多 {question.depth} 步，{zh}。",
    )


UNITS = ((1_440, "days", "天"), (60, "hours", "小时"), (1, "minutes", "分钟"))


def _gap_words(minutes: int | None) -> tuple[str, str]:
    """The longest gap in the largest unit that tells it whole."""
    if minutes is None:
        return "however long between", "不限间隔"
    whole = (one for one in UNITS if minutes >= 2 * one[0] and minutes % one[0] == 0)
    length, en, zh = next(whole, UNITS[-1])
    told = minutes // length
    return f"with no gap longer than {told} {en}", f"相邻行为间隔不超过 {told} {zh}"


def rows_of(links: Sequence[Link]) -> list[list[object]]:
    return [[one.step, one.event, one.next, one.paths] for one in links]
