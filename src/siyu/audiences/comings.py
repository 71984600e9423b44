"""Who came into a segment and who left it, one by one; and the segments that somebody is in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.types import ARRAY, BigInteger

from siyu.audiences import segments
from siyu.audiences.events import cause_words
from siyu.audiences.models import Portrait, Segment
from siyu.customers import service as customers
from siyu.customers.service import PersonRef
from siyu.kit.errors import NotFound
from siyu.platform.database import Ids
from siyu.platform.work import Work

SHOWN = 200
COMINGS = """
SELECT person, name = 'SegmentEntered' AS entered, toUnixTimestamp64Micro(happened_at) AS micros,
    payload.cause.:String AS cause
FROM events WHERE name IN ('SegmentEntered', 'SegmentLeft')
AND payload.segment_id.:String = {segment:String}
AND day >= {first:Date} AND day <= {last:Date}
ORDER BY happened_at DESC, id DESC LIMIT {shown:UInt32}
"""
IDS = text(
    "SELECT number, customer_id FROM portraits WHERE tenant_id = :tenant AND number = ANY(:numbers)"
).bindparams(bindparam("numbers", type_=ARRAY(BigInteger)))
SINCE = text(
    "SELECT payload->>'segment_id' AS segment, max(happened_at) AS since FROM events"
    " WHERE tenant_id = :tenant AND customer_id = ANY(:ids) AND name = 'SegmentEntered'"
    " GROUP BY 1"
).bindparams(bindparam("ids", type_=Ids()))


@dataclass(frozen=True)
class Coming:
    """Somebody who came or went, when, and what made it so."""

    person: PersonRef
    entered: bool
    at: datetime
    cause_words: str


@dataclass(frozen=True)
class Membership:
    """A live segment that somebody is in, and since when."""

    id: UUID
    name: str
    since: datetime | None


def comings(work: Work, segment_id: UUID, first: date, last: date, language: str) -> list[Coming]:
    """The latest who came or went between two days, both among them, as far as one sees.

    Raises Unreachable.
    """
    asked = {"segment": str(segment_id), "first": first, "last": last, "shown": SHOWN}
    rows = work.warehouse(COMINGS, asked)
    people = _people(work, [row["person"] for row in rows])
    return [
        Coming(
            people[row["person"]],
            bool(row["entered"]),
            datetime.fromtimestamp(row["micros"] / 1e6, UTC),
            cause_words(row["cause"], language),
        )
        for row in rows
        if row["person"] in people
    ]


def _people(work: Work, numbers: Sequence[int]) -> dict[int, PersonRef]:
    asked = {"tenant": work.tenant_id, "numbers": list(set(numbers))}
    ids = {row.customer_id: row.number for row in work.session.execute(IDS, asked)}
    return {ids[one.id]: one for one in customers.people_shown(work, list(ids))}


def memberships(work: Work, customer_id: UUID) -> list[Membership]:
    """The live segments of people's own that somebody is in, by name. Raises NotFound."""
    standing_id = customers.standing_id(work, customer_id)
    if not customers.people_shown(work, [standing_id]):
        raise NotFound(what="Customer", id=customer_id)
    portrait = work.session.scalars(work.scope(Portrait).where(Portrait.id == standing_id)).first()
    if portrait is None:
        return []
    ids = [portrait.id, *customers.merged_below(work, [portrait.id])]
    asked = {"tenant": work.tenant_id, "ids": ids}
    since = {row.segment: row.since for row in work.session.execute(SINCE, asked)}
    mine = work.scope(Segment).where(
        Segment.number.in_(portrait.segments),
        Segment.use == segments.PEOPLE,
        Segment.state.in_(segments.LIVE),
    )
    return [
        Membership(one.id, one.name, since.get(str(one.id)))
        for one in work.session.scalars(mine.order_by(Segment.name))
    ]
