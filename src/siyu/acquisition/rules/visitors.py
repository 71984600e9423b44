"""Whether a click was a person's: programs that look a link up first are told by what they say."""

import re
from collections.abc import Mapping

from siyu.kit.choices import Choice

_PROGRAMS = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|preview|facebookexternalhit|whatsapp|embedly|headless"
    r"|curl|wget|python|httpx|okhttp|java/|go-http|axios|node-fetch|scrapy|monitor|lighthouse",
    re.IGNORECASE,
)
_AHEAD = ("purpose", "sec-purpose", "x-purpose", "x-moz")


class Seen(Choice):
    """What a click was taken for."""

    PERSON = "person", "person", "真人"
    MACHINE = "machine", "program", "程序"


def seen_as(method: str, headers: Mapping[str, str]) -> Seen:
    """A person, unless it only asked for the head, fetched ahead, or names itself a program."""
    agent = headers.get("user-agent", "")
    ahead = any(
        word in headers.get(name, "").lower()
        for name in _AHEAD
        for word in ("prefetch", "preview", "prerender")
    )
    if method == "HEAD" or ahead or not agent or _PROGRAMS.search(agent):
        return Seen.MACHINE
    return Seen.PERSON
