"""What the snippet sends: JSON with short names, read part by part. Pure.

`{"n": its clock now, "c": 1 if agreed, "f": a visitor to forget, "e": [events]}`; times are
milliseconds of the browser's clock, of which only differences are used.
"""

from typing import Annotated, Any
from uuid import UUID

import msgspec

MOST_BYTES = 64 * 1024
MILLISECONDS = msgspec.Meta(ge=0, le=2**53)
Hex = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
Moment = Annotated[int, MILLISECONDS]
Text = Annotated[str, msgspec.Meta(max_length=2000)]


class Said(msgspec.Struct, frozen=True):
    """One event: its id `i`, when `t`, its kind `k`, on which path `p`.

    `v` and `s` are the visitor and the visit, missing where nobody may be known. `x` names an
    element, a kind of event or a token; `y` is a number, `z` numbers by name; `u` are parameters
    of the address, `r` the host of the page before.
    """

    i: Hex
    t: Moment
    k: str
    p: Text = "/"
    v: Hex | None = None
    s: Hex | None = None
    x: Text = ""
    y: float | None = None
    z: dict[str, float] = {}
    u: dict[str, Text] = {}
    r: Annotated[str, msgspec.Meta(max_length=260)] = ""

    @property
    def id(self) -> UUID:
        return UUID(self.i)

    @property
    def visit(self) -> UUID | None:
        return UUID(self.s) if self.s else None


class Sending(msgspec.Struct, frozen=True):
    """One request of the snippet."""

    n: Moment
    c: int = 0
    f: Hex | None = None
    e: list[Any] = []


def sending(body: bytes) -> Sending | None:
    """What a body says; None for one that is not ours."""
    try:
        return msgspec.json.decode(body, type=Sending)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def event(told: Any) -> Said | None:
    """One event of a sending; None for one that is not ours."""
    try:
        return msgspec.convert(told, Said)
    except msgspec.ValidationError:
        return None
