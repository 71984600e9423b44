"""People as other domains show them in lists of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from siyu.customers import friends, lists, rules
from siyu.customers.lists import CustomerLine
from siyu.customers.models import Customer
from siyu.platform.database import among
from siyu.platform.work import Work


@dataclass(frozen=True)
class Named:
    """Something with a name."""

    id: UUID
    name: str


@dataclass(frozen=True)
class PersonRef:
    """A person in sight, as the list of customers shows them."""

    id: UUID
    name: str
    avatar_url: str | None
    state: str
    staff: tuple[Named, ...]
    tags: tuple[Named, ...]
    added_at: datetime | None
    met_at: datetime


def people_shown(work: Work, ids: Sequence[UUID]) -> list[PersonRef]:
    """Those of these people who are in sight and stand, in the order asked for."""
    mine = work.scope(Customer).where(among(Customer.id, ids), Customer.standing())
    found = {one.id: one for one in lists.lines(work, work.session.scalars(mine).all())}
    return [_ref(found[id]) for id in ids if id in found]


def _ref(line: CustomerLine) -> PersonRef:
    living = [one for one in line.relations if friends.status_of(one) in rules.LIVING]
    known = dict.fromkeys(one.staff_id for one in living or line.relations)
    return PersonRef(
        id=line.id,
        name=line.name,
        avatar_url=line.avatar or None,
        state=line.state,
        staff=tuple(Named(id, line.staff[id].name) for id in known),
        tags=tuple(Named(tag.id, tag.name) for _, tag, _ in line.tags),
        added_at=line.added_at,
        met_at=line.met_at,
    )
