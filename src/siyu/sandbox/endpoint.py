"""One endpoint of WeCom as a row: path, method, right, parameters and what it does."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from siyu.kit.pages import BadCursor, decode_cursor, encode_cursor
from siyu.sandbox.errors import Refusal
from siyu.sandbox.parameters import Parameter
from siyu.sandbox.world import World

Row = TypeVar("Row")
Result = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Upload:
    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Call:
    """A checked call: its arguments by name, from where, and the file of an upload."""

    world: World
    arguments: dict[str, Any]
    ip: str
    path: str = ""
    upload: Upload | None = None

    def __getitem__(self, name: str) -> Any:
        return self.arguments[name]


@dataclass(frozen=True, kw_only=True)
class File:
    """An answer that is a file and no JSON."""

    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """`document` is the number of the official page; `empty` goes along with a refusal."""

    path: str
    method: Literal["GET", "POST"]
    act: Callable[[Call], Result | File]
    right: str | None
    document: str
    parameters: tuple[Parameter, ...] = ()
    token: bool = True
    upload: bool = False
    empty: dict[int, Result] = field(default_factory=dict)


def page(
    rows: list[Row], key: Callable[[Row], str], *, cursor: str | None, limit: int
) -> tuple[list[Row], str]:
    """The rows after `cursor` in the order of `key`, and the next cursor ("" at the end)."""
    ordered = sorted(rows, key=key)
    if cursor:
        after = cursor_key(cursor)
        ordered = [row for row in ordered if key(row) > after]
    shown = ordered[:limit]
    more = len(ordered) > limit
    return shown, encode_cursor(key(shown[-1])) if more else ""


def cursor_key(cursor: str) -> str:
    try:
        return decode_cursor(cursor, 1)[0]
    except BadCursor as error:
        raise Refusal(40058, "invalid cursor") from error


CURSOR = Parameter(name="cursor")


def limit(*, highest: int, default: int, clamp: bool = False, required: bool = False) -> Parameter:
    """The page size of a list."""
    return Parameter(
        name="limit",
        kind="int",
        lowest=1,
        highest=highest,
        default=default,
        clamp=clamp,
        required=required,
    )
