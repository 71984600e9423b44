"""The first pass: JSON against a catalogue. A plan comes of it, or all faults at once."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal, cast
from uuid import UUID

from siyu.audiences.language import checking_events
from siyu.audiences.language.catalogue import Catalogue, KnownSegment
from siyu.audiences.language.conditions import (
    AllOf,
    AnyOf,
    Condition,
    FieldCondition,
    InSegment,
    Not,
    Sample,
    Top,
)
from siyu.audiences.language.faults import Fault, Faults, Found
from siyu.audiences.language.nodes import Node, number
from siyu.audiences.language.operands import FIELD_OPS, Subject, comparison
from siyu.audiences.language.plan import Plan

MAX_DEPTH = 10
"""Of groups inside groups, and of segments that refer to segments."""
MAX_CONDITIONS = 100
MAX_INLINED = 300
MAX_PEOPLE = 10_000_000
MAX_SEED = 2**32 - 1


def check(definition: object, catalogue: Catalogue, itself: UUID | None = None) -> Plan | Faults:
    """The plan of a definition, or everything that is wrong with it; never raises.

    `itself` is the segment whose definition this is: to refer to it, even through others, is a
    circle.
    """
    checker = _Checker(catalogue, (itself,) if itself else ())
    root = checker.condition(definition, "$", 1)
    if root is None or checker.found.of:
        return Faults(tuple(checker.found.of))
    return Plan(root, catalogue)


@dataclass
class _Checker:
    """One definition being checked; `path` are the segments that led here."""

    catalogue: Catalogue
    path: tuple[UUID, ...]
    found: Found = field(default_factory=Found)
    inlined: dict[UUID, tuple[Condition, int] | Fault] = field(default_factory=dict)
    own: int = 0
    lent: int = 0
    """How many conditions stand here, and how many come from other segments."""

    def condition(self, raw: object, place: str, depth: int) -> Condition | None:
        if depth > MAX_DEPTH:
            self.found.add(place, "too_deep", most=MAX_DEPTH)
            return None
        node = Node(raw, place, self.found)
        kind = node.one_of("kind", tuple(KINDS)) if node.is_object else None
        if kind is None:
            return None
        made = KINDS[kind](self, node, depth)
        node.done()
        if kind not in ("all", "any", "not"):
            self._one_more()
        return made

    def _one_more(self) -> None:
        self.own += 1
        if self.own == MAX_CONDITIONS + 1:
            self.found.add("$", "too_large", found=f">{MAX_CONDITIONS}", most=MAX_CONDITIONS)

    def group(self, node: Node, depth: int) -> tuple[Condition, ...] | None:
        listing, at = node.list_of("of", MAX_CONDITIONS), node.at("of")
        made = [self.condition(one, f"{at}[{n}]", depth + 1) for n, one in enumerate(listing or ())]
        return cast(tuple[Condition, ...], tuple(made)) if None not in made else None

    def segment(self, node: Node) -> InSegment | None:
        id = node.id("segment")
        known = self.catalogue.segments.get(id) if id else None
        if id is None:
            return None
        if id in self.path:
            steps = (*self.path[self.path.index(id) :], id)
            self.found.add(node.at("segment"), "circle", path=" → ".join(map(self._named, steps)))
        elif known is None:
            self.found.add(node.at("segment"), "unknown_segment", found=id)
        elif len(self.path) > MAX_DEPTH:
            self.found.add(node.at("segment"), "too_deep", most=MAX_DEPTH)
        else:
            return self._inlined(node, known)
        return None

    def _named(self, id: UUID) -> str:
        known = self.catalogue.segments.get(id)
        return known.name if known else str(id)

    def _inlined(self, node: Node, known: KnownSegment) -> InSegment | None:
        if known.id not in self.inlined:
            self.inlined[known.id] = self._other(known)
        place = node.at("segment")
        match self.inlined[known.id]:
            case Fault(code="circle") as fault:
                self.found.of.append(replace(fault, place=place))
            case Fault() as fault:
                reason = (f"{fault.en} ({fault.place})", f"{fault.zh}（{fault.place}）")
                self.found.add(place, "segment_unfit", name=known.name, reason=reason)
            case (condition, size):
                self._lend(size, place)
                return InSegment(known.id, condition, node.place)
        return None

    def _lend(self, size: int, place: str) -> None:
        self.lent += size
        if self.lent > MAX_INLINED >= self.lent - size:
            self.found.add(place, "too_large", found=self.lent, most=MAX_INLINED)

    def _other(self, known: KnownSegment) -> tuple[Condition, int] | Fault:
        """Another segment's conditions and how many they are, or the first thing wrong there."""
        inner = _Checker(self.catalogue, (*self.path, known.id), inlined=self.inlined)
        root = inner.condition(known.definition, "$", 1)
        if root is None or inner.found.of:
            return inner.found.of[0]
        return root, inner.own + inner.lent


def _all(checker: _Checker, node: Node, depth: int) -> Condition | None:
    of = checker.group(node, depth)
    return AllOf(of, node.place) if of else None


def _any(checker: _Checker, node: Node, depth: int) -> Condition | None:
    of = checker.group(node, depth)
    return AnyOf(of, node.place) if of else None


def _not(checker: _Checker, node: Node, depth: int) -> Condition | None:
    raw = node.needed("of", "object")
    one = None if raw is None else checker.condition(raw, node.at("of"), depth + 1)
    return Not(one, node.place) if one else None


def _segment(checker: _Checker, node: Node, _depth: int) -> Condition | None:
    return checker.segment(node)


def _event(checker: _Checker, node: Node, _depth: int) -> Condition | None:
    return checking_events.measured(node, checker.catalogue)


def _sequence(checker: _Checker, node: Node, _depth: int) -> Condition | None:
    return checking_events.in_order(node, checker.catalogue)


def _field(checker: _Checker, node: Node, _depth: int) -> Condition | None:
    fields = checker.catalogue.fields
    name = node.needed("field", "text")
    asked = fields.get(name) if isinstance(name, str) else None
    if asked is None:
        if name is not None:
            node.unknown("field", "unknown_field", name, tuple(fields))
        node.read.update(("op", "value"))
        return None
    ops = FIELD_OPS[asked.kind]
    if asked.kind == "day" and asked.upcoming not in fields:
        ops = tuple(one for one in ops if one != "next_days")
    told = comparison(node, Subject(asked, asked.kind, ops, asked.options))
    if told is None:
        return None
    if asked.kind == "day" and asked.upcoming and told.op == "next_days":
        upcoming = replace(told, kind="date")
        return FieldCondition(asked.name, asked.upcoming, upcoming, node.place)
    return FieldCondition(asked.name, asked.name, told, node.place)


def _top(checker: _Checker, node: Node, _depth: int) -> Condition | None:
    fields = checker.catalogue.fields.values()
    ordered = [one.name for one in fields if one.kind in checking_events.NUMBERS]
    by = node.needed("by", "text")
    end = node.one_of("end", ("top", "bottom")) if node.has("end") else "top"
    share = _share(node) if node.has("share") else None
    n = node.whole("n", 1, MAX_PEOPLE) if node.has("n") else None
    if node.has("share") == node.has("n"):
        node.found.add(node.place, "one_of_two")
        return None
    if by is not None and by not in ordered:
        node.unknown("by", "unknown_field", by, ordered)
        return None
    if by is None or end is None or (share is None and n is None):
        return None
    return Top(by, share, n, cast(Literal["top", "bottom"], end), node.place)


def _sample(_checker: _Checker, node: Node, _depth: int) -> Condition | None:
    share, seed = _share(node), node.whole("seed", 0, MAX_SEED)
    return None if share is None or seed is None else Sample(share, seed, node.place)


def _share(node: Node) -> float | None:
    """A share above 0 and below 1."""
    raw = node.needed("share", "number")
    told = None if raw is None else number(raw, node.at("share"), node.found)
    if told is None or 0 < told < 1:
        return None if told is None else float(told)
    node.found.add(node.at("share"), "out_of_range", found=told, least=0.0001, most=0.9999)
    return None


KINDS: dict[str, Callable[[_Checker, Node, int], Condition | None]] = {
    "all": _all,
    "any": _any,
    "not": _not,
    "field": _field,
    "event": _event,
    "sequence": _sequence,
    "segment": _segment,
    "top": _top,
    "sample": _sample,
}
