"""Reads a rule as people and programs write it down; everything that is wrong with it at once."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from siyu.audiences.chat_words import errors
from siyu.audiences.chat_words.errors import (
    ChatRuleUnfit,
    PartUnfit,
    PartUnknown,
    WordsMissing,
    WordsTooMany,
    WordTwice,
)
from siyu.audiences.chat_words.patterns import Flaw, PatternUnfit, compiled
from siyu.audiences.chat_words.rules import Questions, Rule, SaidBy, Word
from siyu.kit.choices import Choice
from siyu.kit.errors import Invalid

MOST_WORDS = 50
MOST_SYNONYMS = 50
LISTS = ("any_of", "all_of", "none_of")
CHOICES: Mapping[str, type[Choice]] = {"said_by": SaidBy, "questions": Questions}
PARTS = tuple(one.name for one in fields(Rule))
WORD_PARTS = tuple(one.name for one in fields(Word))
RULE_EXAMPLE = '{"any_of": [{"word": "退货", "synonyms": ["退款"]}]}'
EXAMPLES = {"GapAstray": "想*退", "ChoiceOpen": "(退|换)", "MarkAstray": "(退|换)"}
WORD_EXAMPLE = '{"word": "退货", "synonyms": ["退款"], "but_not_in": ["退货险"]}'


def rule_of(written: object) -> Rule:
    """The rule that JSON tells. Raises ChatRuleUnfit with every fault."""
    found = faults(written)
    if found or not isinstance(written, dict):
        raise ChatRuleUnfit(found)
    words: Any = {name: tuple(map(_word, written.get(name, ()))) for name in LISTS}
    chosen: Any = {name: kind(written[name]) for name, kind in CHOICES.items() if name in written}
    return Rule(**words, **chosen, negation=written.get("negation", True))


def plain(rule: Rule) -> dict[str, Any]:
    """A rule as JSON that `rule_of` reads."""
    lists = {
        name: [{part: _listed(getattr(word, part)) for part in WORD_PARTS} for word in words]
        for name in LISTS
        if (words := getattr(rule, name))
    }
    more = {"said_by": rule.said_by, "negation": rule.negation, "questions": rule.questions}
    return {**lists, **{name: str(v) if isinstance(v, Choice) else v for name, v in more.items()}}


def _listed(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _word(written: object) -> Word:
    if isinstance(written, Mapping):
        lists: Any = {name: tuple(written.get(name, ())) for name in WORD_PARTS[1:]}
        return Word(written["word"], **lists)
    return Word(str(written))


def faults(written: object) -> list[Invalid]:
    """Everything that is wrong with a rule, in the order in which it is written."""
    if not isinstance(written, dict):
        return [_unfit("rule", RULE_EXAMPLE)]
    found: list[Invalid] = []
    for name, value in written.items():
        found += _part(str(name), value)
    if not any(written.get(name) for name in ("any_of", "all_of")):
        found.append(WordsMissing(place="any_of"))
    return [*found, *_twice(written)]


def _part(name: str, value: object) -> list[Invalid]:
    if name in LISTS:
        return _words(name, value)
    if name in CHOICES:
        known = [str(one) for one in CHOICES[name]]
        fits = isinstance(value, str) and value in known
        return [] if fits else [_unfit(name, " / ".join(known))]
    if name == "negation":
        return [] if isinstance(value, bool) else [_unfit(name, "true")]
    return [PartUnknown(place=name, known=", ".join(PARTS))]


def _words(place: str, value: object) -> list[Invalid]:
    if not isinstance(value, list):
        return [_unfit(place, f"[{WORD_EXAMPLE}]")]
    found: list[Invalid] = [
        fault for at, one in enumerate(value) for fault in _one(f"{place}[{at}]", one)
    ]
    if len(value) > MOST_WORDS:
        found.append(WordsTooMany(place=place, count=len(value), most=MOST_WORDS))
    return found


def _one(place: str, written: object) -> list[Invalid]:
    match written:
        case str():
            return _pattern(place, written)
        case {"word": str(word), **more}:
            unknown = [name for name in more if name not in WORD_PARTS]
            known = ", ".join(WORD_PARTS)
            return [
                *_pattern(f"{place}.word", word),
                *(PartUnknown(place=f"{place}.{name}", known=known) for name in unknown),
                *(
                    fault
                    for name in WORD_PARTS[1:]
                    for fault in _patterns(f"{place}.{name}", more.get(name, []))
                ),
            ]
    return [_unfit(place, WORD_EXAMPLE)]


def _patterns(place: str, value: object) -> list[Invalid]:
    if not isinstance(value, list):
        return [_unfit(place, '["退款", "想*退"]')]
    found: list[Invalid] = []
    for at, one in enumerate(value):
        found += _pattern(f"{place}[{at}]", one)
    if len(value) > MOST_SYNONYMS:
        found.append(WordsTooMany(place=place, count=len(value), most=MOST_SYNONYMS))
    return found


def _pattern(place: str, written: object) -> list[Invalid]:
    if not isinstance(written, str):
        return [_unfit(place, '"退货"')]
    try:
        compiled(written)
    except PatternUnfit as unfit:
        return [_flawed(place, flaw) for flaw in unfit.flaws]
    return []


def _flawed(place: str, flaw: Flaw) -> Invalid:
    kind: type[Invalid] = getattr(errors, flaw.code)
    example = {"example": EXAMPLES[flaw.code]} if flaw.code in EXAMPLES else {}
    return kind(place=place, column=flaw.column, **flaw.data, **example)


def _unfit(place: str, example: str) -> Invalid:
    return PartUnfit(place=place, example=example)


def _twice(written: Mapping[str, object]) -> list[Invalid]:
    """Words that stand in two lists, or twice in one: by their letters as they are written."""
    seen: dict[str, str] = {}
    found: list[Invalid] = []
    for name in LISTS:
        value = written.get(name)
        for at, one in enumerate(value if isinstance(value, Sequence) else ()):
            word = one.get("word") if isinstance(one, dict) else one
            place = f"{name}[{at}]"
            if isinstance(word, str) and word in seen:
                found.append(WordTwice(place=place, word=word, other=seen[word]))
            elif isinstance(word, str):
                seen[word] = place
    return found
