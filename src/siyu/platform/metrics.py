"""The declaration of a metric: a small thing that pages, API, goals and alerts read alike."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from siyu.platform.work import Work

Unit = Literal["people", "count", "money", "rate", "days"]
ACTIVITY: tuple[str, ...] = ()
"""No names: every event by which a person is active (`Event.is_activity`)."""


@dataclass(frozen=True)
class Tally:
    """Events of these names, counted one way.

    `count` and `sum` (of `of`, less `less`) add up over days; `sign` -1 takes away. The others are
    people: `people` each once, `first` those whose first such event ever it was, `again` those
    with at least two in the span asked for.
    """

    events: tuple[str, ...]
    how: Literal["count", "sum", "people", "first", "again"] = "count"
    of: str = "amount"
    less: str | None = None
    sign: Literal[1, -1] = 1


@dataclass(frozen=True)
class Ratio:
    """One metric divided by another, both by name; nothing where the latter is 0."""

    above: str
    below: str


@dataclass(frozen=True)
class Kept:
    """What the record (PostgreSQL) knows by the day and no event tells, such as costs.

    `read` answers for the days from the first to the last, as far as the Work sees.
    """

    read: Callable[["Work", date, date], Mapping[date, int]]


Source = tuple[Tally, ...] | Ratio | Kept


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A number that a brand goes by: what it is called, means, and is made of.

    Several tallies are added, and then each of them must add up over days (count or sum). `by`
    names the properties of its events that it can be broken down by; `falls` says that less of it
    is better. `stage` is its place on the board of AARRR.
    """

    name: str
    title_en: str
    title_zh: str
    means_en: str
    means_zh: str
    unit: Unit
    of: Source
    by: tuple[str, ...] = ()
    stage: Literal["acquisition", "activation", "retention", "revenue", "referral"] | None = None
    falls: bool = False

    def __post_init__(self) -> None:
        tallies = self.tallies
        if len(tallies) > 1 and any(one.how not in ("count", "sum") for one in tallies):
            raise ValueError(f"metric {self.name} adds up people, who would be counted twice")

    @property
    def tallies(self) -> Sequence[Tally]:
        return self.of if isinstance(self.of, tuple) else ()

    def title(self, language: str) -> str:
        return self.title_zh if language.startswith("zh") else self.title_en

    def means(self, language: str) -> str:
        return self.means_zh if language.startswith("zh") else self.means_en
