"""The door to audiences: the language, the segments, and who is in them."""

from collections.abc import Sequence
from uuid import UUID

from siyu.audiences.asking import plain, titles, whole
from siyu.audiences.boards import draw_missing, moment
from siyu.audiences.errors import (
    NobodyToList,
    SegmentNameNeeded,
    SegmentNameTaken,
    TooManySegments,
    TooManyToList,
)
from siyu.audiences.filling import inside, merges
from siyu.audiences.language.catalogue import Catalogue
from siyu.audiences.language.checking import check
from siyu.audiences.language.conditions import Comparison, Filter, Happening
from siyu.audiences.language.faults import Fault, Faults
from siyu.audiences.language.lowering import Lowered, lowered
from siyu.audiences.language.plan import Cut, Moment, Plan
from siyu.audiences.language.questions import Question
from siyu.audiences.language.words import sentence, words
from siyu.audiences.models import Segment
from siyu.audiences.people_lists import MOST as MOST_LISTED
from siyu.audiences.people_lists import keep as keep_people
from siyu.audiences.segments import SegmentDraft, add, checked, members, names
from siyu.platform.registry import Registry
from siyu.platform.work import Work

__all__ = [
    "Catalogue",
    "Comparison",
    "Cut",
    "Fault",
    "Faults",
    "Filter",
    "Happening",
    "MOST_LISTED",
    "Lowered",
    "Moment",
    "NobodyToList",
    "Plan",
    "Question",
    "SegmentDraft",
    "SegmentNameNeeded",
    "SegmentNameTaken",
    "TooManySegments",
    "TooManyToList",
    "bitmap_of",
    "check",
    "checked",
    "definition_of",
    "draw_missing",
    "in_segment",
    "inside",
    "keep_people",
    "lowered",
    "members",
    "merges",
    "moment",
    "names",
    "save",
    "sentence",
    "titles",
    "whole",
    "words",
]


def save(work: Work, registry: Registry, draft: SegmentDraft) -> UUID:
    """Keep a new segment and give its id. Raises SegmentUnfit and as names do."""
    return add(work, registry, draft).id


def in_segment(work: Work, segment_id: UUID, customer_ids: Sequence[UUID]) -> set[UUID]:
    """Those of these people who are in a live segment now. Raises NotFound, SegmentNotLive."""
    inside = members(work, segment_id).subquery()
    rows = work.session.execute(inside.select().where(inside.c[0].in_(list(customer_ids))))
    return {row[0] for row in rows}


def bitmap_of(work: Work, registry: Registry, segment_id: UUID) -> Question:
    """The SELECT of one bitmap: who is in a segment by its definition, at this moment.

    Raises NotFound, SegmentUnfit, Unreachable.
    """
    definition = work.get(Segment, segment_id).definition
    plan = checked(definition, plain(work, registry), segment_id)
    draw_missing(work, plan.tops)
    return lowered(plan, moment(work), merges(work)).bitmap()


def definition_of(work: Work, segment_id: UUID) -> dict[str, object]:
    """What a segment is defined as. Raises NotFound."""
    return work.get(Segment, segment_id).definition
