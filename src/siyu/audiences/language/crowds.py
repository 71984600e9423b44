"""Many people against many plans at once.

A set of people is a number with a bit for each of them, so a group of conditions over thousands is
a few operations on long numbers. Leaves are asked of columns (`crowd_leaves`); what columns cannot
answer is asked of one person after the other, and only of those for whom the answer can still
matter. Who is in is what `holds` says of each alone. The due instant is the first at which a leaf
turns that can change the person's place anywhere: never later than by `holds`, which knows which of
several has to turn, and seldom earlier.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from operator import and_, or_
from typing import Generic, TypeVar

import numpy as np

from siyu.audiences.language import conditions as c
from siyu.audiences.language.columns import Columns, Flags, Longs
from siyu.audiences.language.crowd_leaves import Answers, AskingAll, at_once
from siyu.audiences.language.facts import Facts
from siyu.audiences.language.holds import Judge
from siyu.audiences.language.holds_events import NEVER, Asking, Person

K = TypeVar("K")
People = int
"""A set of people of a crowd, by their places."""
Decided = tuple[People, People]
"""Of whom something is and stays true, and of whom it is and stays false."""


@dataclass(frozen=True, slots=True)
class Node:
    """A distinct condition: the places of its parts, or how people are asked."""

    condition: c.Condition
    parts: tuple[int, ...]
    ask: Asking | None
    ask_all: AskingAll | None
    is_field: bool


@dataclass(slots=True)
class Said:
    """Who holds, of whom that never turns by itself, and when it turns of the others."""

    holds: People = 0
    stays: People = -1
    due: Longs | None = None


@dataclass(frozen=True)
class Standings(Generic[K]):
    """For each plan, who of those asked is in; for each person, the microsecond at which to look
    again, NEVER for none."""

    inside: Mapping[K, People]
    due: Sequence[int]


class Crowd(Generic[K]):
    """People whom one judge looks at together."""

    def __init__(self, judge: Judge[K], people: Sequence[Facts]) -> None:
        self.people = people if isinstance(people, Columns) else Columns.of(people)
        self.alone: dict[int, Person] = {}
        self.nodes: list[Node] = []
        self._judge, self._at = judge, dict[c.Condition, int]()
        self.roots = {key: self._placed(root) for key, root in judge.roots.items()}

    def _placed(self, condition: c.Condition) -> int:
        """The place of a condition, after those of its parts."""
        if condition not in self._at:
            parts = tuple(self._placed(one) for one in c.inside(condition))
            ask = None if parts else self._judge.made(condition)
            ask_all = ask and at_once(condition, ask, self._judge.calendar)
            is_field = isinstance(condition, c.FieldCondition | c.Top | c.Sample)
            self._at[condition] = len(self.nodes)
            self.nodes.append(Node(condition, parts, ask, ask_all, is_field))
        return self._at[condition]

    def standings(self, asked: Mapping[K, People]) -> Standings[K]:
        """Where people stand with the plans that each of them is asked of."""
        roots = {key: self.roots[key] for key, mask in asked.items() if mask}
        masks = {roots[key]: 0 for key in roots}
        for key, place in roots.items():
            masks[place] |= asked[key]
        said = [Said() for _ in self.nodes]
        self._ask(said, self._down(masks, None), fields=True)
        decided = self._decided(said)
        self._ask(said, self._down(masks, [~(yes | no) for yes, no in decided]), fields=False)
        self._gather(said)
        matters = self._down(masks, [~one.stays for one in said])
        inside = {key: said[place].holds & asked[key] for key, place in roots.items()}
        return Standings(inside, self._due(said, matters))

    def _down(self, masks: Mapping[int, People], open: Sequence[People] | None) -> list[People]:
        """Of whom each condition is asked: of those of whom one around it is, and is open yet."""
        found = [masks.get(place, 0) for place in range(len(self.nodes))]
        for place in reversed(range(len(self.nodes))):
            below = found[place] if open is None else found[place] & open[place]
            for part in self.nodes[place].parts:
                found[part] |= below
        return found

    def _ask(self, said: list[Said], masks: Sequence[People], *, fields: bool) -> None:
        for node, mask, answer in zip(self.nodes, masks, said, strict=True):
            if node.ask is None or node.is_field is not fields or not mask:
                continue
            everybody = node.ask_all
            holds, due = everybody(self.people) if everybody else self._each(node.ask, mask)
            answer.holds = people(holds) & mask
            if due is not None:
                answer.due, answer.stays = due, ~(people(due != NEVER) & mask)

    def _each(self, ask: Asking, mask: People) -> Answers:
        """One person after the other."""
        holds = np.zeros(len(self.people), bool)
        due = np.full(len(self.people), NEVER, np.int64)
        for place in places(mask):
            if place not in self.alone:
                self.alone[place] = self._judge.person(self.people[place])
            holds[place], due[place], _ = ask(self.alone[place])
        return holds, due

    def _decided(self, said: Sequence[Said]) -> list[Decided]:
        """What fields alone decide for good."""
        found: list[Decided] = []
        for node, one in zip(self.nodes, said, strict=True):
            of = [found[part] for part in node.parts]
            match node.condition:
                case c.Not():
                    found.append(of[0][::-1])
                case c.AnyOf() if of:
                    found.append((_any(yes for yes, _ in of), _all(no for _, no in of)))
                case _ if of:
                    found.append((_all(yes for yes, _ in of), _any(no for _, no in of)))
                case _ if node.is_field:
                    found.append((one.holds & one.stays, ~one.holds & one.stays))
                case _:
                    found.append((0, 0))
        return found

    def _gather(self, said: list[Said]) -> None:
        """Work out the groups from their parts."""
        for node, one in zip(self.nodes, said, strict=True):
            of = [said[part] for part in node.parts]
            if not of:
                continue
            every = _all(part.stays for part in of)
            match node.condition:
                case c.Not():
                    one.holds, one.stays = ~of[0].holds, every
                case c.AnyOf():
                    one.holds = _any(part.holds for part in of)
                    one.stays = every | _any(part.holds & part.stays for part in of)
                case _:
                    one.holds = _all(part.holds for part in of)
                    one.stays = every | _any(~part.holds & part.stays for part in of)

    def _due(self, said: Sequence[Said], matters: Sequence[People]) -> list[int]:
        found = np.full(len(self.people), NEVER, np.int64)
        for one, mask in zip(said, matters, strict=True):
            if one.due is not None and (turning := mask & ~one.stays):
                np.minimum(found, one.due, out=found, where=flags(turning, len(found)))
        return found.tolist()


def people(holds: Flags) -> People:
    """The set of those of whom it holds."""
    return int.from_bytes(np.packbits(holds, bitorder="little").tobytes(), "little")


def flags(of: People, count: int) -> Flags:
    """Of each of so many people whether they are in a set."""
    told = np.frombuffer(of.to_bytes((count + 7) // 8, "little"), np.uint8)
    return np.unpackbits(told, count=count, bitorder="little").view(bool)


def people_at(places: Iterable[int], count: int) -> People:
    """The set of these places."""
    found = np.zeros(count, bool)
    found[np.fromiter(places, np.int64)] = True
    return people(found)


def places(of: People) -> list[int]:
    """The places in a set, ascending."""
    return np.flatnonzero(flags(of, of.bit_length())).tolist()


def by_number(numbers: Sequence[Sequence[int]]) -> dict[int, People]:
    """The people, by their places, who have each of the numbers that anybody has."""
    many = np.fromiter(map(len, numbers), np.int64, len(numbers))
    every = np.fromiter(chain.from_iterable(numbers), np.int64, int(many.sum()))
    known, of = np.unique(every, return_inverse=True)
    having = np.zeros((len(known), len(numbers)), bool)
    having[of, np.repeat(np.arange(len(numbers)), many)] = True
    return {number: people(row) for number, row in zip(known.tolist(), having, strict=True)}


def _all(of: Iterable[People]) -> People:
    return reduce(and_, of)


def _any(of: Iterable[People]) -> People:
    return reduce(or_, of)
