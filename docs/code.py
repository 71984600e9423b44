"""What the code declares, found by loading all of it."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

import siyu
from siyu.app import create_api, create_runtime
from siyu.platform.settings import Settings


def load_everything() -> None:
    for module in pkgutil.walk_packages(siyu.__path__, "siyu."):
        if not module.name.endswith("__main__") and ".migrations" not in module.name:
            importlib.import_module(module.name)


def below(kind: type[Any]) -> Iterator[type[Any]]:
    """Our classes that stand below `kind`, each once, in the order of the alphabet."""
    load_everything()
    found: dict[str, type[Any]] = {}
    waiting = [kind]
    while waiting:
        for one in waiting.pop().__subclasses__():
            waiting.append(one)
            if one.__module__.startswith("siyu."):
                found[f"{one.__module__}.{one.__name__}"] = one
    return iter(sorted(found.values(), key=lambda one: (domain_of(one), one.__name__)))


def domain_of(kind: type[Any]) -> str:
    """The domain a class belongs to: siyu.customers.errors is of customers."""
    return kind.__module__.split(".")[1]


def application() -> FastAPI:
    """The API over a database that is never asked."""
    settings = Settings(database_url="postgresql+psycopg://nobody@/none", secret_key="00" * 32)
    return create_api(create_runtime(settings))


def routes(app: FastAPI) -> Iterator[tuple[str, str, str | None]]:
    """Method, path and right of every route under /api."""
    for context in iter_route_contexts(app.routes):
        if (context.path or "").startswith("/api/") and hasattr(context, "dependant"):
            for method in sorted(context.methods or ()):
                yield method, str(context.path_format), permission_of(context.dependant)


def permission_of(dependant: Dependant) -> str | None:
    """The right that a route's `needs` names."""
    for inner in dependant.dependencies:
        found = getattr(inner.call, "permission", None) or permission_of(inner)
        if found:
            return str(found)
    return None
