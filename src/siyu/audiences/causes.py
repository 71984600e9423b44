"""Why somebody is decided anew: what touched them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from siyu.audiences.boards import LiveSegment
from siyu.audiences.events import OtherCause


class Cause(NamedTuple):
    """Why something is decided anew: an event and its position, or what else it was."""

    name: str
    xid: int = 0
    id: int = 0


@dataclass(frozen=True)
class Touch:
    """What touched a person: events in the order of the log. `all` asks for every segment."""

    causes: Sequence[Cause]
    all: bool = False

    def for_segment(self, segment: LiveSegment) -> Cause:
        """The last event that it asks for, else the last one: a field changed by it."""
        asked = (one for one in reversed(self.causes) if one.name in segment.plan.events)
        return next(asked, self.causes[-1])


BY_TIME = Touch((Cause(OtherCause.TIME),), all=True)
