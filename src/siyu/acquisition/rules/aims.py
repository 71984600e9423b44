"""Whether a welcome states who you are, what you bring, and the benefit of a first order.

Judged by the word lists below, in both languages, and by marks of the author's own: a mark
quotes the words of the text that meet an aim, and counts only while the text still holds them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Aim(StrEnum):
    """What a first message has to state."""

    WHO = "who"
    WHAT = "what"
    BENEFIT = "benefit"


WORDS: Mapping[Aim, tuple[str, ...]] = {
    Aim.WHO: (
        r"我是[^，。,.!！?？\s]+",
        r"我叫[^，。,.!！?？\s]+",
        r"这里是[^，。,.!！?？\s]+",
        r"(您|你)的(专属|私人|购物|皮肤|美妆|护肤)?(顾问|导购|客服|管家|店长|小助理|助理|福利官)",
        r"\{adviser\b[^}]*\}",
        r"\bI(?:'|’)?m\s+\w+",
        r"\bI am\s+\w+",
        r"\bmy name is\s+\w+",
        r"\bthis is\s+[A-Z{]\S*",
        r"\byour (?:personal |own )?(?:adviser|advisor|consultant|stylist|assistant|host)\b",
    ),
    Aim.WHAT: (
        r"(为|帮|给|替|陪)(您|你|大家)[^，。,.!！?？\s]*",
        r"(每天|每周|每月|定期|不定期|第一时间)[^，。,.!！?？\s]*(分享|推荐|通知|更新|上新|提醒|带来|送)",
        r"(搭配|选购|护肤|试色|售后|保养|穿搭|使用|产品)[^，。,.!！?？\s]{0,6}(建议|咨询|指导|教程|问题|答疑)",
        r"(随时|有问题)[^，。,.!！?？\s]*(找我|问我|联系我|告诉我|咨询)",
        r"\b(?:help|show|bring|send|share with|keep|advise|answer) you\b",
        r"\b(?:help|advise|answer|guide)(?:s|ing)? you\b",
        r"\byou(?:'|’)?ll (?:get|hear|receive|find)\b",
        r"\b(?:every|each) (?:day|week|month|monday|friday|season)\b",
        r"\bask me\b",
        r"\b(?:tips|advice|new arrivals|care guides?)\b",
    ),
    Aim.BENEFIT: (
        r"(首单|首购|第一单|首次下单|新客|新人|新朋友|入会)[^，。,.!！?？\s]*"
        r"(券|折|减|礼|优惠|福利|红包|包邮|赠|送|价)",
        r"(优惠券|代金券|满减券|红包|见面礼|入会礼|新人礼|立减|包邮|免邮)",
        r"满\s*\d+\s*(元)?\s*[减送赠]\s*\d*",
        r"\d+(\.\d)?\s*折",
        r"\bfirst (?:order|purchase)\b",
        r"\b(?:voucher|coupon|welcome gift|free (?:shipping|delivery|sample|gift))\b",
        r"\d+\s?% off\b",
        r"[¥£$€]\s?\d+ off\b",
    ),
}
"""What meets an aim; the first pattern found in the text is shown as the evidence."""

ADVICE: Mapping[Aim, tuple[str, str]] = {
    Aim.WHO: (
        "Say who is writing: your name and your place, such as “I'm {adviser} of {store}”.",
        "说清你是谁：名字和门店，例如「我是{store}的{adviser}」。",
    ),
    Aim.WHAT: (
        "Say what they get from you: what you help with, or what you will share and how often.",
        "说清你能带来什么：帮什么忙，或多久分享一次什么。",
    ),
    Aim.BENEFIT: (
        "Name the benefit of the first order: a voucher, a price or a gift, with its amount.",
        "写出首单好处：券、价格或赠品，带上金额。",
    ),
}
"""What to write when an aim is missing: English, 简体中文."""


@dataclass(frozen=True)
class Stated:
    """One aim: whether the text meets it, by which words, and where they begin."""

    aim: Aim
    met: bool
    evidence: str | None = None
    offset: int | None = None


def three_aims(text: str, marks: Mapping[Aim, str] | None = None) -> tuple[Stated, ...]:
    """The three aims in order, each met or missing; an author's mark goes before the lists."""
    return tuple(_stated(aim, text, (marks or {}).get(aim, "").strip()) for aim in Aim)


def _stated(aim: Aim, text: str, mark: str) -> Stated:
    if mark and mark in text:
        return Stated(aim, True, mark, text.index(mark))
    for pattern in WORDS[aim]:
        found = re.search(pattern, text, re.IGNORECASE)
        if found:
            return Stated(aim, True, found[0], found.start())
    return Stated(aim, False)


def missing(stated: tuple[Stated, ...]) -> tuple[Aim, ...]:
    return tuple(one.aim for one in stated if not one.met)
