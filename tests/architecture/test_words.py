"""What is said to people is said in both languages, and events hold nobody's name."""

import importlib
import pkgutil
import re
import types
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import Enum
from string import Formatter
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest

import siyu
from siyu.kit.errors import Problem
from siyu.kit.text import said
from siyu.platform.declarations import Event

HAN = re.compile(r"[\u4e00-\u9fff]")
PLAIN = (UUID, int, float, bool, datetime, date, timedelta, type(None))
# Text that is a word of ours or of the vendor, never of a person. A new one is a decision.
WORDS = {
    "state", "found_by", "source", "purpose", "channel", "userid", "currency", "parts", "cause",
}  # fmt: skip


def load_everything() -> None:
    for module in pkgutil.walk_packages(siyu.__path__, "siyu."):
        if not module.name.endswith("__main__") and ".migrations" not in module.name:
            importlib.import_module(module.name)


def below(kind: type[Any]) -> Iterator[type[Any]]:
    for one in kind.__subclasses__():
        if one.__module__.startswith("siyu."):
            yield one
        yield from below(one)


def names(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def unsaid(kind: type[Any]) -> list[str]:
    """What is wrong with the sentences of an error or an event."""
    document = kind.__dict__.get("__doc__") or ""
    english, chinese = said(document, "en"), said(document, "zh-CN")
    found: list[str] = []
    if english != chinese and all(only_fields(sentence) for sentence in (english, chinese)):
        return found
    if english == chinese or not HAN.search(chinese) or HAN.search(english):
        found.append(f"{kind.__name__} is not said in both languages")
    elif names(english) != names(chinese):
        found.append(f"{kind.__name__} says {names(english) ^ names(chinese)} in one language only")
    return found


def only_fields(sentence: str) -> bool:
    """Whether a sentence, such as `{place}: {reason}`, has no word of its own."""
    return bool(sentence) and not re.search(r"\w", re.sub(r"{\w*}", "", sentence))


def foreign_fields(event: type[Event]) -> list[str]:
    """Names in the sentence that the event has not, and fields that may hold someone's words."""
    hints = get_type_hints(event)
    # A timeline fills {staff} with the name of staff_id; an event may fill a word of its own.
    known = {field.name.removesuffix("_id") for field in fields(event)} | set(hints)
    missing = set() if "sentence" in vars(event) else names(said(event.__doc__, "en")) - known
    found = [f"{event.__name__} speaks of {name}, which it has not" for name in sorted(missing)]
    for field in fields(event):
        if field.name not in WORDS and not is_plain(hints[field.name]):
            found.append(f"{event.__name__}.{field.name} may hold someone's words")
    return found


def is_plain(hint: Any) -> bool:
    if get_origin(hint) in (Union, types.UnionType, tuple, list, frozenset):
        return all(is_plain(part) for part in get_args(hint) if part is not Ellipsis)
    if get_origin(hint) is Literal:
        return True
    return isinstance(hint, type) and issubclass(hint, (*PLAIN, Enum))


def test_every_error_speaks_both_languages() -> None:
    load_everything()
    kinds: set[type[Problem]] = {Problem, *below(Problem)}
    assert [told for kind in kinds for told in unsaid(kind)] == []


def test_every_event_speaks_both_languages() -> None:
    load_everything()
    assert [told for kind in set(below(Event)) for told in unsaid(kind)] == []


def test_every_event_holds_ids_numbers_choices_and_instants_only() -> None:
    load_everything()
    assert [told for kind in set(below(Event)) for told in foreign_fields(kind)] == []


class OneLanguage(Problem):
    """Only English."""


class UnequalFields(Problem):
    """The cap is {cap}.

    上限是 {limit}。
    """


class Swapped(Problem):
    """上限是 {cap}。

    The cap is {cap}.
    """


class Silent(Problem):
    pass


@pytest.mark.parametrize("kind", [OneLanguage, UnequalFields, Swapped, Silent])
def test_a_poor_sentence_is_found(kind: type[Problem]) -> None:
    assert len(unsaid(kind)) == 1


@dataclass(frozen=True, kw_only=True)
class PersonNamed(Event):
    """{name} was named by {by}.

    {name} 由 {by} 命名。
    """

    name: str


def test_a_name_in_an_event_is_found() -> None:
    assert foreign_fields(PersonNamed) == [
        "PersonNamed speaks of by, which it has not",
        "PersonNamed.name may hold someone's words",
    ]
