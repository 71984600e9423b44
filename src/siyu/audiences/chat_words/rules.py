"""A rule over what people write, and its verdict on one text. Pure: words in, places out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from siyu.audiences.chat_words import negation
from siyu.audiences.chat_words.letters import Letters, read
from siyu.audiences.chat_words.patterns import Span, compiled, spans
from siyu.kit.choices import Choice


class SaidBy(Choice):
    """Whose words a rule looks at."""

    CUSTOMER = "customer", "the customer", "客户"
    STAFF = "staff", "the adviser", "导购"
    EITHER = "either", "either of them", "双方"


class Questions(Choice):
    """What a rule does with questions."""

    COUNT = "count", "questions count", "疑问句也算"
    SKIP = "skip", "questions do not count", "疑问句不算"
    ONLY = "only", "only questions count", "只看疑问句"


class Standing(Choice):
    """Whether a place where a word stands counts."""

    COUNTS = "counts", "counts", "算"
    NEGATED = "negated", "is taken back", "被否定"
    INSIDE = "inside", "is part of another word", "属于别的词"
    ASKED = "asked", "is a question", "是疑问句"
    STATED = "stated", "is no question", "不是疑问句"


class Why(Choice):
    """What decided about a text."""

    FITS = "fits", "it fits", "符合"
    OTHER_SPEAKER = "other_speaker", "somebody else said it", "不是这一方说的"
    NONE_OF_ANY = "none_of_any", "none of the words stands there", "没有出现所列的词"
    LACKING = "lacking", "a word that must stand there is lacking", "缺少必须出现的词"
    BARRED = "barred", "a word stands there that must not", "出现了不应出现的词"


@dataclass(frozen=True)
class Word:
    """A word, others that mean the same, and phrases in which it does not count."""

    word: str
    synonyms: tuple[str, ...] = ()
    but_not_in: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Rule:
    """At least one of `any_of`, each of `all_of`, none of `none_of`; empty ones ask nothing."""

    any_of: tuple[Word, ...] = ()
    all_of: tuple[Word, ...] = ()
    none_of: tuple[Word, ...] = ()
    said_by: SaidBy = SaidBy.CUSTOMER
    negation: bool = True
    questions: Questions = Questions.COUNT


@dataclass(frozen=True)
class Place:
    """From and up to which character of the text, counted from 0."""

    start: int
    end: int


@dataclass(frozen=True)
class Hit:
    """Where a word stands: which word, by which pattern, whether it counts, and because of what."""

    word: str
    pattern: str
    place: Place
    standing: Standing = Standing.COUNTS
    because: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """Whether a text fits a rule; `hits` are in the order of the text, `lacking` names words."""

    why: Why
    hits: tuple[Hit, ...] = ()
    lacking: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        return self.why is Why.FITS


def judge(rule: Rule, text: str, *, by: SaidBy = SaidBy.CUSTOMER) -> Verdict:
    """The verdict of a rule on what `by` wrote."""
    return judge_read(rule, read(text), by=by)


def judge_read(rule: Rule, letters: Letters, *, by: SaidBy = SaidBy.CUSTOMER) -> Verdict:
    """The same, of a text whose letters were read already: for many rules on one text."""
    if SaidBy.EITHER not in (rule.said_by, by) and rule.said_by is not by:
        return Verdict(Why.OTHER_SPEAKER)
    found = {word: hits(rule, word, letters) for word in _words(rule)}
    every = sorted(
        (hit for some in found.values() for hit in some),
        key=lambda hit: (hit.place.start, hit.place.end),
    )
    why, lacking = _decided(rule, {word for word, some in found.items() if any(map(_counts, some))})
    return Verdict(why, tuple(every), lacking)


def _words(rule: Rule) -> Iterable[Word]:
    return dict.fromkeys((*rule.any_of, *rule.all_of, *rule.none_of))


def _decided(rule: Rule, there: set[Word]) -> tuple[Why, tuple[str, ...]]:
    if any(word in there for word in rule.none_of):
        return Why.BARRED, ()
    lacking = tuple(one.word for one in rule.all_of if one not in there)
    if lacking:
        return Why.LACKING, lacking
    if rule.any_of and not any(word in there for word in rule.any_of):
        return Why.NONE_OF_ANY, ()
    return Why.FITS, ()


def _counts(hit: Hit) -> bool:
    return hit.standing is Standing.COUNTS


def hits(rule: Rule, word: Word, letters: Letters) -> list[Hit]:
    """Every place where a word stands, by its first pattern that does, and whether it counts."""
    carved = [span for one in word.but_not_in for span in spans(compiled(one), letters)]
    found: dict[tuple[int, int], Hit] = {}
    for pattern in (word.word, *word.synonyms):
        for span in spans(compiled(pattern), letters):
            standing, because = _standing(rule, letters, span, carved)
            places = tuple(_place(letters, *one) for one in because)
            place = _place(letters, span.start, span.end)
            hit = Hit(word.word, pattern, place, standing, places)
            found.setdefault((span.start, span.end), hit)
    return list(found.values())


def _standing(
    rule: Rule, letters: Letters, span: Span, carved: Sequence[Span]
) -> tuple[Standing, tuple[tuple[int, int], ...]]:
    inside = next((one for one in carved if _reaches_out(one, span)), None)
    if inside is not None:
        return Standing.INSIDE, ((inside.start, inside.end),)
    denied = negation.taken_back(letters, span) if rule.negation else ()
    if denied:
        return Standing.NEGATED, denied
    if rule.questions is not Questions.COUNT:
        asked = negation.is_question(letters, span.start)
        if asked is (rule.questions is Questions.SKIP):
            return (Standing.ASKED if asked else Standing.STATED), ()
    return Standing.COUNTS, ()


def _reaches_out(phrase: Span, span: Span) -> bool:
    """Whether a phrase shares letters with a match and is not wholly part of it."""
    shares = phrase.start < span.end and span.start < phrase.end
    return (
        shares
        and not (span.start <= phrase.start and phrase.end <= span.end)
        or (phrase.start == span.start and phrase.end == span.end)
    )


def _place(letters: Letters, start: int, end: int) -> Place:
    return Place(letters.starts[start], letters.ends[end - 1])
