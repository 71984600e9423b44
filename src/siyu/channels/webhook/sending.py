"""What leaves for a receiver. Only `messaging` imports this module."""

import logging
import socket
import ssl
import time
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx

from siyu.channels.webhook import protocol
from siyu.channels.webhook.addresses import Address, may_call, networks, target
from siyu.channels.webhook.errors import BadUrl
from siyu.channels.webhook.shapes import Answer, Post, Reply, answer_of
from siyu.platform.work import no_work_open

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 15.0
MOST_ANSWER_BYTES = 2_048
USER_AGENT = "Siyu-Webhooks/1.0"
NOT_DELIVERED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def client() -> httpx.Client:
    """Follows no redirect, asks no proxy, and keeps no connection: one kept under an address
    would serve another name that leads there."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    return httpx.Client(
        timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
        follow_redirects=False,
        trust_env=False,
    )


class Inside(Exception):
    """A name led to an address that posts must not reach."""


def send(http: httpx.Client, post: Post, *, allowed: str) -> Reply:
    """Post a message once; never raises for what a receiver may do."""
    no_work_open()
    began = time.monotonic()
    try:
        status, text = _posted(http, post, allowed, began + ANSWER_SECONDS)
        return Reply(answer=answer_of(status), status=status, text=text, milliseconds=_ms(began))
    except Inside:
        return Reply(answer=Answer.INSIDE, milliseconds=_ms(began))
    except (*NOT_DELIVERED, OSError, BadUrl, UnicodeError) as error:
        return Reply(answer=Answer.UNREACHABLE, text=_why(error), milliseconds=_ms(began))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Reply(answer=Answer.NO_ANSWER, text=_why(error), milliseconds=_ms(began))


def _posted(http: httpx.Client, post: Post, allowed: str, until: float) -> tuple[int, str]:
    scheme, host, port = target(post.url)
    address = _resolved(scheme, host, port, allowed)
    signed = protocol.headers(post.secrets, post.message_id, post.at, post.body)
    own = {"content-type": "application/json", "user-agent": USER_AGENT}
    with http.stream(
        "POST",
        _pinned(post.url, address, port),
        content=post.body,
        headers={"host": urlsplit(post.url).netloc, **own, **signed},
        # The name the certificate is checked against; the call itself goes to the address.
        extensions={"sni_hostname": host},
    ) as response:
        return response.status_code, _beginning(response, until)


def _resolved(scheme: str, host: str, port: int, allowed: str) -> Address:
    """The address to call, judged after its resolution and then called itself: a name that leads
    elsewhere the second time cannot slip in between. Raises Inside, OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    let_in = networks(allowed)
    if not addresses or not all(may_call(one, scheme=scheme, allowed=let_in) for one in addresses):
        raise Inside
    return addresses[0]


def _pinned(url: str, address: Address, port: int) -> str:
    parts = urlsplit(url)
    host = f"[{address}]" if address.version == 6 else str(address)
    return parts._replace(netloc=f"{host}:{port}", fragment="").geturl()


def _beginning(response: httpx.Response, until: float) -> str:
    """The first bytes of an answer; a receiver that drips is left."""
    held = b""
    for piece in _pieces(response):
        held += piece
        if len(held) >= MOST_ANSWER_BYTES or time.monotonic() > until:
            break
    return held[:MOST_ANSWER_BYTES].decode(errors="replace").replace("\0", "\ufffd")


def _pieces(response: httpx.Response) -> Iterator[bytes]:
    try:
        yield from response.iter_raw(MOST_ANSWER_BYTES)
    except httpx.HTTPError:
        # The status came whole, and the status is the answer.
        return


def _why(error: Exception) -> str:
    cause = error.__cause__
    kind = ssl.SSLError if isinstance(cause, ssl.SSLError) else type(error)
    return f"{kind.__name__}: {error}"[:MOST_ANSWER_BYTES].replace("\0", "")


def _ms(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
