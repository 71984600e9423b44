"""Rules that would set each other off for ever are refused when one is saved.

A rule asks for its segment and gives its tag; a segment asks for tags. A way from a tag along
rules and segments back to the same tag is a circle.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from siyu.audiences.errors import RuleInCircle
from siyu.audiences.language.catalogue import Catalogue
from siyu.audiences.language.checking import check
from siyu.audiences.language.conditions import FieldCondition, happenings, walk
from siyu.audiences.language.plan import Plan
from siyu.audiences.models import Segment, TagRule
from siyu.customers import service as customers
from siyu.customers.events import CustomerTagged, CustomerUntagged
from siyu.platform.work import Work

OF_TAGS = (CustomerTagged.__name__, CustomerUntagged.__name__)
ANY = "*"
"""Stands for every tag, where a condition asks for tags without naming them."""


@dataclass(frozen=True)
class Edge:
    """One rule: from the tags it asks for to the tag it gives."""

    name: str
    asks: frozenset[str]
    gives: str


def asked_tags(plan: Plan) -> frozenset[str]:
    """The tags whose coming or going may change who is in."""
    found: set[str] = set()
    for node in walk(plan.root):
        if isinstance(node, FieldCondition) and node.read == "tags":
            found |= _keys(node.asked.operand)
        for one in happenings(node):
            if one.stored in OF_TAGS:
                named = [f for f in one.filters if f.property == "tag_id"]
                found |= set().union(*(_keys(f.asked.operand) for f in named)) or {ANY}
    return frozenset(found)


def _keys(operand: object) -> set[str]:
    return {str(one) for one in operand} if isinstance(operand, tuple) else {ANY}


def circle(edges: list[Edge]) -> list[Edge]:
    """A way along rules that comes back to where it began; empty where there is none."""
    after = {one: [other for other in edges if _leads(one, other)] for one in edges}
    done: set[Edge] = set()
    for start in edges:
        way = _search(start, after, [], done)
        if way:
            return way
    return []


def _leads(one: Edge, other: Edge) -> bool:
    return one.gives in other.asks or ANY in other.asks


def _search(
    at: Edge, after: Mapping[Edge, list[Edge]], way: list[Edge], done: set[Edge]
) -> list[Edge]:
    if at in way:
        return way[way.index(at) :]
    if at in done:
        return []
    for following in after[at]:
        found = _search(following, after, [*way, at], done)
        if found:
            return found
    done.add(at)
    return []


def demand_no_circle(work: Work, known: Catalogue) -> None:
    """Raises RuleInCircle, with the rules and tags along the way."""
    rules = list(_edges(work, known))
    way = circle(rules)
    if way:
        names = customers.tag_names(work, [UUID(one.gives) for one in way])
        told = [f"{one.name} → {names.get(UUID(one.gives), one.gives)}" for one in way]
        raise RuleInCircle(circle=" → ".join([*told, way[0].name]))


def _edges(work: Work, known: Catalogue) -> Iterator[Edge]:
    segments = {one.id: one for one in work.session.scalars(work.scope(Segment))}
    for rule in work.session.scalars(work.scope(TagRule).order_by(TagRule.id)):
        if rule.segment_id is None:
            continue
        plan = check(segments[rule.segment_id].definition, known, rule.segment_id)
        if isinstance(plan, Plan):
            yield Edge(rule.name, asked_tags(plan), str(rule.tag_id))
