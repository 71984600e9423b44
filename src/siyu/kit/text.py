"""Words for people: two languages in one docstring, and masks for what not everyone may read."""

import re
from string import Formatter

LANGUAGES = ("zh-CN", "en")
PHONE = re.compile(r"^\+?\d{5,15}$")


def said(docstring: str | None, language: str) -> str:
    """The sentence for `language` in a docstring: first paragraph English, second 简体中文."""
    paragraphs = [" ".join(part.split()) for part in (docstring or "").strip().split("\n\n")]
    spoken = 1 if language.startswith("zh") and len(paragraphs) > 1 else 0
    return paragraphs[spoken]


def filled(sentence: str, data: dict[str, object]) -> str:
    """`sentence` with its `{names}` filled from `data`; a name that is missing stays readable."""
    names = {name: "…" for _, name, _, _ in Formatter().parse(sentence) if name}
    return sentence.format_map(names | {key: str(value) for key, value in data.items()})


def language_of(accept_language: str | None, fallback: str = "en") -> str:
    """The first of our languages a browser asks for."""
    for wanted in (accept_language or "").split(","):
        tag = wanted.split(";")[0].strip().lower()
        if tag.startswith("zh"):
            return "zh-CN"
        if tag.startswith("en"):
            return "en"
    return fallback


def normal_phone(text: str) -> str:
    """A phone as digits with its country code; a bare Chinese mobile gets +86.

    Raises ValueError for what is not 5 to 15 digits.
    """
    if len(text) == 11 and text.isascii() and text.isdigit() and text[0] == "1" and text[1] > "2":
        return f"+86{text}"
    digits = re.sub(r"[\s().-]", "", text)
    if not PHONE.match(digits):
        raise ValueError(f"not a phone number: {mask_phone(text)}")
    if re.fullmatch(r"1[3-9]\d{9}", digits):
        return f"+86{digits}"
    return digits


def mask_phone(phone: str) -> str:
    """A phone with only its last four digits left to read."""
    return "*" * max(len(phone) - 4, 0) + phone[-4:]


def mask_email(email: str) -> str:
    """An e-mail address with the name before the @ cut to its first letter."""
    name, _, host = email.partition("@")
    return f"{name[:1]}***@{host}" if host else "***"
