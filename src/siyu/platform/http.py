"""The web edge: one request is one Work, errors are sentences, rights stand on the route."""

import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Annotated, Any
from urllib.parse import quote, urlsplit
from uuid import UUID

import structlog
from fastapi import Depends, FastAPI, Request, Response
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.telemetry import TelemetryConfig
from pydantic import BaseModel
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from siyu.kit.errors import Conflict, Invalid, Problem, Refused, SignInNeeded, Unreachable
from siyu.kit.ids import new_id
from siyu.kit.text import language_of
from siyu.platform import kept_answers, traces
from siyu.platform.access import Principal
from siyu.platform.data_dir import RecordFull, is_full
from siyu.platform.database import refuses_for_room
from siyu.platform.kept_answers import Asked
from siyu.platform.runtime import Runtime
from siyu.platform.telemetry import REQUEST_SECONDS, REQUESTS
from siyu.platform.work import Work, fresh_count

COOKIE = "siyu_session"
EMBEDDED_HOST = "@/"  # a URL without a host names a socket on this machine
SAFE = {"GET", "HEAD", "OPTIONS"}
# FastAPI's own spans hold the address and the query, and what the environment says sends them.
NO_TELEMETRY = TelemetryConfig(tracing=False, metrics=False, logs=False, auto_configure=False)
REQUEST_ID = "X-Request-Id"
PLAIN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
Authenticate = Callable[[Runtime, str | None, str | None], Principal | None]

logger = structlog.get_logger()


class ForeignForm(Refused):
    """This request came from another site ({origin}); use the console, or an API token.

    这个请求来自其他网站（{origin}）；请在控制台操作，或使用 API 令牌。
    """


class BadBody(Invalid):
    """{place}: {reason}

    {place}：{reason}
    """


class NotKeepable(Invalid):
    """A number here is too large to keep, or a text holds a character that cannot be kept.

    其中的数字过大，或文字含有无法保存的字符。
    """


class Ref(BaseModel, from_attributes=True):
    """A thing by its id, and its name."""

    id: UUID
    name: str


class ProblemOut(BaseModel):
    """How every error is answered."""

    code: str
    message: str
    data: dict[str, Any]


def runtime_of(request: Request) -> Runtime:
    runtime: Runtime = request.app.state.runtime
    return runtime


def language(request: Request) -> str:
    """The language of this request: the console sends its own, browsers send theirs."""
    return language_of(request.headers.get("accept-language"))


async def counting() -> AsyncIterator[None]:
    """Let the threads of one request share their count of open Works."""
    fresh_count()
    yield


def signed_in(request: Request, _counting: Annotated[None, Depends(counting)]) -> Principal:
    """Who asks, by cookie or bearer token. Raises SignInNeeded, ForeignForm."""
    bearer = request.headers.get("authorization", "")
    token = bearer[7:] if bearer.lower().startswith("bearer ") else None
    cookie = request.cookies.get(COOKIE)
    principal: Principal | None = request.app.state.authenticate(runtime_of(request), cookie, token)
    if principal is None:
        raise SignInNeeded
    traces.current().tell(tenant_id=principal.tenant_id)
    if token is None and request.method not in SAFE:
        _from_here(request)
    return principal


def _from_here(request: Request) -> None:
    """Raises ForeignForm for a browser's request from another origin; cookies are SameSite=Lax."""
    origin = request.headers.get("origin")
    ours = {
        request.headers.get("host", ""),
        urlsplit(runtime_of(request).settings.public_url).netloc,
    }
    if origin is not None and urlsplit(origin).netloc not in ours:
        raise ForeignForm(origin=origin)


SignedIn = Annotated[Principal, Depends(signed_in)]
TheRuntime = Annotated[Runtime, Depends(runtime_of)]
Language = Annotated[str, Depends(language)]


def open_work(request: Request, runtime: TheRuntime, principal: SignedIn) -> Iterator[Work]:
    """The Work of a request; under a key that was answered before, nothing is done again."""
    with runtime.work_of(principal) as work:
        asked: Asked | None = getattr(request.state, "asked", None)
        if asked is not None:
            kept_answers.begin(work, asked)
            request.state.work = work
        yield work


# scope="function": commit before the answer is sent, or a failed commit would answer 200.
DoWork = Annotated[Work, Depends(open_work, scope="function")]


def needs(permission: str) -> Any:
    """A route dependency: only those with this right get in. Raises Refused."""

    def demanded(principal: SignedIn) -> None:
        principal.demand(permission)

    demanded.permission = permission  # type: ignore[attr-defined]
    return Depends(demanded)


def problems(*kinds: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """The errors a route answers, for its description."""
    told: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        names = [told[kind.status]["description"]] if kind.status in told else []
        said = ", ".join([*names, kind.__name__])
        told[kind.status] = {"model": ProblemOut, "description": said}
    return told


def as_file(name: str) -> dict[str, str]:
    """Headers by which a browser keeps an answer as a file of this name."""
    return {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }


def answer(request: Request, problem: Problem) -> JSONResponse:
    """A problem as its status, code, sentence and data."""
    body = {
        "code": problem.code,
        "message": problem.sentence(language(request)),
        "data": jsonable_encoder(problem.data, custom_encoder={bytes: lambda _: "•••"}),
    }
    return JSONResponse(body, status_code=problem.status)


async def _on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return answer(request, error)


async def _on_bad_body(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
    return answer(request, BadBody(place=place, reason=first["msg"]))


def no_room(runtime: Runtime, error: BaseException) -> bool:
    """Whether the record failed for want of room; a server that went down for it cannot say so."""
    settings = runtime.settings
    ours = not settings.database_url or EMBEDDED_HOST in settings.database_url
    return refuses_for_room(error) or (ours and is_full(settings.data_dir))


async def _on_database(request: Request, error: Exception) -> Response:
    if no_room(runtime_of(request), error):
        logger.error("disk full", problem=RecordFull().sentence())
        return answer(request, RecordFull())
    logger.error("database refused", kind=type(error).__name__)
    if isinstance(error, IntegrityError):
        return answer(request, Conflict())
    # Half a surrogate pair passes JSON and Pydantic, and UTF-8 has no bytes for it.
    if isinstance(error, DataError | UnicodeEncodeError):
        return answer(request, NotKeepable())
    return answer(request, Unreachable(service="PostgreSQL"))


async def _on_bug(request: Request, error: Exception) -> Response:
    request_id = request.state.request_id
    logger.error("bug", exc_info=error, path=request.url.path, request_id=request_id)
    told = answer(request, Problem())
    told.headers[REQUEST_ID] = request_id
    return told


async def _measured(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    began, request_id, status = time.monotonic(), _request_id(request), 500
    request.state.request_id = request_id
    with (
        structlog.contextvars.bound_contextvars(request_id=request_id),
        traces.span("SERVER", traces.method(request.method)) as span,
    ):
        try:
            response = await _traced(request, call_next, span)
            status = response.status_code
        finally:
            route = _route_name(request)
            REQUESTS.labels(request.method, route, status).inc()
            REQUEST_SECONDS.labels(request.method, route).observe(time.monotonic() - began)
    response.headers[REQUEST_ID] = request_id
    return response


async def _traced(
    request: Request, call_next: Callable[[Request], Awaitable[Response]], span: traces.Span
) -> Response:
    """The answer, its span named by the route: an address holds ids, and a query what was typed."""
    try:
        response = await call_next(request)
    finally:
        span.name(f"{traces.method(request.method)} {_route_name(request)}")
    span.tell(status=response.status_code)
    if response.status_code >= 500:
        span.failed(str(response.status_code))
    return response


def _request_id(request: Request) -> str:
    """The caller's own if it is a plain word, else a new one; every log line of it has it."""
    given = request.headers.get(REQUEST_ID, "")
    return given if PLAIN_ID.fullmatch(given) else new_id().hex


def _route_name(request: Request) -> str:
    """The path a route was declared under, its prefixes before it; known once it has answered."""
    chosen = request.scope.get("fastapi", {}).get("effective_route_context")
    return str(getattr(chosen or request.scope.get("route"), "path", "other"))


def web(runtime: Runtime, authenticate: Authenticate, *, title: str, version: str) -> FastAPI:
    """A web application with our errors, rights and measures, and no routes yet."""
    app = FastAPI(
        title=title,
        version=version,
        docs_url="/api/docs",
        openapi_url="/openapi.json",
        telemetry=NO_TELEMETRY,
    )
    app.state.runtime = runtime
    app.state.authenticate = authenticate
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_bad_body)
    app.add_exception_handler(DataError, _on_database)
    app.add_exception_handler(UnicodeEncodeError, _on_database)
    app.add_exception_handler(IntegrityError, _on_database)
    app.add_exception_handler(OperationalError, _on_database)
    app.add_exception_handler(Exception, _on_bug)
    app.middleware("http")(_measured)
    return app
