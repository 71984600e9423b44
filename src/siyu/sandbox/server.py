"""The running sandbox: `/cgi-bin`, the OAuth page, codes and pictures, its own API, the pages."""

import asyncio
import io
import json
import os
import secrets
import socket
import string
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from email.utils import formatdate
from pathlib import Path
from typing import Any

import httpx
import segno
import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from siyu.sandbox import admin, adviser, control, login, phone, play, routing
from siyu.sandbox.callbacks import Sender, shake_hands
from siyu.sandbox.endpoint import File, Upload
from siyu.sandbox.errors import Refusal
from siyu.sandbox.gateway import Asked, answer, error_body
from siyu.sandbox.live import Live
from siyu.sandbox.options import Options
from siyu.sandbox.population import settle
from siyu.sandbox.routing import Given, Wrong
from siyu.sandbox.ways import scan_url
from siyu.sandbox.world import World

PLAY_EVERY_SECONDS = 0.25
LARGEST_BODY = 24 * 1024 * 1024
KEY_LETTERS = string.ascii_letters + string.digits


class BrokenAnswer(Response):
    """Headers promise a body, then the connection ends: the caller cannot know what happened."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"100")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})


class Sandbox:
    """One world and all that runs around it."""

    def __init__(self, options: Options) -> None:
        self.world = World(options)
        self.live = Live()
        self.client = httpx.AsyncClient()
        self.sender = Sender(self.world, self.client)
        with self.world.act():
            settle(self.world)
            self._set_callback(options)

    def _set_callback(self, options: Options) -> None:
        """Options win over what a state file remembers."""
        held = self.world.setting("callback")
        if held is None or options.callback or options.aes_key:
            key = options.aes_key or "".join(secrets.choice(KEY_LETTERS) for _ in range(42)) + "A"
            held = {"url": options.callback, "token": options.token, "aes_key": key}
            self.world.keep("callback", held)

    async def published(self) -> None:
        """After an act: send callbacks, tell the pages."""
        changes, self.world.changes = self.world.changes, []
        self.sender.start_waiting()
        self.live.publish(changes)

    async def play(self) -> None:
        while True:
            await asyncio.sleep(PLAY_EVERY_SECONDS)
            if play.tick(self.world):
                await self.published()

    @asynccontextmanager
    async def running(self, _: Starlette) -> AsyncIterator[None]:
        tasks = [
            asyncio.create_task(self.world.clock.follow(self.client)),
            asyncio.create_task(self.play()),
        ]
        await self.published()
        yield
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self.sender.stop()
        await self.client.aclose()
        self.world.store.close()

    # WeCom

    async def cgi(self, request: Request) -> Response:
        asked = await asked_of(request)
        try:
            result = await answer(self.world, asked)
        finally:
            await self.published()
        if self.world.faults.strike("answer_lost", asked.path):
            return BrokenAnswer()
        headers = {"Date": self._date(asked.path)}
        if isinstance(result, File):
            headers["Content-Disposition"] = f'attachment; filename="{plain(result.filename)}"'
            return Response(result.content, media_type=result.content_type, headers=headers)
        return JSONResponse(result, headers=headers)

    def _date(self, path: str) -> str:
        wrong = self.world.faults.strike("wrong_clock", path)
        return formatdate(self.world.real() + (wrong.seconds if wrong else 0), usegmt=True)

    async def authorize(self, request: Request) -> Response:
        query = dict(request.query_params)
        return self._login(lambda: HTMLResponse(login.choose_page(self.world, query)), query)

    async def scan_to_sign_in(self, request: Request) -> Response:
        """The page of a QR code to scan; whoever chooses here is who scanned it."""
        query = login.as_authorize(dict(request.query_params))
        return self._login(lambda: HTMLResponse(login.choose_page(self.world, query)), query)

    async def choose(self, request: Request) -> Response:
        query = dict(request.query_params)
        return self._login(lambda: RedirectResponse(login.give_code(self.world, query), 302), query)

    def _login(self, act: Callable[[], Response], query: dict[str, str]) -> Response:
        try:
            login.check_authorize(self.world, query)
        except Refusal as refusal:
            return JSONResponse(error_body(refusal, ""), status_code=400)
        with self.world.act():
            return act()

    async def code_picture(self, request: Request) -> Response:
        config_id = request.path_params["config_id"]
        if config_id not in self.world.ways:
            return Response(status_code=404)
        picture = io.BytesIO()
        segno.make(scan_url(self.world, config_id), error="m").save(
            picture, kind="png", scale=8, border=4
        )
        return Response(picture.getvalue(), media_type="image/png")

    async def scanned(self, request: Request) -> Response:
        return RedirectResponse(f"/phone?scan={request.path_params['config_id']}")

    async def picture(self, request: Request) -> Response:
        row = self.world.media.get(request.path_params["media_id"])
        if row is None:
            return Response(status_code=404)
        return Response(self.world.store.blob(row.media_id), media_type=row.content_type)

    # The sandbox's own

    async def watch(self, _: Request) -> Response:
        return self.live.stream()

    async def set_address(self, request: Request) -> Response:
        """Save where callbacks go, if the receiver shakes hands as WeCom asks."""
        try:
            given = await routing.read(request)
            url, token = given.text("url"), given.text("token")
            trouble = await shake_hands(self.world, self.client, url, token, given.text("aes_key"))
        except Wrong as wrong:
            return JSONResponse({"reason": str(wrong)}, status_code=wrong.status)
        except ValueError as error:
            return JSONResponse({"reason": str(error)}, status_code=422)
        if trouble:
            return JSONResponse({"reason": trouble}, status_code=409)
        with self.world.act():
            held = {"url": url, "token": token, "aes_key": given.text("aes_key")}
            self.world.keep("callback", held)
        return JSONResponse({"saved": True})

    async def set_clock(self, request: Request) -> Response:
        """Ask the owner of the shown clock to run it at `rate`."""
        given: Given = await routing.read(request)
        rate = given.values.get("rate")
        if not isinstance(rate, int | float):
            return JSONResponse({"reason": "rate must be a number"}, status_code=422)
        if await self.world.clock.set_rate(self.client, float(rate)):
            return JSONResponse({"rate": rate})
        return JSONResponse({"reason": "the clock did not take it"}, status_code=409)

    def routes(self) -> list[BaseRoute]:
        own = [one for part in (phone, adviser, admin, control) for one in routing.listed(part)]
        return [
            Route("/cgi-bin/{path:path}", self.cgi, methods=["GET", "POST"]),
            Route("/connect/oauth2/authorize", self.authorize),
            Route("/connect/oauth2/choose", self.choose),
            Route("/wwlogin/sso/login", self.scan_to_sign_in),
            Route("/qr/{config_id}.png", self.code_picture),
            Route("/scan/{config_id}", self.scanned),
            Route("/picture/{media_id}", self.picture),
            Route("/sandbox/live", self.watch),
            Route("/sandbox/callback", self.set_address, methods=["POST"]),
            Route("/sandbox/clock", self.set_clock, methods=["POST"]),
            *[routing.route(self.world, one, self.published) for one in own],
            *page_routes(self.world.options.pages),
        ]


def page_routes(pages: Path | None) -> list[BaseRoute]:
    """`/phone` and `/adviser` and their files, when built pages were given."""
    if pages is None:
        return []

    async def serve(request: Request) -> Response:
        path = request.path_params.get("path", "")
        named = (pages / path).resolve()
        if path and named.is_file() and named.is_relative_to(pages.resolve()):
            return FileResponse(named)
        for index in (named / "index.html", pages / f"{path}.html", pages / "index.html"):
            if index.is_file() and path in ("phone", "adviser", ""):
                return FileResponse(index)
        return Response(status_code=404)

    return [Route("/", serve), Route("/{path:path}", serve)]


async def asked_of(request: Request) -> Asked:
    """A request as the gateway takes it; JSON is known by its content, not by a header."""
    upload, body = None, b""
    if "multipart/form-data" in request.headers.get("content-type", ""):
        upload = await first_file(request)
    else:
        body = await request.body()
    return Asked(
        path=request.path_params["path"].strip("/"),
        method=request.method,
        query=dict(request.query_params),
        body=body[:LARGEST_BODY],
        ip=request.client.host if request.client else "",
        upload=upload,
    )


async def first_file(request: Request) -> Upload | None:
    async with request.form(max_part_size=LARGEST_BODY) as form:
        for value in form.values():
            if isinstance(value, UploadFile):
                return Upload(
                    filename=value.filename or "file",
                    content_type=value.content_type or "application/octet-stream",
                    content=await value.read(LARGEST_BODY),
                )
    return None


def plain(filename: str) -> str:
    return filename.encode("ascii", "replace").decode().replace('"', "'")


def announced(sandbox: Sandbox) -> dict[str, Any]:
    """What a client needs to know, as printed once the sandbox listens."""
    options, held = sandbox.world.options, sandbox.world.setting("callback")
    return {
        "base_url": f"{sandbox.world.base_url}/cgi-bin/",
        "corp_id": options.corp_id,
        "secret": options.secret,
        "agent_id": options.agent_id,
        "token": held["token"],
        "aes_key": held["aes_key"],
    }


def listening(host: str, port: int) -> socket.socket:
    """A bound socket; asyncio turns Nagle off only where the protocol is named."""
    held = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind((host, port))
    held.listen(512)
    return held


def serve(options: Options, say: Callable[[str], object] = sys.stdout.write) -> None:
    """Serve until told to stop; says one JSON line as soon as it listens."""
    sandbox = Sandbox(options)
    held = listening(options.host, options.port)
    sandbox.world.base_url = f"http://{options.host}:{held.getsockname()[1]}"
    app = Starlette(routes=sandbox.routes(), lifespan=sandbox.running)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            date_header=False,
            server_header=False,
            timeout_graceful_shutdown=1,
        )
    )
    say(json.dumps(announced(sandbox)) + os.linesep)
    sys.stdout.flush()
    server.run(sockets=[held])
