"""People chosen elsewhere: a filter that a higher domain lends to the list of customers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Select

if TYPE_CHECKING:
    from siyu.platform.work import Work


@dataclass(frozen=True)
class Selection:
    """Sets of people by an id, such as the segment they are in.

    `ids` selects the people of one set, as far as the Work sees; it raises where there is none.
    """

    name: str
    ids: Callable[["Work", UUID], Select[UUID]]
