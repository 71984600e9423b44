"""The product put together: the domains in rank order, and what is built from their cards."""

from functools import cache, lru_cache
from pathlib import Path

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from siyu.acquisition.domain import DOMAIN as ACQUISITION
from siyu.audiences import domain as audiences
from siyu.channels.wecom.domain import DOMAIN as WECOM
from siyu.channels.wecom.edge import CallbackEdge
from siyu.commerce.domain import DOMAIN as COMMERCE
from siyu.customers.chats.domain import DOMAIN as CHATS
from siyu.customers.domain import DOMAIN as CUSTOMERS
from siyu.insight.domain import DOMAIN as INSIGHT
from siyu.insight.tracking.domain import DOMAIN as TRACKING
from siyu.kit.errors import NotFound
from siyu.messaging.domain import DOMAIN as MESSAGING
from siyu.messaging.webhooks import domain as webhooks
from siyu.organisation import service as organisation
from siyu.organisation.domain import DOMAIN as ORGANISATION
from siyu.platform import http, routes, telemetry, tour, traces
from siyu.platform.body_limit import BodyLimit
from siyu.platform.clock import Clock
from siyu.platform.domain import Domain
from siyu.platform.exports.domain import DOMAIN as EXPORTS
from siyu.platform.intake import ingest
from siyu.platform.intake.domain import DOMAIN as INTAKE
from siyu.platform.keyed import keyed
from siyu.platform.registry import Registry, collect
from siyu.platform.runtime import Runtime, assemble
from siyu.platform.settings import Settings

VERSION = "0.1.0"
PAGES = Path(__file__).parent / "pages" / "console"
IMMUTABLE = {"cache-control": "public, max-age=31536000, immutable"}
FRESH = {"cache-control": "no-cache"}
# Files of rows come as bodies; their route has a limit of its own.
UPLOADS = frozenset({"/api/imports"})

DOMAINS: tuple[Domain, ...] = (
    routes.CARD,
    INTAKE,
    EXPORTS,
    WECOM,
    ORGANISATION,
    CUSTOMERS,
    CHATS,
    audiences.DOMAIN,
    INSIGHT,
    TRACKING,
    MESSAGING,
    webhooks.DOMAIN,
    ACQUISITION,
    COMMERCE,
)


@cache
def registry() -> Registry:
    """All that the domains declare, the tour through it, and what listens to all of it."""
    steps = tuple(step for domain in DOMAINS for step in domain.tour)
    guide = Domain(name="tour", listeners=(tour.listener(steps),) if steps else ())
    events = tuple(event for domain in DOMAINS for event in domain.events)
    readers = webhooks.reading(events), audiences.reading(collect(DOMAINS))
    return collect((*DOMAINS, guide, *readers))


def create_runtime(settings: Settings, *, clock: Clock | None = None) -> Runtime:
    """The runtime of a process over the configured stores."""
    return assemble(settings, registry(), organisation.tenants, clock=clock)


def create_api(runtime: Runtime) -> FastAPI:
    """The API and the pages, without the callback edge."""
    app = http.web(runtime, organisation.authenticate, title="Siyu 私域", version=VERSION)
    app.router.routes.extend(every_route(runtime.registry))
    return app


@lru_cache(maxsize=2)
def every_route(known: Registry) -> tuple[BaseRoute, ...]:
    """The routes of a registry, put together once in a process: it takes most of a second."""
    whole, api = APIRouter(), APIRouter(prefix="/api")
    for domain in known.domains:
        for router in domain.routers:
            api.include_router(keyed(router))
        for router in domain.open_routers:
            whole.include_router(router)
    api.include_router(keyed(ingest.routes(known.intakes.values())))
    whole.include_router(api)
    whole.include_router(routes.health)
    whole.add_api_route("/{path:path}", page, include_in_schema=False, methods=["GET"])
    return tuple(whole.routes)


def create_app(runtime: Runtime) -> ASGIApp:
    """All that `siyu web` serves."""
    return CallbackEdge(runtime, BodyLimit(create_api(runtime), wide=UPLOADS))


def application() -> ASGIApp:
    """What a web server imports: the product over what the environment says."""
    settings = Settings()
    telemetry.set_up_logs(settings.log_level)
    traces.begin(settings.traces_url, "siyu-web")
    return create_app(create_runtime(settings))


def page(path: str, request: Request) -> Response:
    """A built file of the console, or its first page for every address that it routes itself."""
    if path.startswith(("api/", "callbacks/", "t/")):
        raise NotFound(what="route", id=f"/{path}")
    file = (PAGES / path).resolve()
    if path and file.is_relative_to(PAGES.resolve()) and file.is_file():
        return FileResponse(file, headers=IMMUTABLE if path.startswith("assets/") else FRESH)
    index = PAGES / "index.html"
    if not index.exists():
        raise NotFound(what="page (built by ./dev up)", id=f"/{path}")
    return FileResponse(index, headers=FRESH)
