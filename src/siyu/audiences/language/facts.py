"""What is known of one person when a plan is read in memory."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from operator import itemgetter

Properties = Mapping[str, object]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def micros(at: datetime) -> int:
    """An instant in microseconds since 1970, exactly."""
    return (at - EPOCH) // MICROSECOND


def instant(micros: int) -> datetime:
    """The instant so many microseconds after 1970, in UTC."""
    return EPOCH + micros * MICROSECOND


_when = itemgetter(0, 1)


@dataclass(frozen=True, slots=True)
class Trail:
    """A person's events of one name, in order: the instants in microseconds, ids, properties."""

    times: Sequence[int]
    ids: Sequence[int]
    properties: Sequence[Properties]

    @classmethod
    def of(cls, rows: Iterable[tuple[datetime, int, Properties]]) -> "Trail":
        """From rows of (happened_at, id, properties), in any order."""
        return cls.at((micros(at), id, told) for at, id, told in rows)

    @classmethod
    def at(cls, rows: Iterable[tuple[int, int, Properties]]) -> "Trail":
        """The same with instants in microseconds."""
        ordered = sorted(rows, key=_when)
        return cls(*map(list, zip(*ordered, strict=True))) if ordered else NO_TRAIL


NO_TRAIL = Trail((), (), ())


@dataclass(frozen=True, slots=True)
class Facts:
    """One person: their number, the values of their fields, their events by stored name.

    Values stand as the portrait keeps them: numbers; an instant in seconds since 1970; a date as
    ISO text; keys as a list; True for a text that is there. What is absent is not set. Properties
    of events are plain JSON values; an instant among them is ISO text.
    """

    number: int
    fields: Mapping[str, object] = field(default_factory=dict)
    events: Mapping[str, Trail] = field(default_factory=dict)
