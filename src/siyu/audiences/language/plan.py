"""What checking gives: a plan, which every interpreter reads; and the instant it is read at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from siyu.audiences.language.catalogue import Catalogue
from siyu.audiences.language.conditions import (
    Condition,
    FieldCondition,
    InSegment,
    Top,
    happenings,
    walk,
)
from siyu.kit.instants import local_day


@dataclass(frozen=True)
class Plan:
    """A definition that was found right. Everything it names is in the catalogue."""

    root: Condition
    catalogue: Catalogue = field(compare=False, repr=False)

    @cached_property
    def fields(self) -> frozenset[str]:
        """The fields whose change may change who is in."""
        nodes = list(walk(self.root))
        read = {one.read for one in nodes if isinstance(one, FieldCondition)}
        return frozenset(read | {one.by for one in self.tops})

    @cached_property
    def events(self) -> frozenset[str]:
        """The stored names of the events that may change who is in."""
        return frozenset(one.stored for node in walk(self.root) for one in happenings(node))

    @cached_property
    def segments(self) -> frozenset[UUID]:
        """The other segments it is made of, those inside them too."""
        return frozenset(one.segment for one in walk(self.root) if isinstance(one, InSegment))

    @cached_property
    def tops(self) -> frozenset[Top]:
        """The cuts it needs to be read."""
        return frozenset(one for one in walk(self.root) if isinstance(one, Top))


class Cut(NamedTuple):
    """The last person who is among the top: their value, and their number for ties."""

    value: float
    number: int


class CutMissing(LookupError):
    """A plan was read without a cut it needs; None says that nobody has a value."""


@dataclass(frozen=True)
class Moment:
    """When a plan is read: an instant, the zone whose days count, and the cuts as they stand."""

    at: datetime
    zone: ZoneInfo
    cuts: Mapping[Top, Cut | None] = field(default_factory=dict)

    @cached_property
    def today(self) -> date:
        return local_day(self.at, self.zone)

    def cut(self, top: Top) -> Cut | None:
        """Raises CutMissing."""
        if top not in self.cuts:
            raise CutMissing(f"no cut is there for {top.end} by {top.by}")
        return self.cuts[top]
