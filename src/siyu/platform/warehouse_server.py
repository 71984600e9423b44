"""The embedded warehouse: one process that alone opens the store and speaks ClickHouse's HTTP.

Web and worker reach it as they would reach a ClickHouse server, so nothing else knows which of
the two is there. Not kept from a real server: sessions (`session_id` is ignored), external
tables, and the block compression of `compress=1`.
"""

import hmac
import json
import logging
import re
import signal
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

from chdb._exceptions import ChdbError
from chdb.state.sqlitelike import Connection, connect

from siyu.platform.warehouse_protocol import (
    EXCEPTION_TAG,
    FORMAT_AT_END,
    HEAD_BYTES,
    STREAMED,
    TOO_LARGE,
    TRANSPORT,
    UNKNOWN_SETTING,
    WRONG_KEY,
    Body,
    BodyCutShort,
    Insert,
    Refusal,
    broken_off,
    empty_native,
    first_word,
    form_fields,
    insert_of,
    one_statement,
    refusal_of,
)

log = logging.getLogger(__name__)

STATEMENT_BYTES = 16 << 20
DRAINED_BYTES = 64 << 20
STATEMENTS_AT_ONCE = 16
LAST_STATEMENTS_SECONDS = 15.0
IDLE_CLIENT_SECONDS = 600
ANSWERING = frozenset("SELECT WITH SHOW DESCRIBE DESC EXPLAIN EXISTS CHECK".split())

# ClickHouse gathers a million rows or 256 MB before it writes a part; here that is too much memory.
FRUGAL = "max_insert_block_size = 65536, min_insert_block_size_bytes = 67108864"

# fsync is off in ClickHouse by default; here an acknowledged row survives a power cut.
ENGINE = """<clickhouse>
  <merge_tree>
    <fsync_after_insert>1</fsync_after_insert>
    <fsync_part_directory>1</fsync_part_directory>
  </merge_tree>
  <mark_cache_size>134217728</mark_cache_size>
  <max_server_memory_usage_to_ram_ratio>0.6</max_server_memory_usage_to_ram_ratio>
</clickhouse>
"""


class Asked(NamedTuple):
    """What the address, the headers and a form say about a statement."""

    text: bytes
    query_id: str
    database: str
    form: str
    in_one_piece: bool
    settings: dict[str, str]
    parameters: dict[str, str]


class Store:
    """The open store; every statement gets a connection, so its settings stay its own."""

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        config = path / "engine.xml"
        config.write_text(ENGINE)
        self.address = f"{path.resolve()}?config-file={config.resolve()}"
        self.anchor = connect(self.address)
        self.turns = threading.BoundedSemaphore(STATEMENTS_AT_ONCE)

    @contextmanager
    def connection(self, asked: Asked) -> Iterator[Connection]:
        """A connection with the statement's database and settings, when it is its turn."""
        if not all(re.fullmatch(r"\w+", name) for name in asked.settings):
            raise Refusal(UNKNOWN_SETTING, "Unknown setting")
        # In one statement, each of which costs a fifth of a millisecond.
        told = [f"{name} = '{_escaped(value)}'" for name, value in asked.settings.items()]
        with self.turns, connect(self.address) as opened:
            if asked.database:
                opened.query(f"USE `{_escaped(asked.database, '`')}`")
            opened.query(f"SET {', '.join([FRUGAL, *told])}")
            yield opened

    def close(self) -> None:
        """Wait for the statements under way, then leave the store in order."""
        for _ in range(STATEMENTS_AT_ONCE):
            if not self.turns.acquire(timeout=LAST_STATEMENTS_SECONDS / STATEMENTS_AT_ONCE):
                log.warning("a statement was still running when the warehouse closed")
        self.anchor.close()


def _escaped(text: str, quote: str = "'") -> str:
    return text.replace("\\", "\\\\").replace(quote, "\\" + quote)


class Server(ThreadingHTTPServer):
    """Listens for clients; a thread serves each."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, store: Store, host: str, port: int, key: str) -> None:
        super().__init__((host, port), Exchange)
        self.store = store
        self.key = key

    def handle_error(self, request: Any, client_address: Any) -> None:
        log.exception("a client of the warehouse was left without an answer")


class Exchange(BaseHTTPRequestHandler):
    """One client's connection."""

    protocol_version = "HTTP/1.1"
    server_version = "Siyu"
    disable_nagle_algorithm = True
    timeout = IDLE_CLIENT_SECONDS
    server: Server
    query_id = ""
    streaming = False

    def log_message(self, format: str, *args: object) -> None:
        """Statements carry ids of customers: nothing of a request is logged."""

    def do_GET(self) -> None:
        self.answer()

    def do_POST(self) -> None:
        self.answer()

    def answer(self) -> None:
        """Answer one request; whatever goes wrong with a statement becomes its refusal."""
        self.streaming = False
        body: Body | None = None
        try:
            body = Body(self.rfile, self.headers)
            address = urlsplit(self.path)
            if self.command == "GET" and self.path in {"/", "/ping"}:
                return self.whole(b"Ok.\n")
            self.check_key()
            self.serve(dict(parse_qsl(address.query, keep_blank_values=True)), body)
        except (BodyCutShort, ConnectionError, TimeoutError):
            self.close_connection = True
        except Refusal as refusal:
            self.refuse(refusal, body)
        except (ChdbError, RuntimeError) as problem:
            self.refuse(refusal_of(problem), body)

    def check_key(self) -> None:
        given = self.headers.get("X-ClickHouse-Key", "").encode()
        kind, _, value = self.headers.get("Authorization", "").partition(" ")
        if kind == "Basic":
            given = _password(value)
        if not hmac.compare_digest(given, self.server.key.encode()):
            raise Refusal(WRONG_KEY, "Authentication failed: the key is incorrect")

    def serve(self, address: dict[str, str], body: Body) -> None:
        kind = self.headers.get("Content-Type", "")
        if kind.startswith("multipart/form-data"):
            address |= form_fields(kind, body.at_least(STATEMENT_BYTES))
        asked = self.asked(address, body)
        self.query_id = re.sub(r"[^\w.:-]", "", asked.query_id)
        with self.server.store.connection(asked) as connection:
            if insert := insert_of(asked.text):
                return self.take_in(connection, insert, body)
            text = asked.text + body.at_least(STATEMENT_BYTES)
            if len(text) > STATEMENT_BYTES:
                raise Refusal(TOO_LARGE, f"The statement is longer than {STATEMENT_BYTES} bytes")
            self.run(connection, text, asked)

    def asked(self, address: dict[str, str], body: Body) -> Asked:
        query = address.get("query", "").encode()
        plain = {k: v for k, v in address.items() if k not in TRANSPORT}
        settings = {k: v for k, v in plain.items() if not k.startswith("param_")}
        if self.command == "GET":
            settings.setdefault("readonly", "1")
        return Asked(
            text=query + (b"\n" if query else b"") + body.at_least(HEAD_BYTES),
            query_id=address.get("query_id") or str(uuid4()),
            database=address.get("database") or self.headers.get("X-ClickHouse-Database") or "",
            form=self.headers.get("X-ClickHouse-Format") or address.get("default_format") or "",
            in_one_piece=address.get("wait_end_of_query") == "1",
            settings=settings,
            parameters={k[6:]: v for k, v in plain.items() if k.startswith("param_")},
        )

    def take_in(self, connection: Connection, insert: Insert, body: Body) -> None:
        """Stream the rows of an INSERT into the engine; of a body cut short no more comes in."""
        with connection.send_insert(insert.head, insert.format) as rows:
            if insert.rows:
                rows.append(insert.rows)
            for piece in body:
                rows.append(piece)
            done = rows.finish()
        self.whole(b"", written=done.rows_written)

    def run(self, connection: Connection, text: bytes, asked: Asked) -> None:
        statement = one_statement(text)
        named = FORMAT_AT_END.search(statement)
        form = named[1] if named else asked.form or "TabSeparated"
        word = first_word(text)
        if word not in {"SELECT", "WITH"} or form not in STREAMED or asked.in_one_piece:
            found = connection.query(statement, form, params=asked.parameters).bytes()
            if found or word not in {"SELECT", "WITH"}:
                return self.whole(found or b"", form if word in ANSWERING else "")
        else:
            with connection.send_query(statement, form, params=asked.parameters) as blocks:
                if (first := blocks.fetch()) is not None:
                    return self.stream(first, blocks, form)
        bare = statement[: named.start()] if named else statement
        self.whole(_no_rows(connection, bare, asked) if form == "Native" else b"", form)

    def stream(self, block: Any, blocks: Any, form: str) -> None:
        """Send block after block; after the first an error can only break the answer off."""
        self.head(200, form)
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("X-ClickHouse-Exception-Tag", EXCEPTION_TAG)
        self.end_headers()
        self.streaming = True
        while block is not None:
            self.send_chunk(block.bytes())
            block = blocks.fetch()
        self.wfile.write(b"0\r\n\r\n")

    def send_chunk(self, raw: bytes) -> None:
        if raw:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(raw), raw))

    def whole(self, body: bytes, form: str = "", *, written: int = 0) -> None:
        self.head(200, form)
        self.send_header("X-ClickHouse-Summary", json.dumps({"written_rows": str(written)}))
        self.finish_with(body)

    def refuse(self, refusal: Refusal, body: Body | None) -> None:
        """Say what was wrong as ClickHouse does."""
        if self.streaming:
            self.close_connection = True
            return self.send_chunk(broken_off(refusal))
        self.drain(body)
        self.head(refusal.status)
        self.send_header("X-ClickHouse-Exception-Code", str(refusal.code))
        self.finish_with(f"{refusal}\n".encode())

    def drain(self, body: Body | None) -> None:
        """Read the rest of the body: closing on unread bytes would destroy the answer."""
        try:
            kept = body is not None and body.drain(DRAINED_BYTES)
        except (BodyCutShort, OSError):
            kept = False
        self.close_connection = self.close_connection or not kept

    def head(self, status: int, form: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=UTF-8")
        self.send_header("X-ClickHouse-Server-Display-Name", "siyu")
        self.send_header("X-ClickHouse-Timezone", "UTC")
        self.send_header("X-ClickHouse-Query-Id", self.query_id)
        if form:
            self.send_header("X-ClickHouse-Format", form)

    def finish_with(self, body: bytes) -> None:
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _password(basic: str) -> bytes:
    try:
        return b64decode(basic).partition(b":")[2]
    except ValueError:
        return b""


def _no_rows(connection: Connection, statement: str, asked: Asked) -> bytes:
    """An empty answer that still names its columns, as readers of Native expect."""
    described = connection.query(
        f"DESCRIBE (\n{statement}\n)", "JSONCompact", params=asked.parameters
    )
    return empty_native([(name, kind) for name, kind, *_ in json.loads(described.bytes())["data"]])


def serve(path: Path, host: str, port: int, key: str) -> None:
    """Keep the store at `path` open and answer until SIGTERM or SIGINT.

    `key` is the password every statement must carry; port 0 takes a free one. A second process
    on the same path fails at once: the engine locks it.
    """
    store = Store(path)
    server = Server(store, host, port, key)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    log.info("warehouse listening on http://%s:%s", host, server.server_port)
    server.serve_forever(poll_interval=0.1)
    server.server_close()
    store.close()
