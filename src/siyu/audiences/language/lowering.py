"""The interpreter for everybody: a plan lowered to one question, cheapest parts first.

People are numbers, and a set of them is a bitmap. Who has a key of a field (a tag, a stage) is read
from `keys`, where it stands together; the other conditions on fields are answered by one pass over
`people`; the rest, dearer, look only at the *candidates* that are left: in *all of*, who fits so
far; in *any of*, who does not yet. Each step is a scalar of the WITH clause, made once though it is
used often: two conditions that need the same pass write the same text. A step that nothing uses
is not asked for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import cast

from siyu.audiences.language import conditions as c
from siyu.audiences.language import lowering_events, sampling
from siyu.audiences.language.compared import compared, field_value
from siyu.audiences.language.plan import Moment, Plan
from siyu.audiences.language.questions import EVERYONE, Parameters, Question, Writing, path, select

PEOPLE, KEYS = "people FINAL", "keys FINAL"
STEPS_1_2_5 = (-(10.0**12), 0.0, *(float(m * 10**e) for e in range(13) for m in (1, 2, 5)))
"""Where the bars of a distribution begin; the first is for all that is below nothing."""
OF_PERSON = (c.FieldCondition, c.Top, c.Sample)
OF_KEYS = ("any_of", "all_of", "none_of")


def lowered(plan: Plan, moment: Moment, merges: Mapping[int, int] | None = None) -> "Lowered":
    """A plan as a question at a moment. `merges` says into whom numbers were merged.

    Raises CutMissing.
    """
    lowering = Lowering(Writing(moment, merges or {}))
    lowering.begin(plan.root)
    return Lowered(plan, lowering.writing, lowering.people(plan.root, EVERYONE))


@dataclass
class Lowering:
    """A plan being lowered; `of_person` are the sets that the pass over people yields, `of_keys`
    those of a pass over the keys of a field: who has any of them, or who has each.
    """

    writing: Writing
    of_person: dict[c.Condition, str] = field(default_factory=dict)
    of_keys: dict[c.Condition, Sequence[str]] = field(default_factory=dict)

    def begin(self, root: c.Condition) -> None:
        """The passes over keys, and one over people for all else that is asked of them alone."""
        lowering_events.begin(self.writing, root)
        fields: dict[str, list[c.FieldCondition]] = {}
        for one in dict.fromkeys(_of_keys(root)):
            fields.setdefault(one.read, []).append(one)
        for name, conditions in fields.items():
            self._read_keys(name, conditions)
        asked = dict.fromkeys(_of_person(root))
        columns = ["groupBitmapState(number)"]
        for at, condition in enumerate(asked, 2):
            columns.append(f"groupBitmapStateIf(number, {self.written(condition)})")
            self.of_person[condition] = f"p.{at}"
        self.writing.steps["p"] = select([f"tuple({', '.join(columns)})"], PEOPLE)

    def _read_keys(self, name: str, conditions: Sequence[c.FieldCondition]) -> None:
        """One pass for all conditions on the keys of a field."""
        bound, columns = self.writing.bound, list[str]()
        read = f"k{len(self.writing.steps)}"
        for one in conditions:
            keys = _operand(one)
            sets = [(key,) for key in keys] if one.asked.op == "all_of" else [keys]
            first = len(columns) + 1
            columns += [
                f"groupBitmapStateIf(number, key IN {bound.bound(some, 'Array(String)')})"
                for some in sets
            ]
            self.of_keys[one] = [f"{read}.{first + at}" for at in range(len(sets))]
        every = tuple(sorted({key for one in conditions for key in _operand(one)}))
        asked = [
            f"field = {bound.bound(name, 'String')}",
            f"key IN {bound.bound(every, 'Array(String)')}",
        ]
        self.writing.steps[read] = select([f"tuple({', '.join(columns)})"], KEYS, asked)

    def written(self, condition: c.Condition) -> str:
        """A condition on the row of a person."""
        match condition:
            case c.AllOf(of=of):
                return f"({' AND '.join(self.written(one) for one in of)})"
            case c.AnyOf(of=of):
                return f"({' OR '.join(self.written(one) for one in of)})"
            case c.Not(of=one):
                return f"NOT ({self.written(one)})"
            case c.InSegment(of=one):
                return self.written(one)
            case c.FieldCondition(read=name, asked=asked):
                return compared(
                    field_value(name, asked.kind), asked, self.writing.moment, self.writing.bound
                )
            case c.Top():
                return self._top(condition)
            case c.Sample(share=share, seed=seed):
                mix = self.writing.bound.bound(sampling.mix(seed), "UInt64")
                limit = self.writing.bound.bound(sampling.limit(share), "UInt64")
                return f"intHash64(bitXor(toUInt64(number), {mix})) < {limit}"
        raise ValueError(f"{type(condition).__name__} is not of a person's row")

    def _top(self, top: c.Top) -> str:
        cut = self.writing.moment.cut(top)
        if cut is None:
            return "0"
        value = field_value(top.by, "number")
        last = self.writing.bound.bound(float(cut.value), "Float64")
        number = self.writing.bound.bound(cut.number, "UInt32")
        sign = ">" if top.end == "top" else "<"
        return f"ifNull({value} {sign} {last} OR ({value} = {last} AND number <= {number}), 0)"

    def people(self, condition: c.Condition, among: str) -> str:
        """The set of those `among` a set for whom a condition holds."""
        if condition in self.of_person:
            return self._fitting([self.of_person[condition]], among)
        match condition:
            case c.FieldCondition():
                return self._with_keys(condition, among)
            case c.AllOf(of=of):
                return self._all(of, among)
            case c.AnyOf(of=of):
                return self._any(of, among)
            case c.Not(of=one):
                return self.writing.without(among, self.people(one, among))
            case c.InSegment(of=one):
                return self.people(one, among)
            case c.InOrder() | c.EventCondition():
                return self._with_events(condition, among)
        raise ValueError(f"{type(condition).__name__} cannot be lowered")

    def _with_events(self, condition: c.InOrder | c.EventCondition, among: str) -> str:
        if isinstance(condition, c.InOrder):
            return lowering_events.in_order(self.writing, condition, among)
        return lowering_events.measured(self.writing, (condition,), among)[0]

    def _with_keys(self, condition: c.FieldCondition, among: str) -> str:
        """Those who have the keys of a field, or have none of them."""
        sets = self.of_keys[condition]
        if condition.asked.op == "none_of":
            return self.writing.without(among, sets[0])
        return self._fitting(sets, among)

    def _fitting(self, sets: Sequence[str], among: str) -> str:
        """Those among a set who are in all others; whoever is in these is one of everyone."""
        return reduce(self.writing.both, sets if among == EVERYONE else [among, *sets])

    def _all(self, of: Sequence[c.Condition], among: str) -> str:
        for batch in _batches(of):
            among = self._all_of_batch(batch, among)
        return among

    def _all_of_batch(self, batch: Sequence[c.Condition], among: str) -> str:
        events = [one for one in batch if isinstance(one, c.EventCondition)]
        if events:
            return lowering_events.all_measured(self.writing, events, among)
        return reduce(self.writing.both, self._batch(batch, among))

    def _any(self, of: Sequence[c.Condition], among: str) -> str:
        first, *others = _batches(of)
        found = reduce(self.writing.either, self._batch(first, among))
        for batch in others:
            left = self.writing.without(among, found)
            found = reduce(self.writing.either, self._batch(batch, left), found)
        return found

    def _batch(self, batch: Sequence[c.Condition], among: str) -> Sequence[str]:
        events = [one for one in batch if isinstance(one, c.EventCondition)]
        if events:
            return lowering_events.measured(self.writing, events, among)
        return [self.people(one, among) for one in batch]


def _is_of_keys(condition: c.Condition) -> bool:
    return (
        isinstance(condition, c.FieldCondition)
        and condition.asked.kind in ("choice", "tags")
        and condition.asked.op in OF_KEYS
    )


def _operand(condition: c.FieldCondition) -> tuple[str, ...]:
    return cast(tuple[str, ...], condition.asked.operand)


def _of_keys(condition: c.Condition) -> Iterable[c.FieldCondition]:
    """The conditions that ask who has keys of a field."""
    return (cast(c.FieldCondition, one) for one in c.walk(condition) if _is_of_keys(one))


def _is_of_person(condition: c.Condition) -> bool:
    leaves = [one for one in c.walk(condition) if not c.inside(one)]
    return all(isinstance(one, OF_PERSON) and not _is_of_keys(one) for one in leaves)


def _of_person(condition: c.Condition) -> Iterable[c.Condition]:
    """The largest parts of a condition that ask of people's rows alone."""
    if _is_of_person(condition):
        yield condition
        return
    for one in c.inside(condition):
        yield from _of_person(one)


def _batches(of: Sequence[c.Condition]) -> list[list[c.Condition]]:
    """The parts of a group, cheapest first; those that read the same events stand together."""
    batches: dict[object, list[c.Condition]] = {}
    for one in sorted(dict.fromkeys(of), key=_cost):
        key = lowering_events.scan_of(one) if isinstance(one, c.EventCondition) else None
        batches.setdefault(id(one) if key is None else key, []).append(one)
    return list(batches.values())


def _cost(condition: c.Condition) -> int:
    """A rough order: rows of people, sets of days, events counted, read into, put in order."""
    match condition:
        case c.InOrder():
            return 5
        case c.EventCondition():
            return lowering_events.cost(condition)
    return max(map(_cost, c.inside(condition)), default=0)


@dataclass(frozen=True)
class Lowered:
    """A plan as steps and the set they end in; what is asked of the set is chosen last."""

    plan: Plan
    writing: Writing
    result: str

    def question(self, select: str) -> Question:
        """A SELECT that may use all steps and `result`, the bitmap of those who are in."""
        used = self.writing.used(select)
        steps = ",\n".join(f"({sql}) AS {name}" for name, sql in used.items())
        return Question(f"WITH {steps}\n{select}", dict(self.writing.bound.values))

    def bitmap(self) -> Question:
        """One row: the set itself, for a table or a larger question; clients cannot read it."""
        return self.question(f"SELECT {self.result} AS people")

    def count(self) -> Question:
        """One row: how many `people` are in."""
        return self.question(f"SELECT bitmapCardinality({self.result}) AS people")

    def numbers(self) -> Question:
        """A row for each `number` that is in."""
        return self.question(f"SELECT arrayJoin(bitmapToArray({self.result})) AS number")

    def ids(self, after: int = 0, limit: int | None = None) -> Question:
        """Rows of `number` and `customer_id` in order of numbers, those beyond `after`."""
        beyond = f"number > {self.writing.bound.bound(after, 'UInt32')}"
        most = self.writing.bound.bound(limit, "UInt64") if limit else ""
        columns = ("number", "customer_id")
        return self.question(
            select(columns, f"{self._inside} AND {beyond}", order="number", limit=most)
        )

    def distribution(self, name: str) -> Question:
        """Rows of `value` and `people`: how those who are in spread over a field.

        Keys each (people of several count for each), months of dates and instants, numbers from
        steps of 1-2-5 on; NULL for those without. Raises KeyError for an unknown field.
        """
        kind = self.plan.catalogue.fields[name].kind
        columns = (f"{_bar(name, kind, self)} AS value", "count() AS people")
        return self.question(
            select(columns, self._inside, group="value", order="people DESC, value")
        )

    @property
    def _inside(self) -> str:
        """The rows of those who are in, found by their numbers before anything else is read."""
        return f"{PEOPLE} PREWHERE bitmapContains({self.result}, number)"


def _bar(name: str, kind: c.Kind, lowered: Lowered) -> str:
    value, bound = field_value(name, kind), lowered.writing.bound
    match kind:
        case "choice" | "tags":
            return f"arrayJoin(if(empty({value}), [NULL], {value}))"
        case "number" | "money":
            edges = bound.bound(STEPS_1_2_5, "Array(Float64)")
            return f"if(isNull({value}), NULL, roundDown(assumeNotNull({value}), {edges}))"
        case "date":
            return f"substring({value}, 1, 7)"
        case "instant":
            zone = bound.bound(lowered.writing.moment.zone.key, "String")
            month = f"formatDateTime(toDateTime(assumeNotNull({value}), {zone}), '%Y-%m')"
            return f"if(isNull({value}), NULL, {month})"
        case "yes_no":
            return f"toString({value})"
        case _:
            return f"if(isNull({path('fields', name)}), NULL, 'true')"


def cut(top: c.Top) -> Question:
    """One row, `value` and `number` of the last person among the top; none if nobody has a value.

    A share is rounded up, so that of few people at least one is in.
    """
    bound = Parameters()
    value = field_value(top.by, "number")
    with_value = select(["count()"], PEOPLE, [f"isNotNull({value})"])
    if top.n is not None:
        wanted = bound.bound(top.n, "UInt64")
    else:
        # In ten-thousandths, as shares are written: 0.2 × 15 is 3, not a little more.
        share = bound.bound(round((top.share or 0) * 10_000), "UInt64")
        wanted = f"intDiv(everybody * {share} + 9999, 10000)"
    rows = select([f"{value} AS value", "number"], PEOPLE, [f"isNotNull({value})"])
    order = f"value {'DESC' if top.end == 'top' else 'ASC'}, number"
    place = f"greatest(least({wanted}, everybody), 1) - 1, 1"
    last = select(["value", "number"], f"({rows})", order=order, limit=place)
    return Question(f"WITH ({with_value}) AS everybody {last}", dict(bound.values))
