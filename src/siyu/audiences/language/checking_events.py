"""Checking what a condition says of events: their name, filters, measure and window."""

from collections.abc import Callable
from typing import Literal, cast

from siyu.audiences.language.catalogue import AskedEvent, AskedProperty, Catalogue, Titled
from siyu.audiences.language.conditions import (
    COUNTED,
    AfterEvent,
    BeforeLastDays,
    Between,
    DayWindow,
    EventCondition,
    Ever,
    Filter,
    Happening,
    InOrder,
    Kind,
    LastDays,
    Measure,
    Window,
)
from siyu.audiences.language.faults import listed
from siyu.audiences.language.nodes import Node
from siyu.audiences.language.operands import (
    LONGEST_DAYS,
    ORDER,
    PROPERTY_OPS,
    SET,
    Subject,
    comparison,
)

MAX_FILTERS = 10
MAX_STEPS = 6

COUNTS: dict[Measure, Titled] = {
    "count": Titled("count", "times", "次数"),
    "distinct": Titled("distinct", "different values", "不同值个数"),
    "days": Titled("days", "days on which", "天数"),
}
NUMBERS: tuple[Kind, ...] = ("number", "money")
VALUES: tuple[Kind, ...] = (*NUMBERS, "choice", "text", "id")
KINDS_OF: dict[Measure, tuple[Kind, ...]] = {
    "sum": NUMBERS,
    "avg": NUMBERS,
    "min": NUMBERS,
    "max": NUMBERS,
    "distinct": VALUES,
    "first": VALUES,
    "last": VALUES,
}
MEASURES: tuple[Measure, ...] = ("count", "days", *KINDS_OF)


def measured(node: Node, catalogue: Catalogue) -> EventCondition | None:
    """A measure over a person's events, and what it is compared with."""
    happening = _happening(node, catalogue)
    measure = cast(Measure | None, node.one_of("measure", MEASURES))
    window = _window(node, catalogue)
    node.read.update(("property", "op", "value"))
    if happening is None or measure is None:
        return None
    subject, one = _subject(node, measure, catalogue.events[happening.event])
    asked = comparison(node, subject) if subject else None
    if asked is None or window is None:
        return None
    name, kind = (one.name, one.kind) if one else (None, None)
    return EventCondition(happening, measure, name, kind, asked, window, node.place)


def in_order(node: Node, catalogue: Catalogue) -> InOrder | None:
    """Steps one after the other."""
    listing, at = node.list_of("steps", MAX_STEPS, 2), node.at("steps")
    within = node.whole("within_days", 1, LONGEST_DAYS) if node.has("within_days") else None
    if node.has("within_days") and within is None:
        listing = None
    window = _window(node, catalogue, ("after_event",))
    steps = [_step(one, f"{at}[{n}]", node, catalogue) for n, one in enumerate(listing or ())]
    if not steps or None in steps or window is None:
        return None
    days = cast(DayWindow, window)
    return InOrder(cast(tuple[Happening, ...], tuple(steps)), within, days, node.place)


def _step(raw: object, place: str, outer: Node, catalogue: Catalogue) -> Happening | None:
    node = Node(raw, place, outer.found)
    made = _happening(node, catalogue) if node.is_object else None
    node.done()
    return made


def _happening(node: Node, catalogue: Catalogue) -> Happening | None:
    """Events of one name and the filters on them."""
    event = _named(node, catalogue)
    listing = node.list_of("where", MAX_FILTERS, 0) if node.has("where") else []
    if event is None or listing is None:
        return None
    at = node.at("where")
    where = [_filter(Node(one, f"{at}[{n}]", node.found), event) for n, one in enumerate(listing)]
    if None in where:
        return None
    fit = cast(tuple[Filter, ...], tuple(where))
    return Happening(event.name, event.stored or event.name, fit, event.only, node.place)


def _named(node: Node, catalogue: Catalogue) -> AskedEvent | None:
    name = node.needed("event", "text")
    event = catalogue.events.get(name) if isinstance(name, str) else None
    if name is not None and event is None:
        node.unknown("event", "unknown_event", name, tuple(catalogue.events))
    return event


def _filter(node: Node, event: AskedEvent) -> Filter | None:
    one = _property(node, event) if node.is_object else None
    if one is None:
        return None
    asked = comparison(node, Subject(one, one.kind, PROPERTY_OPS[one.kind], one.options))
    node.done()
    return Filter(one.name, asked, node.place) if asked else None


def _property(node: Node, event: AskedEvent) -> AskedProperty | None:
    name = node.needed("property", "text")
    one = event.properties.get(name) if isinstance(name, str) else None
    if name is not None and one is None:
        known, title = tuple(event.properties), (event.en, event.zh)
        node.unknown("property", "unknown_property", name, known, event=title)
    return one


def _subject(
    node: Node, measure: Measure, event: AskedEvent
) -> tuple[Subject | None, AskedProperty | None]:
    """What a measure is compared as, and the property it looks at."""
    if measure not in KINDS_OF:
        if node.has("property"):
            node.found.add(node.at("property"), "property_unasked", measure=measure)
        return Subject(COUNTS[measure], "number", ORDER, whole=True), None
    one = _property(node, event)
    if one is None or not _suits(node, measure, one, event):
        return None, None
    if measure in COUNTED:
        return Subject(COUNTS[measure], "number", ORDER, whole=True), one
    ops = tuple(op for op in PROPERTY_OPS[one.kind] if op not in SET)
    return Subject(one, one.kind, ops, one.options), one


def _suits(node: Node, measure: Measure, one: AskedProperty, event: AskedEvent) -> bool:
    kinds = KINDS_OF[measure]
    if one.kind in kinds:
        return True
    known = listed(name for name, each in event.properties.items() if each.kind in kinds)
    wanted = ("a number", "数值") if kinds == NUMBERS else ("a value", "取值")
    said = {"measure": measure, "wanted": wanted, "found": one.name, "known": known or "–"}
    node.found.add(node.at("property"), "property_unfit", **said)
    return False


def _window(outer: Node, catalogue: Catalogue, without: tuple[str, ...] = ()) -> Window | None:
    """The window of a condition; without one, all that ever happened."""
    if not outer.has("window"):
        return Ever()
    node = Node(outer.raw["window"], outer.at("window"), outer.found)
    known = tuple(one for one in WINDOWS if one not in without)
    kind = node.one_of("kind", known) if node.is_object else None
    if kind is None:
        return None
    made = WINDOWS[kind](node, catalogue)
    node.done()
    return made


def _ever(_node: Node, _catalogue: Catalogue) -> Window | None:
    return Ever()


def _last_days(node: Node, _catalogue: Catalogue) -> Window | None:
    days = node.whole("days", 1, LONGEST_DAYS)
    return LastDays(days) if days else None


def _before_last_days(node: Node, _catalogue: Catalogue) -> Window | None:
    days = node.whole("days", 1, LONGEST_DAYS)
    return BeforeLastDays(days) if days else None


def _between(node: Node, _catalogue: Catalogue) -> Window | None:
    first, last = node.day("from"), node.day("until")
    if first is None or last is None:
        return None
    if first > last:
        node.found.add(node.place, "upside_down", first=first, last=last)
        return None
    return Between(first, last)


def _after_event(node: Node, catalogue: Catalogue) -> Window | None:
    anchor = _happening(node, catalogue)
    which = node.one_of("which", ("first", "last"))
    days = node.whole("days", 1, LONGEST_DAYS) if node.has("days") else None
    if anchor is None or which is None or (days is None and node.has("days")):
        return None
    return AfterEvent(anchor, cast(Literal["first", "last"], which), days)


WINDOWS: dict[str, Callable[[Node, Catalogue], Window | None]] = {
    "ever": _ever,
    "last_days": _last_days,
    "before_last_days": _before_last_days,
    "between": _between,
    "after_event": _after_event,
}
