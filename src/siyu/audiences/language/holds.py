"""The interpreter for one person in memory: who is in, and until when that stands.

Plans are compiled to closures once a batch; what several segments ask alike is answered once a
person. Every answer carries its *due* instant: the earliest at which it can change though nothing
new happens. A group's is worked out from its parts': *all of* that does not hold cannot hold
before the last of its failing parts turns, and one that holds may fail when the first part turns.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar

from siyu.audiences.language import conditions as c
from siyu.audiences.language import holds_events, sampling, spans
from siyu.audiences.language.comparing import predicate, seconds
from siyu.audiences.language.facts import Facts, instant, micros
from siyu.audiences.language.holds_events import NEVER, Answer, Asking, Calendar, Person
from siyu.audiences.language.plan import Moment, Plan
from siyu.kit.instants import day_start, local_day

K = TypeVar("K", bound=Hashable)


class Standing(NamedTuple):
    """Whether a person is in, and when that may change with nothing new; None means never."""

    holds: bool
    due: datetime | None


@dataclass(frozen=True)
class Verdict:
    """Why: a condition, whether it holds and until when, the value found, and its parts."""

    condition: c.Condition
    holds: bool
    due: datetime | None
    value: object
    of: tuple["Verdict", ...] = ()


class Compiled(Generic[K]):
    """Plans by key, ready to be read at any moment."""

    def __init__(self, plans: Mapping[K, Plan]) -> None:
        self.roots = {key: plan.root for key, plan in plans.items()}
        self.uses = Counter(one for root in self.roots.values() for one in _asked(root))

    def at(self, moment: Moment) -> "Judge[K]":
        """For many people at one moment. Raises CutMissing."""
        return Judge(self.roots, self.uses, moment)


def compiled(plans: Mapping[K, Plan]) -> Compiled[K]:
    """All plans that people are held against together."""
    return Compiled(plans)


class Judge(Generic[K]):
    """Plans at a moment: every distinct condition is one closure.

    One that stands in several places keeps its answer while a person is looked at.
    """

    def __init__(
        self, roots: Mapping[K, c.Condition], uses: Mapping[c.Condition, int], moment: Moment
    ) -> None:
        self.moment, self.calendar, self.uses = moment, Calendar(moment), uses
        self.closures: dict[c.Condition, Asking] = {}
        self.kept = 0
        self.roots, self.tops = roots, {key: self.closure(one) for key, one in roots.items()}
        self.said: dict[tuple[bool, int], Standing] = {}

    def standings(self, facts: Facts, keys: Iterable[K] | None = None) -> dict[K, Standing]:
        """Where one person stands with these plans, or with every one."""
        person, said, tops, found = self.person(facts), self.said, self.tops, {}
        for key in tops if keys is None else keys:
            answer = tops[key](person)[:2]
            if answer not in said:
                said[answer] = Standing(answer[0], _due(answer[1]))
            found[key] = said[answer]
        return found

    def why(self, key: K, facts: Facts) -> Verdict:
        """What every condition of a plan found in one person."""
        return self._verdict(self.roots[key], self.person(facts))

    def _verdict(self, condition: c.Condition, person: Person) -> Verdict:
        holds, due, value = self.closures[condition](person)
        of = tuple(self._verdict(one, person) for one in c.inside(condition))
        return Verdict(condition, holds, _due(due), value, of)

    def person(self, facts: Facts) -> Person:
        """Somebody of whom nothing was answered yet."""
        return Person(facts, [None] * self.kept)

    def closure(self, condition: c.Condition) -> Asking:
        """The one closure of a condition, wherever it stands."""
        if condition not in self.closures:
            ask = self.made(condition)
            self.closures[condition] = self._keeping(ask) if self.uses[condition] > 1 else ask
        return self.closures[condition]

    def _keeping(self, ask: Asking) -> Asking:
        at, self.kept = self.kept, self.kept + 1

        def once(person: Person) -> Answer:
            answer = person.answers[at]
            if answer is None:
                answer = person.answers[at] = ask(person)
            return answer

        return once

    def _parts(self, of: Sequence[c.Condition]) -> list[Asking]:
        """Fields before events: they cost least, and one that decides for good ends the asking."""
        return [self.closure(one) for one in sorted(of, key=_cost)]

    def made(self, condition: c.Condition) -> Asking:
        """How one person is asked, with nothing kept of the answer itself."""
        match condition:
            case c.AllOf(of=of):
                return _group(self._parts(of), decided_by=False)
            case c.AnyOf(of=of):
                return _group(self._parts(of), decided_by=True)
            case c.Not(of=one):
                return _not(self.closure(one))
            case c.InSegment(of=one):
                return self.closure(one)
            case _:
                return self._leaf(condition)

    def _leaf(self, condition: c.Leaf) -> Asking:
        match condition:
            case c.FieldCondition():
                return _field(condition, self.moment)
            case c.EventCondition():
                return holds_events.measured(condition, self.calendar)
            case c.InOrder():
                return holds_events.in_order(condition, self.calendar)
            case c.Top():
                return _top(condition, self.moment)
            case c.Sample():
                return _sample(condition)


def _asked(condition: c.Condition) -> Iterator[c.Condition]:
    """A condition and those inside it; what stands twice is asked inside one place only."""
    seen: set[c.Condition] = set()
    waiting = [condition]
    while waiting:
        one = waiting.pop()
        yield one
        if one not in seen:
            seen.add(one)
            waiting += c.inside(one)


def _due(due: int) -> datetime | None:
    return None if due == NEVER else instant(due)


def _cost(condition: c.Condition) -> int:
    match condition:
        case c.FieldCondition(asked=asked):
            return int(asked.op in spans.TURNS)
        case c.EventCondition(measure=measure):
            return 3 if measure == "count" else 4
        case c.InOrder():
            return 5
    return max(map(_cost, c.inside(condition)), default=0)


def _group(parts: Sequence[Asking], *, decided_by: bool) -> Asking:
    """*Any of* is decided by one part that holds, *all of* by one that does not.

    A deciding part that never turns decides for good, so nothing else is asked.
    """

    def ask(person: Person) -> Answer:
        first, last = NEVER, -1
        for part in parts:
            holds, due, _ = part(person)
            if holds is decided_by:
                if due == NEVER:
                    return decided_by, NEVER, None
                last = max(last, due)
            first = min(first, due)
        return (not decided_by, first, None) if last < 0 else (decided_by, last, None)

    return ask


def _not(part: Asking) -> Asking:
    def ask(person: Person) -> Answer:
        holds, due, _ = part(person)
        return not holds, due, None

    return ask


def _field(condition: c.FieldCondition, moment: Moment) -> Asking:
    name, asked = condition.read, condition.asked
    fits = predicate(asked, moment)
    if asked.op not in spans.TURNS:

        def ask(person: Person) -> Answer:
            value = person.facts.fields.get(name)
            return fits(value), NEVER, value

        return ask

    def ask_days(person: Person) -> Answer:
        value = person.facts.fields.get(name)
        return fits(value), _turn(condition, value, moment), value

    return ask_days


def _turn(condition: c.FieldCondition, value: object, moment: Moment) -> int:
    """When a date or an instant that is counted in days next changes its answer."""
    if value is None:
        return NEVER
    if condition.asked.kind == "date":
        day = datetime.fromisoformat(str(value)).date()
    else:
        day = local_day(instant(round(seconds(value) * 1_000_000)), moment.zone)
    turn = spans.next_turn(condition.asked, day, moment.today)
    return micros(day_start(turn, moment.zone)) if turn else NEVER


def _top(condition: c.Top, moment: Moment) -> Asking:
    cut, by, most = moment.cut(condition), condition.by, condition.end == "top"

    def ask(person: Person) -> Answer:
        value = person.facts.fields.get(by)
        if value is None or cut is None:
            return False, NEVER, value
        told = seconds(value)
        ahead = told > cut.value if most else told < cut.value
        tied = told == cut.value and person.facts.number <= cut.number
        return ahead or tied, NEVER, value

    return ask


def _sample(condition: c.Sample) -> Asking:
    below, mix = sampling.limit(condition.share), sampling.mix(condition.seed)

    def ask(person: Person) -> Answer:
        return sampling.int_hash64(person.facts.number ^ mix) < below, NEVER, None

    return ask
