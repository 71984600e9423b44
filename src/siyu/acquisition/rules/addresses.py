"""Where a short link may lead, and the address with what it says of its source."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

MOST_LENGTH = 2000
_UNPRINTED = re.compile(r"[\s\\\x00-\x1f\x7f]")


def is_target(address: str) -> bool:
    """Whether an address is a plain web page: http or https, a host, nobody's name before it.

    A backslash or a space would be read as another address by some browsers.
    """
    if len(address) > MOST_LENGTH or _UNPRINTED.search(address):
        return False
    try:
        parts = urlsplit(address)
        named, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(named) and "@" not in parts.netloc


def with_parameters(address: str, given: Mapping[str, str]) -> str:
    """The address with parameters added; its own query stays as it is, and so does its fragment.

    A parameter it has already is not given again.
    """
    parts = urlsplit(address)
    known = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    added = urlencode({name: value for name, value in given.items() if name not in known})
    query = "&".join(part for part in (parts.query, added) if part)
    return urlunsplit(parts._replace(query=query))
