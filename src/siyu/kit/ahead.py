"""Doing the next while this one is used."""

from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
P = TypeVar("P")


def ahead(pieces: Iterator[T]) -> Generator[T, None, None]:
    """Each of `pieces`, the next of which is made in another thread meanwhile; none is None.

    What it raises is raised when its turn comes. Close it before what `pieces` is read from: then
    no thread is at it any more.
    """
    with ThreadPoolExecutor(1) as maker:
        coming = maker.submit(next, pieces, None)
        while (piece := coming.result()) is not None:
            coming = maker.submit(next, pieces, None)
            yield piece


def made_ahead(
    make: Callable[[P], T], pieces: Iterator[P], makers: int
) -> Generator[T, None, None]:
    """What `make` makes of each piece, in their order, in so many threads at once.

    The pieces are taken where they are asked for, no more than there are makers. What one raises
    is raised when its turn comes. Close it before what `pieces` is read from.
    """
    with ThreadPoolExecutor(makers) as pool:
        coming: deque[Future[T]] = deque()
        for piece in islice(pieces, makers):
            coming.append(pool.submit(make, piece))
        while coming:
            made = coming.popleft().result()
            coming.extend(pool.submit(make, piece) for piece in islice(pieces, 1))
            yield made
