"""The card of a domain: all it adds to the product, in one place."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter

from siyu.platform.declarations import (
    Census,
    Event,
    Export,
    Field,
    Holding,
    Intake,
    Job,
    Listener,
    Loop,
    Naming,
    Permission,
    Publishable,
    Schedule,
    Selection,
    TourStep,
    Trace,
    Usage,
)
from siyu.platform.metrics import Metric


@dataclass(frozen=True, kw_only=True)
class Domain:
    """What one domain declares. The product is the tuple of these, in rank order."""

    name: str
    routers: tuple[APIRouter, ...] = ()
    open_routers: tuple[APIRouter, ...] = ()
    """Routes beside the API, for whoever does not sign in: programs that sign, links that lead."""
    events: tuple[type[Event], ...] = ()
    fields: tuple[Field, ...] = ()
    permissions: tuple[Permission, ...] = ()
    listeners: tuple[Listener, ...] = ()
    loops: tuple[Loop, ...] = ()
    jobs: tuple[Job, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    tour: tuple[TourStep, ...] = ()
    names: tuple[Naming, ...] = ()
    usages: tuple[Usage, ...] = ()
    intakes: tuple[Intake, ...] = ()
    exports: tuple[Export, ...] = ()
    holdings: tuple[Holding, ...] = ()
    traces: tuple[Trace, ...] = ()
    publishables: tuple[Publishable, ...] = ()
    metrics: tuple[Metric, ...] = ()
    selections: tuple[Selection, ...] = ()
    census: Census | None = None
    receives: tuple[Any, ...] = ()
    """Receptions of what connectors bring in; their type is the channel's own."""
