"""A sender of callbacks as many at once as its connections, keeping what was acknowledged."""

import asyncio
import secrets
import time
from dataclasses import dataclass, field

from siyu.channels.wecom import protocol
from siyu.platform.clock import real_now

RETRY_SECONDS = 0.05


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where callbacks go and how they are sealed; `first` numbers the customers."""

    port: int
    connection_id: str
    corp_id: str
    token: str
    aes_key: str
    connections: int
    seconds: float
    prepared: int
    first: int


@dataclass
class Report:
    """The seconds each acknowledged callback took, its key, and how often it had to be resent."""

    took: list[float] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    resent: int = 0
    refused: int = 0
    seconds: float = 0.0


def drive(target: Target) -> Report:
    """Send for so many seconds, from a process of its own."""
    return asyncio.run(_drive(target))


def prepared(target: Target) -> list[tuple[str, bytes]]:
    """Requests, sealed beforehand, each of another customer, with their keys."""
    timestamp = str(int(real_now().timestamp()))
    return [_request(target, target.first + number, timestamp) for number in range(target.prepared)]


def _request(target: Target, number: int, timestamp: str) -> tuple[str, bytes]:
    message: protocol.Message = {
        "ToUserName": target.corp_id,
        "FromUserName": "sys",
        "CreateTime": timestamp,
        "MsgType": "event",
        "Event": "change_external_contact",
        "ChangeType": "add_external_contact",
        "UserID": f"staff{number % 200}",
        "ExternalUserID": f"wmBenchmark{number:020d}",
        "State": "lc_benchmark",
        "WelcomeCode": secrets.token_urlsafe(32),
    }
    encrypt = protocol.encrypt(target.aes_key, protocol.message_xml(message), target.corp_id)
    nonce = secrets.token_hex(5)
    signature = protocol.signature(target.token, timestamp, nonce, encrypt)
    body = protocol.envelope_xml(target.corp_id, "1000002", encrypt)
    head = (
        f"POST /callbacks/wecom/{target.connection_id}?msg_signature={signature}"
        f"&timestamp={timestamp}&nonce={nonce} HTTP/1.1\r\n"
        f"Host: 127.0.0.1\r\nContent-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return protocol.inbound_key(message), head.encode() + body


async def _drive(target: Target) -> Report:
    report, waiting = Report(), prepared(target)[::-1]
    began = time.monotonic()
    until = began + target.seconds
    await asyncio.gather(
        *(_send(target.port, waiting, until, report) for _ in range(target.connections))
    )
    report.seconds = time.monotonic() - began
    return report


async def _send(port: int, waiting: list[tuple[str, bytes]], until: float, report: Report) -> None:
    """One connection; a callback whose answer never came is sent again, as WeCom does."""
    streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
    while waiting and time.monotonic() < until:
        key, request = waiting.pop()
        acknowledged = False
        while not acknowledged:
            began = time.monotonic()
            try:
                streams = streams or await asyncio.open_connection("127.0.0.1", port)
                acknowledged = await _exchange(*streams, request)
                report.refused += not acknowledged
            except (OSError, asyncio.IncompleteReadError):
                streams = None
                report.resent += 1
                await asyncio.sleep(RETRY_SECONDS)
                if time.monotonic() > until + 10:
                    return
        report.took.append(time.monotonic() - began)
        report.keys.append(key)
    if streams is not None:
        streams[1].close()


async def _exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> bool:
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ", 1)[1].split(b"\r\n", 1)[0])
    body = await reader.readexactly(length)
    return head.startswith(b"HTTP/1.1 200") and body == b"success"
