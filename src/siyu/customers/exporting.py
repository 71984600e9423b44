"""All that is known of one person, for that person."""

from typing import Any
from uuid import UUID

from siyu.customers import people, timeline
from siyu.customers.errors import AlreadyErased
from siyu.customers.models import Customer
from siyu.platform import log
from siyu.platform.registry import Registry
from siyu.platform.work import Work

EVENTS_AT_ONCE = 1_000


def export(work: Work, registry: Registry, customer_id: UUID, *, language: str) -> dict[str, Any]:
    """A person's data in plain values: who they are, the rows of every holding, what happened.

    Rows of whoever was merged into them are theirs. Leaves a trace. Raises NotFound, AlreadyErased.
    """
    customer = work.get(Customer, people.standing_id(work, customer_id))
    if customer.erased_at is not None:
        raise AlreadyErased(customer_id=customer.id)
    ids = people.all_ids(work, customer.id)
    happened = _happened(work, registry, ids, language)
    rows = {
        name: [dict(row) for id in ids for row in holding.export(work, id)]
        for name, holding in registry.holdings.items()
    }
    told = {
        "customer": _told(work, customer),
        "known_as": [str(id) for id in ids],
        "holdings": {name: some for name, some in rows.items() if some},
        "timeline": happened,
    }
    counts = {name: len(some) for name, some in rows.items() if some}
    work.audit(
        "person_exported", "customer", customer.id, after={**counts, "events": len(happened)}
    )
    return told


def _told(work: Work, customer: Customer) -> dict[str, Any]:
    avatar = work.secrets.open(customer.avatar) if customer.avatar else None
    return {
        "id": str(customer.id),
        "name": people.name_of(work, customer),
        "avatar": avatar,
        "gender": customer.gender,
        "met_at": customer.met_at.isoformat(),
    }


def _happened(
    work: Work, registry: Registry, ids: list[UUID], language: str
) -> list[dict[str, Any]]:
    """Every event, the newest first, in sentences."""
    entries: list[timeline.Entry] = []
    before = None
    while True:
        rows = log.of_customer(
            work.session, work.tenant_id, ids, name=None, before=before, most=EVENTS_AT_ONCE
        )
        known = [log.decode(registry.events, row) for row in rows if row.name in registry.events]
        entries += timeline.spoken(work, registry, known, language)
        if len(rows) < EVENTS_AT_ONCE:
            break
        before = (rows[-1].happened_at, rows[-1].id)
    return [
        {"at": one.happened_at.isoformat(), "kind": one.kind, "told": one.sentence}
        for one in entries
    ]
