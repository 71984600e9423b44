"""All that happened with one person, in order, in sentences."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from siyu.customers import people
from siyu.customers.models import Customer
from siyu.kit.pages import Page, encode_cursor, read_cursor
from siyu.platform import log
from siyu.platform.declarations import Event, Recorded
from siyu.platform.registry import Registry
from siyu.platform.work import Work


@dataclass(frozen=True)
class Entry:
    """One line of a timeline."""

    id: str
    kind: str
    title: str
    sentence: str
    happened_at: datetime
    actor: str


@dataclass(frozen=True)
class Kind:
    """A kind of event on this timeline, and how many there are."""

    kind: str
    title: str
    count: int


def entries(
    work: Work,
    registry: Registry,
    customer_id: UUID,
    *,
    language: str,
    kind: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Entry]:
    """What happened with a person in sight under all their ids, the newest first.

    Raises NotFound.
    """
    work.get(Customer, people.standing_id(work, customer_id))
    before = read_cursor(cursor, datetime, int) if cursor else None
    rows = log.of_customer(
        work.session,
        work.tenant_id,
        people.every_id(work, customer_id),
        name=kind,
        before=before,
        most=limit + 1,
    )
    recorded = [
        log.decode(registry.events, row) for row in rows[:limit] if row.name in registry.events
    ]
    items = spoken(work, registry, recorded, language)
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(items, encode_cursor(last.happened_at, last.id) if last else None)


def kinds(work: Work, registry: Registry, customer_id: UUID, language: str) -> list[Kind]:
    """The kinds of events on a person's timeline."""
    counts = log.kinds_of_customer(work.session, work.tenant_id, people.every_id(work, customer_id))
    known = {name: registry.events[name] for name in counts if name in registry.events}
    return [Kind(name, event.title(language), counts[name]) for name, event in known.items()]


def spoken(
    work: Work, registry: Registry, recorded: Sequence[Recorded], language: str
) -> list[Entry]:
    """Events as lines, their ids named by whoever knows the things."""
    names = _names(work, registry, [one.event for one in recorded])
    return [
        Entry(
            id=f"{one.position[0]}-{one.position[1]}",
            kind=type(one.event).__name__,
            title=one.event.title(language),
            sentence=one.event.sentence(language, _words(one.event, names)),
            happened_at=one.happened_at,
            actor=one.actor,
        )
        for one in recorded
    ]


def _names(work: Work, registry: Registry, events: Sequence[Event]) -> dict[str, dict[UUID, str]]:
    asked: dict[str, set[UUID]] = {}
    for event in events:
        for noun, id in _nouns(event):
            asked.setdefault(noun, set()).add(id)
    known = {noun: ids for noun, ids in asked.items() if noun in registry.names}
    return {noun: dict(registry.names[noun].read(work, list(ids))) for noun, ids in known.items()}


def _nouns(event: Event) -> list[tuple[str, UUID]]:
    values = [(one.name, getattr(event, one.name)) for one in fields(event)]
    return [(name[:-3], id) for name, id in values if name.endswith("_id") and isinstance(id, UUID)]


def _words(event: Event, names: dict[str, dict[UUID, str]]) -> dict[str, str]:
    return {noun: names.get(noun, {}).get(id, "…") for noun, id in _nouns(event)}
