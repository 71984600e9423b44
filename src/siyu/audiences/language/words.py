"""A plan in the words of the trade, in 中文 and English: as indented lines, or as one sentence."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from siyu.audiences.language import conditions as c
from siyu.audiences.language.catalogue import AskedProperty, Catalogue, Titled
from siyu.audiences.language.phrases import EN, ZH
from siyu.audiences.language.plan import Plan
from siyu.kit.money import worded

AT_LEAST_ONCE = {("ge", 1), ("gt", 0), ("ne", 0)}
NEVER = {("eq", 0), ("lt", 1), ("le", 0)}
KEYS_SAID = 20
ONE = re.compile(r"\b(1 (?:day|time))s\b")


@dataclass(frozen=True, slots=True)
class Line:
    """A condition in words; those inside it stand further in. `place` as in faults and verdicts."""

    indent: int
    text: str
    place: str


def words(
    plan: Plan, names: Mapping[str, str], language: str, currency: str = "CNY"
) -> tuple[Line, ...]:
    """A line for each condition, groups before what is in them.

    `names` says what keys and ids are called; segments and options go by the catalogue.
    """
    return tuple(_Speaker(plan.catalogue, names, language, currency).lines(plan.root, 0))


def sentence(plan: Plan, names: Mapping[str, str], language: str, currency: str = "CNY") -> str:
    """The same as one sentence; groups inside groups in brackets."""
    told = _Speaker(plan.catalogue, names, language, currency).whole(plan.root)
    return told[:1].upper() + told[1:]


@dataclass(frozen=True)
class _Speaker:
    catalogue: Catalogue
    names: Mapping[str, str]
    language: str
    currency: str

    def say(self, phrase: str, **filled: object) -> str:
        if self.language.startswith("zh"):
            return ZH[phrase].format(**filled)
        return ONE.sub(r"\1", EN[phrase].format(**filled))

    def lines(self, condition: c.Condition, indent: int) -> Iterator[Line]:
        match condition:
            case c.AllOf() | c.AnyOf() | c.Not():
                kind = {c.AllOf: "all", c.AnyOf: "any", c.Not: "not"}[type(condition)]
                yield Line(indent, self.say(kind), condition.place)
                for one in c.inside(condition):
                    yield from self.lines(one, indent + 1)
            case _:
                yield Line(indent, self.leaf(condition), condition.place)

    def whole(self, condition: c.Condition) -> str:
        match condition:
            case c.AllOf(of=of):
                return self.say("and").join(self.inner(one, c.AnyOf) for one in of)
            case c.AnyOf(of=of):
                return self.say("or").join(self.inner(one, c.AllOf) for one in of)
            case c.Not(of=one):
                return self.say("without", one=self.whole(one))
            case _:
                return self.leaf(condition)

    def inner(self, condition: c.Condition, bracketed: type) -> str:
        """A part of a group, in brackets where it is a group of the other kind."""
        told = self.whole(condition)
        return self.say("within", one=told) if isinstance(condition, bracketed) else told

    def leaf(self, condition: c.Condition) -> str:
        match condition:
            case c.InSegment(segment=id):
                return self.say("segment", name=self.segment(id))
            case c.FieldCondition(name=name, asked=asked):
                field = self.catalogue.fields[name]
                title = field.title(self.language)
                told = self.asked(asked, field.options or (), many=field.kind == "tags")
                return self.say("compared", title=title, asked=told)
            case c.EventCondition():
                return self.measure(condition)
            case c.InOrder():
                return self.order(condition)
            case c.Top():
                return self.top(condition)
            case c.Sample(share=share, seed=seed):
                return self.say("sample", share=_percent(share), seed=seed)
        raise ValueError(f"{type(condition).__name__} has no words")

    def segment(self, id: UUID) -> str:
        return self.names.get(str(id)) or self.catalogue.segments[id].name

    def top(self, top: c.Top) -> str:
        title = self.catalogue.fields[top.by].title(self.language)
        if top.share is None:
            return self.say(f"{top.end}_n", n=top.n, title=title)
        return self.say(f"{top.end}_share", share=_percent(top.share), title=title)

    def order(self, order: c.InOrder) -> str:
        steps = self.say("then").join(map(self.happening, order.steps))
        days = order.within_days
        within = self.say("within_days", days=days) if days else ""
        return self.say("sequence", steps=steps, window=self.window(order.window), within=within)

    def measure(self, condition: c.EventCondition) -> str:
        event, window = self.happening(condition.happening), self.window(condition.window)
        asked = condition.asked
        if condition.measure == "count":
            often = (asked.op, cast(int, asked.operand))
            if often in AT_LEAST_ONCE | NEVER:
                phrase = "happened" if often in AT_LEAST_ONCE else "not_happened"
                return self.say(phrase, event=event, window=window)
            times = self.say(f"times_{asked.op}", **self.values(asked))
            return self.say("count", event=event, window=window, asked=times)
        told, title = self.asked(asked, ()), ""
        if condition.property:
            one = self.property(condition.happening, condition.property)
            title = one.title(self.language)
            told = self.asked(asked, one.options or ())
        return self.say(condition.measure, event=event, window=window, title=title, asked=told)

    def property(self, happening: c.Happening, name: str) -> AskedProperty:
        return self.catalogue.events[happening.event].properties[name]

    def happening(self, happening: c.Happening) -> str:
        title = self.catalogue.events[happening.event].title(self.language)
        if not happening.where:
            return self.say("event", title=title)
        filters = self.say("list").join(self.filter(happening, one) for one in happening.where)
        return self.say("filtered", title=title, filters=filters)

    def filter(self, happening: c.Happening, one: c.Filter) -> str:
        asked = self.property(happening, one.property)
        title = asked.title(self.language)
        return self.say("compared", title=title, asked=self.asked(one.asked, asked.options or ()))

    def window(self, window: c.Window) -> str:
        match window:
            case c.Ever():
                return self.say("ever")
            case c.LastDays(days=days):
                return self.say("today") if days == 1 else self.say("window_last_days", days=days)
            case c.BeforeLastDays(days=days):
                known = "before_today" if days == 1 else "before_last_days"
                return self.say(known, days=days)
            case c.Between(first=first, last=last):
                return self.say("window_between", first=first, last=last)
            case c.AfterEvent(anchor=anchor, which=which, days=days):
                told = self.say(f"after_{which}", event=self.happening(anchor))
                return told + (self.say("for_days", days=days) if days else "")

    def asked(self, asked: c.Comparison, options: Iterable[Titled], *, many: bool = False) -> str:
        """What is asked of a value; `many` where it may have several keys."""
        if asked.op == "is":
            return self.say("is_true" if asked.operand else "is_false")
        if asked.op in ("any_of", "all_of", "none_of"):
            few = "one" if len(cast(tuple[str, ...], asked.operand)) == 1 else ""
            tags = ("tag" if few else "tags") if many or asked.op == "all_of" else ""
            phrase = "_".join(filter(None, (few, tags, asked.op)))
            return self.say(phrase, keys=self.keys(asked, options))
        if asked.op in ("is_set", "not_set"):
            return self.say(asked.op)
        return self.say(asked.op, **self.values(asked))

    def keys(self, asked: c.Comparison, options: Iterable[Titled]) -> str:
        titles = {one.name: one.title(self.language) for one in options}
        keys = cast(tuple[str, ...], asked.operand)
        told = [titles.get(key) or self.names.get(key) or key for key in keys[:KEYS_SAID]]
        quoted = [self.say("event", title=one) for one in told]
        return self.say("list").join(quoted) + (" …" if len(keys) > KEYS_SAID else "")

    def values(self, asked: c.Comparison) -> dict[str, str]:
        operand = asked.operand
        if isinstance(operand, tuple):
            low, high = (self.value(one, asked.kind) for one in operand)
            return {"low": low, "high": high}
        return {"value": self.value(operand, asked.kind)}

    def value(self, value: object, kind: c.Kind) -> str:
        if kind == "money":
            return worded(cast(int, value), self.currency).replace("CNY ", "¥")
        if isinstance(value, float):
            return f"{value:.4f}".rstrip("0").rstrip(".")
        return str(value)


def _percent(share: float) -> str:
    return f"{share * 100:.2f}".rstrip("0").rstrip(".") + "%"
