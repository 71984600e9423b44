"""Reading one callback request: what it must show before it is kept. Pure."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import parse_qs
from uuid import UUID

from siyu.channels.wecom import protocol
from siyu.channels.wecom.refusals import BadReceiveId, Malformed, Stale

WINDOW = timedelta(minutes=5)
NAME_CHARACTERS = 64


@dataclass(frozen=True, kw_only=True)
class Door:
    """What a connection's callbacks are checked against."""

    connection_id: UUID
    tenant_id: UUID
    corp_id: str
    token: str = field(repr=False)
    aes_key: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Query:
    """The parameters of a callback's address."""

    signature: str
    timestamp: str
    nonce: str
    echostr: str


@dataclass(frozen=True, kw_only=True)
class Callback:
    """A callback that may be kept."""

    tenant_id: UUID
    connection_id: UUID
    key: str
    event: str
    change: str
    ciphertext: str


def query_of(query_string: bytes) -> Query:
    """Read the address's parameters; one not sent is "". Raises Malformed."""
    try:
        fields = parse_qs(query_string.decode("ascii"), max_num_fields=20)
    except ValueError as error:
        raise Malformed(reason="query") from error

    def one(name: str) -> str:
        return fields.get(name, [""])[0]

    return Query(
        signature=one("msg_signature"),
        timestamp=one("timestamp"),
        nonce=one("nonce"),
        # A plus that was not escaped has become a space, which base64 does not know.
        echostr=one("echostr").replace(" ", "+"),
    )


def echo(door: Door, query: Query, now: datetime) -> str:
    """The answer of the handshake: the opened echostr. Raises a refusal."""
    _check(door, query, query.echostr, now)
    text, receive_id = protocol.decrypt(door.aes_key, query.echostr)
    _check_receiver(door, receive_id)
    return text


def opened(door: Door, query: Query, body: bytes, now: datetime) -> Callback:
    """What a POST brings. `now` is real time, as WeCom stamps it. Raises a refusal."""
    sealed = protocol.envelope(body).encrypt
    _check(door, query, sealed, now)
    text, receive_id = protocol.decrypt(door.aes_key, sealed)
    _check_receiver(door, receive_id)
    message = protocol.message(text)
    event, change = protocol.kind(message)
    return Callback(
        tenant_id=door.tenant_id,
        connection_id=door.connection_id,
        key=protocol.inbound_key(message),
        event=event[:NAME_CHARACTERS],
        change=change[:NAME_CHARACTERS],
        ciphertext=sealed,
    )


def _check(door: Door, query: Query, sealed: str, now: datetime) -> None:
    protocol.verify(door.token, query.timestamp, query.nonce, sealed, given=query.signature)
    if not query.timestamp.isascii() or not query.timestamp.isdigit():
        raise Stale(minutes=5)
    if abs(int(query.timestamp[:15]) - now.timestamp()) > WINDOW.total_seconds():
        raise Stale(minutes=5)


def _check_receiver(door: Door, receive_id: str) -> None:
    if receive_id != door.corp_id:
        raise BadReceiveId()
