"""Answers kept in this process, so that a board that is opened again is there at once.

An answer is of a brand, a reach, a day and a question. It is given again while nothing new has
come to the warehouse, and for half a minute of real time even then: its freshness says as of when
it is.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Generic, TypeVar

from siyu.insight.answers import QUESTION
from siyu.insight.reader import Reader
from siyu.platform import projection
from siyu.platform.projection import Position

MOST = 1_000
SECONDS = 30.0
T = TypeVar("T")


@dataclass(frozen=True)
class Entry(Generic[T]):
    """An answer, how far the warehouse had come, and when by the machine's clock."""

    answered: T
    reached: Position
    at: float


@dataclass
class Shelf(Generic[T]):
    """The answers given last; threads share it."""

    most: int = MOST
    seconds: float = SECONDS
    _entries: OrderedDict[object, Entry[T]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def answer(self, question: Any, reader: Reader, make: Callable[[Any, Reader], T]) -> T:
        """The kept answer, or a new one."""
        key = _key(question, reader)
        reached = projection.reached(reader.work.session)
        with self._lock:
            entry = self._entries.get(key)
        if entry and (entry.reached == reached or time.monotonic() - entry.at < self.seconds):
            return entry.answered
        made = Entry(make(question, reader), reached, time.monotonic())
        with self._lock:
            self._entries[key] = made
            self._entries.move_to_end(key)
            while len(self._entries) > self.most:
                self._entries.popitem(last=False)
        return made.answered


def _key(question: Any, reader: Reader) -> object:
    work = reader.work
    return (id(work.store), work.tenant_id, work.reach, reader.today, QUESTION.dump_json(question))
