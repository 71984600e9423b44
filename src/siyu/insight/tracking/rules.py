"""What may stand in the tables of a site, and when what a page tells counts. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import unquote

from siyu.insight.tracking.outcomes import ConsentMode, HitOutcome

MOST_EVENTS = 20
MOST_LATE = timedelta(days=7)
CLOCK_SLIPS = timedelta(minutes=1)
"""A browser's clock that was set while a page was open; its events count as of now."""
MOST_PATH = 200
MOST_WORD = 80
MOST_SECONDS = 86_400
MOST_PROPERTIES = 6
HIDDEN = ":id"

ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?")
PROPERTY = re.compile(r"[a-z][a-z_]{0,31}")
PRIVATE = re.compile(
    r"@|%40|(?<!\d)(?:86)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)|\+[\d\s-]{7,}\d", re.IGNORECASE
)
"""An e-mail address, a Chinese mobile, or a number with its country code."""
AN_ID = re.compile(r"\d+|[0-9a-f]{12,}|[0-9a-f-]{32,}|\S*\d{5}\S*", re.IGNORECASE)
CLICK_ID = re.compile(r"[\w.:-]{1,200}", re.ASCII)

# Which parameter names the click of which advertising network.
ADS: Mapping[str, str] = {
    "gclid": "google",
    "gbraid": "google",
    "msclkid": "microsoft",
    "fbclid": "facebook",
    "bd_vid": "baidu",
    "gdt_vid": "tencent",
    "qz_gdt": "tencent",
    "clickid": "ocean_engine",
    "ttclid": "tiktok",
}
UTM = ("source", "medium", "campaign", "term", "content")


@dataclass(frozen=True)
class Came:
    """What a visit came by; empty where nothing was said. `click_id` is of that one click."""

    source: str = ""
    medium: str = ""
    campaign: str = ""
    term: str = ""
    content: str = ""
    code: str = ""
    ad: str = ""
    referrer: str = ""
    click_id: str = ""

    @property
    def parts(self) -> dict[str, str]:
        """All that may be said of many visits alike."""
        return {name: value for name, value in vars(self).items() if name != "click_id"}


def is_origin(text: str) -> bool:
    """Whether a text is an origin, its host with `*.` before it for all below a domain."""
    return ORIGIN.fullmatch(text) is not None


def is_ours(origin: str, allowed: Sequence[str]) -> bool:
    """Whether an origin is one of the allowed; `https://*.a.example` is not `https://a.example`."""
    origin = origin.lower()
    for one in allowed:
        scheme, wild, domain = one.partition("*.")
        if origin == one or (wild and origin.startswith(scheme) and origin.endswith(f".{domain}")):
            return ORIGIN.fullmatch(origin) is not None
    return False


def page_name(path: str, *, collapse_ids: bool) -> str | None:
    """A path as its page is known: no query, no parts that say who someone is, none too long.

    With `collapse_ids` parts that look like an id stand as `:id`. None for what is no path.
    """
    bare = path.split("?", 1)[0]
    place, mark, within = bare.partition("#")
    if not bare.startswith("/") or not bare.isprintable():
        return None
    named = _parts(place, collapse_ids)
    if mark and within.lstrip("!").startswith("/"):
        named += "#" + _parts(within.lstrip("!"), collapse_ids)
    return named[:MOST_PATH]


def _parts(path: str, collapse_ids: bool) -> str:
    parts = [part for part in path.split("/") if part]
    shown = [_part(part, collapse_ids) for part in parts]
    return "/" + "/".join(shown)


def _part(part: str, collapse_ids: bool) -> str:
    plain = unquote(part)
    if PRIVATE.search(plain) or (collapse_ids and AN_ID.fullmatch(plain)):
        return HIDDEN
    return plain if plain.isprintable() and "/" not in plain else HIDDEN


def word(text: str) -> str | None:
    """A short text that many may share; None for what is empty, long, or says who someone is."""
    told = " ".join(text.split())
    if not 0 < len(told) <= MOST_WORD or not told.isprintable() or PRIVATE.search(told):
        return None
    return told


def is_property(name: str) -> bool:
    """Whether a property of an event may go by this name: small letters, no digits."""
    return PROPERTY.fullmatch(name) is not None


def came_by(parameters: Mapping[str, str], referrer: str) -> Came:
    """What the address of a visit's first page, and the page before it, say of where it came from.

    What may say who someone is, is left out.
    """
    said = {name: word(parameters.get(f"utm_{name}", "")) or "" for name in UTM}
    ad = next((name for name in ADS if name in parameters), "")
    click = parameters.get(ad, "")
    return Came(
        **{**said, "source": said["source"].lower(), "medium": said["medium"].lower()},
        code=word(parameters.get("state", "")) or "",
        ad=ADS.get(ad, ""),
        referrer=word(referrer.lower()) or "" if is_origin(f"http://{referrer.lower()}") else "",
        click_id=click if CLICK_ID.fullmatch(click) else "",
    )


def happened(received: datetime, age_ms: int) -> datetime | HitOutcome:
    """When an event was, by our clock: its age by the browser's own clock before it was sent.

    FUTURE or TOO_OLD for one that does not count.
    """
    if abs(age_ms) > 10 * MOST_LATE / timedelta(milliseconds=1):
        return HitOutcome.TOO_OLD if age_ms > 0 else HitOutcome.FUTURE
    age = timedelta(milliseconds=age_ms)
    if age < -CLOCK_SLIPS:
        return HitOutcome.FUTURE
    return HitOutcome.TOO_OLD if age > MOST_LATE else received - max(age, timedelta())


def may_count(mode: ConsentMode, *, agreed: bool) -> bool:
    """Whether anything may be counted."""
    return agreed or mode is not ConsentMode.NEEDED


def may_know(mode: ConsentMode, *, agreed: bool) -> bool:
    """Whether a visitor may be told from others."""
    return agreed or mode is ConsentMode.NOT_NEEDED
