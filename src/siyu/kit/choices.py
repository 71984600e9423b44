"""Closed lists of values that people read."""

from enum import StrEnum
from typing import Self


class Choice(StrEnum):
    """One of a few values, each with its words: `NAME = "value", "English", "中文"`."""

    en: str
    zh: str

    def __new__(cls, value: str, en: str = "", zh: str = "") -> Self:
        one = str.__new__(cls, value)
        one._value_ = value
        one.en, one.zh = en, zh
        return one

    def __str__(self) -> str:
        return str.__str__(self)

    def said(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en
