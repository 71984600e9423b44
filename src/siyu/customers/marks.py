"""How a sealed name is found: keyed marks of its letters, its pairs of letters and its pinyin.

A name of Chinese characters is marked by each syllable (`zhang`, `san`) and by each pair of
initials (`zs`), in all the readings its characters commonly have. What is typed is cut into the
few marks that a name must have all of; a typed text may be cut in more than one way.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import pairwise, product

from pypinyin import Style, pinyin
from pypinyin.constants import PINYIN_DICT

from siyu.platform.secrets import Secrets

READINGS = 3
MOST_CUTS = 4
LONGEST_SYLLABLE = 6
LONGEST_ASKED = 48
Cut = tuple[tuple[str, ...], str]
"""Syllables that must be there, and the initials of all in their order."""


def of_name(secrets: Secrets, name: str) -> list[int]:
    """All the marks of a name."""
    plain = flat(name)
    found = {mark for letter in plain for mark in _of_letter(secrets, letter)}
    for one, other in pairwise(plain):
        found.update(_of_pair(secrets, one, other))
    return sorted(found)


@lru_cache(maxsize=16_384)
def _of_letter(secrets: Secrets, letter: str) -> list[int]:
    """A letter and, of a Chinese character, each syllable it is commonly said as."""
    return _marks(secrets, _kinds("name", letter) | _kinds("pinyin", readings(letter)))


@lru_cache(maxsize=65_536)
def _of_pair(secrets: Secrets, one: str, other: str) -> list[int]:
    """Two letters that stand beside one another, and the initials of both."""
    heads = ({said[0] for said in readings(letter)} for letter in (one, other))
    initials = {before + after for before, after in product(*heads)}
    return _marks(secrets, _kinds("name", {one + other}) | _kinds("initials", initials))


def asked(secrets: Secrets, typed: str) -> list[list[int]]:
    """The marks to look for, a list for each way to read what was typed; a name has all of one."""
    plain = flat(typed)[:LONGEST_ASKED]
    if not plain:
        return []
    letters = {one + other for one, other in pairwise(plain)} or {plain}
    ways = [_kinds("name", letters)]
    if plain.isascii() and plain.isalpha() and len(plain) > 1:
        ways += [_kinds("pinyin", said) | _pairs(heads) for said, heads in cuts(plain)]
    return [_marks(secrets, way) for way in ways]


def flat(text: str) -> str:
    """A text as it is compared: without case, spaces and the width of its signs."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def cuts(typed: str) -> list[Cut]:
    """Ways to read Latin letters as pinyin: initials alone, or syllables, then perhaps initials."""
    whole: list[Cut] = [((), typed)] if not set(typed) & set("iuv") else []
    found = sorted(_syllables_of(typed), key=lambda cut: len(cut[1]))
    return (whole + [one for one in found if one not in whole])[:MOST_CUTS]


def _syllables_of(typed: str, most: int = 64) -> Iterator[Cut]:
    """Cuts into syllables; letters left at the end stand as initials."""
    ends: list[tuple[tuple[str, ...], str]] = [((), typed)]
    while ends and most:
        cut, rest = ends.pop()
        most -= 1
        if cut and not set(rest) & set("aeiouv"):
            yield cut, "".join(one[0] for one in cut) + rest
            continue
        for size in range(1, min(len(rest), LONGEST_SYLLABLE) + 1):
            if rest[:size] in syllables():
                ends.append(((*cut, rest[:size]), rest[size:]))


@cache
def syllables() -> frozenset[str]:
    """Every syllable of Mandarin, without tones; ü is v, as it is typed."""
    return frozenset(_toneless(one) for said in PINYIN_DICT.values() for one in said.split(","))


def _toneless(syllable: str) -> str:
    parts = unicodedata.normalize("NFD", syllable).replace("u\u0308", "v")
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


@lru_cache(maxsize=8192)
def readings(letter: str) -> tuple[str, ...]:
    """How a Chinese character is commonly said; nothing for any other letter."""
    if not "\u3400" <= letter <= "\u9fff":
        return ()
    said = pinyin(letter, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(said[0][:READINGS]) if said else ()


def _pairs(heads: str) -> set[str]:
    return _kinds("initials", {before + after for before, after in pairwise(heads)})


def _kinds(kind: str, pieces: Iterable[str]) -> set[str]:
    return {f"{kind}:{piece}" for piece in pieces}


def _marks(secrets: Secrets, pieces: Iterable[str]) -> list[int]:
    return sorted({_mark(secrets, piece) for piece in pieces})


@lru_cache(maxsize=65_536)
def _mark(secrets: Secrets, piece: str) -> int:
    kind, text = piece.split(":", 1)
    return int.from_bytes(secrets.blind(kind, text)[:4], signed=True)
