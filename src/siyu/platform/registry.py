"""Everything the domains declared, collected and checked once, when a process starts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from siyu.platform.declarations import (
    NOBODY,
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
from siyu.platform.domain import Domain
from siyu.platform.metrics import Metric, Ratio


@dataclass(frozen=True, eq=False)
class Registry:
    """The declarations of all domains, by name. Two of one name are an error at start.

    What is built of a registry may be kept by it: it never changes, and is equal to itself alone.
    """

    domains: tuple[Domain, ...]
    events: dict[str, type[Event]]
    fields: dict[str, Field]
    permissions: dict[str, Permission]
    listeners: dict[str, Listener]
    loops: dict[str, Loop]
    jobs: dict[str, Job]
    schedules: dict[str, Schedule]
    tour: tuple[TourStep, ...]
    names: dict[str, Naming]
    usages: dict[str, Usage]
    intakes: dict[str, Intake]
    exports: dict[str, Export]
    holdings: dict[str, Holding]
    traces: dict[str, Trace]
    publishables: dict[str, Publishable]
    metrics: dict[str, Metric]
    selections: dict[str, Selection]
    census: Census
    receives: tuple[Any, ...]


def collect(domains: Sequence[Domain]) -> Registry:
    """Raises ValueError for a name declared twice and for one that names what is not there."""
    jobs = _named("job", (job for domain in domains for job in domain.jobs))
    schedules = _named("schedule", (one for domain in domains for one in domain.schedules))
    for schedule in schedules.values():
        if schedule.job not in jobs:
            raise ValueError(f"schedule {schedule.name} names no job: {schedule.job}")
    steps = (step for domain in domains for step in domain.tour)
    return Registry(
        domains=tuple(domains),
        events=_events(event for domain in domains for event in domain.events),
        fields=_named("field", (field for domain in domains for field in domain.fields)),
        permissions=_named("permission", (one for domain in domains for one in domain.permissions)),
        listeners=_named("listener", (one for domain in domains for one in domain.listeners)),
        loops=_named("loop", (one for domain in domains for one in domain.loops)),
        jobs=jobs,
        schedules=schedules,
        tour=tuple(sorted(steps, key=lambda step: step.order)),
        names=_named("naming", (one for domain in domains for one in domain.names)),
        usages=_named("usage", (one for domain in domains for one in domain.usages)),
        intakes=_named("intake", (one for domain in domains for one in domain.intakes)),
        exports=_named("export", (one for domain in domains for one in domain.exports)),
        holdings=_named("holding", (one for domain in domains for one in domain.holdings)),
        traces=_named("trace", (one for domain in domains for one in domain.traces)),
        publishables=_named(
            "publishable", (one for domain in domains for one in domain.publishables)
        ),
        metrics=_metrics(_named("metric", (one for domain in domains for one in domain.metrics))),
        census=next((domain.census for domain in domains if domain.census), NOBODY),
        selections=_named("selection", (one for domain in domains for one in domain.selections)),
        receives=tuple(one for domain in domains for one in domain.receives),
    )


def _metrics(found: dict[str, Metric]) -> dict[str, Metric]:
    for metric in found.values():
        halves = (metric.of.above, metric.of.below) if isinstance(metric.of, Ratio) else ()
        for half in halves:
            if half not in found or isinstance(found[half].of, Ratio):
                raise ValueError(f"metric {metric.name} divides what is no plain metric: {half}")
    return found


def _events(events: Iterable[type[Event]]) -> dict[str, type[Event]]:
    found: dict[str, type[Event]] = {}
    for event in events:
        if event.__name__ in found:
            raise ValueError(f"event {event.__name__} is declared twice")
        found[event.__name__] = event
    return found


def _named(kind: str, things: Iterable[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for thing in things:
        if thing.name in found:
            raise ValueError(f"{kind} {thing.name} is declared twice")
        found[thing.name] = thing
    return found
