"""Recorded replies in WeCom's place."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import httpx

from siyu.channels.wecom.client import Client
from siyu.channels.wecom.connector import Connector, Credentials, http_client
from siyu.channels.wecom.limits import Limiter
from siyu.channels.wecom.tokens import TokensInMemory
from siyu.platform.clock import real_now

Reply = dict[str, Any] | Exception | Callable[[httpx.Request], Any]

TOKEN: dict[str, Any] = {"errcode": 0, "errmsg": "ok", "access_token": "T1", "expires_in": 7200}


def refusal(errcode: int, errmsg: str = "refused") -> dict[str, Any]:
    return {"errcode": errcode, "errmsg": f"{errmsg}, hint: [1], from ip: 192.0.2.1"}


class Recorded:
    """Answers each path with its replies in turn, the last one for ever, and keeps what came."""

    def __init__(self, **replies: Reply | Sequence[Reply]) -> None:
        self.replies: dict[str, list[Reply]] = {"gettoken": [TOKEN]}
        self.requests: list[httpx.Request] = []
        self.pauses: list[float] = []
        for name, reply in replies.items():
            self.on(name.replace("__", "/"), reply)

    def on(self, path: str, reply: Reply | Sequence[Reply]) -> "Recorded":
        self.replies[path] = list(reply) if isinstance(reply, Sequence) else [reply]
        return self

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        left = self.replies[request.url.path.removeprefix("/cgi-bin/")]
        reply = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(reply, Exception):
            raise reply
        if callable(reply):
            reply = reply(request)
        if isinstance(reply, httpx.Response):
            return reply
        return httpx.Response(200, json=reply)

    def calls(self, path: str) -> list[httpx.Request]:
        return [one for one in self.requests if one.url.path == f"/cgi-bin/{path}"]

    def body(self, path: str) -> Any:
        return json.loads(self.calls(path)[-1].content)

    def client(self, limiter: Limiter | None = None) -> Client:
        http = http_client("https://wecom.example", httpx.MockTransport(self))
        credentials = Credentials("ww1", 1000002, "s3cret-of-the-app")
        limiter = limiter or Limiter(real_now().date())
        return Client(Connector(http, credentials, TokensInMemory(), limiter, self.pauses.append))
