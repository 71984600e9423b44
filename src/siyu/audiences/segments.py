"""Segments as people keep them: named, versioned, live or asked for when wanted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError

from siyu.audiences import asking, boards, filling, rounds
from siyu.audiences.circles import demand_no_circle
from siyu.audiences.errors import (
    SegmentNameNeeded,
    SegmentNameTaken,
    SegmentNotLive,
    SegmentUnfit,
    SegmentUsed,
    TooManySegments,
)
from siyu.audiences.events import SegmentRemoved, SegmentSaved
from siyu.audiences.language.catalogue import Catalogue
from siyu.audiences.language.checking import check
from siyu.audiences.language.plan import Plan
from siyu.audiences.models import LadderStep, Portrait, Segment, SegmentVersion, TagRule
from siyu.kit.errors import NotFound
from siyu.platform.registry import Registry
from siyu.platform.work import Work

MOST_NAME, MOST_LIVE = 40, 1_000
LIVE = ("filling", "live")
PEOPLE, RULE, LADDER = "people", "rule", "ladder"


@dataclass(frozen=True, kw_only=True)
class SegmentDraft:
    """A segment as somebody wants it."""

    name: str
    definition: Mapping[str, Any]
    description: str = ""
    live: bool = True


@dataclass(frozen=True)
class User:
    """Something that uses a segment: its kind, its name and, where it has one, its id."""

    kind: str
    name: str
    id: UUID | None = None


def read(work: Work, segment_id: UUID) -> Segment:
    """A segment of people's own. Raises NotFound."""
    segment = work.get(Segment, segment_id)
    if segment.gone_at is not None or segment.use != PEOPLE:
        raise NotFound(what="Segment", id=segment_id)
    return segment


def listed(work: Work) -> list[Segment]:
    """All segments of people's own, by name."""
    mine = work.scope(Segment).where(Segment.gone_at.is_(None), Segment.use == PEOPLE)
    return list(work.session.scalars(mine.order_by(Segment.name)))


def names(work: Work, ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """What segments are called, those too that are gone."""
    rows = work.session.scalars(work.scope(Segment).where(Segment.id.in_(ids)))
    return {row.id: row.name for row in rows}


def checked(definition: object, known: Catalogue, itself: UUID | None = None) -> Plan:
    """The plan of a definition. Raises SegmentUnfit with all that is wrong."""
    found = check(definition, known, itself)
    if isinstance(found, Plan):
        return found
    first = found.of[0]
    told = [{"place": one.place, "sentence": one.en, "mend": one.mend_en} for one in found.of]
    raise SegmentUnfit(
        count=len(found.of), place=first.place, sentence=first.en, mend=first.mend_en, faults=told
    )


def add(work: Work, registry: Registry, draft: SegmentDraft, *, use: str = PEOPLE) -> Segment:
    """Keep a new segment. Raises SegmentUnfit, SegmentNameNeeded, SegmentNameTaken."""
    plan = checked(draft.definition, _asked(work, registry, use))
    now = work.now()
    segment = Segment(
        name=named(draft.name),
        description=draft.description.strip(),
        use=use,
        definition=dict(draft.definition),
        made_at=now,
        changed_at=now,
        changed_by=work.actor.name,
    )
    _put(work, segment)
    _keep_version(work, segment)
    work.audit("segment.added", "segment", segment.id, after=_shown(segment))
    _tell_saved(work, segment)
    if draft.live:
        _go_live(work, segment, plan)
    return segment


def change(work: Work, registry: Registry, segment_id: UUID, draft: SegmentDraft) -> Segment:
    """Change a segment; another definition is another version, and it fills anew, as does every
    live one that refers to it. Raises as `add` does, and NotFound.
    """
    rounds.take(work)
    segment = work.get(Segment, segment_id, lock=True)
    before = _shown(segment)
    plan = checked(draft.definition, _asked(work, registry, segment.use), segment.id)
    anew = dict(draft.definition) != segment.definition
    segment.name, segment.description = named(draft.name), draft.description.strip()
    segment.changed_at, segment.changed_by = work.now(), work.actor.name
    if anew:
        segment.definition, segment.version = dict(draft.definition), segment.version + 1
    _put(work, segment)
    if anew:
        _keep_version(work, segment)
        demand_no_circle(work, asking.plain(work, registry))
    work.audit("segment.changed", "segment", segment.id, before=before, after=_shown(segment))
    _tell_saved(work, segment)
    _follow(work, registry, segment, plan, live=draft.live, anew=anew)
    return segment


def _follow(
    work: Work, registry: Registry, segment: Segment, plan: Plan, *, live: bool, anew: bool
) -> None:
    if not live:
        _switch_off(work, segment)
    elif anew or segment.state not in LIVE:
        _go_live(work, segment, plan)
    if anew:
        for other in _live_with(work, registry, segment.id):
            filling.begin(work, other)


def remove(work: Work, registry: Registry, segment_id: UUID) -> None:
    """Take a segment out of use; its versions stay. Raises NotFound, SegmentUsed."""
    rounds.take(work)
    segment = work.get(Segment, segment_id, lock=True)
    used = users(work, registry, segment.id)
    if used:
        raise SegmentUsed(name=segment.name, users=", ".join(one.name for one in used))
    _switch_off(work, segment)
    segment.gone_at = work.now()
    work.audit("segment.removed", "segment", segment.id, before=_shown(segment))
    if segment.use == PEOPLE:
        work.emit(SegmentRemoved(segment_id=segment.id))


def versions(work: Work, segment_id: UUID) -> list[SegmentVersion]:
    """What a segment was defined as, the latest first. Raises NotFound."""
    work.get(Segment, segment_id)
    mine = work.scope(SegmentVersion).where(SegmentVersion.segment_id == segment_id)
    return list(work.session.scalars(mine.order_by(SegmentVersion.version.desc())))


def users(work: Work, registry: Registry, segment_id: UUID) -> list[User]:
    """What would miss a segment: other segments, tag rules, and what other domains name."""
    text = str(segment_id)
    found = [
        User("segment", one.name, one.id)
        for one in work.session.scalars(work.scope(Segment).where(Segment.gone_at.is_(None)))
        if one.id != segment_id and text in str(one.definition)
    ]
    rules = work.session.scalars(work.scope(TagRule).where(TagRule.segment_id == segment_id))
    found += [User("tag_rule", one.name, one.id) for one in rules]
    steps = work.session.scalars(work.scope(LadderStep).where(LadderStep.segment_id == segment_id))
    found += [User("ladder", f"{one.ladder}: {one.key}") for one in steps]
    for usage in registry.usages.values():
        if usage.noun == "segment":
            named = usage.read(work, [segment_id]).get(segment_id, ())
            found += [User(usage.name, name) for name in named]
    return found


def members(work: Work, segment_id: UUID) -> Select[UUID]:
    """The people in a live segment, as far as one sees. Raises NotFound, SegmentNotLive."""
    segment = work.get(Segment, segment_id)
    if segment.gone_at is not None:
        raise NotFound(what="Segment", id=segment_id)
    if segment.state not in LIVE:
        raise SegmentNotLive(name=segment.name)
    inside = Portrait.segments.contains([segment.number])
    return work.scope(Portrait).where(inside).with_only_columns(Portrait.id)


def _asked(work: Work, registry: Registry, use: str) -> Catalogue:
    return asking.whole(work, registry, climbing=use == LADDER)


def named(name: str) -> str:
    """A name as it is kept. Raises SegmentNameNeeded."""
    if not 0 < len(name.strip()) <= MOST_NAME:
        raise SegmentNameNeeded(field="name", most=MOST_NAME)
    return name.strip()


def _put(work: Work, segment: Segment) -> None:
    try:
        with work.session.begin_nested():
            work.add(segment)
    except IntegrityError as taken:
        raise SegmentNameTaken(field="name", name=segment.name) from taken


def _keep_version(work: Work, segment: Segment) -> None:
    work.add(
        SegmentVersion(
            segment_id=segment.id,
            version=segment.version,
            definition=segment.definition,
            at=work.now(),
            actor=work.actor.name,
        )
    )


def _tell_saved(work: Work, segment: Segment) -> None:
    if segment.use == PEOPLE:
        work.emit(SegmentSaved(segment_id=segment.id, segment_version=segment.version))


def _go_live(work: Work, segment: Segment, plan: Plan) -> None:
    """Raises TooManySegments, and Unreachable where a cut has to be drawn and cannot."""
    live = work.scope(Segment).where(Segment.state.in_(LIVE), Segment.gone_at.is_(None))
    count = work.session.scalar(select(func.count()).select_from(live.subquery())) or 0
    if count >= MOST_LIVE:
        raise TooManySegments(most=MOST_LIVE)
    boards.draw_missing(work, plan.tops)
    filling.begin(work, segment)


def _switch_off(work: Work, segment: Segment) -> None:
    """Nobody is in it any more, and nobody is told: it ended, they did not leave."""
    if segment.state in LIVE:
        segment.state, segment.members = "off", 0
        filling.empty(work, segment)


def _live_with(work: Work, registry: Registry, segment_id: UUID) -> list[Segment]:
    """The live segments that are made of this one, at any remove."""
    known = asking.plain(work, registry)
    mine = work.scope(Segment).where(Segment.state.in_(LIVE), Segment.gone_at.is_(None))
    found = []
    for one in work.session.scalars(mine.order_by(Segment.number)):
        plan = check(one.definition, known, one.id)
        if isinstance(plan, Plan) and segment_id in plan.segments:
            found.append(one)
    return found


def _shown(segment: Segment) -> dict[str, Any]:
    names = ("name", "description", "version", "state", "definition")
    return {name: getattr(segment, name) for name in names}
