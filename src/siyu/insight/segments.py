"""Segments as the crowds that questions are asked about."""

from uuid import UUID

from siyu.audiences import service as audiences
from siyu.insight.errors import SegmentUnknown
from siyu.insight.reader import Crowd, Reader, asked_by
from siyu.kit.errors import NotFound


def among(reader: Reader, segment: str) -> Crowd:
    """Those in a segment by its definition, now. Raises SegmentUnknown, SegmentUnfit."""
    try:
        found = audiences.bitmap_of(reader.work, reader.registry, UUID(segment))
    except (NotFound, ValueError) as unknown:
        raise SegmentUnknown(segment=segment) from unknown
    return asked_by(found.sql, found.params)
