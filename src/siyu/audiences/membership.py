"""Who is in a segment, a page at a time, and how that came to be, a day at a time."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from siyu.audiences import asking, boards, filling, segments
from siyu.audiences.language import lowering
from siyu.audiences.models import Portrait, Segment
from siyu.customers import service as customers
from siyu.customers.service import PersonRef
from siyu.kit.pages import BadCursor, Page, encode_cursor, read_cursor
from siyu.platform.registry import Registry
from siyu.platform.work import Work

DAYS = """
SELECT day, countIf(name = 'SegmentEntered') AS entered, countIf(name = 'SegmentLeft') AS left
FROM events WHERE name IN ('SegmentEntered', 'SegmentLeft')
AND payload.segment_id.:String = {segment:String} GROUP BY day ORDER BY day
"""
MOST_NUMBERS = 2**32
"""What the warehouse can number."""


@dataclass(frozen=True)
class Day:
    """How many came and went on a day of the brand."""

    day: date
    entered: int
    left: int


def page(
    work: Work, registry: Registry, segment_id: UUID, *, cursor: str | None, limit: int
) -> Page[PersonRef]:
    """People in sight by their numbers. Raises NotFound, BadCursor, SegmentUnfit, Unreachable."""
    segment = segments.read(work, segment_id)
    after = read_cursor(cursor, int)[0] if cursor else 0
    if not 0 <= after < MOST_NUMBERS:
        raise BadCursor
    found = (
        _kept(work, segment, after, limit + 1)
        if segment.state in segments.LIVE
        else _asked(work, registry, segment, after, limit + 1)
    )
    shown = found[:limit]
    more = encode_cursor(shown[-1][0]) if len(found) > limit else None
    return Page(customers.people_shown(work, [id for _, id in shown]), more)


def _kept(work: Work, segment: Segment, after: int, most: int) -> list[tuple[int, UUID]]:
    inside = work.scope(Portrait).where(
        Portrait.segments.contains([segment.number]), Portrait.number > after
    )
    told = inside.with_only_columns(Portrait.number, Portrait.id).order_by(Portrait.number)
    return [(number, id) for number, id in work.session.execute(told.limit(most))]


def _asked(
    work: Work, registry: Registry, segment: Segment, after: int, most: int
) -> list[tuple[int, UUID]]:
    plan = segments.checked(segment.definition, asking.plain(work, registry), segment.id)
    boards.draw_missing(work, plan.tops)
    lowered = lowering.lowered(plan, boards.moment(work), filling.merges(work))
    question = lowered.ids(after=after, limit=most)
    rows = work.warehouse(question.sql, question.params)
    return [(row["number"], row["customer_id"]) for row in rows]


def history(work: Work, segment_id: UUID) -> list[Day]:
    """The days on which somebody came or went. Raises Unreachable."""
    rows = work.warehouse(DAYS, {"segment": str(segment_id)})
    return [Day(row["day"], row["entered"], row["left"]) for row in rows]
