"""Refuses bodies that are too large, before they are read."""

from collections.abc import Collection

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 10 * 1024 * 1024


class BodyLimit:
    """Answers 413 to a body of more than `most` bytes, said or sent, and reads no further.

    Paths in `wide` read their bodies piece by piece and have limits of their own.
    """

    def __init__(self, app: ASGIApp, most: int = MOST_BYTES, *, wide: Collection[str] = ()) -> None:
        self._app = app
        self._most = most
        self._wide = wide

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in self._wide:
            await self._app(scope, receive, send)
        elif _declared(scope) > self._most:
            await self._refuse(scope, receive, send)
        else:
            await self._counted(scope, receive, send)

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        got, started, refused = 0, False, False

        async def limited() -> Message:
            nonlocal got, refused
            message = await receive()
            got += len(message.get("body", b""))
            if got <= self._most:
                return message
            if not started:
                await self._refuse(scope, receive, send)
            refused = True
            return {"type": "http.disconnect"}

        async def watched(message: Message) -> None:
            nonlocal started
            if not refused:
                started = True
                await send(message)

        try:
            await self._app(scope, limited, watched)
        except Exception:
            if not refused:
                raise

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        said = {
            "code": "BodyTooLarge",
            "message": f"At most {self._most} bytes a request; 一个请求最多 {self._most} 字节。",
            "data": {"most": self._most},
        }
        answer = JSONResponse(said, status_code=413, headers={"connection": "close"})
        await answer(scope, receive, send)


def _declared(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0
