"""Rows as their intake wants them: what does not fit is told with its place and its mend."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from siyu.kit.errors import Problem
from siyu.platform.intake.errors import RowUnfit
from siyu.platform.intake.mapping import places

MENDS: Mapping[str, tuple[str, str]] = {
    "missing": ("is missing; give it a value", "缺少，请填写"),
    "extra_forbidden": (
        "is not a field of this kind of row; leave it out",
        "不是这类数据的字段，请去掉",
    ),
    "int_parsing": ("is not a whole number", "不是整数"),
    "int_from_float": ("is not a whole number", "不是整数"),
    "int_type": ("is not a whole number", "不是整数"),
    "decimal_parsing": ("is not a number", "不是数字"),
    "float_parsing": ("is not a number", "不是数字"),
    "bool_parsing": ("is neither true nor false", "既不是「是」也不是「否」"),
    "string_type": ("is not text", "不是文本"),
    "string_too_short": ("has fewer than {min_length} characters", "少于 {min_length} 个字符"),
    "string_too_long": ("has more than {max_length} characters", "多于 {max_length} 个字符"),
    "string_pattern_mismatch": ("does not have the form {pattern}", "不符合格式 {pattern}"),
    "enum": ("is not one of {expected}", "不是这些值之一：{expected}"),
    "literal_error": ("is not one of {expected}", "不是这些值之一：{expected}"),
    "greater_than": ("is not more than {gt}", "须大于 {gt}"),
    "greater_than_equal": ("is less than {ge}", "须不小于 {ge}"),
    "less_than": ("is not less than {lt}", "须小于 {lt}"),
    "less_than_equal": ("is more than {le}", "须不大于 {le}"),
    "uuid_parsing": ("is not an id of ours", "不是有效的编号"),
    "model_type": ("is not an object with fields", "不是带字段的对象"),
}
HALF_LETTER = re.compile("[\ud800-\udfff]")
INSTANT = (
    "is not a date or time such as 2026-11-16 09:30",
    "不是日期或时间，例如 2026-11-16 09:30",
)


@dataclass(frozen=True)
class Line:
    """A row that came in: as its intake wants it, or why it cannot be."""

    number: int
    row: BaseModel | None = None
    problem: Problem | None = None


def fitted(shape: type[BaseModel], number: int, values: object) -> Line:
    """One row of JSON or of a file."""
    if has_nul(values):
        return Line(
            number,
            problem=unfit(
                shape, (), ("holds a character that no text has", "有文本里不该有的字符")
            ),
        )
    try:
        return Line(number, row=shape.model_validate(values))
    except ValidationError as error:
        return Line(number, problem=_told(shape, error.errors(include_url=False)[0]))


def has_nul(value: object) -> bool:
    """Whether a value holds what no database keeps: a NUL, or half of a pair of letters."""
    match value:
        case str():
            return "\0" in value or (not value.isascii() and HALF_LETTER.search(value) is not None)
        case dict():
            return has_nul([*value, *value.values()])
        case list():
            try:
                return has_nul("".join(value))
            except TypeError:
                return any(map(has_nul, value))
    return False


def _told(shape: type[BaseModel], error: ErrorDetails) -> RowUnfit:
    kind, context = error["type"], error.get("ctx", {})
    usual = INSTANT if kind.startswith(("date", "time")) else (error["msg"], error["msg"])
    en, zh = (text.format_map(context) for text in MENDS[kind]) if kind in MENDS else usual
    return unfit(shape, error["loc"], (en, zh))


def unfit(shape: type[BaseModel], place: tuple[Any, ...], reason: tuple[str, str]) -> RowUnfit:
    """A refusal that names the field as people know it."""
    known = {one.name: one for one in places(shape)}
    field = known.get(str(place[0])) if place else None
    path = ".".join(str(part) for part in place)
    return RowUnfit(
        field=path,
        title_en=field.title_en if field else path or "The row",
        title_zh=field.title_zh if field else path or "这一行",
        reason_en=reason[0],
        reason_zh=reason[1],
    )
