"""The callback receiver, in front of the web application: raw ASGI, asynchronous, durable.

A callback is answered only when it is committed; one that could not be is answered 500, so WeCom
sends it again, and its key keeps the second one from being stored twice.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any, TypeAlias
from uuid import UUID

import structlog
from anyio import to_thread
from prometheus_client import Counter
from psycopg_pool import AsyncConnectionPool

from siyu.channels.wecom import callbacks
from siyu.channels.wecom.batches import Batches
from siyu.channels.wecom.callbacks import Callback, Door
from siyu.channels.wecom.protocol import MAX_BODY_BYTES
from siyu.channels.wecom.refusals import CutOff, TooLarge, UnknownConnection, WrongMethod
from siyu.kit.errors import Problem
from siyu.kit.ids import new_id
from siyu.platform import traces
from siyu.platform.clock import real_now
from siyu.platform.data_dir import RecordFull
from siyu.platform.http import no_room
from siyu.platform.runtime import Runtime

PREFIX = "/callbacks/wecom/"
SUCCESS = b"success"
KNOWN_SECONDS = 5.0
MOST_KNOWN = 1_000
CONNECTIONS = 2
CONNECT_SECONDS = 3.0

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

CALLBACKS = Counter("siyu_wecom_callbacks_total", "Callbacks answered, by outcome", ["outcome"])
logger = structlog.get_logger()

DOOR = (
    "SELECT tenant_id, corp_id, callback_token_sealed, aes_key_sealed"
    " FROM wecom_connections WHERE id = %s"
)
KEEP = (
    "INSERT INTO wecom_inbound (id, tenant_id, connection_id, key, event, change, ciphertext,"
    " received_at, arrived_at, next_try_at, state, attempts)"
    " SELECT *, %s, %s, %s, 'waiting', 0 FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[],"
    " %s::text[], %s::text[], %s::text[], %s::text[])"
    " ON CONFLICT (connection_id, key) DO NOTHING RETURNING id"
)


class CallbackEdge:
    """Answers `/callbacks/wecom/{connection_id}` and passes everything else to `app`."""

    def __init__(self, runtime: Runtime, app: App) -> None:
        self._runtime = runtime
        self._app = app
        self._pool: AsyncConnectionPool | None = None
        self._opening = asyncio.Lock()
        self._batches = Batches(self._keep)
        self._doors: dict[str, tuple[Door | None, float]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(PREFIX):
            name = f"{traces.method(scope['method'])} {PREFIX}{{connection_id}}"
            with traces.span("SERVER", name) as span:
                await self._answered(scope, receive, send, span)
            return
        await self._app(scope, receive, send)
        if scope["type"] == "lifespan":
            await self.close()

    async def close(self) -> None:
        """Write what is in flight and let the connections go."""
        await self._batches.drained()
        if self._pool is not None:
            await self._pool.close()
            self._pool = None

    async def _answered(
        self, scope: Scope, receive: Receive, send: Send, span: traces.Span
    ) -> None:
        try:
            status, body, outcome = 200, *(await self._reply(scope, receive))
        except Problem as refusal:
            status, body, outcome = refusal.status, refusal.code.encode(), refusal.code
        except Exception as error:
            status, body, outcome = self._not_stored(error)
        if status != 200:
            logger.warning("callback refused", reason=outcome, path=scope["path"][:80])
        CALLBACKS.labels(outcome).inc()
        span.tell(status=status, outcome=outcome)
        if status >= 500:
            span.failed(outcome)
        await _send(send, status, body)

    def _not_stored(self, error: Exception) -> tuple[int, bytes, str]:
        """A status that lets WeCom send it again."""
        if no_room(self._runtime, error):
            full = RecordFull()
            logger.error("disk full", problem=full.sentence())
            return full.status, full.code.encode(), full.code
        logger.error("callback not stored", problem=type(error).__name__)
        return 500, b"NotStored", "NotStored"

    async def _reply(self, scope: Scope, receive: Receive) -> tuple[bytes, str]:
        method = scope["method"]
        if method not in {"GET", "POST"}:
            raise WrongMethod()
        door = await self._door(scope["path"][len(PREFIX) :])
        traces.current().tell(tenant_id=door.tenant_id)
        query = callbacks.query_of(scope["query_string"])
        if method == "GET":
            return callbacks.echo(door, query, real_now()).encode(), "echoed"
        body = await _body(scope, receive)
        callback = callbacks.opened(door, query, body, real_now())
        is_new = await self._batches.store(callback)
        return SUCCESS, "stored" if is_new else "repeated"

    async def _door(self, connection_id: str) -> Door:
        """A connection's keys, remembered for a few seconds. Raises UnknownConnection."""
        door, until = self._doors.get(connection_id, (None, 0.0))
        if time.monotonic() >= until:
            door = await self._read_door(connection_id)
            if len(self._doors) >= MOST_KNOWN:
                self._doors.clear()
            self._doors[connection_id] = door, time.monotonic() + KNOWN_SECONDS
        if door is None:
            raise UnknownConnection()
        return door

    async def _read_door(self, connection_id: str) -> Door | None:
        try:
            id = UUID(connection_id)
        except ValueError:
            return None
        pool = await self._opened_pool()
        async with pool.connection() as connection:
            row = await (await connection.execute(DOOR, (id,))).fetchone()
        if row is None:
            return None
        tenant_id, corp_id, token, aes_key = row
        secrets = self._runtime.secrets
        return Door(
            connection_id=id,
            tenant_id=tenant_id,
            corp_id=corp_id,
            token=secrets.open(token),
            aes_key=secrets.open(aes_key),
        )

    async def _keep(self, batch: Sequence[Callback]) -> list[bool]:
        """One statement, one commit; which of them were new."""
        # A demo's clock reads the record now and then, which must not stop the others.
        shown = await to_thread.run_sync(self._runtime.clock.now)
        real = real_now()
        ids = [new_id() for _ in batch]
        columns = (
            ids,
            [one.tenant_id for one in batch],
            [one.connection_id for one in batch],
            [one.key for one in batch],
            [one.event for one in batch],
            [one.change for one in batch],
            [one.ciphertext for one in batch],
        )
        pool = await self._opened_pool()
        async with pool.connection() as connection:
            result = await connection.execute(KEEP, (shown, real, real, *columns))
            kept = {row[0] for row in await result.fetchall()}
        return [id in kept for id in ids]

    async def _opened_pool(self) -> AsyncConnectionPool:
        async with self._opening:
            if self._pool is None:
                self._pool = _pool(self._runtime)
                await self._pool.open()
        return self._pool


def _pool(runtime: Runtime) -> AsyncConnectionPool:
    url = runtime.engine.url.set(drivername="postgresql")
    return AsyncConnectionPool(
        url.render_as_string(hide_password=False),
        min_size=1,
        max_size=CONNECTIONS,
        timeout=CONNECT_SECONDS,
        open=False,
        check=AsyncConnectionPool.check_connection,
        # Each statement commits by itself, and durably whatever the server's default is.
        kwargs={
            "autocommit": True,
            "application_name": "siyu-callbacks",
            "options": "-c timezone=UTC -c synchronous_commit=on",
        },
    )


async def _body(scope: Scope, receive: Receive) -> bytes:
    """The body, unless it is too large; then the rest stays unread. Raises TooLarge, CutOff."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit() and int(value) > MAX_BODY_BYTES:
            raise TooLarge(limit=MAX_BODY_BYTES)
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise CutOff()
        body += bytes(message.get("body", b""))
        if len(body) > MAX_BODY_BYTES:
            raise TooLarge(limit=MAX_BODY_BYTES)
        if not message.get("more_body"):
            return body


async def _send(send: Send, status: int, body: bytes) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
    ]
    if status == TooLarge.status:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
