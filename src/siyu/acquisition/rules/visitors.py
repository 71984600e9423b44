"""Whether a click was a person's: programs that look a link up first are told by what they say."""

from collections.abc import Mapping

from siyu.kit.choices import Choice
from siyu.kit.programs import is_program

_AHEAD = ("purpose", "sec-purpose", "x-purpose", "x-moz")


class Seen(Choice):
    """What a click was taken for."""

    PERSON = "person", "person", "真人"
    MACHINE = "machine", "program", "程序"


def seen_as(method: str, headers: Mapping[str, str]) -> Seen:
    """A person, unless it only asked for the head, fetched ahead, or names itself a program."""
    ahead = any(
        word in headers.get(name, "").lower()
        for name in _AHEAD
        for word in ("prefetch", "preview", "prerender")
    )
    if method == "HEAD" or ahead or is_program(headers.get("user-agent", "")):
        return Seen.MACHINE
    return Seen.PERSON
