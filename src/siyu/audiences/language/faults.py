"""What is wrong with a definition: where, in a sentence, and how to mend it, in both languages."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import NamedTuple

from siyu.kit.text import filled

NEAR = 0.6
NAMED_AT_MOST = 12


class Words(NamedTuple):
    """The sentence of a fault and what mends it, in English and Chinese."""

    en: str
    mend_en: str
    zh: str
    mend_zh: str


SENTENCES = {
    "not_an_object": Words(
        "A condition is an object, not {found}.", "Write {{\"kind\": …}} here.",
        "条件应是一个对象，而不是{found}。", "请写成 {{\"kind\": …}}。",
    ),
    "missing": Words(
        "“{key}” is missing.", "Add “{key}”: {wanted}.",
        "缺少「{key}」。", "请补上「{key}」：{wanted}。",
    ),
    "unexpected": Words(
        "“{key}” says nothing here.", "Take it away; known here: {known}.",
        "这里不能写「{key}」。", "请去掉它；这里可以写：{known}。",
    ),
    "wrong_type": Words(
        "This should be {wanted}, not {found}.", "Write {wanted}.",
        "这里应是{wanted}，而不是{found}。", "请改为{wanted}。",
    ),
    "not_one_of": Words(
        "“{found}” is not known here.", "Choose one of: {known}.",
        "这里没有「{found}」。", "请从中选择：{known}。",
    ),
    "unknown_field": Words(
        "There is no field “{found}”.", "Choose one of: {known}.",
        "没有「{found}」这个字段。", "请从中选择：{known}。",
    ),
    "unknown_event": Words(
        "There is no event “{found}”.", "Choose one of: {known}.",
        "没有「{found}」这个事件。", "请从中选择：{known}。",
    ),
    "unknown_property": Words(
        "“{event}” has no property “{found}”.", "Choose one of: {known}.",
        "事件「{event}」没有「{found}」这个属性。", "请从中选择：{known}。",
    ),
    "unknown_segment": Words(
        "There is no segment {found}.", "Choose a segment that is still there.",
        "没有人群包 {found}。", "请选择仍然存在的人群包。",
    ),
    "unknown_key": Words(
        "“{found}” cannot be chosen for {title}.", "Choose from: {known}.",
        "{title}里没有「{found}」。", "请从中选择：{known}。",
    ),
    "op_unfit": Words(
        "“{found}” cannot be asked of {title}.", "What can be asked: {known}.",
        "不能对{title}使用「{found}」。", "可以使用：{known}。",
    ),
    "out_of_range": Words(
        "{found} is out of range.", "Write a number from {least} to {most}.",
        "{found} 超出范围。", "请填写 {least} 到 {most} 之间的数。",
    ),
    "too_fine": Words(
        "{found} has more than four decimals.", "Round it to four.",
        "{found} 的小数超过四位。", "请保留四位小数。",
    ),
    "upside_down": Words(
        "{first} comes after {last}.", "Write the smaller or earlier one first.",
        "{first} 大于或晚于 {last}。", "请把较小或较早的写在前面。",
    ),
    "empty": Words(
        "Nothing is listed here.", "List at least {least}.",
        "这里什么都没有列出。", "请至少列出 {least} 项。",
    ),
    "too_many": Words(
        "{found} are too many here.", "List at most {most}.",
        "{found} 项太多了。", "最多列出 {most} 项。",
    ),
    "too_deep": Words(
        "Conditions stand inside each other more than {most} deep.",
        "Keep the inner part as a segment of its own and refer to it.",
        "条件嵌套超过 {most} 层。", "请把里层另存为一个人群包，再引用它。",
    ),
    "too_large": Words(
        "The definition has {found} conditions, with the segments it refers to.",
        "Keep to {most}.",
        "连同引用的人群包，共有 {found} 个条件。", "请控制在 {most} 个以内。",
    ),
    "circle": Words(
        "The segments refer to each other in a circle: {path}.", "Take one reference away.",
        "人群包互相引用，形成循环：{path}。", "请去掉其中一处引用。",
    ),
    "segment_unfit": Words(
        "The segment “{name}” is not right itself: {reason}", "Mend that segment first.",
        "人群包「{name}」本身有误：{reason}", "请先修正该人群包。",
    ),
    "property_unfit": Words(
        "“{measure}” needs a property that is {wanted}; “{found}” is not.",
        "Choose one of: {known}.",
        "「{measure}」需要{wanted}类型的属性，「{found}」不是。", "请从中选择：{known}。",
    ),
    "property_unasked": Words(
        "“{measure}” looks at no property.", "Take “property” away.",
        "「{measure}」不需要属性。", "请去掉「property」。",
    ),
    "one_of_two": Words(
        "Either a share or a number of people says how many.", "Write “share” or “n”, not both.",
        "人数只能用比例或个数中的一种来定。", "请只写「share」或「n」中的一个。",
    ),
}  # fmt: skip

# What a value is, as the sentences say it: (English, 中文).
TYPES = {
    "object": ("an object", "对象"),
    "list": ("a list", "列表"),
    "text": ("text", "文字"),
    "number": ("a number", "数字"),
    "whole": ("a whole number", "整数"),
    "money": ("a sum in minor units, a whole number", "以分为单位的整数金额"),
    "yes_no": ("true or false", "true 或 false"),
    "nothing": ("nothing", "空"),
    "key": ("text of at most 200 letters", "不超过 200 字的文字"),
    "day": ("a day such as 2026-03-01", "日期（如 2026-03-01）"),
    "pair": ("a list of two", "两个值的列表"),
    "keys": ("a list of keys", "选项列表"),
    "id": ("an id", "编号"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, at `place`, a JSON path from the root `$`."""

    place: str
    code: str
    en: str
    zh: str
    mend_en: str
    mend_zh: str

    def sentence(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en

    def mend(self, language: str) -> str:
        return self.mend_zh if language.startswith("zh") else self.mend_en


@dataclass(frozen=True)
class Faults:
    """All that is wrong with a definition, in the order of its text; never empty."""

    of: tuple[Fault, ...]


@dataclass
class Found:
    """The faults found so far."""

    of: list[Fault] = field(default_factory=list)

    def add(self, place: str, code: str, **said: object) -> None:
        """Note a fault. A value that is a pair is (English, 中文); `near` are names to suggest."""
        en, zh = ({key: _said(one, at) for key, one in said.items()} for at in (0, 1))
        words = SENTENCES[code]
        texts = (filled(words.en, en), filled(words.zh, zh))
        mends = (filled(words.mend_en, en), filled(words.mend_zh, zh))
        self.of.append(Fault(place, code, *texts, *mends))


def _said(value: object, at: int) -> object:
    return value[at] if isinstance(value, tuple) else value


def listed(names: Iterable[str], near: str = "") -> str:
    """Names for a sentence, those like `near` first, a dozen at most."""
    known = list(dict.fromkeys(names))
    close = get_close_matches(near, known, n=3, cutoff=NEAR)
    first = [*close, *(one for one in known if one not in close)]
    return ", ".join(first[:NAMED_AT_MOST]) + (" …" if len(first) > NAMED_AT_MOST else "")


def type_of(value: object) -> tuple[str, str]:
    """What a JSON value is, for a sentence."""
    match value:
        case None:
            return TYPES["nothing"]
        case bool():
            return TYPES["yes_no"]
        case int() | float():
            return TYPES["number"]
        case str():
            return TYPES["text"]
        case list() | tuple():
            return TYPES["list"]
        case _:
            return TYPES["object"]
