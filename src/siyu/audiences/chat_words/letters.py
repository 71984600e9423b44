"""A text as its letters alone, each with its place: width, case, script and marks do not count."""

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib import resources

STICKER = re.compile(r"\[[^\[\]\s\d]{1,8}\]")
"""What a chat writes for a picture of its own, such as [捂脸]: a mark, not words."""
DROPPED = ("Mn", "Me", "Cf")
SENTENCE_ENDS = frozenset("。！!？?；;\n\r\u2028\u2029…．.")
CLAUSE_ENDS = frozenset("，,、：:（）()【】—")
APOSTROPHES = frozenset("'’")
QUESTION = frozenset("？?")


class Mark(IntEnum):
    """What stands between two letters, the strongest of it."""

    NOTHING = 0
    SMALL = 1
    CLAUSE = 2
    SENTENCE = 3


@dataclass(frozen=True)
class Letters:
    """The letters and digits of a text, folded.

    `starts` and `ends` are each one's place in the text, `before` the mark before it; `before` has
    one more, for the end. `questions` are the sentences, by number, that end in a question mark;
    `sentences` says in which one each letter stands.
    """

    plain: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    before: tuple[Mark, ...]
    sentences: tuple[int, ...]
    questions: frozenset[int]

    def clause_start(self, at: int) -> int:
        """The first letter of the clause in which the letter `at` stands."""
        while at > 0 and self.before[at] < Mark.CLAUSE:
            at -= 1
        return at

    def clause_end(self, at: int) -> int:
        """One past the last letter of the clause in which the letter `at` stands."""
        at += 1
        while at < len(self.plain) and self.before[at] < Mark.CLAUSE:
            at += 1
        return at

    def sentence(self, number: int) -> str:
        """The letters of one sentence."""
        pairs = zip(self.plain, self.sentences, strict=True)
        return "".join(letter for letter, one in pairs if one == number)


@dataclass
class _Reading:
    """How far a text was read."""

    letters: list[str]
    places: list[tuple[int, int]]
    before: list[Mark]
    sentences: list[int]
    questions: set[int]
    mark: Mark = Mark.NOTHING
    sentence: int = 0

    def end(self) -> Letters:
        starts = tuple(start for start, _ in self.places)
        ends = tuple(end for _, end in self.places)
        before = (*self.before, Mark.SENTENCE)
        questions = frozenset(self.questions)
        plain = "".join(self.letters)
        return Letters(plain, starts, ends, before, tuple(self.sentences), questions)


def read(text: str) -> Letters:
    """The letters of a text."""
    reading = _Reading([], [], [], [], set())
    stickers = {at for found in STICKER.finditer(text) for at in range(*found.span())}
    for at, character in enumerate(text):
        folded = "" if at in stickers else fold(character)
        if folded:
            _letter(reading, at, folded)
        else:
            _mark(reading, mark_of(text, at) if at not in stickers else Mark.SMALL, character)
    return reading.end()


def _letter(reading: _Reading, at: int, folded: str) -> None:
    if reading.mark is Mark.SENTENCE and reading.letters:
        reading.sentence += 1
    for letter in folded:
        reading.letters.append(letter)
        reading.places.append((at, at + 1))
        reading.before.append(reading.mark)
        reading.sentences.append(reading.sentence)
        reading.mark = Mark.NOTHING


def _mark(reading: _Reading, mark: Mark, character: str) -> None:
    if character in QUESTION and reading.letters:
        reading.questions.add(reading.sentence)
    reading.mark = max(reading.mark, mark)


def mark_of(text: str, at: int) -> Mark:
    """What the character of a text that is no letter does between letters."""
    character = text[at]
    if character in APOSTROPHES and _inside_a_word(text, at):
        return Mark.NOTHING
    if character == "." and _inside_a_word(text, at):
        return Mark.SMALL
    if character in SENTENCE_ENDS:
        return Mark.SENTENCE
    if character in CLAUSE_ENDS:
        return Mark.CLAUSE
    return Mark.NOTHING if unicodedata.category(character) in DROPPED else Mark.SMALL


def _inside_a_word(text: str, at: int) -> bool:
    """Whether Latin letters or digits stand on both sides: don't, 3.5."""
    around = text[at - 1 : at] + text[at + 1 : at + 2]
    return len(around) == 2 and around.isascii() and around.isalnum()


@cache
def fold(character: str) -> str:
    """A character as it is compared: the letters of it, small and simplified; a mark is nothing."""
    plain = unicodedata.normalize("NFKD", character).casefold()
    kept = (one for one in plain if unicodedata.category(one)[0] in "LN")
    return "".join(_simplified().get(one, one) for one in kept)


@cache
def _simplified() -> dict[str, str]:
    """Traditional characters and what they are written as today, from OpenCC."""
    file = resources.files("siyu.audiences.chat_words").joinpath("traditional.txt")
    rows = file.read_text(encoding="utf-8").splitlines()
    pairs = "".join(row for row in rows if not row.startswith("#"))
    return dict(zip(pairs[::2], pairs[1::2], strict=True))
