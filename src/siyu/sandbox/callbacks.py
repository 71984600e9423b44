"""Callbacks: what clients and administrators do is told to the app, encrypted, by WeCom's rules.

Changes made through the API tell nobody. A callback is tried three times in all; each try may take
five seconds; every try is in the log (`GET /sandbox/callbacks`).
"""

import asyncio
import time
from dataclasses import replace
from secrets import token_hex
from urllib.parse import urlencode

import httpx

from siyu.channels.wecom import protocol
from siyu.sandbox.rows import Delivery, DeliveryState, Try
from siyu.sandbox.world import World

KEPT_DELIVERIES = 5000
AT_ONCE = 20


def xml(fields: dict[str, str | int]) -> str:
    """A plain callback body; numbers stand bare, text in CDATA."""
    parts = [f"<{name}>{quoted(value)}</{name}>" for name, value in fields.items()]
    return f"<xml>{''.join(parts)}</xml>"


def quoted(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    safe = value.replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{safe}]]>"


def announce(world: World, event: str, change: str, **fields: str | int) -> Delivery:
    """Write a callback down to be sent once this act is durable; empty fields are left out."""
    body: dict[str, str | int] = {
        "ToUserName": world.options.corp_id,
        "FromUserName": "sys",
        "CreateTime": world.now(),
        "MsgType": "event",
        "Event": event,
        "ChangeType": change,
    }
    body |= {name: value for name, value in fields.items() if value != ""}
    name = f"{event}/{change}"
    held = world.faults.strike("callback_out_of_order", name)
    return world.deliveries.put(
        Delivery(
            id=world.ordered_id(),
            event=event,
            change=change,
            plain=xml(body),
            created_real=world.real(),
            state=first_state(world, name),
            copies=2 if world.faults.strike("callback_duplicate", name) else 1,
            held_seconds=held.ms / 1000 if held else 0.0,
        )
    )


def first_state(world: World, name: str) -> DeliveryState:
    if not address(world)["url"]:
        return "no_address"
    return "lost" if world.faults.strike("callback_lost", name) else "waiting"


def address(world: World) -> dict[str, str]:
    """Where callbacks go: url, token, aes_key."""
    found: dict[str, str] = world.setting("callback")
    return found


def envelope(world: World, plain: str) -> tuple[dict[str, str], str]:
    """The query and body that carry a plain text to the receiver."""
    to = address(world)
    sealed = protocol.encrypt(to["aes_key"], plain, world.options.corp_id)
    stamp, nonce = str(int(world.real())), token_hex(8)
    query = {
        "msg_signature": protocol.signature(to["token"], stamp, nonce, sealed),
        "timestamp": stamp,
        "nonce": nonce,
    }
    fields: dict[str, str | int] = {
        "ToUserName": world.options.corp_id,
        "AgentID": str(world.options.agent_id),
        "Encrypt": sealed,
    }
    return query, xml(fields)


def with_query(url: str, query: dict[str, str]) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"


async def shake_hands(
    world: World, client: httpx.AsyncClient, url: str, token: str, aes_key: str
) -> str:
    """Check a receiver as the admin site does when the URL is saved; "" or what was wrong."""
    echo = token_hex(10)
    sealed = protocol.encrypt(aes_key, echo, world.options.corp_id)
    stamp, nonce = str(int(world.real())), token_hex(8)
    query = {
        "msg_signature": protocol.signature(token, stamp, nonce, sealed),
        "timestamp": stamp,
        "nonce": nonce,
        "echostr": sealed,
    }
    try:
        answer = await client.get(
            with_query(url, query), timeout=world.policy.callback_timeout_seconds
        )
    except httpx.HTTPError as error:
        return f"no answer: {error!r}"
    if answer.status_code != 200:
        return f"answered {answer.status_code}"
    return "" if answer.content == echo.encode() else "the echo is not what was sent"


class Sender:
    """Sends what waits, many at once, and writes every try down."""

    def __init__(self, world: World, client: httpx.AsyncClient) -> None:
        self._world = world
        self._client = client
        self._started: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(AT_ONCE)

    def start_waiting(self) -> None:
        """Start every delivery that waits and is not on its way; call after each act."""
        for row in self._world.deliveries.where("state", "waiting"):
            if row.id not in self._started:
                self._started.add(row.id)
                held = row.created_real + row.held_seconds - self._world.real()
                for copy in range(row.copies):
                    self._spawn(row.id, max(held, 0) + 0.2 * copy)
        self._prune()

    def _spawn(self, id: str, wait_seconds: float) -> None:
        task = asyncio.create_task(self._deliver(id, wait_seconds))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, id: str, wait_seconds: float) -> None:
        await asyncio.sleep(wait_seconds)
        policy = self._world.policy
        for number in range(policy.callback_tries):
            if number:
                await asyncio.sleep(policy.callback_retry_seconds)
            async with self._room:
                tried = await self._try(self._world.deliveries[id].plain)
            last = number + 1 == policy.callback_tries
            if self._record(id, tried, last=last):
                return

    async def _try(self, plain: str) -> Try:
        query, body = envelope(self._world, plain)
        started, real = time.monotonic(), self._world.real()
        status, trouble = None, ""
        try:
            answer = await self._client.post(
                with_query(address(self._world)["url"], query),
                content=body,
                headers={"Content-Type": "text/xml"},
                timeout=self._world.policy.callback_timeout_seconds,
            )
            status = answer.status_code
        except httpx.HTTPError as error:
            trouble = repr(error)
        spent = int((time.monotonic() - started) * 1000)
        return Try(real_at=real, status=status, error=trouble, milliseconds=spent)

    def _record(self, id: str, tried: Try, *, last: bool) -> bool:
        """Write a try down; true when no more are needed."""
        strict = self._world.policy.callback_retry_on_status
        arrived = tried.status == 200 or (tried.status is not None and not strict)
        with self._world.act():
            row = self._world.deliveries[id]
            state: DeliveryState = "delivered" if arrived else "failed" if last else row.state
            self._world.deliveries.put(replace(row, tries=(*row.tries, tried), state=state))
            self._world.tell("callback", id=id, state=state)
        return arrived

    def _prune(self) -> None:
        """Forget the oldest finished deliveries."""
        rows = self._world.deliveries
        if len(rows) <= KEPT_DELIVERIES:
            return
        done = [row.id for row in rows if row.state != "waiting"]
        with self._world.act():
            for id in done[: KEPT_DELIVERIES // 10]:
                rows.drop(id)
                self._started.discard(id)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
