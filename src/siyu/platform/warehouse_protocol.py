"""ClickHouse's HTTP as text and bytes: statements, bodies, codes. Pure: no store, no socket."""

import re
import zlib
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from io import BufferedIOBase
from typing import NamedTuple, Protocol, cast

import lz4.frame

PIECE_BYTES = 1 << 20
HEAD_BYTES = 256 << 10

# What ClickHouse takes for itself from the address, and so are no settings of the engine.
TRANSPORT = frozenset(
    "query database user password query_id session_id session_timeout session_check quota_key role"
    " default_format compress decompress buffer_size wait_end_of_query stacktrace"
    " client_protocol_version send_progress_in_http_headers http_headers_progress_interval_ms"
    " enable_http_compression cancel_http_readonly_queries_on_client_close".split()
)
# Formats without header or footer: their blocks may be sent on one by one.
STREAMED = frozenset({"Native", "TabSeparated", "TSV", "CSV", "RowBinary", "JSONEachRow"})
SYNTAX, NOT_IMPLEMENTED, UNKNOWN_SETTING, TOO_LARGE, WRONG_KEY, UNKNOWN = (
    62,
    48,
    115,
    229,
    516,
    1002,
)
# Announced in the head of a streamed answer: what marks an error in the middle of it.
EXCEPTION_TAG = "siyuwarehouseerr"
# The statuses that ClickHouse gives to its exception codes; every other code is 500.
STATUS = {
    **dict.fromkeys((6, 25, 26, 27, 33, 38, 41, 43, 53, SYNTAX, 72, 117, 130, 456, 457), 400),
    **dict.fromkeys((192, 193, 194, 497, WRONG_KEY), 403),
    **dict.fromkeys((46, 47, 50, 56, 60, 63, 73, 81, UNKNOWN_SETTING, 511), 404),
    TOO_LARGE: 413,
    NOT_IMPLEMENTED: 501,
}
# Quoted text and comments come first: they hide what only looks like a keyword.
TOKEN = re.compile(
    rb"""(?P<quoted>'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`(?:[^`\\]|\\.|``)*`"""
    rb"""|\$(?P<tag>\w*)\$.*?\$(?P=tag)\$)"""
    rb"""|(?P<space>\s+|--[^\n]*|\#[ !][^\n]*|/\*.*?\*/)|(?P<word>\w+)|(?P<sign>.)""",
    re.DOTALL,
)
FORMAT_AT_END = re.compile(r"\bFORMAT\s+(\w+)\s*\Z", re.IGNORECASE)
LINE_END = re.compile(rb"[ \t\r]*\n?")
CODE = re.compile(r"Code: (\d+)")


class Refusal(Exception):
    """A statement the server refuses, with ClickHouse's code for it."""

    def __init__(self, code: int, text: str) -> None:
        said = text if text.startswith("Code: ") else f"Code: {code}. DB::Exception: {text}"
        super().__init__(said)
        self.code = code
        self.status = STATUS.get(code, 500)


class BodyCutShort(Exception):
    """The client went away in the middle of what it was sending."""


class Insert(NamedTuple):
    """An INSERT whose rows follow it: the statement, their format, the bytes that came along."""

    head: str
    format: str
    rows: bytes


class Decoder(Protocol):
    def decompress(self, data: bytes, /) -> bytes: ...


def refusal_of(problem: Exception) -> Refusal:
    """What the engine said, without the words its binding puts around it."""
    said = str(problem)
    found = CODE.search(said)
    return Refusal(int(found[1]), said[found.start() :]) if found else Refusal(UNKNOWN, said)


def broken_off(refusal: Refusal) -> bytes:
    """The end of a streamed answer that failed, as clients of ClickHouse 25.11 on read it."""
    said = f"{refusal}\n".encode()
    opening = b"__exception__\r\n%b\r\n%b" % (EXCEPTION_TAG.encode(), said)
    return opening + b"%d %b\r\n__exception__\r\n" % (len(said), EXCEPTION_TAG.encode())


def first_word(text: bytes) -> str:
    return next((t["word"].decode().upper() for t in TOKEN.finditer(text) if t["word"]), "")


def insert_of(text: bytes) -> Insert | None:
    """The INSERT that carries rows with it, None for any other statement."""
    if first_word(text[:HEAD_BYTES]) != "INSERT":
        return None
    words = (token for token in TOKEN.finditer(text, 0, HEAD_BYTES) if token["word"])
    for token in words:
        match token["word"].upper():
            case b"SELECT" | b"WITH" | b"INFILE":
                return None
            case b"VALUES":
                return Insert(text[: token.start()].decode(), "Values", text[token.end() :])
            case b"FORMAT" if named := next(words, None):
                end = cast("re.Match[bytes]", LINE_END.match(text, named.end())).end()
                return Insert(text[: token.start()].decode(), named["word"].decode(), text[end:])
    return None


def one_statement(text: bytes) -> str:
    """The statement without its semicolon. The engine would run several; ClickHouse refuses."""
    end: int | None = None
    for token in TOKEN.finditer(text):
        if token["sign"] == b";":
            end = token.start() if end is None else end
        elif end is not None and not token["space"]:
            raise Refusal(SYNTAX, "Syntax error (Multi-statements are not allowed)")
    try:
        return text[:end].decode()
    except UnicodeDecodeError as wrong:
        raise Refusal(SYNTAX, "Syntax error: the statement is not UTF-8") from wrong


class Body:
    """A request's body, decoded, a bounded piece at a time. Reading raises BodyCutShort."""

    def __init__(self, source: BufferedIOBase, headers: Message) -> None:
        self._wire = _wire_pieces(source, headers)
        self._decoder = _decoder(headers.get("Content-Encoding", ""))
        self._pieces = self._decoded()

    def _decoded(self) -> Iterator[bytes]:
        for piece in self._wire:
            yield self._decoder.decompress(piece) if self._decoder else piece

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def at_least(self, size: int) -> bytes:
        """The next `size` bytes or a little more; fewer only where the body ends."""
        found = bytearray()
        while len(found) < size and (piece := next(self._pieces, None)) is not None:
            found += piece
        return bytes(found)

    def drain(self, most: int) -> bool:
        """Read what is left and drop it; False if that was more than `most` bytes."""
        for piece in self._wire:
            most -= len(piece)
            if most < 0:
                return False
        return True


def _wire_pieces(source: BufferedIOBase, headers: Message) -> Iterator[bytes]:
    if headers.get("Transfer-Encoding", "").lower() != "chunked":
        yield from _exactly(source, int(headers.get("Content-Length") or 0))
        return
    while size := _chunk_size(source):
        yield from _exactly(source, size)
        source.readline(8)
    source.readline(8)


def _chunk_size(source: BufferedIOBase) -> int:
    try:
        return int(source.readline(64).split(b";")[0], 16)
    except ValueError as wrong:
        raise BodyCutShort from wrong


def _exactly(source: BufferedIOBase, size: int) -> Iterator[bytes]:
    while size:
        piece = source.read(min(size, PIECE_BYTES))
        if not piece:
            raise BodyCutShort
        size -= len(piece)
        yield piece


def _decoder(encoding: str) -> Decoder | None:
    match encoding.lower():
        case "" | "identity":
            return None
        case "gzip" | "deflate":
            return zlib.decompressobj(47)
        case "lz4":
            return cast("Decoder", lz4.frame.LZ4FrameDecompressor())
    raise Refusal(NOT_IMPLEMENTED, f"Content-Encoding {encoding} is not supported")


def form_fields(content_type: str, body: bytes) -> dict[str, str]:
    """The plain fields of multipart/form-data, as clients send long parameters."""
    message = BytesParser().parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    parts = message.get_payload() if message.is_multipart() else []
    fields = {}
    for part in cast("list[Message]", parts):
        name = part.get_param("name", header="content-disposition")
        value = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(value, bytes):
            fields[name] = value.decode()
    return fields


def empty_native(columns: list[tuple[str, str]]) -> bytes:
    """A Native block of these (name, type) and no rows; the engine itself sends nothing at all."""
    named = b"".join(_counted(name) + _counted(kind) for name, kind in columns)
    return _varint(len(columns)) + _varint(0) + named


def _counted(text: str) -> bytes:
    raw = text.encode()
    return _varint(len(raw)) + raw


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])
