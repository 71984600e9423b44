"""Where a webhook may go: which URLs are taken, and which addresses are called. Pure."""

from collections.abc import Iterable, Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_network,
)
from urllib.parse import urlsplit

from siyu.channels.webhook.errors import BadUrl

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
MOST_CHARACTERS = 2_000
DEFAULT_PORTS = {"https": 443, "http": 80}
SPECIAL = tuple(
    map(
        ip_network,
        (
            # Translated to IPv4 by a router on the way (RFC 6052, RFC 8215, RFC 3056, RFC 7526).
            *("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "192.88.99.0/24"),
            # Kept for protocols (RFC 6890); a cloud answers for its metadata here.
            "192.0.0.0/24",
            # The services of Azure's hosts, though the address is a public one.
            "168.63.129.16/32",
        ),
    )
)


def target(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of a receiver's URL. Raises BadUrl."""
    if len(url) > MOST_CHARACTERS or any(one.isspace() or not one.isprintable() for one in url):
        raise BadUrl(field="url")
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme, parts.hostname or "", parts.port
        host = host.encode("idna").decode() if not host.isascii() else host
    except (ValueError, UnicodeError) as error:
        raise BadUrl(field="url") from error
    if scheme not in DEFAULT_PORTS or not host or parts.username or parts.password or port == 0:
        raise BadUrl(field="url")
    return scheme, host, port or DEFAULT_PORTS[scheme]


def networks(text: str) -> tuple[Network, ...]:
    """The networks of a setting such as `127.0.0.0/8, 10.1.0.0/16`. Raises ValueError."""
    return tuple(ip_network(one.strip()) for one in text.split(",") if one.strip())


def may_call(address: Address, *, scheme: str, allowed: Sequence[Network]) -> bool:
    """Whether a post may go to an address: by https to a public or an allowed one, by plain http
    within this machine alone, and only if allowed."""
    meant = getattr(address, "ipv4_mapped", None) or address
    if scheme == "http" and not meant.is_loopback:
        return False
    return _is_public(meant) or _within(meant, allowed)


def _is_public(address: Address) -> bool:
    return address.is_global and not address.is_multicast and not _within(address, SPECIAL)


def _within(address: Address, networks: Iterable[Network]) -> bool:
    return any(address in network for network in networks if network.version == address.version)
