"""Whether a word is taken back where it stands: 不要退货, 没说要退, I don't want to return.

From the word back through its clause, over words of wish and manner only. A word of another kind
ends the walk: in 不喜欢想退 it is the liking that is denied. Two negatives are none (不是不想买).
Where somebody else denies it (不给退), or why not is asked (为什么不能退), the wish stands.
"""

from collections.abc import Iterator
from functools import cache

from siyu.audiences.chat_words.letters import Letters, Mark
from siyu.audiences.chat_words.lexicon import (
    AFTER,
    ASKED_FORMS,
    BETWEEN,
    QUESTION_ENDS,
    QUESTION_OPENERS,
    QUESTION_WORDS,
    Role,
    roles,
)
from siyu.audiences.chat_words.patterns import Span

LONGEST = 5
FARTHEST = 40
"""Letters back from a word beyond which nothing takes it back."""
MUST = ("不可", "不行", "不成")

Place = tuple[int, int]


def taken_back(letters: Letters, span: Span) -> tuple[Place, ...]:
    """The letters of what takes back a word where it stands; none if it stands.

    What the gaps of a word hold counts like what comes before it.
    """
    before = _before(letters, span, span.start, _first(letters, span.start))
    inside = [place for gap in span.gaps for place in _before(letters, span, gap[1], gap[0])]
    behind = _behind(letters, span.end)
    every = (*before, *inside, *behind)
    return every if len(every) % 2 else ()


def _first(letters: Letters, at: int) -> int:
    return max(letters.clause_start(at), at - FARTHEST)


def _before(letters: Letters, span: Span, at: int, first: int) -> tuple[Place, ...]:
    """What takes back whatever begins at the letter `at`, from the letter `first` on."""
    found: list[Place] = []
    denied = False
    for role, place in _walk(letters, at, first):
        match role:
            case Role.WHY if found:
                return ()
            case Role.DENIED:
                denied = True
            case Role.UNABLE if is_question(letters, at):
                denied = True
            case Role.TAKES_BACK | Role.UNABLE:
                if not denied and not _must(letters, place, span.end):
                    found.append(place)
                denied = False
    return tuple(reversed(found))


def _walk(letters: Letters, at: int, first: int) -> Iterator[tuple[Role, Place]]:
    """The words before the letter `at`, the nearest first, up to one that is not reached over."""
    while at > first:
        place = _word(letters, first, at)
        role = place and roles_of(letters.plain[place[0] : place[1]])
        if not place or role is None or role is Role.STOPS:
            return
        yield role, place
        at = place[0]


def _word(letters: Letters, first: int, at: int) -> Place | None:
    """The longest word of ours that ends before the letter `at`."""
    if letters.plain[at - 1].isascii():
        begin = at - 1
        while begin > first and _in_one_word(letters, begin):
            begin -= 1
        return begin, at
    for length in range(min(LONGEST, at - first), 0, -1):
        if roles_of(letters.plain[at - length : at]) is not None:
            return at - length, at
    return None


def _in_one_word(letters: Letters, at: int) -> bool:
    return letters.before[at] is Mark.NOTHING and letters.plain[at - 1].isascii()


def roles_of(word: str) -> Role | None:
    """What a word does to those after it; None for a word that is not in the lists."""
    return _known().get(word)


@cache
def _known() -> dict[str, Role]:
    return roles()


def _must(letters: Letters, place: Place, end: int) -> bool:
    """非退不可: the two together say must."""
    is_fei = letters.plain[place[0] : place[1]] == "非"
    tail = letters.plain[end : letters.clause_end(end - 1)]
    return is_fei and any(word in tail for word in MUST)


def _behind(letters: Letters, end: int) -> tuple[Place, ...]:
    """退货就不用了: what lets it be, behind the word."""
    at, stop = end, letters.clause_end(end - 1)
    while at < stop:
        rest = letters.plain[at:stop]
        done = next((word for word in AFTER if rest.startswith(word)), None)
        if done is not None:
            return ((at, at + len(done)),)
        filler = next((word for word in BETWEEN if rest.startswith(word)), None)
        if filler is None:
            return ()
        at += len(filler)
    return ()


def is_question(letters: Letters, at: int) -> bool:
    """Whether the sentence in which the letter `at` stands asks something."""
    number = letters.sentences[at]
    if number in letters.questions:
        return True
    said = letters.sentence(number)
    asked = any(word in said for word in (*ASKED_FORMS, *QUESTION_WORDS))
    return asked or said.endswith(QUESTION_ENDS) or _opener(letters, number) in QUESTION_OPENERS


def _opener(letters: Letters, number: int) -> str:
    """The first Latin word of a sentence, where it begins with one."""
    first = letters.sentences.index(number)
    last = first + 1
    while last < len(letters.plain) and _in_one_word(letters, last):
        last += 1
    return letters.plain[first:last]
