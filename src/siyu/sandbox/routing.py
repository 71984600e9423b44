"""The sandbox's own API as a table: one decorated function a route, JSON in and out."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from siyu.sandbox.world import World

Shown = dict[str, Any]
Act = Callable[[World, "Given"], Shown]


class Wrong(Exception):
    """The pages asked for something that cannot be; `status` is HTTP's."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True)
class Given:
    """Path, query and body of a request in one."""

    values: Shown

    def text(self, name: str, otherwise: str | None = None) -> str:
        value = self.values.get(name, otherwise)
        if not isinstance(value, str):
            raise Wrong(422, f"{name} must be text")
        return value

    def flag(self, name: str) -> bool:
        return bool(self.values.get(name, False))

    def number(self, name: str, otherwise: int | None = None) -> int:
        value = self.values.get(name, otherwise)
        if type(value) is not int:
            raise Wrong(422, f"{name} must be a whole number")
        return value

    def texts(self, name: str, otherwise: list[str] | None = None) -> list[str]:
        value = self.values.get(name, otherwise)
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise Wrong(422, f"{name} must be a list of texts")
        return value


@dataclass(frozen=True)
class Api:
    method: str
    path: str
    act: Act


def api(method: str, path: str) -> Callable[[Act], Api]:
    """Make a function a route; it runs as one act of the world."""

    def made(act: Act) -> Api:
        return Api(method, path, act)

    return made


def listed(module: object) -> list[Api]:
    """The routes a module defines."""
    return [value for value in vars(module).values() if isinstance(value, Api)]


async def read(request: Request) -> Given:
    """What a request brings. Raises Wrong for a body that is no JSON object."""
    values: Shown = dict(request.query_params) | dict(request.path_params)
    raw = await request.body()
    if not raw:
        return Given(values)
    try:
        body = json.loads(raw)
    except ValueError as error:
        raise Wrong(422, "the body is no JSON") from error
    if not isinstance(body, dict):
        raise Wrong(422, "the body is no JSON object")
    return Given(values | body)


def route(world: World, one: Api, after: Callable[[], Awaitable[None]]) -> Route:
    """A Starlette route for one row of the table; `after` runs once the act is durable."""

    async def answer(request: Request) -> Response:
        try:
            given = await read(request)
            with world.act():
                shown = one.act(world, given)
        except Wrong as wrong:
            return JSONResponse({"reason": str(wrong)}, status_code=wrong.status)
        await after()
        return JSONResponse(shown)

    return Route(one.path, answer, methods=[one.method])
