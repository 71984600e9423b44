"""What is known of many people, side by side: a leaf asked of all is one pass over a column.

What is told of each of them alone is the same (`Facts`), put together when somebody asks for it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from siyu.audiences.language.conditions import Happening
from siyu.audiences.language.facts import Facts, Properties, Trail

Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]
Fitting = Callable[[Any], bool]


@dataclass(eq=False)
class Trails:
    """The events of one name of many people: of each in turn, by instants and ids.

    Those of the person at place n are the rows from `starts[n]` up to `starts[n + 1]`; instants are
    microseconds since 1970. A property has a value, or None, for each row.
    """

    starts: Longs
    times: Longs
    ids: Longs
    properties: Mapping[str, Sequence[object]]
    _before: dict[int, Longs] = field(default_factory=dict)
    _passed: dict[object, Any] = field(default_factory=dict)

    @classmethod
    def of(
        cls, count: int, places: Longs, times: Longs, ids: Longs, properties: Mapping[str, Any]
    ) -> "Trails":
        """From rows in any order, `places` saying whose of `count` people each is."""
        order = np.lexsort((ids, times, places))
        starts = np.searchsorted(places[order], np.arange(count + 1))
        at = order.tolist()
        told = {name: [values[row] for row in at] for name, values in properties.items()}
        return cls(starts, times[order], ids[order], told)

    def column(self, name: str) -> Sequence[object]:
        return self.properties.get(name) or [None] * len(self.times)

    def before(self, time: int) -> Longs:
        """Of each person the row behind their last one before an instant."""
        if time not in self._before:
            self._before[time] = self._behind(self.times < time)
        return self._before[time]

    def _behind(self, rows: Flags) -> Longs:
        return self.starts[:-1] + np.diff(running(rows)[self.starts])

    def once(self, key: object, made: Callable[[], Any]) -> Any:
        """Something worked out of all rows, kept under a key."""
        if key not in self._passed:
            self._passed[key] = made()
        return self._passed[key]

    def fitting(self, filters: Sequence[tuple[str, Fitting]]) -> "Trails":
        """The events whose properties fit all filters."""
        keep = np.ones(len(self.times), bool)
        for name, fits in filters:
            keep &= np.fromiter(map(fits, self.column(name)), bool, len(keep))
        rows = np.flatnonzero(keep)
        starts = running(keep)[self.starts]
        return Trails(starts, self.times[rows], self.ids[rows], self._told(rows))

    def of_these(self, places: Longs) -> "Trails":
        """Those of some of these people, in an order of their own."""
        if np.array_equal(places, np.arange(len(self.starts) - 1)):
            return self
        many = np.diff(self.starts)[places]
        starts = running(many)
        rows = np.repeat(self.starts[places] - starts[:-1], many) + np.arange(starts[-1])
        return Trails(starts, self.times[rows], self.ids[rows], self._told(rows))

    def _told(self, rows: Longs) -> dict[str, list[object]]:
        at = rows.tolist()
        return {name: [values[row] for row in at] for name, values in self.properties.items()}

    def alone(self, place: int) -> Trail:
        """Those of one person."""
        first, end = self.starts[place : place + 2].tolist()
        rows = slice(first, end)
        names = list(self.properties)
        told: list[Properties] = [
            dict(zip(names, values, strict=True))
            for values in zip(*(self.properties[name][rows] for name in names), strict=True)
        ] or [{}] * (end - first)
        return Trail(self.times[rows].tolist(), self.ids[rows].tolist(), told)


def running(of: NDArray[Any]) -> NDArray[Any]:
    """Sums of the first none, one, two … of a row of numbers."""
    found = np.zeros(len(of) + 1, object if of.dtype == object else np.int64)
    np.cumsum(of, out=found[1:])
    return found


class Columns(Sequence[Facts]):
    """Facts of many people, by their places."""

    def __init__(
        self,
        numbers: Sequence[int],
        fields: Sequence[Mapping[str, object]],
        trails: Mapping[str, Trails],
    ) -> None:
        self.numbers, self.fields, self.trails = numbers, fields, trails
        self._values: dict[str, tuple[list[object], Longs]] = {}
        self._fitting: dict[Happening, Trails] = {}

    @classmethod
    def of(cls, people: Sequence[Facts]) -> "Columns":
        """The same people side by side."""
        names = {name for one in people for name in one.events}
        fields = [one.fields for one in people]
        return cls(
            [one.number for one in people], fields, {n: _side_by_side(people, n) for n in names}
        )

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, place: int) -> Facts: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Facts]: ...
    def __getitem__(self, place: int | slice) -> Facts | Sequence[Facts]:
        if isinstance(place, slice):
            return [self[at] for at in range(*place.indices(len(self)))]
        events = {name: trails.alone(place) for name, trails in self.trails.items()}
        return Facts(self.numbers[place], self.fields[place], events)

    @cached_property
    def _nothing(self) -> Trails:
        none = np.zeros(0, np.int64)
        return Trails(np.zeros(len(self) + 1, np.int64), none, none, {})

    def values(self, name: str) -> tuple[list[object], Longs]:
        """The values of a field that differ, and which of them each person has."""
        if name not in self._values:
            known: dict[object, int] = {}
            found: list[object] = []
            codes = []
            for fields in self.fields:
                value = fields.get(name)
                key = type(value), tuple(value) if isinstance(value, list) else value
                code = known.get(key)
                if code is None:
                    code = known[key] = len(found)
                    found.append(value)
                codes.append(code)
            self._values[name] = found, np.array(codes, np.int64)
        return self._values[name]

    def events(self, happening: Happening, filters: Sequence[tuple[str, Fitting]]) -> Trails:
        """The events that a condition looks at; `filters` are those of the happening."""
        if happening not in self._fitting:
            whole = self.trails.get(happening.stored, self._nothing)
            self._fitting[happening] = whole.fitting(filters) if filters else whole
        return self._fitting[happening]


def _side_by_side(people: Sequence[Facts], name: str) -> Trails:
    rows = [
        (place, *row)
        for place, one in enumerate(people)
        if (trail := one.events.get(name)) is not None
        for row in zip(trail.times, trail.ids, trail.properties, strict=True)
    ]
    places, times, ids = (
        np.array([row[at] for row in rows], np.int64).reshape(len(rows)) for at in range(3)
    )
    names = {key for row in rows for key in row[3]}
    told = {key: [row[3].get(key) for row in rows] for key in names}
    return Trails.of(len(people), places, times, ids, told)
