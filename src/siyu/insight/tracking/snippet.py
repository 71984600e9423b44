"""The script that a page loads: what was built from `console/tracker`, with a site's settings."""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path

from siyu.insight.tracking.models import Site
from siyu.insight.tracking.outcomes import ConsentMode

BUILT = Path(__file__).parents[2] / "pages" / "tracker" / "siyu.js"
MODES = {ConsentMode.NEEDED: 0, ConsentMode.ANONYMOUS: 1, ConsentMode.NOT_NEEDED: 2}
OFF = "window.siyu=function(){};"
MOST_AGE_SECONDS = 600
"""How long browsers may go by old settings: so long a change of consent takes to reach all."""


@cache
def built() -> str | None:
    """The tracker as it was built; None where the pages were not."""
    return BUILT.read_text(encoding="utf-8").strip() if BUILT.exists() else None


def script(site: Site) -> str | None:
    """The whole script of a site, at most 3 KB compressed; None where none was built."""
    code = built()
    if not site.enabled or code is None:
        return OFF if code is not None else None
    # Numbers and a short key of ours alone: nothing that could end a string or a script.
    settings = {
        "k": site.key,
        "c": MODES[site.consent],
        "g": site.gap_minutes,
        "d": int(site.respect_signals),
        "o": int(site.outbound),
    }
    return f"(function(SIYU){{{code}}})({json.dumps(settings, separators=(',', ':'))});"


def tag(text: str) -> str:
    """The entity tag of a script."""
    return f'"{sha256(text.encode()).hexdigest()[:20]}"'
