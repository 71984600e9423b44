"""What a welcome may hold, and how its variables are filled.

A variable is `{name}` or `{name|fallback}`. Limits are WeCom's for `send_welcome_msg`
(document 92137): text 4,000 bytes, 9 attachments, link title 128, description 512 and address
2,048 bytes.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

TEXT_BYTES = 4000
MOST_ATTACHMENTS = 9
NAME_BYTES = 96
"""The most bytes a filled-in name takes: names are cut to it, and lengths are checked with it."""
REMARK_LENGTH = 20
"""Characters of a customer remark (WeCom document 92115)."""

VARIABLES = ("customer", "adviser", "store")
REMARK_VARIABLES = ("customer", "code", "date")
_VARIABLE = re.compile(r"\{([^{}|]*)(?:\|([^{}]*))?\}")


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link card."""

    title: str
    url: str
    description: str = ""
    picture_url: str = ""


@dataclass(frozen=True)
class Fault:
    """Something WeCom would refuse or a customer would stumble over: where, what, how to mend.

    `words` are English, then 简体中文.
    """

    code: str
    place: str
    words: tuple[str, str]
    data: Mapping[str, object] = field(default_factory=dict)


def variables_in(text: str) -> Iterator[tuple[str, str | None, int]]:
    """Each variable of a text: name, fallback or None, offset."""
    for found in _VARIABLE.finditer(text):
        yield found[1].strip(), found[2], found.start()


def fill(text: str, values: Mapping[str, str | None]) -> str:
    """The text with its variables filled; a missing value is its fallback, or nothing."""

    def value(found: re.Match[str]) -> str:
        name = found[1].strip()
        if name not in values:
            return found[0]
        return cut_bytes(values[name] or found[2] or "", NAME_BYTES)

    return cut_bytes(_VARIABLE.sub(value, text), TEXT_BYTES)


def cut_bytes(text: str, most: int) -> str:
    """The text cut to at most `most` UTF-8 bytes, never inside a character."""
    return text.encode()[:most].decode(errors="ignore")


def size_of(text: str) -> int:
    """The bytes a text can reach once its variables are filled."""
    plain = _VARIABLE.sub(lambda found: "" if found[1].strip() in VARIABLES else found[0], text)
    known = sum(name in VARIABLES for name, _, _ in variables_in(text))
    return len(plain.encode()) + known * NAME_BYTES


def faults(text: str, links: Sequence[Link]) -> list[Fault]:
    """Everything that keeps a welcome from being saved, each with its place and a fix."""
    found = [*_text_faults(text)]
    if not text.strip() and not links:
        found.append(_empty())
    if len(links) > MOST_ATTACHMENTS:
        found.append(_too_many(len(links)))
    for i, link in enumerate(links):
        found += _link_faults(f"links[{i}]", link)
    return found


def _text_faults(text: str) -> Iterator[Fault]:
    for name, _, offset in variables_in(text):
        if name not in VARIABLES:
            yield _unknown(name, offset, VARIABLES)
    if size_of(text) > TEXT_BYTES:
        yield _too_long("text", size_of(text), TEXT_BYTES)


def _link_faults(place: str, link: Link) -> Iterator[Fault]:
    for name, value, most in (
        ("title", link.title, 128),
        ("description", link.description, 512),
        ("url", link.url, 2048),
        ("picture_url", link.picture_url, 2048),
    ):
        if len(value.encode()) > most:
            yield _too_long(f"{place}.{name}", len(value.encode()), most)
    if not link.title.strip():
        yield Fault(
            "NoTitle",
            f"{place}.title",
            (
                f"{place}.title is empty; WeCom shows a link by its title, so write one.",
                f"{place}.title 为空；企业微信用标题展示链接，请填写。",
            ),
        )
    if not re.match(r"https?://[^\s/]+", link.url):
        yield Fault(
            "BadAddress",
            f"{place}.url",
            (
                f"{place}.url is not a web address; begin it with https://.",
                f"{place}.url 不是网址；请以 https:// 开头。",
            ),
        )


def _empty() -> Fault:
    return Fault(
        "Empty",
        "text",
        (
            "The welcome says nothing; write a text or add a link.",
            "欢迎语没有内容；请写一段文字或添加链接。",
        ),
    )


def _too_many(count: int) -> Fault:
    return Fault(
        "TooManyAttachments",
        "links",
        (
            f"{count} attachments are more than WeCom sends; keep {MOST_ATTACHMENTS}.",
            f"附件有 {count} 个，企业微信最多发送 {MOST_ATTACHMENTS} 个，请删减。",
        ),
        {"count": count, "most": MOST_ATTACHMENTS},
    )


def _too_long(place: str, size: int, most: int) -> Fault:
    over = size - most
    return Fault(
        "TooLong",
        place,
        (
            f"{place} can reach {size} bytes with names filled in, WeCom takes {most}; "
            f"cut {over} bytes (a Chinese character is 3).",
            f"{place} 填入姓名后可达 {size} 字节，企业微信上限 {most}；"
            f"请删去 {over} 字节（一个汉字 3 字节）。",
        ),
        {"size": size, "most": most},
    )


def _unknown(name: str, offset: int, known: Sequence[str]) -> Fault:
    listed = ", ".join(f"{{{one}}}" for one in known)
    return Fault(
        "UnknownVariable",
        f"text:{offset}",
        (
            f"There is no variable {{{name}}} (character {offset + 1}); use one of {listed}.",
            f"没有变量 {{{name}}}（第 {offset + 1} 个字符）；可用：{listed}。",
        ),
        {"name": name, "offset": offset},
    )


def remark(pattern: str, *, customer: str, code: str, day: date) -> str:
    """The remark a pattern gives a customer, cut to the 20 characters WeCom keeps."""
    values = {"customer": customer, "code": code, "date": f"{day:%m%d}"}
    filled = _VARIABLE.sub(lambda found: values.get(found[1].strip(), found[0]), pattern)
    return filled.strip()[:REMARK_LENGTH]


def remark_faults(pattern: str) -> list[Fault]:
    """Unknown variables of a remark pattern."""
    return [
        _unknown(name, offset, REMARK_VARIABLES)
        for name, _, offset in variables_in(pattern)
        if name not in REMARK_VARIABLES
    ]


def blocked_by(nickname: str, blocklist: Sequence[str]) -> str | None:
    """The word of the blocklist that a nickname holds, whatever its case, or None."""
    plain = nickname.casefold()
    return next(
        (word for word in blocklist if word.strip() and word.strip().casefold() in plain), None
    )
