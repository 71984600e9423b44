"""Programs that ask for pages, told by the name they give themselves."""

import re

_NAMES = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|preview|facebookexternalhit|whatsapp|embedly|headless"
    r"|curl|wget|python|httpx|okhttp|java/|go-http|axios|node-fetch|scrapy|monitor|lighthouse",
    re.IGNORECASE,
)


def is_program(user_agent: str) -> bool:
    """Whether a User-Agent is empty or names a program; one that lies is taken for a person."""
    return not user_agent or _NAMES.search(user_agent) is not None
