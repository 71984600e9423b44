"""Routes that take an Idempotency-Key: every POST that does its work in one Work.

The answer is written after the function of the route has returned and before its Work commits,
which is a place only the route itself has.
"""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from siyu.platform import http, kept_answers
from siyu.platform.kept_answers import HEADER, Answered, AnsweredBefore, Asked

REPLAYED = "idempotency-replayed"
PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same request again under the same key, within seven days, is not done "
    "again and gets the first answer.",
    "schema": {"type": "string", "maxLength": kept_answers.MOST_CHARACTERS},
}
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class KeyedRoute(APIRoute):
    """A route that gives the first answer again to a POST under the same key."""

    def get_route_handler(self) -> Handler:
        answer = super().get_route_handler()
        # Without a Work nothing is kept; its body, such as a file, is not read here either.
        works = _works(self.dependant)

        async def once(request: Request) -> Response:
            key = request.headers.get(HEADER)
            if key is None or not works or request.method != "POST":
                return await answer(request)
            request.state.asked = asked = await _asked(request, key)
            try:
                response = await answer(request)
            except AnsweredBefore as before:
                return _again(before.answer)
            await run_in_threadpool(_keep, request, asked, response)
            return response

        return once


def keyed(router: APIRouter) -> APIRouter:
    """The router, its POSTs under keys; what domains need not know they cannot forget."""
    for route in router.routes:
        if isinstance(route, APIRoute) and "POST" in (route.methods or ()):
            route.__class__ = KeyedRoute
            route.openapi_extra = (route.openapi_extra or {}) | {"parameters": [PARAMETER]}
    return router


def _works(needed: Dependant) -> bool:
    return any(one.call is http.open_work or _works(one) for one in needed.dependencies)


async def _asked(request: Request, key: str) -> Asked:
    path, query = request.url.path.encode(), request.url.query.encode()
    return kept_answers.asked(key, path, query, await request.body())


def _keep(request: Request, asked: Asked, response: Response) -> None:
    work = getattr(request.state, "work", None)
    body = getattr(response, "body", None)
    if work is not None and isinstance(body, bytes):
        media_type = response.headers.get("content-type")
        answer = Answered(response.status_code, media_type, body.decode())
        kept_answers.keep(work, asked, answer)


def _again(answer: Answered) -> Response:
    headers = {REPLAYED: "true"}
    if answer.media_type is not None:
        headers["content-type"] = answer.media_type
    return Response(answer.body, status_code=answer.status, headers=headers)
