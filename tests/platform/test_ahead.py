"""The next piece is made while this one is used, and nothing runs on once it is closed."""

import threading
from collections.abc import Iterator

import pytest

from siyu.kit.ahead import ahead


def test_pieces_come_in_order_and_the_next_is_made_meanwhile() -> None:
    made = threading.Semaphore(0)

    def pieces() -> Iterator[int]:
        for number in range(3):
            made.release()
            yield number

    given = ahead(pieces())
    assert next(given) == 0
    assert made.acquire(timeout=10)
    assert made.acquire(timeout=10)
    assert list(given) == [1, 2]


def test_what_is_raised_comes_in_its_turn() -> None:
    def pieces() -> Iterator[int]:
        yield 1
        raise ValueError("broken off")

    given = ahead(pieces())
    assert next(given) == 1
    with pytest.raises(ValueError, match="broken off"):
        next(given)


def test_once_closed_nobody_makes_any_more() -> None:
    entered, left = threading.Event(), threading.Event()

    def pieces() -> Iterator[int]:
        yield 1
        entered.set()
        threading.Event().wait(0.2)
        left.set()
        yield 2

    given = ahead(pieces())
    assert next(given) == 1
    assert entered.wait(10)
    given.close()
    assert left.is_set()
