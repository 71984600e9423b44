"""Who a definition finds now, before it is kept: how many, who, where; and what two share."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from siyu.audiences import boards, filling
from siyu.audiences.language import lowering
from siyu.audiences.language.plan import Plan
from siyu.audiences.language.questions import Question
from siyu.customers import service as customers
from siyu.customers.service import PersonRef
from siyu.platform.work import Work

EVERYONE = "SELECT count() AS people FROM people FINAL"
SHOWN = 20
MOST_SETS = 3
MOST_BARS = 10


@dataclass(frozen=True)
class Bar:
    """How many people of one kind there are among those found."""

    key: str
    name: str
    count: int


@dataclass(frozen=True)
class Preview:
    """What a definition finds; `sql` is the question that was asked."""

    count: int
    everyone: int
    took_ms: int
    sql: str
    people: Sequence[PersonRef]
    by_store: Sequence[Bar]
    by_value_class: Sequence[Bar]
    by_adviser: Sequence[Bar]


def preview(work: Work, plan: Plan, titles: Mapping[str, str]) -> Preview:
    """Who a plan finds among those in sight. Raises Unreachable."""
    began = time.monotonic()
    _draw_missing(work, [plan])
    lowered = lowering.lowered(plan, boards.moment(work), filling.merges(work))
    counted = lowered.count()
    count = _value(work, counted)
    took = int((time.monotonic() - began) * 1000)
    return Preview(
        count=count,
        everyone=work.warehouse(EVERYONE)[0]["people"],
        took_ms=took,
        sql=counted.sql,
        people=_people(work, lowered),
        by_store=_bars(work, lowered, "stores", titles),
        by_value_class=_bars(work, lowered, "value_class", titles),
        by_adviser=_bars(work, lowered, "advisers", titles),
    )


def _draw_missing(work: Work, plans: Sequence[Plan]) -> None:
    """A cut that nobody asked for yet is drawn now, and kept."""
    boards.draw_missing(work, [top for plan in plans for top in plan.tops])


def _value(work: Work, question: Question) -> int:
    return int(work.warehouse(question.sql, question.params)[0]["people"])


def _people(work: Work, lowered: lowering.Lowered) -> list[PersonRef]:
    question = lowered.ids(limit=SHOWN)
    found = work.warehouse(question.sql, question.params)
    return customers.people_shown(work, [row["customer_id"] for row in found])


def _bars(
    work: Work, lowered: lowering.Lowered, field: str, titles: Mapping[str, str]
) -> list[Bar]:
    """The most frequent keys of a field among those found."""
    question = lowered.distribution(field)
    rows = [tuple(row.values()) for row in work.warehouse(question.sql, question.params)]
    found = [
        Bar(str(key), titles.get(str(key), str(key)), int(count)) for key, count in rows if key
    ]
    return sorted(found, key=lambda one: (-one.count, one.name))[:MOST_BARS]


@dataclass(frozen=True)
class Region:
    """Those in exactly these of the sets (by their places), and in none of the others."""

    of: tuple[int, ...]
    count: int


def overlap(work: Work, plans: Sequence[Plan]) -> list[Region]:
    """The sizes of all regions of two or three sets. Raises Unreachable."""
    _draw_missing(work, plans)
    moment, merges = boards.moment(work), filling.merges(work)
    sets = [filling.inside(work, lowering.lowered(plan, moment, merges)) for plan in plans]
    found = []
    for size in range(len(sets), 0, -1):
        for of in combinations(range(len(sets)), size):
            inside = set.intersection(*(sets[n] for n in of))
            others = [sets[n] for n in range(len(sets)) if n not in of]
            found.append(Region(of, len(inside.difference(*others))))
    return found
