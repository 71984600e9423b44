"""What several columns of a list read together."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import TypeVar, cast
from uuid import UUID

from siyu.platform.work import Work

T = TypeVar("T")
Read = Callable[[Work, Sequence[UUID]], T]


def together(read: Read[T]) -> Read[T]:
    """A read that several columns share: for the very list of ids it was asked for last in this
    Work it gives what it found, and asks nothing.
    """

    @wraps(read)
    def once(work: Work, ids: Sequence[UUID]) -> T:
        asked, found = work.reads.get(read, (None, None))
        if asked is not ids:
            found = read(work, ids)
            work.reads[read] = ids, found
        return cast(T, found)

    return once
