"""Cursors, followed to their end and never in a circle."""

from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

from siyu.channels.wecom.errors import PagingStuck


class HasNext(Protocol):
    """A page that names the next one; "" at the end."""

    @property
    def next_cursor(self) -> str: ...


P = TypeVar("P", bound=HasNext)


def every_page(call: str, read: Callable[[str], P], cursor: str = "") -> Iterator[P]:
    """The pages from `cursor` on. Raises PagingStuck if a cursor comes twice."""
    seen = {cursor}
    while True:
        page = read(cursor)
        yield page
        cursor = page.next_cursor
        if not cursor:
            return
        if cursor in seen:
            raise PagingStuck(call=call)
        seen.add(cursor)
