"""What others ask of webhooks besides sending."""

import os
import socket
from ipaddress import ip_address

from siyu.channels.webhook import protocol
from siyu.channels.webhook.addresses import may_call, networks, target
from siyu.channels.webhook.errors import BadUrl, InsideAddress

__all__ = ["check_url", "new_secret"]

SECRET_BYTES = 32
LOOPBACK = "127.0.0.1"


def new_secret() -> str:
    """A secret for a receiver, to be shown once."""
    return protocol.written(os.urandom(SECRET_BYTES))


def check_url(url: str, *, allowed: str) -> None:
    """Raises BadUrl or InsideAddress for what could be seen to be wrong without asking DNS.

    A name is resolved and judged again at each call, for it may lead elsewhere by then.
    """
    scheme, host, _ = target(url)
    try:
        address = ip_address(LOOPBACK if host == "localhost" else host)
    except ValueError:
        if scheme == "http" or _numeric(host):
            raise BadUrl(field="url") from None
        return
    if scheme == "http" and not address.is_loopback:
        raise BadUrl(field="url")
    if not may_call(address, scheme=scheme, allowed=networks(allowed)):
        raise InsideAddress(field="url", host=host, address=str(address))


def _numeric(host: str) -> bool:
    """Whether the system would read a host as a number: 2130706433, 0x7f.1, 127.1."""
    try:
        socket.inet_aton(host)
    except OSError:
        return False
    return True
