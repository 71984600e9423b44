"""Trouble on demand: what goes wrong, where, how often.

Kinds on a call: `slow` (ms), `errcode` (errcode, such as 45009 or -1), `dead_token`,
`untrusted_ip`, `missing_right`, `answer_lost` (done, but the connection breaks before the answer),
`wrong_clock` (seconds added to the Date header). Kinds on a callback, where `path` is matched with
`event/change`: `callback_lost`, `callback_duplicate`, `callback_out_of_order` (ms held back).
"""

from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from siyu.sandbox.policy import fits

Kind = Literal[
    "slow",
    "errcode",
    "dead_token",
    "untrusted_ip",
    "missing_right",
    "answer_lost",
    "wrong_clock",
    "callback_lost",
    "callback_duplicate",
    "callback_out_of_order",
]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """`next`: the next so many times, then never; without it, each time with `probability`."""

    kind: Kind
    path: str = "*"
    probability: float = 1.0
    next: int | None = None
    ms: int = 1000
    seconds: int = 3600
    errcode: int = -1


class Faults:
    """The faults that are set; each strike of a `next` fault uses it up by one."""

    def __init__(self, seed: int) -> None:
        self.listed: list[Fault] = []
        self._random = Random(seed)

    def strike(self, kind: Kind, path: str) -> Fault | None:
        """The fault of this kind that hits `path` now, if one does."""
        for place, fault in enumerate(self.listed):
            if fault.kind == kind and fits(fault.path, path) and self._hits(place, fault):
                return fault
        return None

    def _hits(self, place: int, fault: Fault) -> bool:
        if fault.next is None:
            return self._random.random() < fault.probability
        if fault.next <= 0:
            return False
        self.listed[place] = replace(fault, next=fault.next - 1)
        return True
