"""Routes that take an Idempotency-Key: every POST that does its work in one Work.

The answer is written after the function of the route has returned and before its Work commits,
which is a place only the route itself has.
"""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from siyu.platform import kept_answers
from siyu.platform.kept_answers import HEADER, Answered, AnsweredBefore, Asked

REPLAYED = "idempotency-replayed"
PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same request again under the same key, within 24 hours, is not done "
    "again and gets the first answer.",
    "schema": {"type": "string", "maxLength": kept_answers.MOST_CHARACTERS},
}
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class KeyedRoute(APIRoute):
    """A route that gives the first answer again to a POST under the same key."""

    def get_route_handler(self) -> Handler:
        answer = super().get_route_handler()

        async def once(request: Request) -> Response:
            key = request.headers.get(HEADER)
            if key is None or request.method != "POST":
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
    """The router, its POSTs under keys; what domains need not know they cannot forget.

    A route that reads the header itself keeps its own answers.
    """
    for route in router.routes:
        if isinstance(route, APIRoute) and _keeps(route):
            route.__class__ = KeyedRoute
            route.openapi_extra = (route.openapi_extra or {}) | {"parameters": [PARAMETER]}
    return router


def _keeps(route: APIRoute) -> bool:
    reads_it_itself = any(one.alias.lower() == HEADER for one in route.dependant.header_params)
    return "POST" in (route.methods or ()) and not reads_it_itself


async def _asked(request: Request, key: str) -> Asked:
    told = request.headers.get("content-type", "").startswith("application/json")
    # A file is told by its size: read here, it would be held in memory whole.
    size = request.headers.get("content-length", "").encode()
    body = await request.body() if told else size
    return kept_answers.asked(key, request.url.path.encode(), request.url.query.encode(), body)


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
