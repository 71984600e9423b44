"""Numbers over millions of events: each question by the product, against SQL written by hand.

Both sides read the same tables with the same threads and limits, from memory: the best time but the
first of three. The answers are compared before the seconds are.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure
from benchmarks.millions import ASKED, SIZES, Millions, millions, reader_of
from benchmarks.shoppers import FIRST_DAY, LAST_DAY
from siyu.insight import answers, boards
from siyu.insight.activity import ActivityQuestion
from siyu.insight.figures import FigureQuestion
from siyu.insight.funnel import FunnelQuestion
from siyu.insight.kept import Shelf
from siyu.insight.reader import DAY_SECONDS, Reader
from siyu.insight.retention import RetentionQuestion
from siyu.insight.rfm import RfmQuestion
from siyu.insight.selection import Selected
from siyu.insight.spans import Grain, Span
from siyu.platform.warehouse import QUESTION_MEGABYTES, SPILLED

NAMES = (
    "funnel.4", "funnel.12", "insight.retention", "insight.dau", "insight.mau", "insight.rfm",
    "insight.board", "insight.memory",
)  # fmt: skip
BASELINES = Path(__file__).parent / "baseline"
LIMITS = {
    "max_threads": 2,
    "max_memory_usage": QUESTION_MEGABYTES << 20,
    "max_bytes_before_external_group_by": (QUESTION_MEGABYTES << 20) // SPILLED,
}
WHOLE = Span(FIRST_DAY, LAST_DAY)
MONTH = Span(LAST_DAY - timedelta(days=59), LAST_DAY - timedelta(days=30))
STEPS = ("FriendAdded", "PageViewed", "ElementClicked", "OrderPlaced")
TIMES, TILES = 3, 12
LOWEST_MEMORY = "5"
"""Written to `clear_refs`, it lets the kernel count the highest memory anew."""


@dataclass(frozen=True)
class Compared:
    """A question, its baseline with its parameters, and what of each answer must be the same."""

    name: str
    question: Any
    baseline: str
    params: Mapping[str, object]
    ours: Callable[[Any], object]
    theirs: Callable[[list[dict[str, Any]]], object]


def figures() -> Iterator[Figure]:
    for scale in ASKED:
        with millions(SIZES[scale]) as made, reader_of(made) as reader:
            yield from measured(made, reader)


def measured(made: Millions, reader: Reader) -> Iterator[Figure]:
    memory = Path(f"/proc/{made.process.running.pid}")
    forget_highest(memory)
    four = 0.0
    for one in compared():
        answer, seconds = best(partial(ask, reader, one.question))
        sql = (BASELINES / one.baseline).read_text()
        rows, by_hand = best(partial(made.door.query, sql, one.params, **LIMITS))
        if one.ours(answer) != one.theirs(rows):
            raise AssertionError(f"{one.name}: {one.ours(answer)} is not {one.theirs(rows)}")
        four = seconds if one.name == "funnel.4" else four
        yield Figure(
            name=one.name, value=round(seconds, 3), unit="s", ratio=round(seconds / by_hand, 2),
            bar="≤1.1", data=f"{made.words}; by hand {by_hand:.3f} s ({one.baseline})",
        )  # fmt: skip
    yield twelve(made, reader, four)
    yield from board(made, reader)
    yield Figure(
        name="insight.memory", value=round(highest(memory)), unit="MB", bar="≤4,000",
        data=f"{made.words}; highest of the warehouse process over all of these, baselines too",
    )  # fmt: skip


def compared() -> Iterator[Compared]:
    yield Compared(
        "funnel.4",
        FunnelQuestion(span=WHOLE, steps=steps(4), window_seconds=7 * DAY_SECONDS, by="state"),
        "funnel.sql",
        {"first": WHOLE.first, "last": WHOLE.last},
        lambda found: {one.part: [step.people for step in one.steps] for one in found.parts[1:]},
        lambda rows: {row["channel"]: list(row["people"]) for row in rows},
    )
    placed = Selected("OrderPlaced")
    yield Compared(
        "insight.retention",
        RetentionQuestion(span=MONTH, first=placed, returning=placed, grain=Grain.DAY, periods=30),
        "retention.sql",
        {"first": MONTH.first, "last": MONTH.last, "periods": 30},
        lambda found: {
            (cohort.at, k): people
            for cohort in found.cohorts
            for k, people in enumerate([cohort.people, *(one.people for one in cohort.kept)])
            if people
        },
        lambda rows: {(row["cohort"], row["k"]): row["people"] for row in rows},
    )
    days = {"first": WHOLE.first, "last": WHOLE.last}
    yield Compared(
        "insight.dau",
        FigureQuestion(span=WHOLE, metric="active_people", grain=Grain.DAY),
        "dau.sql",
        days,
        lambda found: {one.at: one.value for one in found.parts[0].points},
        lambda rows: {row["day"]: row["people"] for row in rows if row["day"] > date(1970, 1, 1)},
    )
    yield Compared(
        "insight.mau",
        ActivityQuestion(span=WHOLE),
        "activity.sql",
        days,
        lambda found: [(one.at, one.dau, one.wau, one.mau) for one in found.days],
        lambda rows: [(row["at"], row["dau"], row["wau"], row["mau"]) for row in rows],
    )
    yield Compared(
        "insight.rfm",
        RfmQuestion(span=WHOLE, event=placed),
        "rfm.sql",
        days,
        lambda found: {one.scores: one.people for one in found.cells},
        lambda rows: {(row["r"], row["f"], row["m"]): row["people"] for row in rows},
    )


def steps(count: int) -> tuple[Selected, ...]:
    return tuple(Selected(STEPS[place % len(STEPS)]) for place in range(count))


def twelve(made: Millions, reader: Reader, four: float) -> Figure:
    question = FunnelQuestion(
        span=WHOLE, steps=steps(12), window_seconds=7 * DAY_SECONDS, by="state"
    )
    _, seconds = best(partial(ask, reader, question))
    return Figure(
        name="funnel.12", value=round(seconds, 3), unit="s", ratio=round(seconds / four, 2),
        bar="≤2", data=f"{made.words}; twelve steps against the four",
    )  # fmt: skip


def board(made: Millions, reader: Reader) -> Iterator[Figure]:
    """The board that a brand begins with, as pages ask for it: a tile at a time, with its shelf."""
    starter = boards.starter(list(reader.metrics.values()), reader)
    tiles = [boards.asked(tile, reader) for tile in starter.tiles][:TILES]
    shelf: Shelf[Any] = Shelf()
    seconds = []
    for _ in range(2):
        began = time.monotonic()
        for question in tiles:
            shelf.answer(question, reader, answers.answer)
        seconds.append(time.monotonic() - began)
    for told, spent, bar in zip(("cold", "warm"), seconds, ("≤3", "≤0.3"), strict=True):
        yield Figure(
            name="insight.board", value=round(spent, 3), unit=f"s, {told}", bar=bar,
            data=f"{made.words}; {len(tiles)} tiles of a month against the month before",
        )  # fmt: skip


def ask(reader: Reader, question: Any) -> Any:
    return answers.answer(question, reader).answer


def best(asks: Callable[[], Any]) -> tuple[Any, float]:
    """The answer and the seconds of the best time but the first."""
    answer, seconds = asks(), []
    for _ in range(TIMES - 1):
        began = time.monotonic()
        asks()
        seconds.append(time.monotonic() - began)
    return answer, min(seconds)


def forget_highest(process: Path) -> None:
    (process / "clear_refs").write_text(LOWEST_MEMORY)


def highest(process: Path) -> float:
    """The most memory that a process held at once, in MB."""
    told = (process / "status").read_text()
    (line,) = (line for line in told.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1_000
