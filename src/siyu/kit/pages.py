"""Lists a page at a time, by cursor."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from siyu.kit.errors import Invalid

T = TypeVar("T")
MOST = 2**63 - 1


class BadCursor(Invalid):
    """This page marker is not one of ours; start again from the first page.

    翻页标记无效，请从第一页重新开始。
    """


@dataclass(frozen=True)
class Page(Generic[T]):
    items: list[T]
    next_cursor: str | None = None


def encode_cursor(*key: object) -> str:
    """An opaque marker for the last row's sort key."""
    plain = [part.isoformat() if isinstance(part, datetime) else str(part) for part in key]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, parts: int) -> list[str]:
    """The sort key that `encode_cursor` hid. Raises BadCursor."""
    try:
        plain = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, UnicodeDecodeError) as error:
        raise BadCursor from error
    if not isinstance(plain, list) or len(plain) != parts:
        raise BadCursor
    return [str(part) for part in plain]


def read_cursor(cursor: str, *kinds: type[Any]) -> tuple[Any, ...]:
    """The sort key that `encode_cursor` hid, each part as its kind: str, int, datetime or UUID.

    Raises BadCursor.
    """
    parts = decode_cursor(cursor, len(kinds))
    try:
        return tuple(_read(part, kind) for part, kind in zip(parts, kinds, strict=True))
    except (ValueError, OverflowError) as error:
        raise BadCursor from error


def _read(part: str, kind: type[Any]) -> Any:
    if kind is int and abs(int(part)) > MOST:
        raise ValueError("no number of ours is so large")
    if kind is datetime:
        at = datetime.fromisoformat(part)
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    if kind is str and ("\0" in part or not part.encode()):
        raise ValueError("no text of ours holds a null")
    return kind(part)
