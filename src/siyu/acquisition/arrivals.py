"""By which source customers came. The earliest arrival of a customer wins; the rest is kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from siyu.acquisition.events import SourceAttributed
from siyu.acquisition.models import Arrival, LiveCode, Source
from siyu.acquisition.rules.channels import Channel, How, above
from siyu.acquisition.sources import parents, paths_of, source_names, sources_in_sight, whole
from siyu.customers.events import FriendAdded
from siyu.kit.ids import new_id
from siyu.platform.database import written
from siyu.platform.declarations import Option
from siyu.platform.work import Work

FIRST = text(
    "SELECT DISTINCT ON (customer_id) customer_id, source_id, how, key FROM arrivals"
    " WHERE tenant_id = :tenant AND customer_id = ANY(CAST(:customers AS uuid[]))"
    " ORDER BY customer_id, at, source_id IS NULL, id"
)
"""At one instant, a known source goes before an unknown one."""

ADOPT = text(
    "UPDATE arrivals SET source_id = source.id, how = :how"
    " FROM live_codes AS code, sources AS source"
    " WHERE arrivals.tenant_id = :tenant AND arrivals.source_id IS NULL"
    " AND arrivals.live_code_id = code.id AND source.id = coalesce(code.source_id,"
    "  (SELECT poster.id FROM sources AS poster WHERE poster.tenant_id = :tenant"
    "   AND poster.channel = :poster AND poster.node_id = code.node_id"
    "   AND poster.closed_at IS NULL ORDER BY poster.created_at, poster.id LIMIT 1))"
    " RETURNING arrivals.customer_id, arrivals.key"
)


@dataclass(frozen=True, kw_only=True)
class Came:
    """One time a customer came; `key` is what cannot be told twice."""

    customer_id: UUID
    source_id: UUID | None
    how: How
    at: datetime
    key: str
    relation_id: UUID | None = None
    staff_id: UUID | None = None
    live_code_id: UUID | None = None


def note(work: Work, came: Sequence[Came]) -> set[str]:
    """Keep what is told for the first time, and tell whose source it decides; the new keys."""
    if not came:
        return set()
    rows = [{"id": new_id(), "tenant_id": work.tenant_id, **vars(one)} for one in came]
    kept = insert(Arrival).on_conflict_do_nothing().returning(Arrival.key)
    new = set(work.session.scalars(kept, rows))
    _tell(work, {one.key: one.customer_id for one in came if one.key in new})
    return new


def _tell(work: Work, arrived: Mapping[str, UUID]) -> None:
    """Say by which source someone was won, where one of these arrivals decides it."""
    asked = {"tenant": work.tenant_id, "customers": list(set(arrived.values()))}
    for row in work.session.execute(FIRST, asked).all():
        if row.key in arrived and row.source_id is not None:
            work.emit(
                SourceAttributed(
                    customer_id=row.customer_id, source_id=row.source_id, how=How(row.how)
                )
            )


def on_friends(work: Work, friends: Sequence[FriendAdded]) -> None:
    """Each friend-add is an arrival, by the source of the code that brought it."""
    codes = _codes(work, {one.state for one in friends if one.state})
    sources = sources_of_codes(work, codes.values())
    note(work, [_by_friend(one, codes.get(one.state or ""), sources) for one in friends])


def _by_friend(friend: FriendAdded, code: LiveCode | None, sources: Mapping[UUID, UUID]) -> Came:
    source_id = sources.get(code.id) if code else None
    return Came(
        customer_id=friend.customer_id,
        source_id=source_id,
        how=How.LIVE_CODE if source_id else How.UNKNOWN,
        at=friend.added_at,
        key=f"friend:{friend.relation_id}:{friend.n}",
        relation_id=friend.relation_id,
        staff_id=friend.staff_id,
        live_code_id=code.id if code else None,
    )


def _codes(work: Work, states: Iterable[str]) -> dict[str, LiveCode]:
    asked = whole(work).scope(LiveCode).where(LiveCode.wecom_state.in_(list(states)))
    return {one.wecom_state: one for one in work.session.scalars(asked)}


def sources_of_codes(work: Work, codes: Iterable[LiveCode]) -> dict[UUID, UUID]:
    """The source of each code: its own, else the open poster of its store, else none."""
    listed = list(codes)
    stores = {one.node_id for one in listed if one.source_id is None and one.node_id}
    asked = (
        whole(work)
        .scope(Source)
        .where(
            Source.channel == Channel.STORE_POSTER,
            Source.node_id.in_(stores),
            Source.closed_at.is_(None),
        )
    )
    posters: dict[UUID, UUID] = {}
    for one in work.session.scalars(asked.order_by(Source.created_at, Source.id)):
        if one.node_id:
            posters.setdefault(one.node_id, one.id)
    found = {one.id: one.source_id or (posters.get(one.node_id) if one.node_id else None)
             for one in listed}  # fmt: skip
    return {code_id: source_id for code_id, source_id in found.items() if source_id}


def adopt(work: Work) -> int:
    """Arrivals by codes that had no source take the one their code has now; how many did."""
    asked = {"tenant": work.tenant_id, "how": How.LIVE_CODE, "poster": Channel.STORE_POSTER}
    rows = work.session.execute(ADOPT, asked).all()
    _tell(work, {row.key: row.customer_id for row in rows})
    return len(rows)


def first_sources(work: Work, customer_ids: Sequence[UUID]) -> dict[UUID, object]:
    """The name of the source by which each customer was won, where it is known."""
    found = _first_source_ids(work, customer_ids)
    names = source_names(work, set(found.values()))
    return {customer: names[source] for customer, source in found.items() if source in names}


def first_source_keys(work: Work, customer_ids: Sequence[UUID]) -> dict[UUID, object]:
    """The same as ids, with all sources above it: who came by one came by those too."""
    under = parents(work)
    found = _first_source_ids(work, customer_ids)
    return {
        who: [str(source), *(str(one) for one in above(under, source))]
        for who, source in found.items()
    }


def _first_source_ids(work: Work, customer_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    asked = {"tenant": work.tenant_id, "customers": written(customer_ids)}
    rows = work.session.execute(FIRST, asked)
    return {row.customer_id: row.source_id for row in rows if row.source_id}


def source_options(work: Work) -> Sequence[Option]:
    """The sources in sight, by their paths."""
    paths = paths_of(sources_in_sight(work))
    return [Option(str(id), path, path) for id, path in paths.items()]
