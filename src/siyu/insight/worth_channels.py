"""What the people a source brought in a span have left, and will, by the model of the brand."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

import numpy as np

from siyu.insight import buying
from siyu.insight.buying import Bought, Buying
from siyu.insight.lifetime.arrays import Ints
from siyu.insight.lifetime.fitting import Fit
from siyu.insight.lifetime.forecast import Parted, forecast
from siyu.insight.reader import Reader
from siyu.insight.selection import Bound
from siyu.insight.spans import Span
from siyu.insight.worth import Fits, LifetimeQuestion, asked_of, terms_of
from siyu.insight.worth_answers import LikelyMoney, likely_money

SOURCE = "source_id"
Above: TypeAlias = Mapping[str, Sequence[str]]
"""Each source in sight, with itself first and then all above it."""


@dataclass(frozen=True)
class SourceWorth:
    """The people whose first source, found in the span, was this one.

    `earned` is the margin of their purchases so far, `to_come` what the model expects of those
    who bought, None where it is refused. `earned_after` is the margin up to so many days after
    their source was found, in the order of days, added up.
    """

    people: int
    buyers: int
    earned: int
    to_come: LikelyMoney | None
    earned_after: tuple[tuple[int, int], ...]


def of_sources(
    question: LifetimeQuestion, won: Span, fits: Fits, above: Above, reader: Reader
) -> dict[str, SourceWorth]:
    """By source, each with all below it."""
    asked = replace(asked_of(question, reader), by=SOURCE, won=won)
    people = _rolled(_people(won, reader), above)
    margins = _margins(question, asked, above, reader)
    to_come, buyers = _expected(question, asked, fits, above, reader)
    many = _rolled(buyers, above)
    fitted = isinstance(fits.purchases, Fit) and fits.of_spend is not None
    none = likely_money(0, 0, 0) if fitted else None
    return {
        one: SourceWorth(
            people.get(one, 0),
            many.get(one, 0),
            margins[one][-1][1] if one in margins else 0,
            to_come.get(one, none),
            margins.get(one, ()),
        )
        for one in above
    }


def _rolled(own: Mapping[str, int], above: Above) -> dict[str, int]:
    """Each with all below it; what is not in sight is left out."""
    found: dict[str, int] = defaultdict(int)
    for source, many in own.items():
        for one in above.get(source, ()):
            found[one] += many
    return found


def _people(won: Span, reader: Reader) -> dict[str, int]:
    bound = Bound()
    parts = buying.parted(SOURCE, won, reader, bound)
    rows = reader.rows(
        f"SELECT part, count() AS people FROM ({parts}) GROUP BY part ORDER BY part", bound
    )
    return {row["part"]: row["people"] for row in rows}


def _expected(
    question: LifetimeQuestion, asked: Buying, fits: Fits, above: Above, reader: Reader
) -> tuple[dict[str, LikelyMoney], dict[str, int]]:
    """What is to come of each source's buyers, and how many those are without those below."""
    found = buying.bought(replace(asked, span=Span(date(1971, 1, 1), asked.span.last)), reader)
    buyers: dict[str, int] = defaultdict(int)
    for part, many in zip(found.parts, found.histories.people, strict=True):
        buyers[part] += round(float(many))
    if not buyers or not isinstance(fits.purchases, Fit) or fits.of_spend is None:
        return {}, buyers
    places = {one: place for place, one in enumerate(above)}
    people = Parted(found.histories, found.mean_spend, _ways(found, above, places), len(places) + 1)
    told = forecast(fits.purchases, fits.of_spend, people, terms_of(question)).value
    assert told is not None
    lines = {
        one: likely_money(*(float(bound[place]) for bound in told)) for one, place in places.items()
    }
    return lines, buyers


def _ways(found: Bought, above: Above, places: Mapping[str, int]) -> Ints:
    """The source of each history, those above it, and past the last place nothing."""
    depth = max((len(one) for one in above.values()), default=1)
    ways = np.full((depth, len(found.parts)), len(places), dtype=np.int64)
    for at, part in enumerate(found.parts):
        for level, one in enumerate(above.get(part, ())):
            ways[level, at] = places[one]
    return ways


def _margins(
    question: LifetimeQuestion, asked: Buying, above: Above, reader: Reader
) -> dict[str, tuple[tuple[int, int], ...]]:
    """For each source, the margin earned up to each day after people's source was found.

    Purchases before that are nothing the source brought.
    """
    assert asked.won is not None
    bound = Bound()
    paid = buying.occasions(asked, reader, bound)
    parts = buying.parted(SOURCE, asked.won, reader, bound)
    rows = reader.rows(
        "SELECT p.part AS part, toInt32(dateDiff('day', p.told, o.bought)) AS after,"
        f" toInt64(sum(o.paid)) AS sales FROM ({paid}) AS o INNER JOIN ({parts}) AS p"
        " USING (person) WHERE o.bought >= p.told GROUP BY part, after ORDER BY part, after",
        bound,
    )
    by_source: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        for one in above.get(row["part"], ()):
            by_source[one][row["after"]] += row["sales"]
    return {one: tuple(_added(days, question.margin_rate)) for one, days in by_source.items()}


def _added(days: Mapping[int, int], margin_rate: float) -> Iterator[tuple[int, int]]:
    total = 0
    for after in sorted(days):
        total += days[after]
        yield after, round(total * margin_rate)
