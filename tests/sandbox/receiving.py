"""A receiver of callbacks, as an app would run one."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest

from siyu.channels.wecom import protocol
from tests.sandbox.running import fields

AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
TOKEN = "ReceiverToken"


@dataclass
class Receiver:
    """A server that takes callbacks; `script` says how it answers each, then 200."""

    url: str = ""
    script: list[int | float] = field(default_factory=list)
    echo: bool = True
    plains: list[str] = field(default_factory=list)
    queries: list[dict[str, str]] = field(default_factory=list)
    corp_ids: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def take(self, query: dict[str, str], sealed: str) -> int:
        """Open a callback; a number under 100 in the script is seconds to sleep."""
        protocol.verify(
            TOKEN, query["timestamp"], query["nonce"], sealed, given=query["msg_signature"]
        )
        plain, corp_id = protocol.decrypt(AES_KEY, sealed)
        self.plains.append(plain)
        self.queries.append(query)
        self.corp_ids.append(corp_id)
        step = self.script.pop(0) if self.script else 200
        if step >= 100:
            return int(step)
        time.sleep(step)
        return 200

    def events(self) -> list[dict[str, str]]:
        return [fields(plain) for plain in self.plains]

    def changes(self) -> list[str]:
        return [event["ChangeType"] for event in self.events()]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    held = Receiver()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = dict(parse_qsl(urlsplit(self.path).query))
            plain, _ = protocol.decrypt(AES_KEY, query["echostr"])
            self.reply(200, plain if held.echo else f'"{plain}"')

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            query = dict(parse_qsl(urlsplit(self.path).query))
            status = held.take(query, protocol.envelope(body).encrypt)
            held.bodies.append(body)
            self.reply(status, "success")

        def reply(self, status: int, text: str) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    held.url = f"http://127.0.0.1:{server.server_port}/callbacks"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield held
    server.shutdown()
    server.server_close()
