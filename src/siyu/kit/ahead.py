"""Doing the next while this one is used."""

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


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
