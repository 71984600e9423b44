"""Segments over millions: counts and ids of definitions drawn by seed, against SQL by hand.

The tables are those of the product, filled by `shoppers`; nothing in them was made for these
definitions. The baselines read the rows of tags and raw events, no set of a day and no history.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from benchmarks import shoppers
from benchmarks.figure import Figure
from benchmarks.millions import ASKED, SIZES, millions
from benchmarks.shoppers import LAST_DAY, NOW, TENANT, ZONE
from siyu.audiences.language import lowering
from siyu.audiences.language.catalogue import (
    AskedEvent,
    AskedField,
    AskedProperty,
    Catalogue,
    catalogue,
)
from siyu.audiences.language.checking import check
from siyu.audiences.language.plan import Moment, Plan
from siyu.audiences.language.questions import Question
from siyu.platform.access import Reach
from siyu.platform.warehouse import Warehouse, scoped

NAMES = ("segment.count", "segment.ratio", "segment.ids")
BARS = {"1": 0.15, "10": 1.0}
DEFINITIONS, SEED, TIMES = 20, 4, 3
BASELINES = Path(__file__).parent / "baseline"
RAW = {"max_threads": 2, "optimize_use_projections": 0}


@dataclass(frozen=True)
class Drawn:
    """A definition as the product and as the baseline take it."""

    plan: Plan
    asked: dict[str, Any]


def figures() -> Iterator[Figure]:
    for scale in ASKED:
        with millions(SIZES[scale]) as made:
            yield from measured(made.door, made.words, BARS[scale])


def measured(door: Warehouse, words: str, bar: float) -> Iterator[Figure]:
    drawn = definitions()
    counts = [timed(partial(count, door, one.plan)) for one in drawn]
    raw = [by_hand(door, one) for one in drawn]
    if [found for found, _ in counts] != [found for found, _ in raw]:
        raise AssertionError(f"{counts} is not what is counted by hand: {raw}")
    seconds = [spent for _, spent in counts]
    ratio = median(ours / theirs for ours, (_, theirs) in zip(seconds, raw, strict=True))
    told = f"{words}; {DEFINITIONS} definitions, median {median(seconds):.3f} s; by hand, best of"
    told += f" two, median {median(theirs for _, theirs in raw):.3f} s, ratio {ratio:.2f}"
    yield Figure(
        name="segment.count", value=round(max(seconds), 3), unit="s, worst", bar=f"≤{bar}",
        data=told,
    )  # fmt: skip
    yield Figure(
        name="segment.ratio", value=round(median(seconds), 3), unit="s, median",
        ratio=round(ratio, 2), bar="≤0.5", data=told,
    )  # fmt: skip
    ids = [timed(partial(streamed, door, one.plan)) for one in drawn]
    dearer = median(spent / seconds[n] for n, (_, spent) in enumerate(ids))
    yield Figure(
        name="segment.ids", value=round(median(spent for _, spent in ids), 3), unit="s, median",
        ratio=round(dearer, 2), bar="≤1.3", data=f"{words}; ids streamed, against their count",
    )  # fmt: skip


def definitions() -> list[Drawn]:
    """Twenty definitions of the same five questions, drawn by seed."""
    random = Random(SEED)
    return [draw(random) for _ in range(DEFINITIONS)]


def draw(random: Random) -> Drawn:
    first, second, without = (f"t{one}" for one in random.sample(range(shoppers.TAGS), 3))
    times, spent = random.randint(1, 4), random.choice((1_000, 10_000, 30_000, 60_000))
    bought, quiet = random.choice((30, 60, 90, 180)), random.choice((7, 14, 30, 60, 90))
    last = {"kind": "last_days"}
    definition = {
        "kind": "all",
        "of": [
            {"kind": "field", "field": "tags", "op": "any_of", "value": [first, second]},
            {"kind": "field", "field": "tags", "op": "none_of", "value": [without]},
            {
                "kind": "event", "event": "OrderPlaced", "measure": "count", "op": "ge",
                "value": times, "window": {**last, "days": bought},
            },
            {
                "kind": "event", "event": "OrderPlaced", "measure": "sum", "property": "amount",
                "op": "gt", "value": spent, "window": {"kind": "ever"},
            },
            {
                "kind": "event", "event": "PageViewed", "measure": "count", "op": "eq",
                "value": 0, "window": {**last, "days": quiet},
            },
        ],
    }  # fmt: skip
    plan = check(definition, asked())
    if not isinstance(plan, Plan):
        raise TypeError(f"the definition has faults: {plan}")
    by_hand = {
        "tags": [first, second],
        "without": without,
        "times": times,
        "spent": spent,
        "bought_after": (LAST_DAY - timedelta(days=bought)).isoformat(),
        "visited_after": (LAST_DAY - timedelta(days=quiet)).isoformat(),
    }
    return Drawn(plan, by_hand)


def asked() -> Catalogue:
    amount = AskedProperty("amount", "amount", "金额", "money")
    events = [
        AskedEvent("OrderPlaced", "Order placed", "下单", {"amount": amount}),
        AskedEvent("PageViewed", "Page viewed", "浏览页面", {}),
    ]
    return catalogue([AskedField("tags", "Tags", "标签", "tags")], events, [])


def lowered(plan: Plan) -> lowering.Lowered:
    return lowering.lowered(plan, Moment(NOW, ZONE))


def count(door: Warehouse, plan: Plan) -> int:
    (row,) = through(door, lowered(plan).count())
    return int(row["people"])


def streamed(door: Warehouse, plan: Plan) -> int:
    return len(through(door, lowered(plan).ids()))


def through(door: Warehouse, question: Question) -> list[dict[str, Any]]:
    """By the door that everybody goes through, with its conditions."""
    return scoped(door, TENANT, Reach.all(), question.sql, question.params, max_threads=2)


def by_hand(door: Warehouse, drawn: Drawn) -> tuple[int, float]:
    """What the better of the two baselines finds, and its seconds."""
    found = [
        timed(partial(raw_count, door, sql, drawn))
        for sql in (path.read_text() for path in sorted(BASELINES.glob("segment*.sql")))
    ]
    if len({people for people, _ in found}) > 1:
        raise AssertionError(f"the baselines differ: {found}")
    return min(found, key=lambda one: one[1])


def raw_count(door: Warehouse, sql: str, drawn: Drawn) -> int:
    return int(door.query(sql, drawn.asked, **RAW)[0]["people"])


def timed(asks: Callable[[], int]) -> tuple[int, float]:
    """The answer, and the seconds of the best time but the first: both sides read from memory, and
    a moment in which the machine was elsewhere is nobody's.
    """
    answer, seconds = asks(), []
    for _ in range(TIMES):
        began = time.monotonic()
        asks()
        seconds.append(time.monotonic() - began)
    return answer, min(seconds)
