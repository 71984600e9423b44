"""Patterns of words: characters, bounded gaps and choices; read once, found without going back.

A match walks over a set of places, never over one guess after another, so the time is at most the
letters of the text times the steps of the pattern times their longest gap.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from siyu.audiences.chat_words.letters import Letters, Mark, read

MOST_CHARACTERS = 200
MOST_GAP = 20
USUAL_GAP = 6
MOST_GAPS = 4
MOST_CHOICES = 40
WIDE = str.maketrans("（）｜＊｛｝＼", "()|*{}\\")
COUNT = re.compile(r"\{([^{}]*)\}")
LATIN = re.compile("[a-z]")
DIGIT = re.compile("[0-9]")


@dataclass(frozen=True)
class Flaw:
    """What is wrong with a pattern: the name of the error, and at which character, from 1."""

    code: str
    column: int
    data: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Literal:
    """Letters in a row; at `loose` places a mark may stand between Latin letters or digits."""

    letters: str
    loose: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Step:
    """One of some literals, at most `gap` letters behind what came before."""

    choices: tuple[Literal, ...]
    gap: int = 0


@dataclass(frozen=True)
class Pattern:
    """A pattern as it was written, and its steps."""

    written: str
    steps: tuple[Step, ...]


class PatternUnfit(ValueError):
    """A pattern that cannot be read; `flaws` says everything that is wrong with it."""

    def __init__(self, flaws: list[Flaw]) -> None:
        super().__init__(flaws)
        self.flaws = flaws


@dataclass
class _Parsing:
    text: str
    at: int = 0
    gap: int = 0
    gaps: int = 0
    steps: list[Step] = field(default_factory=list)
    plain: str = ""
    flaws: list[Flaw] = field(default_factory=list)

    def flaw(self, code: str, at: int, **data: object) -> None:
        self.flaws.append(Flaw(code, at + 1, data))

    def step(self, *choices: str) -> None:
        """Keep one of these texts as the next step."""
        self.steps.append(Step(tuple(_literal(one) for one in choices), self.gap))
        self.gap = 0

    def close(self) -> None:
        """Keep the characters that were gathered as a step, where there are any."""
        if _literal(self.plain).letters:
            self.step(self.plain)
        self.plain = ""


@lru_cache(maxsize=4096)
def compiled(written: str) -> Pattern:
    """A pattern ready to be found. Raises PatternUnfit."""
    parsing = _Parsing(written.translate(WIDE))
    if len(written) > MOST_CHARACTERS:
        parsing.flaw("PatternTooLong", MOST_CHARACTERS, most=MOST_CHARACTERS, length=len(written))
    while parsing.at < len(parsing.text):
        _next(parsing)
    parsing.close()
    _judge(parsing)
    if parsing.flaws:
        raise PatternUnfit(parsing.flaws)
    return Pattern(written, tuple(parsing.steps))


def _next(parsing: _Parsing) -> None:
    match parsing.text[parsing.at]:
        case "\\":
            _escaped(parsing)
        case "*":
            _gap(parsing)
        case "(":
            _choice(parsing)
        case ")" | "|" | "{" | "}" as stray:
            parsing.flaw("MarkAstray", parsing.at, mark=stray)
            parsing.at += 1
        case plain:
            parsing.plain += plain
            parsing.at += 1


def _escaped(parsing: _Parsing) -> None:
    if parsing.at + 1 == len(parsing.text):
        parsing.flaw("NothingEscaped", parsing.at)
    parsing.plain += parsing.text[parsing.at + 1 : parsing.at + 2]
    parsing.at += 2


def _gap(parsing: _Parsing) -> None:
    start = parsing.at
    parsing.close()
    if not parsing.steps or parsing.gap:
        parsing.flaw("GapAstray", start)
    parsing.gap, parsing.at = USUAL_GAP, start + 1
    parsing.gaps += 1
    count = COUNT.match(parsing.text, parsing.at)
    if count is not None:
        parsing.at = count.end()
        parsing.gap = _counted(parsing, count[1], start)


def _counted(parsing: _Parsing, count: str, start: int) -> int:
    if count.isascii() and count.isdigit() and 1 <= int(count) <= MOST_GAP:
        return int(count)
    parsing.flaw("GapUnfit", start, most=MOST_GAP, count=count)
    return USUAL_GAP


def _choice(parsing: _Parsing) -> None:
    start = parsing.at
    parsing.close()
    end = parsing.text.find(")", start)
    if end < 0:
        parsing.flaw("ChoiceOpen", start)
        parsing.at = len(parsing.text)
        return
    inside = parsing.text[start + 1 : end]
    for at, mark in enumerate(inside):
        if mark in "(*{}\\":
            parsing.flaw("ChoiceUnfit", start + 1 + at, mark=mark)
    choices = inside.split("|")
    if len(choices) > MOST_CHOICES:
        parsing.flaw("ChoicesTooMany", start, most=MOST_CHOICES, count=len(choices))
    parsing.step(*choices)
    parsing.at = end + 1


def _judge(parsing: _Parsing) -> None:
    """What only the whole tells."""
    if parsing.gaps > MOST_GAPS:
        parsing.flaw("GapsTooMany", 0, most=MOST_GAPS, count=parsing.gaps)
    if parsing.gap and parsing.steps:
        parsing.flaw("GapAstray", len(parsing.text) - 1)
    said = [all(choice.letters for choice in step.choices) for step in parsing.steps]
    if not any(said) and not parsing.flaws:
        parsing.flaw("NothingAsked", 0)


@lru_cache(maxsize=4096)
def _literal(text: str) -> Literal:
    found = read(text)
    marks = enumerate(found.before[:-1])
    return Literal(found.plain, frozenset(at for at, mark in marks if mark and at))


Places = tuple[int, int]


@dataclass(frozen=True)
class Span:
    """A match: letters from and up to, and what its gaps took up."""

    start: int
    end: int
    gaps: tuple[Places, ...] = ()


def spans(pattern: Pattern, letters: Letters) -> Iterator[Span]:
    """Where a pattern stands, the leftmost first and of those the shortest; none overlap."""
    free = 0
    if not all(_is_there(step, letters) for step in pattern.steps):
        return
    for start in _starts(pattern.steps[0], letters):
        if start >= free:
            found = _shortest(pattern, letters, start)
            if found is not None and found.end > start:
                free = found.end
                yield found


def _is_there(step: Step, letters: Letters) -> bool:
    return any(choice.letters in letters.plain for choice in step.choices)


def _starts(step: Step, letters: Letters) -> list[int]:
    """Letters at which the first step can stand."""
    if not all(choice.letters for choice in step.choices):
        return list(range(len(letters.plain)))
    found: set[int] = set()
    for choice in step.choices:
        at = letters.plain.find(choice.letters)
        while at >= 0:
            found.add(at)
            at = letters.plain.find(choice.letters, at + 1)
    return sorted(found)


def _shortest(pattern: Pattern, letters: Letters, start: int) -> Span | None:
    """The match that begins at `start` and ends first; None where there is none."""
    # Each place that was reached, with the gaps on the way to it.
    reached: dict[int, tuple[Places, ...]] = {start: ()}
    for step in pattern.steps:
        if step.gap:
            reached = {at: gaps for at, gaps in reached.items() if not _cut(letters, at)}
        begins = _begins(letters, start, reached, step.gap)
        so_far, reached = reached, {}
        for begin, at in begins:
            gaps = (*so_far[at], (at, begin)) if begin > at else so_far[at]
            for end in _after(step, letters, begin, first=begin == start):
                reached.setdefault(end, gaps)
    ends = [end for end in reached if not _cut(letters, end)]
    return Span(start, min(ends), reached[min(ends)]) if ends else None


def _begins(
    letters: Letters, start: int, reached: Iterable[int], gap: int
) -> list[tuple[int, int]]:
    """Where a step may begin, and behind what: in the same clause, within the gap."""
    found: list[tuple[int, int]] = []
    last = -1
    for at in sorted(reached):
        for begin in range(max(at, last + 1), min(at + gap, len(letters.plain)) + 1):
            parted = begin > start and letters.before[begin] >= Mark.CLAUSE
            found.append((begin, at))
            last = begin
            if parted:
                break
    return found


def _after(step: Step, letters: Letters, begin: int, *, first: bool) -> Iterator[int]:
    """Where the literals of a step that stand at `begin` end."""
    if (step.gap or first) and _cut(letters, begin):
        return
    here = first or letters.before[begin] < Mark.CLAUSE
    for literal in step.choices:
        end = begin + len(literal.letters)
        if not literal.letters:
            yield begin
        elif here and letters.plain.startswith(literal.letters, begin):
            if all(_joined(literal, letters, begin, at) for at in range(begin + 1, end)):
                yield end


def _joined(literal: Literal, letters: Letters, begin: int, at: int) -> bool:
    """Whether the letter `at` follows the one before it as the literal asks."""
    mark = letters.before[at]
    if mark is Mark.NOTHING:
        return True
    apart = at - begin in literal.loose or not _alike(letters, at)
    return mark is Mark.SMALL and apart


def _cut(letters: Letters, at: int) -> bool:
    """Whether an edge at the letter `at` would cut a Latin word or a number in two."""
    inside = 0 < at < len(letters.plain)
    return inside and letters.before[at] is Mark.NOTHING and _alike(letters, at)


def _alike(letters: Letters, at: int) -> bool:
    """Whether the letter `at` and the one before it are both Latin, or both digits."""
    two = letters.plain[at - 1 : at + 1]
    return len(two) == 2 and any(
        kind.match(two[0]) is not None and kind.match(two[1]) is not None for kind in (LATIN, DIGIT)
    )
