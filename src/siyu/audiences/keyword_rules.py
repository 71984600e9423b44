"""Tag rules by what is said in a chat: each message is read once, and asked by every rule.

Nothing is kept of a text but that a rule's tag was given. Only messages that come from now on are
read; what was taken back ("不要退货") is no wish.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from siyu.audiences import tag_rules
from siyu.audiences.chat_words import checking
from siyu.audiences.chat_words.letters import read
from siyu.audiences.chat_words.rules import Rule, SaidBy, Verdict, Word, judge, judge_read
from siyu.audiences.models import TagRule
from siyu.customers import service as customers
from siyu.customers.chats.events import CustomerWrote, StaffWrote
from siyu.platform.declarations import Recorded
from siyu.platform.work import Work


def follow(work: Work, events: Sequence[Recorded]) -> None:
    """Tag whoever's chat says what a rule listens for."""
    rules = _enabled(work)
    if not rules:
        return
    wrote = dict(map(_message, events))
    for message_id, (direction, text) in customers.texts(work, list(wrote)).items():
        letters, by = read(text), SaidBy(direction)
        for row, rule in rules:
            if judge_read(rule, letters, by=by).fits:
                tag_rules.give(work, row, wrote[message_id])


def _enabled(work: Work) -> list[tuple[TagRule, Rule]]:
    mine = work.scope(TagRule).where(TagRule.kind == tag_rules.BY_KEYWORD, TagRule.enabled)
    rows = work.session.scalars(mine.order_by(TagRule.id))
    return [(row, checking.rule_of(row.words)) for row in rows]


def tried(words: Mapping[str, Any], text: str, by: SaidBy) -> Verdict:
    """What a rule says of a text. Raises ChatRuleUnfit."""
    return judge(checking.rule_of(dict(words)), text, by=by)


def told(words: Mapping[str, Any], language: str) -> str:
    """A rule as one line of words."""
    rule = checking.rule_of(dict(words))
    zh = language.startswith("zh")
    parts = [
        _listed(rule.any_of, "any of", "任一出现", zh),
        _listed(rule.all_of, "all of", "同时出现", zh),
        _listed(rule.none_of, "none of", "不能出现", zh),
    ]
    speaker = rule.said_by.said(language)
    kept = ("；" if zh else "; ").join(one for one in parts if one)
    return f"{speaker}：{kept}" if zh else f"{speaker} says {kept}"


def _listed(words: Sequence[Word], en: str, zh: str, in_chinese: bool) -> str:
    if not words:
        return ""
    names = [one.word for one in words]
    return f"{zh}「{'、'.join(names)}」" if in_chinese else f"{en} “{', '.join(names)}”"


def _message(recorded: Recorded) -> tuple[UUID, UUID]:
    """A message and whose it is."""
    event = recorded.event
    if not isinstance(event, CustomerWrote | StaffWrote):
        raise TypeError(f"{type(event).__name__} is no message")
    return event.message_id, event.customer_id
