"""Lists: people written down once, such as those behind a figure, for segments to ask of."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row, insert, select

from siyu.audiences import listening, segments
from siyu.audiences.errors import NobodyToList, TooManyToList
from siyu.audiences.events import OtherCause
from siyu.audiences.models import ListedPerson, PeopleList
from siyu.audiences.segments import SegmentDraft
from siyu.kit.ids import new_id
from siyu.platform.database import among
from siyu.platform.declarations import AskedAs, Field, Option
from siyu.platform.holdings import folding
from siyu.platform.jobs import JobRun
from siyu.platform.registry import Registry
from siyu.platform.work import Work

JOB = "audiences.list"
MOST = 200_000
AT_ONCE = 10_000


def keep(work: Work, registry: Registry, name: str, customer_ids: Sequence[UUID]) -> UUID:
    """Write people down under a name and keep a live segment of them; gives the segment's id.

    Raises NobodyToList, TooManyToList, SegmentNameNeeded, SegmentNameTaken, TooManySegments.
    """
    ids = list(dict.fromkeys(customer_ids))
    if not ids:
        raise NobodyToList
    if len(ids) > MOST:
        raise TooManyToList(most=MOST)
    made = PeopleList(
        name=segments.named(name), people=len(ids), made_at=work.now(), made_by=work.actor.name
    )
    work.add(made)
    work.session.flush()
    for first in range(0, len(ids), AT_ONCE):
        rows = [_row(work, made.id, one) for one in ids[first : first + AT_ONCE]]
        work.session.execute(insert(ListedPerson), rows)
    work.enqueue(JOB, key=str(made.id), list_id=str(made.id))
    asked = {"kind": "field", "field": FIELD.name, "op": "any_of", "value": [str(made.id)]}
    return segments.add(work, registry, SegmentDraft(name=name, definition=asked)).id


def _row(work: Work, list_id: UUID, customer_id: UUID) -> dict[str, UUID]:
    return {
        "id": new_id(),
        "tenant_id": work.tenant_id,
        "list_id": list_id,
        "customer_id": customer_id,
    }


def tell_portraits(job: JobRun, *, list_id: str) -> None:
    """Read the portraits anew of those who were written down."""
    with job.runtime.work(job.tenant_id, actor=listening.ACTOR) as work:
        mine = select(ListedPerson.customer_id).where(ListedPerson.list_id == UUID(list_id))
        ids = list(work.session.scalars(mine.order_by(ListedPerson.customer_id)))
    listening.look_at(job, ids, OtherCause.LISTED)


def _lists_of(work: Work, ids: Sequence[UUID]) -> dict[UUID, object]:
    """The lists that each of these people stands on."""
    found: dict[UUID, list[str]] = {}
    for row in _standing(work, ids):
        found.setdefault(row.customer_id, []).append(str(row.list_id))
    return dict(found)


def _list_names(work: Work, ids: Sequence[UUID]) -> dict[UUID, object]:
    names = {one.id: one.name for one in work.session.scalars(work.scope(PeopleList))}
    found: dict[UUID, list[str]] = {}
    for row in _standing(work, ids):
        found.setdefault(row.customer_id, []).append(names[row.list_id])
    return {id: "; ".join(sorted(mine)) for id, mine in found.items()}


def _standing(work: Work, ids: Sequence[UUID]) -> Sequence[Row[UUID, UUID]]:
    asked = select(ListedPerson.customer_id, ListedPerson.list_id).where(
        ListedPerson.tenant_id == work.tenant_id, among(ListedPerson.customer_id, ids)
    )
    return work.session.execute(asked).all()


def _options(work: Work) -> Sequence[Option]:
    lists = work.session.scalars(work.scope(PeopleList).order_by(PeopleList.name))
    return [Option(str(one.id), one.name, one.name) for one in lists]


FIELD = Field(
    "lists", "Lists", "名单", "text", _list_names,
    asked=AskedAs("tags", _lists_of), options=_options, listed=False,
)  # fmt: skip
HOLDING = folding(ListedPerson, ("list_id",))
