"""What conditions may ask of in a brand: its fields, its events, its segments."""

from collections.abc import Sequence
from functools import lru_cache
from uuid import UUID

from sqlalchemy import select

from siyu.audiences.events import SegmentEntered, SegmentLeft, StageMoved, ValueClassMoved
from siyu.audiences.language.catalogue import (
    AskedEvent,
    AskedField,
    Catalogue,
    KnownSegment,
    Titled,
    catalogue,
)
from siyu.audiences.language.properties import OUTSIDE, asked_event, outside_event
from siyu.audiences.models import Segment
from siyu.customers import service as customers
from siyu.platform.declarations import Field, Option
from siyu.platform.registry import Registry
from siyu.platform.work import Work

OF_SEGMENTS = (SegmentEntered.__name__, SegmentLeft.__name__, OUTSIDE)
"""Asked for by other conditions: that somebody is in a segment, an event the brand defined."""
OF_LADDERS = (StageMoved.__name__, ValueClassMoved.__name__)
LADDER_FIELDS = ("stage", "value_class")


@lru_cache(maxsize=4)
def declared_events(registry: Registry) -> tuple[AskedEvent, ...]:
    """The events of people that domains declare."""
    found = [asked_event(one) for name, one in registry.events.items() if name not in OF_SEGMENTS]
    return tuple(one for one in found if one is not None)


def whole(work: Work, registry: Registry, *, climbing: bool = False) -> Catalogue:
    """All there is to ask, with the keys one may choose; for a ladder's own steps without what
    ladders say.
    """
    fields = [
        _field(work, one, registry) for one in customers.askable(work, registry).values()
        if one.offered
    ]  # fmt: skip
    return _made(work, registry, fields, climbing=climbing)


def plain(work: Work, registry: Registry) -> Catalogue:
    """The same without keys to choose from, for definitions that were found right already."""
    fields = [_bare(one, None) for one in customers.askable(work, registry).values()]
    return _made(work, registry, fields, climbing=False)


def _made(
    work: Work, registry: Registry, fields: Sequence[AskedField], *, climbing: bool
) -> Catalogue:
    outside = [
        outside_event(one.name, one.en, one.zh, one.id) for one in customers.outside_kinds(work)
    ]
    events = [*declared_events(registry), *outside]
    if climbing:
        fields = [one for one in fields if one.name not in LADDER_FIELDS]
        events = [one for one in events if one.name not in OF_LADDERS]
    return catalogue(fields, events, known_segments(work))


def known_segments(work: Work) -> list[KnownSegment]:
    """The segments that definitions may refer to."""
    mine = select(Segment.id, Segment.name, Segment.definition).where(
        Segment.tenant_id == work.tenant_id, Segment.gone_at.is_(None), Segment.use == "people"
    )
    return [KnownSegment(*row) for row in work.session.execute(mine)]


def _field(work: Work, field: Field, registry: Registry) -> AskedField:
    chosen = field.options(work) if field.options else None
    asked = None if chosen is None else tuple(map(_titled, chosen))
    return _bare(field, asked)


def _titled(option: Option) -> Titled:
    return Titled(option.key, option.en, option.zh)


def _bare(field: Field, options: tuple[Titled, ...] | None) -> AskedField:
    """A day that comes again each year has a field that says when it comes next."""
    upcoming = f"next_{field.name}" if field.asked_kind == "day" else None
    return AskedField(
        field.name, field.title_en, field.title_zh, field.asked_kind, options, upcoming
    )


def titles(work: Work, registry: Registry, language: str) -> dict[str, str]:
    """The names of keys and ids that definitions hold, for their words."""
    found: dict[str, str] = {}
    for one in customers.askable(work, registry).values():
        if one.options and one.offered:
            found |= {option.key: option.title(language) for option in one.options(work)}
    return found | {str(one.id): one.name for one in known_segments(work)}


def names_of(work: Work, registry: Registry, noun: str, ids: Sequence[UUID]) -> dict[str, str]:
    """The names of things by their ids."""
    naming = registry.names.get(noun)
    return {str(id): name for id, name in naming.read(work, ids).items()} if naming else {}
