"""The people of a segment as a file."""

from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Select

from siyu.audiences import segments
from siyu.audiences.models import Portrait
from siyu.customers import service as customers
from siyu.platform.declarations import Export
from siyu.platform.work import Work


class SegmentAsked(BaseModel):
    """Which segment."""

    segment_id: UUID


def _ids(work: Work, asked: SegmentAsked) -> Select[UUID]:
    return segments.members(work, asked.segment_id).order_by(Portrait.number)


SEGMENT_PEOPLE = Export(
    name="segment_people",
    en="People of a segment",
    zh="人群包成员",
    permission="segments.read",
    whole="customers.read_contacts",
    asked=SegmentAsked,
    ids=_ids,
    columns=customers.export_columns,
)
